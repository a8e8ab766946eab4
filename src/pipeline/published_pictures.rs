//! Pictures as they are published: without what says who took them, where and when.
//!
//! What pages say of a picture (size, SHA-256), its smaller renditions and its copy on the site all come from these
//! bytes. A picture that is too large to be inspected is published unchanged.

use crate::diagnostic::MachineFault;
use crate::limits;
use crate::picture::{self, PrivateData};
use crate::source::{self, SourceFile};

/// A picture as it is published.
pub(super) struct PublishedPicture {
    pub(super) bytes: Vec<u8>,
    /// Of the bytes.
    pub(super) sha256: [u8; 32],
    pub(super) private_data: PrivateData,
}

/// Returns whether a file is a picture whose bytes are searched for private data.
pub(super) fn is_searched(file: &SourceFile) -> bool {
    picture::may_have_private_data(&file.path) && file.size() <= limits::PICTURE_BYTES
}

/// Returns whether a file is a picture that is too large to be searched.
pub(super) fn is_too_large(file: &SourceFile) -> bool {
    picture::is_named_picture(&file.path) && file.size() > limits::PICTURE_BYTES
}

/// Reads a picture as it is published.
pub(super) fn read(file: &SourceFile) -> Result<PublishedPicture, MachineFault> {
    file.read_with_sha256().map(published)
}

/// Returns what is published of a picture's bytes, which come with their digest.
pub(super) fn published((mut bytes, original): (Vec<u8>, [u8; 32])) -> PublishedPicture {
    let private_data = picture::remove_private_data(&mut bytes);
    let is_altered = private_data == PrivateData::Removed;
    let sha256 = if is_altered { source::sha256(&bytes) } else { original };
    PublishedPicture { bytes, sha256, private_data }
}
