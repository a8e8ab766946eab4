//! The key of a document number: what all spellings of one number have in common.
//!
//! A number gets its key when it is read; documents are looked up by keys, and nothing parses the text
//! of a key again.
//!
//! **Invariant.** Numbers with equal texts of their keys are the same number; the form is not compared.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::super::document_type::DocumentType;
use super::super::fold;
use super::NumberForm;
use super::implied_type::{is_consistent, is_type_code};

/// The separators between serial, year and codes.
const SEPARATORS: [char; 3] = ['/', '-', ' '];

/// The key of a document number: `5/kh-lđlđ`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberKey {
    text: Box<str>,
    pub(super) form: NumberForm,
    pub(super) year: Option<i16>,
}

impl NumberKey {
    /// Makes the key of a number from its normal form, split after the serial.
    pub(super) fn new(
        (serial, symbol): (&str, &str),
        form: NumberForm,
        year: Option<i16>,
    ) -> NumberKey {
        let bare = serial.trim_start_matches('0');
        let digits = if bare.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
        let zero = if serial.is_empty() { "" } else { digits };
        let text = [zero, bare, symbol].concat().to_lowercase();
        let text = if text.contains("tư") { text.replace("tư", "tw") } else { text };
        NumberKey { text: text.into(), form, year }
    }

    /// Returns the text, which is the key in data files.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the year in the number, which normative acts have.
    pub fn year(&self) -> Option<i16> {
        self.year
    }

    /// Returns the serial: what precedes the first separator.
    pub fn serial(&self) -> &str {
        self.text.split(SEPARATORS).next().unwrap_or_default()
    }

    /// Returns the code of a number that is only a serial with a code after a space (25 TW), or empty
    /// if it is only a serial; `None` for any other number.
    pub fn code_of_bare_serial(&self) -> Option<&str> {
        let is_bare = !self.text.contains(['/', '-']);
        is_bare.then(|| self.text.split_once(' ').map_or("", |(_, code)| code))
    }

    /// Returns the serial, a bar, and the letters and digits after it: equal for numbers that differ
    /// in separators or diacritics only.
    pub fn loose(&self) -> String {
        loose(&self.text)
    }

    /// Returns the same for this serial with a type before its code: 25-NQ/TW for 25 TW.
    pub fn loose_with_type(&self, abbreviation: &str) -> String {
        let code = self.code_of_bare_serial().unwrap_or_default();
        loose(&format!("{}-{abbreviation}/{code}", self.serial()))
    }

    /// Returns whether a document of a type may have this number, which is given; an unknown code fits
    /// any type.
    pub fn is_consistent_with(&self, kind: &DocumentType) -> bool {
        let mut codes = self.text.split(SEPARATORS).skip(1 + usize::from(self.year.is_some()));
        let (first, next) = (codes.next(), codes.next());
        let type_code = first.filter(|code| is_type_code(self.form, code, next));
        is_consistent(self.form, type_code, kind)
    }
}

fn loose(text: &str) -> String {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (serial, rest) = text.split_at(digits);
    let serial = serial.trim_start_matches('0');
    // Ư is not U without its diacritic: TƯ is another body than TU.
    let folded = |c: char| if c == 'ư' { c } else { fold::base_letter(c) };
    let letters = rest.chars().map(folded).filter(|c| c.is_alphanumeric());
    serial.chars().chain(std::iter::once('|')).chain(letters).collect()
}

impl PartialEq for NumberKey {
    fn eq(&self, other: &NumberKey) -> bool {
        self.text == other.text
    }
}

impl Eq for NumberKey {}

impl Hash for NumberKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Display for NumberKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
