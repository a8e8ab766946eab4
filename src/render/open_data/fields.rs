//! The columns of open data: the fields of a document with name, heading, type, meaning and value.
//!
//! Names and headings are part of the format and not labels of the theme, so that programs keep working when a portal
//! changes its wording or its language.
//!
//! **Invariant.** The format is only extended: new columns are added at the end. A metadata field that is published
//! as a column has one of its name.

use super::nested_records;
use super::table::{DataField, DataRecord, FieldTable, FieldType, FieldValue};
use crate::entry::address::href;
use crate::entry::{Entry, METADATA_FIELDS, Metadata, Status, TextField};
use crate::library::{DependencyTracker, EffectBoundary, EffectState};
use crate::render::Renderer;
use crate::vietnamese::number::DocumentNumber;
use FieldType::{Address, Date, Language, Moment, OneOf, Records, Text, Texts};

/// A document, with what its values are made from.
struct DocumentSource<'a> {
    renderer: &'a Renderer<'a>,
    tracker: &'a DependencyTracker,
    entry: &'a Entry,
    metadata: &'a Metadata,
}

impl DocumentSource<'_> {
    fn filled_number(&self) -> Option<&DocumentNumber> {
        self.metadata.number.as_ref().filter(|number| number.is_filled())
    }
}

/// A field of a document, and how its value is found.
struct DataColumn {
    field: DataField,
    value: fn(&DocumentSource<'_>) -> FieldValue,
}

impl DataColumn {
    const fn in_every_record(self) -> Self {
        Self { field: DataField { required: true, ..self.field }, value: self.value }
    }
}

const fn column(
    name: &'static str,
    column: &'static str,
    field_type: FieldType,
    meaning: &'static str,
    value: fn(&DocumentSource<'_>) -> FieldValue,
) -> DataColumn {
    DataColumn { field: DataField { name, column, meaning, field_type, required: false }, value }
}

/// All columns, in their order: each with its value on the last line.
#[rustfmt::skip]
const COLUMNS: &[DataColumn] = &[
    column("id", "Địa chỉ", Address, "Địa chỉ cố định của văn bản trên cổng, cũng là định danh.",
        |d| FieldValue::Text(d.renderer.config.base_url.absolute_url(&href(&d.entry.address)))).in_every_record(),
    column("title", "Tiêu đề", Text, "Tiêu đề; nếu không ghi riêng thì là thể loại và trích yếu.",
        |d| FieldValue::Text(d.metadata.title.to_string())).in_every_record(),
    column("number", "Số hiệu", Text, "Số, ký hiệu, đúng như đã viết.",
        |d| FieldValue::text(d.metadata.number.as_ref().map(|number| number.written()))),
    column("number_key", "Số hiệu (để so khớp)", Text,
        "Số, ký hiệu bằng chữ thường, bỏ số 0 ở đầu và khoảng trắng; hai cách viết của một số có cùng giá trị. \
         Không có khi văn bản chưa có số.",
        |d| FieldValue::text(d.filled_number().map(|number| number.key().as_str()))),
    column("type", "Thể loại", Text, "Tên loại văn bản: Báo cáo, Quyết định …",
        |d| FieldValue::text(d.metadata.doc_type.as_deref())),
    column("issued_on", "Ngày ban hành", Date, "Ngày ban hành.",
        |d| FieldValue::text(d.metadata.issued_on.map(|date| date.iso()))),
    column("issuer", "Cơ quan ban hành", Text, "Cơ quan ban hành, tên vào lúc ban hành.",
        |d| FieldValue::text(d.metadata.issuer.as_deref())),
    column("abstract", "Trích yếu", Text, "Trích yếu nội dung.",
        |d| FieldValue::text(d.metadata.abstract_text.as_deref())),
    column("summary", "Tóm tắt", Text, "Tóm tắt, khi khác trích yếu; có thể là đoạn đầu của văn bản.",
        |d| FieldValue::text(d.metadata.summary_unlike_abstract())),
    column("fields", "Lĩnh vực", Texts, "Các lĩnh vực.",
        |d| FieldValue::texts(&d.metadata.fields)),
    column("signer", "Người ký", Text, "Họ tên người ký.",
        |d| FieldValue::text(d.metadata.signer.as_deref())),
    column("signer_title", "Chức vụ", Text, "Chức vụ của người ký.",
        |d| FieldValue::text(d.metadata.text(TextField::SignerTitle))),
    column("effective_on", "Ngày có hiệu lực", Date, "Ngày bắt đầu có hiệu lực.",
        |d| FieldValue::text(d.metadata.effective_on.map(|date| date.iso()))),
    column("expires_on", "Ngày hết hiệu lực", Date, "Ngày hết hiệu lực.",
        |d| FieldValue::text(d.metadata.expires_on.map(|date| date.iso()))),
    column("status", "Tình trạng hiệu lực", OneOf(status_names),
        "Tình trạng hiệu lực vào ngày lập tệp, theo ngày và quan hệ đã ghi; «Còn hiệu lực» chỉ khi khai báo ghi như vậy.",
        |d| FieldValue::text(d.tracker.effect_statement(d.entry).map(|said| said.state.name()))),
    column("relations", "Quan hệ", Records(&nested_records::RELATION),
        "Văn bản khác mà văn bản này nêu, theo một chiều: muốn biết văn bản nào sửa đổi văn bản này, tìm các văn \
         bản có quan hệ dẫn tới địa chỉ này.",
        |d| nested_records::relations(d.renderer, d.tracker, d.entry)),
    column("language", "Ngôn ngữ", Language, "Ngôn ngữ của văn bản, theo BCP 47: vi, en …",
        |d| FieldValue::Text(d.renderer.language_of(d.entry).to_owned())).in_every_record(),
    column("tags", "Từ khóa", Texts, "Các từ khóa.",
        |d| FieldValue::texts(&d.metadata.tags)),
    column("posted_at", "Ngày đăng", Moment, "Thời điểm đăng trên cổng.",
        |d| FieldValue::text(d.metadata.posted_at.map(|moment| moment.iso(d.renderer.config.zone)))),
    column("updated_at", "Ngày cập nhật", Moment, "Thời điểm cập nhật gần nhất.",
        |d| FieldValue::text(d.metadata.updated_at.map(|moment| moment.iso(d.renderer.config.zone)))),
    column("public_until", "Thời hạn công khai", Date, "Ngày cuối cùng được công khai, khi có ấn định.",
        |d| FieldValue::text(d.metadata.public_until.map(|date| date.iso()))),
    column("corrections", "Đính chính", Records(&nested_records::CORRECTION), "Các lần đính chính.",
        |d| nested_records::corrections(d.entry)),
    column("attachments", "Tệp đính kèm", Records(&nested_records::FILE), "Các tệp tải về được.",
        |d| nested_records::files(d.renderer, d.entry)),
    column("effect", "Hiệu lực", Text,
        "Các mốc hiệu lực theo thứ tự, đúng vào mọi ngày: «có hiệu lực từ 01/4/2018, hết hiệu lực toàn bộ từ 15/8/2022». \
         Không có ở thể loại không có hiệu lực.",
        |d| {
            let texts = d.tracker.effect_boundaries(d.entry).into_iter().map(EffectBoundary::text);
            let text = texts.collect::<Vec<_>>().join(", ");
            FieldValue::text(Some(text).filter(|text| !text.is_empty()))
        }),
    column("effect_boundaries", "Mốc hiệu lực", Records(&nested_records::EFFECT),
        "Các mốc hiệu lực như trên, mỗi mốc một bản ghi.",
        |d| nested_records::effect(d.tracker, d.entry)),
    column("own", "Trường riêng", Records(&nested_records::OWN_VALUE),
        "Các trường và cách phân loại mà cổng tự khai báo.",
        |d| nested_records::own_values(d.renderer, d.entry)),
];

/// The fields of a document.
pub(super) static DOCUMENT: FieldTable =
    FieldTable { name: "document", title: "Văn bản", fields: &FIELDS };

/// All tables: that of a document, and those of the records within it.
pub(super) static TABLES: [&FieldTable; 6] = [
    &DOCUMENT,
    &nested_records::RELATION,
    &nested_records::CORRECTION,
    &nested_records::FILE,
    &nested_records::EFFECT,
    &nested_records::OWN_VALUE,
];

static FIELDS: [DataField; COLUMNS.len()] = {
    let mut fields = [COLUMNS[0].field; COLUMNS.len()];
    let mut index = 1;
    while index < COLUMNS.len() {
        fields[index] = COLUMNS[index].field;
        index += 1;
    }
    fields
};

const _: () = {
    let mut index = 0;
    while index < METADATA_FIELDS.len() {
        let field = &METADATA_FIELDS[index];
        assert!(!field.is_column() || has_column(field.name()), "a column is missing");
        index += 1;
    }
};

const fn has_column(name: &str) -> bool {
    let mut index = 0;
    while index < COLUMNS.len() {
        if COLUMNS[index].field.name.eq_ignore_ascii_case(name) {
            return true;
        }
        index += 1;
    }
    false
}

fn status_names() -> Vec<&'static str> {
    let others =
        [EffectState::Computed(Status::InForce), EffectState::Undated, EffectState::Unclear];
    Status::ALL.iter().map(|(_, name)| *name).chain(others.map(EffectState::name)).collect()
}

/// Builds the record of a document.
pub(super) fn document_record(
    renderer: &Renderer<'_>,
    tracker: &DependencyTracker,
    entry: &Entry,
) -> DataRecord {
    let source = DocumentSource { renderer, tracker, entry, metadata: &entry.metadata };
    DataRecord::new(&DOCUMENT, COLUMNS.iter().map(|column| (column.value)(&source)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_nested_records_is_described() {
        for field in TABLES.iter().flat_map(|table| table.fields) {
            if let Records(nested) = field.field_type {
                assert!(TABLES.iter().any(|table| table.name == nested.name), "{}", nested.name);
            }
        }
    }
}
