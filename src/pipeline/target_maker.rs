//! Makes the bytes of single targets, for builds and previews alike.
//!
//! A page depends only on the library, the settings, the theme and its own text, so each target is made without the
//! others. A file that is published unchanged is not read here: a build copies it, and a preview sends it.
//!
//! **Invariant.** Nothing else makes the bytes of a target. What a preview serves is therefore what a build writes.

use std::sync::Arc;

use rapidhash::RapidHashSet;

use super::panic_guard;
use super::pictures::{RenditionRequest, Renditions};
use super::portal::Portal;
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::entry::body_start;
use crate::entry::markdown::{self, PreparedBody};
use crate::ledger::LinkHash;
use crate::monitor::Work;
use crate::output::DiskWriter;
use crate::render::{RenderOutput, Renderer};
use crate::site::{ASSETS_ADDRESS, Target, TargetKind};
use crate::source::SourceFile;

/// Makes the targets of a portal.
pub(super) struct TargetMaker<'a> {
    portal: &'a Portal,
    /// `None` while templates are missing or faulty.
    pub(super) renderer: Option<Renderer<'a>>,
    pub(super) renditions: Renditions,
}

/// What a target consists of.
#[derive(Debug)]
pub enum MadeTarget<'a> {
    /// Bytes that were rendered or generated.
    Bytes(RenderOutput),
    /// A file that is published unchanged.
    Copy(&'a SourceFile),
    /// Nothing, because of this fault.
    Faulty(Box<Diagnostic>),
    /// Nothing: its file, its entry or its template is missing, which is reported elsewhere.
    Missing,
}

impl<'a> TargetMaker<'a> {
    /// Opens the picture renditions of a portal; without `disk`, they are read but not written.
    pub(super) fn new(portal: &'a Portal, disk: Option<DiskWriter>) -> Self {
        let renderer = portal.theme.is_complete().then(|| portal.renderer());
        let renditions = match portal.options.build_id {
            Some(_) => Renditions::open(&portal.options.root, disk),
            None => Renditions::default(),
        };
        Self { portal, renderer, renditions }
    }

    /// Makes a target.
    pub(super) fn make(&self, target: &'a Target) -> Result<MadeTarget<'a>, MachineFault> {
        match &target.kind {
            TargetKind::Copy(from) => {
                Ok(self.portal.tree.get(from).map_or(MadeTarget::Missing, MadeTarget::Copy))
            }
            TargetKind::Rendition { .. } => {
                let Some(request) = self.rendition_request(target) else {
                    return Ok(MadeTarget::Missing);
                };
                let rendition =
                    panic_guard::catch(&request.file.path, || self.renditions.get(request));
                Ok(match rendition.map(Result::transpose) {
                    Ok(Some(bytes)) => {
                        let bytes = bytes?;
                        MadeTarget::Bytes(RenderOutput { bytes, ..RenderOutput::default() })
                    }
                    Ok(None) => MadeTarget::Faulty(undecodable(request)),
                    Err(fault) => MadeTarget::Faulty(fault),
                })
            }
            _ => self.render(target),
        }
    }

    /// Returns why a rendition cannot be generated, without generating it.
    pub(super) fn rendition_fault(
        &self,
        target: &Target,
    ) -> Result<Option<Box<Diagnostic>>, MachineFault> {
        let Some(request) = self.rendition_request(target) else { return Ok(None) };
        let can_be_generated =
            panic_guard::catch(&request.file.path, || self.renditions.can_be_generated(request));
        match can_be_generated {
            Ok(can_be_generated) => Ok((!can_be_generated?).then(|| undecodable(request))),
            Err(fault) => Ok(Some(fault)),
        }
    }

    fn rendition_request<'t>(&'t self, target: &'t Target) -> Option<RenditionRequest<'t>> {
        let TargetKind::Rendition { path, digest, width } = &target.kind else { return None };
        Some(RenditionRequest { file: self.portal.tree.get(path)?, digest, width: *width })
    }

    /// Renders a target with the text that it shows.
    fn render(&self, target: &Target) -> Result<MadeTarget<'a>, MachineFault> {
        let Some(renderer) = &self.renderer else { return Ok(MadeTarget::Missing) };
        let file = renderer.body_source(target).and_then(|source| self.portal.tree.get(&source));
        let monitor = &self.portal.options.monitor;
        let entry = file.map(|file| &*file.path);
        let start = monitor.start();
        let body = file.map(|file| self.prepared_body(file)).transpose()?;
        if let Some(entry) = entry {
            monitor.finish(start, Work::Read { entry });
        }
        let body = match body {
            // The file became unreadable after the content was read.
            Some(Err(fault)) => return Ok(MadeTarget::Faulty(fault)),
            Some(Ok(body)) => Some(body),
            None => None,
        };
        let output = || Arc::from(target.address.output());
        let path = file.map_or_else(output, |file| file.path.clone());
        let start = monitor.start();
        let rendered = panic_guard::catch(&path, || {
            #[cfg(test)]
            file.iter().for_each(|file| panic_guard::panic_if_marked(file, "rendering"));
            renderer.render(target, body.as_ref())
        });
        let rendered = rendered.flatten();
        if let Ok(Some(RenderOutput { template, .. })) = &rendered {
            monitor.finish(start, Work::Render { template, entry });
        }
        Ok(match rendered {
            Ok(Some(output)) => MadeTarget::Bytes(output),
            Ok(None) => MadeTarget::Missing,
            Err(fault) => MadeTarget::Faulty(fault),
        })
    }

    /// Returns the body of a file without its links, or the fault that it is no text.
    fn prepared_body(
        &self,
        file: &SourceFile,
    ) -> Result<Result<PreparedBody, Box<Diagnostic>>, MachineFault> {
        if let Some(body) = self.portal.prepared_bodies.take(&file.path) {
            return Ok(Ok(body));
        }
        let prepare = |text: SourceText| markdown::prepare(&text.as_str()[body_start(&text)..]);
        Ok(file.read_text()?.map(prepare))
    }
}

fn undecodable(request: RenditionRequest<'_>) -> Box<Diagnostic> {
    Box::new(faults::picture_decoding_failed(Place::file(request.file.path.clone())))
}

impl Portal {
    /// Returns whether a link leads to an address of the site, or is already reported as broken.
    pub(super) fn link_resolves(&self, link: &str) -> bool {
        self.plan.contains(link) || self.validation.broken_links.contains(link)
    }

    /// Hashes all links that resolve.
    pub(super) fn resolved_links(&self) -> RapidHashSet<LinkHash> {
        let broken = self.validation.broken_links.iter().map(|link| &**link);
        self.plan.all_addresses().chain(broken).map(LinkHash::of).collect()
    }

    /// Reports the broken links of a page that its template wrote; each fault comes with its link.
    pub fn template_faults(
        &self,
        page: &str,
        output: &RenderOutput,
    ) -> impl Iterator<Item = (String, Diagnostic)> {
        output.links.iter().filter(|link| !self.link_resolves(link)).map(move |link| {
            let place = self.theme.template_place(&output.template);
            let asset = link.strip_prefix(ASSETS_ADDRESS);
            (link.clone(), faults::broken_template_link(place, link, page, asset))
        })
    }
}
