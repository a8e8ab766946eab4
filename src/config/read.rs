//! Converts the YAML of portal.yaml to a [`Config`].
//!
//! Reading continues after a fault: an invalid setting keeps its default or is omitted, and an unknown key is an
//! error. The last key of each map is the arm that matches all others: [`YamlReader::read_known`] returns no others.
//!
//! **Left out on purpose.** References are not resolved: later stages check whether the theme exists and where links
//! of the menu lead.

use jiff::civil::Date;

use super::own_fields::{read_own_fields, read_own_taxonomy};
use super::parts::{
    read_date, read_ignored_advice, read_links, read_list, read_owner, report_bad_setting,
};
use super::{
    BaseUrl, Config, EntryKind, FILE_NAME, Issuer, Notice, SectionConfig, Taxonomy,
    is_language_tag, is_reserved, keys, languages,
};
use crate::diagnostic::{Diagnostic, Place, SourceText, faults};
use crate::vietnamese::date::parse_offset;
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::{fold, slug};
use crate::yaml::{KeyLanguage, Value, YamlNode, YamlReader, is_key};

const MAX_PAGE_SIZE: usize = 500;

/// Reads the whole file; returns the valid settings together with all faults.
pub(super) fn read_config(text: &SourceText, root: &YamlNode) -> (Config, Vec<Diagnostic>) {
    let mut config = Config::defaults();
    let mut reader = YamlReader::new(text);
    if let Value::Map(pairs) = &root.value {
        reader.key_language = KeyLanguage::of(pairs, keys::SETTINGS);
    }
    reader.keys_below = keys::MAPS;
    let settings = reader.read_known(root, keys::SETTINGS);
    reader.keys_below = &[];
    for (name, value) in &settings {
        read_setting(&mut reader, &mut config, name, value);
    }
    languages::validate_languages(&mut reader, &config);
    let is_given = |wanted: &str| settings.iter().any(|(name, _)| *name == wanted);
    for (at, is_missing) in [(0, config.title.is_empty()), (1, !is_given(keys::SETTINGS[1].1))] {
        if is_missing {
            let place = Place::file(FILE_NAME);
            let names = reader.key_language.shown(keys::SETTINGS[at]);
            reader.faults.push(faults::missing_setting(place, names, Some(0)));
        }
    }
    if config.owner.name.is_empty() {
        report_missing_owner_name(&mut reader, root);
    }
    (config, reader.faults.into_vec())
}

/// Reports that the owner has no name, with the line that is to be added.
fn report_missing_owner_name(reader: &mut YamlReader<'_>, root: &YamlNode) {
    let Value::Map(pairs) = &root.value else { return };
    let owner = pairs.iter().find(|(key, _)| is_key(&key.text, keys::setting("owner")));
    let in_braces = owner.is_some_and(|(_, value)| reader.is_in_braces(value));
    let indent = match owner.map(|(_, value)| &value.value) {
        Some(Value::Map(pairs)) => {
            pairs.first().map(|(key, _)| reader.place(&key.range).column - 1)
        }
        // It was reported as no map.
        Some(Value::Scalar(_) | Value::List(_)) => return,
        Some(Value::Empty) | None => None,
    };
    let owner = owner.map(|(key, _)| &*key.text);
    let (place, indent) = (Place::file(FILE_NAME), indent.map_or(2, |indent| indent as usize));
    let names = [keys::setting("owner"), keys::OWNER[0]];
    let names = names.map(|names| reader.key_language.shown(names));
    reader.faults.push(faults::missing_owner_name(place, owner, names, in_braces, indent));
}

fn read_setting(reader: &mut YamlReader<'_>, config: &mut Config, name: &str, value: &YamlNode) {
    match name {
        "title" => config.title = reader.read_text(value).unwrap_or_default(),
        "base_url" => read_base_url(reader, config, value),
        "language" => read_language(reader, config, value),
        "languages" => languages::read_languages(reader, config, value),
        "time_zone" => read_time_zone(reader, config, value),
        "theme" => read_theme(reader, config, value),
        "owner" => config.owner = read_owner(reader, value),
        "sections" => read_sections(reader, config, value),
        "fields" => read_own_fields(reader, value, &mut config.own_fields),
        "taxonomies" => read_taxonomies(reader, config, value),
        "issuers" => read_issuers(reader, config, value),
        "menu" => config.menu = read_links(reader, value),
        "links" => config.links = read_links(reader, value),
        "notices" => read_notices(reader, config, value),
        "allowed_files" => config.allowed_files = read_allowed_files(reader, value),
        "ignore" => config.ignored_advice = read_ignored_advice(reader, value, false),
        _ => read_page_size(reader, config, value),
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

/// Reads the extensions of files that would be refused, without their dots, in lower case.
fn read_allowed_files(reader: &mut YamlReader<'_>, value: &YamlNode) -> Vec<String> {
    let texts: Vec<String> =
        value.as_items().iter().filter_map(|item| reader.read_text(item)).collect();
    let words = texts.iter().flat_map(|text| text.split([',', ' ']));
    let extensions = words.map(|word| word.trim_start_matches('.').to_lowercase());
    extensions.filter(|extension| !extension.is_empty()).collect()
}

fn read_page_size(reader: &mut YamlReader<'_>, config: &mut Config, value: &YamlNode) {
    match value.as_scalar().and_then(|text| text.parse::<usize>().ok()) {
        Some(size) if (1..=MAX_PAGE_SIZE).contains(&size) => config.page_size = size,
        _ => report_bad_setting(reader, value, "1–500"),
    }
}

fn read_sections(reader: &mut YamlReader<'_>, config: &mut Config, node: &YamlNode) {
    for (key, value) in reader.read_map(node) {
        let written = fold::nfc(key.text.trim_matches('/')).into_owned();
        let folder = written.strip_prefix("content/").unwrap_or(&written).to_owned();
        if folder != written {
            let place = reader.place(&key.range);
            reader.faults.push(faults::section_below_content(place, &key.text, &folder));
        }
        let usable = |(at, part): (usize, &str)| {
            let slugged = slug::slug(part);
            part != ".." && !slugged.is_empty() && !is_reserved(&slugged, at == 0)
        };
        if !folder.split('/').enumerate().all(usable) {
            let place = reader.place(&key.range);
            reader.faults.push(faults::reserved_section(place, &key.text));
            continue;
        }
        let place = reader.place(&key.range);
        let mut section = SectionConfig { folder, kind: EntryKind::Page, title: None, place };
        for (key, value) in reader.read_known(value, keys::SECTION) {
            match key {
                "kind" => section.kind = read_kind(reader, value),
                _ => section.title = reader.read_text(value),
            }
        }
        config.sections.push(section);
    }
}

/// Reads a kind. An invalid one falls back to the nearest, so that its entries are not validated as plain pages.
fn read_kind(reader: &mut YamlReader<'_>, value: &YamlNode) -> EntryKind {
    let written = value.as_scalar().unwrap_or_default();
    if let Some(kind) = EntryKind::ALL.into_iter().find(|kind| kind.name() == written) {
        return kind;
    }
    report_bad_setting(reader, value, "document (văn bản), news (tin tức), page (trang)");
    let near = nearest(written, EntryKind::ALL.map(EntryKind::name));
    let vietnamese = EntryKind::ALL.into_iter().find(|kind| is_key(written, kind.names()));
    let near = near.and_then(|near| EntryKind::ALL.into_iter().find(|kind| kind.name() == near));
    vietnamese.or(near).unwrap_or(EntryKind::Page)
}

/// Reads the taxonomies: names of those that every portal has, and declarations of others (`{name: {…}}`).
fn read_taxonomies(reader: &mut YamlReader<'_>, config: &mut Config, node: &YamlNode) {
    config.taxonomies.clear();
    for item in node.as_items() {
        let found = match &item.value {
            Value::Map(pairs) => {
                let declared = pairs.iter().map(|(key, value)| {
                    read_own_taxonomy(reader, (key, value), &mut config.own_fields)
                });
                declared.flatten().collect()
            }
            _ => read_taxonomy(reader, item).into_iter().collect::<Vec<_>>(),
        };
        for taxonomy in found {
            if !config.taxonomies.contains(&taxonomy) {
                config.taxonomies.push(taxonomy);
            }
        }
    }
}

fn read_taxonomy(reader: &mut YamlReader<'_>, item: &YamlNode) -> Option<Taxonomy> {
    let name = reader.read_text(item)?;
    let found = Taxonomy::BUILT_IN.into_iter().find(|taxonomy| taxonomy.name() == name);
    if found.is_none() {
        let known = Taxonomy::BUILT_IN.map(Taxonomy::name);
        let (near, place) = (nearest(&name, known), reader.place(&item.range));
        reader.faults.push(faults::unknown_taxonomy(place, &name, near, &known.join(", ")));
    }
    found
}

fn read_issuers(reader: &mut YamlReader<'_>, config: &mut Config, node: &YamlNode) {
    for (code, value) in reader.read_map(node) {
        let mut issuer =
            Issuer { code: code.text.clone(), name: String::new(), until: None, successor: None };
        if let Value::Scalar(_) = &value.value {
            if let Some(name) = read_issuer_name(reader, value) {
                issuer.name = name;
                config.issuers.push(issuer);
            }
            continue;
        }
        let mut has_name = false;
        for (key, value) in reader.read_known(value, keys::ISSUER) {
            match key {
                "name" => {
                    issuer.name = read_issuer_name(reader, value).unwrap_or_default();
                    has_name = value.as_scalar().is_some();
                }
                "until" => issuer.until = read_date(reader, value),
                _ => issuer.successor = read_issuer_name(reader, value),
            }
        }
        if !has_name {
            let place = reader.place(&code.range);
            let indent = reader.indent_below(value);
            let names = reader.key_language.shown(keys::ISSUER[0]);
            reader.faults.push(faults::missing_setting(place, names, indent));
        }
        config.issuers.push(issuer);
    }
}

/// Reads the name of an issuer, which becomes part of addresses.
fn read_issuer_name(reader: &mut YamlReader<'_>, value: &YamlNode) -> Option<String> {
    let name = reader.read_text(value)?;
    if slug::slug(&name).is_empty() {
        let place = reader.place(&value.range);
        reader.faults.push(faults::empty_term_address(place, &name));
        return None;
    }
    Some(name)
}

fn read_notices(reader: &mut YamlReader<'_>, config: &mut Config, node: &YamlNode) {
    for item in read_list(reader, node) {
        let mut notice = Notice { text: String::new(), from: None, until: None };
        for (key, value) in reader.read_known(item, keys::NOTICE) {
            match key {
                "text" => notice.text = reader.read_text(value).unwrap_or_default(),
                "from" => notice.from = read_day(reader, value),
                _ => notice.until = read_day(reader, value),
            }
        }
        if notice.text.is_empty() {
            reader.report_missing_key(item, keys::NOTICE[0]);
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
