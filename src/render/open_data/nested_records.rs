//! Records within a document's record: what it says of other documents, its corrections, its files.
//!
//! A relation is told where it is written and nowhere else. Told from both ends, a new document would move the files
//! of every year it speaks of, and whoever reads all files can turn a relation round. A document that was taken back
//! is named as it is written here, without what the portal knew of it.

use super::csv::list_item;
use super::fields::{DataField, DataRecord, FieldTable, FieldType, FieldValue, NestedRecord};
use crate::entry::address::href;
use crate::entry::{Attachment, AttachmentKind, Entry, Reference, RelationKind};
use crate::library::DependencyTracker;
use crate::render::Renderer;
use crate::render::media_types::media_type;

/// The code name and the name of being a translation, which open data tells as a relation.
const TRANSLATION: (&str, &str) = ("translation_of", "Bản dịch của");

/// Gives the code name and the Vietnamese name of a kind.
fn relation_names(kind: RelationKind) -> (&'static str, &'static str) {
    let name = match kind {
        RelationKind::BasedOn => "Căn cứ",
        RelationKind::Amends => "Sửa đổi, bổ sung",
        RelationKind::Replaces => "Thay thế",
        RelationKind::Repeals => "Bãi bỏ",
        RelationKind::Guides => "Hướng dẫn",
        RelationKind::Details => "Quy định chi tiết",
        RelationKind::Consolidates => "Hợp nhất",
        RelationKind::Suspends => "Đình chỉ",
        RelationKind::Corrects => "Đính chính cho",
        RelationKind::Cites => "Dẫn chiếu",
        RelationKind::Accompanies => "Kèm theo",
        RelationKind::Related => "Liên quan",
    };
    (kind.code(), name)
}

fn all_relation_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    [TRANSLATION].into_iter().chain(RelationKind::ALL.map(relation_names))
}

const fn field(
    name: &'static str,
    form: FieldType,
    always: bool,
    meaning: &'static str,
) -> DataField {
    DataField { name, column: "", meaning, field_type: form, required: always }
}

/// The fields of a relation.
pub(super) static RELATION: FieldTable = FieldTable {
    name: "relation",
    title: "Quan hệ với văn bản khác",
    fields: &[
        field("kind", FieldType::OneOf(relation_codes), true, "Mã của loại quan hệ."),
        field("name", FieldType::OneOf(relation_titles), true, "Tên của loại quan hệ."),
        field(
            "text",
            FieldType::Text,
            true,
            "Số hiệu của văn bản kia; nếu không có thì tiêu đề, hoặc đúng như đã viết.",
        ),
        field("number_key", FieldType::Text, false, "Số hiệu của văn bản kia, để so khớp."),
        field("issued_on", FieldType::Date, false, "Ngày ban hành của văn bản kia."),
        field(
            "url",
            FieldType::Address,
            false,
            "Nơi đọc được văn bản kia; nếu văn bản ấy ở trên cổng này thì trùng với id của nó.",
        ),
        field(
            "part",
            FieldType::Text,
            false,
            "Phần của văn bản kia mà quan hệ nói đến: khoản, điều …",
        ),
        field("note", FieldType::Text, false, "Ghi chú."),
    ],
};

/// The fields of a correction.
pub(super) static CORRECTION: FieldTable = FieldTable {
    name: "correction",
    title: "Đính chính",
    fields: &[
        field("on", FieldType::Date, false, "Ngày đính chính."),
        field("text", FieldType::Text, true, "Nội dung đính chính."),
    ],
};

/// The fields of a file.
pub(super) static FILE: FieldTable = FieldTable {
    name: "attachment",
    title: "Tệp đính kèm",
    fields: &[
        field("title", FieldType::Text, true, "Tên của tệp; nếu không đặt tên thì là tên tệp."),
        field("file_name", FieldType::Text, true, "Tên tệp khi tải về."),
        field("kind", FieldType::Text, false, "Bản gốc, phụ lục hay bản dịch."),
        field("url", FieldType::Address, true, "Địa chỉ tải về."),
        field("type", FieldType::Text, false, "Kiểu của tệp theo RFC 6838: application/pdf …"),
        field("bytes", FieldType::Number, true, "Dung lượng, tính bằng byte."),
        field(
            "sha256",
            FieldType::Digest,
            true,
            "Mã SHA-256 của tệp, để biết tệp tải về còn nguyên vẹn.",
        ),
        field("pages", FieldType::Number, false, "Số trang, với tệp PDF."),
    ],
};

fn relation_codes() -> Vec<&'static str> {
    all_relation_names().map(|(code, _)| code).collect()
}

fn relation_titles() -> Vec<&'static str> {
    all_relation_names().map(|(_, name)| name).collect()
}

/// Reads what a document says of others, in the order of the kinds.
pub(super) fn relations(
    renderer: &Renderer<'_>,
    inquiry: &DependencyTracker,
    entry: &Entry,
) -> FieldValue {
    let metadata = &entry.metadata;
    let original = metadata.translation_of.as_deref().into_iter();
    let original = original.map(|other| (TRANSLATION, other, inquiry.resolve_reference(other)));
    let mut relations: Vec<_> = metadata.relations.iter().collect();
    relations.sort_by_key(|relation| relation.kind);
    let others = relations.iter().map(|relation| {
        (relation_names(relation.kind), &relation.target, inquiry.resolve_relation(entry, relation))
    });
    // What was taken back is told only as it is written here: a data file is not to spread its title.
    let rows = original.chain(others).map(|(names, other, found)| {
        (names, other, found.filter(|found| !inquiry.is_withdrawn(found)))
    });
    let rows =
        rows.map(|(names, other, found)| relation_record(renderer, names, other, found.as_deref()));
    FieldValue::records(rows.collect())
}

fn relation_record(
    renderer: &Renderer<'_>,
    (code, name): (&str, &str),
    other: &Reference,
    found: Option<&Entry>,
) -> NestedRecord {
    let known = found.as_ref().map(|found| &found.metadata);
    let number = known.and_then(|known| known.number.as_ref()).filter(|number| number.is_filled());
    let title = known.map(|known| known.title.clone()).filter(|title| !title.is_empty());
    let text = number.map(|number| number.written().to_owned()).or(title);
    let text = text.unwrap_or_else(|| other.text.clone());
    let key = number.map(|number| number.key()).or_else(|| other.number.clone());
    let issued_on = known.and_then(|known| known.issued_on).or(other.issued_on);
    let absolute = |address: &str| renderer.config.base_url.absolute_url(&href(address));
    let url = found.as_ref().map(|found| absolute(&found.address)).or_else(|| other.url.clone());
    let at = url.as_ref().map(|url| format!(" ({url})")).unwrap_or_default();
    let line = format!("{name}: {}{at}", list_item(&text));
    let record = DataRecord::new(
        &RELATION,
        [
            FieldValue::text(Some(code)),
            FieldValue::text(Some(name)),
            FieldValue::Text(text),
            FieldValue::text(key),
            FieldValue::text(issued_on.map(|date| date.iso())),
            FieldValue::text(url),
            FieldValue::text(other.part.clone()),
            FieldValue::text(other.note.clone()),
        ],
    );
    NestedRecord { record, cell_text: line }
}

/// Reads the corrections of a document.
pub(super) fn corrections(entry: &Entry) -> FieldValue {
    let row = |correction: &crate::entry::Correction| {
        let on = correction.on.map(|date| date.iso());
        let line = on.iter().map(|on| format!("{on}: ")).collect::<String>()
            + &list_item(&correction.text);
        let values = [FieldValue::text(on), FieldValue::Text(correction.text.clone())];
        NestedRecord { record: DataRecord::new(&CORRECTION, values), cell_text: line }
    };
    FieldValue::records(entry.metadata.corrections.iter().map(row).collect())
}

/// Reads the files of a document.
pub(super) fn files(renderer: &Renderer<'_>, entry: &Entry) -> FieldValue {
    FieldValue::records(
        entry.metadata.attachments.iter().map(|one| file_record(renderer, one)).collect(),
    )
}

fn file_record(renderer: &Renderer<'_>, file: &Attachment) -> NestedRecord {
    let url = renderer.config.base_url.absolute_url(&href(&file.address));
    let record = DataRecord::new(
        &FILE,
        [
            FieldValue::Text(file.title.clone().unwrap_or_else(|| file.name.clone())),
            FieldValue::Text(file.name.clone()),
            FieldValue::text(file.kind.map(AttachmentKind::preferred_word)),
            FieldValue::Text(url.clone()),
            FieldValue::text(media_type(file)),
            FieldValue::Number(file.size),
            FieldValue::Text(file.sha256_hex()),
            file.pages.map_or(FieldValue::Missing, |pages| FieldValue::Number(pages.into())),
        ],
    );
    NestedRecord { record, cell_text: url }
}
