//! The pictures that entries show: what is learnt of them when an entry is read, and the smaller ones made of them.
//!
//! A picture is unpacked once a build, for all the widths that are missing: whoever needs the first makes the others
//! too, and who comes for another at the same time waits. What was made is kept beside the ledger by its content, so a
//! fresh output folder costs no unpacking.
//!
//! **Invariant.** What is kept is used only for the same bytes, made in the same way; deleted, it costs time.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::attachments::inspect;
use super::memory::Memory;
use crate::diagnostic::{Diagnostic, MachineFault, Place, Text, faults};
use crate::entry::files::Goes;
use crate::entry::{Entry, Mark, Picture};
use crate::ledger::{Facts, Pictures};
use crate::output::Disk;
use crate::picture::{self, LARGEST, MOST_POINTS, SHARE_NAMES, Unreadable};
use crate::source::File;

/// What was learnt of a file, by its path.
type Learnt = (Arc<str>, Facts);

/// Looks at the pictures that an entry shows, and tells of which nothing can be made. Gives what was learnt of files
/// that a later change shows in.
pub(super) fn look(
    entry: &mut Entry,
    text: &Text,
    memory: Memory<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Result<Vec<Learnt>, MachineFault> {
    let (mut learnt, mut wrong) = (Vec::new(), Vec::new());
    let image = entry.metadata.image.iter_mut().map(|image| &mut image.picture);
    for picture in image.chain(&mut entry.pictures) {
        let Some(file) = memory.ground.tree.get(&picture.path) else { continue };
        if !picture::is_of_points(&file.path) {
            continue;
        }
        let (facts, new) = inspect(file, memory)?;
        match facts.picture {
            Some(Ok(seen)) => picture.learn(seen, facts.sha256),
            Some(Err(why)) => wrong.push((picture.path.clone(), why)),
            None => {}
        }
        learnt.extend(new.then_some((file.path.clone(), facts)));
    }
    entry.seal_pictures();
    for (path, why) in wrong {
        let name = path.rsplit('/').next().unwrap_or_default();
        let place = place(entry, text, &path);
        faults.push(match why {
            Unreadable::Damaged => faults::damaged_picture(place, name),
            Unreadable::Huge => faults::huge_picture(place, name, MOST_POINTS, LARGEST),
        });
    }
    Ok(learnt)
}

/// Finds the picture that a webmaster made to stand for the portal.
pub(super) fn share(memory: Memory<'_>) -> Result<(Option<Picture>, Option<Learnt>), MachineFault> {
    let mut files =
        SHARE_NAMES.iter().filter_map(|name| memory.ground.tree.get(&format!("content/{name}")));
    let Some(file) = files.next() else { return Ok((None, None)) };
    let address = file.path.trim_start_matches("content").to_owned();
    let mut picture = Picture::at(file.path.clone(), Some(address));
    let (facts, new) = inspect(file, memory)?;
    picture.size = facts.picture.and_then(Result::ok).map(|seen| seen.size);
    Ok((Some(picture), new.then(|| (file.path.clone(), facts))))
}

/// Tells whether a picture is as the file that holds it is known to be.
pub(super) fn is_same(picture: &Picture, known: Option<&Facts>) -> bool {
    if !picture::is_of_points(&picture.path) {
        return true;
    }
    let Some(facts) = known else { return false };
    let mut now = Picture::at(picture.path.clone(), picture.address.clone());
    if let Some(Ok(seen)) = facts.picture {
        now.learn(seen, facts.sha256);
    }
    now == *picture
}

/// Where a picture is named: in the front matter, else in the body.
fn place(entry: &Entry, text: &Text, path: &str) -> Place {
    let image = entry.metadata.image.as_ref().filter(|image| &*image.picture.path == path);
    if image.is_some() {
        return text.place(entry.mark(Mark::Image));
    }
    let address = entry.pictures.iter().find(|shown| &*shown.path == path);
    let address = address.and_then(|shown| shown.address.as_deref());
    let link = entry.links.iter().find(|link| match &link.goes {
        Goes::File(to, _) | Goes::Address(to) => Some(to.as_str()) == address,
        Goes::FileOf(_, of) => &**of == path,
        Goes::Entry(_) | Goes::Relative(_) | Goes::Outside => false,
    });
    link.map_or_else(|| Place::file(path), |link| text.place(link.range.clone()))
}

/// A smaller picture that is wanted.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The file of the original.
    pub(super) file: &'a File,
    /// Its digest as it was read.
    pub(super) digest: &'a [u8; 32],
    pub(super) width: u32,
}

/// What was made and is still wanted, by width; nothing where nothing could be.
type Made = Option<HashMap<u32, Vec<u8>>>;

/// The smaller pictures of one build or preview.
#[derive(Default)]
pub(super) struct Smaller {
    kept: Option<Pictures>,
    making: Mutex<HashMap<[u8; 32], Arc<Mutex<Made>>>>,
}

impl Smaller {
    /// Begins, with what is kept of a portal; `disk` where something may be kept too.
    pub(super) fn of(root: &Path, disk: Option<Disk>) -> Self {
        Self { kept: Pictures::open(root, disk), making: Mutex::default() }
    }

    /// Gives a smaller picture; nothing where the original can not be unpacked.
    pub(super) fn get(&self, wanted: Wanted<'_>) -> Result<Option<Vec<u8>>, MachineFault> {
        if let Some(bytes) = self.kept(wanted) {
            return Ok(Some(bytes));
        }
        let slot = {
            let mut making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
            making.entry(*wanted.digest).or_default().clone()
        };
        let mut made = slot.lock().unwrap_or_else(PoisonError::into_inner);
        // Who came first may have made this one too.
        if let Some(bytes) = made.as_mut().and_then(|made| made.remove(&wanted.width)) {
            return Ok(Some(bytes));
        }
        if let Some(bytes) = self.kept(wanted) {
            return Ok(Some(bytes));
        }
        let mut all = self.make(wanted)?;
        let bytes = all.as_mut().and_then(|all| all.remove(&wanted.width));
        *made = all;
        Ok(bytes)
    }

    /// Tells whether a smaller picture can be made, without making it where that is known.
    pub(super) fn is_sound(&self, wanted: Wanted<'_>) -> Result<bool, MachineFault> {
        let known = self.kept(wanted).is_some();
        Ok(known || picture::is_sound(&wanted.file.bytes()?))
    }

    fn kept(&self, Wanted { digest, width, .. }: Wanted<'_>) -> Option<Vec<u8>> {
        self.kept.as_ref()?.get(digest, width)
    }

    /// Makes all the smaller pictures of one, and keeps them.
    fn make(&self, Wanted { file, digest, .. }: Wanted<'_>) -> Result<Made, MachineFault> {
        let (bytes, now) = file.bytes_and_digest()?;
        let Ok(seen) = picture::look(&bytes) else { return Ok(None) };
        let widths: Vec<u32> = seen.size.widths().collect();
        let Ok(made) = picture::smaller(&bytes, &widths) else { return Ok(None) };
        // One that was saved anew since it was read is shown as it is now; the next build gives it its name.
        for (width, bytes) in made.iter().filter(|_| now == *digest) {
            self.kept.iter().for_each(|kept| kept.put(digest, *width, bytes));
        }
        Ok(Some(made.into_iter().collect()))
    }

    /// Forgets what no target shows.
    pub(super) fn tidy(&self, shown: &mut dyn Iterator<Item = (&[u8; 32], u32)>) {
        self.kept.iter().for_each(|kept| kept.retain(shown));
    }
}
