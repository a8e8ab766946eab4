//! What lies among the sources but is not meant for the site: hidden and system files, copies that editors and sync
//! programs leave, and texts with front matter that are not named like an entry.
//!
//! Hidden files are skipped in silence; the others are left out with a warning each, for the author may miss them. A
//! copy is known by its name alone; a folder with such a name is left out as a whole.
//!
//! **Invariant.** A text with front matter that has a degree of secrecy is never published as it is, whatever its name,
//! unless that is the name of a format that is no text.

use std::ffi::OsStr;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::FileMetadataKey;
use crate::diagnostic::{Diagnostic, Place, faults};
use crate::source::path_parts::file_name;
use crate::vietnamese::{fold, secrecy};

/// Extensions of copies that editors and `patch` keep; numbers may follow (`.bak2`).
const BACKUP_EXTENSIONS: [&str; 6] = ["bak", "backup", "old", "orig", "rej", "save"];

/// Extensions of files that a program is still writing, or did not finish.
const TEMPORARY_EXTENSIONS: [&str; 9] =
    ["crdownload", "download", "part", "partial", "swn", "swo", "swp", "temp", "tmp"];

/// What `ownCloud` adds before the date.
const DATED_CONFLICT: &str = "_conflict-";

/// What sync programs add to the name of one of two versions (Syncthing, Dropbox and Nextcloud, Seafile).
const CONFLICT_MARKS: [&str; 3] = ["sync-conflict", "conflicted copy", "sfconflict"];

/// The same between brackets, where other words would be part of a title.
const BRACKETED_CONFLICT_MARKS: [&str; 4] =
    ["bản xung đột", "bản sao xung đột", "bản sao bị xung đột", "conflicted"];

/// What `OneDrive` adds: the name that Windows gives a computer, without its seven or eight letters and digits.
const COMPUTER_NAMES: [&str; 2] = ["-DESKTOP-", "-LAPTOP-"];

/// Extensions of formats that are no text, which are not read, and of Markdown, which is read or reported for its name.
const UNREAD_EXTENSIONS: [&str; 29] = [
    "7z", "avif", "bmp", "docx", "gif", "heic", "heif", "ico", "jpeg", "jpg", "markdown", "md",
    "mdown", "mp3", "mp4", "odp", "ods", "odt", "pdf", "png", "pptx", "rar", "tif", "tiff", "webm",
    "webp", "woff2", "xlsx", "zip",
];

/// Extensions of texts that may begin with `---` for another reason: only a degree of secrecy tells.
const DATA_EXTENSIONS: [&str; 9] =
    ["css", "csv", "geojson", "js", "json", "svg", "xml", "yaml", "yml"];

/// Folded keys of which front matter has at least one: those of entries, and what registers have in their place.
const ENTRY_KEYS: &str = " abstract accompanies aliases amends anh anh_cua anh_dai_dien attachments author bai_bo \
     ban_dich_cua ban_nhap based_on bo_qua can_cu cap_nhat category chu_thich_anh chuc_vu \
     chuyen_muc cites co_quan co_quan_ban_hanh consolidates corrections corrects dan_chieu date \
     description details dinh_chi dinh_chinh dinh_chinh_cho dinh_kem don_vi draft duong_dan \
     duong_dan_cu effective_on expires_on extra fields file_dinh_kem ghim guides hen_dang \
     hop_nhat huong_dan ignore image image_alt image_caption issued issued_on issuer kem_theo \
     language lien_quan linh_vuc loai loai_van_ban loai_vb mau mo_ta mo_ta_anh ngay \
     ngay_ban_hanh ngay_cap_nhat ngay_co_hieu_luc ngay_dang ngay_het_hieu_luc ngay_hieu_luc \
     ngay_ky ngon_ngu nguoi_dang nguoi_ky nguon nhap number photographer pinned posted_at \
     posted_by public_until publish_at quy_dinh_chi_tiet related repeals replaces sapo signer \
     signer_title slug so so_hieu so_hieu_van_ban so_ki_hieu so_ky_hieu so_van_ban so_vb source \
     status sua_doi sua_doi_bo_sung summary suspends tac_gia tags template tep_dinh_kem \
     thay_the the_loai them thoi_han_cong_khai thu_hoi tieu_de tinh_trang tinh_trang_hieu_luc \
     title tom_tat translation_of trich_yeu tu_khoa type unit updated updated_at withdrawn \
     xuat_ban ";

/// How much of a file is read to see whether it begins like front matter, in bytes.
const MAX_START_BYTES: u64 = 512;

/// How much of front matter is searched for keys, in bytes.
const MAX_HEAD_BYTES: u64 = 64 * 1024;

/// Why a file or folder is left out with a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeftOutReason {
    /// An editor keeps it as the version before.
    Backup,
    /// A sync program made it when two had changed the same file.
    SyncConflict,
    /// A program was writing or downloading it.
    Temporary,
    /// It has front matter, but not the name of an entry.
    MisnamedEntry,
    /// The same, and the front matter has this degree of secrecy.
    Secret(String),
}

/// A file or folder that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        let name = file_name(&self.path);
        match &self.reason {
            LeftOutReason::Backup => faults::backup_left_out(place, name),
            LeftOutReason::SyncConflict => faults::sync_conflict_left_out(place, name),
            LeftOutReason::Temporary => faults::temporary_left_out(place, name),
            LeftOutReason::MisnamedEntry => {
                let stem = Path::new(name).file_stem().and_then(OsStr::to_str).unwrap_or(name);
                faults::text_left_out(place, name, &format!("{stem}.md"))
            }
            LeftOutReason::Secret(degree) => faults::secret_left_out(place, name, degree),
        }
    }
}

/// Returns whether a file or folder of this name is skipped in silence: it is hidden (except `.well-known`), or a
/// system or an open office program put it there.
pub fn is_hidden(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    (name.starts_with(b".") && name != b".well-known")
        || name.starts_with(b"~$")
        || name.eq_ignore_ascii_case(b"thumbs.db")
        || name.eq_ignore_ascii_case(b"desktop.ini")
}

/// Returns why a file or folder of this name is left out; `None` if its name is that of a source.
pub fn left_out_reason(name: &OsStr) -> Option<LeftOutReason> {
    let name = name.to_string_lossy();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let extension = extension.trim_end_matches(|c: char| c.is_ascii_digit());
    let has_extension = |of: &[&str]| !stem.is_empty() && is_among(extension, of);
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

/// Returns whether an extension, in whatever case, is one of those. It allocates nothing: every name of the portal is
/// compared in every build.
fn is_among(extension: &str, extensions: &[&str]) -> bool {
    extensions.iter().any(|other| other.eq_ignore_ascii_case(extension))
}

fn is_sync_conflict(name: &str) -> bool {
    let has_mark = |mark: &&str| name.contains(mark);
    if !(name.contains(['(', '[']) || COMPUTER_NAMES.iter().any(has_mark) || has_mark(&"onflict")) {
        return false;
    }
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
        || lower
            .split(DATED_CONFLICT)
            .skip(1)
            .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        || bracketed.any(|text| {
            text == "conflict" || BRACKETED_CONFLICT_MARKS.iter().any(|mark| text.contains(mark))
        })
}

/// Returns why a file that is not named like an entry is left out for what it begins with. One that cannot be read is
/// reported when its content is needed.
pub(super) fn reason_in_content(name: &str, path: &Path) -> Option<LeftOutReason> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    // A name like `a.md.txt` is reported for itself.
    let is_reported =
        || stem.to_ascii_lowercase().ends_with(".md") && is_among(extension, &["txt"]);
    if is_among(extension, &UNREAD_EXTENSIONS) || is_reported() {
        return None;
    }
    let mut file = super::open_file(path).ok()?;
    let mut head = Vec::new();
    file.by_ref().take(MAX_START_BYTES).read_to_end(&mut head).ok()?;
    front_matter(&decode(&head))?.next()?;
    file.take(MAX_HEAD_BYTES).read_to_end(&mut head).ok()?;
    reason_in_head(&decode(&head), is_among(extension, &DATA_EXTENSIONS))
}

/// Returns whether a folded key is that of a field of entries, or stands for one in registers.
pub fn is_entry_key(folded: &str) -> bool {
    secrecy::is_key(folded) || ENTRY_KEYS.split(' ').any(|key| key == folded)
}

/// Decodes the first bytes of a text. Some editors of Windows save what they call Unicode as UTF-16.
fn decode(head: &[u8]) -> String {
    let (rest, unit): (_, fn([u8; 2]) -> u16) = match head {
        [0xFF, 0xFE, rest @ ..] => (rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => (rest, u16::from_be_bytes),
        _ => return String::from_utf8_lossy(head).trim_start_matches('\u{FEFF}').to_owned(),
    };
    let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')).collect()
}

/// Returns the lines of the front matter with which a text begins, perhaps after empty lines.
fn front_matter(text: &str) -> Option<impl Iterator<Item = &str>> {
    let mut lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    (lines.next() == Some("---")).then(|| lines.take_while(|line| *line != "---"))
}

/// Returns why a text is left out; `is_data` if it may begin with `---` for another reason than front matter.
fn reason_in_head(text: &str, is_data: bool) -> Option<LeftOutReason> {
    let mut key = "";
    let mut is_entry = false;
    for line in front_matter(text)? {
        let mut value = line;
        // The items of a list are below its key.
        if let Some((before, after)) = line.split_once(':') {
            (key, value) = (before, after);
            is_entry |= !is_data && is_entry_key(&fold::key(key));
        }
        let value = value.split(" #").next().unwrap_or_default();
        let value = value.trim_matches(|c: char| !c.is_alphanumeric());
        if !value.is_empty() && secrecy::is_degree(key, value, false) {
            return Some(LeftOutReason::Secret(value.to_owned()));
        }
    }
    is_entry.then_some(LeftOutReason::MisnamedEntry)
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
                assert_eq!(left_out_reason(OsStr::new(name)), Some(expected.clone()), "{name}");
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
    fn system_files_are_hidden_in_any_case() {
        for name in
            ["Thumbs.db", "THUMBS.DB", "thumbs.db", "desktop.ini", "Desktop.ini", ".DS_Store"]
        {
            assert!(is_hidden(OsStr::new(name)), "{name}");
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
            "guide_conflict-of-interest.pdf",
        ] {
            assert_eq!(left_out_reason(OsStr::new(name)), None, "{name}");
        }
    }

    #[test]
    fn front_matter_is_known_by_a_key_of_an_entry() {
        for text in [
            "\u{FEFF}---\r\nTiêu đề: A\r\n",
            "---\nx: 1\ntitle: a",
            "\n \n---\rsố: 1\r",
            "--- \nThể loại: Báo cáo",
            "---\nđộ mật:\n---\nMật",
        ] {
            let reason = reason_in_head(&decode(text.as_bytes()), false);
            assert_eq!(reason, Some(LeftOutReason::MisnamedEntry), "{text}");
            assert_eq!(reason_in_head(&decode(text.as_bytes()), true), None, "{text}");
        }
        for text in ["", "---\nKính gửi: Ông A\n---\n", "Tiêu đề: A\n---\n", "---\n---\ntitle: a\n"]
        {
            assert_eq!(reason_in_head(text, false), None, "{text}");
        }
    }

    #[test]
    fn a_degree_of_secrecy_is_known_under_each_of_its_keys() {
        for (text, degree) in [
            ("---\nđộ mật: Mật\n---\n", "Mật"),
            ("\r\n---\r\nso: 1\r\nđóng dấu: \"Mật\" # 2024\r\n", "Mật"),
            ("---\nx: 1\nĐộ mật:\n  - Tối mật\n", "Tối mật"),
            ("---\nclassification: [secret]\n", "secret"),
        ] {
            let expected = Some(LeftOutReason::Secret(degree.to_owned()));
            let wide = || "\u{FEFF}".encode_utf16().chain(text.encode_utf16());
            let little: Vec<u8> = wide().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = wide().flat_map(u16::to_be_bytes).collect();
            for bytes in [text.as_bytes(), &little, &big] {
                assert_eq!(reason_in_head(&decode(bytes), true), expected, "{text}");
            }
        }
        for text in ["---\nđộ mật: không\n", "---\nsecret: abc\n", "---\nhàng: Mật\n"] {
            assert_eq!(reason_in_head(text, true), None, "{text}");
        }
    }
}
