//! Document numbers ("số, ký hiệu"): text as written, form, parts, and equality.
//!
//! State bodies write 85/BC-LĐLĐ, the Party 106-KH/TU, normative acts 30/2020/NĐ-CP, laws
//! 80/2015/QH13, and real portals contain older and malformed variants of all of them. Parsing is
//! total: every text is a number of some [`NumberForm`] and is kept as written; a probable mistake is
//! offered as a [`DocumentNumber::correction`] and never applied.
//!
//! **Invariant.** Two texts with the same [`NumberKey`] are the same number. The key keeps
//! diacritics, because ĐA (đề án) is not DA (dự án), and it keeps the form, because 62/KL-TW is
//! only *probably* 62-KL/TW.
//!
//! **Left out on purpose.** A number is not an identity: every district writes 85/BC-LĐLĐ, state
//! series restart each year and Party series each term. Identity needs the issuer and the date too.

mod bodies;
mod form;
mod implied_type;
mod issuer;
mod key;
mod parser;

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::collation;
use super::document_type::DocumentType;

pub use self::form::NumberForm;
pub use self::key::NumberKey;

/// The number of a document, parsed from any text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DocumentNumber {
    /// The text as written, the normal form if it differs, and the codes with dashes between them.
    texts: Box<str>,
    written_end: u32,
    normal_end: u32,
    /// The length of the serial in the normal form, in bytes.
    serial_len: u32,
    /// Whether the normal form is the text as written.
    is_normal: bool,
    /// Whether a space, or nothing, takes the place of the separator after the serial.
    lacks_separator: bool,
    key: NumberKey,
}

impl DocumentNumber {
    /// Parses a number from any text; a text of no known form becomes [`NumberForm::Other`].
    ///
    /// ```
    /// # use niemyet::vietnamese::number::DocumentNumber;
    /// let number = DocumentNumber::parse("Số: 05/KH-LÐLÐ");
    /// assert_eq!(number.normal(), "05/KH-LĐLĐ");
    /// assert_eq!(number.key().as_str(), "5/kh-lđlđ");
    /// ```
    pub fn parse(text: &str) -> DocumentNumber {
        parser::parse_number(text)
    }

    /// Returns the number as written.
    pub fn written(&self) -> &str {
        self.text_at(0, self.written_end)
    }

    /// Returns the form.
    pub fn form(&self) -> NumberForm {
        self.key.form
    }

    /// Returns the number without label and stray spaces, with regular dashes and letters.
    pub fn normal(&self) -> String {
        self.normal_text().to_owned()
    }

    /// Returns the key, which is equal for all spellings of the same number.
    ///
    /// Ignores leading zeros of the serial, case, spaces, kinds of dashes and the look-alikes of Đ.
    /// `TƯ` and `TW` are two abbreviations of the same body, Trung ương.
    pub fn key(&self) -> &NumberKey {
        &self.key
    }

    /// Returns whether a number is given: not "không số", not empty, not left blank.
    pub fn is_filled(&self) -> bool {
        !matches!(self.form(), NumberForm::Unfilled | NumberForm::None)
    }

    /// Returns the serial as written, such as `05`, `36a` or `66.13`.
    pub fn serial(&self) -> Option<&str> {
        self.normal_text().get(..self.serial_len as usize).filter(|serial| !serial.is_empty())
    }

    /// Returns the year in the number, which normative acts have.
    pub fn year(&self) -> Option<i16> {
        self.key.year
    }

    /// Returns the codes after serial and year, in order: `BC`, `LĐLĐ`.
    pub fn codes(&self) -> Vec<&str> {
        let codes = self.text_at(self.normal_end, u32::MAX).split('-');
        codes.filter(|code| !code.is_empty()).collect()
    }

    /// Returns the code of the type, if the first code is one: `BC`, but `None` for 12/UBND-VX.
    pub fn type_code(&self) -> Option<&str> {
        let codes = self.codes();
        let (first, next) = (*codes.first()?, codes.get(1).copied());
        implied_type::is_type_code(self.form(), first, next).then_some(first)
    }

    /// Returns the code of the issuing body, without the unit that drafted the document.
    ///
    /// A joint act has all its bodies (`BTC-BTP`), a law its assembly without the term (`QH`).
    pub fn issuer_code(&self) -> Option<String> {
        issuer::issuer_code(self)
    }

    /// Returns whether the number belongs to an organ of the Party or the Youth Union, by its form or
    /// issuer.
    pub fn is_party(&self) -> bool {
        self.form() == NumberForm::Party
            || self.issuer_code().is_some_and(|code| issuer::is_party_code(&code))
    }

    /// Returns whether the number is that of an assembly or another central body, of which there is only one.
    pub fn is_of_central_body(&self) -> bool {
        let code = self.issuer_code().unwrap_or_default();
        self.form() == NumberForm::Law || code.split('-').all(bodies::is_central)
    }

    /// Returns the document type that the number implies, if any.
    pub fn document_type(&self) -> Option<&'static DocumentType> {
        implied_type::implied_type(self)
    }

    /// Returns whether a document of a type may have this number; an unknown code fits any type.
    pub fn is_consistent_with(&self, kind: &DocumentType) -> bool {
        implied_type::is_consistent(self.form(), self.type_code(), kind)
    }

    /// Returns the number that was probably meant, if this one looks mistyped.
    ///
    /// Two mistakes are known: a Party number in the form of the state (62/KL-TW for 62-KL/TW), and a
    /// space or nothing instead of the separator after the serial (298 KH/TWĐTN for 298-KH/TWĐTN).
    pub fn correction(&self) -> Option<String> {
        if self.lacks_separator { Some(self.normal()) } else { issuer::in_party_form(self) }
    }

    /// Compares by serial as a number (36, 36a, 66.13), then by codes alphabetically.
    ///
    /// Numbers without a serial come last.
    pub fn compare(&self, other: &DocumentNumber) -> Ordering {
        let by_serial = self.serial_order().cmp(&other.serial_order());
        by_serial.then_with(|| collation::compare(self.symbol(), other.symbol()))
    }

    /// Returns the normal form, borrowed.
    fn normal_text(&self) -> &str {
        let start = if self.is_normal { 0 } else { self.written_end };
        self.text_at(start, self.normal_end)
    }

    fn text_at(&self, start: u32, end: u32) -> &str {
        let end = self.texts.len().min(end as usize);
        self.texts.get(start as usize..end).unwrap_or_default()
    }

    /// Returns what follows the serial, from its first letter or digit.
    fn symbol(&self) -> &str {
        let symbol = self.normal_text().get(self.serial_len as usize..).unwrap_or_default();
        symbol.trim_start_matches(['/', '-', ' '])
    }

    /// Splits the serial into number, decimals and letter; a serial that overflows sorts after all
    /// others.
    fn serial_order(&self) -> (u64, u64, char) {
        let Some(serial) = self.serial() else {
            return (u64::MAX, u64::MAX, char::MAX);
        };
        let bare = serial.trim_end_matches(char::is_alphabetic);
        let letter = serial[bare.len()..].chars().next().unwrap_or('\0');
        let (whole, part) = bare.split_once('.').unwrap_or((bare, "0"));
        let count = |digits: &str| digits.parse().unwrap_or(u64::MAX - 1);
        (count(whole), count(part), letter.to_lowercase().next().unwrap_or(letter))
    }
}

/// Formats the number as written.
impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.written())
    }
}
