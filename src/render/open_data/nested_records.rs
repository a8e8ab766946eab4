//! The records nested in the record of a document: relations to other documents, corrections, files and the boundaries
//! of its effect.
//!
//! A relation is listed only in the document in which it is written. If it were listed in both, a new document would
//! change the files of every year it refers to; users of the data can invert the relations themselves. A withdrawn
//! document is named as written in the relation, without its metadata.

use super::csv::list_item;
use super::table::{DataField, DataRecord, FieldTable, FieldType, FieldValue, NestedRecord};
use crate::config::OwnField;
use crate::entry::address::href;
use crate::entry::media_types::media_type;
use crate::entry::{Attachment, AttachmentKind, Entry, OwnValue, Reference, RelationKind};
use crate::library::{DependencyTracker, EffectBoundary};
use crate::render::Renderer;
use crate::vietnamese::number::{DocumentNumber, NumberKey};

/// The code and the name of `translation_of`, which open data lists as a relation.
const TRANSLATION: (&str, &str) = ("translation_of", "Bản dịch của");

/// Returns the code and the Vietnamese name of a kind of relation.
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
    field_type: FieldType,
    required: bool,
    meaning: &'static str,
) -> DataField {
    DataField { name, column: "", meaning, field_type, required }
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
        field("from", FieldType::Date, false, "Ngày quan hệ bắt đầu có tác dụng, nếu ghi riêng."),
        field("until", FieldType::Date, false, "Ngày cuối cùng của việc đình chỉ, nếu ghi riêng."),
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

/// The fields of a value of a field that the portal declares.
pub(super) static OWN_VALUE: FieldTable = FieldTable {
    name: "own_value",
    title: "Trường riêng của cổng",
    fields: &[
        field("key", FieldType::Text, true, "Khoá của trường, khai trong portal.yaml."),
        field("title", FieldType::Text, true, "Tên của trường."),
        field(
            "values",
            FieldType::Texts,
            true,
            "Các giá trị: ngày theo ISO 8601, số viết bằng chữ số và dấu chấm, liên kết là địa chỉ.",
        ),
    ],
};

/// The fields of a boundary of effect.
pub(super) static EFFECT: FieldTable = FieldTable {
    name: "effect_boundary",
    title: "Mốc hiệu lực",
    fields: &[
        field(
            "state",
            FieldType::Text,
            true,
            "Mã của tình trạng bắt đầu từ mốc này: effective, expired …",
        ),
        field("from", FieldType::Date, false, "Ngày, tháng, quý hoặc năm của mốc, nếu biết."),
        field("text", FieldType::Text, true, "Mốc bằng lời."),
    ],
};

fn relation_codes() -> Vec<&'static str> {
    all_relation_names().map(|(code, _)| code).collect()
}

fn relation_titles() -> Vec<&'static str> {
    all_relation_names().map(|(_, name)| name).collect()
}

/// Builds the records of the relations written in a document, in the order of the kinds.
pub(super) fn relations(
    renderer: &Renderer<'_>,
    tracker: &DependencyTracker,
    entry: &Entry,
) -> FieldValue {
    let metadata = &entry.metadata;
    let original = metadata.translation_of.as_deref().into_iter();
    let original = original.map(|other| (TRANSLATION, other, tracker.resolve_reference(other)));
    let mut relations: Vec<_> = metadata.relations.iter().collect();
    relations.sort_by_key(|relation| relation.kind);
    let others = relations.iter().map(|relation| {
        (relation_names(relation.kind), &relation.target, tracker.resolve_relation(entry, relation))
    });
    // A withdrawn document is named only as written here, so that data files do not spread its title.
    let resolved = original.chain(others).map(|(names, other, target)| {
        (names, other, target.filter(|target| !tracker.is_removed(target)))
    });
    let records = resolved
        .map(|(names, other, target)| relation_record(renderer, names, other, target.as_deref()));
    FieldValue::records(records.collect())
}

fn relation_record(
    renderer: &Renderer<'_>,
    (code, name): (&str, &str),
    other: &Reference,
    target: Option<&Entry>,
) -> NestedRecord {
    let metadata = target.map(|target| &target.metadata);
    let number =
        metadata.and_then(|metadata| metadata.number.as_ref()).filter(|number| number.is_filled());
    let title =
        metadata.map(|metadata| metadata.title.to_string()).filter(|title| !title.is_empty());
    let text = number.map(|number| number.written().to_owned()).or(title);
    let text = text.unwrap_or_else(|| other.text.clone());
    let key = number.map(DocumentNumber::key).or(other.number.as_ref());
    let issued_on = metadata.and_then(|metadata| metadata.issued_on).or(other.issued_on);
    let absolute = |address: &str| renderer.config.base_url.absolute_url(&href(address));
    let url = target.as_ref().map(|target| absolute(&target.address)).or_else(|| other.url.clone());
    let suffix = url.as_ref().map(|url| format!(" ({url})")).unwrap_or_default();
    let cell_text = format!("{name}: {}{suffix}", list_item(&text));
    let record = DataRecord::new(
        &RELATION,
        [
            FieldValue::text(Some(code)),
            FieldValue::text(Some(name)),
            FieldValue::Text(text),
            FieldValue::text(key.map(NumberKey::as_str)),
            FieldValue::text(issued_on.map(|date| date.iso())),
            FieldValue::text(url),
            FieldValue::text(other.part.clone()),
            FieldValue::text(other.note.clone()),
            FieldValue::text(other.from.map(|date| date.iso())),
            FieldValue::text(other.until.map(|date| date.iso())),
        ],
    );
    NestedRecord { record, cell_text }
}

/// Builds the records of the boundaries of the effect of a document, in their order.
pub(super) fn effect(tracker: &DependencyTracker, entry: &Entry) -> FieldValue {
    let record = |boundary: EffectBoundary| {
        let values = [
            FieldValue::text(Some(boundary.state.code())),
            FieldValue::text(boundary.from.map(|from| from.iso())),
            FieldValue::Text(boundary.text()),
        ];
        NestedRecord { record: DataRecord::new(&EFFECT, values), cell_text: boundary.text() }
    };
    FieldValue::records(tracker.effect_boundaries(entry).into_iter().map(record).collect())
}

/// Builds the records of the corrections of a document.
pub(super) fn corrections(entry: &Entry) -> FieldValue {
    let record = |correction: &crate::entry::Correction| {
        let on = correction.on.map(|date| date.iso());
        let cell_text = on.iter().map(|on| format!("{on}: ")).collect::<String>()
            + &list_item(&correction.text);
        let values = [FieldValue::text(on), FieldValue::Text(correction.text.clone())];
        NestedRecord { record: DataRecord::new(&CORRECTION, values), cell_text }
    };
    FieldValue::records(entry.metadata.corrections.iter().map(record).collect())
}

/// Builds the records of the values of the fields that the portal declares.
pub(super) fn own_values(renderer: &Renderer<'_>, entry: &Entry) -> FieldValue {
    let fields = renderer.config.own_fields.iter();
    let record = |field: &OwnField| {
        let texts = match entry.metadata.own_value(field.key)? {
            OwnValue::Text(text) | OwnValue::Number(text) | OwnValue::Link(text, _) => {
                vec![text.to_string()]
            }
            OwnValue::Date(date) => vec![date.iso()],
            OwnValue::List(texts) | OwnValue::Terms(_, texts) => {
                texts.iter().copied().map(String::from).collect()
            }
        };
        let items: Vec<String> = texts.iter().map(|text| list_item(text)).collect();
        let cell_text = format!("{}: {}", field.title, items.join(", "));
        let values = [
            FieldValue::Text(field.key.to_string()),
            FieldValue::Text(field.title.clone()),
            FieldValue::Texts(texts),
        ];
        Some(NestedRecord { record: DataRecord::new(&OWN_VALUE, values), cell_text })
    };
    FieldValue::records(fields.filter_map(record).collect())
}

/// Builds the records of the files of a document.
pub(super) fn files(renderer: &Renderer<'_>, entry: &Entry) -> FieldValue {
    FieldValue::records(
        entry.metadata.attachments.iter().map(|file| file_record(renderer, file)).collect(),
    )
}

fn file_record(renderer: &Renderer<'_>, file: &Attachment) -> NestedRecord {
    let url = renderer.config.base_url.absolute_url(&href(&file.address));
    let record = DataRecord::new(
        &FILE,
        [
            FieldValue::Text(file.title.as_deref().unwrap_or(file.name()).to_owned()),
            FieldValue::Text(file.name().to_owned()),
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
