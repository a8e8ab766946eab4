//! The keys of portal.yaml: one Vietnamese and one English name each, both valid in every portal.
//!
//! They are compared as the keys of front matter are: `Tên cổng`, `ten_cong` and `tên-cổng` are equal. Code and the
//! tests use the English names.
//!
//! **Left out on purpose.** Keys that a webmaster chooses: folders of sections, codes of issuers, tags of languages.

use crate::yaml::KeyNames;

/// The keys at the top.
pub(crate) const SETTINGS: &[KeyNames] = &[
    ("tên cổng", "title"),
    ("địa chỉ web", "base_url"),
    ("ngôn ngữ", "language"),
    ("ngôn ngữ khác", "languages"),
    ("múi giờ", "time_zone"),
    ("giao diện", "theme"),
    ("đơn vị", "owner"),
    ("chuyên mục", "sections"),
    ("phân loại", "taxonomies"),
    ("trường", "fields"),
    ("cơ quan ban hành", "issuers"),
    ("trình đơn", "menu"),
    ("liên kết", "links"),
    ("thông báo", "notices"),
    ("số bài mỗi trang", "page_size"),
    ("bỏ qua", "ignore"),
    ("cho phép tệp", "allowed_files"),
];

/// The keys of the owner.
pub(crate) const OWNER: &[KeyNames] = &[
    ("tên", "name"),
    ("cơ quan chủ quản", "parent"),
    ("người chịu trách nhiệm", "responsible"),
    ("địa chỉ", "address"),
    ("điện thoại", "phone"),
    ("thư điện tử", "email"),
    ("giấy phép", "licence"),
];

/// The keys of the licence.
pub(crate) const LICENCE: &[KeyNames] =
    &[("số", "number"), ("cơ quan cấp", "issued_by"), ("ngày cấp", "issued_on")];

/// The keys of a section.
pub(crate) const SECTION: &[KeyNames] = &[("loại", "kind"), ("tên", "title")];

/// The keys of a field that the portal declares.
pub(crate) const OWN_FIELD: &[KeyNames] =
    &[("tên", "title"), ("loại bài", "kinds"), ("hiện", "show"), ("kiểu", "type")];

/// The keys of a taxonomy that the portal declares.
pub(crate) const OWN_TAXONOMY: &[KeyNames] =
    &[("tên", "title"), ("loại bài", "kinds"), ("hiện", "show"), ("nhiều", "many")];

/// The keys of an issuer.
pub(crate) const ISSUER: &[KeyNames] =
    &[("tên", "name"), ("đến ngày", "until"), ("cơ quan thay", "successor")];

/// The keys of a link.
pub(crate) const LINK: &[KeyNames] = &[("tên", "title"), ("địa chỉ", "url")];

/// The keys of a notice.
pub(crate) const NOTICE: &[KeyNames] =
    &[("nội dung", "text"), ("từ ngày", "from"), ("đến ngày", "until")];

/// The keys of another language.
pub(crate) const LANGUAGE: &[KeyNames] = &[
    ("tên cổng", "title"),
    ("trang chủ", "home"),
    ("đơn vị", "owner"),
    ("chuyên mục", "sections"),
    ("trình đơn", "menu"),
];

/// The keys at the top whose values are maps, and the keys of those, if a webmaster does not choose them.
pub(super) const MAPS: &[(&str, &[KeyNames])] =
    &[("owner", OWNER), ("sections", &[]), ("issuers", &[]), ("fields", &[]), ("languages", &[])];

/// Returns the names of a key at the top by the English one.
pub(crate) fn setting(name: &str) -> KeyNames {
    SETTINGS.iter().find(|names| names.1 == name).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vietnamese::fold;

    const ALL: [&[KeyNames]; 10] = [
        SETTINGS,
        OWNER,
        LICENCE,
        SECTION,
        OWN_FIELD,
        OWN_TAXONOMY,
        ISSUER,
        LINK,
        NOTICE,
        LANGUAGE,
    ];

    #[test]
    fn no_name_has_two_meanings_in_one_map() {
        for keys in ALL {
            let mut seen = std::collections::HashSet::new();
            for (vi, en) in keys {
                assert_eq!(fold::key(en), *en);
                assert!(seen.insert(fold::key(vi)) && seen.insert((*en).to_owned()), "{vi}, {en}");
            }
        }
    }

    #[test]
    fn the_reference_has_a_row_for_every_key() {
        let reference = include_str!("../../docs/cai-dat.md");
        for (vi, en) in ALL.into_iter().flatten() {
            let is_row =
                |line: &str| line.contains(&format!("`{vi}`")) && line.contains(&format!("`{en}`"));
            assert!(
                reference.lines().any(|line| line.starts_with('|') && is_row(line)),
                "{vi}, {en}"
            );
        }
    }
}
