//! Making the targets that are not up to date in parallel, into the stage of the output.
//!
//! A page's bytes go to the stage at once, so no more pages are in memory than there are threads. What is wrong with
//! the templates is gathered: a template that writes one wrong link on a thousand pages is told once. A target that is
//! up to date is neither read nor rendered; its file is kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::pictures::{RenditionRequest, Renditions};
use super::staleness::{self, RebuildReason, StalenessChecker};
use super::{Build, BuildError};
use crate::diagnostic::{Diagnostic, Place, faults};
use crate::ledger::{PendingRecords, TargetInputs, TargetRecord};
use crate::library::Query;
use crate::output::{Output, Phase};
use crate::picture::RENDITION_WIDTHS;
use crate::render::{RenderOutput, Renderer};
use crate::site::{Target, TargetKind};
use crate::source::SourceFile;

/// What making all targets came to.
#[derive(Default)]
pub(super) struct TargetsOutcome {
    /// What is wrong with templates.
    pub(super) faults: Vec<Diagnostic>,
    /// The first day that a page waits for.
    pub(super) first_awaited_day: Option<Date>,
    /// What is to be noted of the targets.
    pub(super) updates: Vec<TargetUpdate>,
}

/// A target that was made.
pub(super) struct TargetUpdate {
    pub(super) path: Arc<str>,
    /// Why it was; nothing for one that only needs to be noted anew.
    pub(super) reason: Result<RebuildReason, TargetRecord>,
    pub(super) inputs: TargetInputs,
}

/// What making one target came to.
#[derive(Default)]
struct TargetOutcome {
    faults: Vec<TargetFault>,
    first_awaited_day: Option<Date>,
    update: Option<TargetUpdate>,
}

impl TargetOutcome {
    fn faulty(fault: Box<Diagnostic>) -> Self {
        Self { faults: vec![TargetFault::Diagnostic(fault)], ..Self::default() }
    }
}

/// What is wrong with one rendered page.
enum TargetFault {
    /// A fault with its place.
    Diagnostic(Box<Diagnostic>),
    /// A link that leads nowhere and was written by no entry.
    BrokenLink { template: String, link: String, page: Arc<str> },
}

/// What targets are made with.
pub(super) struct BuildInputs<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) output: &'a Output,
    pub(super) staleness: StalenessChecker<'a>,
    pub(super) renditions: &'a Renditions,
    pub(super) pending_records: Mutex<PendingRecords>,
}

/// A target, and what is known of it.
struct PendingTarget<'a> {
    target: &'a Target,
    definition: u64,
    previous: Option<&'a TargetRecord>,
}

impl PendingTarget<'_> {
    fn path(&self) -> &Arc<str> {
        &self.target.route.output
    }

    fn phase(&self) -> Phase {
        phase(self.target)
    }
}

impl Build<'_> {
    /// Makes all targets that are not up to date; tells what is wrong with templates on the way.
    pub(super) fn build_targets(
        &self,
        work: &BuildInputs<'_>,
    ) -> Result<TargetsOutcome, BuildError> {
        let targets = work.renderer.plan.targets.par_iter();
        let all: Result<Vec<TargetOutcome>, BuildError> =
            targets.map(|target| self.build_target(work, target)).collect();
        let mut outcome = TargetsOutcome::default();
        let mut lost = BTreeMap::new();
        for one in all? {
            let days = [outcome.first_awaited_day, one.first_awaited_day];
            outcome.first_awaited_day = days.into_iter().flatten().min();
            outcome.updates.extend(one.update);
            for flaw in one.faults {
                match flaw {
                    TargetFault::Diagnostic(fault) => outcome.faults.push(*fault),
                    TargetFault::BrokenLink { template, link, page } => {
                        lost.entry((template, link)).or_insert(page);
                    }
                }
            }
        }
        // A template writes the same link on every page; it is told once, with the first page it was met on.
        outcome.faults.extend(lost.iter().map(|((template, link), page)| {
            faults::broken_template_link(self.portal.theme.template_place(template), link, page)
        }));
        Ok(outcome)
    }

    fn build_target(
        &self,
        work: &BuildInputs<'_>,
        target: &Target,
    ) -> Result<TargetOutcome, BuildError> {
        let measure = &work.staleness;
        let what = staleness::definition_fingerprint(target, self.portal);
        let row = measure.previous_record(target);
        let item = PendingTarget { target, definition: what, previous: row };
        let why = match row {
            Some(row) => measure.rebuild_reason(target, what, &row.inputs),
            None => Some(RebuildReason::New),
        };
        if let TargetKind::Copy(from) = &target.kind {
            return match self.portal.tree.get(from) {
                Some(file) => self.copy_file(work, &item, file, why),
                None => Ok(TargetOutcome::default()),
            };
        }
        let why = match (why, row) {
            (None, Some(row))
                if work.output.keep_unchanged(item.path(), item.phase(), &row.output)? =>
            {
                let reads = row.inputs.dependencies.iter();
                let queries = reads.map(|id| &measure.ledger.dependencies()[*id as usize].query);
                return Ok(TargetOutcome {
                    first_awaited_day: self.first_awaited_day(queries),
                    ..TargetOutcome::default()
                });
            }
            (why, _) => why.unwrap_or(RebuildReason::Output),
        };
        match target.rendition() {
            Some(_) => self.build_rendition(work, &item, why),
            None => self.render_target(work, &item, why),
        }
    }

    /// Makes a smaller picture, or looks whether it could be made where nothing is written.
    fn build_rendition(
        &self,
        work: &BuildInputs<'_>,
        item: &PendingTarget<'_>,
        why: RebuildReason,
    ) -> Result<TargetOutcome, BuildError> {
        let TargetKind::Rendition { path, digest, width } = &item.target.kind else {
            return Ok(TargetOutcome::default());
        };
        let Some(file) = self.portal.tree.get(path) else { return Ok(TargetOutcome::default()) };
        let wanted = RenditionRequest { file, digest, width: *width };
        let broken = || {
            TargetOutcome::faulty(Box::new(faults::picture_decoding_failed(Place::file(
                path.clone(),
            ))))
        };
        if self.options.output.is_none() {
            // One look is enough for all widths.
            let is_sound =
                *width != RENDITION_WIDTHS[0] || work.renditions.can_be_generated(wanted)?;
            return Ok(if is_sound { TargetOutcome::default() } else { broken() });
        }
        let Some(bytes) = work.renditions.get(wanted)? else { return Ok(broken()) };
        work.output.stage(item.path(), &bytes, item.phase())?;
        let made = work.staleness.new_inputs(item.definition);
        let making = TargetUpdate { path: item.path().clone(), reason: Ok(why), inputs: made };
        Ok(TargetOutcome { update: Some(making), ..TargetOutcome::default() })
    }

    /// Renders a target.
    fn render_target(
        &self,
        work: &BuildInputs<'_>,
        item: &PendingTarget<'_>,
        why: RebuildReason,
    ) -> Result<TargetOutcome, BuildError> {
        let body =
            work.renderer.body_source(item.target).and_then(|source| self.portal.tree.get(&source));
        let body = match body.map(SourceFile::read_text).transpose()? {
            Some(Ok(text)) => Some(text),
            // A body that became unreadable since it was read a moment ago is told like any other fault.
            Some(Err(fault)) => return Ok(TargetOutcome::faulty(fault)),
            None => None,
        };
        let rendered = match work.renderer.render(item.target, body.as_ref()) {
            Ok(Some(rendered)) => rendered,
            Ok(None) => return Ok(TargetOutcome::default()),
            Err(fault) => return Ok(TargetOutcome::faulty(fault)),
        };
        let RenderOutput { bytes, links, template, dependencies: reads } = rendered;
        work.output.stage(item.path(), &bytes, item.phase())?;
        let waited_for = self.first_awaited_day(reads.iter().map(|read| &read.query));
        let lost = links.iter().filter(|link| !(work.staleness.link_resolves)(link));
        let page = &item.target.route.address;
        let flaw = |link: &String| {
            let (template, link) = (template.clone(), link.clone());
            TargetFault::BrokenLink { template, link, page: page.clone() }
        };
        let flaws = lost.map(flaw).collect();
        let mut made = work.staleness.new_inputs(item.definition);
        {
            let mut news = work.pending_records.lock().unwrap_or_else(PoisonError::into_inner);
            made.dependencies =
                news.intern_dependencies(reads, item.previous, work.staleness.ledger);
            made.links = news.intern_links(links, item.previous, work.staleness.ledger);
        }
        let making =
            Some(TargetUpdate { path: item.path().clone(), reason: Ok(why), inputs: made });
        Ok(TargetOutcome { faults: flaws, first_awaited_day: waited_for, update: making })
    }

    /// Copies a file, unless the output has it.
    fn copy_file(
        &self,
        work: &BuildInputs<'_>,
        item: &PendingTarget<'_>,
        file: &SourceFile,
        why: Option<RebuildReason>,
    ) -> Result<TargetOutcome, BuildError> {
        let original = file.metadata_key.is_settled(self.options.now).then_some(file.metadata_key);
        let made = TargetInputs {
            original_metadata_key: original,
            ..work.staleness.new_inputs(item.definition)
        };
        let path = item.path().clone();
        let why = match (why, item.previous) {
            (None, Some(row)) => {
                let as_it_was = row.inputs.original_metadata_key == Some(file.metadata_key);
                let same = as_it_was || row.output.has_sha256(&file.sha256()?);
                if same && work.output.keep_unchanged(&path, item.phase(), &row.output)? {
                    let learnt = !as_it_was && original.is_some();
                    let making = learnt.then(|| TargetUpdate {
                        path,
                        reason: Err(row.clone()),
                        inputs: made,
                    });
                    return Ok(TargetOutcome { update: making, ..TargetOutcome::default() });
                }
                if same { RebuildReason::Output } else { RebuildReason::File }
            }
            (why, _) => why.unwrap_or(RebuildReason::New),
        };
        work.output.stage_copy(&path, &file.disk_path(), item.phase())?;
        Ok(TargetOutcome {
            update: Some(TargetUpdate { path, reason: Ok(why), inputs: made }),
            ..TargetOutcome::default()
        })
    }

    /// Finds the first day that some questions wait for.
    fn first_awaited_day<'q>(&self, queries: impl Iterator<Item = &'q Query>) -> Option<Date> {
        queries.filter_map(Query::day).filter(|day| *day > self.portal.today).min()
    }
}

/// The phase of publishing a target belongs to: what pages need comes before them, what leads to them after.
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
        | TargetKind::Overview(..) => Phase::List,
        TargetKind::Feed(_)
        | TargetKind::Data(_)
        | TargetKind::SitemapIndex(_)
        | TargetKind::Sitemap(_)
        | TargetKind::Robots
        | TargetKind::OpenSearch
        | TargetKind::RedirectMap(_)
        | TargetKind::HeaderMap(_) => Phase::Feed,
    }
}
