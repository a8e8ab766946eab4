//! The part of the plan that offers pictures in smaller widths, beside their originals.
//!
//! Those of an entry's own files come and go with the entry. A file that is copied to the same place may be shown by
//! several entries, and is offered as long as one of them is on the site.

use std::sync::Arc;

use rapidhash::RapidHashSet;

use super::super::{Route, What};
use super::{Claim, Planner};
use crate::entry::{Entry, Picture, is_index};

impl Planner<'_> {
    /// Plans what is made of an entry's own pictures.
    pub(super) fn own_pictures(&mut self, entry: &Entry) {
        for picture in entry.shown().filter(|picture| is_own(entry, picture)) {
            self.smaller(picture);
        }
    }

    /// Plans what is made of pictures that are copied to the same place.
    pub(super) fn copied_pictures(&mut self) {
        let site = self.site;
        let copies: RapidHashSet<&Arc<str>> = site.copies.iter().collect();
        let mut entries: Vec<&Arc<Entry>> = site.library.entries().collect();
        entries.sort_by(|a, b| a.source.cmp(&b.source));
        let (listed, unlisted): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|entry| site.library.is_listed(&entry.source));
        for entry in listed {
            if is_index(&entry.source) || !entry.is_withdrawn(site.today) {
                let shown = entry.shown().filter(|picture| !is_own(entry, picture));
                shown
                    .filter(|shown| copies.contains(&shown.path))
                    .for_each(|one| self.smaller(one));
            }
        }
        // The page of an entry at fault stays as it last was, and its pictures with it.
        for entry in unlisted {
            for smaller in entry.shown().flat_map(Picture::renditions) {
                if !self.smaller.contains(&smaller.address) {
                    self.plan.kept.push(Route::to(smaller.address).output);
                }
            }
        }
    }

    fn smaller(&mut self, picture: &Picture) {
        let Some(digest) = &picture.digest else { return };
        for smaller in picture.renditions() {
            if self.smaller.insert(smaller.address.clone()) {
                let (path, digest) = (picture.path.clone(), Box::new(*digest));
                let what = What::Rendition { path, digest, width: smaller.width };
                self.add(smaller.address, what, Claim::File(picture.path.clone(), None));
            }
        }
    }
}

fn is_own(entry: &Entry, picture: &Picture) -> bool {
    entry.files.iter().any(|own| own.path == picture.path)
}
