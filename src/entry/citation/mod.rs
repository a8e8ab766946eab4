//! Citations: documents that running text names by number, type and date.
//!
//! "Kế hoạch số 106-KH/TU ngày 05/8/2014", "Nghị quyết 25-NQ/TW", "Quy định 293, ngày 23/3/2010". What is found is
//! what was written; whether the portal has such a document, and which of several is meant, is the library's to say.
//! The text of one block is looked at, in which a line's end is a gap like any other.
//!
//! **Invariant.** Citations come in the order of the text and do not overlap.
//!
//! **Left out on purpose.** The number of a letterhead ("Số: 85/BC-LĐLĐ") cites nothing. A serial alone is a citation
//! only with type and day; one whose date can not be read is none, because it could be followed to a wrong document.

mod number;
mod prefix;
mod scan;
mod suffix;

#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize};

use self::number::ParsedNumber;
use self::prefix::{CitationPrefix, NumberLabel};
use self::scan::{is_one_of, skip_gap, word_at};
use self::suffix::{CitationSuffix, StatedDate};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type;
use crate::vietnamese::number::{DocumentNumber, NumberForm};

/// A citation and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The bytes of the text from the type to the end of the date.
    pub range: Range<usize>,
    /// The bytes of the number alone.
    pub number: Range<usize>,
    /// What is cited.
    pub cited: Cited,
}

/// The name of a type as the table has it.
type TypeName = &'static str;

/// A document as a citation names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cited {
    /// The key of its number, or of a serial alone.
    pub number: Box<str>,
    /// The type named before the number.
    #[serde(deserialize_with = "known_type")]
    pub doc_type: Option<TypeName>,
    /// Its date.
    pub date: CitedDate,
    /// The words that name its issuer, folded as terms are; more may follow than the name has.
    pub issuer: Option<Box<str>>,
    /// The first and the last year that the text says of it, where it has no date.
    pub years: Option<(i16, i16)>,
}

/// What a citation says of a document's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CitedDate {
    /// Nothing.
    Missing,
    /// It is of this date.
    Certain(PartialDate),
    /// A later citation of the same chain has this date, and it may be meant for both.
    Possible(PartialDate),
}

/// Reads a type's name back as that of the table.
fn known_type<'de, D: Deserializer<'de>>(from: D) -> Result<Option<TypeName>, D::Error> {
    let name: Option<String> = Option::deserialize(from)?;
    Ok(name.and_then(|name| document_type::by_name(&name)).map(|found| found.name))
}

impl Cited {
    /// Tells whether only a serial is named, perhaps with a code behind a space.
    pub fn is_serial_only(&self) -> bool {
        !self.number.contains(['/', '-'])
    }
}

/// Finds the citations in the text of one block.
pub fn find(text: &str) -> Vec<Citation> {
    let mut mentions: Vec<Mention> = Vec::new();
    let (mut place, mut floor) = (0, 0);
    while let Some(offset) = text.as_bytes()[place..].iter().position(u8::is_ascii_digit) {
        let start = place + offset;
        place = match Mention::read(text, start, floor, mentions.last()) {
            Some(mention) => {
                floor = mention.end();
                mentions.push(mention);
                floor
            }
            None => start + scan::digits_at(text, start).len(),
        };
    }
    propagate_dates(&mut mentions);
    mentions.into_iter().filter_map(Mention::into_citation).collect()
}

/// A number with what stands around it.
#[derive(Debug)]
struct Mention {
    prefix: CitationPrefix,
    parsed: ParsedNumber,
    suffix: CitationSuffix,
    /// Whether nothing but "và" or a comma stands between it and the one before.
    is_chained: bool,
    /// Whether a serial alone is told from an amount: by "số", a comma behind it, a zero in front, or its chain.
    is_marked_as_number: bool,
    /// The date that a later one of the chain gives.
    inherited_date: Option<CitedDate>,
}

impl Mention {
    fn read(text: &str, start: usize, floor: usize, last: Option<&Self>) -> Option<Self> {
        // A digit within a word is none of a number, but for "số106".
        let glued = scan::word_before(&text[floor..], start - floor);
        if !glued.is_empty() && !is_one_of(glued, &["số", "hiệu"]) {
            return None;
        }
        let reach = number::find_extent(text, start)?;
        // Most digits of a text are amounts, and are told by the word before them.
        let may_chain = last.is_some() && is_list_separator(&text[floor..start]);
        if reach.is_bare && !may_chain && !prefix::may_introduce_number(text, floor, start) {
            return None;
        }
        let written = reach.parse(text, start);
        let mut lead = prefix::read(text, floor, &written)?;
        let is_chained = last.is_some_and(|_| is_list_separator(&text[floor..lead.start]));
        let has_type = lead.names_type;
        let is_alone = !has_type && lead.label == NumberLabel::Missing;
        if let Some(last) =
            last.filter(|last| is_chained && !lead.names_type && last.prefix.names_type)
        {
            lead.doc_type = last.prefix.doc_type;
            lead.names_type = true;
        } else if is_alone && written.is_bare {
            return None;
        }
        let mut tail = suffix::read(text, written.range.end);
        let spoken = if has_type { None } else { suffix::year_before(text, floor, lead.start) };
        tail.years = tail.years.or(spoken);
        let is_marked = lead.label != NumberLabel::Missing
            || text[start..].starts_with('0')
            || text[written.range.end..].starts_with(',')
            || is_chained && last.is_some_and(|last| last.is_marked_as_number);
        Some(Self {
            prefix: lead,
            parsed: written,
            suffix: tail,
            is_chained,
            is_marked_as_number: is_marked,
            inherited_date: None,
        })
    }

    fn end(&self) -> usize {
        self.suffix.end
    }

    /// The date, its own or that of its chain.
    fn date(&self) -> CitedDate {
        match self.suffix.date {
            StatedDate::Date(date) => CitedDate::Certain(date),
            StatedDate::Missing => self.inherited_date.unwrap_or(CitedDate::Missing),
            StatedDate::Unreadable => CitedDate::Missing,
        }
    }

    /// Takes the date of the next one of its chain.
    fn inherit_date(&mut self, next: &Mention) {
        let (CitedDate::Certain(date) | CitedDate::Possible(date)) = next.date() else { return };
        let (own, other) = (&self.parsed.number, &next.parsed.number);
        if own.year().is_some_and(|year| year != date.year()) {
            return;
        }
        let one_body = own.issuer_code().is_some() && own.issuer_code() == other.issuer_code();
        let surely = self.parsed.is_bare || one_body;
        self.inherited_date =
            Some(if surely { CitedDate::Certain(date) } else { CitedDate::Possible(date) });
        if surely && self.suffix.issuer.is_none() {
            self.suffix.issuer.clone_from(&next.suffix.issuer);
        }
    }

    fn into_citation(self) -> Option<Citation> {
        let dating = self.date();
        let is_head = self.prefix.label == NumberLabel::Letterhead && !self.prefix.names_type;
        let is_plain = self.prefix.label == NumberLabel::Missing && !self.prefix.names_type;
        let is_dated = dating != CitedDate::Missing;
        let has_day = matches!(dating, CitedDate::Certain(date) if date.as_day().is_some());
        let number = &self.parsed.number;
        let is_meant = match self.suffix.date {
            StatedDate::Unreadable => false,
            _ if self.parsed.is_bare => {
                let has_code = number.written().contains(' ');
                self.prefix.doc_type.is_some() && (has_day && self.is_marked_as_number || has_code)
            }
            _ if is_head => is_dated,
            _ if is_plain => is_dated || is_unmistakable(number),
            _ => true,
        };
        is_meant.then(|| Citation {
            range: self.prefix.start..self.suffix.end,
            number: self.parsed.range,
            cited: Cited {
                number: number.key().into(),
                doc_type: self.prefix.doc_type.map(|kind| kind.name),
                date: dating,
                issuer: self.suffix.issuer,
                years: self.suffix.years.filter(|_| !is_dated && number.year().is_none()),
            },
        })
    }
}

/// Tells whether a number says by itself that it is one: it names its type, and has a form in force.
fn is_unmistakable(number: &DocumentNumber) -> bool {
    let is_whole = matches!(
        number.form(),
        NumberForm::Normative | NumberForm::Party | NumberForm::Administrative
    );
    is_whole && number.type_code().is_some()
}

/// Lets the dates go back along the chains: "Kế hoạch số 06 và Hướng dẫn số 07 ngày 31/10/2011".
fn propagate_dates(mentions: &mut [Mention]) {
    for at in (1..mentions.len()).rev() {
        let (before, from) = mentions.split_at_mut(at);
        if let (Some(one), Some(next)) = (before.last_mut(), from.first())
            && next.is_chained
            && one.suffix.date == StatedDate::Missing
        {
            one.inherit_date(next);
        }
    }
}

/// The longest text that joins two names of one list, in bytes.
const MAX_LIST_SEPARATOR_BYTES: usize = 40;

/// Tells whether a text only joins two names of one list.
fn is_list_separator(between: &str) -> bool {
    if between.len() > MAX_LIST_SEPARATOR_BYTES {
        return false;
    }
    let (mut place, mut joins) = (0, false);
    while place < between.len() {
        place = skip_gap(between, place);
        let next = word_at(between, place);
        place += match between[place..].chars().next() {
            None => break,
            // A semicolon parts the items of a list, each of which has its own date.
            Some(',' | '&') => 1,
            Some(_) if is_one_of(next, &["và", "cùng", "với", "hoặc", "các"]) => next.len(),
            Some(_) => return false,
        };
        joins = true;
    }
    joins
}
