//! The kinds of blocks, their names, and the lines that open and close them.
//!
//! Names are compared without case and tones, since those who forget a tone mean the same block.

use crate::vietnamese::{fold, nearest};

/// What a block of the official form holds (Decree 30/2020/NĐ-CP, appendix I; Guideline 36-HD/VPTW).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::entry::markdown) enum BlockKind {
    /// The left half of the letterhead: superior body, issuing body, number.
    Issuer,
    /// The right half of the letterhead: the country or the Party, motto, place and date.
    NationalTitle,
    /// What the document is called: its type, then what it is about.
    Title,
    /// Who decides, and that it is decided: lines that stand in the middle.
    Authority,
    /// The legal grounds, one a line.
    Grounds,
    /// Whom a letter addresses.
    Addressee,
    /// Who receives the document.
    Recipients,
    /// On whose behalf it is signed, the post and the name.
    Signature,
}

/// The part of a page that blocks stand side by side in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::entry::markdown) enum FormRow {
    Letterhead,
    Foot,
}

/// The names as an author writes them, and without tones.
const NAMES: [(&str, &str, BlockKind); 9] = [
    ("cơ quan", "co_quan", BlockKind::Issuer),
    ("quốc hiệu", "quoc_hieu", BlockKind::NationalTitle),
    ("tên văn bản", "ten_van_ban", BlockKind::Title),
    ("thẩm quyền", "tham_quyen", BlockKind::Authority),
    ("căn cứ", "can_cu", BlockKind::Grounds),
    ("kính gửi", "kinh_gui", BlockKind::Addressee),
    ("nơi nhận", "noi_nhan", BlockKind::Recipients),
    ("chữ ký", "chu_ky", BlockKind::Signature),
    ("chữ kí", "chu_ki", BlockKind::Signature),
];

/// What a line of colons does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::entry::markdown) enum Marker<'t> {
    Open(BlockKind),
    /// It would open a block, but none has this name.
    Unknown(&'t str),
    Close,
}

impl BlockKind {
    /// The class of its element, one of those that raw HTML may have too where there is one.
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

    /// Where it stands beside others, if it does.
    pub(in crate::entry::markdown) fn row(self) -> Option<FormRow> {
        match self {
            Self::Issuer | Self::NationalTitle => Some(FormRow::Letterhead),
            Self::Recipients | Self::Signature => Some(FormRow::Foot),
            Self::Title | Self::Authority | Self::Grounds | Self::Addressee => None,
        }
    }
}

/// Reads a line that may open or close a block.
pub(in crate::entry::markdown) fn parse_marker(line: &str) -> Option<Marker<'_>> {
    let rest = line.trim().strip_prefix(":::")?;
    let name = rest.trim_matches(|c: char| c == ':' || c.is_whitespace());
    if name.is_empty() {
        return Some(Marker::Close);
    }
    let key = fold::key(name);
    let known = NAMES.iter().find(|(_, known, _)| *known == key);
    Some(known.map_or(Marker::Unknown(name), |(_, _, kind)| Marker::Open(*kind)))
}

/// Returns the name of a block that `name` may have meant.
pub(in crate::entry::markdown) fn suggest_name(name: &str) -> Option<&'static str> {
    nearest::nearest(name, NAMES.iter().map(|(written, ..)| *written))
        .and_then(|near| NAMES.iter().find(|(written, ..)| *written == near))
        .map(|(written, ..)| *written)
}

#[cfg(test)]
mod tests {
    use super::{BlockKind, Marker, parse_marker, suggest_name};

    #[test]
    fn names_are_read_without_case_and_tones() {
        let cases = [
            ("::: cơ quan", Some(Marker::Open(BlockKind::Issuer))),
            (":::Quoc Hieu", Some(Marker::Open(BlockKind::NationalTitle))),
            ("  :::: CĂN CỨ ::::  ", Some(Marker::Open(BlockKind::Grounds))),
            ("::: chữ kí", Some(Marker::Open(BlockKind::Signature))),
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
    fn a_slip_has_a_neighbour() {
        assert_eq!(suggest_name("nơi nhân viên nhận"), None);
        assert_eq!(suggest_name("quôc hiêuu"), Some("quốc hiệu"));
    }
}
