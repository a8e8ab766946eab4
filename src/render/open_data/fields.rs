//! The one table of what open data tells of a document: name, meaning, form and value of every field.
//!
//! The JSON files, the columns of the CSV files, the JSON Schema and the table that people read are all made from it,
//! so none of them can say what another does not. Names and columns are the format's own and not labels of a theme:
//! a program written for them must go on working when a portal changes its words or its language.
//!
//! **Invariant.** A field is only ever added, at the end of its table.

use serde::{Serialize, Serializer};

use super::rows;
use crate::entry::address::href;
use crate::entry::{Entry, Status};
use crate::library::Inquiry;
use crate::render::Renderer;

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// Text.
    Text,
    /// One of these words.
    OneOf(fn() -> Vec<&'static str>),
    /// An absolute address.
    Address,
    /// A date, perhaps only a month, a quarter or a year.
    Date,
    /// A day with or without a time.
    Moment,
    /// A count of bytes.
    Number,
    /// A SHA-256 in hexadecimal digits.
    Digest,
    /// A BCP 47 language.
    Language,
    /// Several texts.
    Texts,
    /// Several records of this table.
    Rows(&'static Table),
}

/// A table of fields with the name that the schema and people know it by.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) fields: &'static [Field],
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    /// The name in JSON.
    pub(super) name: &'static str,
    /// The head of its column in CSV; empty for the fields of records within records, which have none.
    pub(super) column: &'static str,
    /// What it means.
    pub(super) meaning: &'static str,
    /// What it holds.
    pub(super) form: Form,
    /// Whether every record has it.
    pub(super) always: bool,
}

/// A value of a field.
#[derive(Debug)]
pub(super) enum Value {
    Missing,
    Text(String),
    Number(u64),
    Texts(Vec<String>),
    Rows(Vec<Row>),
}

/// A record within a record: its values, and the text that stands for it in a cell.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) record: Record,
    pub(super) line: String,
}

/// Fields with their values, in the order of a table.
#[derive(Debug)]
pub(super) struct Record(Vec<(&'static Field, Value)>);

impl Record {
    /// Puts values beside the fields of a table; there is one value for each.
    pub(super) fn new<const N: usize>(table: &'static Table, values: [Value; N]) -> Self {
        debug_assert_eq!(table.fields.len(), N, "{}", table.name);
        Self(table.fields.iter().zip(values).collect())
    }

    /// Gives the values in the order of the table.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().map(|(_, value)| value)
    }
}

/// What is missing is left out.
impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let there = self.0.iter().filter(|(_, value)| !matches!(value, Value::Missing));
        serializer.collect_map(there.map(|(field, value)| (field.name, value)))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Texts(texts) => serializer.collect_seq(texts),
            Self::Rows(rows) => serializer.collect_seq(rows.iter().map(|row| &row.record)),
        }
    }
}

impl Value {
    /// Makes a value of a text that may be missing.
    pub(super) fn text(text: Option<impl Into<String>>) -> Self {
        text.map(Into::into).filter(|text| !text.is_empty()).map_or(Self::Missing, Self::Text)
    }

    /// Makes a value of several texts.
    pub(super) fn texts(texts: &[String]) -> Self {
        if texts.is_empty() { Self::Missing } else { Self::Texts(texts.to_vec()) }
    }

    /// Makes a value of several records.
    pub(super) fn rows(rows: Vec<Row>) -> Self {
        if rows.is_empty() { Self::Missing } else { Self::Rows(rows) }
    }
}

const fn field(
    name: &'static str,
    column: &'static str,
    form: Form,
    meaning: &'static str,
) -> Field {
    Field { name, column, meaning, form, always: false }
}

const fn always(of: Field) -> Field {
    Field { always: true, ..of }
}

/// The fields of a document.
pub(super) static DOCUMENT: Table = Table {
    name: "document",
    title: "Văn bản",
    fields: &[
        always(field(
            "id",
            "Địa chỉ",
            Form::Address,
            "Địa chỉ cố định của văn bản trên cổng, cũng là định danh.",
        )),
        always(field(
            "title",
            "Tiêu đề",
            Form::Text,
            "Tiêu đề; nếu không ghi riêng thì là thể loại và trích yếu.",
        )),
        field("number", "Số hiệu", Form::Text, "Số, ký hiệu, đúng như đã viết."),
        field(
            "number_key",
            "Số hiệu (để so khớp)",
            Form::Text,
            "Số, ký hiệu bằng chữ thường, bỏ số 0 ở đầu và khoảng trắng; hai cách viết của một số có cùng giá trị. \
             Không có khi văn bản chưa có số.",
        ),
        field("type", "Thể loại", Form::Text, "Tên loại văn bản: Báo cáo, Quyết định …"),
        field("issued_on", "Ngày ban hành", Form::Date, "Ngày ban hành."),
        field("issuer", "Cơ quan ban hành", Form::Text, "Cơ quan ban hành, tên vào lúc ban hành."),
        field("abstract", "Trích yếu", Form::Text, "Trích yếu nội dung."),
        field(
            "summary",
            "Tóm tắt",
            Form::Text,
            "Tóm tắt, khi khác trích yếu; có thể là đoạn đầu của văn bản.",
        ),
        field("fields", "Lĩnh vực", Form::Texts, "Các lĩnh vực."),
        field("signer", "Người ký", Form::Text, "Họ tên người ký."),
        field("signer_title", "Chức vụ", Form::Text, "Chức vụ của người ký."),
        field("effective_on", "Ngày có hiệu lực", Form::Date, "Ngày bắt đầu có hiệu lực."),
        field("expires_on", "Ngày hết hiệu lực", Form::Date, "Ngày hết hiệu lực."),
        field(
            "status",
            "Tình trạng hiệu lực",
            Form::OneOf(states),
            "Tình trạng hiệu lực vào ngày lập tệp, theo ngày và quan hệ đã ghi.",
        ),
        field(
            "relations",
            "Quan hệ",
            Form::Rows(&rows::RELATION),
            "Văn bản khác mà văn bản này nêu, theo một chiều: muốn biết văn bản nào sửa đổi văn bản này, tìm các văn \
             bản có quan hệ dẫn tới địa chỉ này.",
        ),
        always(field(
            "language",
            "Ngôn ngữ",
            Form::Language,
            "Ngôn ngữ của văn bản, theo BCP 47: vi, en …",
        )),
        field("tags", "Từ khóa", Form::Texts, "Các từ khóa."),
        field("posted_at", "Ngày đăng", Form::Moment, "Thời điểm đăng trên cổng."),
        field("updated_at", "Ngày cập nhật", Form::Moment, "Thời điểm cập nhật gần nhất."),
        field(
            "public_until",
            "Thời hạn công khai",
            Form::Date,
            "Ngày cuối cùng được công khai, khi có ấn định.",
        ),
        field("corrections", "Đính chính", Form::Rows(&rows::CORRECTION), "Các lần đính chính."),
        field("attachments", "Tệp đính kèm", Form::Rows(&rows::FILE), "Các tệp tải về được."),
    ],
};

fn states() -> Vec<&'static str> {
    Status::ALL.iter().map(|(_, name)| *name).collect()
}

/// Tells the state of effect of a document.
fn status(inquiry: &Inquiry, entry: &Entry) -> Option<&'static str> {
    let effect = inquiry.effect(entry);
    effect.map(|effect| effect.status.name())
}

/// Reads what open data tells of a document.
pub(super) fn document(renderer: &Renderer<'_>, inquiry: &Inquiry, entry: &Entry) -> Record {
    let metadata = &entry.metadata;
    let zone = renderer.config.zone;
    let number = metadata.number.as_ref();
    let summary = Some(&metadata.summary);
    let summary = summary.filter(|summary| metadata.abstract_text.as_ref() != Some(summary));
    Record::new(
        &DOCUMENT,
        [
            Value::Text(renderer.config.base.absolute(&href(&entry.address))),
            Value::Text(metadata.title.clone()),
            Value::text(number.map(|number| number.written())),
            Value::text(number.filter(|number| number.is_filled()).map(|number| number.key())),
            Value::text(metadata.doc_type.as_deref()),
            Value::text(metadata.issued_on.map(|date| date.iso())),
            Value::text(metadata.issuer.as_deref()),
            Value::text(metadata.abstract_text.as_deref()),
            Value::text(summary.cloned()),
            Value::texts(&metadata.fields),
            Value::text(metadata.signer.as_deref()),
            Value::text(metadata.signer_title.as_deref()),
            Value::text(metadata.effective_on.map(|date| date.iso())),
            Value::text(metadata.expires_on.map(|date| date.iso())),
            Value::text(status(inquiry, entry)),
            rows::relations(renderer, inquiry, entry),
            Value::Text(renderer.language_of(entry).to_owned()),
            Value::texts(&metadata.tags),
            Value::text(metadata.posted_at.map(|moment| moment.iso(zone))),
            Value::text(metadata.updated_at.map(|moment| moment.iso(zone))),
            Value::text(metadata.public_until.map(|date| date.iso())),
            rows::corrections(entry),
            rows::files(renderer, entry),
        ],
    )
}
