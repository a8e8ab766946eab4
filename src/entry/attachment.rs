//! A file offered for download: its name, its kind, and data from its content.
//!
//! Reading an entry sets name, title, kind and size; the digest and, for a PDF, the number of pages and the presence
//! of text are filled in by the pipeline, which opens the file. All of it is metadata: lists and open data may use it.

use std::sync::Arc;

use super::address::SiteAddress;
use crate::source::path_parts;
use serde::{Deserialize, Serialize};

/// A file offered for download.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct Attachment {
    /// The file's path (`content/…/Báo cáo.pdf`).
    pub path: Arc<str>,
    /// The title to show instead of the name.
    pub title: Option<Box<str>>,
    /// The role of the file, if the front matter states it.
    pub kind: Option<AttachmentKind>,
    /// The address on the site.
    pub address: SiteAddress,
    /// The size in bytes.
    pub size: u64,
    /// The SHA-256 digest, filled in when the file is read.
    pub sha256: [u8; 32],
    /// The number of pages of a PDF; `None` for other files and for a PDF that could not be read.
    pub pages: Option<u32>,
    /// Whether a PDF has a text layer; `None` if that is unknown.
    pub has_text: Option<bool>,
}

impl Attachment {
    /// Returns the file name, used as label and download name.
    pub fn name(&self) -> &str {
        path_parts::file_name(&self.path)
    }

    /// Returns the SHA-256 digest in hexadecimal digits.
    pub fn sha256_hex(&self) -> String {
        self.sha256.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Returns the extension of the name in lower case; empty if there is none.
    pub fn extension(&self) -> String {
        path_parts::extension(&self.path)
    }
}

/// The role of a file for the entry that it is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AttachmentKind {
    /// Bản gốc.
    Original,
    /// Phụ lục.
    Appendix,
    /// Bản dịch.
    Translation,
}

impl AttachmentKind {
    /// All kinds with their accepted spellings; the first spelling is the preferred one.
    pub const ALL: [(Self, &'static [&'static str]); 3] = [
        (Self::Original, &["bản gốc", "gốc", "bản chính", "original"]),
        (Self::Appendix, &["phụ lục", "appendix", "annex"]),
        (Self::Translation, &["bản dịch", "dịch", "translation"]),
    ];

    /// Returns the preferred spelling.
    pub fn preferred_word(self) -> &'static str {
        let found = Self::ALL.iter().find(|(kind, _)| *kind == self);
        found.and_then(|(_, words)| words.first()).copied().unwrap_or_default()
    }

    /// Returns the code name, which is also part of the label's key (`file_original`).
    pub fn code(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Appendix => "appendix",
            Self::Translation => "translation",
        }
    }
}
