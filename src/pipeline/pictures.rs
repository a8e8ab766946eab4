//! Pictures: inspects those that entries show, and generates their smaller renditions.
//!
//! A picture is decoded at most once per build: the first request for a rendition generates all widths of it, and
//! concurrent requests for the same picture wait. Renditions are cached next to the ledger under the digest of the
//! original, so a new output folder needs no decoding.
//!
//! **Invariant.** A cached rendition is used only for the same original bytes and the same version of the resizing
//! code. Deleting the cache only costs time.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::attachments::inspect_file;
use super::cache::SourceCache;
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::entry::path_resolution::InternalTarget;
use crate::entry::{Entry, FieldKey, Picture};
use crate::ledger::{AttachmentRecord, PictureCache};
use crate::output::DiskWriter;
use crate::picture::{self, MAX_FILE_BYTES, MAX_PIXELS, PictureError, SHARE_IMAGE_FILES};
use crate::source::SourceFile;

/// A new record of a file, with the file's path.
type NewAttachmentRecord = (Arc<str>, AttachmentRecord);

/// Inspects the pictures that an entry shows, and reports those that cannot be decoded. Returns the new records of
/// files whose metadata key can be trusted.
pub(super) fn inspect_pictures(
    entry: &mut Entry,
    text: &SourceText,
    cache: SourceCache<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Result<Vec<NewAttachmentRecord>, MachineFault> {
    let (mut new_records, mut unreadable) = (Vec::new(), Vec::new());
    let image = entry.metadata.image.iter_mut().map(|image| &mut image.picture);
    for picture in image.chain(&mut entry.pictures) {
        let Some(file) = cache.file_view.tree.get(&picture.path) else { continue };
        if !picture::is_raster(&file.path) {
            continue;
        }
        let (record, is_new) = inspect_file(file, cache)?;
        match record.picture {
            Some(Ok(info)) => picture.set_info(info, record.sha256),
            Some(Err(error)) => unreadable.push((picture.path.clone(), error)),
            None => {}
        }
        new_records.extend(is_new.then_some((file.path.clone(), record)));
    }
    entry.add_pictures_to_body_fingerprint();
    for (path, error) in unreadable {
        let name = path.rsplit('/').next().unwrap_or_default();
        let place = picture_place(entry, text, &path);
        faults.push(match error {
            PictureError::Damaged => faults::unreadable_picture(place, name),
            PictureError::TooLarge => {
                faults::picture_too_large(place, name, MAX_PIXELS, MAX_FILE_BYTES)
            }
        });
    }
    Ok(new_records)
}

/// Finds the portal's own share picture in the content folder.
pub(super) fn find_share_picture(
    cache: SourceCache<'_>,
) -> Result<(Option<Picture>, Option<NewAttachmentRecord>), MachineFault> {
    let mut files = SHARE_IMAGE_FILES
        .iter()
        .filter_map(|name| cache.file_view.tree.get(&format!("content/{name}")));
    let Some(file) = files.next() else { return Ok((None, None)) };
    let address = file.path.trim_start_matches("content").to_owned();
    let mut picture = Picture::new(file.path.clone(), Some(address));
    let (record, is_new) = inspect_file(file, cache)?;
    picture.size = record.picture.and_then(Result::ok).map(|info| info.size);
    Ok((Some(picture), is_new.then(|| (file.path.clone(), record))))
}

/// Returns where an entry names a picture: in the front matter, else in the body.
fn picture_place(entry: &Entry, text: &SourceText, path: &str) -> Place {
    let image = entry.metadata.image.as_ref().filter(|image| &*image.picture.path == path);
    if image.is_some() {
        return text.place(entry.span(FieldKey::Image));
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

/// A request for one rendition of a picture.
#[derive(Clone, Copy)]
pub(super) struct RenditionRequest<'a> {
    /// The original file.
    pub(super) file: &'a SourceFile,
    /// The SHA-256 of the original when the content was read.
    pub(super) digest: &'a [u8; 32],
    /// In pixels.
    pub(super) width: u32,
}

/// Generated renditions by width, until they are requested; `None` if the original cannot be decoded.
type GeneratedRenditions = Option<HashMap<u32, Vec<u8>>>;

/// Generates renditions, each at most once in one build or one request of a preview.
#[derive(Default)]
pub(super) struct Renditions {
    cache: Option<PictureCache>,
    /// By the digest of the original.
    in_progress: Mutex<HashMap<[u8; 32], Arc<Mutex<GeneratedRenditions>>>>,
}

impl Renditions {
    /// Opens the picture cache of a portal; without `disk`, nothing is written to it.
    pub(super) fn open(root: &Path, disk: Option<DiskWriter>) -> Self {
        Self { cache: PictureCache::open(root, disk), in_progress: Mutex::default() }
    }

    /// Returns a rendition, generating it if necessary; `None` if the original cannot be decoded.
    pub(super) fn get(
        &self,
        request: RenditionRequest<'_>,
    ) -> Result<Option<Vec<u8>>, MachineFault> {
        if let Some(bytes) = self.cached(request) {
            return Ok(Some(bytes));
        }
        let renditions = {
            let mut in_progress = self.in_progress.lock().unwrap_or_else(PoisonError::into_inner);
            in_progress.entry(*request.digest).or_default().clone()
        };
        let mut generated = renditions.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have generated this width while we waited.
        if let Some(bytes) =
            generated.as_mut().and_then(|generated| generated.remove(&request.width))
        {
            return Ok(Some(bytes));
        }
        if let Some(bytes) = self.cached(request) {
            return Ok(Some(bytes));
        }
        let mut renditions = self.generate(request)?;
        let bytes = renditions.as_mut().and_then(|renditions| renditions.remove(&request.width));
        *generated = renditions;
        Ok(bytes)
    }

    /// Returns whether a rendition can be generated, without generating it.
    pub(super) fn can_be_generated(
        &self,
        request: RenditionRequest<'_>,
    ) -> Result<bool, MachineFault> {
        let is_cached = self.cached(request).is_some();
        Ok(is_cached || picture::can_decode(&request.file.read_bytes()?))
    }

    fn cached(
        &self,
        RenditionRequest { digest, width, .. }: RenditionRequest<'_>,
    ) -> Option<Vec<u8>> {
        self.cache.as_ref()?.get(digest, width)
    }

    /// Generates all renditions of a picture and caches them.
    fn generate(
        &self,
        RenditionRequest { file, digest, .. }: RenditionRequest<'_>,
    ) -> Result<GeneratedRenditions, MachineFault> {
        let (bytes, current_digest) = file.read_with_sha256()?;
        let Ok(info) = picture::inspect(&bytes) else { return Ok(None) };
        let widths: Vec<u32> = info.size.rendition_widths().collect();
        let Ok(generated) = picture::resize(&bytes, &widths) else { return Ok(None) };
        // If the file was saved again since it was read, the new bytes are shown but not cached under the old digest.
        for (width, bytes) in generated.iter().filter(|_| current_digest == *digest) {
            self.cache.iter().for_each(|cache| cache.insert(digest, *width, bytes));
        }
        Ok(Some(generated.into_iter().collect()))
    }

    /// Removes the cached renditions that no target uses.
    pub(super) fn retain_used(&self, used: &mut dyn Iterator<Item = (&[u8; 32], u32)>) {
        self.cache.iter().for_each(|cache| cache.retain(used));
    }
}
