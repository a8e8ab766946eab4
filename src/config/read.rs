//! From the YAML of portal.yaml to [`Config`], key by key.
//!
//! Reading goes on after a fault: a setting that does not fit keeps its default or is left out, and an unknown key
//! is an error. Keys are English and spelt in one way, unlike those of front matter.
//!
//! **Left out on purpose.** Nothing is looked up: whether the theme exists and where a link of the menu leads is
//! asked by others, later.

use jiff::civil::Date;

use super::{
    BaseUrl, Config, FILE, Issuer, Kind, Licence, MenuLink, Notice, Owner, Section, Taxonomy,
    is_language_tag, is_reserved, languages,
};
use crate::diagnostic::{Diagnostic, Place, Text, faults};
use crate::vietnamese::date::{PartialDate, parse_offset};
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::{fold, slug};
use crate::yaml::{Key, Node, Reader, Value};

const SETTINGS: [&str; 14] = [
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
];
const OWNER: [&str; 7] = ["name", "parent", "responsible", "address", "phone", "email", "licence"];
const LARGEST_PAGE: usize = 500;

/// Reads the whole file; faults come beside the settings that could be read.
pub(super) fn config(text: &Text, root: &Node) -> (Config, Vec<Diagnostic>) {
    let mut config = Config::begun();
    let mut reader = Reader::new(text);
    let mut seen: Vec<(&str, &Key)> = Vec::new();
    for (key, value) in reader.map(root) {
        if let Some((_, first)) = seen.iter().find(|(name, _)| *name == key.text) {
            let (place, other) = (reader.place(&key.range), reader.place(&first.range));
            reader.faults.push(faults::key_twice(place, other, &key.text));
        }
        seen.push((&key.text, key));
        setting(&mut reader, &mut config, key, value);
    }
    languages::judge(&mut reader, &config);
    let base_given = seen.iter().any(|(name, _)| *name == "base_url");
    for (name, missing) in [
        ("title", config.title.is_empty()),
        ("base_url", !base_given),
        ("owner.name", config.owner.name.is_empty()),
    ] {
        if missing {
            reader.faults.push(faults::missing_setting(Place::file(FILE), name));
        }
    }
    (config, reader.faults)
}

fn setting(reader: &mut Reader<'_>, config: &mut Config, key: &Key, value: &Node) {
    match key.text.as_str() {
        "title" => config.title = reader.text(value).unwrap_or_default(),
        "base_url" => base_url(reader, config, value),
        "language" => language(reader, config, value),
        "languages" => languages::read(reader, config, value),
        "time_zone" => time_zone(reader, config, value),
        "theme" => theme(reader, config, value),
        "owner" => config.owner = owner(reader, value),
        "sections" => sections(reader, config, value),
        "taxonomies" => config.taxonomies = taxonomies(reader, value),
        "issuers" => issuers(reader, config, value),
        "menu" => config.menu = links(reader, value),
        "links" => config.links = links(reader, value),
        "notices" => notices(reader, config, value),
        "page_size" => page_size(reader, config, value),
        _ => reader.unknown_key(key, &SETTINGS),
    }
}

fn base_url(reader: &mut Reader<'_>, config: &mut Config, value: &Node) {
    let written = reader.text(value).unwrap_or_default();
    match BaseUrl::parse(&written) {
        Some(base) => config.base = base,
        None => {
            let place = reader.place(&value.range);
            let misplaced = BaseUrl::misplaced(&written);
            reader.faults.push(faults::bad_base_url(place, &written, misplaced));
        }
    }
}

fn language(reader: &mut Reader<'_>, config: &mut Config, value: &Node) {
    let written = reader.text(value).unwrap_or_else(|| "vi".to_owned());
    if is_language_tag(&written) {
        config.language = written;
    } else {
        bad(reader, value, "vi, en, …");
    }
}

fn time_zone(reader: &mut Reader<'_>, config: &mut Config, value: &Node) {
    let written = reader.text(value).unwrap_or_default();
    match parse_offset(&written) {
        Some(zone) => config.zone = zone,
        None => bad(reader, value, "múi giờ, ví dụ +07:00"),
    }
}

fn theme(reader: &mut Reader<'_>, config: &mut Config, value: &Node) {
    let written = reader.text(value).unwrap_or_default();
    // The theme is a folder under themes/: a name that could lead elsewhere is not one.
    if written.is_empty() || written.contains(['/', '\\']) || written.starts_with('.') {
        bad(reader, value, super::DEFAULT_THEME);
    } else {
        config.theme = written;
    }
}

fn page_size(reader: &mut Reader<'_>, config: &mut Config, value: &Node) {
    match value.scalar().and_then(|text| text.parse::<usize>().ok()) {
        Some(size) if (1..=LARGEST_PAGE).contains(&size) => config.page_size = size,
        _ => bad(reader, value, "1–500"),
    }
}

/// Reads who answers for the portal.
pub(super) fn owner(reader: &mut Reader<'_>, node: &Node) -> Owner {
    let mut owner = Owner::default();
    for (key, value) in reader.map(node) {
        match key.text.as_str() {
            "name" => owner.name = reader.text(value).unwrap_or_default(),
            "parent" => owner.parent = reader.text(value),
            "responsible" => owner.responsible = reader.text(value),
            "address" => owner.address = reader.text(value),
            "phone" => owner.phone = reader.text(value),
            "email" => owner.email = reader.text(value),
            "licence" => owner.licence = licence(reader, value),
            _ => reader.unknown_key(key, &OWNER),
        }
    }
    owner
}

fn licence(reader: &mut Reader<'_>, node: &Node) -> Option<Licence> {
    let mut licence = Licence::default();
    for (key, value) in reader.map(node) {
        match key.text.as_str() {
            "number" => licence.number = reader.text(value).unwrap_or_default(),
            "issued_by" => licence.issued_by = reader.text(value).unwrap_or_default(),
            "issued_on" => licence.issued_on = date(reader, value),
            _ => reader.unknown_key(key, &["number", "issued_by", "issued_on"]),
        }
    }
    (!licence.number.is_empty()).then_some(licence)
}

fn sections(reader: &mut Reader<'_>, config: &mut Config, node: &Node) {
    for (key, value) in reader.map(node) {
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
        let mut section = Section { folder, kind: Kind::Page, title: None };
        for (key, value) in reader.map(value) {
            match key.text.as_str() {
                "kind" => section.kind = kind(reader, value),
                "title" => section.title = reader.text(value),
                _ => reader.unknown_key(key, &["kind", "title"]),
            }
        }
        config.sections.push(section);
    }
}

/// Reads a kind. A wrong one is taken for the nearest, so that its entries are not judged as plain pages.
fn kind(reader: &mut Reader<'_>, value: &Node) -> Kind {
    let kinds = [Kind::Document, Kind::News, Kind::Page];
    let written = value.scalar().unwrap_or_default();
    if let Some(kind) = kinds.into_iter().find(|kind| kind.name() == written) {
        return kind;
    }
    bad(reader, value, "document (văn bản), news (tin tức), page (trang)");
    let near = nearest(written, kinds.map(Kind::name));
    let vietnamese = match fold::key(written).as_str() {
        "van_ban" => Some(Kind::Document),
        "tin_tuc" | "tin" => Some(Kind::News),
        _ => None,
    };
    let near = near.and_then(|near| kinds.into_iter().find(|kind| kind.name() == near));
    vietnamese.or(near).unwrap_or(Kind::Page)
}

fn taxonomies(reader: &mut Reader<'_>, node: &Node) -> Vec<Taxonomy> {
    let items = node.items();
    let mut found = Vec::new();
    for item in items {
        let Some(name) = reader.text(item) else { continue };
        match Taxonomy::ALL.into_iter().find(|taxonomy| taxonomy.name() == name) {
            Some(taxonomy) if found.contains(&taxonomy) => {}
            Some(taxonomy) => found.push(taxonomy),
            None => {
                let near = nearest(&name, Taxonomy::ALL.into_iter().map(Taxonomy::name));
                let place = reader.place(&item.range);
                reader.faults.push(faults::unknown_setting(place, &name, near));
            }
        }
    }
    found
}

fn issuers(reader: &mut Reader<'_>, config: &mut Config, node: &Node) {
    for (code, value) in reader.map(node) {
        let mut issuer =
            Issuer { code: code.text.clone(), name: String::new(), until: None, successor: None };
        if let Value::Scalar(name) = &value.value {
            issuer.name = name.trim().to_owned();
            config.issuers.push(issuer);
            continue;
        }
        for (key, value) in reader.map(value) {
            match key.text.as_str() {
                "name" => issuer.name = reader.text(value).unwrap_or_default(),
                "until" => issuer.until = date(reader, value),
                "successor" => issuer.successor = reader.text(value),
                _ => reader.unknown_key(key, &["name", "until", "successor"]),
            }
        }
        if issuer.name.is_empty() {
            let place = reader.place(&code.range);
            reader.faults.push(faults::missing_setting(place, "name"));
        }
        config.issuers.push(issuer);
    }
}

/// Reads a list of links.
pub(super) fn links(reader: &mut Reader<'_>, node: &Node) -> Vec<MenuLink> {
    let mut links = Vec::new();
    for item in list(reader, node) {
        let (mut title, mut url) = (None, None);
        for (key, value) in reader.map(item) {
            match key.text.as_str() {
                "title" => title = reader.text(value),
                "url" => url = reader.text(value).map(|url| (url, reader.place(&value.range))),
                _ => reader.unknown_key(key, &["title", "url"]),
            }
        }
        match (title, url) {
            (Some(title), Some((url, place))) if is_link(&url) => {
                links.push(MenuLink { title, url, place });
            }
            (Some(_), Some((url, place))) => reader.faults.push(faults::bad_link(place, &url)),
            (title, _) => {
                let missing = if title.is_none() { "title" } else { "url" };
                let place = reader.place(&item.range);
                reader.faults.push(faults::missing_setting(place, missing));
            }
        }
    }
    links
}

/// A link of the configuration is an address of the site (`/x/`) or one with a harmless scheme.
fn is_link(url: &str) -> bool {
    let site = url.starts_with('/') && !url.starts_with("//");
    site || ["https://", "http://", "mailto:", "tel:"].iter().any(|s| url.starts_with(s))
}

fn notices(reader: &mut Reader<'_>, config: &mut Config, node: &Node) {
    for item in list(reader, node) {
        let mut notice = Notice { text: String::new(), from: None, until: None };
        for (key, value) in reader.map(item) {
            match key.text.as_str() {
                "text" => notice.text = reader.text(value).unwrap_or_default(),
                "from" => notice.from = day(reader, value),
                "until" => notice.until = day(reader, value),
                _ => reader.unknown_key(key, &["text", "from", "until"]),
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

fn list<'n>(reader: &mut Reader<'_>, node: &'n Node) -> &'n [Node] {
    match &node.value {
        Value::List(items) => items,
        Value::Empty => &[],
        Value::Scalar(_) | Value::Map(_) => {
            reader.faults.push(faults::wanted_list(reader.place(&node.range)));
            &[]
        }
    }
}

fn date(reader: &mut Reader<'_>, value: &Node) -> Option<PartialDate> {
    let written = reader.text(value)?;
    match PartialDate::parse(&written) {
        Ok(date) => Some(date),
        Err(error) => {
            reader.faults.push(faults::bad_date(reader.place(&value.range), &written, &error));
            None
        }
    }
}

fn day(reader: &mut Reader<'_>, value: &Node) -> Option<Date> {
    let date = date(reader, value)?;
    if date.as_day().is_none() {
        bad(reader, value, "24/9/2014");
    }
    date.as_day()
}

fn bad(reader: &mut Reader<'_>, value: &Node, wanted: &str) {
    let written = value.scalar().unwrap_or_default().to_owned();
    let place = reader.place(&value.range);
    reader.faults.push(faults::bad_setting(place, &written, wanted));
}
