//! Keys that people write for a field although they are none: suggested, never accepted.
//!
//! The words of registers, of other systems of content (Hugo, Jekyll, Joomla) and of office use. A word may mean
//! several fields: `ngày` is the day of issue of a document and the day of posting of a piece of news. The first field
//! that the kind of entry has and that accepts the value is proposed.
//!
//! **Left out on purpose.** They are not spellings of keys: `ngày` could be the day of signing, of receipt or of
//! effect, and a wrong guess would be published.

/// Folded words, and the code names of the fields that they may mean.
#[rustfmt::skip]
pub(super) const SYNONYMS: &[(&[&str], &[&str])] = &[
    (
        &[
            "so", "so_vb", "so_van_ban", "so_quyet_dinh", "so_cong_van", "ky_hieu", "so_va_ky_hieu", "so_hieu_vb",
            "ma_so", "ma_van_ban", "so_kh", "document_number", "doc_number", "no", "code",
        ],
        &["number"],
    ),
    (
        &[
            "loai", "loai_vb", "hinh_thuc", "hinh_thuc_van_ban", "the_loai_van_ban", "ten_loai", "kind", "doc_type",
            "document_type",
        ],
        &["type", "category"],
    ),
    (
        &[
            "ngay", "ngay_ky", "ngay_vb", "ngay_van_ban", "ngay_thang", "ngay_thang_nam", "ngay_phat_hanh",
            "ngay_ra_van_ban", "ngay_ky_ban_hanh", "ban_hanh", "ban_hanh_ngay", "ky_ngay", "thoi_gian", "issue_date",
            "issued", "date_issued", "signed_on", "signed_date", "ngay_ban_hanh",
        ],
        &["issued_on", "posted_at"],
    ),
    (
        &[
            "co_quan", "noi_ban_hanh", "don_vi_ban_hanh", "noi_phat_hanh", "co_quan_ky", "co_quan_phat_hanh",
            "cq_ban_hanh", "cqbh", "don_vi", "agency", "organization", "organisation", "department", "issued_by",
        ],
        &["issuer", "unit"],
    ),
    (
        &["nganh", "chu_de", "nhom", "linh_vuc_van_ban", "field", "topic", "topics", "subject", "linh_vuc"],
        &["fields", "category", "tags"],
    ),
    (
        &["ky_boi", "nguoi_ki", "nguoi_ky_van_ban", "nguoi_ky_duyet", "nguoi_phe_duyet", "ky", "signed_by", "lanh_dao_ky"],
        &["signer"],
    ),
    (&["chuc_danh", "chuc_vu_nguoi_ky", "chuc_vu_ky", "position"], &["signer_title"]),
    (
        &[
            "ve_viec", "v_v", "vv", "noi_dung", "noi_dung_trich_yeu", "trich_yeu_noi_dung", "tom_luoc", "loi_dan",
            "dan_nhap", "gioi_thieu", "excerpt", "teaser", "intro", "lead", "trich_yeu", "trich_dan", "desc",
        ],
        &["abstract", "summary"],
    ),
    (
        &["hieu_luc", "hieu_luc_tu", "co_hieu_luc", "co_hieu_luc_tu", "ngay_ap_dung", "effective", "effective_date", "valid_from"],
        &["effective_on", "status"],
    ),
    (
        &["het_hieu_luc", "het_hieu_luc_tu", "hieu_luc_den", "expires", "expiry", "expiry_date", "expirydate", "valid_until"],
        &["expires_on", "public_until"],
    ),
    (&["trang_thai", "hieu_luc_van_ban", "tinh_trang_van_ban", "trang_thai_hieu_luc", "state"], &["status"]),
    (&["can_cu_phap_ly", "co_so_phap_ly", "legal_basis"], &["based_on"]),
    (&["thay_cho", "thay_the_cho", "thay_the_van_ban"], &["replaces"]),
    (&["bo_sung", "sua_doi_cho", "van_ban_sua_doi"], &["amends"]),
    (&["van_ban_lien_quan", "xem_them", "see_also"], &["related"]),
    (
        &[
            "file", "files", "tep", "tep_tin", "tap_tin", "tai_lieu", "file_kem", "tai_lieu_dinh_kem",
            "van_ban_dinh_kem", "tap_tin_dinh_kem", "tep_kem_theo", "phu_luc", "pdf", "file_pdf", "tai_ve", "link_tai",
            "download", "downloads", "attachment",
        ],
        &["attachments", "image"],
    ),
    (
        &[
            "hinh_anh", "hinh", "anh_bia", "anh_minh_hoa", "hinh_minh_hoa", "hinh_dai_dien", "thumbnail", "thumb",
            "cover", "cover_image", "banner", "featured_image", "feature_image", "images", "picture", "photo",
            "og_image", "anh",
        ],
        &["image", "attachments"],
    ),
    (&["chu_thich", "chu_thich_hinh", "caption", "loi_chu_thich"], &["image_caption"]),
    (&["alt", "alt_text", "mo_ta_hinh_anh"], &["image_alt"]),
    (
        &["categories", "danh_muc", "muc", "nhom_tin", "phan_muc", "section", "loai_tin", "chuyen_muc"],
        &["category", "fields"],
    ),
    (&["tag", "the", "nhan", "keyword", "keywords", "hashtag", "hashtags"], &["tags"]),
    (
        &[
            "ten", "ten_van_ban", "ten_bai", "ten_bai_viet", "tua_de", "nhan_de", "dau_de", "tieu_de_bai_viet", "headline",
            "name",
        ],
        &["title"],
    ),
    (
        &[
            "nguoi_viet", "but_danh", "viet_boi", "bai_viet_cua", "tin", "bai", "tin_bai", "phong_vien",
            "cong_tac_vien", "ctv", "authors", "by", "byline", "writer",
        ],
        &["author"],
    ),
    (&["nguoi_chup", "nguoi_chup_anh", "tac_gia_anh", "photo_by"], &["photographer"]),
    (&["phong_ban", "co_quan_tac_gia"], &["unit"]),
    (&["theo", "nguon_tin", "trich_nguon", "theo_nguon", "origin"], &["source"]),
    (
        &[
            "published", "published_at", "pubdate", "pub_date", "publish_date", "date_published", "created",
            "created_at", "posted", "ngay_dang_bai", "ngay_dang_tin", "ngay_tao", "ngay_viet", "ngay_xuat_ban",
            "ngay_cong_bo", "dang_luc", "dang_ngay",
        ],
        &["posted_at"],
    ),
    (&["publishdate", "publish_on", "scheduled", "len_lich", "lich_dang", "hen_gio", "hen_gio_dang"], &["publish_at"]),
    (
        &[
            "lastmod", "last_modified", "lastmodified", "date_modified", "modified", "modified_at", "updated_on",
            "update", "ngay_sua", "sua_doi_ngay", "lan_sua_cuoi", "cap_nhat_ngay",
        ],
        &["updated_at"],
    ),
    (&["nguoi_nhap", "nguoi_cap_nhat", "bien_tap", "editor"], &["posted_by"]),
    (&["permalink", "url", "link", "lien_ket"], &["slug", "aliases"]),
    (&["alias", "redirect_from", "dia_chi_cu", "link_cu", "url_cu"], &["aliases"]),
    (&["lang", "locale", "tieng"], &["language"]),
    (&["noi_bat", "tin_noi_bat", "featured", "sticky"], &["pinned"]),
    (&["chua_dang", "unpublished", "hidden", "an"], &["draft"]),
    (&["params", "custom", "du_lieu_khac"], &["extra"]),
];

/// Folded labels of one person for text and photographs; the value belongs under author and photographer.
pub(super) const BYLINES: [&str; 7] = [
    "tin_anh",
    "bai_anh",
    "tin_va_anh",
    "bai_va_anh",
    "tin_bai_anh",
    "tin_bai_va_anh",
    "thuc_hien",
];

/// Folded keys whose `false` hides an entry in other systems.
pub(super) const SHOWN_IF_TRUE: [&str; 5] =
    ["published", "publish", "visible", "hien_thi", "cong_khai"];
