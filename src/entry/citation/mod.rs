//! Citations: documents that running text names by number, type and date.
//!
//! "Kế hoạch số 106-KH/TU ngày 05/8/2014", "Nghị quyết 25-NQ/TW", "Quy định 293, ngày 23/3/2010". A citation holds what
//! is written; the library decides whether the portal has such a document and which of several is meant. The input is
//! the text of one block, in which a line break counts as white space.
//!
//! **Invariant.** Citations are in text order and do not overlap.
//!
//! **Left out on purpose.** The number of a letterhead ("Số: 85/BC-LĐLĐ") is not a citation. A serial number without
//! codes is a citation only with type and day. A number with an unreadable date is no citation, because it could be
//! resolved to the wrong document.

mod column;
mod issuer;
mod number;
mod prefix;
mod scan;
mod suffix;

#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize};

pub use self::column::{CellContext, TableColumn};

use self::issuer::CitationStart;
use self::number::ParsedNumber;
use self::prefix::{CitationPrefix, NumberLabel};
use self::scan::{is_one_of, skip_gap, word_at};
use self::suffix::{CitationSuffix, StatedDate};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type;
use crate::vietnamese::number::{DocumentNumber, NumberForm, NumberKey};

/// A citation and its position in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The byte range from the type to the end of the date.
    pub range: Range<usize>,
    /// The byte range of the number.
    pub number: Range<usize>,
    /// The cited document.
    pub cited: CitedDocument,
}

/// The name of a document type, as in the table of types.
type TypeName = &'static str;

/// A document as described by a citation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CitedDocument {
    /// The key of the number; that of the serial if the text gives only a serial.
    pub number: NumberKey,
    /// The type named before the number.
    #[serde(deserialize_with = "deserialize_type_name")]
    pub doc_type: Option<TypeName>,
    /// The date.
    pub date: CitedDate,
    /// Whether it is a number alone in a cell, which only the name of the issuer makes certain.
    pub needs_issuer: bool,
    /// The first and the last year in which it may have been issued, by the years in the text; only without a date.
    pub years: Option<(i16, i16)>,
    /// The names in the text, which most citations do not have.
    names: Option<Box<CitedNames>>,
}

/// The names that a citation gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct CitedNames {
    issuer: Option<Box<str>>,
    probable_issuer: Option<Box<str>>,
    law_name: Option<Box<str>>,
}

impl CitedDocument {
    /// Returns the words of the issuer's name, folded as terms are; words that do not belong to the name may follow.
    pub fn issuer(&self) -> Option<&str> {
        self.names.as_ref()?.issuer.as_deref()
    }

    /// Returns a name that is probably the issuer's, folded: that of a body before the number, or in the row of a
    /// table.
    pub fn probable_issuer(&self) -> Option<&str> {
        self.names.as_ref()?.probable_issuer.as_deref()
    }

    /// Returns the name of the law, folded, if it is before the number.
    pub fn law_name(&self) -> Option<&str> {
        self.names.as_ref()?.law_name.as_deref()
    }
}

/// The date of a document according to a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CitedDate {
    /// No date is given.
    Missing,
    /// The date is given.
    Certain(PartialDate),
    /// A later citation of the same list has this date, which may apply to both.
    Possible(PartialDate),
    /// Another cell of the same row of a table has this date, so the document has no other.
    Beside(PartialDate),
}

/// Deserializes a type's name as the static name in the table of types.
fn deserialize_type_name<'de, D: Deserializer<'de>>(from: D) -> Result<Option<TypeName>, D::Error> {
    let name: Option<String> = Option::deserialize(from)?;
    Ok(name.and_then(|name| document_type::by_name(&name)).map(|found| found.name))
}

/// Finds the citations in the text of one block.
pub fn find(text: &str) -> Vec<Citation> {
    find_in_cell(text, &CellContext::NONE)
}

/// Finds the citations in the text of a cell of a table.
pub fn find_in_cell(text: &str, cell: &CellContext) -> Vec<Citation> {
    let other_end = (cell.column == TableColumn::OtherNumbers).then_some(0);
    let mut finder = Finder { text, cell, mentions: Vec::new(), floor: 0, other_end };
    let mut pos = 0;
    while let Some(offset) = text.as_bytes()[pos..].iter().position(u8::is_ascii_digit) {
        let start = pos + offset;
        pos = match finder.read_mention(start) {
            Some(mention) => {
                finder.floor = mention.end();
                finder.mentions.push(mention);
                finder.floor
            }
            // A number of something else is skipped as a whole.
            None => (start + scan::digits_at(text, start).len()).max(finder.floor),
        };
    }
    propagate_backwards(&mut finder.mentions);
    finder.mentions.into_iter().filter_map(Mention::into_citation).collect()
}

/// The search for the citations of a text.
struct Finder<'t> {
    text: &'t str,
    cell: &'t CellContext,
    mentions: Vec<Mention>,
    /// The end of the last mention, or of a later number of something else.
    floor: usize,
    /// The end of the last number of something that is not a document.
    other_end: Option<usize>,
}

/// A number with the text before and after it.
#[derive(Debug)]
struct Mention {
    prefix: CitationPrefix,
    parsed: ParsedNumber,
    suffix: CitationSuffix,
    /// Whether it continues a list: only "và", a comma or the like separates it from the previous mention.
    is_chained: bool,
    /// Whether a bare serial is recognizable as a number rather than an amount: by "số", a comma after it, a leading
    /// zero, or the list that it continues.
    is_marked_as_number: bool,
    /// The date taken from a later mention of the same list, or from the row of a table.
    inherited_date: Option<CitedDate>,
    /// The name of a body that is probably the issuer.
    probable_issuer: Option<Box<str>>,
    /// Whether it is a number alone at the beginning of a cell.
    is_alone_in_cell: bool,
}

impl Finder<'_> {
    /// Reads the mention whose number begins with the digits at `start`.
    fn read_mention(&mut self, start: usize) -> Option<Mention> {
        let (text, floor, last) = (self.text, self.floor, self.mentions.last());
        // A digit inside a word does not begin a number, except in "số106".
        let glued = scan::word_before(&text[floor..], start - floor);
        if !glued.is_empty() && !is_one_of(glued, &["số", "hiệu"]) {
            return None;
        }
        let extent = number::find_extent(text, start)?;
        // Most digits of a text are amounts, which the preceding word rules out cheaply.
        let follows_last = |at| last.is_some_and(|last| is_list_separator(&text[last.end()..at]));
        let may_chain = follows_last(start);
        if extent.is_bare && !may_chain && !prefix::may_introduce_number(text, floor, start) {
            return None;
        }
        let parsed = extent.parse(text, start);
        let mut prefix = prefix::read(text, floor, &parsed)?;
        let continues_other =
            |end| end == prefix.start || is_list_separator(&text[end..prefix.start]);
        if prefix.numbers_something_else
            || !prefix.names_type && self.other_end.is_some_and(continues_other)
        {
            self.other_end = Some(parsed.range.end);
            self.floor = parsed.range.end;
            return None;
        }
        let cell = self.cell;
        let is_in_list = cell.column == TableColumn::DocumentNumbers;
        let heads_cell = cell.is_in_table && text[..prefix.start].trim().is_empty();
        let is_alone_in_cell = heads_cell && !prefix.names_type;
        if heads_cell && is_in_list {
            prefix.label = NumberLabel::Inline;
        }
        let is_chained = follows_last(prefix.start);
        let has_type = prefix.names_type;
        let is_alone = !has_type && prefix.label == NumberLabel::Missing;
        if let Some(last) =
            last.filter(|last| is_chained && !prefix.names_type && last.prefix.names_type)
        {
            prefix.doc_type = last.prefix.doc_type;
            prefix.names_type = true;
        } else if is_alone && parsed.is_bare {
            return None;
        }
        let is_unique = is_of_one_body(&parsed.number);
        let mut suffix = suffix::read(text, parsed.range.end, is_unique);
        let year_before =
            if has_type { None } else { suffix::year_before(text, floor, prefix.start) };
        suffix.years = suffix.years.or(year_before);
        let after_last = last.map_or(0, |last| last.suffix.issuer_end).max(floor).min(prefix.start);
        let beginning =
            CitationStart { start: prefix.start, names_type: prefix.names_type, is_unique };
        let probable_issuer = issuer::before(text, after_last, beginning)
            .or_else(|| last.filter(|_| is_chained)?.probable_issuer.clone())
            .or_else(|| cell.issuer.clone().filter(|_| heads_cell || is_in_list));
        prefix.doc_type = prefix.doc_type.or(cell.doc_type.filter(|_| is_alone_in_cell));
        let is_marked_as_number = prefix.label != NumberLabel::Missing
            || text[start..].starts_with('0')
            || text[parsed.range.end..].starts_with(',')
            || is_chained && last.is_some_and(|last| last.is_marked_as_number);
        let inherited_date = cell.date.filter(|_| heads_cell).map(CitedDate::Beside);
        Some(Mention {
            prefix,
            parsed,
            suffix,
            is_chained,
            is_marked_as_number,
            inherited_date,
            probable_issuer,
            is_alone_in_cell,
        })
    }
}

impl Mention {
    fn end(&self) -> usize {
        self.suffix.end
    }

    /// Returns the date: its own, or the one inherited in its list.
    fn date(&self) -> CitedDate {
        match self.suffix.date {
            StatedDate::Date(date) => CitedDate::Certain(date),
            StatedDate::Missing => self.inherited_date.unwrap_or(CitedDate::Missing),
            StatedDate::Unreadable => CitedDate::Missing,
        }
    }

    /// Inherits the date of the next mention of its list.
    fn inherit_date(&mut self, next: &Mention) {
        let (CitedDate::Certain(date) | CitedDate::Possible(date)) = next.date() else { return };
        let (own, other) = (&self.parsed.number, &next.parsed.number);
        if own.year().is_some_and(|year| year != date.year()) {
            return;
        }
        let same_issuer = own.issuer_code().is_some() && own.issuer_code() == other.issuer_code();
        // A number with a year is unique without the date of another document.
        let is_certain = self.parsed.is_bare || same_issuer && own.year().is_none();
        self.inherited_date =
            Some(if is_certain { CitedDate::Certain(date) } else { CitedDate::Possible(date) });
    }

    /// Inherits the issuer of the next mention of its list, if both may be of one body.
    fn inherit_issuer(&mut self, next: &Mention) {
        let code = self.parsed.number.issuer_code();
        let is_same = code.is_some() && code == next.parsed.number.issuer_code();
        if (is_same || self.parsed.is_bare) && self.suffix.issuer.is_none() {
            self.suffix.issuer.clone_from(&next.suffix.issuer);
        }
    }

    fn into_citation(self) -> Option<Citation> {
        let date = self.date();
        let is_letterhead = self.prefix.label == NumberLabel::Letterhead && !self.prefix.names_type;
        let is_plain = self.prefix.label == NumberLabel::Missing && !self.prefix.names_type;
        let is_dated = !matches!(date, CitedDate::Missing | CitedDate::Beside(_));
        let has_day = matches!(date, CitedDate::Certain(date) if date.as_day().is_some());
        let number = &self.parsed.number;
        let has_day_beside = matches!(date, CitedDate::Beside(date) if date.as_day().is_some());
        let needs_issuer =
            self.is_alone_in_cell && !(has_day || has_day_beside || is_of_one_body(number));
        let is_citation = match self.suffix.date {
            StatedDate::Unreadable => false,
            _ if self.parsed.is_bare => {
                let has_code = number.written().contains(' ');
                self.prefix.doc_type.is_some() && (has_day && self.is_marked_as_number || has_code)
            }
            _ if is_letterhead => is_dated,
            _ if is_plain => is_dated || is_unmistakable(number),
            _ => true,
        };
        let names = CitedNames {
            issuer: self.suffix.issuer,
            probable_issuer: self.probable_issuer,
            law_name: self.prefix.law_name,
        };
        is_citation.then(|| Citation {
            range: self.prefix.start..self.suffix.end,
            number: self.parsed.range,
            cited: CitedDocument {
                number: number.key().clone(),
                doc_type: self.prefix.doc_type.map(|kind| kind.name),
                date,
                needs_issuer,
                years: self.suffix.years.filter(|_| !is_dated && number.year().is_none()),
                names: (names != CitedNames::default()).then(|| Box::new(names)),
            },
        })
    }
}

/// Returns whether only one body can have given a number, and only once.
fn is_of_one_body(number: &DocumentNumber) -> bool {
    number.year().is_some() && number.is_of_central_body()
}

/// Returns whether a number is recognizable without context: it is that of a law, or has a type code and one of the
/// other official forms.
fn is_unmistakable(number: &DocumentNumber) -> bool {
    match number.form() {
        NumberForm::Law => true,
        NumberForm::Normative | NumberForm::Party | NumberForm::Administrative => {
            number.type_code().is_some()
        }
        _ => false,
    }
}

/// Propagates dates and issuers backwards within lists: "Kế hoạch số 06 và Hướng dẫn số 07 ngày 31/10/2011".
fn propagate_backwards(mentions: &mut [Mention]) {
    for at in (1..mentions.len()).rev() {
        let (before, after) = mentions.split_at_mut(at);
        if let (Some(mention), Some(next)) = (before.last_mut(), after.first())
            && next.is_chained
        {
            if mention.suffix.date == StatedDate::Missing {
                mention.inherit_date(next);
            }
            mention.inherit_issuer(next);
        }
    }
}

/// The maximum length of a list separator, in bytes.
const MAX_LIST_SEPARATOR_BYTES: usize = 40;

/// Returns whether a text only separates two items of a list.
fn is_list_separator(between: &str) -> bool {
    if between.len() > MAX_LIST_SEPARATOR_BYTES {
        return false;
    }
    let (mut pos, mut has_separator) = (0, false);
    while pos < between.len() {
        pos = skip_gap(between, pos);
        let next = word_at(between, pos);
        pos += match between[pos..].chars().next() {
            None => break,
            // A semicolon is excluded: it separates items that have their own dates.
            Some(',' | '&') => 1,
            Some(_) if is_one_of(next, &["và", "cùng", "với", "hoặc", "các"]) => next.len(),
            Some(_) => return false,
        };
        has_separator = true;
    }
    has_separator
}
