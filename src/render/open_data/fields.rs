//! The one table of what open data tells of a document: name, meaning, form and value of every field.
//!
//! The JSON files, the columns of the CSV files, the JSON Schema and the table that people read are all made from it,
//! so none of them can say what another does not. Names and columns are the format's own and not labels of a theme:
//! a program written for them must go on working when a portal changes its words or its language.
//!
//! **Invariant.** A field is only ever added, at the end of its table.

use serde::{Serialize, Serializer};

use super::nested_records;
use crate::entry::address::href;
use crate::entry::{Entry, Status};
use crate::library::DependencyTracker;
use crate::render::Renderer;

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum FieldType {
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
    Records(&'static FieldTable),
}

/// A table of fields with the name that the schema and people know it by.
#[derive(Debug)]
pub(super) struct FieldTable {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) fields: &'static [DataField],
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub(super) struct DataField {
    /// The name in JSON.
    pub(super) name: &'static str,
    /// The head of its column in CSV; empty for the fields of records within records, which have none.
    pub(super) column: &'static str,
    /// What it means.
    pub(super) meaning: &'static str,
    /// What it holds.
    pub(super) field_type: FieldType,
    /// Whether every record has it.
    pub(super) required: bool,
}

/// A value of a field.
#[derive(Debug)]
pub(super) enum FieldValue {
    Missing,
    Text(String),
    Number(u64),
    Texts(Vec<String>),
    Records(Vec<NestedRecord>),
}

/// A record within a record: its values, and the text that stands for it in a cell.
#[derive(Debug)]
pub(super) struct NestedRecord {
    pub(super) record: DataRecord,
    pub(super) cell_text: String,
}

/// Fields with their values, in the order of a table.
#[derive(Debug)]
pub(super) struct DataRecord(Vec<(&'static DataField, FieldValue)>);

impl DataRecord {
    /// Puts values beside the fields of a table; there is one value for each.
    pub(super) fn new<const N: usize>(table: &'static FieldTable, values: [FieldValue; N]) -> Self {
        debug_assert_eq!(table.fields.len(), N, "{}", table.name);
        Self(table.fields.iter().zip(values).collect())
    }

    /// Gives the values in the order of the table.
    pub(super) fn values(&self) -> impl Iterator<Item = &FieldValue> {
        self.0.iter().map(|(_, value)| value)
    }
}

/// What is missing is left out.
impl Serialize for DataRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let there = self.0.iter().filter(|(_, value)| !matches!(value, FieldValue::Missing));
        serializer.collect_map(there.map(|(field, value)| (field.name, value)))
    }
}

impl Serialize for FieldValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Texts(texts) => serializer.collect_seq(texts),
            Self::Records(rows) => serializer.collect_seq(rows.iter().map(|row| &row.record)),
        }
    }
}

impl FieldValue {
    /// Makes a value of a text that may be missing.
    pub(super) fn text(text: Option<impl Into<String>>) -> Self {
        text.map(Into::into).filter(|text| !text.is_empty()).map_or(Self::Missing, Self::Text)
    }

    /// Makes a value of several texts.
    pub(super) fn texts(texts: &[String]) -> Self {
        if texts.is_empty() { Self::Missing } else { Self::Texts(texts.to_vec()) }
    }

    /// Makes a value of several records.
    pub(super) fn records(rows: Vec<NestedRecord>) -> Self {
        if rows.is_empty() { Self::Missing } else { Self::Records(rows) }
    }
}

const fn field(
    name: &'static str,
    column: &'static str,
    form: FieldType,
    meaning: &'static str,
) -> DataField {
    DataField { name, column, meaning, field_type: form, required: false }
}

const fn required(of: DataField) -> DataField {
    DataField { required: true, ..of }
}

/// The fields of a document.
pub(super) static DOCUMENT: FieldTable = FieldTable {
    name: "document",
    title: "Văn bản",
    fields: &[
        required(field(
            "id",
            "Địa chỉ",
            FieldType::Address,
            "Địa chỉ cố định của văn bản trên cổng, cũng là định danh.",
        )),
        required(field(
            "title",
            "Tiêu đề",
            FieldType::Text,
            "Tiêu đề; nếu không ghi riêng thì là thể loại và trích yếu.",
        )),
        field("number", "Số hiệu", FieldType::Text, "Số, ký hiệu, đúng như đã viết."),
        field(
            "number_key",
            "Số hiệu (để so khớp)",
            FieldType::Text,
            "Số, ký hiệu bằng chữ thường, bỏ số 0 ở đầu và khoảng trắng; hai cách viết của một số có cùng giá trị. \
             Không có khi văn bản chưa có số.",
        ),
        field("type", "Thể loại", FieldType::Text, "Tên loại văn bản: Báo cáo, Quyết định …"),
        field("issued_on", "Ngày ban hành", FieldType::Date, "Ngày ban hành."),
        field(
            "issuer",
            "Cơ quan ban hành",
            FieldType::Text,
            "Cơ quan ban hành, tên vào lúc ban hành.",
        ),
        field("abstract", "Trích yếu", FieldType::Text, "Trích yếu nội dung."),
        field(
            "summary",
            "Tóm tắt",
            FieldType::Text,
            "Tóm tắt, khi khác trích yếu; có thể là đoạn đầu của văn bản.",
        ),
        field("fields", "Lĩnh vực", FieldType::Texts, "Các lĩnh vực."),
        field("signer", "Người ký", FieldType::Text, "Họ tên người ký."),
        field("signer_title", "Chức vụ", FieldType::Text, "Chức vụ của người ký."),
        field("effective_on", "Ngày có hiệu lực", FieldType::Date, "Ngày bắt đầu có hiệu lực."),
        field("expires_on", "Ngày hết hiệu lực", FieldType::Date, "Ngày hết hiệu lực."),
        field(
            "status",
            "Tình trạng hiệu lực",
            FieldType::OneOf(status_names),
            "Tình trạng hiệu lực vào ngày lập tệp, theo ngày và quan hệ đã ghi.",
        ),
        field(
            "relations",
            "Quan hệ",
            FieldType::Records(&nested_records::RELATION),
            "Văn bản khác mà văn bản này nêu, theo một chiều: muốn biết văn bản nào sửa đổi văn bản này, tìm các văn \
             bản có quan hệ dẫn tới địa chỉ này.",
        ),
        required(field(
            "language",
            "Ngôn ngữ",
            FieldType::Language,
            "Ngôn ngữ của văn bản, theo BCP 47: vi, en …",
        )),
        field("tags", "Từ khóa", FieldType::Texts, "Các từ khóa."),
        field("posted_at", "Ngày đăng", FieldType::Moment, "Thời điểm đăng trên cổng."),
        field("updated_at", "Ngày cập nhật", FieldType::Moment, "Thời điểm cập nhật gần nhất."),
        field(
            "public_until",
            "Thời hạn công khai",
            FieldType::Date,
            "Ngày cuối cùng được công khai, khi có ấn định.",
        ),
        field(
            "corrections",
            "Đính chính",
            FieldType::Records(&nested_records::CORRECTION),
            "Các lần đính chính.",
        ),
        field(
            "attachments",
            "Tệp đính kèm",
            FieldType::Records(&nested_records::FILE),
            "Các tệp tải về được.",
        ),
    ],
};

fn status_names() -> Vec<&'static str> {
    Status::ALL.iter().map(|(_, name)| *name).collect()
}

/// Tells the state of effect of a document.
fn status(inquiry: &DependencyTracker, entry: &Entry) -> Option<&'static str> {
    let effect = inquiry.current_status(entry);
    effect.map(|effect| effect.status.name())
}

/// Reads what open data tells of a document.
pub(super) fn document_record(
    renderer: &Renderer<'_>,
    inquiry: &DependencyTracker,
    entry: &Entry,
) -> DataRecord {
    let metadata = &entry.metadata;
    let zone = renderer.config.zone;
    let number = metadata.number.as_ref();
    let summary = Some(&metadata.summary);
    let summary = summary.filter(|summary| metadata.abstract_text.as_ref() != Some(summary));
    DataRecord::new(
        &DOCUMENT,
        [
            FieldValue::Text(renderer.config.base_url.absolute_url(&href(&entry.address))),
            FieldValue::Text(metadata.title.clone()),
            FieldValue::text(number.map(|number| number.written())),
            FieldValue::text(number.filter(|number| number.is_filled()).map(|number| number.key())),
            FieldValue::text(metadata.doc_type.as_deref()),
            FieldValue::text(metadata.issued_on.map(|date| date.iso())),
            FieldValue::text(metadata.issuer.as_deref()),
            FieldValue::text(metadata.abstract_text.as_deref()),
            FieldValue::text(summary.cloned()),
            FieldValue::texts(&metadata.fields),
            FieldValue::text(metadata.signer.as_deref()),
            FieldValue::text(metadata.signer_title.as_deref()),
            FieldValue::text(metadata.effective_on.map(|date| date.iso())),
            FieldValue::text(metadata.expires_on.map(|date| date.iso())),
            FieldValue::text(status(inquiry, entry)),
            nested_records::relations(renderer, inquiry, entry),
            FieldValue::Text(renderer.language_of(entry).to_owned()),
            FieldValue::texts(&metadata.tags),
            FieldValue::text(metadata.posted_at.map(|moment| moment.iso(zone))),
            FieldValue::text(metadata.updated_at.map(|moment| moment.iso(zone))),
            FieldValue::text(metadata.public_until.map(|date| date.iso())),
            nested_records::corrections(entry),
            nested_records::files(renderer, entry),
        ],
    )
}
