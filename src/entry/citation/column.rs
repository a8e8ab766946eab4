//! The columns of a table that list documents: what the head of a column says about the numbers below it.
//!
//! Under "Số, ký hiệu" or "Văn bản" a number needs no "số" to be that of a document, and what is under "Ngày ban hành"
//! is its date. Under "Mẫu số" even what looks like one is the number of a form.
//!
//! What else the row says, or the head, must agree: the date, the issuer, the type.
//!
//! **Left out on purpose.** A serial without codes stays an amount, whatever the head says. The date of a row only
//! rules documents out, because nothing says that it is that of the document.

use super::issuer;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type::{self, DocumentType};
use crate::vietnamese::fold;

/// The maximum length of a head, in bytes; a longer text is no head of a column of numbers.
const MAX_HEAD_BYTES: usize = 90;

/// The phrases that a head of a column of document numbers contains.
const NUMBER_PHRASES: [&str; 4] = ["số hiệu", "ký hiệu", "kí hiệu", "văn bản"];

/// The heads of columns of document numbers that contain none of these phrases.
const NUMBER_HEADS: [&str; 4] = ["số", "số vb", "căn cứ", "căn cứ pháp lý"];

/// The words of a head that make it one of numbers of something else.
const OTHER_NUMBER_WORDS: [&str; 9] =
    ["mẫu", "biểu", "mã", "phụ", "hồ", "hóa", "thửa", "khoản", "phép"];

/// The words of a head that is about documents but not about their numbers.
const TEXT_WORDS: [&str; 6] = ["tên", "trích", "nội", "cơ", "người", "ghi"];

/// The phrases of a head of a column of issuers: alone, or with one of the words for issuing.
const ISSUER_PHRASES: [&str; 9] =
    ["cơ quan", "đơn vị", "nơi", "cấp", "chủ thể", "tác giả", "địa phương", "địa bàn", "tổ chức"];
const ISSUING_PHRASES: [&str; 3] = ["ban hành", "phát hành", "ký"];

/// The words of a head of a column of notes.
const NOTE_WORDS: [&str; 2] = ["ghi chú", "nguồn"];

/// The words of a head of a column of days of issue.
const DATE_WORDS: [&str; 9] = ["ngày", "tháng", "năm", "ban", "hành", "ký", "văn", "bản", "vb"];

/// What a column of a table holds, by its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableColumn {
    /// Numbers of documents.
    DocumentNumbers,
    /// Numbers of something else, such as forms.
    OtherNumbers,
    /// Days or years of issue.
    Dates,
    /// The bodies that issued the documents.
    Issuers,
    /// The types of the documents.
    Types,
    /// Notes, which may name the body.
    Notes,
    /// Anything else.
    Text,
}

/// What the column and the row of a cell say about the number that the cell begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellContext {
    /// Whether it is a cell at all.
    pub is_in_table: bool,
    /// The column.
    pub column: TableColumn,
    /// The date in another cell of the row.
    pub date: Option<PartialDate>,
    /// The issuer in another cell of the row or in the head of the column, folded.
    pub issuer: Option<Box<str>>,
    /// The type in another cell of the row or in the head of the column.
    pub doc_type: Option<&'static DocumentType>,
}

impl CellContext {
    /// The context of text outside tables.
    pub const NONE: Self = Self {
        is_in_table: false,
        column: TableColumn::Text,
        date: None,
        issuer: None,
        doc_type: None,
    };

    /// Adds what another cell of the row says; the date of a row is not added here.
    pub fn add_cell(&mut self, column: TableColumn, text: &str) {
        match column {
            TableColumn::Issuers => {
                let is_name = text.contains(char::is_alphabetic);
                let whole = || is_name.then(|| fold::term(text).into());
                self.issuer = issuer::in_note(text).or_else(whole).or(self.issuer.take());
            }
            TableColumn::Notes => {
                self.issuer = self.issuer.take().or_else(|| issuer::in_note(text));
            }
            TableColumn::Types => self.doc_type = document_type::by_name(text.trim()),
            _ => {}
        }
    }

    /// Adds what the head of the column says.
    pub fn add_head(&mut self, head: &str) {
        if let Some(issuer) = issuer::in_note(head) {
            self.issuer = Some(issuer);
        }
        self.doc_type = self.doc_type.or_else(|| type_in_head(&fold::term(head)));
    }
}

impl TableColumn {
    /// Returns what the head of a column says.
    ///
    /// ```
    /// # use niemyet::entry::citation::TableColumn;
    /// assert_eq!(TableColumn::from_head("Số, ký hiệu"), TableColumn::DocumentNumbers);
    /// assert_eq!(TableColumn::from_head("Ngày ban hành"), TableColumn::Dates);
    /// assert_eq!(TableColumn::from_head("Số lượng"), TableColumn::Text);
    /// ```
    pub fn from_head(head: &str) -> Self {
        if head.len() > MAX_HEAD_BYTES {
            return Self::Text;
        }
        let folded = fold::term(head);
        let words: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let has_any = |known: &[&str]| words.iter().any(|word| known.contains(word));
        let is_time = words.first().is_some_and(|word| ["ngày", "năm"].contains(word));
        if is_time && words.iter().all(|word| DATE_WORDS.contains(word)) {
            return Self::Dates;
        }
        let without_date = |known: &&str| words.contains(&"ngày") && DATE_WORDS.contains(known);
        let name = words.join(" ");
        let about_documents = NUMBER_PHRASES.iter().any(|phrase| name.contains(phrase));
        let short: Vec<&str> = words.iter().copied().filter(|word| !without_date(word)).collect();
        let is_numbers = about_documents || NUMBER_HEADS.contains(&&*short.join(" "));
        let has_phrase = |known: &[&str]| known.iter().any(|phrase| name.contains(phrase));
        let is_issuers = ISSUER_PHRASES.contains(&&*name)
            || has_phrase(&ISSUER_PHRASES) && has_phrase(&ISSUING_PHRASES);
        match () {
            () if is_issuers => Self::Issuers,
            () if has_any(&OTHER_NUMBER_WORDS) => Self::OtherNumbers,
            () if has_any(&["loại"]) => Self::Types,
            () if has_phrase(&NOTE_WORDS) => Self::Notes,
            () if has_any(&TEXT_WORDS) => Self::Text,
            () if is_numbers || type_in_head(&name).is_some() => Self::DocumentNumbers,
            () => Self::Text,
        }
    }
}

/// Returns the type if a head is its name, perhaps with "số": "Số quyết định", "Công văn số".
fn type_in_head(head: &str) -> Option<&'static DocumentType> {
    let head = head.strip_prefix("số ").unwrap_or(head);
    let name = head.strip_suffix(" số").unwrap_or(head);
    // A single word may be an abbreviation: TT is also "thứ tự".
    document_type::by_name(name).filter(|_| name.contains(' '))
}
