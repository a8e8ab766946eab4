//! Building the targets: renders or copies every stale one into the staging folder, in parallel.
//!
//! A target that is up to date is neither read nor rendered; its published file is kept. The bytes of a page are
//! staged at once, so there are never more pages in memory than threads. Faults of templates are collected and
//! deduplicated: a template that writes the same broken link on a thousand pages is reported once.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::portal::Portal;
use super::published_pictures;
use super::report::{BuildError, Report};
use super::staleness::{self, RebuildReason, StalenessChecker};
use super::target_maker::{MadeTarget, TargetMaker};
use super::validate;
use crate::diagnostic::{Consequence, Diagnostic, FaultList, MachineFault};
use crate::ledger::{PendingRecords, TargetInputs, TargetRecord};
use crate::library::Query;
use crate::output::{Output, Phase};
use crate::picture::RENDITION_WIDTHS;
use crate::render::RenderOutput;
use crate::site::{Target, TargetKind};
use crate::source::SourceFile;

/// The outcome of building all targets.
#[derive(Default)]
pub(super) struct TargetsOutcome {
    /// Faults of the templates, and of targets that could not be built.
    pub(super) faults: Vec<Diagnostic>,
    /// The first future day on which a page changes by itself.
    pub(super) first_awaited_day: Option<Date>,
    /// The targets to record in the ledger.
    pub(super) updates: Vec<PendingTargetRecord>,
}

/// A target to record in the ledger.
pub(super) struct PendingTargetRecord {
    pub(super) path: Arc<str>,
    /// Why it was built; or its previous record, if it is unchanged and only its inputs need to be recorded again.
    pub(super) reason: Result<RebuildReason, TargetRecord>,
    pub(super) inputs: TargetInputs,
}

/// The outcome of building one target.
#[derive(Default)]
struct TargetOutcome {
    faults: Vec<Diagnostic>,
    /// Broken links that the template wrote, each with its fault.
    template_faults: Vec<(String, Diagnostic)>,
    first_awaited_day: Option<Date>,
    update: Option<PendingTargetRecord>,
}

impl TargetOutcome {
    fn faulty(fault: Diagnostic) -> Self {
        Self { faults: vec![fault], ..Self::default() }
    }
}

/// Builds the targets of a portal; shared by all threads.
pub(super) struct TargetBuilder<'a> {
    pub(super) portal: &'a Portal,
    pub(super) maker: &'a TargetMaker<'a>,
    pub(super) output: &'a Output,
    pub(super) staleness: StalenessChecker<'a>,
    pub(super) pending_records: Mutex<PendingRecords>,
    /// What the pages say of files, collected when the first one is copied.
    pub(super) shown_digests: OnceLock<HashMap<&'a str, [u8; 32]>>,
}

/// A target with its record of the last build.
struct TargetWithRecord<'a> {
    target: &'a Target,
    /// The fingerprint of its definition.
    definition: u64,
    previous: Option<&'a TargetRecord>,
}

impl TargetWithRecord<'_> {
    fn path(&self) -> &str {
        self.target.address.output()
    }

    fn phase(&self) -> Phase {
        phase(self.target)
    }
}

impl TargetBuilder<'_> {
    /// Builds all stale targets.
    pub(super) fn build_targets(&self) -> Result<TargetsOutcome, BuildError> {
        let targets = self.portal.plan.targets.par_iter();
        let outcomes: Result<Vec<TargetOutcome>, BuildError> =
            targets.map(|target| self.build_target(target)).collect();
        let mut outcome = TargetsOutcome::default();
        let mut template_faults = BTreeMap::new();
        for target_outcome in outcomes? {
            let days = [outcome.first_awaited_day, target_outcome.first_awaited_day];
            outcome.first_awaited_day = days.into_iter().flatten().min();
            outcome.updates.extend(target_outcome.update);
            outcome.faults.extend(target_outcome.faults);
            for (link, fault) in target_outcome.template_faults {
                template_faults.entry((fault.place.clone(), link)).or_insert(fault);
            }
        }
        if let Some(path) = self.maker.renditions.changed_file() {
            return Err(MachineFault::changing(&path).into());
        }
        // A template writes the same link on every page: it is reported once, for the first such page.
        outcome.faults.extend(FaultList::limited(template_faults.into_values()));
        Ok(outcome)
    }

    /// Builds a target if it is stale, and keeps its file otherwise.
    fn build_target(&self, target: &Target) -> Result<TargetOutcome, BuildError> {
        let staleness = &self.staleness;
        let definition = staleness::definition_fingerprint(target, self.portal);
        let previous = staleness.previous_record(target);
        let pending = TargetWithRecord { target, definition, previous };
        let reason = match previous {
            Some(record) => staleness.rebuild_reason(target, definition, &record.inputs),
            None => Some(RebuildReason::New),
        };
        if let (None, Some(record)) = (&reason, previous)
            && !matches!(target.kind, TargetKind::Copy(_))
            && self.output.keep_unchanged(pending.path(), pending.phase(), &record.output)?
        {
            let ids = record.inputs.dependencies.iter();
            let queries = ids.map(|id| &staleness.ledger.dependencies()[*id as usize].query);
            let first_awaited_day = self.first_awaited_day(queries);
            return Ok(TargetOutcome { first_awaited_day, ..TargetOutcome::default() });
        }
        if let (TargetKind::Rendition { width, .. }, None) =
            (&target.kind, &self.portal.options.output)
        {
            // A check only tests whether the picture can be decoded; one test is enough for all widths.
            let is_tested = *width == RENDITION_WIDTHS[0];
            let fault = if is_tested { self.maker.rendition_fault(target)? } else { None };
            return Ok(
                fault.map_or_else(TargetOutcome::default, |fault| TargetOutcome::faulty(*fault))
            );
        }
        match self.maker.make(target)? {
            MadeTarget::Bytes(made) => {
                self.stage(&pending, made, reason.unwrap_or(RebuildReason::Output))
            }
            // Reported by `validate`.
            MadeTarget::Copy(file) if validate::is_refused(&file.path, &self.portal.config) => {
                Ok(TargetOutcome::default())
            }
            MadeTarget::Copy(file) => self.copy_file(&pending, file, reason),
            MadeTarget::Faulty(mut fault) => {
                // Other pages link to it: they cannot be published without the file of the last build.
                if !self.output.keep(pending.path())? {
                    fault.consequence = Consequence::StopsKeepGoing;
                }
                Ok(TargetOutcome::faulty(*fault))
            }
            MadeTarget::Missing => Ok(TargetOutcome::default()),
        }
    }

    /// Stages a target that was made, and records its dependencies and links.
    fn stage(
        &self,
        pending: &TargetWithRecord<'_>,
        made: RenderOutput,
        reason: RebuildReason,
    ) -> Result<TargetOutcome, BuildError> {
        self.output.stage(pending.path(), &made.bytes, pending.phase())?;
        let page = &pending.target.address;
        let template_faults = self.portal.template_faults(page, &made).collect();
        let RenderOutput { links, dependencies, .. } = made;
        let queries = dependencies.iter().map(|dependency| &dependency.query);
        let first_awaited_day = self.first_awaited_day(queries);
        let mut inputs = self.staleness.new_inputs(pending.definition);
        {
            let (previous, ledger) = (pending.previous, self.staleness.ledger);
            let mut records = self.pending_records.lock().unwrap_or_else(PoisonError::into_inner);
            inputs.dependencies = records.intern_dependencies(dependencies, previous, ledger);
            inputs.links = records.intern_links(links, previous, ledger);
        }
        let path = Arc::from(pending.path());
        let update = Some(PendingTargetRecord { path, reason: Ok(reason), inputs });
        Ok(TargetOutcome { template_faults, first_awaited_day, update, ..TargetOutcome::default() })
    }

    /// Copies a file, unless the output folder has the same bytes.
    fn copy_file(
        &self,
        pending: &TargetWithRecord<'_>,
        file: &SourceFile,
        reason: Option<RebuildReason>,
    ) -> Result<TargetOutcome, BuildError> {
        let original_metadata_key =
            file.metadata_key.is_settled(self.portal.options.now).then_some(file.metadata_key);
        let target_inputs =
            TargetInputs { original_metadata_key, ..self.staleness.new_inputs(pending.definition) };
        let path = Arc::from(pending.path());
        let reason = match (reason, pending.previous) {
            (None, Some(record)) => {
                let same_key = record.inputs.original_metadata_key == Some(file.metadata_key);
                let same_bytes = same_key || record.output.has_sha256(&self.read_again(file)?);
                if same_bytes
                    && self.output.keep_unchanged(
                        pending.path(),
                        pending.phase(),
                        &record.output,
                    )?
                {
                    let has_new_key = !same_key && original_metadata_key.is_some();
                    let update = has_new_key.then(|| PendingTargetRecord {
                        path,
                        reason: Err(record.clone()),
                        inputs: target_inputs,
                    });
                    return Ok(TargetOutcome { update, ..TargetOutcome::default() });
                }
                if same_bytes { RebuildReason::Output } else { RebuildReason::File }
            }
            (reason, _) => reason.unwrap_or(RebuildReason::New),
        };
        let staged = self.stage_file(pending.path(), file, pending.phase())?;
        if self.portal.options.output.is_some() {
            self.check_shown_digest(file, &staged)?;
        }
        Ok(TargetOutcome {
            update: Some(PendingTargetRecord { path, reason: Ok(reason), inputs: target_inputs }),
            ..TargetOutcome::default()
        })
    }

    /// Stages a file as it is published; returns the digest of the staged bytes.
    fn stage_file(
        &self,
        path: &str,
        file: &SourceFile,
        phase: Phase,
    ) -> Result<[u8; 32], BuildError> {
        if self.portal.options.output.is_some() && published_pictures::is_searched(file) {
            let picture = published_pictures::read(file)?;
            self.output.stage(path, &picture.bytes, phase)?;
            return Ok(picture.sha256);
        }
        let staged = self.output.stage_copy(path, &file.disk_path(), phase)?;
        file.log_reading(staged);
        Ok(staged)
    }

    /// Reads a file that was read before; returns the digest of its bytes as they are published.
    fn read_again(&self, file: &SourceFile) -> Result<[u8; 32], BuildError> {
        let digest = match published_pictures::is_searched(file) {
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

/// Records the targets that were built: all of them in the report, the published ones also in the ledger.
pub(super) fn record_targets(
    new_records: &mut PendingRecords,
    updates: Vec<PendingTargetRecord>,
    report: &mut Report,
) {
    let fingerprints = report.published.as_ref().map(|published| &published.fingerprints);
    for PendingTargetRecord { path, reason, inputs } in updates {
        let output = match reason {
            Ok(reason) => {
                report.rendered.push((path.clone(), reason));
                fingerprints.and_then(|fingerprints| fingerprints.get(&*path)).copied()
            }
            Err(previous) => fingerprints.map(|_| previous.output),
        };
        if let Some(output) = output {
            new_records.add_target(path, TargetRecord { inputs, output });
        }
    }
    report.rendered.sort_by(|(a, _), (b, _)| a.cmp(b));
}

/// Returns the phase in which a target is published: files that pages use come first, lists of pages last.
fn phase(target: &Target) -> Phase {
    match &target.kind {
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
