//! Faults of the machine: an operation on a path that failed, with the error of the system.
//!
//! Common errors of the system are worded in Vietnamese here; others keep the words of the system.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::language::Language;

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
        let (vi, en) = match self.operation {
            MachineOperation::Read => ("đọc", "read"),
            MachineOperation::Write => ("ghi", "write"),
            MachineOperation::Listen => ("mở", "listen at"),
        };
        match language {
            Language::Vietnamese => format!("không {vi} được {path}: {error}"),
            Language::English => format!("cannot {en} {path}: {error}"),
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
