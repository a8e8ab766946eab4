//! The two languages of messages, and texts worded in both.
//!
//! Vietnamese is the default: most webmasters of Vietnamese offices read no English, which is for people who ask for
//! help outside Vietnam.

use serde::{Deserialize, Serialize};

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// The default.
    #[default]
    Vietnamese,
    /// The alternative.
    English,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BilingualText {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Language {
    /// Returns the language of messages for a portal with this language tag.
    pub fn for_portal(portal: &str) -> Self {
        if portal.starts_with("en") { Self::English } else { Self::Vietnamese }
    }
}

impl BilingualText {
    /// Creates a text from its two versions.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }

    /// Returns the text in `language`.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Vietnamese => &self.vi,
            Language::English => &self.en,
        }
    }
}
