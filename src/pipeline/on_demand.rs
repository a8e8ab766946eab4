//! The queries of a preview about an open portal: what is at an address of the site, its errors and its source file,
//! and what makes a page outdated. Only the preview uses them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::Offset;

use super::portal::Portal;
use super::published_pictures;
use super::target_maker::{MadeTarget, TargetMaker};
use crate::diagnostic::{Diagnostic, MachineFault};
use crate::output::DiskWriter;
use crate::render::RenderOutput;
use crate::site::{Target, TargetKind};
use crate::source::fingerprint;

/// What an address of the site resolves to.
#[derive(Debug)]
pub enum Resolution<'a> {
    /// A target.
    Target(&'a Target),
    /// A target that cannot be made: its entry is excluded, or several files claim the address.
    Unavailable,
    /// A folder; the address with a trailing slash, to redirect to.
    Folder(String),
    /// Nothing; with the 404 page, if the site has one.
    NotFound(Option<&'a Target>),
}

/// The address of the 404 page.
const NOT_FOUND_ADDRESS: &str = "/404.html";

impl Portal {
    /// Resolves a decoded address.
    pub fn resolve(&self, address: &str) -> Resolution<'_> {
        if let Some(target) = self.plan.target_at(address) {
            return Resolution::Target(target);
        }
        if self.plan.contains(address) {
            return Resolution::Unavailable;
        }
        let parent = address.strip_suffix("index.html").map(str::to_owned);
        let folder = parent.unwrap_or_else(|| format!("{address}/"));
        if self.plan.contains(&folder) {
            return Resolution::Folder(folder);
        }
        Resolution::NotFound(self.plan.target_at(NOT_FOUND_ADDRESS))
    }

    /// Makes a single target. A picture rendition is cached for later requests and builds.
    pub fn make<'a>(&'a self, target: &'a Target) -> Result<MadeTarget<'a>, MachineFault> {
        Ok(match TargetMaker::new(self, Some(DiskWriter::default())).make(target)? {
            MadeTarget::Copy(file) if published_pictures::is_searched(file) => {
                let bytes = published_pictures::read(file)?.bytes;
                MadeTarget::Bytes(RenderOutput { bytes, ..RenderOutput::default() })
            }
            made => made,
        })
    }

    /// Hashes what may change of a page without an update: the excluded entries, the plan without them, and its own
    /// text. That is read from the disk, because file times may be too coarse to show that it was saved again.
    pub fn page_fingerprint(&self, target: &Target) -> u64 {
        let mut excluded: Vec<&Arc<str>> = self.library.excluded().iter().collect();
        excluded.sort_unstable();
        let source = self.source_at(&target.address);
        let file = source.and_then(|source| self.tree.get(&source));
        let text = file.and_then(|file| file.read_bytes().ok());
        fingerprint(&(self.plan_fingerprint, excluded, text))
    }

    /// Lists the file whose text the page at an address shows, and the files of its entry.
    pub fn files_at(&self, address: &str) -> Vec<Arc<str>> {
        let source = self.source_at(address);
        let entry = source.as_ref().and_then(|source| self.content.entry(source));
        let files = entry.into_iter().flat_map(|entry| entry.files.iter().map(|f| f.path.clone()));
        source.iter().cloned().chain(files).collect()
    }

    /// Lists the errors that affect an address: those of its entry, and those of settings and theme.
    pub fn errors_at(&self, address: &str) -> Vec<Diagnostic> {
        let source = self.source_at(address);
        let files = self.files_at(address);
        let validation_faults = self.validation.faults.iter().chain(&self.load_faults.files);
        let validation_faults = validation_faults.filter(|fault| files.contains(&fault.place.file));
        let content_faults = source.iter().flat_map(|source| self.content.faults_of(source));
        let global_faults = self.load_faults.settings.iter().chain(&self.load_faults.theme);
        global_faults
            .chain(content_faults)
            .chain(validation_faults)
            .filter(|fault| fault.is_error())
            .cloned()
            .collect()
    }

    /// Returns whether the entry at an address is a draft.
    pub fn is_draft(&self, address: &str) -> bool {
        self.library.by_address(address).is_some_and(|entry| entry.metadata.draft)
    }

    /// Returns whether the file at an address is delivered as a download.
    pub fn is_download(&self, address: &str) -> bool {
        let downloads = &self.plan.server_rules.downloads;
        downloads.binary_search_by(|download| (**download).cmp(address)).is_ok()
    }

    /// Returns whether an address would be that of a draft, if drafts were shown.
    pub fn is_hidden_draft(&self, address: &str) -> bool {
        let mut entries = self.content.entries();
        entries.any(|entry| entry.metadata.draft && *entry.address == *address)
    }

    /// Returns the path on the disk of the file that an address shows, if the file changed since the last update.
    pub fn changed_file_at(&self, address: &str) -> Option<PathBuf> {
        let copied = self.plan.target_at(address).and_then(|target| match &target.kind {
            TargetKind::Copy(from) => Some(from.clone()),
            _ => None,
        });
        let file = self.tree.get(&copied.or_else(|| self.source_at(address))?)?;
        file.has_changed().then(|| file.disk_path())
    }

    /// Returns the portal's language.
    pub fn language(&self) -> &str {
        &self.config.language
    }

    /// Returns the path of the base URL, without a trailing slash.
    pub fn base_path(&self) -> &str {
        self.config.base_url.path.trim_end_matches('/')
    }

    /// Returns the portal's time zone.
    pub fn zone(&self) -> Offset {
        self.config.zone
    }

    /// Lists the targets of the symbolic links in the content folder.
    pub fn symlink_targets(&self) -> impl Iterator<Item = &Path> {
        self.tree.symlink_targets()
    }

    /// Finds the Markdown file whose text the page at an address shows.
    pub fn source_at(&self, address: &str) -> Option<Arc<str>> {
        if let Some(entry) = self.library.by_address(address) {
            return Some(entry.source.clone());
        }
        let section = self.sections.iter().find(|section| &*section.address == address);
        let home = (address == "/").then(|| Arc::from("content/_index.md"));
        section.and_then(|section| section.index.clone()).or(home)
    }
}
