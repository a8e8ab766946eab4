//! Builds after edits of texts: makes the pages of the edited entries, without reading or planning anything else.
//!
//! A page depends on nothing but the answers that were recorded when it was made. So a library is made of the entries
//! in those answers only, and the page is rendered with it. If it asked the same queries and received the same answers
//! as before, except for its own text, then a build in full would make the same page, and no other one differs.
//!
//! **Invariant.** All of this is compared, and nothing presumed: the listing of files and the site with the snapshot,
//! the ledger's end with that of the snapshot's build, what others see of an edited entry with its record, the answers
//! with those recorded. At the first difference the build runs in full.
//!
//! **Left out on purpose.** Texts of sections, and entries with faults: their places may have moved.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::content::Content;
use super::portal::Portal;
use super::prepared_bodies::PreparedBodies;
use super::report::{BuildError, Report};
use super::snapshot::is_site_unchanged;
use super::staleness::{self, RebuildReason};
use super::target_maker::{MadeTarget, TargetMaker};
use crate::diagnostic::{Diagnostic, MachineFault, Place, Severity};
use crate::entry::{Entry, is_section_index};
use crate::ledger::{
    CommitScope, Ledger, LinkHash, NewRecords, RecordedAnswers, Snapshot, SourceRecord,
    TargetInputs, TargetRecord,
};
use crate::output::{DiskWriter, ExistingSite, Output, Phase};
use crate::render::RenderOutput;
use crate::site::{Plan, Target, TargetKind};
use crate::source::fingerprint;

/// With more edits than this, the build runs in full.
const MAX_EDITS: usize = 20;

/// The file of the home page's own text.
const HOME_SOURCE: &str = "content/_index.md";

/// An entry whose text was edited.
struct EditedEntry {
    old: SourceRecord,
    new: Arc<Entry>,
    page: Target,
    /// The page as it was published.
    record: TargetRecord,
}

/// Builds the pages of entries whose texts were edited since the snapshot, if only these files may have been; `None` if
/// the build must run in full.
pub(super) fn build(
    portal: &mut Portal,
    (snapshot, files): (Snapshot, &[Arc<str>]),
    ledger: &mut Ledger,
    disk: &DiskWriter,
) -> Result<Option<Report>, BuildError> {
    let Some(folder) = portal.options.output.clone() else { return Ok(None) };
    let Some(folder_id) = portal.options.output_folder_id() else { return Ok(None) };
    if snapshot.ledger_end.is_none() || snapshot.ledger_end != ledger.end() {
        return Ok(None);
    }
    let new_records = ledger.begin_records(folder_id);
    let Some(sources) = edited_sources(portal, files, ledger) else { return Ok(None) };
    let mut build =
        TextEditBuild { portal, snapshot: &snapshot, ledger, new_records: &new_records, folder_id };
    let report = build.run(&sources, &folder, disk)?;
    let Some((report, edits, site)) = report else {
        portal.forget_content();
        return Ok(None);
    };
    let outputs = report.published.iter().flat_map(|published| &published.fingerprints);
    let published = outputs.map(|(path, output)| (&**path, output)).collect();
    let content = snapshot.content.after_reading(&portal.tree);
    let is_written =
        ledger.commit(new_records, &CommitScope { published, ..CommitScope::default() });
    let site = site.and_then(|files| republished_sum(&folder, files, &edits, &report));
    let snapshot = content.zip(site).map(|(content, site_fingerprint)| Snapshot {
        content,
        site_fingerprint,
        ledger_end: ledger.end(),
        ..snapshot
    });
    ledger.replace_snapshot(snapshot.as_ref().filter(|_| is_written));
    ledger.close();
    Ok(Some(report))
}

/// Lists the source files among these that were edited; `None` if another file was, or too many.
fn edited_sources(
    portal: &mut Portal,
    files: &[Arc<str>],
    ledger: &Ledger,
) -> Option<Vec<Arc<str>>> {
    let mut sources = Vec::new();
    for file in files.iter().filter_map(|path| portal.tree.get(path)) {
        if !file.path.ends_with(".md") {
            ledger.attachment(&file.path, file.metadata_key)?;
        } else if ledger.source(&file.path)?.metadata_key != Some(file.metadata_key) {
            sources.push(file.path.clone());
        }
    }
    portal.tree.log_readings(portal.options.now);
    (sources.len() <= MAX_EDITS).then_some(sources)
}

/// A build of single pages.
struct TextEditBuild<'a> {
    portal: &'a mut Portal,
    snapshot: &'a Snapshot,
    ledger: &'a Ledger,
    new_records: &'a NewRecords,
    folder_id: u64,
}

/// The report, the edits, and the sum of the fingerprints of the files of the site before.
type BuiltPages = (Report, Vec<EditedEntry>, Option<u64>);

impl TextEditBuild<'_> {
    fn run(
        &mut self,
        sources: &[Arc<str>],
        folder: &Path,
        disk: &DiskWriter,
    ) -> Result<Option<BuiltPages>, BuildError> {
        let Some(edits) = self.read(sources)? else { return Ok(None) };
        if !is_site_unchanged(folder, self.snapshot) {
            return Ok(None);
        }
        let options = self.portal.options.clone();
        let protected = options.protected_paths();
        let protected: Vec<&Path> = protected.iter().map(PathBuf::as_path).collect();
        let mut output = Output::open_with_disk(disk.clone(), folder, &protected)?;
        self.index(&edits, &output);
        let Some(pages) = self.render(&edits, &output, disk)? else {
            output.discard()?;
            return Ok(None);
        };
        output.keep_all();
        for (edit, page) in edits.iter().zip(&pages) {
            let path = edit.page.address.output();
            output.stage(path, &page.bytes, Phase::Page)?;
            self.new_records.add_target(0, path, &edit.inputs(page));
        }
        let mut report = Report::unchanged(self.portal.language(), self.snapshot);
        let is_edited = |edit: &&EditedEntry| edit.old_body() != edit.new.body_fingerprint;
        let edited = edits.iter().filter(is_edited);
        let rendered =
            |edit: &EditedEntry| (edit.page.address.output().into(), RebuildReason::Body);
        report.rendered = edited.map(rendered).collect();
        let files = ExistingSite::without_manifest(folder, self.snapshot.site_fingerprint);
        super::publish(output, &options, &mut report)?;
        Ok(Some((report, edits, files)))
    }

    /// Reads the edited entries; `None` if more than the text of one changed.
    fn read(&mut self, sources: &[Arc<str>]) -> Result<Option<Vec<EditedEntry>>, MachineFault> {
        self.portal.prepared_bodies = PreparedBodies::with_room();
        let inputs = self.portal.read_inputs(self.ledger, self.portal.options.now);
        let Some(content) = Content::read_some(inputs, self.new_records, sources)? else {
            return Ok(None);
        };
        self.portal.content = content;
        Ok(sources.iter().map(|source| self.edit(source)).collect())
    }

    fn edit(&self, source: &Arc<str>) -> Option<EditedEntry> {
        let Self { portal, snapshot, ledger, .. } = self;
        let (old, new) = (ledger.source(source)?, portal.content.entry(source)?.clone());
        let is_reported = |fault: &&Diagnostic| fault.severity != Severity::Advice;
        let mut faults = old.diagnostics.iter().chain(portal.content.faults_of(source));
        let is_here = |place: &Place| place.file == *source;
        let is_about = |fault: &Diagnostic| {
            is_here(&fault.place) || fault.other_place.as_ref().is_some_and(is_here)
        };
        let is_faultless =
            faults.find(is_reported).is_none() && !snapshot.diagnostics.iter().any(is_about);
        let has_page = new.is_published(portal.today, portal.options.drafts)
            && new.erasure().is_none()
            && !is_section_index(source);
        if !(is_faultless && has_page && only_text_differs(&old.entry, &new)) {
            return None;
        }
        let record = ledger.target(self.folder_id, new.address.output())?;
        let page = Target { address: new.address.clone(), kind: TargetKind::Entry(source.clone()) };
        Some(EditedEntry { old, new, page, record })
    }

    /// Makes the library of the entries in the recorded answers. The plan only has the addresses of the site.
    fn index(&mut self, edits: &[EditedEntry], output: &Output) {
        let Self { portal, ledger, .. } = self;
        let related = edits.iter().flat_map(|edit| ledger.sources_of(&edit.record.inputs.related));
        let indexes = portal.content.sections.iter().filter_map(|section| section.index.clone());
        let indexes = indexes.chain([HOME_SOURCE.into()]);
        let indexes: Vec<_> = indexes.filter_map(|index| ledger.source(&index)).collect();
        let others = related.chain(indexes).map(|record| record.entry);
        let edited = edits.iter().map(|edit| edit.new.clone());
        let entries: BTreeMap<Arc<str>, Option<Arc<Entry>>> =
            others.chain(edited).map(|entry| (entry.source.clone(), Some(entry))).collect();
        portal.update_library(entries.into_iter().collect(), HashSet::new());
        let address = |path: &str| match path.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => {
                format!("/{folder}").into()
            }
            _ => format!("/{path}").into(),
        };
        portal.plan = Plan::of_addresses(output.managed_paths().map(address));
    }

    /// Renders the pages; `None` if one may differ from what a build in full would make.
    fn render(
        &self,
        edits: &[EditedEntry],
        output: &Output,
        disk: &DiskWriter,
    ) -> Result<Option<Vec<RenderOutput>>, BuildError> {
        let maker = TargetMaker::new(self.portal, Some(disk.clone()));
        let Some(renderer) = &maker.renderer else { return Ok(None) };
        let (settings, theme) = staleness::shared_fingerprints(self.portal, renderer);
        let mut pages = Vec::new();
        for edit in edits {
            let recorded = &edit.record.inputs;
            let definition = staleness::definition_fingerprint(&edit.page, self.portal);
            let is_same_page = recorded.target_fingerprint == definition
                && recorded.settings_fingerprint == settings
                && recorded.theme_fingerprint == theme;
            let path = edit.page.address.output();
            if !is_same_page || !output.keep_unchanged(path, Phase::Page, &edit.record.output)? {
                return Ok(None);
            }
            let MadeTarget::Bytes(page) = maker.make(&edit.page)? else { return Ok(None) };
            let old_body = fingerprint(&Some(edit.old_body()));
            let mut links = (link_hashes(&page.links), recorded.links.clone());
            links.0.sort_unstable();
            links.1.sort_unstable();
            if !recorded.answers.were_received(&page.dependencies, old_body) || links.0 != links.1 {
                return Ok(None);
            }
            pages.push(page);
        }
        Ok(Some(pages))
    }
}

impl EditedEntry {
    fn old_body(&self) -> u64 {
        self.old.entry.body_fingerprint
    }

    fn inputs(&self, page: &RenderOutput) -> TargetInputs {
        TargetInputs {
            answers: RecordedAnswers::new(page.dependencies.clone()),
            links: link_hashes(&page.links),
            related: page.related.clone(),
            ..self.record.inputs.clone()
        }
    }
}

/// Returns whether all is the same of an entry but its text: what other pages see, of which the documents it cites are
/// a part, and the files and pages it leads to.
fn only_text_differs(old: &Entry, new: &Entry) -> bool {
    let links = |entry: &Entry| -> Vec<_> {
        let links = entry.links.iter();
        links.map(|link| (link.target.clone(), link.suffix.clone(), link.is_picture)).collect()
    };
    old.metadata_fingerprint == new.metadata_fingerprint
        && old.pictures == new.pictures
        && links(old) == links(new)
}

fn link_hashes(links: &[String]) -> Vec<LinkHash> {
    links.iter().map(|link| LinkHash::of(link)).collect()
}

/// Computes the fingerprint of the site from that of its files before.
fn republished_sum(
    folder: &Path,
    files: u64,
    edits: &[EditedEntry],
    report: &Report,
) -> Option<u64> {
    let published = &report.published.as_ref()?.fingerprints;
    let changed: Option<Vec<_>> = edits
        .iter()
        .map(|edit| {
            let path = edit.page.address.output();
            Some((path, [&edit.record.output, published.get(path)?]))
        })
        .collect();
    ExistingSite::republished_sum(folder, files, changed?.into_iter())
}

#[cfg(test)]
mod tests;
