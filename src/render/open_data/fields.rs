//! The table of all open data fields of a document: name, column, type and meaning.
//!
//! The JSON files, the columns of the CSV files, the JSON Schema and the documentation page are all generated from it,
//! so that they always agree. Names and columns are part of the format and not labels of the theme, so that programs
//! keep working when a portal changes its wording or its language.
//!
//! **Invariant.** The format is only extended: new fields are added at the end of their table.

use serde::{Serialize, Serializer};

use super::nested_records;
use crate::entry::address::href;
use crate::entry::{Entry, Status};
use crate::library::DependencyTracker;
use crate::render::Renderer;

/// The type of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum FieldType {
    /// Text.
    Text,
    /// One of a set of texts.
    OneOf(fn() -> Vec<&'static str>),
    /// An absolute URL.
    Address,
    /// A date; possibly only a month, a quarter or a year.
    Date,
    /// A date with or without a time.
    Moment,
    /// A non-negative integer.
    Number,
    /// A SHA-256 digest in hexadecimal.
    Digest,
    /// A language (BCP 47).
    Language,
    /// A list of texts.
    Texts,
    /// A list of records of another table.
    Records(&'static FieldTable),
}

/// A table of fields, with its name in the schema and its title for readers.
#[derive(Debug)]
pub(super) struct FieldTable {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) fields: &'static [DataField],
}

/// A field of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct DataField {
    /// The property name in JSON.
    pub(super) name: &'static str,
    /// The column heading in CSV; empty for fields of nested records, which have no column.
    pub(super) column: &'static str,
    /// The description for readers.
    pub(super) meaning: &'static str,
    /// The type of its values.
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

/// A record within a record, with the text that represents it in a CSV cell.
#[derive(Debug)]
pub(super) struct NestedRecord {
    pub(super) record: DataRecord,
    pub(super) cell_text: String,
}

/// The fields of a table with their values, in the order of the table.
#[derive(Debug)]
pub(super) struct DataRecord(Vec<(&'static DataField, FieldValue)>);

impl DataRecord {
    /// Creates a record with one value for each field of the table.
    pub(super) fn new<const N: usize>(table: &'static FieldTable, values: [FieldValue; N]) -> Self {
        debug_assert_eq!(table.fields.len(), N, "{}", table.name);
        Self(table.fields.iter().zip(values).collect())
    }

    /// Returns the values in the order of the table.
    pub(super) fn values(&self) -> impl Iterator<Item = &FieldValue> {
        self.0.iter().map(|(_, value)| value)
    }
}

/// Missing values are left out.
impl Serialize for DataRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let present = self.0.iter().filter(|(_, value)| !matches!(value, FieldValue::Missing));
        serializer.collect_map(present.map(|(field, value)| (field.name, value)))
    }
}

impl Serialize for FieldValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Texts(texts) => serializer.collect_seq(texts),
            Self::Records(records) => {
                serializer.collect_seq(records.iter().map(|nested| &nested.record))
            }
        }
    }
}

impl FieldValue {
    /// Creates a text value; missing if there is no text or it is empty.
    pub(super) fn text(text: Option<impl Into<String>>) -> Self {
        text.map(Into::into).filter(|text| !text.is_empty()).map_or(Self::Missing, Self::Text)
    }

    /// Creates a list of texts; missing if it is empty.
    pub(super) fn texts(texts: &[String]) -> Self {
        if texts.is_empty() { Self::Missing } else { Self::Texts(texts.to_vec()) }
    }

    /// Creates a list of records; missing if it is empty.
    pub(super) fn records(records: Vec<NestedRecord>) -> Self {
        if records.is_empty() { Self::Missing } else { Self::Records(records) }
    }
}

const fn field(
    name: &'static str,
    column: &'static str,
    field_type: FieldType,
    meaning: &'static str,
) -> DataField {
    DataField { name, column, meaning, field_type, required: false }
}

const fn required(field: DataField) -> DataField {
    DataField { required: true, ..field }
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

/// Returns the Vietnamese name of the current legal status of a document.
fn status(tracker: &DependencyTracker, entry: &Entry) -> Option<&'static str> {
    let effect = tracker.current_status(entry);
    effect.map(|effect| effect.status.name())
}

/// Builds the record of a document.
pub(super) fn document_record(
    renderer: &Renderer<'_>,
    tracker: &DependencyTracker,
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
            FieldValue::text(
                number.filter(|number| number.is_filled()).map(|number| number.key().as_str()),
            ),
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
            FieldValue::text(status(tracker, entry)),
            nested_records::relations(renderer, tracker, entry),
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
