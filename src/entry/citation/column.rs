//! The columns of a table that list documents: what the head of a column says about the numbers below it.
//!
//! Under "Số, ký hiệu" or "Văn bản" a number needs no "số" to be that of a document, and what is under "Ngày ban hành"
//! is its date. Under "Mẫu số" even what looks like one is the number of a form.
//!
//! **Left out on purpose.** A serial without codes stays an amount, whatever the head says. The date of a row only
//! rules documents out, because nothing says that it is that of the document.

use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type;
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
const TEXT_WORDS: [&str; 7] = ["tên", "loại", "trích", "nội", "cơ", "người", "ghi"];

/// The words of a head of a column of days of issue.
const DATE_WORDS: [&str; 9] = ["ngày", "tháng", "năm", "ban", "hành", "ký", "văn", "bản", "vb"];

/// What a column of a table holds, by its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableColumn {
    /// Numbers of documents.
    DocumentNumbers,
    /// Numbers of something else, such as forms.
    OtherNumbers,
    /// Days of issue.
    Dates,
    /// Anything else.
    Text,
}

/// What the column and the row of a cell say about the number that the cell begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellContext {
    /// The column.
    pub column: TableColumn,
    /// The date in another cell of the row.
    pub date: Option<PartialDate>,
}

impl CellContext {
    /// The context of text outside tables.
    pub const NONE: Self = Self { column: TableColumn::Text, date: None };
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
        if words.first() == Some(&"ngày") && words.iter().all(|word| DATE_WORDS.contains(word)) {
            return Self::Dates;
        }
        let without_date = |known: &&str| words.contains(&"ngày") && DATE_WORDS.contains(known);
        let name = words.join(" ");
        let about_documents = NUMBER_PHRASES.iter().any(|phrase| name.contains(phrase));
        let short: Vec<&str> = words.iter().copied().filter(|word| !without_date(word)).collect();
        let is_numbers = about_documents || NUMBER_HEADS.contains(&&*short.join(" "));
        match () {
            () if has_any(&OTHER_NUMBER_WORDS) => Self::OtherNumbers,
            () if has_any(&TEXT_WORDS) => Self::Text,
            () if is_numbers || names_type(&name) => Self::DocumentNumbers,
            () => Self::Text,
        }
    }
}

/// Returns whether a head is the name of a type, perhaps with "số": "Số quyết định", "Công văn số".
fn names_type(head: &str) -> bool {
    let head = head.strip_prefix("số ").unwrap_or(head);
    let name = head.strip_suffix(" số").unwrap_or(head);
    // A single word may be an abbreviation: TT is also "thứ tự".
    name.contains(' ') && document_type::by_name(name).is_some()
}
