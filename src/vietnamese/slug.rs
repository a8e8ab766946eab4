//! Slugs: path segments of addresses and names of published files.
//!
//! A slug consists of lower-case ASCII letters, digits and single hyphens, so it needs no encoding
//! anywhere and survives file systems that fold case or Unicode forms. It may be empty, and two
//! texts may share one ("bán", "bàn"); callers handle both.
//!
//! **Left out on purpose.** Numeric suffixes that make a slug unique: addresses must not depend on
//! order.

use super::fold;

/// The first half of a double extension such as `.tar.gz`.
const TAR: &str = ".tar";

/// The reason why a file name cannot be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsafeReason {
    /// A wrong encoding destroyed letters: the name contains U+FFFD, plain or percent-encoded.
    WrongEncoding,
    /// The name contains control characters.
    ControlCharacter,
    /// Nothing is left of the name without its extension.
    Empty,
    /// Windows reserves the name for a device, such as `con` or `lpt1`.
    Reserved,
}

/// A file name that cannot be published, with a proposal for renaming the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsafeName {
    /// Why the name is rejected.
    pub reason: UnsafeReason,
    /// A safe name with the same extension; [`file_name`] always accepts it.
    pub proposal: String,
}

/// Returns the slug of a text; empty if the text has no Latin letter and no digit.
///
/// ```
/// # use niemyet::vietnamese::slug::slug;
/// assert_eq!(slug("Báo cáo số 85/BC-LĐLĐ"), "bao-cao-so-85-bc-ldld");
/// ```
pub fn slug(text: &str) -> String {
    fold::ascii_words(text, '-')
}

/// Returns the part of an address that a term of a taxonomy gets: its slug, with `_` after a word that Windows reserves
/// (`con_`), for such a term is an ordinary word. No slug has a `_`, so no other term gets the same.
pub fn term(text: &str) -> String {
    let slug = slug(text);
    if is_reserved_on_windows(&slug) { slug + "_" } else { slug }
}

/// Returns the name under which a file is published, with its extension in lower case.
///
/// ```
/// # use niemyet::vietnamese::slug::file_name;
/// assert_eq!(file_name("Báo cáo sơ kết.PDF").as_deref(), Ok("bao-cao-so-ket.pdf"));
/// ```
///
/// # Errors
///
/// Rejects names that lost letters, contain control characters, have an empty slug, or are reserved
/// on Windows.
pub fn file_name(name: &str) -> Result<String, UnsafeName> {
    let (stem, extension) = split_extension(name);
    let stem = slug(stem);
    let with_extension = |stem: &str| format!("{stem}{}", extension.to_ascii_lowercase());
    let Some(reason) = unsafe_reason(name, &stem) else {
        return Ok(with_extension(&stem));
    };
    let proposal = match reason {
        UnsafeReason::Reserved => with_extension(&format!("tep-{stem}")),
        _ if stem.is_empty() || is_reserved_on_windows(&stem) => with_extension("tep-dinh-kem"),
        _ => with_extension(&stem),
    };
    Err(UnsafeName { reason, proposal })
}

/// Returns what is wrong with a name whose stem has the given slug.
fn unsafe_reason(name: &str, stem: &str) -> Option<UnsafeReason> {
    if has_wrong_encoding(name) {
        Some(UnsafeReason::WrongEncoding)
    } else if name.contains(fold::is_active) {
        Some(UnsafeReason::ControlCharacter)
    } else if stem.is_empty() {
        Some(UnsafeReason::Empty)
    } else if is_reserved_on_windows(stem) {
        Some(UnsafeReason::Reserved)
    } else {
        None
    }
}

/// Returns whether a name went through a wrong encoding, as names in old archives did.
fn has_wrong_encoding(name: &str) -> bool {
    const ENCODED: &[u8] = b"%EF%BF%BD";
    name.contains(char::REPLACEMENT_CHARACTER)
        || name.as_bytes().windows(ENCODED.len()).any(|part| part.eq_ignore_ascii_case(ENCODED))
}

/// Returns whether Windows reserves a name in lower case, without its extension, for a device.
pub fn is_reserved_on_windows(stem: &str) -> bool {
    match stem {
        "con" | "prn" | "aux" | "nul" => true,
        _ => matches!(
            stem.as_bytes(),
            [b'c', b'o', b'm', b'0'..=b'9'] | [b'l', b'p', b't', b'0'..=b'9']
        ),
    }
}

/// Returns whether a name in lower case, with whatever extension, is one of a device on Windows.
pub fn is_device_on_windows(name: &str) -> bool {
    let stem = name.split(['.', ':']).next().unwrap_or(name).trim_end_matches(' ');
    let digit = |c: char| match c {
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        c => c,
    };
    let stem: String = stem.chars().map(digit).collect();
    is_reserved_on_windows(&stem) || matches!(&*stem, "conin$" | "conout$")
}

/// Returns whether Windows keeps a file or folder under another name: it drops dots and spaces at the end, and what
/// follows a colon is a stream of another file.
pub fn is_altered_on_windows(name: &str) -> bool {
    name.ends_with(['.', ' ']) || name.contains(':')
}

/// Splits a name before its extension; text after a dot in prose is none: "1.2", "v. Kế hoạch".
fn split_extension(name: &str) -> (&str, &str) {
    let Some(dot) = name.rfind('.').filter(|&dot| dot > 0) else {
        return (name, "");
    };
    let (stem, extension) = name.split_at(dot);
    let letters = &extension[1..];
    let short = letters.len() <= 10 && letters.bytes().all(|b| b.is_ascii_alphanumeric());
    if !short || !letters.bytes().any(|b| b.is_ascii_alphabetic()) {
        return (name, "");
    }
    let Some(inner) = stem.len().checked_sub(TAR.len()).filter(|&inner| inner > 0) else {
        return (stem, extension);
    };
    match stem.get(inner..) {
        Some(tar) if tar.eq_ignore_ascii_case(TAR) => name.split_at(inner),
        _ => (stem, extension),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        UnsafeName, UnsafeReason, file_name, is_altered_on_windows, is_device_on_windows, slug,
        term,
    };
    use crate::vietnamese::test_texts::{random_texts, unicode_forms};

    #[test]
    fn slugs_are_ascii_words_joined_by_hyphens() {
        let table = [
            ("Báo cáo số 85/BC-LĐLĐ", "bao-cao-so-85-bc-ldld"),
            ("  Tin tức – Sự kiện  ", "tin-tuc-su-kien"),
            ("Ðường Ɖ đường", "duong-d-duong"),
            ("bán", "ban"),
            ("bàn", "ban"),
            ("2014", "2014"),
            ("…", ""),
            ("中", ""),
        ];
        for (text, expected) in table {
            for form in unicode_forms(text) {
                assert_eq!(slug(&form), expected);
            }
        }
    }

    #[test]
    fn a_word_that_windows_reserves_may_be_a_term() {
        for (text, expected) in [("Côn", "con_"), ("Aux", "aux_"), ("COM1", "com1_"), ("…", "")]
        {
            assert_eq!(term(text), expected);
        }
        assert_eq!(term("Con người"), "con-nguoi");
    }

    #[test]
    fn the_slug_of_a_slug_is_itself() {
        for text in random_texts(2_000) {
            let once = slug(&text);
            assert_eq!(slug(&once), once);
            assert_eq!(unicode_forms(&text).map(|form| slug(&form)), [once.clone(), once]);
        }
    }

    #[test]
    fn file_names_keep_their_extension() {
        let table = [
            ("Báo cáo sơ kết.pdf", "bao-cao-so-ket.pdf"),
            ("BC số 30 sơ kết 04 năm.DOC", "bc-so-30-so-ket-04-nam.doc"),
            ("Phụ lục 1.2", "phu-luc-1-2"),
            ("1. Kế hoạch", "1-ke-hoach"),
            ("dữ liệu.tar.gz", "du-lieu.tar.gz"),
            ("không đuôi", "khong-duoi"),
            (".htaccess", "htaccess"),
            ("a+b & c.xlsx", "a-b-c.xlsx"),
            ("tar.gz", "tar.gz"),
        ];
        for (name, expected) in table {
            for form in unicode_forms(name) {
                assert_eq!(file_name(&form).as_deref(), Ok(expected));
            }
        }
    }

    #[test]
    fn unsafe_names_are_rejected_with_a_proposal() {
        let table = [
            ("B\u{FFFD}o c\u{FFFD}o.pdf", UnsafeReason::WrongEncoding, "b-o-c-o.pdf"),
            ("S%ef%bf%bd 30.doc", UnsafeReason::WrongEncoding, "s-ef-bf-bd-30.doc"),
            ("\u{FFFD}.pdf", UnsafeReason::WrongEncoding, "tep-dinh-kem.pdf"),
            ("a\u{7}.pdf", UnsafeReason::ControlCharacter, "a.pdf"),
            ("….pdf", UnsafeReason::Empty, "tep-dinh-kem.pdf"),
            ("", UnsafeReason::Empty, "tep-dinh-kem"),
            ("Con.pdf", UnsafeReason::Reserved, "tep-con.pdf"),
            ("LPT1", UnsafeReason::Reserved, "tep-lpt1"),
            ("aux.tar.gz", UnsafeReason::Reserved, "tep-aux.tar.gz"),
        ];
        for (name, reason, proposal) in table {
            let proposal = proposal.to_owned();
            assert_eq!(file_name(name), Err(UnsafeName { reason, proposal }), "{name:?}");
        }
        for name in ["console.pdf", "com10.pdf", "connect"] {
            assert_eq!(file_name(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn names_that_windows_cannot_keep_are_known() {
        for name in "con|con .txt|com²|lpt³.txt|com1.tar.gz|conin$|conout$.txt|nul:x".split('|') {
            assert!(is_device_on_windows(name), "{name}");
        }
        for name in ["a.", "a ", "a:b.png", "q.exe::$data", "q.php."] {
            assert!(is_altered_on_windows(name), "{name}");
        }
        for name in ["con-nguoi.txt", "com10", "a.con", "conin", "m²", "a b.png", "con_", ".con"] {
            assert!(!is_device_on_windows(name) && !is_altered_on_windows(name), "{name}");
        }
    }

    #[test]
    fn every_proposal_is_a_safe_name() {
        for name in random_texts(2_000) {
            if let Err(rejected) = file_name(&name) {
                assert_eq!(file_name(&rejected.proposal).as_ref(), Ok(&rejected.proposal));
            }
        }
    }
}
