//! Pages that lead through the whole portal: ways to look for a document, the list the law asks for, open data, and
//! the site map for people.
//!
//! They are planned where they have something to show, and where the theme has a template for them: a theme may do
//! without. Whatever links to them asks the plan first.

use crate::config::Taxonomy;

/// The script by which `/tim-kiem/` answers queries. A theme without it, or whose template for the page does not name
/// it, has a page that only leads to lists, and offers no description of a search (`OpenSearch`, `SearchAction`).
pub const SEARCH_SCRIPT: &str = "tra-cuu.js";

/// The most terms of a taxonomy that an overview names one by one; beyond them it links to their list. Coarse on
/// purpose, so that the page does not move with every new term of a long list.
pub const MAX_LISTED_TERMS: usize = 40;

/// The ways of dividing documents that the page of ways to look shows term by term.
pub const LOOKUP_TAXONOMIES: [Taxonomy; 3] = [Taxonomy::Type, Taxonomy::Issuer, Taxonomy::Field];

/// A page that leads through the whole portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Overview {
    /// Tra cứu: the ways to find a document.
    Lookup,
    /// Danh mục thông tin phải được công khai (Law 104/2016/QH13 art. 34.1b, Decree 13/2018/NĐ-CP art. 6).
    Disclosure,
    /// Dữ liệu mở: what the data files hold.
    OpenData,
    /// Sơ đồ trang: the site map for people (Circular 32/2017/TT-BTTTT art. 16.4b).
    SiteMap,
}

impl Overview {
    /// All of them, in the order in which pages link to them.
    pub const ALL: [Self; 4] = [Self::Lookup, Self::Disclosure, Self::OpenData, Self::SiteMap];

    /// The address.
    pub fn address(self) -> &'static str {
        match self {
            Self::Lookup => "/tim-kiem/",
            Self::Disclosure => "/danh-muc-cong-khai/",
            Self::OpenData => "/du-lieu/",
            Self::SiteMap => "/so-do-trang/",
        }
    }

    /// The code name, which is also the page's kind and the key of its title among a theme's labels.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Disclosure => "disclosure",
            Self::OpenData => "open_data",
            Self::SiteMap => "site_map",
        }
    }

    /// The template.
    pub fn template(self) -> &'static str {
        match self {
            Self::Lookup => "lookup.html",
            Self::Disclosure => "disclosure.html",
            Self::OpenData => "open-data.html",
            Self::SiteMap => "site-map.html",
        }
    }
}
