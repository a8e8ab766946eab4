//! Validation of the links and pictures of bodies.
//!
//! A link must lead to a page or a file of the site, a picture to a file. The nearest target is suggested; for a
//! picture, and for a link with the name of a file, it is a file.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::sync::Arc;

use super::Validator;
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::entry::Entry;
use crate::entry::file_format::FileFormat;
use crate::entry::path_resolution::{InternalLink, InternalTarget};
use crate::source::SourceFile;
use crate::source::path_parts::{extension, file_name, folder};
use crate::vietnamese::nearest::nearest;

impl Validator<'_> {
    /// Reports the links and pictures of an entry that lead nowhere.
    pub(super) fn check_links(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        // The files of a removed entry are gone together with the body that links to them.
        let addresses = entry.files.iter().map(|file| &*file.address);
        let own = LazyCell::new(|| addresses.collect::<HashSet<&str>>());
        let is_own = |target: &InternalTarget| match target {
            InternalTarget::File(address, _) => own.contains(&**address),
            _ => false,
        };
        for link in entry.links.iter().filter(|link| !is_own(&link.target)) {
            let is_program = self.leads_to_program(link);
            let checked = if is_program { Err(None) } else { self.check_link(entry, link) };
            let Err(near) = checked else { continue };
            let place = self.range_place(&entry.source, link.span.range())?;
            let written = &link.destination;
            self.faults.push(match self.unpublished_target(link) {
                _ if is_program => faults::program_named(place, written),
                Some(other) => faults::link_to_unpublished(place, written, other.metadata.draft),
                None if link.is_picture => self.broken_picture(place, link, near.as_deref()),
                None if is_file_name(written) => {
                    faults::broken_file_link(place, written, near.as_deref())
                }
                None => faults::broken_link(place, written, near.as_deref()),
            });
            if let InternalTarget::Address(address)
            | InternalTarget::Relative(address)
            | InternalTarget::File(address, _) = &link.target
            {
                self.broken_links.insert(address.to_string());
            }
        }
        Ok(())
    }

    /// Returns the fault of a picture that leads to no file.
    fn broken_picture(&self, place: Place, link: &InternalLink, near: Option<&str>) -> Diagnostic {
        let is_page = match &link.target {
            InternalTarget::Entry(_) => true,
            InternalTarget::Address(address) | InternalTarget::Relative(address) => {
                let with_slash = format!("{}/", address.trim_end_matches('/'));
                self.input.plan.contains(&with_slash)
            }
            _ => false,
        };
        let near = near.filter(|near| !near.ends_with('/'));
        let fault = if is_page { faults::page_as_picture } else { faults::missing_picture };
        fault(place, &link.destination, near)
    }

    /// Finds the unpublished entry that a link points to.
    fn unpublished_target(&self, link: &InternalLink) -> Option<&Arc<Entry>> {
        let unpublished = self.unpublished.get_or_init(|| {
            let on_site = |entry: &Entry| self.input.library.by_source(&entry.source).is_some();
            let entries = self.input.entries.iter().filter(|entry| !on_site(entry));
            entries.flat_map(|entry| [(&*entry.source, entry), (&*entry.address, entry)]).collect()
        });
        let key = match &link.target {
            InternalTarget::Entry(source) | InternalTarget::FileOf(source, _) => &**source,
            InternalTarget::Address(address) | InternalTarget::Relative(address) => address,
            InternalTarget::File(..) | InternalTarget::Outside => return None,
        };
        unpublished.get(key).copied()
    }

    /// Checks that a link of a body resolves; if it does not, the error is the nearest target, if there is one.
    fn check_link(&self, entry: &Entry, link: &InternalLink) -> Result<(), Option<String>> {
        let is_file = link.is_picture || is_file_name(&link.destination);
        match &link.target {
            InternalTarget::Entry(source) => match self.input.library.by_source(source) {
                Some(_) if !link.is_picture => Ok(()),
                _ => Err(None),
            },
            InternalTarget::FileOf(owner, path) => {
                // A removed entry has no files any more; links to them lead to the notice of its removal.
                let owner = self.input.library.by_source(owner);
                let has = owner.is_some_and(|entry| entry.files.iter().any(|f| f.path == *path));
                if has { Ok(()) } else { Err(None) }
            }
            InternalTarget::Address(address) | InternalTarget::Relative(address)
                if link.is_picture && address.ends_with('/') =>
            {
                Err(None)
            }
            InternalTarget::File(address, _) | InternalTarget::Address(address) => {
                self.check_target(address, Some(entry), is_file)
            }
            InternalTarget::Relative(address) => {
                let near_file = || self.nearest_file_name(entry, &link.destination);
                let checked = self.check_target(address, Some(entry), is_file);
                checked.map_err(|near| near.or_else(near_file))
            }
            // Reported when the entry is read.
            InternalTarget::Outside => Ok(()),
        }
    }

    /// Returns the file beside an entry whose name is most similar to that in a link.
    fn nearest_file_name(&self, entry: &Entry, written: &str) -> Option<String> {
        if !self.may_suggest() {
            return None;
        }
        let is_beside = |file: &&SourceFile| folder(&file.path) == folder(&entry.source);
        let files = self.input.tree.files().filter(is_beside);
        let files = files.filter(|file| file.path != entry.source);
        nearest(written, files.map(|file| file_name(&file.path))).map(str::to_owned)
    }
}

/// Returns whether a link has the name of a file of a format that is published.
fn is_file_name(destination: &str) -> bool {
    let path = destination.split(['?', '#']).next().unwrap_or_default();
    FileFormat::of_extension(&extension(path)).is_some()
}
