//! The keys of front matter: one table of all fields with their spellings and the kinds of entry they belong to.
//!
//! Keys are compared after folding (`Số hiệu`, `số_hiệu`, `so-hieu` and `so_hieu` are equal), so the table lists
//! folded spellings only, the code name first.

use crate::config::EntryKind;
use crate::entry::RelationKind;
use crate::vietnamese::fold;
use crate::vietnamese::nearest::nearest;

/// A field of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Number,
    Type,
    IssuedOn,
    Issuer,
    Abstract,
    Fields,
    Signer,
    SignerTitle,
    EffectiveOn,
    ExpiresOn,
    Status,
    Relation(RelationKind),
    TranslationOf,
    Attachments,
    Category,
    Summary,
    Author,
    Photographer,
    Unit,
    Image,
    ImageCaption,
    ImageAlt,
    Source,
    PostedBy,
    PostedAt,
    UpdatedAt,
    PublishAt,
    PublicUntil,
    Withdrawn,
    Corrections,
    Tags,
    Draft,
    Pinned,
    Slug,
    Aliases,
    Language,
    Template,
    Extra,
    Secrecy,
}

const ALL: &[EntryKind] = &[EntryKind::Document, EntryKind::News, EntryKind::Page];
const DOCUMENT: &[EntryKind] = &[EntryKind::Document];
const NEWS: &[EntryKind] = &[EntryKind::News];
const DOCUMENT_NEWS: &[EntryKind] = &[EntryKind::Document, EntryKind::News];
const NEWS_PAGE: &[EntryKind] = &[EntryKind::News, EntryKind::Page];

/// A field, its folded spellings, its spelling in messages, and the kinds it belongs to.
type FieldSpec = (Field, &'static [&'static str], &'static str, &'static [EntryKind]);

const FIELDS: &[FieldSpec] = &[
    (Field::Title, &["title", "tieu_de"], "tiêu đề", ALL),
    (
        Field::Number,
        &["number", "so_hieu", "so_ky_hieu", "so_ki_hieu", "so_hieu_van_ban"],
        "số hiệu",
        DOCUMENT,
    ),
    (Field::Type, &["type", "the_loai", "loai_van_ban"], "thể loại", DOCUMENT),
    (Field::IssuedOn, &["issued_on", "ngay_ban_hanh"], "ngày ban hành", DOCUMENT),
    (Field::Issuer, &["issuer", "co_quan_ban_hanh"], "cơ quan ban hành", DOCUMENT),
    (Field::Abstract, &["abstract", "trich_yeu"], "trích yếu", DOCUMENT),
    (Field::Fields, &["fields", "linh_vuc"], "lĩnh vực", DOCUMENT),
    (Field::Signer, &["signer", "nguoi_ky"], "người ký", DOCUMENT),
    (Field::SignerTitle, &["signer_title", "chuc_vu"], "chức vụ", DOCUMENT),
    (
        Field::EffectiveOn,
        &["effective_on", "ngay_hieu_luc", "ngay_co_hieu_luc"],
        "ngày hiệu lực",
        DOCUMENT,
    ),
    (Field::ExpiresOn, &["expires_on", "ngay_het_hieu_luc"], "ngày hết hiệu lực", DOCUMENT),
    (Field::Status, &["status", "tinh_trang", "tinh_trang_hieu_luc"], "tình trạng", DOCUMENT),
    (Field::Relation(RelationKind::BasedOn), &["based_on", "can_cu"], "căn cứ", DOCUMENT),
    (
        Field::Relation(RelationKind::Amends),
        &["amends", "sua_doi_bo_sung", "sua_doi"],
        "sửa đổi, bổ sung",
        DOCUMENT,
    ),
    (Field::Relation(RelationKind::Replaces), &["replaces", "thay_the"], "thay thế", DOCUMENT),
    (Field::Relation(RelationKind::Repeals), &["repeals", "bai_bo"], "bãi bỏ", DOCUMENT),
    (Field::Relation(RelationKind::Guides), &["guides", "huong_dan"], "hướng dẫn", DOCUMENT),
    (
        Field::Relation(RelationKind::Details),
        &["details", "quy_dinh_chi_tiet"],
        "quy định chi tiết",
        DOCUMENT,
    ),
    (
        Field::Relation(RelationKind::Consolidates),
        &["consolidates", "hop_nhat"],
        "hợp nhất",
        DOCUMENT,
    ),
    (Field::Relation(RelationKind::Suspends), &["suspends", "dinh_chi"], "đình chỉ", DOCUMENT),
    (
        Field::Relation(RelationKind::Corrects),
        &["corrects", "dinh_chinh_cho"],
        "đính chính cho",
        DOCUMENT,
    ),
    (Field::Relation(RelationKind::Cites), &["cites", "dan_chieu"], "dẫn chiếu", DOCUMENT),
    (
        Field::Relation(RelationKind::Accompanies),
        &["accompanies", "kem_theo"],
        "kèm theo",
        DOCUMENT,
    ),
    (Field::Relation(RelationKind::Related), &["related", "lien_quan"], "liên quan", DOCUMENT),
    (Field::TranslationOf, &["translation_of", "ban_dich_cua"], "bản dịch của", ALL),
    (
        Field::Attachments,
        &["attachments", "tep_dinh_kem", "file_dinh_kem", "dinh_kem"],
        "tệp đính kèm",
        DOCUMENT_NEWS,
    ),
    (Field::Category, &["category", "chuyen_muc"], "chuyên mục", NEWS),
    (Field::Summary, &["summary", "tom_tat", "sapo", "mo_ta", "description"], "tóm tắt", ALL),
    (Field::Author, &["author", "tac_gia"], "tác giả", NEWS),
    (Field::Photographer, &["photographer", "anh_cua"], "ảnh của", NEWS),
    (Field::Unit, &["unit", "don_vi"], "đơn vị", NEWS),
    (Field::Image, &["image", "anh", "anh_dai_dien"], "ảnh", NEWS_PAGE),
    (Field::ImageCaption, &["image_caption", "chu_thich_anh"], "chú thích ảnh", NEWS_PAGE),
    (Field::ImageAlt, &["image_alt", "mo_ta_anh"], "mô tả ảnh", NEWS_PAGE),
    (Field::Source, &["source", "nguon"], "nguồn", NEWS),
    (Field::PostedBy, &["posted_by", "nguoi_dang"], "người đăng", ALL),
    (Field::PostedAt, &["posted_at", "ngay_dang", "xuat_ban", "date"], "ngày đăng", ALL),
    (
        Field::UpdatedAt,
        &["updated_at", "ngay_cap_nhat", "cap_nhat", "updated"],
        "ngày cập nhật",
        ALL,
    ),
    (Field::PublishAt, &["publish_at", "hen_dang"], "hẹn đăng", ALL),
    (Field::PublicUntil, &["public_until", "thoi_han_cong_khai"], "thời hạn công khai", ALL),
    (Field::Withdrawn, &["withdrawn", "thu_hoi"], "thu hồi", ALL),
    (Field::Corrections, &["corrections", "dinh_chinh"], "đính chính", ALL),
    (Field::Tags, &["tags", "tu_khoa"], "từ khoá", ALL),
    (Field::Draft, &["draft", "nhap", "ban_nhap"], "bản nháp", ALL),
    (Field::Pinned, &["pinned", "ghim"], "ghim", ALL),
    (Field::Slug, &["slug", "duong_dan"], "đường dẫn", ALL),
    (Field::Aliases, &["aliases", "duong_dan_cu"], "đường dẫn cũ", ALL),
    (Field::Language, &["language", "ngon_ngu"], "ngôn ngữ", ALL),
    (Field::Template, &["template", "mau"], "mẫu", ALL),
    (Field::Extra, &["extra", "them"], "thêm", ALL),
    (Field::Secrecy, &["secrecy", "do_mat", "muc_do_mat", "do_bao_mat", "muc_mat"], "độ mật", ALL),
];

/// The meaning of a key for an entry of some kind.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum KeyLookup {
    /// A field of this kind of entry.
    Field(Field),
    /// A field of these other kinds only.
    OtherKind(Field, &'static [EntryKind]),
    /// No field, with the most similar spelling if there is one.
    Unknown(Option<&'static str>),
}

/// Looks up a key for an entry of a kind.
pub(super) fn look_up(written: &str, kind: EntryKind) -> KeyLookup {
    let folded = fold::key(written);
    let found = FIELDS.iter().find(|(_, spellings, ..)| spellings.contains(&folded.as_str()));
    match found {
        Some((field, _, _, kinds)) if kinds.contains(&kind) => KeyLookup::Field(*field),
        Some((field, _, _, kinds)) => KeyLookup::OtherKind(*field, kinds),
        None => {
            let specs = FIELDS.iter().filter(|spec| spec.3.contains(&kind));
            let spaced = folded.replace('_', " ");
            let vietnamese = nearest(&spaced, specs.clone().map(|spec| spec.2));
            KeyLookup::Unknown(vietnamese.or_else(|| nearest(&folded, specs.map(|spec| spec.1[0]))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_unique_and_folded() {
        let mut seen = std::collections::HashSet::new();
        for (_, spellings, shown, _) in FIELDS {
            assert!(spellings.contains(&fold::key(shown).as_str()), "{shown}");
            for spelling in *spellings {
                assert_eq!(*spelling, fold::key(spelling));
                assert!(seen.insert(*spelling), "{spelling} is listed twice");
            }
        }
    }

    #[test]
    fn the_reference_explains_every_key() {
        let reference = include_str!("../../docs/khai-bao.md");
        for (_, spellings, shown, _) in FIELDS {
            assert!(reference.contains(&format!("`{}`", spellings[0])), "{}", spellings[0]);
            assert!(reference.contains(shown), "{shown}");
        }
    }

    #[test]
    fn spellings_of_a_key_are_equivalent() {
        for written in ["Số hiệu", "số_hiệu", "so-hieu", "so_hieu", "SỐ HIỆU", "number"]
        {
            assert_eq!(
                look_up(written, EntryKind::Document),
                KeyLookup::Field(Field::Number),
                "{written}"
            );
        }
        assert!(matches!(
            look_up("số hiệu", EntryKind::News),
            KeyLookup::OtherKind(Field::Number, _)
        ));
        assert_eq!(
            look_up("ngày ban hàn", EntryKind::Document),
            KeyLookup::Unknown(Some("ngày ban hành"))
        );
    }
}
