//! The kinds of blocks, their names, and the lines that open and close them.
//!
//! Names are compared without case and tones, since those who forget a tone mean the same block.

use crate::vietnamese::{fold, nearest};

/// What a block of the official form holds (Decree 30/2020/NĐ-CP, appendix I; Guideline 36-HD/VPTW).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::entry::markdown) enum Kind {
    /// The left half of the letterhead: superior body, issuing body, number.
    Issuer,
    /// The right half of the letterhead: the country or the Party, motto, place and date.
    Nation,
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
pub(in crate::entry::markdown) enum Side {
    Letterhead,
    Foot,
}

/// The names as an author writes them, and without tones.
const NAMES: [(&str, &str, Kind); 9] = [
    ("cơ quan", "co_quan", Kind::Issuer),
    ("quốc hiệu", "quoc_hieu", Kind::Nation),
    ("tên văn bản", "ten_van_ban", Kind::Title),
    ("thẩm quyền", "tham_quyen", Kind::Authority),
    ("căn cứ", "can_cu", Kind::Grounds),
    ("kính gửi", "kinh_gui", Kind::Addressee),
    ("nơi nhận", "noi_nhan", Kind::Recipients),
    ("chữ ký", "chu_ky", Kind::Signature),
    ("chữ kí", "chu_ki", Kind::Signature),
];

/// What a line of colons does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::entry::markdown) enum Marker<'t> {
    Open(Kind),
    /// It would open a block, but none has this name.
    Unknown(&'t str),
    Close,
}

impl Kind {
    /// The class of its element, one of those that raw HTML may have too where there is one.
    pub(in crate::entry::markdown) fn class(self) -> &'static str {
        match self {
            Self::Issuer => "co-quan",
            Self::Nation => "quoc-hieu",
            Self::Title => "ten-van-ban",
            Self::Authority => "tham-quyen",
            Self::Grounds => "can-cu",
            Self::Addressee => "kinh-gui",
            Self::Recipients => "noi-nhan",
            Self::Signature => "chu-ky",
        }
    }

    /// Where it stands beside others, if it does.
    pub(in crate::entry::markdown) fn side(self) -> Option<Side> {
        match self {
            Self::Issuer | Self::Nation => Some(Side::Letterhead),
            Self::Recipients | Self::Signature => Some(Side::Foot),
            Self::Title | Self::Authority | Self::Grounds | Self::Addressee => None,
        }
    }
}

/// Reads a line that may open or close a block.
pub(in crate::entry::markdown) fn marker(line: &str) -> Option<Marker<'_>> {
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
pub(in crate::entry::markdown) fn near(name: &str) -> Option<&'static str> {
    nearest::nearest(name, NAMES.iter().map(|(written, ..)| *written))
        .and_then(|near| NAMES.iter().find(|(written, ..)| *written == near))
        .map(|(written, ..)| *written)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Marker, marker, near};

    #[test]
    fn names_are_read_without_case_and_tones() {
        let cases = [
            ("::: cơ quan", Some(Marker::Open(Kind::Issuer))),
            (":::Quoc Hieu", Some(Marker::Open(Kind::Nation))),
            ("  :::: CĂN CỨ ::::  ", Some(Marker::Open(Kind::Grounds))),
            ("::: chữ kí", Some(Marker::Open(Kind::Signature))),
            (":::", Some(Marker::Close)),
            ("::: ghi chú", Some(Marker::Unknown("ghi chú"))),
            (":: cơ quan", None),
            ("Nơi nhận:::", None),
        ];
        for (line, expected) in cases {
            assert_eq!(marker(line), expected, "{line}");
        }
    }

    #[test]
    fn a_slip_has_a_neighbour() {
        assert_eq!(near("nơi nhân viên nhận"), None);
        assert_eq!(near("quôc hiêuu"), Some("quốc hiệu"));
    }
}
