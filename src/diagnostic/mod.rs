//! Diagnostics: everything that can be wrong with a portal, as values.
//!
//! A fault of content, configuration or theme is a [`Diagnostic`]: it has a severity, a [`Place`], a message and
//! usually a repair, in Vietnamese and in English. Faults are collected, sorted by place and reported together;
//! nothing here prints. Only the named constructors in [`faults`] create them, so that one folder has all faults and
//! their wording.
//!
//! A fault of the machine (disk full, no permission) is not a diagnostic but a [`MachineFault`]: it has a path and
//! stops the build.

pub mod faults;
pub mod format;
pub mod place;
pub mod source_text;

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use place::Place;
pub use source_text::SourceText;

/// How severe a fault is: errors keep the site from being published, warnings and advice do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The site is not published.
    Error,
    /// Shown by every command; the site is published.
    Warning,
    /// Shown by `check` only.
    Advice,
}

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// The default: most webmasters of Vietnamese offices read no English.
    #[default]
    Vietnamese,
    /// For people who ask for help outside Vietnam.
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

/// A fault: what is wrong, where, and how to fix it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How severe it is.
    pub severity: Severity,
    /// A stable name of the fault, for tools (`unknown-key`).
    pub code: Cow<'static, str>,
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    pub message: BilingualText,
    /// How to fix it, if there is a good guess.
    pub repair: Option<BilingualText>,
    /// The second place of a fault that has two (a duplicate, a clash).
    pub other_place: Option<Place>,
}

impl Diagnostic {
    fn new(severity: Severity, code: &'static str, place: Place, message: BilingualText) -> Self {
        let code = Cow::Borrowed(code);
        Self { severity, code, place, message, repair: None, other_place: None }
    }

    fn with_repair(mut self, vi: impl Into<String>, en: impl Into<String>) -> Self {
        self.repair = Some(BilingualText::new(vi, en));
        self
    }

    fn with_other_place(mut self, place: Place) -> Self {
        self.other_place = Some(place);
        self
    }

    /// Returns whether the fault keeps the site from being published.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Sorts faults in the order of reporting (by place, then severity) and removes duplicates.
pub fn sort_and_dedup(faults: &mut Vec<Diagnostic>) {
    faults.sort_by(|a, b| {
        (&a.place, a.severity, &a.code, &a.message)
            .cmp(&(&b.place, b.severity, &b.code, &b.message))
    });
    faults.dedup();
}

/// A fault of the machine: an operation on a path that failed, with the error of the system.
#[derive(Debug)]
pub struct MachineFault {
    /// The operation that failed.
    pub operation: MachineOperation,
    /// The path, or the network address.
    pub path: PathBuf,
    /// The error of the system.
    pub error: io::Error,
}

/// An operation that can fail because of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MachineOperation {
    /// Reading a file or listing a folder.
    Read,
    /// Writing, renaming or removing.
    Write,
    /// Listening for connections at a network address.
    Listen,
}

impl MachineFault {
    /// Creates the fault of a failure to read `path`.
    pub fn reading(path: &Path, error: io::Error) -> Self {
        Self { operation: MachineOperation::Read, path: path.to_owned(), error }
    }

    /// Creates the fault of a failure to write `path`.
    pub fn writing(path: &Path, error: io::Error) -> Self {
        Self { operation: MachineOperation::Write, path: path.to_owned(), error }
    }

    /// Creates the fault of a failure to listen at a network address, which takes the place of the path.
    pub fn listening(address: &str, error: io::Error) -> Self {
        Self { operation: MachineOperation::Listen, path: address.into(), error }
    }

    /// Returns the message in `language`.
    pub fn message(&self, language: Language) -> String {
        let path = self.path.display();
        let error = system_error_text(&self.error, language);
        match (self.operation, language) {
            (MachineOperation::Read, Language::Vietnamese) => {
                format!("không đọc được {path}: {error}")
            }
            (MachineOperation::Write, Language::Vietnamese) => {
                format!("không ghi được {path}: {error}")
            }
            (MachineOperation::Listen, Language::Vietnamese) => {
                format!("không mở được {path}: {error}")
            }
            (MachineOperation::Read, Language::English) => format!("cannot read {path}: {error}"),
            (MachineOperation::Write, Language::English) => format!("cannot write {path}: {error}"),
            (MachineOperation::Listen, Language::English) => {
                format!("cannot listen at {path}: {error}")
            }
        }
    }
}

/// Describes an error of the system; common ones in Vietnamese, others in the words of the system.
pub fn system_error_text(error: &io::Error, language: Language) -> String {
    let known = match error.kind() {
        io::ErrorKind::PermissionDenied => "không có quyền",
        io::ErrorKind::NotFound => "không tồn tại",
        io::ErrorKind::StorageFull => "đĩa đã đầy",
        io::ErrorKind::ReadOnlyFilesystem => "đĩa chỉ cho đọc",
        io::ErrorKind::AlreadyExists => "đã có một tệp tên như vậy",
        io::ErrorKind::NotADirectory => "không phải là thư mục",
        io::ErrorKind::IsADirectory => "là một thư mục",
        io::ErrorKind::AddrInUse => "chương trình khác đang dùng",
        io::ErrorKind::AddrNotAvailable => "máy này không có địa chỉ ấy",
        _ => return error.to_string(),
    };
    if language == Language::Vietnamese { known.to_owned() } else { error.to_string() }
}

impl fmt::Display for MachineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}

impl std::error::Error for MachineFault {}
