//! Pictures as they are published: without what says who took them, where and when.
//!
//! What pages say of a picture (size, SHA-256), its smaller renditions and its copy on the site all come from these
//! bytes. A picture that is too large to be inspected is published unchanged.

use crate::diagnostic::MachineFault;
use crate::picture::{self, PrivateData};
use crate::source::{self, SourceFile};

/// A picture as it is published.
pub(super) struct PublishedPicture {
    pub(super) bytes: Vec<u8>,
    /// Of the bytes.
    pub(super) sha256: [u8; 32],
    /// Whether it seems to have private data that cannot be removed.
    pub(super) keeps_private_data: bool,
}

/// Returns whether a file is a picture whose bytes are searched for private data.
pub(super) fn is_searched(file: &SourceFile) -> bool {
    picture::may_have_private_data(&file.path) && file.size() <= picture::MAX_FILE_BYTES
}

/// Reads a picture as it is published.
pub(super) fn read(file: &SourceFile) -> Result<PublishedPicture, MachineFault> {
    file.read_with_sha256().map(published)
}

/// Returns what is published of a picture's bytes, which come with their digest.
pub(super) fn published((bytes, sha256): (Vec<u8>, [u8; 32])) -> PublishedPicture {
    match picture::private_data(&bytes) {
        PrivateData::Removable(bytes) => {
            let sha256 = source::sha256(&bytes);
            PublishedPicture { bytes, sha256, keeps_private_data: false }
        }
        data => PublishedPicture { bytes, sha256, keeps_private_data: data == PrivateData::Fixed },
    }
}
