//! The fields of the metadata: one table with the keys of each, where its value is published, and how it is read.
//!
//! Keys are compared after folding (`Số hiệu`, `số_hiệu`, `so-hieu` and `so_hieu` are equal), so the table lists
//! folded spellings only, the code name first. The code name is also that of the value in templates, of its label in
//! the interface, and of its column in open data. Facts are shown in the order of the table.
//!
//! **Invariant.** A field that the table publishes has its labels and its column; otherwise the program does not
//! compile (`theme/labels.rs`, `render/open_data/fields.rs`).

use serde::Serialize;

use super::synonyms::SYNONYMS;
use super::{EntryReader, secrecy};
use crate::config::{EntryKind, OwnField, read_ignored_advice};
use crate::entry::references::{REFERENCE_KEYS, WITHDRAWAL_KEYS};
use crate::entry::values::{self, CORRECTION_KEYS, SOURCE_KEYS};
use crate::entry::{self, FieldKey, Metadata, RelationKind, TextField};
use crate::vietnamese::date;
use crate::vietnamese::fold;
use crate::vietnamese::nearest::nearest;
use crate::yaml::{KeyNames, YamlNode};
use FactForm::{Date, Document, Status, Term, Terms, Text};
use FieldReader::{Day, DayAndTime, ManyTexts, Marked, Name, Plain, Special, YesNo};
use Publication::{Both, Column, Elsewhere, Fact};

/// A field of the metadata.
#[derive(Debug)]
pub(crate) struct MetadataField {
    /// The folded spellings of its key, the code name first.
    spellings: &'static [&'static str],
    /// The spelling of its key in messages.
    shown: &'static str,
    /// The kinds of entry that have it.
    kinds: &'static [EntryKind],
    publication: Publication,
    pub(super) reader: FieldReader,
}

/// Where the value of a field is published.
#[derive(Debug, Clone, Copy)]
enum Publication {
    /// In another way than the following, or not at all.
    Elsewhere,
    /// As a fact on the page of its entry.
    Fact(FactForm),
    /// As a column of open data.
    Column,
    /// As a fact and as a column.
    Both(FactForm),
}

/// The form of a fact, by which a template prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum FactForm {
    /// A text.
    Text,
    /// A date, a `DayView` or a `MomentView`.
    Date,
    /// A term, a `TermLink`.
    Term,
    /// A list of terms.
    Terms,
    /// A document, a `NamedDocument`.
    Document,
    /// The legal status, which is in `effect`.
    Status,
    /// A number.
    Number,
    /// A list of texts.
    List,
    /// A link, with `url` and `label`.
    Link,
}

/// How a value is read.
#[derive(Debug)]
pub(super) enum FieldReader {
    /// A text without a meaning for the program.
    Plain(TextField),
    /// A name, without the quotation marks around it.
    Name(fn(&mut Metadata) -> &mut Option<entry::Name>),
    /// Texts, and the characters that separate them if they are written as one.
    ManyTexts(fn(&mut Metadata) -> &mut Box<[entry::Name]>, &'static [char]),
    Day(fn(&mut Metadata) -> &mut Option<date::PartialDate>),
    DayAndTime(fn(&mut Metadata) -> &mut Option<date::Moment>),
    YesNo(fn(&mut Metadata) -> &mut bool),
    Relation(RelationKind),
    /// In a way of its own.
    Special(fn(&mut EntryReader<'_>, &YamlNode)),
    /// As the other reader says; the byte range of the value is kept, for faults that are found later.
    Marked(FieldKey, &'static FieldReader),
}

impl MetadataField {
    /// Returns the keys of the map that its value may be.
    pub(super) fn keys_below(&self) -> &'static [KeyNames] {
        match (&self.reader, self.name()) {
            (FieldReader::Relation(_), _) | (_, "translation_of") => REFERENCE_KEYS,
            (_, "withdrawn") => WITHDRAWAL_KEYS,
            (_, "corrections") => CORRECTION_KEYS,
            (_, "source") => SOURCE_KEYS,
            _ => &[],
        }
    }

    /// Returns the code name.
    pub(crate) const fn name(&self) -> &'static str {
        self.spellings[0]
    }

    /// Returns the form of the fact on the page of an entry, if there is one.
    pub(crate) const fn fact(&self) -> Option<FactForm> {
        match self.publication {
            Fact(form) | Both(form) => Some(form),
            Elsewhere | Column => None,
        }
    }

    /// Returns whether open data has a column with its name.
    pub(crate) const fn is_column(&self) -> bool {
        matches!(self.publication, Column | Both(_))
    }

    /// Returns the field of a plain text.
    pub(crate) const fn plain_text(&self) -> Option<TextField> {
        match self.reader {
            Plain(field) => Some(field),
            _ => None,
        }
    }

    /// Returns whether entries of a kind have the field.
    pub(crate) fn belongs_to(&self, kind: EntryKind) -> bool {
        self.kinds.contains(&kind)
    }
}

const ALL: &[EntryKind] = &[EntryKind::Document, EntryKind::News, EntryKind::Page];
const DOCUMENT: &[EntryKind] = &[EntryKind::Document];
const NEWS: &[EntryKind] = &[EntryKind::News];
const DOCUMENT_NEWS: &[EntryKind] = &[EntryKind::Document, EntryKind::News];
const NEWS_PAGE: &[EntryKind] = &[EntryKind::News, EntryKind::Page];

const fn field(
    kinds: &'static [EntryKind],
    spellings: &'static [&'static str],
    shown: &'static str,
    publication: Publication,
    reader: FieldReader,
) -> MetadataField {
    MetadataField { spellings, shown, kinds, publication, reader }
}

/// A relation is part of the column `relations`.
const fn relation(
    kind: RelationKind,
    spellings: &'static [&'static str],
    shown: &'static str,
) -> MetadataField {
    field(DOCUMENT, spellings, shown, Elsewhere, FieldReader::Relation(kind))
}

/// All fields, in the order in which facts are shown. A row is a line, or two if it is long.
#[rustfmt::skip]
pub(crate) const METADATA_FIELDS: &[MetadataField] = &[
    field(ALL, &["title", "tieu_de"], "tiêu đề", Column, Special(|r, v| r.read_title(v))),
    field(DOCUMENT, &["number", "so_hieu", "so_ky_hieu", "so_ki_hieu", "so_hieu_van_ban"], "số hiệu", Both(Text),
        Marked(FieldKey::Number, &Special(|r, v| r.read_number(v)))),
    field(DOCUMENT, &["type", "the_loai", "loai_van_ban"], "thể loại", Both(Term),
        Special(|r, v| r.metadata.doc_type = values::doc_type(&mut r.reader, v).map(|found| found.name.into()))),
    field(DOCUMENT, &["issued_on", "ngay_ban_hanh"], "ngày ban hành", Both(Date), Day(|m| &mut m.issued_on)),
    field(DOCUMENT, &["issuer", "co_quan_ban_hanh"], "cơ quan ban hành", Both(Term), Name(|m| &mut m.issuer)),
    field(DOCUMENT, &["fields", "linh_vuc"], "lĩnh vực", Both(Terms), ManyTexts(|m| &mut m.fields, &[';'])),
    field(DOCUMENT, &["signer", "nguoi_ky"], "người ký", Both(Term), Name(|m| &mut m.signer)),
    field(DOCUMENT, &["signer_title", "chuc_vu"], "chức vụ", Both(Text), Plain(TextField::SignerTitle)),
    field(DOCUMENT, &["abstract", "trich_yeu"], "trích yếu", Both(Text),
        Special(|r, v| r.read_abstract(v))),
    field(DOCUMENT, &["effective_on", "ngay_hieu_luc", "ngay_co_hieu_luc"], "ngày hiệu lực", Both(Date),
        Day(|m| &mut m.effective_on)),
    field(DOCUMENT, &["expires_on", "ngay_het_hieu_luc"], "ngày hết hiệu lực", Both(Date),
        Marked(FieldKey::ExpiresOn, &Day(|m| &mut m.expires_on))),
    field(DOCUMENT, &["status", "tinh_trang", "tinh_trang_hieu_luc"], "tình trạng", Both(Status),
        Marked(FieldKey::Status, &Special(|r, v| r.metadata.status = values::status(&mut r.reader, v)))),
    relation(RelationKind::BasedOn, &["based_on", "can_cu"], "căn cứ"),
    relation(RelationKind::Amends, &["amends", "sua_doi_bo_sung", "sua_doi"], "sửa đổi, bổ sung"),
    relation(RelationKind::Replaces, &["replaces", "thay_the"], "thay thế"),
    relation(RelationKind::Repeals, &["repeals", "bai_bo"], "bãi bỏ"),
    relation(RelationKind::Guides, &["guides", "huong_dan"], "hướng dẫn"),
    relation(RelationKind::Details, &["details", "quy_dinh_chi_tiet"], "quy định chi tiết"),
    relation(RelationKind::Consolidates, &["consolidates", "hop_nhat"], "hợp nhất"),
    relation(RelationKind::Suspends, &["suspends", "dinh_chi"], "đình chỉ"),
    relation(RelationKind::Corrects, &["corrects", "dinh_chinh_cho"], "đính chính cho"),
    relation(RelationKind::Cites, &["cites", "dan_chieu"], "dẫn chiếu"),
    relation(RelationKind::Accompanies, &["accompanies", "kem_theo"], "kèm theo"),
    relation(RelationKind::Related, &["related", "lien_quan"], "liên quan"),
    field(DOCUMENT_NEWS, &["attachments", "tep_dinh_kem", "file_dinh_kem", "dinh_kem"], "tệp đính kèm", Column,
        Special(|r, v| r.deferred.attachments = Some(v.clone()))),
    field(NEWS, &["category", "chuyen_muc"], "chuyên mục", Fact(Terms), ManyTexts(|m| &mut m.category, &[';'])),
    field(ALL, &["summary", "tom_tat", "sapo", "mo_ta", "description"], "tóm tắt", Column,
        Special(|r, v| r.read_summary(v))),
    field(NEWS, &["author", "tac_gia"], "tác giả", Elsewhere, Plain(TextField::Author)),
    field(NEWS, &["photographer", "anh_cua"], "ảnh của", Elsewhere, Plain(TextField::Photographer)),
    field(NEWS, &["unit", "don_vi"], "đơn vị", Elsewhere, Plain(TextField::Unit)),
    field(NEWS_PAGE, &["image", "anh", "anh_dai_dien"], "ảnh", Elsewhere,
        Special(|r, v| r.deferred.image = Some(v.clone()))),
    field(NEWS_PAGE, &["image_caption", "chu_thich_anh"], "chú thích ảnh", Elsewhere,
        Special(|r, v| r.deferred.image_caption = r.reader.read_text(v))),
    field(NEWS_PAGE, &["image_alt", "mo_ta_anh"], "mô tả ảnh", Elsewhere,
        Special(|r, v| r.deferred.image_alt = values::text_or_empty(&mut r.reader, v))),
    field(NEWS, &["source", "nguon"], "nguồn", Elsewhere,
        Special(|r, v| r.metadata.source = values::source(&mut r.reader, v, r.context.settings.zone).map(Box::new))),
    field(ALL, &["posted_at", "ngay_dang", "xuat_ban", "date"], "ngày đăng", Both(Date),
        Marked(FieldKey::PostedAt, &DayAndTime(|m| &mut m.posted_at))),
    field(ALL, &["posted_by", "nguoi_dang"], "người đăng", Fact(Text), Plain(TextField::PostedBy)),
    field(ALL, &["updated_at", "ngay_cap_nhat", "cap_nhat", "updated"], "ngày cập nhật", Both(Date),
        DayAndTime(|m| &mut m.updated_at)),
    field(ALL, &["translation_of", "ban_dich_cua"], "bản dịch của", Fact(Document),
        Marked(FieldKey::Translation, &Special(|r, v| r.read_translation_of(v)))),
    field(ALL, &["publish_at", "hen_dang"], "hẹn đăng", Elsewhere, DayAndTime(|m| &mut m.publish_at)),
    field(ALL, &["public_until", "thoi_han_cong_khai"], "thời hạn công khai", Column, Day(|m| &mut m.public_until)),
    field(ALL, &["withdrawn", "thu_hoi"], "thu hồi", Elsewhere, Special(|r, v| r.read_withdrawal(v))),
    field(ALL, &["corrections", "dinh_chinh"], "đính chính", Column,
        Special(|r, v| r.metadata.corrections = values::corrections(&mut r.reader, v, r.context.settings.zone))),
    field(ALL, &["tags", "tu_khoa"], "từ khoá", Column, ManyTexts(|m| &mut m.tags, &[',', ';'])),
    field(ALL, &["draft", "nhap", "ban_nhap"], "bản nháp", Elsewhere, YesNo(|m| &mut m.draft)),
    field(ALL, &["pinned", "ghim"], "ghim", Elsewhere, YesNo(|m| &mut m.pinned)),
    field(ALL, &["slug", "duong_dan"], "đường dẫn", Elsewhere, Special(|r, v| r.read_slug(v))),
    field(ALL, &["aliases", "duong_dan_cu"], "đường dẫn cũ", Elsewhere, Special(|r, v| r.read_aliases(v))),
    field(ALL, &["language", "ngon_ngu"], "ngôn ngữ", Column, Special(|r, v| r.read_language(v))),
    field(ALL, &["template", "mau"], "mẫu", Elsewhere,
        Marked(FieldKey::Template, &Name(|m| &mut m.template))),
    field(ALL, &["extra", "them"], "thêm", Elsewhere, Special(|r, v| r.read_extra(v))),
    field(ALL, &["ignore", "bo_qua"], "bỏ qua", Elsewhere,
        Special(|r, v| r.ignored_advice = read_ignored_advice(&mut r.reader, v, true))),
    field(ALL, &crate::vietnamese::secrecy::KEYS, "độ mật", Elsewhere,
        Special(|r, v| secrecy::read(&mut r.reader, v))),
];

/// The meaning of a key for an entry of some kind.
#[derive(Debug)]
pub(super) enum KeyLookup<'a> {
    /// A field of this kind of entry.
    Field(&'static MetadataField),
    /// A field that the portal declares.
    Own(&'a OwnField),
    /// A field of these other kinds only.
    OtherKind(&'static [EntryKind]),
    /// No field.
    Unknown,
}

impl KeyLookup<'_> {
    /// Returns the field, if this kind of entry has it.
    pub(super) fn field(&self) -> Option<&'static MetadataField> {
        match self {
            Self::Field(field) => Some(field),
            Self::Own(_) | Self::OtherKind(_) | Self::Unknown => None,
        }
    }
}

/// Looks up a key for an entry of a kind.
pub(super) fn look_up(written: &str, kind: EntryKind) -> KeyLookup<'static> {
    let folded = fold::key(written);
    let found = METADATA_FIELDS.iter().find(|field| field.spellings.contains(&folded.as_str()));
    match found {
        Some(field) if field.belongs_to(kind) => KeyLookup::Field(field),
        Some(field) => KeyLookup::OtherKind(field.kinds),
        None => KeyLookup::Unknown,
    }
}

/// Returns the fields of a kind of entry that a key is a synonym of, the likeliest first, each with its names.
pub(super) fn synonyms(written: &str, kind: EntryKind) -> Vec<(&'static MetadataField, KeyNames)> {
    let folded = fold::key(written);
    let names = SYNONYMS.iter().filter(|(words, _)| words.contains(&&*folded));
    let by_name = |name: &&str| METADATA_FIELDS.iter().find(|field| field.name() == *name);
    let fields = names.flat_map(|(_, names)| *names).filter_map(by_name);
    let fields = fields.filter(|field| field.belongs_to(kind));
    fields.map(|field| (field, (field.shown, field.name()))).collect()
}

/// Returns the fields that an unknown key may mean: those that it is a synonym of, or the one with the most similar
/// spelling, which is then its name. Very short words are similar to too many.
pub(super) fn similar(written: &str, kind: EntryKind) -> Vec<(&'static MetadataField, KeyNames)> {
    let mut found = synonyms(written, kind);
    let folded = fold::key(written);
    if !found.is_empty() || folded.len() < 4 {
        return found;
    }
    let fields = || METADATA_FIELDS.iter().filter(move |field| field.belongs_to(kind));
    let shown = nearest(&folded.replace('_', " "), fields().map(|field| field.shown));
    let near = shown.or_else(|| nearest(&folded, fields().map(MetadataField::name)));
    let is_near = |field: &&MetadataField| [field.shown, field.name()].map(Some).contains(&near);
    found.extend(fields().find(is_near).zip(near.map(|near| (near, near))));
    if found.is_empty() {
        let words = SYNONYMS.iter().flat_map(|(words, _)| *words).filter(|word| word.len() > 4);
        found = nearest(&folded, words.copied()).map_or_else(Vec::new, |word| synonyms(word, kind));
    }
    found
}

/// Returns whether a key is one of the field with a code name.
pub(super) fn is_key_of(written: &str, name: &str) -> bool {
    let folded = fold::key(written);
    let field = METADATA_FIELDS.iter().find(|field| field.name() == name);
    field.is_some_and(|field| field.spellings.contains(&folded.as_str()))
}

/// Returns whether a folded key is that of a field that every portal has.
pub fn is_built_in(folded: &str) -> bool {
    METADATA_FIELDS.iter().any(|field| field.spellings.contains(&folded))
}

/// Returns the names of the field with a code name.
pub(super) fn names_of(name: &str) -> KeyNames {
    let field = METADATA_FIELDS.iter().find(|field| field.name() == name);
    field.map(|field| (field.shown, field.name())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_unique_and_folded() {
        let mut seen = std::collections::HashSet::new();
        for MetadataField { spellings, shown, .. } in METADATA_FIELDS {
            assert!(spellings.contains(&fold::key(shown).as_str()), "{shown}");
            for spelling in *spellings {
                assert_eq!(*spelling, fold::key(spelling));
                assert!(seen.insert(*spelling), "{spelling} is listed twice");
                // Texts under another name are recognised by the same keys.
                assert!(crate::source::is_entry_key(spelling), "{spelling}");
            }
        }
    }

    #[test]
    fn synonyms_are_folded_and_lead_to_fields() {
        for (words, names) in SYNONYMS {
            for word in *words {
                assert_eq!(*word, fold::key(word));
            }
            for name in *names {
                assert!(METADATA_FIELDS.iter().any(|field| field.name() == *name), "{name}");
            }
        }
    }

    #[test]
    fn the_reference_explains_every_key() {
        let reference = include_str!("../../../docs/khai-bao.md");
        for MetadataField { spellings, shown, .. } in METADATA_FIELDS {
            assert!(reference.contains(&format!("`{}`", spellings[0])), "{}", spellings[0]);
            assert!(reference.contains(shown), "{shown}");
        }
    }

    #[test]
    fn spellings_of_a_key_are_equivalent() {
        for written in ["Số hiệu", "số_hiệu", "so-hieu", "so_hieu", "SỐ HIỆU", "number"]
        {
            let found = look_up(written, EntryKind::Document);
            assert!(
                matches!(found, KeyLookup::Field(field) if field.name() == "number"),
                "{written}"
            );
            assert!(matches!(look_up(written, EntryKind::News), KeyLookup::OtherKind(DOCUMENT)));
        }
        let similar = similar("ngày ban hàn", EntryKind::Document);
        assert_eq!(similar[0].1, ("ngày ban hành", "ngày ban hành"));
    }
}
