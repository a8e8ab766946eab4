//! portal.yaml as a [`Config`]: what the portal is called, where it lies, who answers for it, how it is divided.
//!
//! Every setting has a sensible default but `title`, `base_url` and `owner.name`. Reading goes on after a fault,
//! so that one run shows them all; the `Config` that comes with faults serves only to find further ones.
//!
//! **Left out on purpose.** No setting changes how the engine works, and none comes from the environment.

mod base_url;
mod languages;
mod read;

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::Offset;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Place, SourceText};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;
use crate::yaml;

pub use base_url::{BaseUrl, is_host};
pub use languages::{
    PortalLanguage, SectionName, is_language_tag, is_same_language, primary_subtag,
};

/// The name of portal.yaml in messages and on disk.
pub const FILE_NAME: &str = "portal.yaml";

/// The theme that is embedded in the program.
pub const DEFAULT_THEME: &str = "cong-thong-tin";

/// The settings of one portal.
#[derive(Debug, Clone)]
pub struct Config {
    /// The portal's name.
    pub title: String,
    /// Where the site will lie.
    pub base_url: BaseUrl,
    /// The language of the interface, BCP 47.
    pub language: String,
    /// What the portal is called in its other languages.
    pub languages: Vec<PortalLanguage>,
    /// The zone that times without one, and today, are read in.
    pub zone: Offset,
    /// The theme's folder name.
    pub theme: String,
    /// Who answers for the portal.
    pub owner: Owner,
    /// Sections named in portal.yaml, in that order.
    pub sections: Vec<SectionConfig>,
    /// The taxonomies that get pages, in the order of the menu.
    pub taxonomies: Vec<Taxonomy>,
    /// Known issuers by the code at the end of a number.
    pub issuers: Vec<Issuer>,
    /// The menu.
    pub menu: Vec<MenuLink>,
    /// Links to other agencies.
    pub links: Vec<MenuLink>,
    /// Dated bars shown on every page.
    pub notices: Vec<Notice>,
    /// Entries on a page of a listing, and in a feed.
    pub page_size: usize,
}

/// The owner data that the rules ask the footer to show (Circular 32/2017/TT-BTTTT art. 16, Decree 174/2026/NĐ-CP
/// art. 93).
#[derive(Debug, Clone, Default, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Owner {
    /// Tên đơn vị.
    pub name: String,
    /// Cơ quan chủ quản.
    pub parent: Option<String>,
    /// Người chịu trách nhiệm nội dung.
    pub responsible: Option<String>,
    /// Địa chỉ.
    pub address: Option<String>,
    /// Điện thoại.
    pub phone: Option<String>,
    /// Thư điện tử.
    pub email: Option<String>,
    /// Giấy phép, for aggregated sites; pages show it in their words.
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

/// What the entries of a section are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// Văn bản.
    Document,
    /// Tin tức.
    News,
    /// A plain page.
    Page,
}

impl EntryKind {
    /// The name in portal.yaml, and of the template.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::News => "news",
            Self::Page => "page",
        }
    }
}

/// A section named in portal.yaml.
#[derive(Debug, Clone)]
pub struct SectionConfig {
    /// The folder under `content/`, with `/`.
    pub folder: String,
    /// What its entries are.
    pub kind: EntryKind,
    /// Its title, if given.
    pub title: Option<String>,
}

/// A way of dividing entries by a value they carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Taxonomy {
    /// Thể loại.
    Type,
    /// Cơ quan ban hành.
    Issuer,
    /// Lĩnh vực.
    Field,
    /// Người ký.
    Signer,
    /// Chuyên mục.
    Category,
    /// Từ khoá.
    Tag,
}

impl Taxonomy {
    /// All of them, in the default order.
    pub const ALL: [Self; 6] =
        [Self::Type, Self::Issuer, Self::Field, Self::Signer, Self::Category, Self::Tag];

    /// The name in portal.yaml, which is also the first part of the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Type => "the-loai",
            Self::Issuer => "co-quan-ban-hanh",
            Self::Field => "linh-vuc",
            Self::Signer => "nguoi-ky",
            Self::Category => "chuyen-muc",
            Self::Tag => "tu-khoa",
        }
    }

    /// The address of its list of terms (`/the-loai/`), which those of its terms begin with.
    pub fn address(self) -> String {
        format!("/{}/", self.name())
    }

    /// The key of its title among a theme's labels.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Issuer => "issuer",
            Self::Field => "fields",
            Self::Signer => "signer",
            Self::Category => "category",
            Self::Tag => "tags",
        }
    }
}

/// First parts of addresses that the generator keeps for itself, beside the taxonomies.
const RESERVED_FIRST: [&str; 5] =
    ["du-lieu", "tim-kiem", "so-do-trang", "danh-muc-cong-khai", "tai-nguyen"];
/// Parts of addresses kept for years, further pages and what leads to an entry, wherever they stand.
const RESERVED_ANYWHERE: [&str; 3] = ["nam", "trang", "quan-he"];

/// Tells whether a slugged part of an address, the first or a later one, is the generator's own.
pub fn is_reserved(part: &str, first: bool) -> bool {
    let taxonomy = || Taxonomy::ALL.iter().any(|taxonomy| taxonomy.name() == part);
    RESERVED_ANYWHERE.contains(&part) || (first && (RESERVED_FIRST.contains(&part) || taxonomy()))
}

/// An issuing body and how long it existed under its name.
#[derive(Debug, Clone, Hash)]
pub struct Issuer {
    /// The code at the end of a number.
    pub code: String,
    /// The name.
    pub name: String,
    /// The last day under this name.
    pub until: Option<PartialDate>,
    /// Who came after.
    pub successor: Option<String>,
}

/// A link of the menu or of the list of agencies.
#[derive(Debug, Clone)]
pub struct MenuLink {
    /// What is shown.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// Where it is written, for the check of links.
    pub place: Place,
}

/// A bar shown on every page between two days (Decree 224/2026/NĐ-CP art. 13: announced downtime).
#[derive(Debug, Clone)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

impl Notice {
    /// Tells whether the bar is up on `today`.
    pub fn is_shown_on(&self, today: Date) -> bool {
        self.from.is_none_or(|from| from <= today) && self.until.is_none_or(|until| today <= until)
    }
}

impl Config {
    /// Reads portal.yaml. A text that is not YAML gives only that fault: nothing could be judged by it.
    pub fn read(text: &SourceText) -> Result<(Self, Vec<Diagnostic>), Box<Diagnostic>> {
        let root = yaml::parse(text, 0..text.as_str().len())?;
        Ok(read::read_config(text, &root))
    }

    /// The defaults.
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
            taxonomies: Taxonomy::ALL.to_vec(),
            issuers: Vec::new(),
            menu: Vec::new(),
            links: Vec::new(),
            notices: Vec::new(),
            page_size: 20,
        }
    }

    /// Gives what an entry is read by.
    pub fn entry_settings(&self) -> EntrySettings<'_> {
        EntrySettings { zone: self.zone, issuers: &self.issuers }
    }
}

/// What an entry is read by: all that its file's meaning may take from the settings, so that another title or menu
/// makes no entry another.
#[derive(Debug, Clone, Copy, Hash)]
pub struct EntrySettings<'a> {
    /// Where its times are meant.
    pub zone: Offset,
    /// Whom its codes mean.
    issuers: &'a [Issuer],
}

impl EntrySettings<'_> {
    /// Finds the issuer that a code at the end of a number stood for on a day.
    pub fn issuer(&self, code: &str, on: Option<Date>) -> Option<&str> {
        let code = fold::term(code);
        let issuer = self.issuers.iter().find(|issuer| fold::term(&issuer.code) == code)?;
        let past = match (issuer.until, on) {
            (Some(until), Some(on)) => on > until.last_day(),
            _ => false,
        };
        if past { issuer.successor.as_deref() } else { Some(&issuer.name) }
    }
}

/// The portal's file name for messages, shared.
pub fn shared_file_name() -> Arc<str> {
    FILE_NAME.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_portal_yaml_are_told_at_once() {
        let text = SourceText::new(
            FILE_NAME,
            "titel: A\nbase_url: example.vn\nowner: {nam: X}\npage_size: 0\n\
             sections: {van-ban: {kind: văn bản}}\ntime_zone: Hà Nội\n"
                .to_owned(),
        );
        let (_, faults) = Config::read(&text).expect("the text is YAML");
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
    fn an_issuer_ends_and_its_successor_follows() {
        let text = SourceText::new(
            FILE_NAME,
            "title: A\nbase_url: https://a.vn/\nowner: {name: B}\n\
             issuers: {LĐLĐ: {name: Cũ, until: 30/6/2025, successor: Mới}}\n"
                .to_owned(),
        );
        let (config, faults) = Config::read(&text).expect("the text is YAML");
        assert!(faults.is_empty(), "{faults:?}");
        let day = |text: &str| PartialDate::parse(text).expect("a date").as_day();
        assert_eq!(config.entry_settings().issuer("LĐLĐ", day("30/6/2025")), Some("Cũ"));
        assert_eq!(config.entry_settings().issuer("LĐLĐ", day("01/7/2025")), Some("Mới"));
        assert_eq!(config.entry_settings().issuer("UBND", None), None);
    }

    #[test]
    fn a_title_is_no_custom_and_a_time_zone_is() {
        let customs = |title: &str, zone: &str| {
            let text = format!(
                "title: {title}\nbase_url: https://example.vn/\nowner: {{name: B}}\ntime_zone: {zone}\n"
            );
            let text = SourceText::new(FILE_NAME, text);
            let (config, faults) = Config::read(&text).expect("the text is YAML");
            assert!(faults.is_empty(), "{faults:?}");
            format!("{:?}", config.entry_settings())
        };
        assert_eq!(customs("A", "\"+07:00\""), customs("B", "\"+07:00\""));
        assert_ne!(customs("A", "\"+07:00\""), customs("A", "\"+08:00\""));
    }
}
