//! Pictures: inspects those that entries show, and generates their smaller renditions.
//!
//! A picture is decoded at most once per build: the first request for a rendition generates all widths of it, and
//! concurrent requests for the same picture wait. Renditions are cached next to the ledger under the digest of the
//! original, so a new output folder needs no decoding. As many are decoded at once as memory is meant for it.
//!
//! **Invariant.** A cached rendition is used only for the same original bytes and the same version of the resizing
//! code. Deleting the cache only costs time.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::cache::SourceCache;
use super::file_contents::{FileInspector, inspect_file};
use super::panic_guard;
use super::published_pictures::{self, PublishedPicture};
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::entry::path_resolution::InternalTarget;
use crate::entry::{Entry, FieldKey, Picture};
use crate::ledger::{AttachmentRecord, PictureCache};
use crate::limits;
use crate::output::DiskWriter;
use crate::picture::{self, PictureError, SHARE_IMAGE_FILES};
use crate::source::SourceFile;

/// A new record of a file, with the file's path.
type NewAttachmentRecord = (Arc<str>, AttachmentRecord);

/// Inspects the pictures that an entry shows, and reports those that cannot be decoded.
pub(super) fn inspect_pictures(
    entry: &mut Entry,
    text: &SourceText,
    inspector: &mut FileInspector<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Result<(), MachineFault> {
    let mut unreadable = Vec::new();
    let image = entry.metadata.image.iter_mut().map(|image| &mut image.picture);
    for picture in image.chain(&mut entry.pictures) {
        if !picture::is_raster(&picture.path) {
            continue;
        }
        let Some(record) = inspector.inspect(&picture.path)? else { continue };
        match record.picture {
            Some(Ok(info)) => picture.set_info(info, record.sha256),
            Some(Err(error)) => unreadable.push((picture.path.clone(), record.content, error)),
            None => {}
        }
    }
    entry.add_pictures_to_body_fingerprint();
    for (path, content, error) in unreadable {
        let name = path.rsplit('/').next().unwrap_or_default();
        let place = named_place(entry, text, &path).unwrap_or_else(|| Place::file(path.clone()));
        let format = content.format.filter(|format| !format.is_shown_by_browsers());
        faults.push(match (error, format) {
            (PictureError::Damaged, Some(format)) => {
                faults::picture_not_shown(place, name, format.names())
            }
            (PictureError::Damaged, None) => faults::unreadable_picture(place, name),
            (PictureError::TooLarge, _) => faults::picture_too_large(place, name),
        });
    }
    Ok(())
}

/// The portal's own share picture, as far as it could be inspected.
#[derive(Default)]
pub(super) struct FoundSharePicture {
    pub(super) picture: Option<Picture>,
    pub(super) new_record: Option<NewAttachmentRecord>,
    pub(super) fault: Option<Box<Diagnostic>>,
}

/// Finds the portal's own share picture in the content folder.
pub(super) fn find_share_picture(
    cache: SourceCache<'_>,
) -> Result<FoundSharePicture, MachineFault> {
    let mut files = SHARE_IMAGE_FILES
        .iter()
        .filter_map(|name| cache.file_view.tree.get(&format!("content/{name}")));
    let Some(file) = files.next() else { return Ok(FoundSharePicture::default()) };
    let address = file.path.trim_start_matches("content").to_owned();
    let mut picture = Picture::new(file.path.clone(), Some(address.into()));
    let inspected = panic_guard::catch(&file.path, || {
        #[cfg(test)]
        panic_guard::panic_if_marked(file, "inspecting");
        inspect_file(file, cache)
    });
    let (new_record, fault) = match inspected {
        Ok(inspected) => {
            let (record, is_new) = inspected?;
            picture.size = record.picture.and_then(Result::ok).map(|info| info.size);
            (is_new.then(|| (file.path.clone(), record)), None)
        }
        Err(fault) => (None, Some(fault)),
    };
    Ok(FoundSharePicture { picture: Some(picture), new_record, fault })
}

/// Returns where an entry names a file: as its lead picture, else in the body.
pub(super) fn named_place(entry: &Entry, text: &SourceText, path: &str) -> Option<Place> {
    let image = entry.metadata.image.as_ref().filter(|image| &*image.picture.path == path);
    if image.is_some() {
        return Some(text.place(entry.span(FieldKey::Image)));
    }
    let own = entry.files.iter().find(|own| &*own.path == path);
    let address = own.map_or(path.trim_start_matches("content"), |own| &own.address);
    let link = entry.links.iter().find(|link| match &link.target {
        InternalTarget::File(to, _) | InternalTarget::Address(to) => **to == *address,
        InternalTarget::FileOf(_, of) => &**of == path,
        InternalTarget::Entry(_) | InternalTarget::Relative(_) | InternalTarget::Outside => false,
    });
    link.map(|link| text.place(link.span.range()))
}

/// A request for one rendition of a picture.
#[derive(Clone, Copy)]
pub(super) struct RenditionRequest<'a> {
    /// The original file.
    pub(super) file: &'a SourceFile,
    /// The SHA-256 of the original, as it is published, when the content was read.
    pub(super) digest: &'a [u8; 32],
    /// In pixels.
    pub(super) width: u32,
}

/// Generated renditions by width, until they are requested; `None` if the original cannot be decoded.
type GeneratedRenditions = Option<HashMap<u32, Vec<u8>>>;

/// The memory that is left for decoding pictures; a thread waits until there is enough for its own.
struct DecodingMemory {
    bytes_left: Mutex<u64>,
    returned: Condvar,
}

impl Default for DecodingMemory {
    fn default() -> Self {
        let bytes_left = Mutex::new(limits::PICTURE_DECODING_BYTES);
        Self { bytes_left, returned: Condvar::new() }
    }
}

impl DecodingMemory {
    /// Takes memory as long as the result lives, at most all of it.
    fn take(&self, bytes: u64) -> TakenMemory<'_> {
        let left = self.bytes_left.lock().unwrap_or_else(PoisonError::into_inner);
        let left = self.returned.wait_while(left, |left| *left < bytes);
        *left.unwrap_or_else(PoisonError::into_inner) -= bytes;
        TakenMemory { memory: self, bytes }
    }
}

/// Memory that is returned when this value is dropped, also by a panic.
struct TakenMemory<'a> {
    memory: &'a DecodingMemory,
    bytes: u64,
}

impl Drop for TakenMemory<'_> {
    fn drop(&mut self) {
        *self.memory.bytes_left.lock().unwrap_or_else(PoisonError::into_inner) += self.bytes;
        self.memory.returned.notify_all();
    }
}

/// Generates renditions, each at most once in one build or one request of a preview.
#[derive(Default)]
pub(super) struct Renditions {
    cache: Option<PictureCache>,
    /// By the digest of the original.
    in_progress: Mutex<HashMap<[u8; 32], Arc<Mutex<GeneratedRenditions>>>>,
    memory: DecodingMemory,
    /// A file of which other bytes were resized than those that were read with the content.
    changed_file: Mutex<Option<PathBuf>>,
}

impl Renditions {
    /// Opens the picture cache of a portal; without `disk`, nothing is written to it.
    pub(super) fn open(root: &Path, disk: Option<DiskWriter>) -> Self {
        Self { cache: PictureCache::open(root, disk), ..Self::default() }
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
        if self.cached(request).is_some() {
            return Ok(true);
        }
        let bytes = request.file.read_bytes()?;
        let Ok(decoding_bytes) = picture::decoding_bytes(&bytes) else { return Ok(false) };
        let _taken = self.memory.take(decoding_bytes);
        Ok(picture::can_decode(&bytes))
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
        #[cfg(test)]
        panic_guard::panic_if_marked(file, "resizing");
        let PublishedPicture { bytes, sha256: current_digest, .. } =
            published_pictures::read(file)?;
        let (Ok(info), Ok(decoding_bytes)) =
            (picture::inspect(&bytes), picture::decoding_bytes(&bytes))
        else {
            return Ok(None);
        };
        let widths: Vec<u32> = info.size.rendition_widths().collect();
        let generated = {
            let _taken = self.memory.take(decoding_bytes);
            picture::resize(&bytes, &widths)
        };
        let Ok(generated) = generated else { return Ok(None) };
        // If the file was saved again since it was read, a preview shows the new bytes, and a build begins again.
        if current_digest != *digest {
            let mut changed = self.changed_file.lock().unwrap_or_else(PoisonError::into_inner);
            *changed = Some(file.disk_path());
        }
        for (width, bytes) in generated.iter().filter(|_| current_digest == *digest) {
            self.cache.iter().for_each(|cache| cache.insert(digest, *width, bytes));
        }
        Ok(Some(generated.into_iter().collect()))
    }

    /// Returns a file that changed between being read and being resized.
    pub(super) fn changed_file(&self) -> Option<PathBuf> {
        self.changed_file.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Removes the cached renditions that no target uses.
    pub(super) fn retain_used(&self, used: &mut dyn Iterator<Item = (&[u8; 32], u32)>) {
        self.cache.iter().for_each(|cache| cache.retain(used));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn pictures_that_are_decoded_at_once_take_no_more_than_the_limit() {
        let memory = DecodingMemory::default();
        let taken = AtomicU64::new(0);
        let decode = |bytes: u64| {
            let _memory = memory.take(bytes);
            let sum = taken.fetch_add(bytes, Ordering::SeqCst) + bytes;
            assert!(sum <= limits::PICTURE_DECODING_BYTES, "{sum}");
            taken.fetch_sub(bytes, Ordering::SeqCst);
        };
        let decode_all =
            &|part| (0..20).for_each(|_| decode(limits::PICTURE_DECODING_BYTES / part));
        std::thread::scope(|scope| {
            for part in [1, 2, 3, 4, 1, 2, 3, 4] {
                scope.spawn(move || decode_all(part));
            }
        });
        let left = *memory.bytes_left.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(left, limits::PICTURE_DECODING_BYTES);
    }
}
