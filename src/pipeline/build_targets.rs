//! Building the targets: renders or copies every stale one into the staging folder, in parallel.
//!
//! A target that is up to date is neither read nor rendered; its published file is kept. The bytes of a page are
//! staged at once, so there are never more pages in memory than threads. Faults of templates are collected and
//! deduplicated: a template that writes the same broken link on a thousand pages is reported once.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::cache::worker;
use super::portal::Portal;
use super::published_pictures;
use super::report::BuildError;
use super::staleness::{self, RebuildReason, StalenessChecker};
use super::target_maker::{MadeTarget, TargetMaker};
use crate::diagnostic::{Consequence, Diagnostic, FaultList, MachineFault, Place};
use crate::entry::address::SiteAddress;
use crate::ledger::{
    LinkHash, NewRecords, PublishedFiles, RecordedAnswers, TargetInputs, TargetRecord,
};
use crate::library::Query;
use crate::monitor::{Stage, Work};
use crate::output::{Output, OutputFingerprint, Phase, Published};
use crate::picture::{PrivateData, RENDITION_WIDTHS};
use crate::render::RenderOutput;
use crate::site::{Plan, Target, TargetKind};
use crate::source::SourceFile;

/// The outcome of building all targets.
#[derive(Default)]
pub(super) struct TargetsOutcome {
    /// Faults of the templates, and of targets that could not be built.
    pub(super) faults: Vec<Diagnostic>,
    /// Broken links that templates wrote, by the place of the template: a fault for the first page of each link.
    template_faults: BTreeMap<(Place, String), Diagnostic>,
    /// The first future day on which a page changes by itself.
    pub(super) first_awaited_day: Option<Date>,
    /// The targets that were recorded, in the order of the plan.
    pub(super) updates: Vec<TargetUpdate>,
}

/// A target that was recorded.
pub(super) struct TargetUpdate {
    address: SiteAddress,
    /// Why it was built; or its published file, if that is unchanged and only what it was made from was recorded again.
    reason: Result<RebuildReason, Box<OutputFingerprint>>,
}

impl TargetsOutcome {
    fn faulty(fault: Diagnostic) -> Self {
        Self { faults: vec![fault], ..Self::default() }
    }

    fn updated(
        target: &TargetWithRecord<'_>,
        reason: Result<RebuildReason, Box<OutputFingerprint>>,
    ) -> Self {
        let address = target.target.address.clone();
        Self { updates: vec![TargetUpdate { address, reason }], ..Self::default() }
    }

    /// Adds the outcome of the targets after these.
    fn merge(mut self, mut later: Self) -> Self {
        let days = [self.first_awaited_day, later.first_awaited_day];
        self.first_awaited_day = days.into_iter().flatten().min();
        self.faults.append(&mut later.faults);
        self.updates.append(&mut later.updates);
        for (link, fault) in later.template_faults {
            self.template_faults.entry(link).or_insert(fault);
        }
        self
    }
}

/// Builds the targets of a portal; shared by all threads.
pub(super) struct TargetBuilder<'a> {
    pub(super) portal: &'a Portal,
    pub(super) maker: &'a TargetMaker<'a>,
    pub(super) output: &'a Output,
    pub(super) staleness: StalenessChecker<'a>,
    pub(super) new_records: &'a NewRecords,
    /// What the pages say of files, collected when the first one is copied.
    pub(super) shown_digests: OnceLock<HashMap<&'a str, [u8; 32]>>,
}

/// A target with its record of the last build.
struct TargetWithRecord<'a> {
    target: &'a Target,
    phase: Phase,
    /// The fingerprint of its definition.
    definition: u64,
    previous: Option<TargetRecord>,
}

impl TargetWithRecord<'_> {
    fn path(&self) -> &str {
        self.target.address.output()
    }
}

impl TargetBuilder<'_> {
    /// Builds all stale targets.
    pub(super) fn build_targets(&self) -> Result<TargetsOutcome, BuildError> {
        let targets = &self.portal.plan.targets;
        let monitor = &self.portal.options.monitor;
        monitor.begin(Stage::Make, targets.len());
        let build = |target| {
            let built = self.build_target(target);
            monitor.advance();
            built
        };
        let mut outcome = targets
            .par_iter()
            .map(build)
            .try_reduce(TargetsOutcome::default, |one, other| Ok(one.merge(other)))?;
        if let Some(path) = self.maker.renditions.changed_file() {
            return Err(MachineFault::changing(&path).into());
        }
        // A template writes the same link on every page: it is reported once, for the first such page.
        let template_faults = std::mem::take(&mut outcome.template_faults);
        outcome.faults.extend(FaultList::limited(template_faults.into_values()));
        Ok(outcome)
    }

    /// Builds a target if it is stale, and keeps its file otherwise.
    fn build_target(&self, target: &Target) -> Result<TargetsOutcome, BuildError> {
        let staleness = &self.staleness;
        let definition = staleness::definition_fingerprint(target, self.portal);
        let phase = phase(target, &self.portal.plan);
        let previous = staleness.previous_record(target);
        let pending = TargetWithRecord { target, phase, definition, previous };
        let reason = match &pending.previous {
            Some(record) => staleness.rebuild_reason(target, definition, &record.inputs),
            None => Some(RebuildReason::New),
        };
        if let (None, Some(record)) = (&reason, &pending.previous)
            && !matches!(target.kind, TargetKind::Copy(_))
            && self.output.keep_unchanged(pending.path(), pending.phase, &record.output)?
        {
            let queries = record.inputs.answers.queries();
            let first_awaited_day = self.first_awaited_day(queries);
            return Ok(TargetsOutcome { first_awaited_day, ..TargetsOutcome::default() });
        }
        if let (TargetKind::Rendition { width, .. }, None) =
            (&target.kind, &self.portal.options.output)
        {
            // A check only tests whether the picture can be decoded; one test is enough for all widths.
            let is_tested = *width == RENDITION_WIDTHS[0];
            let fault = if is_tested { self.maker.rendition_fault(target)? } else { None };
            return Ok(
                fault.map_or_else(TargetsOutcome::default, |fault| TargetsOutcome::faulty(*fault))
            );
        }
        match self.maker.make(target)? {
            MadeTarget::Bytes(made) => {
                self.stage(&pending, made, reason.unwrap_or(RebuildReason::Output))
            }
            MadeTarget::Copy(file) => self.copy_file(&pending, file, reason),
            MadeTarget::Faulty(mut fault) => {
                // Other pages link to it: they cannot be published without the file of the last build.
                if !self.output.keep(pending.path())? {
                    fault.consequence = Consequence::StopsKeepGoing;
                }
                Ok(TargetsOutcome::faulty(*fault))
            }
            MadeTarget::Missing => Ok(TargetsOutcome::default()),
        }
    }

    /// Stages a target that was made, and records its dependencies and links.
    fn stage(
        &self,
        pending: &TargetWithRecord<'_>,
        made: RenderOutput,
        reason: RebuildReason,
    ) -> Result<TargetsOutcome, BuildError> {
        let monitor = &self.portal.options.monitor;
        let start = monitor.start();
        self.output.stage(pending.path(), &made.bytes, pending.phase)?;
        monitor.finish(start, Work::Stage);
        let page = &pending.target.address;
        let template_faults = self.portal.template_faults(page, &made);
        let template_faults =
            template_faults.map(|(link, fault)| ((fault.place.clone(), link), fault)).collect();
        let RenderOutput { links, dependencies, related, .. } = made;
        let queries = dependencies.iter().map(|dependency| &dependency.query);
        let first_awaited_day = self.first_awaited_day(queries);
        let mut inputs = self.staleness.new_inputs(pending.definition);
        inputs.answers = RecordedAnswers::new(dependencies);
        inputs.links = links.iter().map(|link| LinkHash::of(link)).collect();
        if let TargetKind::Entry(_) = pending.target.kind {
            inputs.related = related;
        }
        self.new_records.add_target(worker(), pending.path(), &inputs);
        let updated = TargetsOutcome::updated(pending, Ok(reason));
        Ok(TargetsOutcome { template_faults, first_awaited_day, ..updated })
    }

    /// Copies a file, unless the output folder has the same bytes.
    fn copy_file(
        &self,
        pending: &TargetWithRecord<'_>,
        file: &SourceFile,
        reason: Option<RebuildReason>,
    ) -> Result<TargetsOutcome, BuildError> {
        let original_metadata_key =
            file.metadata_key.is_settled(self.portal.options.now).then_some(file.metadata_key);
        let target_inputs =
            TargetInputs { original_metadata_key, ..self.staleness.new_inputs(pending.definition) };
        let path = pending.path();
        let reason = match (reason, &pending.previous) {
            (None, Some(record)) => {
                let same_key = record.inputs.original_metadata_key == Some(file.metadata_key);
                let same_bytes = same_key || record.output.has_sha256(&self.read_again(file)?);
                if same_bytes
                    && self.output.keep_unchanged(pending.path(), pending.phase, &record.output)?
                {
                    let has_new_key = !same_key && original_metadata_key.is_some();
                    if !has_new_key {
                        return Ok(TargetsOutcome::default());
                    }
                    self.new_records.add_target(worker(), path, &target_inputs);
                    return Ok(TargetsOutcome::updated(pending, Err(Box::new(record.output))));
                }
                if same_bytes { RebuildReason::Output } else { RebuildReason::File }
            }
            (reason, _) => reason.unwrap_or(RebuildReason::New),
        };
        let staged = self.stage_file(pending.path(), file, pending.phase)?;
        if self.portal.options.output.is_some() {
            self.check_shown_digest(file, &staged)?;
        }
        self.new_records.add_target(worker(), path, &target_inputs);
        Ok(TargetsOutcome::updated(pending, Ok(reason)))
    }

    /// Stages a file as it is published; returns the digest of the staged bytes.
    fn stage_file(
        &self,
        path: &str,
        file: &SourceFile,
        phase: Phase,
    ) -> Result<[u8; 32], BuildError> {
        let is_searched = published_pictures::is_searched(file) && !self.is_known_clean(file);
        if self.portal.options.output.is_some() && is_searched {
            let picture = published_pictures::read(file)?;
            self.output.stage(path, &picture.bytes, phase)?;
            return Ok(picture.sha256);
        }
        let staged = self.output.stage_copy(path, &file.disk_path(), phase)?;
        file.log_reading(staged);
        Ok(staged)
    }

    /// Returns whether a picture was found to have no private data.
    fn is_known_clean(&self, file: &SourceFile) -> bool {
        let record = self.staleness.ledger.attachment(&file.path, file.metadata_key);
        record.is_some_and(|record| record.content.private_data == PrivateData::None)
            || self.portal.content.clean_pictures.contains(&file.path)
    }

    /// Reads a file that was read before; returns the digest of its bytes as they are published.
    fn read_again(&self, file: &SourceFile) -> Result<[u8; 32], BuildError> {
        let digest = match published_pictures::is_searched(file) && !self.is_known_clean(file) {
            true => published_pictures::read(file)?.sha256,
            false => file.sha256_and_size()?.0,
        };
        self.check_shown_digest(file, &digest)?;
        Ok(digest)
    }

    /// Fails if the pages say of a file that it has another digest.
    fn check_shown_digest(&self, file: &SourceFile, digest: &[u8; 32]) -> Result<(), BuildError> {
        let shown = self.shown_digests.get_or_init(|| shown_digests(self.portal));
        match shown.get(&*file.path) {
            Some(shown) if shown != digest => Err(MachineFault::changing(&file.disk_path()).into()),
            _ => Ok(()),
        }
    }

    /// Finds the first future day that the queries ask about.
    fn first_awaited_day<'q>(&self, queries: impl Iterator<Item = &'q Query>) -> Option<Date> {
        queries.filter_map(Query::day).filter(|day| *day > self.portal.today).min()
    }
}

/// Collects the digests of attachments and pictures as the entries have them, by the path of the file.
fn shown_digests(portal: &Portal) -> HashMap<&str, [u8; 32]> {
    let mut digests = HashMap::new();
    for entry in portal.content.entries() {
        let attachments = entry.metadata.attachments.iter().map(|file| (&*file.path, file.sha256));
        let pictures = entry.shown_pictures().filter_map(|file| Some((&*file.path, file.digest?)));
        for (path, digest) in attachments.chain(pictures) {
            // If entries disagree, the file changed between them, and no digest is right.
            let is_same = digests.insert(path, digest).is_none_or(|other| other == digest);
            if !is_same {
                digests.insert(path, [0; 32]);
            }
        }
    }
    digests
}

/// Returns the published files of the targets that were recorded, and of others.
pub(super) fn published_files<'a>(
    updates: &'a [TargetUpdate],
    published: &'a Published,
) -> PublishedFiles<'a> {
    let unchanged = |update: &'a TargetUpdate| {
        Some((update.address.output(), &**update.reason.as_ref().err()?))
    };
    let written = published.fingerprints.iter().map(|(path, file)| (&**path, file));
    written.chain(updates.iter().filter_map(unchanged)).collect()
}

/// Lists the targets that were built, by path.
pub(super) fn rendered(
    updates: Vec<TargetUpdate>,
    published: Option<&Published>,
) -> Vec<(Arc<str>, RebuildReason)> {
    let path_of = |address: &SiteAddress| {
        let known = published.and_then(|files| files.fingerprints.get_key_value(address.output()));
        known.map_or_else(|| Arc::from(address.output()), |(path, _)| path.clone())
    };
    let rendered = updates
        .into_iter()
        .filter_map(|update| Some((path_of(&update.address), update.reason.ok()?)));
    let mut rendered: Vec<_> = rendered.collect();
    rendered.sort_by(|(a, _), (b, _)| a.cmp(b));
    rendered
}

/// Returns the phase in which a target is published: files that pages use come first, lists of pages last.
fn phase(target: &Target, plan: &Plan) -> Phase {
    match &target.kind {
        TargetKind::Entry(_) if plan.is_notice(&target.address) => Phase::Notice,
        TargetKind::Asset(_) | TargetKind::ShareImage => Phase::Asset,
        TargetKind::Copy(_) | TargetKind::Rendition { .. } => Phase::Attachment,
        TargetKind::Entry(_) | TargetKind::NotFound | TargetKind::Redirect(_) => Phase::Page,
        TargetKind::Home
        | TargetKind::Section(..)
        | TargetKind::TermIndex(_)
        | TargetKind::Term(..)
        | TargetKind::Backlinks(..)
        | TargetKind::NamedDocuments(_)
        | TargetKind::Overview(..) => Phase::List,
        TargetKind::Feed(_)
        | TargetKind::EventFeed
        | TargetKind::Data(_)
        | TargetKind::SitemapIndex(_)
        | TargetKind::Sitemap(_)
        | TargetKind::Robots
        | TargetKind::OpenSearch
        | TargetKind::ServerFile(_) => Phase::Feed,
    }
}
