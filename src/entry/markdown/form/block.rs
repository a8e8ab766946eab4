//! The kinds of form blocks, their names, and the markers that open and close them.
//!
//! Names are compared without case and diacritics, because a forgotten tone mark is unambiguous.

use crate::vietnamese::{fold, nearest};

/// The kinds of blocks of the official form (Decree 30/2020/NĐ-CP, appendix I; Guideline 36-HD/VPTW).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::entry::markdown) enum FormBlockKind {
    /// The left half of the letterhead: superior body, issuing body, number.
    Issuer,
    /// The right half of the letterhead: the country or the Party, motto, place and date.
    NationalTitle,
    /// The title of the document: its type, then its subject.
    Title,
    /// The deciding authority and the enacting words: centred lines.
    Authority,
    /// The legal grounds, one per line.
    Grounds,
    /// The addressee of a letter.
    Addressee,
    /// The recipients of the document.
    Recipients,
    /// The signature: on whose behalf, the position and the name.
    Signature,
}

/// The rows in which blocks are placed side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::entry::markdown) enum FormRow {
    Letterhead,
    Foot,
}

/// The names as authors write them, and their folded keys.
const NAMES: [(&str, &str, FormBlockKind); 9] = [
    ("cơ quan", "co_quan", FormBlockKind::Issuer),
    ("quốc hiệu", "quoc_hieu", FormBlockKind::NationalTitle),
    ("tên văn bản", "ten_van_ban", FormBlockKind::Title),
    ("thẩm quyền", "tham_quyen", FormBlockKind::Authority),
    ("căn cứ", "can_cu", FormBlockKind::Grounds),
    ("kính gửi", "kinh_gui", FormBlockKind::Addressee),
    ("nơi nhận", "noi_nhan", FormBlockKind::Recipients),
    ("chữ ký", "chu_ky", FormBlockKind::Signature),
    ("chữ kí", "chu_ki", FormBlockKind::Signature),
];

/// A line that opens or closes a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::entry::markdown) enum Marker<'t> {
    Open(FormBlockKind),
    /// It would open a block, but the name is unknown.
    Unknown(&'t str),
    Close,
}

impl FormBlockKind {
    /// Returns the CSS class of its element, the same as for raw HTML where there is one.
    pub(in crate::entry::markdown) fn class(self) -> &'static str {
        match self {
            Self::Issuer => "co-quan",
            Self::NationalTitle => "quoc-hieu",
            Self::Title => "ten-van-ban",
            Self::Authority => "tham-quyen",
            Self::Grounds => "can-cu",
            Self::Addressee => "kinh-gui",
            Self::Recipients => "noi-nhan",
            Self::Signature => "chu-ky",
        }
    }

    /// Returns the row that it shares with other blocks, if any.
    pub(in crate::entry::markdown) fn row(self) -> Option<FormRow> {
        match self {
            Self::Issuer | Self::NationalTitle => Some(FormRow::Letterhead),
            Self::Recipients | Self::Signature => Some(FormRow::Foot),
            Self::Title | Self::Authority | Self::Grounds | Self::Addressee => None,
        }
    }
}

/// Parses a line that may open or close a block.
pub(in crate::entry::markdown) fn parse_marker(line: &str) -> Option<Marker<'_>> {
    let rest = line.trim().strip_prefix(":::")?;
    let name = rest.trim_matches(|c: char| c == ':' || c.is_whitespace());
    if name.is_empty() {
        return Some(Marker::Close);
    }
    let key = fold::key(name);
    let known = NAMES.iter().find(|(_, known_key, _)| *known_key == key);
    Some(known.map_or(Marker::Unknown(name), |(_, _, kind)| Marker::Open(*kind)))
}

/// Returns the block name closest to an unknown `name`, if one is close.
pub(in crate::entry::markdown) fn suggest_name(name: &str) -> Option<&'static str> {
    nearest::nearest(name, NAMES.iter().map(|(known, ..)| *known))
        .and_then(|nearest| NAMES.iter().find(|(known, ..)| *known == nearest))
        .map(|(known, ..)| *known)
}

#[cfg(test)]
mod tests {
    use super::{FormBlockKind, Marker, parse_marker, suggest_name};

    #[test]
    fn names_are_compared_without_case_and_diacritics() {
        let cases = [
            ("::: cơ quan", Some(Marker::Open(FormBlockKind::Issuer))),
            (":::Quoc Hieu", Some(Marker::Open(FormBlockKind::NationalTitle))),
            ("  :::: CĂN CỨ ::::  ", Some(Marker::Open(FormBlockKind::Grounds))),
            ("::: chữ kí", Some(Marker::Open(FormBlockKind::Signature))),
            (":::", Some(Marker::Close)),
            ("::: ghi chú", Some(Marker::Unknown("ghi chú"))),
            (":: cơ quan", None),
            ("Nơi nhận:::", None),
        ];
        for (line, expected) in cases {
            assert_eq!(parse_marker(line), expected, "{line}");
        }
    }

    #[test]
    fn a_misspelt_name_has_a_suggestion() {
        assert_eq!(suggest_name("nơi nhân viên nhận"), None);
        assert_eq!(suggest_name("quôc hiêuu"), Some("quốc hiệu"));
    }
}
