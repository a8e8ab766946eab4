//! What lies at one address of the site, made when it is asked for.
//!
//! A page is a pure function of the library, the settings, the theme and its own text, so one page is made without the
//! others, and to the same bytes.

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

/// What lies at an address.
#[derive(Debug)]
pub enum Resolution {
    /// What was rendered, or a file of the theme.
    Rendered(RenderedFile),
    /// A file that is published as it is.
    File(PathBuf),
    /// A folder, at the address with a slash.
    Folder(String),
    /// Something stands there that is at fault and can not be made.
    Faulty(Vec<Diagnostic>),
    /// Nothing; and the page that says so, if it can be made.
    NotFound(Option<RenderedFile>),
}

/// Something that was made.
#[derive(Debug)]
pub struct RenderedFile {
    /// The bytes, as a build writes them.
    pub bytes: Vec<u8>,
    /// Whether it is a page for people.
    pub is_page: bool,
    /// The addresses of the site that it leads to.
    pub links: Vec<String>,
    /// What is wrong with its template.
    pub faults: Vec<Diagnostic>,
}

/// The address of the page that tells that there is nothing.
const NOT_FOUND_ADDRESS: &str = "/404.html";

impl Portal {
    /// Makes what lies at a decoded address.
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
                    .map(|made| made.map_or_else(Resolution::Faulty, Resolution::Rendered)),
            };
        }
        if self.plan.contains(address) {
            return Ok(Resolution::Faulty(Vec::new()));
        }
        let of_index = address.strip_suffix("index.html").map(str::to_owned);
        let folder = of_index.unwrap_or_else(|| format!("{address}/"));
        if self.plan.contains(&folder) {
            return Ok(Resolution::Folder(folder));
        }
        Ok(Resolution::NotFound(self.render_address(NOT_FOUND_ADDRESS)?.ok()))
    }

    /// Makes a smaller picture, and keeps it for the next to ask and for builds.
    fn resolve_rendition(&self, wanted: RenditionRequest<'_>) -> Result<Resolution, MachineFault> {
        let smaller = match self.options.build_id {
            Some(_) => Renditions::open(&self.options.root, Some(DiskWriter::default())),
            None => Renditions::default(),
        };
        Ok(match smaller.get(wanted)? {
            Some(bytes) => {
                let (links, faults) = (Vec::new(), Vec::new());
                Resolution::Rendered(RenderedFile { bytes, is_page: false, links, faults })
            }
            None => {
                let place = Place::file(wanted.file.path.clone());
                Resolution::Faulty(vec![faults::picture_decoding_failed(place)])
            }
        })
    }

    /// Makes a target, or tells what is wrong.
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
                let broken = &self.validation().broken_links;
                let lost = links.iter().filter(|link| !self.plan.contains(link));
                let lost = lost.filter(|link| !broken.contains(*link));
                let place = |link: &String| {
                    let place = self.theme.template_place(&template);
                    faults::broken_template_link(place, link, address)
                };
                let faults = lost.map(place).collect();
                Ok(RenderedFile { bytes, is_page, links, faults })
            }
            Ok(None) => Err(Vec::new()),
            Err(fault) => Err(vec![*fault]),
        })
    }

    /// Gives the errors that what lies at an address suffers from: its own, and those of settings and theme.
    pub fn errors_at(&self, address: &str) -> Vec<Diagnostic> {
        let source = self.source_at(address);
        let entry = source.as_ref().and_then(|source| self.content.entry(source));
        let own: Vec<&Arc<str>> = source
            .iter()
            .chain(entry.iter().flat_map(|e| e.files.iter().map(|f| &f.path)))
            .collect();
        let judged = self.validation.faults.iter().chain(&self.load_faults.files);
        let judged = judged.filter(|fault| own.contains(&&fault.place.file));
        let read = source.iter().flat_map(|source| self.content.faults_of(source));
        let everywhere = self.load_faults.settings.iter().chain(&self.load_faults.theme);
        everywhere.chain(read).chain(judged).filter(|fault| fault.is_error()).cloned().collect()
    }

    /// Gives the path of the file that an address shows, where another lies there now than the one that was read.
    pub fn changed_file_at(&self, address: &str) -> Option<PathBuf> {
        let copied = self.plan.target_at(address).and_then(|target| match &target.kind {
            TargetKind::Copy(from) => Some(from.clone()),
            _ => None,
        });
        let file = self.tree.get(&copied.or_else(|| self.source_at(address))?)?;
        file.has_changed().then(|| file.disk_path())
    }

    /// Gives the portal's language.
    pub fn language(&self) -> &str {
        &self.config.language
    }

    /// Gives the path that the site lies at, without a slash at its end.
    pub fn base(&self) -> &str {
        self.config.base_url.path.trim_end_matches('/')
    }

    /// Gives the zone in which its days begin.
    pub fn zone(&self) -> Offset {
        self.config.zone
    }

    /// Gives the paths to which the links of its content lead.
    pub fn link_ends(&self) -> impl Iterator<Item = &Path> {
        self.tree.link_targets()
    }

    /// Finds the text that what lies at an address shows, by its file.
    pub fn source_at(&self, address: &str) -> Option<Arc<str>> {
        if let Some(entry) = self.library.by_address(address) {
            return Some(entry.source.clone());
        }
        let section = self.sections.iter().find(|section| &*section.address == address);
        let home = (address == "/").then(|| Arc::from("content/_index.md"));
        section.and_then(|section| section.index.clone()).or(home)
    }
}
