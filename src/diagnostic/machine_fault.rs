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
    /// Reading a file whose bytes have changed since the same build read it first.
    ReadAgain,
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

    /// Creates the fault of a file that changes while it is being published.
    pub fn changing(path: &Path) -> Self {
        let error = io::ErrorKind::ResourceBusy.into();
        Self { operation: MachineOperation::ReadAgain, path: path.to_owned(), error }
    }

    /// Returns the message in `language`.
    pub fn message(&self, language: Language) -> String {
        let path = self.path.display();
        let error = system_error_text(&self.error, language);
        let (vi, en) = match self.operation {
            MachineOperation::Read => ("đọc", "read"),
            MachineOperation::Write => ("ghi", "write"),
            MachineOperation::Listen => ("mở", "listen at"),
            MachineOperation::ReadAgain => return changing_file_text(&path.to_string(), language),
        };
        match language {
            Language::Vietnamese => format!("không {vi} được {path}: {error}"),
            Language::English => format!("cannot {en} {path}: {error}"),
        }
    }
}

fn changing_file_text(path: &str, language: Language) -> String {
    match language {
        Language::Vietnamese => format!(
            "tệp {path} đổi ngay trong lúc dựng trang, có lẽ đang được chép vào hoặc đang được lưu; \
             trang web còn như cũ, chờ chép xong rồi chạy lại"
        ),
        Language::English => format!(
            "{path} changes during the build, probably because it is still being copied or saved; \
             the site is as it was, wait for that and build again"
        ),
    }
}

/// The Windows errors that say that another program holds a file: sharing violation and lock violation (Microsoft,
/// "System Error Codes").
pub const WINDOWS_HELD_CODES: [i32; 2] = [32, 33];

/// Returns what to do about a file that another program holds.
fn held_file_text(language: Language) -> &'static str {
    match language {
        Language::Vietnamese => {
            "chương trình khác đang giữ tệp (Word, OneDrive, phần mềm diệt vi rút …); \
             đóng tệp ở chương trình đó, hoặc chờ đồng bộ xong, rồi chạy lại"
        }
        Language::English => {
            "another program holds the file (Word, OneDrive, a virus scanner …); \
             close it there, or wait until it is synchronised, and run this again"
        }
    }
}

/// Describes an error of the system; common ones in Vietnamese, others in the words of the system.
pub fn system_error_text(error: &io::Error, language: Language) -> String {
    let is_held = error.raw_os_error().is_some_and(|code| WINDOWS_HELD_CODES.contains(&code));
    if cfg!(windows) && is_held {
        return held_file_text(language).to_owned();
    }
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
