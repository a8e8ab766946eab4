//! The forms of document numbers, distinguished by shape alone.
//!
//! `parser` determines the form of a text. Every text has one, so old, unfilled and malformed numbers are forms too,
//! not errors.

use serde::{Deserialize, Serialize};

/// The form in which a number is written.
///
/// The form does not prove who issued the document: 62/KL-TW is a Party number in the form of the
/// state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NumberForm {
    /// Serial, year and assembly with its term: 80/2015/QH13.
    Law,
    /// Serial, year, type and issuers: 30/2020/NĐ-CP.
    Normative,
    /// Serial and type, then the issuer after a slash: 106-KH/TU.
    Party,
    /// Serial, then type or body, and issuer or unit after a hyphen: 85/BC-LĐLĐ, 12/UBND-VX.
    Administrative,
    /// Any other order of serial, year and codes, as before the rules of 2004: 27/CP, 195/1999/QĐ.
    OldStyle,
    /// A serial with at most a word: 238, 25 TW.
    Bare,
    /// A number whose serial was never filled in: "Số:   /QĐ-UBND".
    Unfilled,
    /// The statement that the document has no number, or an empty text.
    None,
    /// Any other text.
    Other,
}

impl NumberForm {
    /// Returns whether a number of this form has all its parts, as the rules in force ask for.
    pub fn is_complete(self) -> bool {
        matches!(self, Self::Law | Self::Normative | Self::Party | Self::Administrative)
    }

    /// Returns the English name of the form, for data files and tests.
    pub fn name(self) -> &'static str {
        match self {
            NumberForm::Law => "law",
            NumberForm::Normative => "normative",
            NumberForm::Party => "party",
            NumberForm::Administrative => "administrative",
            NumberForm::OldStyle => "old style",
            NumberForm::Bare => "bare",
            NumberForm::Unfilled => "unfilled",
            NumberForm::None => "none",
            NumberForm::Other => "other",
        }
    }
}
