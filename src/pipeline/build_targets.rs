//! Building the targets: renders or copies every stale one into the staging folder, in parallel.
//!
//! A target that is up to date is neither read nor rendered; its published file is kept. The bytes of a page are
//! staged at once, so there are never more pages in memory than threads. Faults of templates are collected and
//! deduplicated: a template that writes the same broken link on a thousand pages is reported once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::pictures::{RenditionRequest, Renditions};
use super::staleness::{self, RebuildReason, StalenessChecker};
use super::{Build, BuildError, Report};
use crate::diagnostic::{Diagnostic, Place, faults};
use crate::ledger::{PendingRecords, TargetInputs, TargetRecord};
use crate::library::Query;
use crate::output::{Output, Phase};
use crate::picture::RENDITION_WIDTHS;
use crate::render::{RenderOutput, Renderer};
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
    faults: Vec<TargetFault>,
    first_awaited_day: Option<Date>,
    update: Option<PendingTargetRecord>,
}

impl TargetOutcome {
    fn faulty(fault: Box<Diagnostic>) -> Self {
        Self { faults: vec![TargetFault::Diagnostic(fault)], ..Self::default() }
    }
}

/// A fault of one target.
enum TargetFault {
    /// A diagnostic with its place.
    Diagnostic(Box<Diagnostic>),
    /// A broken link that was written by the template and not by an entry.
    BrokenLink { template: String, link: String, page: Arc<str> },
}

/// What building a target needs, shared by all threads.
pub(super) struct BuildInputs<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) output: &'a Output,
    pub(super) staleness: StalenessChecker<'a>,
    pub(super) renditions: &'a Renditions,
    pub(super) pending_records: Mutex<PendingRecords>,
}

/// A target with its record of the last build.
struct TargetWithRecord<'a> {
    target: &'a Target,
    /// The fingerprint of its definition.
    definition: u64,
    previous: Option<&'a TargetRecord>,
}

impl TargetWithRecord<'_> {
    fn path(&self) -> &Arc<str> {
        &self.target.route.output
    }

    fn phase(&self) -> Phase {
        phase(self.target)
    }
}

impl Build<'_> {
    /// Builds all stale targets.
    pub(super) fn build_targets(
        &self,
        inputs: &BuildInputs<'_>,
    ) -> Result<TargetsOutcome, BuildError> {
        let targets = inputs.renderer.plan.targets.par_iter();
        let outcomes: Result<Vec<TargetOutcome>, BuildError> =
            targets.map(|target| self.build_target(inputs, target)).collect();
        let mut outcome = TargetsOutcome::default();
        let mut broken_links = BTreeMap::new();
        for target_outcome in outcomes? {
            let days = [outcome.first_awaited_day, target_outcome.first_awaited_day];
            outcome.first_awaited_day = days.into_iter().flatten().min();
            outcome.updates.extend(target_outcome.update);
            for fault in target_outcome.faults {
                match fault {
                    TargetFault::Diagnostic(fault) => outcome.faults.push(*fault),
                    TargetFault::BrokenLink { template, link, page } => {
                        broken_links.entry((template, link)).or_insert(page);
                    }
                }
            }
        }
        // A template writes the same link on every page: it is reported once, for the first such page.
        outcome.faults.extend(broken_links.iter().map(|((template, link), page)| {
            faults::broken_template_link(self.portal.theme.template_place(template), link, page)
        }));
        Ok(outcome)
    }

    /// Builds a target if it is stale, and keeps its file otherwise.
    fn build_target(
        &self,
        inputs: &BuildInputs<'_>,
        target: &Target,
    ) -> Result<TargetOutcome, BuildError> {
        let staleness = &inputs.staleness;
        let definition = staleness::definition_fingerprint(target, self.portal);
        let previous = staleness.previous_record(target);
        let pending = TargetWithRecord { target, definition, previous };
        let reason = match previous {
            Some(record) => staleness.rebuild_reason(target, definition, &record.inputs),
            None => Some(RebuildReason::New),
        };
        if let TargetKind::Copy(from) = &target.kind {
            return match self.portal.tree.get(from) {
                Some(file) => self.copy_file(inputs, &pending, file, reason),
                None => Ok(TargetOutcome::default()),
            };
        }
        let reason = match (reason, previous) {
            (None, Some(record))
                if inputs.output.keep_unchanged(
                    pending.path(),
                    pending.phase(),
                    &record.output,
                )? =>
            {
                let ids = record.inputs.dependencies.iter();
                let queries = ids.map(|id| &staleness.ledger.dependencies()[*id as usize].query);
                return Ok(TargetOutcome {
                    first_awaited_day: self.first_awaited_day(queries),
                    ..TargetOutcome::default()
                });
            }
            (reason, _) => reason.unwrap_or(RebuildReason::Output),
        };
        match target.rendition() {
            Some(_) => self.build_rendition(inputs, &pending, reason),
            None => self.render_target(inputs, &pending, reason),
        }
    }

    /// Generates a picture rendition; a check only tests whether it can be generated.
    fn build_rendition(
        &self,
        inputs: &BuildInputs<'_>,
        pending: &TargetWithRecord<'_>,
        reason: RebuildReason,
    ) -> Result<TargetOutcome, BuildError> {
        let TargetKind::Rendition { path, digest, width } = &pending.target.kind else {
            return Ok(TargetOutcome::default());
        };
        let Some(file) = self.portal.tree.get(path) else { return Ok(TargetOutcome::default()) };
        let request = RenditionRequest { file, digest, width: *width };
        let undecodable = || {
            TargetOutcome::faulty(Box::new(faults::picture_decoding_failed(Place::file(
                path.clone(),
            ))))
        };
        if self.options.output.is_none() {
            // One test is enough for all widths.
            let can_decode =
                *width != RENDITION_WIDTHS[0] || inputs.renditions.can_be_generated(request)?;
            return Ok(if can_decode { TargetOutcome::default() } else { undecodable() });
        }
        let Some(bytes) = inputs.renditions.get(request)? else { return Ok(undecodable()) };
        inputs.output.stage(pending.path(), &bytes, pending.phase())?;
        let target_inputs = inputs.staleness.new_inputs(pending.definition);
        let path = pending.path().clone();
        let update = PendingTargetRecord { path, reason: Ok(reason), inputs: target_inputs };
        Ok(TargetOutcome { update: Some(update), ..TargetOutcome::default() })
    }

    /// Renders a target, stages it, and records its dependencies and links.
    fn render_target(
        &self,
        inputs: &BuildInputs<'_>,
        pending: &TargetWithRecord<'_>,
        reason: RebuildReason,
    ) -> Result<TargetOutcome, BuildError> {
        let body = inputs
            .renderer
            .body_source(pending.target)
            .and_then(|source| self.portal.tree.get(&source));
        let body = match body.map(SourceFile::read_text).transpose()? {
            Some(Ok(text)) => Some(text),
            // The file became unreadable after the content was read.
            Some(Err(fault)) => return Ok(TargetOutcome::faulty(fault)),
            None => None,
        };
        let rendered = match inputs.renderer.render(pending.target, body.as_ref()) {
            Ok(Some(rendered)) => rendered,
            Ok(None) => return Ok(TargetOutcome::default()),
            Err(fault) => return Ok(TargetOutcome::faulty(fault)),
        };
        let RenderOutput { bytes, links, template, dependencies } = rendered;
        inputs.output.stage(pending.path(), &bytes, pending.phase())?;
        let queries = dependencies.iter().map(|dependency| &dependency.query);
        let first_awaited_day = self.first_awaited_day(queries);
        let broken_links = links.iter().filter(|link| !(inputs.staleness.link_resolves)(link));
        let page = &pending.target.route.address;
        let to_fault = |link: &String| {
            let (template, link) = (template.clone(), link.clone());
            TargetFault::BrokenLink { template, link, page: page.clone() }
        };
        let faults = broken_links.map(to_fault).collect();
        let mut target_inputs = inputs.staleness.new_inputs(pending.definition);
        {
            let (previous, ledger) = (pending.previous, inputs.staleness.ledger);
            let mut records = inputs.pending_records.lock().unwrap_or_else(PoisonError::into_inner);
            target_inputs.dependencies =
                records.intern_dependencies(dependencies, previous, ledger);
            target_inputs.links = records.intern_links(links, previous, ledger);
        }
        let path = pending.path().clone();
        let update = Some(PendingTargetRecord { path, reason: Ok(reason), inputs: target_inputs });
        Ok(TargetOutcome { faults, first_awaited_day, update })
    }

    /// Copies a file, unless the output folder has the same bytes.
    fn copy_file(
        &self,
        inputs: &BuildInputs<'_>,
        pending: &TargetWithRecord<'_>,
        file: &SourceFile,
        reason: Option<RebuildReason>,
    ) -> Result<TargetOutcome, BuildError> {
        let original_metadata_key =
            file.metadata_key.is_settled(self.options.now).then_some(file.metadata_key);
        let target_inputs = TargetInputs {
            original_metadata_key,
            ..inputs.staleness.new_inputs(pending.definition)
        };
        let path = pending.path().clone();
        let reason = match (reason, pending.previous) {
            (None, Some(record)) => {
                let same_key = record.inputs.original_metadata_key == Some(file.metadata_key);
                let same_bytes = same_key || record.output.has_sha256(&file.sha256()?);
                if same_bytes
                    && inputs.output.keep_unchanged(&path, pending.phase(), &record.output)?
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
        file.log_reading(inputs.output.stage_copy(&path, &file.disk_path(), pending.phase())?);
        Ok(TargetOutcome {
            update: Some(PendingTargetRecord { path, reason: Ok(reason), inputs: target_inputs }),
            ..TargetOutcome::default()
        })
    }

    /// Finds the first future day that the queries ask about.
    fn first_awaited_day<'q>(&self, queries: impl Iterator<Item = &'q Query>) -> Option<Date> {
        queries.filter_map(Query::day).filter(|day| *day > self.portal.today).min()
    }
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
        | TargetKind::Overview(..) => Phase::List,
        TargetKind::Feed(_)
        | TargetKind::Data(_)
        | TargetKind::SitemapIndex(_)
        | TargetKind::Sitemap(_)
        | TargetKind::Robots
        | TargetKind::OpenSearch
        | TargetKind::RedirectMap(_)
        | TargetKind::HeaderFile(_) => Phase::Feed,
    }
}
