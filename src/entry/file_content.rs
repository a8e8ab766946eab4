//! What destroyed the content of a file that an entry publishes, as far as its first and last bytes show.
//!
//! Each is an error, as citizens would download nothing of use, while the office has the file itself. `line_ends` tells
//! whether a conversion of line ends damaged a file.

use serde::{Deserialize, Serialize};

use super::file_format::FileFormat;
use super::line_ends;
use crate::picture::PrivateData;
use crate::source::git::{self, PointerTool};

/// The number of bytes that are needed from each end of a file: the directory of a ZIP archive is at its end.
pub const END_BYTES: usize = 66 * 1024;

/// What destroyed the content of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileDamage {
    /// It has no bytes.
    Empty,
    /// It is a pointer of Git LFS.
    LfsPointer,
    /// It is a pointer of git-annex.
    AnnexPointer,
    /// It is no text, and its line ends were converted.
    LineEnds,
    /// It is a web page that was saved in its place.
    HtmlPage,
    /// It is a text with conflict markers.
    MergeConflict,
}

/// What is known of the content of a file.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileContent {
    /// The format; `None` if it is not known.
    pub format: Option<FileFormat>,
    /// What destroyed it.
    pub damage: Option<FileDamage>,
    /// What becomes of private data, if it is a picture.
    pub private_data: PrivateData,
}

impl FileContent {
    /// Examines a file by its extension, its first and last bytes, and its size.
    pub fn examine(extension: &str, head: &[u8], tail: &[u8], size: u64) -> Self {
        let format = FileFormat::detect(head, tail);
        let is_page = format == Some(FileFormat::Html)
            && FileFormat::Html.proposed_extension(extension).is_some();
        let is_altered = || {
            format.is_some_and(|format| line_ends::are_altered_at_ends(format, head, tail, size))
        };
        let damage = match git::pointer_tool(head) {
            _ if size == 0 => Some(FileDamage::Empty),
            Some(PointerTool::Lfs) => Some(FileDamage::LfsPointer),
            Some(PointerTool::Annex) => Some(FileDamage::AnnexPointer),
            None if is_page => Some(FileDamage::HtmlPage),
            None => is_altered().then_some(FileDamage::LineEnds),
        };
        Self { format, damage, private_data: PrivateData::None }
    }

    /// Returns whether the file only names where its content is.
    pub fn is_pointer(self) -> bool {
        matches!(self.damage, Some(FileDamage::LfsPointer | FileDamage::AnnexPointer))
    }
}
