//! The part of the plan that offers pictures in smaller widths, beside their originals.
//!
//! Those of an entry's own files come and go with the entry. A file that is copied to the same place may be shown by
//! several entries, and is offered as long as one of them is on the site.

use std::sync::Arc;

use rapidhash::RapidHashSet;

use super::super::{Route, TargetKind};
use super::{Claimant, Planner};
use crate::entry::{Entry, Picture, is_index};

impl Planner<'_> {
    /// Plans what is made of an entry's own pictures.
    pub(super) fn plan_own_renditions(&mut self, entry: &Entry) {
        for picture in entry.shown_pictures().filter(|picture| is_own(entry, picture)) {
            self.plan_renditions(picture);
        }
    }

    /// Plans what is made of pictures that are copied to the same place.
    pub(super) fn plan_copied_renditions(&mut self) {
        let site = self.site;
        let copies: RapidHashSet<&Arc<str>> = site.copies.iter().collect();
        let mut entries: Vec<&Arc<Entry>> = site.library.entries().collect();
        entries.sort_by(|a, b| a.source.cmp(&b.source));
        let (listed, unlisted): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|entry| site.library.is_listed(&entry.source));
        for entry in listed {
            if is_index(&entry.source) || !entry.is_removed(site.today) {
                let shown = entry.shown_pictures().filter(|picture| !is_own(entry, picture));
                shown
                    .filter(|shown| copies.contains(&shown.path))
                    .for_each(|one| self.plan_renditions(one));
            }
        }
        // The page of an entry at fault stays as it last was, and its pictures with it.
        for entry in unlisted {
            for smaller in entry.shown_pictures().flat_map(Picture::renditions) {
                if !self.renditions.contains(&smaller.address) {
                    self.plan.kept_outputs.push(Route::for_address(smaller.address).output);
                }
            }
        }
    }

    fn plan_renditions(&mut self, picture: &Picture) {
        let Some(digest) = &picture.digest else { return };
        for smaller in picture.renditions() {
            if self.renditions.insert(smaller.address.clone()) {
                let (path, digest) = (picture.path.clone(), Box::new(*digest));
                let what = TargetKind::Rendition { path, digest, width: smaller.width };
                self.add(smaller.address, what, Claimant::File(picture.path.clone(), None));
            }
        }
    }
}

fn is_own(entry: &Entry, picture: &Picture) -> bool {
    entry.files.iter().any(|own| own.path == picture.path)
}
