//! On-demand rendering: resolves one address of the site and renders its target. Used by the preview only.
//!
//! A page depends only on the library, the settings, the theme and its own text, so it can be rendered without the
//! others, and has the same bytes as in a build. The other queries of the preview about an open portal are here too:
//! the errors and the source file of an address, language, time zone and base path.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::Offset;

use super::Portal;
use super::pictures::{RenditionRequest, Renditions};
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::output::DiskWriter;
use crate::render::RenderOutput;
use crate::site::TargetKind;
use crate::source::SourceFile;

/// What an address of the site resolves to.
#[derive(Debug)]
pub enum Resolution {
    /// A rendered target, or a file of the theme.
    Rendered(RenderedFile),
    /// A file that is copied to the site, by its path on the disk.
    File(PathBuf),
    /// A folder; the address with a trailing slash, to redirect to.
    Folder(String),
    /// A target that cannot be rendered.
    Faulty(Vec<Diagnostic>),
    /// No target; with the 404 page, if it can be rendered.
    NotFound(Option<RenderedFile>),
}

/// A rendered target.
#[derive(Debug)]
pub struct RenderedFile {
    /// Its bytes, as a build writes them.
    pub bytes: Vec<u8>,
    /// Whether it is an HTML page.
    pub is_page: bool,
    /// The addresses of the site that it links to.
    pub links: Vec<String>,
    /// Faults of its template.
    pub faults: Vec<Diagnostic>,
}

/// The address of the 404 page.
const NOT_FOUND_ADDRESS: &str = "/404.html";

impl Portal {
    /// Resolves a decoded address and renders its target.
    pub fn resolve(&self, address: &str) -> Result<Resolution, MachineFault> {
        if let Some(target) = self.plan.target_at(address) {
            return match &target.kind {
                TargetKind::Copy(from) => Ok(match self.tree.get(from) {
                    Some(file) => Resolution::File(file.disk_path()),
                    None => Resolution::NotFound(None),
                }),
                TargetKind::Rendition { path, digest, width } => Ok(match self.tree.get(path) {
                    Some(file) => {
                        self.resolve_rendition(RenditionRequest { file, digest, width: *width })?
                    }
                    None => Resolution::NotFound(None),
                }),
                _ => self
                    .render_address(address)
                    .map(|rendered| rendered.map_or_else(Resolution::Faulty, Resolution::Rendered)),
            };
        }
        if self.plan.contains(address) {
            return Ok(Resolution::Faulty(Vec::new()));
        }
        let parent = address.strip_suffix("index.html").map(str::to_owned);
        let folder = parent.unwrap_or_else(|| format!("{address}/"));
        if self.plan.contains(&folder) {
            return Ok(Resolution::Folder(folder));
        }
        Ok(Resolution::NotFound(self.render_address(NOT_FOUND_ADDRESS)?.ok()))
    }

    /// Generates a picture rendition and stores it in the cache, for later requests and builds.
    fn resolve_rendition(&self, request: RenditionRequest<'_>) -> Result<Resolution, MachineFault> {
        let renditions = match self.options.build_id {
            Some(_) => Renditions::open(&self.options.root, Some(DiskWriter::default())),
            None => Renditions::default(),
        };
        Ok(match renditions.get(request)? {
            Some(bytes) => {
                let (links, faults) = (Vec::new(), Vec::new());
                Resolution::Rendered(RenderedFile { bytes, is_page: false, links, faults })
            }
            None => {
                let place = Place::file(request.file.path.clone());
                Resolution::Faulty(vec![faults::picture_decoding_failed(place)])
            }
        })
    }

    /// Renders the target at an address, or returns why it cannot be rendered.
    fn render_address(
        &self,
        address: &str,
    ) -> Result<Result<RenderedFile, Vec<Diagnostic>>, MachineFault> {
        let Some(target) = self.plan.target_at(address) else { return Ok(Err(Vec::new())) };
        let is_page = target.route.output.ends_with(".html");
        if !self.theme.is_complete() {
            return Ok(Err(Vec::new()));
        }
        let renderer = self.renderer();
        let body = renderer.body_source(target).and_then(|source| self.tree.get(&source));
        let body = match body.map(SourceFile::read_text).transpose()? {
            Some(Err(fault)) => return Ok(Err(vec![*fault])),
            Some(Ok(text)) => Some(text),
            None => None,
        };
        Ok(match renderer.render(target, body.as_ref()) {
            Ok(Some(RenderOutput { bytes, links, template, .. })) => {
                let reported = &self.validation().broken_links;
                let broken_links = links.iter().filter(|link| !self.plan.contains(link));
                let broken_links = broken_links.filter(|link| !reported.contains(*link));
                let to_fault = |link: &String| {
                    let place = self.theme.template_place(&template);
                    faults::broken_template_link(place, link, address)
                };
                let faults = broken_links.map(to_fault).collect();
                Ok(RenderedFile { bytes, is_page, links, faults })
            }
            Ok(None) => Err(Vec::new()),
            Err(fault) => Err(vec![*fault]),
        })
    }

    /// Lists the errors that affect an address: those of its entry, and those of settings and theme.
    pub fn errors_at(&self, address: &str) -> Vec<Diagnostic> {
        let source = self.source_at(address);
        let entry = source.as_ref().and_then(|source| self.content.entry(source));
        let files: Vec<&Arc<str>> = source
            .iter()
            .chain(entry.iter().flat_map(|e| e.files.iter().map(|f| &f.path)))
            .collect();
        let validation_faults = self.validation.faults.iter().chain(&self.load_faults.files);
        let validation_faults =
            validation_faults.filter(|fault| files.contains(&&fault.place.file));
        let content_faults = source.iter().flat_map(|source| self.content.faults_of(source));
        let global_faults = self.load_faults.settings.iter().chain(&self.load_faults.theme);
        global_faults
            .chain(content_faults)
            .chain(validation_faults)
            .filter(|fault| fault.is_error())
            .cloned()
            .collect()
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
