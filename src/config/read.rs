//! Converts the YAML of portal.yaml to a [`Config`].
//!
//! Reading continues after a fault: an invalid setting keeps its default or is omitted, and an unknown key is an
//! error. Keys are English and have one spelling, unlike those of front matter.
//!
//! **Left out on purpose.** References are not resolved: later stages check whether the theme exists and where links
//! of the menu lead.

use jiff::civil::Date;

use super::parts::{read_date, read_ignored_advice, read_links, read_list, read_owner};
use super::{
    BaseUrl, Config, EntryKind, FILE_NAME, Issuer, Notice, SectionConfig, Taxonomy,
    is_language_tag, is_reserved, languages,
};
use crate::diagnostic::{Diagnostic, Place, SourceText, faults};
use crate::vietnamese::date::parse_offset;
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::{fold, slug};
use crate::yaml::{Key, Value, YamlNode, YamlReader};

const SETTING_KEYS: [&str; 15] = [
    "title",
    "base_url",
    "language",
    "languages",
    "time_zone",
    "theme",
    "owner",
    "sections",
    "taxonomies",
    "issuers",
    "menu",
    "links",
    "notices",
    "page_size",
    "ignore",
];
const MAX_PAGE_SIZE: usize = 500;

/// Reads the whole file; returns the valid settings together with all faults.
pub(super) fn read_config(text: &SourceText, root: &YamlNode) -> (Config, Vec<Diagnostic>) {
    let mut config = Config::defaults();
    let mut reader = YamlReader::new(text);
    let mut seen: Vec<(&str, &Key)> = Vec::new();
    for (key, value) in reader.read_map(root) {
        if let Some((_, first)) = seen.iter().find(|(name, _)| *name == key.text) {
            let (place, other) = (reader.place(&key.range), reader.place(&first.range));
            reader.faults.push(faults::duplicate_key(place, other, &key.text));
        }
        seen.push((&key.text, key));
        read_setting(&mut reader, &mut config, key, value);
    }
    languages::validate_languages(&mut reader, &config);
    let has_base_url = seen.iter().any(|(name, _)| *name == "base_url");
    for (name, missing) in [
        ("title", config.title.is_empty()),
        ("base_url", !has_base_url),
        ("owner.name", config.owner.name.is_empty()),
    ] {
        if missing {
            reader.faults.push(faults::missing_setting(Place::file(FILE_NAME), name));
        }
    }
    (config, reader.faults)
}

fn read_setting(reader: &mut YamlReader<'_>, config: &mut Config, key: &Key, value: &YamlNode) {
    match key.text.as_str() {
        "title" => config.title = reader.read_text(value).unwrap_or_default(),
        "base_url" => read_base_url(reader, config, value),
        "language" => read_language(reader, config, value),
        "languages" => languages::read_languages(reader, config, value),
        "time_zone" => read_time_zone(reader, config, value),
        "theme" => read_theme(reader, config, value),
        "owner" => config.owner = read_owner(reader, value),
        "sections" => read_sections(reader, config, value),
        "taxonomies" => config.taxonomies = read_taxonomies(reader, value),
        "issuers" => read_issuers(reader, config, value),
        "menu" => config.menu = read_links(reader, value),
        "links" => config.links = read_links(reader, value),
        "notices" => read_notices(reader, config, value),
        "page_size" => read_page_size(reader, config, value),
        "ignore" => config.ignored_advice = read_ignored_advice(reader, value),
        _ => reader.report_unknown_key(key, &SETTING_KEYS),
    }
}

fn read_base_url(reader: &mut YamlReader<'_>, config: &mut Config, value: &YamlNode) {
    let written = reader.read_text(value).unwrap_or_default();
    match BaseUrl::parse(&written) {
        Some(base) => config.base_url = base,
        None => {
            let place = reader.place(&value.range);
            let invalid_char = BaseUrl::invalid_char(&written);
            reader.faults.push(faults::bad_base_url(place, &written, invalid_char));
        }
    }
}

fn read_language(reader: &mut YamlReader<'_>, config: &mut Config, value: &YamlNode) {
    let written = reader.read_text(value).unwrap_or_else(|| "vi".to_owned());
    if is_language_tag(&written) {
        config.language = written;
    } else {
        report_bad_setting(reader, value, "vi, en, …");
    }
}

fn read_time_zone(reader: &mut YamlReader<'_>, config: &mut Config, value: &YamlNode) {
    let written = reader.read_text(value).unwrap_or_default();
    match parse_offset(&written) {
        Some(zone) => config.zone = zone,
        None => report_bad_setting(reader, value, "múi giờ, ví dụ +07:00"),
    }
}

fn read_theme(reader: &mut YamlReader<'_>, config: &mut Config, value: &YamlNode) {
    let written = reader.read_text(value).unwrap_or_default();
    // The theme is a folder under themes/: its name must not be a path to elsewhere.
    if written.is_empty() || written.contains(['/', '\\']) || written.starts_with('.') {
        report_bad_setting(reader, value, super::DEFAULT_THEME);
    } else {
        config.theme = written;
    }
}

fn read_page_size(reader: &mut YamlReader<'_>, config: &mut Config, value: &YamlNode) {
    match value.as_scalar().and_then(|text| text.parse::<usize>().ok()) {
        Some(size) if (1..=MAX_PAGE_SIZE).contains(&size) => config.page_size = size,
        _ => report_bad_setting(reader, value, "1–500"),
    }
}

fn read_sections(reader: &mut YamlReader<'_>, config: &mut Config, node: &YamlNode) {
    for (key, value) in reader.read_map(node) {
        let folder = fold::nfc(key.text.trim_matches('/')).into_owned();
        let usable = |(at, part): (usize, &str)| {
            let slugged = slug::slug(part);
            part != ".." && !slugged.is_empty() && !is_reserved(&slugged, at == 0)
        };
        if !folder.split('/').enumerate().all(usable) {
            let place = reader.place(&key.range);
            reader.faults.push(faults::reserved_section(place, &key.text));
            continue;
        }
        let mut section = SectionConfig { folder, kind: EntryKind::Page, title: None };
        for (key, value) in reader.read_map(value) {
            match key.text.as_str() {
                "kind" => section.kind = read_kind(reader, value),
                "title" => section.title = reader.read_text(value),
                _ => reader.report_unknown_key(key, &["kind", "title"]),
            }
        }
        config.sections.push(section);
    }
}

/// Reads a kind. An invalid one falls back to the nearest, so that its entries are not validated as plain pages.
fn read_kind(reader: &mut YamlReader<'_>, value: &YamlNode) -> EntryKind {
    let kinds = [EntryKind::Document, EntryKind::News, EntryKind::Page];
    let written = value.as_scalar().unwrap_or_default();
    if let Some(kind) = kinds.into_iter().find(|kind| kind.name() == written) {
        return kind;
    }
    report_bad_setting(reader, value, "document (văn bản), news (tin tức), page (trang)");
    let near = nearest(written, kinds.map(EntryKind::name));
    let vietnamese = match fold::key(written).as_str() {
        "van_ban" => Some(EntryKind::Document),
        "tin_tuc" | "tin" => Some(EntryKind::News),
        _ => None,
    };
    let near = near.and_then(|near| kinds.into_iter().find(|kind| kind.name() == near));
    vietnamese.or(near).unwrap_or(EntryKind::Page)
}

fn read_taxonomies(reader: &mut YamlReader<'_>, node: &YamlNode) -> Vec<Taxonomy> {
    let items = node.as_items();
    let mut taxonomies = Vec::new();
    for item in items {
        let Some(name) = reader.read_text(item) else { continue };
        match Taxonomy::ALL.into_iter().find(|taxonomy| taxonomy.name() == name) {
            Some(taxonomy) if taxonomies.contains(&taxonomy) => {}
            Some(taxonomy) => taxonomies.push(taxonomy),
            None => {
                let near = nearest(&name, Taxonomy::ALL.into_iter().map(Taxonomy::name));
                let place = reader.place(&item.range);
                reader.faults.push(faults::unknown_setting(place, &name, near));
            }
        }
    }
    taxonomies
}

fn read_issuers(reader: &mut YamlReader<'_>, config: &mut Config, node: &YamlNode) {
    for (code, value) in reader.read_map(node) {
        let mut issuer =
            Issuer { code: code.text.clone(), name: String::new(), until: None, successor: None };
        if let Value::Scalar(name) = &value.value {
            issuer.name = name.trim().to_owned();
            config.issuers.push(issuer);
            continue;
        }
        for (key, value) in reader.read_map(value) {
            match key.text.as_str() {
                "name" => issuer.name = reader.read_text(value).unwrap_or_default(),
                "until" => issuer.until = read_date(reader, value),
                "successor" => issuer.successor = reader.read_text(value),
                _ => reader.report_unknown_key(key, &["name", "until", "successor"]),
            }
        }
        if issuer.name.is_empty() {
            let place = reader.place(&code.range);
            reader.faults.push(faults::missing_setting(place, "name"));
        }
        config.issuers.push(issuer);
    }
}

fn read_notices(reader: &mut YamlReader<'_>, config: &mut Config, node: &YamlNode) {
    for item in read_list(reader, node) {
        let mut notice = Notice { text: String::new(), from: None, until: None };
        for (key, value) in reader.read_map(item) {
            match key.text.as_str() {
                "text" => notice.text = reader.read_text(value).unwrap_or_default(),
                "from" => notice.from = read_day(reader, value),
                "until" => notice.until = read_day(reader, value),
                _ => reader.report_unknown_key(key, &["text", "from", "until"]),
            }
        }
        if notice.text.is_empty() {
            let place = reader.place(&item.range);
            reader.faults.push(faults::missing_setting(place, "text"));
        } else {
            config.notices.push(notice);
        }
    }
}

fn read_day(reader: &mut YamlReader<'_>, value: &YamlNode) -> Option<Date> {
    let date = read_date(reader, value)?;
    if date.as_day().is_none() {
        report_bad_setting(reader, value, "24/9/2014");
    }
    date.as_day()
}

fn report_bad_setting(reader: &mut YamlReader<'_>, value: &YamlNode, expected: &str) {
    let written = value.as_scalar().unwrap_or_default().to_owned();
    let place = reader.place(&value.range);
    reader.faults.push(faults::bad_setting(place, &written, expected));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parts::OWNER_KEYS;

    #[test]
    fn the_reference_explains_every_setting() {
        let reference = include_str!("../../docs/cai-dat.md");
        for key in SETTING_KEYS.iter().chain(&OWNER_KEYS) {
            assert!(reference.contains(&format!("`{key}`")), "{key}");
        }
    }
}
