//! Overviews of the whole portal: the lookup page, the list of information to be disclosed by law, the list of changes,
//! open data, and the site map for people.
//!
//! An overview exists if it has something to show and the theme has a template for it. Pages that link to one must
//! check the plan first.

use crate::config::Taxonomy;

/// The script by which `/tim-kiem/` answers queries. In a theme without it, or whose template for the page does not use
/// it, that page only links to listings, and no search is announced (`OpenSearch`, `SearchAction`).
pub const SEARCH_SCRIPT: &str = "tra-cuu.js";

/// Maximum number of terms of a taxonomy that an overview lists; with more terms it links to their list. So the page
/// does not change with every new term of a large taxonomy.
pub const MAX_LISTED_TERMS: usize = 40;

/// The taxonomies of documents whose terms the lookup page lists.
pub const LOOKUP_TAXONOMIES: [Taxonomy; 3] = [Taxonomy::Type, Taxonomy::Issuer, Taxonomy::Field];

/// An overview of the whole portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Overview {
    /// Tra cứu: lists by which a document can be found.
    Lookup,
    /// Danh mục thông tin phải được công khai (Law 104/2016/QH13 art. 34.1b, Decree 13/2018/NĐ-CP art. 6).
    Disclosure,
    /// Những thay đổi trên cổng: what the portal posted, corrected, withdrew … (Decree 224/2026/NĐ-CP art. 9.3).
    Events,
    /// Dữ liệu mở: the description of the open data files.
    OpenData,
    /// Sơ đồ trang: the site map for people (Circular 32/2017/TT-BTTTT art. 16.4b).
    SiteMap,
}

impl Overview {
    /// All of them, in the order in which pages link to them.
    pub const ALL: [Self; 5] =
        [Self::Lookup, Self::Disclosure, Self::Events, Self::OpenData, Self::SiteMap];

    /// Returns the address.
    pub fn address(self) -> &'static str {
        match self {
            Self::Lookup => "/tim-kiem/",
            Self::Disclosure => "/danh-muc-cong-khai/",
            Self::Events => "/thay-doi/",
            Self::OpenData => "/du-lieu/",
            Self::SiteMap => "/so-do-trang/",
        }
    }

    /// Returns the name, which is also the kind of the page and the key of its title in the theme's labels.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Disclosure => "disclosure",
            Self::Events => "events",
            Self::OpenData => "open_data",
            Self::SiteMap => "site_map",
        }
    }

    /// Returns the name of the template.
    pub fn template(self) -> &'static str {
        match self {
            Self::Lookup => "lookup.html",
            Self::Disclosure => "disclosure.html",
            Self::Events => "events.html",
            Self::OpenData => "open-data.html",
            Self::SiteMap => "site-map.html",
        }
    }
}
