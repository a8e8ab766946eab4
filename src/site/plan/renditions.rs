//! Plans smaller renditions of pictures, next to their originals.
//!
//! Renditions of an entry's own files exist as long as the entry. A picture that is copied to the same path may be
//! shown by several entries, and has renditions as long as one of them is on the site.

use std::sync::Arc;

use rapidhash::RapidHashSet;

use super::super::TargetKind;
use super::{Claimant, Planner};
use crate::entry::address::SiteAddress;
use crate::entry::{Entry, Picture, is_section_index};

impl Planner<'_> {
    /// Plans the renditions of an entry's own pictures.
    pub(super) fn plan_own_renditions(&mut self, entry: &Entry) {
        for picture in entry.shown_pictures().filter(|picture| is_own(entry, picture)) {
            self.plan_renditions(picture);
        }
    }

    /// Plans the renditions of pictures that are copied to the same path.
    pub(super) fn plan_copied_renditions(&mut self) {
        let site = self.site;
        let copies: RapidHashSet<&Arc<str>> = site.copies.iter().collect();
        let mut entries: Vec<&Arc<Entry>> = site.library.entries().collect();
        entries.sort_by(|a, b| a.source.cmp(&b.source));
        let (listed, unlisted): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|entry| site.library.is_included(&entry.source));
        for entry in listed {
            if is_section_index(&entry.source) || !entry.is_removed(site.today) {
                let shown = entry.shown_pictures().filter(|picture| !is_own(entry, picture));
                shown
                    .filter(|picture| copies.contains(&picture.path))
                    .for_each(|picture| self.plan_renditions(picture));
            }
        }
        // The page of a faulty entry is kept as the last build wrote it, so its pictures are too.
        for entry in unlisted {
            for rendition in entry.shown_pictures().flat_map(Picture::renditions) {
                if !self.renditions.contains(&rendition.address) {
                    let address = SiteAddress::from(rendition.address);
                    self.plan.kept_outputs.push(address.output().into());
                }
            }
        }
    }

    fn plan_renditions(&mut self, picture: &Picture) {
        let Some(digest) = &picture.digest else { return };
        for rendition in picture.renditions() {
            if self.renditions.insert(rendition.address.clone()) {
                let (path, digest) = (picture.path.clone(), Box::new(*digest));
                let kind = TargetKind::Rendition { path, digest, width: rendition.width };
                self.add(rendition.address, kind, Claimant::File(picture.path.clone(), None));
            }
        }
    }
}

fn is_own(entry: &Entry, picture: &Picture) -> bool {
    entry.files.iter().any(|own| own.path == picture.path)
}
