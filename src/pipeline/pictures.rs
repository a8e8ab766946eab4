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

use super::attachments::inspect_file;
use super::cache::SourceCache;
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::entry::files::InternalTarget;
use crate::entry::{Entry, Picture, SpanKey};
use crate::ledger::{AttachmentRecord, PictureCache};
use crate::output::DiskWriter;
use crate::picture::{self, MAX_FILE_BYTES, MAX_PIXELS, PictureError, SHARE_IMAGE_FILES};
use crate::source::SourceFile;

/// What was learnt of a file, by its path.
type NewFileFacts = (Arc<str>, AttachmentRecord);

/// Looks at the pictures that an entry shows, and tells of which nothing can be made. Gives what was learnt of files
/// that a later change shows in.
pub(super) fn inspect_pictures(
    entry: &mut Entry,
    text: &SourceText,
    memory: SourceCache<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Result<Vec<NewFileFacts>, MachineFault> {
    let (mut learnt, mut wrong) = (Vec::new(), Vec::new());
    let image = entry.metadata.image.iter_mut().map(|image| &mut image.picture);
    for picture in image.chain(&mut entry.pictures) {
        let Some(file) = memory.file_view.tree.get(&picture.path) else { continue };
        if !picture::is_raster(&file.path) {
            continue;
        }
        let (facts, new) = inspect_file(file, memory)?;
        match facts.picture {
            Some(Ok(seen)) => picture.set_info(seen, facts.sha256),
            Some(Err(why)) => wrong.push((picture.path.clone(), why)),
            None => {}
        }
        learnt.extend(new.then_some((file.path.clone(), facts)));
    }
    entry.add_pictures_to_fingerprint();
    for (path, why) in wrong {
        let name = path.rsplit('/').next().unwrap_or_default();
        let place = picture_place(entry, text, &path);
        faults.push(match why {
            PictureError::Damaged => faults::unreadable_picture(place, name),
            PictureError::TooLarge => {
                faults::picture_too_large(place, name, MAX_PIXELS, MAX_FILE_BYTES)
            }
        });
    }
    Ok(learnt)
}

/// Finds the picture that a webmaster made to stand for the portal.
pub(super) fn find_share_picture(
    memory: SourceCache<'_>,
) -> Result<(Option<Picture>, Option<NewFileFacts>), MachineFault> {
    let mut files = SHARE_IMAGE_FILES
        .iter()
        .filter_map(|name| memory.file_view.tree.get(&format!("content/{name}")));
    let Some(file) = files.next() else { return Ok((None, None)) };
    let address = file.path.trim_start_matches("content").to_owned();
    let mut picture = Picture::new(file.path.clone(), Some(address));
    let (facts, new) = inspect_file(file, memory)?;
    picture.size = facts.picture.and_then(Result::ok).map(|seen| seen.size);
    Ok((Some(picture), new.then(|| (file.path.clone(), facts))))
}

/// Tells whether a picture is as the file that holds it is known to be.
pub(super) fn is_unchanged(picture: &Picture, known: Option<&AttachmentRecord>) -> bool {
    if !picture::is_raster(&picture.path) {
        return true;
    }
    let Some(facts) = known else { return false };
    let mut now = Picture::new(picture.path.clone(), picture.address.clone());
    if let Some(Ok(seen)) = facts.picture {
        now.set_info(seen, facts.sha256);
    }
    now == *picture
}

/// Where a picture is named: in the front matter, else in the body.
fn picture_place(entry: &Entry, text: &SourceText, path: &str) -> Place {
    let image = entry.metadata.image.as_ref().filter(|image| &*image.picture.path == path);
    if image.is_some() {
        return text.place(entry.span(SpanKey::Image));
    }
    let address = entry.pictures.iter().find(|shown| &*shown.path == path);
    let address = address.and_then(|shown| shown.address.as_deref());
    let link = entry.links.iter().find(|link| match &link.target {
        InternalTarget::File(to, _) | InternalTarget::Address(to) => Some(to.as_str()) == address,
        InternalTarget::FileOf(_, of) => &**of == path,
        InternalTarget::Entry(_) | InternalTarget::Relative(_) | InternalTarget::Outside => false,
    });
    link.map_or_else(|| Place::file(path), |link| text.place(link.range.clone()))
}

/// A smaller picture that is wanted.
#[derive(Clone, Copy)]
pub(super) struct RenditionRequest<'a> {
    /// The file of the original.
    pub(super) file: &'a SourceFile,
    /// Its digest as it was read.
    pub(super) digest: &'a [u8; 32],
    pub(super) width: u32,
}

/// What was made and is still wanted, by width; nothing where nothing could be.
type GeneratedRenditions = Option<HashMap<u32, Vec<u8>>>;

/// The smaller pictures of one build or preview.
#[derive(Default)]
pub(super) struct Renditions {
    store: Option<PictureCache>,
    in_progress: Mutex<HashMap<[u8; 32], Arc<Mutex<GeneratedRenditions>>>>,
}

impl Renditions {
    /// Begins, with what is kept of a portal; `disk` where something may be kept too.
    pub(super) fn open(root: &Path, disk: Option<DiskWriter>) -> Self {
        Self { store: PictureCache::open(root, disk), in_progress: Mutex::default() }
    }

    /// Gives a smaller picture; nothing where the original can not be unpacked.
    pub(super) fn get(
        &self,
        wanted: RenditionRequest<'_>,
    ) -> Result<Option<Vec<u8>>, MachineFault> {
        if let Some(bytes) = self.stored(wanted) {
            return Ok(Some(bytes));
        }
        let slot = {
            let mut making = self.in_progress.lock().unwrap_or_else(PoisonError::into_inner);
            making.entry(*wanted.digest).or_default().clone()
        };
        let mut made = slot.lock().unwrap_or_else(PoisonError::into_inner);
        // Who came first may have made this one too.
        if let Some(bytes) = made.as_mut().and_then(|made| made.remove(&wanted.width)) {
            return Ok(Some(bytes));
        }
        if let Some(bytes) = self.stored(wanted) {
            return Ok(Some(bytes));
        }
        let mut all = self.generate(wanted)?;
        let bytes = all.as_mut().and_then(|all| all.remove(&wanted.width));
        *made = all;
        Ok(bytes)
    }

    /// Tells whether a smaller picture can be made, without making it where that is known.
    pub(super) fn can_be_generated(
        &self,
        wanted: RenditionRequest<'_>,
    ) -> Result<bool, MachineFault> {
        let known = self.stored(wanted).is_some();
        Ok(known || picture::can_decode(&wanted.file.read_bytes()?))
    }

    fn stored(
        &self,
        RenditionRequest { digest, width, .. }: RenditionRequest<'_>,
    ) -> Option<Vec<u8>> {
        self.store.as_ref()?.get(digest, width)
    }

    /// Makes all the smaller pictures of one, and keeps them.
    fn generate(
        &self,
        RenditionRequest { file, digest, .. }: RenditionRequest<'_>,
    ) -> Result<GeneratedRenditions, MachineFault> {
        let (bytes, now) = file.read_with_sha256()?;
        let Ok(seen) = picture::inspect(&bytes) else { return Ok(None) };
        let widths: Vec<u32> = seen.size.rendition_widths().collect();
        let Ok(made) = picture::resize(&bytes, &widths) else { return Ok(None) };
        // One that was saved anew since it was read is shown as it is now; the next build gives it its name.
        for (width, bytes) in made.iter().filter(|_| now == *digest) {
            self.store.iter().for_each(|kept| kept.insert(digest, *width, bytes));
        }
        Ok(Some(made.into_iter().collect()))
    }

    /// Forgets what no target shows.
    pub(super) fn retain_used(&self, shown: &mut dyn Iterator<Item = (&[u8; 32], u32)>) {
        self.store.iter().for_each(|kept| kept.retain(shown));
    }
}
