//! Records within a document's record: what it says of other documents, its corrections, its files.
//!
//! A relation is told where it is written and nowhere else. Told from both ends, a new document would move the files
//! of every year it speaks of, and whoever reads all files can turn a relation round. A document that was taken back
//! is named as it is written here, without what the portal knew of it.

use super::csv::one;
use super::fields::{Field, Form, Record, Row, Table, Value};
use crate::entry::address::href;
use crate::entry::{Attachment, AttachmentKind, Entry, Reference, RelationKind};
use crate::library::Inquiry;
use crate::render::Renderer;
use crate::render::media::media_type;

/// The code name and the name of being a translation, which open data tells as a relation.
const TRANSLATION: (&str, &str) = ("translation_of", "Bản dịch của");

/// Gives the code name and the Vietnamese name of a kind.
fn names(kind: RelationKind) -> (&'static str, &'static str) {
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
    (kind.name(), name)
}

fn all_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    [TRANSLATION].into_iter().chain(RelationKind::ALL.map(names))
}

const fn field(name: &'static str, form: Form, always: bool, meaning: &'static str) -> Field {
    Field { name, column: "", meaning, form, always }
}

/// The fields of a relation.
pub(super) static RELATION: Table = Table {
    name: "relation",
    title: "Quan hệ với văn bản khác",
    fields: &[
        field("kind", Form::OneOf(kinds), true, "Mã của loại quan hệ."),
        field("name", Form::OneOf(kind_names), true, "Tên của loại quan hệ."),
        field(
            "text",
            Form::Text,
            true,
            "Số hiệu của văn bản kia; nếu không có thì tiêu đề, hoặc đúng như đã viết.",
        ),
        field("number_key", Form::Text, false, "Số hiệu của văn bản kia, để so khớp."),
        field("issued_on", Form::Date, false, "Ngày ban hành của văn bản kia."),
        field(
            "url",
            Form::Address,
            false,
            "Nơi đọc được văn bản kia; nếu văn bản ấy ở trên cổng này thì trùng với id của nó.",
        ),
        field("part", Form::Text, false, "Phần của văn bản kia mà quan hệ nói đến: khoản, điều …"),
        field("note", Form::Text, false, "Ghi chú."),
    ],
};

/// The fields of a correction.
pub(super) static CORRECTION: Table = Table {
    name: "correction",
    title: "Đính chính",
    fields: &[
        field("on", Form::Date, false, "Ngày đính chính."),
        field("text", Form::Text, true, "Nội dung đính chính."),
    ],
};

/// The fields of a file.
pub(super) static FILE: Table = Table {
    name: "attachment",
    title: "Tệp đính kèm",
    fields: &[
        field("title", Form::Text, true, "Tên của tệp; nếu không đặt tên thì là tên tệp."),
        field("file_name", Form::Text, true, "Tên tệp khi tải về."),
        field("kind", Form::Text, false, "Bản gốc, phụ lục hay bản dịch."),
        field("url", Form::Address, true, "Địa chỉ tải về."),
        field("type", Form::Text, false, "Kiểu của tệp theo RFC 6838: application/pdf …"),
        field("bytes", Form::Number, true, "Dung lượng, tính bằng byte."),
        field(
            "sha256",
            Form::Digest,
            true,
            "Mã SHA-256 của tệp, để biết tệp tải về còn nguyên vẹn.",
        ),
        field("pages", Form::Number, false, "Số trang, với tệp PDF."),
    ],
};

fn kinds() -> Vec<&'static str> {
    all_names().map(|(code, _)| code).collect()
}

fn kind_names() -> Vec<&'static str> {
    all_names().map(|(_, name)| name).collect()
}

/// Reads what a document says of others, in the order of the kinds.
pub(super) fn relations(renderer: &Renderer<'_>, inquiry: &Inquiry, entry: &Entry) -> Value {
    let metadata = &entry.metadata;
    let original = metadata.translation_of.as_deref().into_iter();
    let original = original.map(|other| (TRANSLATION, other, inquiry.named(other)));
    let mut relations: Vec<_> = metadata.relations.iter().collect();
    relations.sort_by_key(|relation| relation.kind);
    let others = relations
        .iter()
        .map(|relation| (names(relation.kind), &relation.target, inquiry.led(entry, relation)));
    // What was taken back is told only as it is written here: a data file is not to spread its title.
    let rows = original.chain(others).map(|(names, other, found)| {
        (names, other, found.filter(|found| !inquiry.is_withdrawn(found)))
    });
    let rows = rows.map(|(names, other, found)| relation(renderer, names, other, found.as_deref()));
    Value::rows(rows.collect())
}

fn relation(
    renderer: &Renderer<'_>,
    (code, name): (&str, &str),
    other: &Reference,
    found: Option<&Entry>,
) -> Row {
    let known = found.as_ref().map(|found| &found.metadata);
    let number = known.and_then(|known| known.number.as_ref()).filter(|number| number.is_filled());
    let title = known.map(|known| known.title.clone()).filter(|title| !title.is_empty());
    let text = number.map(|number| number.written().to_owned()).or(title);
    let text = text.unwrap_or_else(|| other.text.clone());
    let key = number.map(|number| number.key()).or_else(|| other.number.clone());
    let issued_on = known.and_then(|known| known.issued_on).or(other.issued_on);
    let absolute = |address: &str| renderer.config.base.absolute(&href(address));
    let url = found.as_ref().map(|found| absolute(&found.address)).or_else(|| other.url.clone());
    let at = url.as_ref().map(|url| format!(" ({url})")).unwrap_or_default();
    let line = format!("{name}: {}{at}", one(&text));
    let record = Record::new(
        &RELATION,
        [
            Value::text(Some(code)),
            Value::text(Some(name)),
            Value::Text(text),
            Value::text(key),
            Value::text(issued_on.map(|date| date.iso())),
            Value::text(url),
            Value::text(other.part.clone()),
            Value::text(other.note.clone()),
        ],
    );
    Row { record, line }
}

/// Reads the corrections of a document.
pub(super) fn corrections(entry: &Entry) -> Value {
    let row = |correction: &crate::entry::Correction| {
        let on = correction.on.map(|date| date.iso());
        let line =
            on.iter().map(|on| format!("{on}: ")).collect::<String>() + &one(&correction.text);
        let values = [Value::text(on), Value::Text(correction.text.clone())];
        Row { record: Record::new(&CORRECTION, values), line }
    };
    Value::rows(entry.metadata.corrections.iter().map(row).collect())
}

/// Reads the files of a document.
pub(super) fn files(renderer: &Renderer<'_>, entry: &Entry) -> Value {
    Value::rows(entry.metadata.attachments.iter().map(|one| file(renderer, one)).collect())
}

fn file(renderer: &Renderer<'_>, file: &Attachment) -> Row {
    let url = renderer.config.base.absolute(&href(&file.address));
    let record = Record::new(
        &FILE,
        [
            Value::Text(file.title.clone().unwrap_or_else(|| file.name.clone())),
            Value::Text(file.name.clone()),
            Value::text(file.kind.map(AttachmentKind::word)),
            Value::Text(url.clone()),
            Value::text(media_type(file)),
            Value::Number(file.size),
            Value::Text(file.digest()),
            file.pages.map_or(Value::Missing, |pages| Value::Number(pages.into())),
        ],
    );
    Row { record, line: url }
}
