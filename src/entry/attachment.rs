//! A file offered for download: what it is called, what it is to the entry, and what was found in it.
//!
//! Reading an entry knows the file's name, title, kind and size; its digest and, of a PDF, its pages and text are
//! filled in by the build, which opens it. All of it is metadata: lists and open data may tell it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A file offered for download.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct Attachment {
    /// The file's path (`content/…/Báo cáo.pdf`).
    pub path: Arc<str>,
    /// Its name as label and download name.
    pub name: String,
    /// What it is called, if not by its name.
    pub title: Option<String>,
    /// What it is to the entry, only as given.
    pub kind: Option<AttachmentKind>,
    /// Its address on the site.
    pub address: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, filled in when the file is read.
    pub sha256: [u8; 32],
    /// How many pages a PDF has; nothing for other files and for a PDF that could not be read.
    pub pages: Option<u32>,
    /// Whether a PDF has a text layer; nothing where that is not known.
    pub has_text: Option<bool>,
}

impl Attachment {
    /// Its SHA-256 in hexadecimal digits.
    pub fn sha256_hex(&self) -> String {
        self.sha256.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The extension of its name in small letters, empty where there is none.
    pub fn extension(&self) -> String {
        let extension = self.name.rsplit_once('.').map_or("", |(_, extension)| extension);
        extension.to_lowercase()
    }
}

/// What a file is to the entry that it is attached to.
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
    /// All kinds, with the words that people write for them; the first is the one that is proposed.
    pub const ALL: [(Self, &'static [&'static str]); 3] = [
        (Self::Original, &["bản gốc", "gốc", "bản chính", "original"]),
        (Self::Appendix, &["phụ lục", "appendix", "annex"]),
        (Self::Translation, &["bản dịch", "dịch", "translation"]),
    ];

    /// The word that people write for it.
    pub fn preferred_word(self) -> &'static str {
        let found = Self::ALL.iter().find(|(kind, _)| *kind == self);
        found.and_then(|(_, words)| words.first()).copied().unwrap_or_default()
    }

    /// The code name, which is also the key of its label (`file_original`).
    pub fn code(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Appendix => "appendix",
            Self::Translation => "translation",
        }
    }
}
