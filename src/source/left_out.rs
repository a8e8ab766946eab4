//! What lies among the sources but is not meant for the site: hidden and system files, copies that editors and sync
//! programs leave, and texts with front matter that are not named like an entry.
//!
//! Hidden files are skipped in silence; the others are left out with a warning each, for the author may miss them. A
//! copy is known by its name alone; a folder with such a name is left out as a whole.
//!
//! **Invariant.** A text whose front matter may hold a degree of secrecy is never published as it is.

use std::ffi::OsStr;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use super::FileMetadataKey;
use crate::diagnostic::{Diagnostic, Place, faults};
use crate::vietnamese::fold;

/// Extensions of copies that editors and `patch` keep; numbers may follow (`.bak2`).
const BACKUP_EXTENSIONS: [&str; 6] = ["bak", "backup", "old", "orig", "rej", "save"];

/// Extensions of files that a program is still writing, or did not finish.
const TEMPORARY_EXTENSIONS: [&str; 9] =
    ["crdownload", "download", "part", "partial", "swn", "swo", "swp", "temp", "tmp"];

/// What sync programs add to the name of one of two versions (Syncthing, Dropbox and Nextcloud, Seafile, `ownCloud`).
const CONFLICT_MARKS: [&str; 4] = ["sync-conflict", "conflicted copy", "sfconflict", "_conflict-"];

/// The same between brackets, where other words would be part of a title.
const BRACKETED_CONFLICT_MARKS: [&str; 4] =
    ["bản xung đột", "bản sao xung đột", "bản sao bị xung đột", "conflicted"];

/// What `OneDrive` adds: the name that Windows gives a computer, without its seven or eight letters and digits.
const COMPUTER_NAMES: [&str; 2] = ["-DESKTOP-", "-LAPTOP-"];

/// Extensions of files that cannot be a text with front matter, or begin with `---` for another reason (YAML).
const OTHER_EXTENSIONS: &str = " 7z avif bmp css csv doc docx gif heic heif ico jpeg jpg js json markdown md mdown mp3 \
     mp4 odp ods odt pdf png ppt pptx rar rtf svg tif tiff webm webp woff2 xls xlsx xml yaml yml zip ";

/// Folded keys of which front matter has at least one.
const ENTRY_KEYS: [&str; 20] = [
    "tieu_de",
    "title",
    "so_hieu",
    "so_ky_hieu",
    "number",
    "trich_yeu",
    "abstract",
    "ngay_ban_hanh",
    "issued",
    "ngay_dang",
    "date",
    "nhap",
    "draft",
    "do_mat",
    "muc_do_mat",
    "dau_mat",
    "mat",
    "secrecy",
    "tom_tat",
    "summary",
];

/// How much of a text is searched for the keys of front matter, in bytes.
const MAX_HEAD_BYTES: u64 = 4096;

/// Why a file or folder is left out with a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOutReason {
    /// An editor keeps it as the version before.
    Backup,
    /// A sync program made it when two had changed the same file.
    SyncConflict,
    /// A program was writing or downloading it.
    Temporary,
    /// It has front matter, but not the name of an entry.
    MisnamedEntry,
}

/// A file or folder that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The path shown in messages.
    pub path: Arc<str>,
    /// Why.
    pub reason: LeftOutReason,
    /// The file's metadata, if its content decided.
    pub(super) metadata_key: Option<FileMetadataKey>,
}

impl LeftOut {
    /// Returns the warning about it.
    pub(super) fn fault(&self) -> Diagnostic {
        let place = Place::file(self.path.clone());
        let name = self.path.rsplit('/').next().unwrap_or_default();
        match self.reason {
            LeftOutReason::Backup => faults::backup_left_out(place, name),
            LeftOutReason::SyncConflict => faults::sync_conflict_left_out(place, name),
            LeftOutReason::Temporary => faults::temporary_left_out(place, name),
            LeftOutReason::MisnamedEntry => {
                let stem = Path::new(name).file_stem().and_then(OsStr::to_str).unwrap_or(name);
                faults::text_left_out(place, name, &format!("{stem}.md"))
            }
        }
    }
}

/// Returns whether a file or folder of this name is skipped in silence: it is hidden (except `.well-known`), or a
/// system or an open office program put it there.
pub fn is_hidden(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    (name.starts_with(b".") && name != b".well-known")
        || name.starts_with(b"~$")
        || [&b"Thumbs.db"[..], b"desktop.ini"].contains(&name)
}

/// Returns why a file or folder of this name is left out; `None` if its name is that of a source.
pub fn left_out_reason(name: &OsStr) -> Option<LeftOutReason> {
    let name = name.to_string_lossy();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let extension = extension.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase();
    let has_extension = |of: &[&str]| !stem.is_empty() && of.contains(&extension.as_str());
    let is_autosave = name.len() > 2 && name.starts_with('#') && name.ends_with('#');
    if name.ends_with('~') || is_autosave || has_extension(&BACKUP_EXTENSIONS) {
        Some(LeftOutReason::Backup)
    } else if name == "4913" || has_extension(&TEMPORARY_EXTENSIONS) {
        // Vim tests with a file of the name 4913 whether it can write in a folder.
        Some(LeftOutReason::Temporary)
    } else {
        is_sync_conflict(&name).then_some(LeftOutReason::SyncConflict)
    }
}

fn is_sync_conflict(name: &str) -> bool {
    let lower = fold::nfc(name).to_lowercase();
    let mut bracketed = lower.split(['(', '[']).skip(1).map(|rest| {
        let end = rest.find([')', ']']).unwrap_or(rest.len());
        &rest[..end]
    });
    let has_computer_name = COMPUTER_NAMES.iter().any(|mark| {
        let id = name.rsplit_once(mark).map_or("", |(_, rest)| rest);
        let id = id.split(['.', '-', ' ', '(']).next().unwrap_or_default();
        let is_id_char = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        (7..=8).contains(&id.len()) && id.chars().all(is_id_char)
    });
    has_computer_name
        || CONFLICT_MARKS.iter().any(|mark| lower.contains(mark))
        || bracketed.any(|text| {
            text == "conflict" || BRACKETED_CONFLICT_MARKS.iter().any(|mark| text.contains(mark))
        })
}

/// Returns whether a file is a text with front matter that is not named like an entry. One that cannot be read is
/// reported when its content is needed.
pub(super) fn is_misnamed_entry(name: &str, path: &Path) -> bool {
    let lower = name.to_ascii_lowercase();
    let (_, extension) = lower.rsplit_once('.').unwrap_or(("", "-"));
    // A name like `a.md.txt` is reported for itself.
    if OTHER_EXTENSIONS.contains(&format!(" {extension} ")) || lower.ends_with(".md.txt") {
        return false;
    }
    let mut head = Vec::new();
    let read =
        super::open_file(path).and_then(|file| file.take(MAX_HEAD_BYTES).read_to_end(&mut head));
    read.is_ok() && is_front_matter(&head)
}

/// Returns whether the first bytes of a file are front matter with a key of an entry.
fn is_front_matter(head: &[u8]) -> bool {
    let text = match head {
        // Some editors of Windows save what they call Unicode as UTF-16.
        [0xFF, 0xFE, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')).collect()
        }
        _ => String::from_utf8_lossy(head),
    };
    let mut lines = text.trim_start_matches('\u{FEFF}').lines().map(str::trim_end);
    let is_opened = lines.next() == Some("---");
    let key = |line: &str| line.split_once(':').map(|(key, _)| fold::key(key));
    is_opened
        && lines
            .take_while(|line| *line != "---")
            .filter_map(key)
            .any(|key| ENTRY_KEYS.contains(&key.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_known_by_their_names() {
        use LeftOutReason::{Backup, SyncConflict, Temporary};
        let cases = [
            (
                "a.md~ a.md.bak a.docx.BAK a.md.bak2 Bản.old a.orig a.rej a.save #a.md# a.backup",
                Backup,
            ),
            ("4913 a.part a.pdf.crdownload a.tmp a.md.swo a.md.swp a.download", Temporary),
            (
                "a.sync-conflict-20240101-120000-ABCDEFG.md a_conflict-20240101-120000.md",
                SyncConflict,
            ),
            ("a-DESKTOP-1A2B3C4.docx a-LAPTOP-1A2B3C4D.md a[Conflict].md", SyncConflict),
        ];
        for (names, expected) in cases {
            for name in names.split(' ') {
                assert_eq!(left_out_reason(OsStr::new(name)), Some(expected), "{name}");
            }
        }
        for name in [
            "a (conflicted copy 2024-01-02).md",
            "a (MINH-PC's conflicted copy 2024-01-02).docx",
            "Tờ trình (bản sao xung đột của Minh 2024-01-02).md",
            "Tờ trình (Ba\u{309}n xung đột).md",
            "a (SFConflict minh@x.vn 2024-01-01-12-00-00).md",
        ] {
            assert_eq!(left_out_reason(OsStr::new(name)), Some(SyncConflict), "{name}");
        }
    }

    #[test]
    fn names_of_documents_are_no_copies() {
        for name in [
            "a.md",
            "Tờ khai (xung đột lợi ích).docx",
            "Bản xung đột.md",
            "a (1).md",
            "Copy of a.md",
            "30.2020.NĐ-CP.pdf",
            "old",
            ".well-known",
            "Phụ lục#1.docx",
            "#",
            "a-DESKTOP-moi.md",
        ] {
            assert_eq!(left_out_reason(OsStr::new(name)), None, "{name}");
        }
    }

    #[test]
    fn front_matter_is_known_by_a_key_of_an_entry() {
        for text in
            ["---\nđộ mật: Mật\n---\n", "\u{FEFF}---\r\nTiêu đề: A\r\n", "---\nsố: 1\ntitle: a"]
        {
            assert!(is_front_matter(text.as_bytes()), "{text}");
        }
        let wide: Vec<u8> =
            "\u{FEFF}---\nđộ mật: Mật\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(is_front_matter(&wide));
        for text in ["", "---\nKính gửi: Ông A\n---\n", "Tiêu đề: A\n---\n", "---\n---\ntitle: a\n"]
        {
            assert!(!is_front_matter(text.as_bytes()), "{text}");
        }
    }
}
