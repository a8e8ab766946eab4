//! Finds in a text what conversion, pasting and haste leave, and what should not be public.
//!
//! A text is the Markdown source of a body, or a value of metadata. Each detector decides by characters and words; it
//! is silent where a careful reader could not be sure.
//!
//! `scan` reads the text once, `line` by line; `words` looks at each word (`legacy` at those that are not Vietnamese),
//! `characters` at signs, `lines` at short lines, `markup` at what is no text, `personal` at long numbers.
//!
//! **Invariant.** At most `MAX_OF_A_KIND` findings of a kind are reported, and one of a kind that concerns the whole
//! text, so that a damaged text does not hide other faults.

mod characters;
mod legacy;
mod letterhead;
mod line;
mod lines;
mod markup;
mod personal;
mod scan;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

pub use letterhead::{Letterhead, letterhead};

use self::line::TextForm;
use crate::diagnostic::{Diagnostic, Place, faults};

/// The greatest number of findings of a kind in a text.
const MAX_OF_A_KIND: usize = 5;

/// Something that should be looked at, with its byte range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFinding {
    /// What it is.
    pub kind: TextFindingKind,
    /// The byte range in the text.
    pub range: Range<usize>,
}

/// What was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextFindingKind {
    /// Letters of an encoding older than Unicode; its name, and the beginning of the converted text.
    LegacyEncoding(&'static str, String),
    /// UTF-8 that was read in another encoding; the beginning of the repaired text.
    MisreadUnicode(String),
    /// A foreign letter for a Vietnamese one that looks alike; the word with the Vietnamese letter.
    LookAlikeLetter(String),
    /// A replacement character.
    LostCharacter,
    /// A character of the private use area.
    PrivateCharacter,
    /// A tone mark apart from its vowel.
    LooseMark,
    /// A line that is a degree of secrecy.
    SecrecyStamp,
    /// A line that limits who may read the document.
    CirculationStamp,
    /// The number of a person's identity card or passport.
    IdentityNumber,
    /// A private mobile telephone. Its digits begin with 0, to compare them with the numbers of the office.
    PrivatePhone(String),
    /// The number of a bank account.
    BankAccount,
    /// The home of a person.
    HomeAddress,
    /// An invisible character, with its name.
    InvisibleCharacter(&'static str),
    /// Spaces or tabs that make the layout.
    LayoutSpaces,
    /// Two words without a space; the same with a space.
    GluedWords(String),
    /// A tone mark on the wrong letter; the word with the mark on the right one.
    MisplacedTone(String),
    /// A word in one convention for tone marks in a text that has both; a word in the other convention.
    MixedToneStyles(String),
    /// A line of a web page, not of the text.
    PageResidue,
    /// HTML that is shown as text.
    EscapedHtml,
    /// What Word or a converter left.
    ConverterResidue,
    /// Sample text that was not replaced.
    PlaceholderText,
}

impl TextFindingKind {
    /// Returns how many findings of this kind are reported in a text.
    fn limit(&self) -> usize {
        match self {
            Self::LegacyEncoding(..)
            | Self::MisreadUnicode(_)
            | Self::LookAlikeLetter(_)
            | Self::PrivateCharacter
            | Self::LooseMark
            | Self::LayoutSpaces
            | Self::MixedToneStyles(_) => 1,
            _ => MAX_OF_A_KIND,
        }
    }

    /// Returns whether the finding follows from single letters, so that it means nothing in another encoding.
    fn is_about_letters(&self) -> bool {
        matches!(
            self,
            Self::LookAlikeLetter(_)
                | Self::InvisibleCharacter(_)
                | Self::GluedWords(_)
                | Self::MisplacedTone(_)
                | Self::MixedToneStyles(_)
        )
    }
}

impl TextFinding {
    /// Returns the advice on this finding in `text`, in which it was found.
    pub fn advice(&self, text: &str, place: Place) -> Diagnostic {
        let written = text.get(self.range.clone()).unwrap_or_default();
        match &self.kind {
            TextFindingKind::LegacyEncoding(encoding, proposal) => {
                faults::legacy_encoding(place, encoding, proposal)
            }
            TextFindingKind::MisreadUnicode(proposal) => faults::misread_unicode(place, proposal),
            TextFindingKind::LookAlikeLetter(proposal) => {
                faults::look_alike_letter(place, written, proposal)
            }
            TextFindingKind::LostCharacter => faults::lost_character(place, written),
            TextFindingKind::PrivateCharacter => faults::private_character(place),
            TextFindingKind::LooseMark => faults::loose_mark(place),
            TextFindingKind::SecrecyStamp => faults::secrecy_stamp(place, written),
            TextFindingKind::CirculationStamp => faults::circulation_stamp(place, written),
            TextFindingKind::IdentityNumber => faults::identity_number(place),
            TextFindingKind::PrivatePhone(_) => faults::private_phone(place),
            TextFindingKind::BankAccount => faults::bank_account(place),
            TextFindingKind::HomeAddress => faults::home_address(place),
            TextFindingKind::InvisibleCharacter(name) => faults::invisible_character(place, name),
            TextFindingKind::LayoutSpaces => faults::layout_spaces(place),
            TextFindingKind::GluedWords(proposal) => faults::glued_words(place, written, proposal),
            TextFindingKind::MisplacedTone(proposal) => {
                faults::misplaced_tone(place, written, proposal)
            }
            TextFindingKind::MixedToneStyles(other) => {
                faults::mixed_tone_styles(place, [written, other])
            }
            TextFindingKind::PageResidue => faults::page_residue(place, written),
            TextFindingKind::EscapedHtml => faults::escaped_html(place, written),
            TextFindingKind::ConverterResidue => faults::converter_residue(place, written),
            TextFindingKind::PlaceholderText => faults::placeholder_text(place, written),
        }
    }
}

/// Reports the findings in the Markdown source of a body, by their places.
pub fn findings(text: &str, report: &mut dyn FnMut(TextFinding)) {
    scan::scan(text, TextForm::Markdown).into_iter().for_each(report);
}

/// Reports the findings in a value of metadata, in which HTML entities are text.
pub fn value_findings(text: &str, report: &mut dyn FnMut(TextFinding)) {
    scan::scan(text, TextForm::Value).into_iter().for_each(report);
}
