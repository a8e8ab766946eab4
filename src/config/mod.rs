//! portal.yaml as a [`Config`]: title, base URL, owner, sections and the other settings of a portal.
//!
//! Every setting except `title`, `base_url` and `owner.name` has a default. Reading continues after a fault, so that
//! one run reports them all; a `Config` that comes with faults only serves to find further ones.
//!
//! **Left out on purpose.** No setting changes how the engine works, and none comes from the environment.

mod base_url;
pub(crate) mod keys;
mod languages;
mod own_fields;
mod parts;
mod read;
mod taxonomy;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, FaultList, Place, SourceText};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;
use crate::yaml::{self, KeyNames};

pub use base_url::{BaseUrl, is_host};
pub use languages::{
    PortalLanguage, SectionName, is_language_tag, is_same_language, primary_subtag,
};
pub use own_fields::{OwnField, OwnForm};
pub use parts::read_ignored_advice;
pub use taxonomy::Taxonomy;

/// The file name `portal.yaml`.
pub const FILE_NAME: &str = "portal.yaml";

/// The name of the theme that is embedded in the program.
pub const DEFAULT_THEME: &str = "cong-thong-tin";

/// The settings of one portal.
#[derive(Debug, Clone)]
pub struct Config {
    /// The portal's name.
    pub title: String,
    /// The base URL of the site.
    pub base_url: BaseUrl,
    /// The language of the interface, BCP 47.
    pub language: String,
    /// The settings for the portal's other languages.
    pub languages: Vec<PortalLanguage>,
    /// The time zone of today's date and of times without an offset.
    pub zone: Offset,
    /// The theme's folder name.
    pub theme: String,
    /// The owner of the portal.
    pub owner: Owner,
    /// The sections given in portal.yaml, in that order.
    pub sections: Vec<SectionConfig>,
    /// The taxonomies that get pages, in the order of the menu.
    pub taxonomies: Vec<Taxonomy>,
    /// The fields and taxonomies that the portal declares, in the order of portal.yaml.
    pub own_fields: Vec<OwnField>,
    /// The known issuers, each with its code in document numbers.
    pub issuers: Vec<Issuer>,
    /// The menu.
    pub menu: Vec<MenuLink>,
    /// Links to other agencies.
    pub links: Vec<MenuLink>,
    /// The notices shown on every page between two dates.
    pub notices: Vec<Notice>,
    /// The number of entries on a page of a listing, and in a feed.
    pub page_size: usize,
    /// The codes of advice that `check` does not give on this portal.
    pub ignored_advice: Vec<String>,
    /// Extensions of programs that may be published, in lower case.
    pub allowed_files: Vec<String>,
}

/// The owner data that the rules ask the footer to show (Circular 32/2017/TT-BTTTT art. 16, Decree 174/2026/NĐ-CP
/// art. 93).
#[derive(Debug, Clone, Default, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Owner {
    /// The name of the owner (tên đơn vị).
    pub name: String,
    /// The body to which the owner belongs (cơ quan chủ quản).
    pub parent: Option<String>,
    /// The person responsible for the content (người chịu trách nhiệm nội dung).
    pub responsible: Option<String>,
    /// The postal address.
    pub address: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The licence (giấy phép), for aggregated sites; pages show it in another form.
    #[serde(skip)]
    pub licence: Option<Licence>,
}

/// The licence of an aggregated information site.
#[derive(Debug, Clone, Default)]
pub struct Licence {
    /// Số giấy phép.
    pub number: String,
    /// Cơ quan cấp.
    pub issued_by: String,
    /// Ngày cấp.
    pub issued_on: Option<PartialDate>,
}

/// The kind of an entry, and of the entries of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// A document (văn bản).
    Document,
    /// A news item (tin).
    News,
    /// A plain page (trang).
    Page,
}

impl EntryKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Document, Self::News, Self::Page];

    /// Returns the Vietnamese and the English name.
    pub fn names(self) -> KeyNames {
        match self {
            Self::Document => ("văn bản", "document"),
            Self::News => ("tin tức", "news"),
            Self::Page => ("trang", "page"),
        }
    }

    /// Returns the name in portal.yaml and of the template.
    pub fn name(self) -> &'static str {
        self.names().1
    }
}

/// A section given in portal.yaml.
#[derive(Debug, Clone)]
pub struct SectionConfig {
    /// The folder under `content/`, with `/` between its parts.
    pub folder: String,
    /// The kind of its entries.
    pub kind: EntryKind,
    /// Its title, if given.
    pub title: Option<String>,
    /// The place of its key in portal.yaml.
    pub place: Place,
}

/// First parts of addresses that are reserved for generated pages, in addition to the taxonomies.
const RESERVED_FIRST: [&str; 6] =
    ["du-lieu", "tim-kiem", "so-do-trang", "danh-muc-cong-khai", "thay-doi", "tai-nguyen"];
/// Parts of addresses that are reserved at any position: years, further pages, and backlinks of an entry.
const RESERVED_ANYWHERE: [&str; 3] = ["nam", "trang", "quan-he"];

/// Returns whether a slug is reserved as a part of an address; `first` if it is the first part.
pub fn is_reserved(part: &str, first: bool) -> bool {
    let is_taxonomy = || Taxonomy::BUILT_IN.iter().any(|taxonomy| taxonomy.name() == part);
    RESERVED_ANYWHERE.contains(&part)
        || (first && (RESERVED_FIRST.contains(&part) || is_taxonomy()))
}

/// An issuing body and the end of its existence under this name.
#[derive(Debug, Clone, Hash)]
pub struct Issuer {
    /// Its code in document numbers.
    pub code: String,
    /// The name.
    pub name: String,
    /// The last day under this name.
    pub until: Option<PartialDate>,
    /// The name of its successor.
    pub successor: Option<String>,
}

/// A link of the menu or of the list of agencies.
#[derive(Debug, Clone)]
pub struct MenuLink {
    /// The link text.
    pub title: String,
    /// The address.
    pub url: String,
    /// Its place in portal.yaml, for the check of links.
    pub place: Place,
}

/// A notice shown on every page between two days (Decree 224/2026/NĐ-CP art. 13: announced downtime).
#[derive(Debug, Clone)]
pub struct Notice {
    /// The text.
    pub text: String,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

impl Notice {
    /// Returns whether the notice is shown on `today`.
    pub fn is_shown_on(&self, today: Date) -> bool {
        self.from.is_none_or(|from| from <= today) && self.until.is_none_or(|until| today <= until)
    }
}

impl Config {
    /// Parses portal.yaml; returns the settings and all faults in them, or the syntax error if it is not YAML.
    pub fn read(text: &SourceText) -> Result<(Self, Vec<Diagnostic>), Box<Diagnostic>> {
        let mut faults = FaultList::default();
        let root = yaml::parse(text, 0..text.as_str().len(), &mut faults)?;
        let (config, others) = read::read_config(text, &root);
        faults.extend(others);
        Ok((config, faults.into_vec()))
    }

    /// Returns the defaults.
    fn defaults() -> Self {
        Self {
            title: String::new(),
            base_url: BaseUrl { origin: "https://example.vn".to_owned(), path: "/".to_owned() },
            language: "vi".to_owned(),
            languages: Vec::new(),
            zone: jiff::tz::offset(7),
            theme: DEFAULT_THEME.to_owned(),
            owner: Owner::default(),
            sections: Vec::new(),
            taxonomies: Taxonomy::BUILT_IN.to_vec(),
            own_fields: Vec::new(),
            issuers: Vec::new(),
            menu: Vec::new(),
            links: Vec::new(),
            notices: Vec::new(),
            page_size: 20,
            ignored_advice: Vec::new(),
            allowed_files: Vec::new(),
        }
    }

    /// Returns the declaration of a taxonomy of the portal's own.
    pub fn own_taxonomy(&self, taxonomy: Taxonomy) -> Option<&OwnField> {
        self.own_fields.iter().find(|field| field.taxonomy() == Some(taxonomy))
    }

    /// Returns the settings that affect how entries are parsed.
    pub fn entry_settings(&self) -> EntrySettings<'_> {
        EntrySettings { zone: self.zone, issuers: &self.issuers, own_fields: &self.own_fields }
    }
}

/// The settings that affect how entries are parsed: a change of any other setting, such as the title or the menu,
/// leaves parsed entries valid.
#[derive(Debug, Clone, Copy, Hash)]
pub struct EntrySettings<'a> {
    /// The time zone of times without an offset.
    pub zone: Offset,
    /// The known issuers.
    issuers: &'a [Issuer],
    /// The fields that the portal declares.
    own_fields: &'a [OwnField],
}

impl<'a> EntrySettings<'a> {
    /// Returns the fields that the portal declares.
    pub fn own_fields(&self) -> &'a [OwnField] {
        self.own_fields
    }

    /// Returns the field that the portal declares under a folded key.
    pub fn own_field(&self, key: &str) -> Option<&'a OwnField> {
        self.own_fields.iter().find(|field| &*field.key == key)
    }

    /// Returns the name of the issuer that a code in a document number denoted on a day.
    pub fn issuer(&self, code: &str, on: Option<Date>) -> Option<&str> {
        let code = fold::term(code);
        let issuer = self.issuers.iter().find(|issuer| fold::term(&issuer.code) == code)?;
        let is_past = match (issuer.until, on) {
            (Some(until), Some(on)) => on > until.last_day(),
            _ => false,
        };
        if is_past { issuer.successor.as_deref() } else { Some(&issuer.name) }
    }
}

/// Returns the day of a time in a time zone.
pub fn day_in(zone: Offset, time: Timestamp) -> Date {
    zone.to_datetime(time).date()
}

/// Returns [`FILE_NAME`] as a shared string.
pub fn shared_file_name() -> Arc<str> {
    FILE_NAME.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_portal_yaml_are_reported_at_once() {
        let text = SourceText::new(
            FILE_NAME,
            "titel: A\nbase_url: example.vn\nowner: {nam: X}\npage_size: 0\n\
             sections: {van-ban: {kind: văn bản}}\ntime_zone: Hà Nội\n"
                .to_owned(),
        );
        let (_, faults) = Config::read(&text).expect("valid YAML");
        let codes: Vec<_> = faults.iter().map(|fault| (fault.place.line, &*fault.code)).collect();
        for expected in [
            (1, "unknown-setting"),
            (2, "bad-base-url"),
            (3, "unknown-setting"),
            (4, "bad-setting"),
            (5, "bad-setting"),
            (6, "bad-setting"),
            (0, "missing-setting"),
        ] {
            assert!(codes.contains(&expected), "{expected:?} is not in {codes:?}");
        }
    }

    #[test]
    fn an_issuer_is_replaced_by_its_successor() {
        let text = SourceText::new(
            FILE_NAME,
            "title: A\nbase_url: https://a.vn/\nowner: {name: B}\n\
             issuers: {LĐLĐ: {name: Cũ, until: 30/6/2025, successor: Mới}}\n"
                .to_owned(),
        );
        let (config, faults) = Config::read(&text).expect("valid YAML");
        assert!(faults.is_empty(), "{faults:?}");
        let day = |text: &str| PartialDate::parse(text).expect("a valid date").as_day();
        assert_eq!(config.entry_settings().issuer("LĐLĐ", day("30/6/2025")), Some("Cũ"));
        assert_eq!(config.entry_settings().issuer("LĐLĐ", day("01/7/2025")), Some("Mới"));
        assert_eq!(config.entry_settings().issuer("UBND", None), None);
    }

    #[test]
    fn entry_settings_include_the_time_zone_but_not_the_title() {
        let settings = |title: &str, zone: &str| {
            let text = format!(
                "title: {title}\nbase_url: https://example.vn/\nowner: {{name: B}}\ntime_zone: {zone}\n"
            );
            let text = SourceText::new(FILE_NAME, text);
            let (config, faults) = Config::read(&text).expect("valid YAML");
            assert!(faults.is_empty(), "{faults:?}");
            format!("{:?}", config.entry_settings())
        };
        assert_eq!(settings("A", "\"+07:00\""), settings("B", "\"+07:00\""));
        assert_ne!(settings("A", "\"+07:00\""), settings("A", "\"+08:00\""));
    }
}
