//! Documents that a relation names in one text: numbers with or without type, date and issuer, addresses, URLs.
//!
//! A line may name several documents if each part of it is one of these. What stands beside a number must be
//! understood: a document of another body, or a part of one, would otherwise be taken for this one as a whole.

use super::citation::{self, Citation, CitedDate};
use super::relation::names_part;
use super::{Reference, address};
use crate::vietnamese::date::{DateError, PartialDate};
use crate::vietnamese::document_type;
use crate::vietnamese::fold;
use crate::vietnamese::number::{DocumentNumber, NumberForm};

/// The beginnings of names of documents that are cited without a number, folded.
const NAMED_WITHOUT_NUMBER: [&str; 7] = [
    "luat ",
    "bo luat ",
    "phap lenh ",
    "hien phap",
    "dieu le ",
    "cuong linh ",
    "nghi quyet dai hoi ",
];

/// Words that begin the subject of a document.
const SUBJECT_WORDS: [&str; 12] = [
    "về",
    "v/v",
    "quy định",
    "hướng dẫn",
    "ban hành",
    "phê duyệt",
    "sửa đổi",
    "công bố",
    "triển khai",
    "tổ chức",
    "thực hiện",
    "quy chế",
];

/// The words that a part has at most, if it is to be proposed.
const MAX_PART: usize = 12;

/// A document as it was read from a text.
pub(super) struct ReadDocument {
    pub(super) reference: Reference,
    /// Whether the text is only the name of a document that it makes certain, and so may be one of several.
    is_definite: bool,
    /// A date that does not exist, and why.
    pub(super) bad_date: Option<(String, DateError)>,
}

/// Why no document could be read from a text.
pub(super) enum Unread {
    /// There is no number in it.
    NoNumber,
    /// There are several, but between them is more than a separator.
    Several,
    /// There is one, but these words beside it are not understood; with what they may mean.
    Unclear(String, Option<Box<Reference>>),
}

/// Returns a reference that is only a text.
pub(super) fn in_words(written: &str) -> Reference {
    Reference { text: written.to_owned(), ..Reference::default() }
}

fn begins_with_law(written: &str) -> bool {
    let folded = fold::plain(written);
    NAMED_WITHOUT_NUMBER.iter().any(|name| folded.starts_with(name))
}

/// Returns whether a text names a law, perhaps after one of its provisions.
pub(super) fn is_cited_by_name(written: &str) -> bool {
    let folded = fold::plain(written);
    let mut starts = NAMED_WITHOUT_NUMBER.iter().filter_map(|name| folded.find(name));
    starts.any(|at| {
        let letters = folded[..at].chars().count();
        at == 0 || names_part(&written.chars().take(letters).collect::<String>())
    })
}

/// Reads the documents that a text names: one, several, or one in a longer text.
pub(super) fn split_documents(written: &str) -> Result<Vec<ReadDocument>, Unread> {
    let whole = named_document(written);
    let is_definite = whole.as_ref().is_ok_and(|document| document.is_definite);
    match listed_documents(written).filter(|_| !is_definite) {
        Some(documents) => Ok(documents),
        None => whole.map(|document| vec![document]),
    }
}

/// Reads a list, each part of which names a document and nothing else.
fn listed_documents(written: &str) -> Option<Vec<ReadDocument>> {
    let mut documents = Vec::new();
    let items: Vec<&str> =
        written.split(';').map(str::trim).filter(|item| !item.is_empty()).collect();
    for item in &items {
        // A semicolon separates documents for certain, whatever else each item says.
        if let (true, Ok(document)) = (items.len() > 1, named_document(item)) {
            documents.push(document);
            continue;
        }
        let parts: Vec<&str> = item.split(',').flat_map(|part| part.split(" và ")).collect();
        match listed_document(item) {
            Some(document) if parts.len() == 1 || !begins_with_law(item) => {
                documents.push(document);
            }
            // A law's name may have a comma: "Luật Nhập cảnh, xuất cảnh, quá cảnh".
            law => match enumerated_documents(&parts) {
                Some(enumerated) => documents.extend(enumerated),
                None => documents.push(law?),
            },
        }
    }
    Some(documents)
}

/// Reads the parts of an enumeration; a date belongs to the number before it: "12/2021/TT-BXD, ngày 31/8/2021".
fn enumerated_documents(parts: &[&str]) -> Option<Vec<ReadDocument>> {
    let mut documents: Vec<ReadDocument> = Vec::new();
    for part in parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
        let day = PartialDate::parse(part).ok().filter(|day| day.as_day().is_some());
        match documents.last_mut().filter(|last| last.reference.issued_on.is_none()) {
            Some(last) if day.is_some() => last.reference.issued_on = day,
            _ => documents.push(listed_document(part)?),
        }
    }
    Some(documents)
}

fn listed_document(part: &str) -> Option<ReadDocument> {
    let document = named_document(part).ok().filter(|document| document.is_definite);
    document.or_else(|| {
        let is_law = begins_with_law(part) && citation::find(part).is_empty();
        is_law.then(|| ReadDocument {
            reference: in_words(part),
            is_definite: true,
            bad_date: None,
        })
    })
}

/// Reads a text that names one document.
fn named_document(written: &str) -> Result<ReadDocument, Unread> {
    let mut reference = in_words(written);
    let is_list = written.contains([',', ';']);
    if written.starts_with('/') && !is_list {
        let decoded = address::decode(written);
        reference.address = Some(format!("{}/", decoded.trim_end_matches('/')));
        return Ok(ReadDocument { reference, is_definite: true, bad_date: None });
    }
    if (written.starts_with("http://") || written.starts_with("https://")) && !is_list {
        reference.url = Some(address::normalize_web_url(written).ok_or(Unread::NoNumber)?);
        return Ok(ReadDocument { reference, is_definite: true, bad_date: None });
    }
    match &citation::find(written)[..] {
        [] => bare_document(reference),
        [citation] => cited_document(reference, citation),
        _ => Err(Unread::Several),
    }
}

/// Reads a text with one citation.
fn cited_document(mut reference: Reference, citation: &Citation) -> Result<ReadDocument, Unread> {
    let written = reference.text.clone();
    let cited = &citation.cited;
    let before = written[..citation.range.start].trim().trim_end_matches("của").trim_end();
    let after = written[citation.range.end..].trim_start_matches([' ', ',']).trim_end();
    let number = DocumentNumber::parse(&written[citation.number.clone()]);
    let doc_type = cited.doc_type.and_then(document_type::by_name);
    if let Some(other) = doc_type.filter(|doc_type| !number.is_consistent_with(doc_type)) {
        return Err(Unread::Unclear(other.name.to_owned(), None));
    }
    if names_part(before) {
        reference.part = Some(before.trim_end_matches([' ', ',']).to_owned());
    } else if !(before.is_empty()
        || document_type::by_name(before).is_some()
        || begins_with_law(&written))
    {
        return Err(Unread::Unclear(before.to_owned(), None));
    }
    reference.number = Some(cited.number.clone());
    reference.issuer = cited.issuer().map(str::to_owned);
    reference.issued_on = match cited.date {
        CitedDate::Certain(day) => Some(day),
        CitedDate::Missing | CitedDate::Possible(_) | CitedDate::Beside(_) => None,
    };
    let in_brackets = after.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let is_enumeration = before.contains([',', ';']);
    let dated = &written[citation.number.end..citation.range.end];
    if after.is_empty() && reference.issued_on.is_some() && !dated.contains("ngày") {
        // The page writes the date after the number.
        reference.text.truncate(citation.number.end);
    }
    let is_definite = match in_brackets.map(|inner| (inner, PartialDate::parse(inner))) {
        _ if after.is_empty() || after.starts_with("của ") && !after.contains([',', ';']) => {
            !is_enumeration
        }
        Some((_, Ok(day))) => {
            reference.text.truncate(citation.range.end);
            reference.issued_on = Some(day);
            true
        }
        Some((inner, Err(_))) if names_part(inner) && !fold::plain(inner).starts_with("tru ") => {
            reference.part = Some(inner.to_owned());
            true
        }
        _ if begins_with_subject(after) => false,
        _ => {
            let words = after.trim_start_matches([';', ' ']);
            let meant = with_detail(reference, words).map(Box::new);
            return Err(Unread::Unclear(words.to_owned(), meant));
        }
    };
    Ok(ReadDocument { reference, is_definite, bad_date: None })
}

/// Returns a reference with what words beside its number say: the part that is meant, or the days.
fn with_detail(mut reference: Reference, words: &str) -> Option<Reference> {
    let words = words.trim_matches(['(', ')', ' ', ',']);
    if let Some((from, until)) = period(words) {
        (reference.from, reference.until) = (from, until);
    } else if names_part(words) && reference.part.is_none() && words.split(' ').count() < MAX_PART {
        if fold::plain(words).starts_with("tru ") {
            return None;
        }
        reference.part = Some(words.to_owned());
    } else {
        return None;
    }
    Some(reference)
}

/// Reads "từ ngày 01/7/2026 đến hết ngày 31/12/2026", or one half of it.
fn period(words: &str) -> Option<(Option<PartialDate>, Option<PartialDate>)> {
    let day = |words: &str| PartialDate::parse(words.trim()).ok();
    let words = words.strip_prefix("kể ").unwrap_or(words);
    let (from, until) = match words.split_once("đến ") {
        Some((from, until)) => (from.trim(), Some(until.strip_prefix("hết ").unwrap_or(until))),
        None => (words, None),
    };
    let from = if from.is_empty() { None } else { Some(day(from.strip_prefix("từ ")?)?) };
    match until {
        Some(until) => Some((from, Some(day(until)?))),
        None => from.map(|from| (Some(from), None)),
    }
}

/// Reads a number that is no citation, such as a mere serial or a number with a date that does not exist.
fn bare_document(mut reference: Reference) -> Result<ReadDocument, Unread> {
    let BareParts { number, day, issuer } = BareParts::of(&reference.text);
    let issuer = issuer.map(str::to_owned);
    let parsed = DocumentNumber::parse(strip_type(number));
    let form = parsed.form();
    if form == NumberForm::Other || !parsed.is_filled() {
        return Err(number_among_words(&reference));
    }
    let mut bad_date = None;
    match day.map(PartialDate::parse) {
        Some(Ok(day)) => reference.issued_on = Some(day),
        Some(Err(error)) if error != DateError::Unreadable => {
            bad_date = day.map(|day| (day.to_owned(), error));
        }
        _ => {}
    }
    reference.number = Some(parsed.key().clone());
    reference.issuer = issuer;
    let is_definite = form.is_complete() || form == NumberForm::OldStyle;
    Ok(ReadDocument { reference, is_definite, bad_date })
}

/// The parts of a text that is no citation.
struct BareParts<'t> {
    number: &'t str,
    day: Option<&'t str>,
    issuer: Option<&'t str>,
}

impl<'t> BareParts<'t> {
    fn of(text: &'t str) -> Self {
        let (document, issuer) = match text.split_once(" của ") {
            Some((document, issuer)) => (document, Some(issuer.trim())),
            None => (text, None),
        };
        match document.split_once("ngày") {
            Some((number, day)) => {
                let number = number.trim_end_matches([' ', ',', '(']);
                Self { number, day: Some(day.trim().trim_end_matches(')')), issuer }
            }
            None => Self { number: document, day: None, issuer },
        }
    }
}

/// Tells why a text cannot be read that is neither a citation nor a number: words precede the number, as in "một phần
/// 12/QĐ-UBND", or there is none.
fn number_among_words(reference: &Reference) -> Unread {
    let BareParts { number: words, day, issuer } = BareParts::of(&reference.text);
    let (before, last) = words.trim().rsplit_once(' ').unwrap_or_default();
    let number = DocumentNumber::parse(last);
    if !number.form().is_complete() || !number.is_filled() {
        return Unread::NoNumber;
    }
    let found = Reference {
        text: last.to_owned(),
        number: Some(number.key().clone()),
        issued_on: day.and_then(|day| PartialDate::parse(day).ok()),
        issuer: issuer.map(str::to_owned),
        ..Reference::default()
    };
    Unread::Unclear(before.to_owned(), with_detail(found, before).map(Box::new))
}

impl Reference {
    /// Returns its number as it is written in the text.
    pub fn written_number(&self) -> Option<DocumentNumber> {
        let key = self.number.as_ref()?;
        let cited = citation::find(&self.text).into_iter().map(|cited| &self.text[cited.number]);
        let bare = strip_type(BareParts::of(&self.text).number);
        let mut numbers = cited.chain([bare]).map(DocumentNumber::parse);
        numbers.find(|number| number.key() == key)
    }
}

/// Returns whether a text after a number tells what the document is about.
fn begins_with_subject(after: &str) -> bool {
    let after = after.trim_start_matches(['(', ':', '-', '–', ' ']);
    let after = match after.strip_prefix("của ") {
        Some(issuer) => SUBJECT_WORDS
            .iter()
            .find_map(|word| issuer.find(&format!(" {word} ")).map(|at| &issuer[at + 1..])),
        None => Some(after),
    };
    let folded = after.map(fold::plain).unwrap_or_default();
    SUBJECT_WORDS.iter().any(|word| folded.starts_with(&*fold::plain(word)))
}

/// Strips the type before a number: `Nghị định số 30/2020/NĐ-CP` becomes `số 30/2020/NĐ-CP`.
fn strip_type(written: &str) -> &str {
    let written = written.trim();
    let folded = fold::plain(written);
    let names = document_type::names().filter(|name| folded.starts_with(&fold::plain(name)));
    let letters = names.map(|name| name.chars().count()).max().unwrap_or(0);
    written.char_indices().nth(letters).map_or("", |(at, _)| written[at..].trim())
}
