//! The targets of the site and their addresses.
//!
//! A pure function of the library and the settings computes the [`Plan`]. A [`Target`] is an output file to be written;
//! its [`SiteAddress`] says where.
//!
//! **Invariant.** No two targets have the same path, even ignoring case; a conflict is reported with both claimants.
//!
//! **Left out on purpose.** The content of targets, see `render`.

mod assets;
pub mod backlinks;
pub mod listing;
pub mod open_data;
pub mod overview;
mod plan;
pub mod servers;
mod sitemaps;

use std::sync::Arc;

use crate::config::Taxonomy;
use crate::entry::address::SiteAddress;
use crate::library::{EdgeKind, Term, Year};

pub use assets::{ASSETS_ADDRESS, asset_address, sheet_digests};
pub use open_data::DataFile;
pub use overview::Overview;
pub use plan::{AddressConflict, Claimant, Plan, PlanInputs, plan};
pub use sitemaps::{GeneralSitemap, MAX_SITEMAP_ADDRESSES, Sitemap};

/// An output file to be written.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its address, with its path under the output folder.
    pub address: SiteAddress,
    /// Its kind.
    pub kind: TargetKind,
}

impl Target {
    /// Returns the digest of the original and the width in pixels, if the target is a rendition of a picture.
    pub fn rendition(&self) -> Option<(&[u8; 32], u32)> {
        match &self.kind {
            TargetKind::Rendition { digest, width, .. } => Some((digest, *width)),
            _ => None,
        }
    }
}

/// The kinds of targets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// The home page.
    Home,
    /// The page of an entry, by its source path.
    Entry(Arc<str>),
    /// A page of a section's listing, by the section's address.
    Section(Arc<str>, ListingPage),
    /// The list of a taxonomy's terms.
    TermIndex(Taxonomy),
    /// A page of a term's listing, by the folded value.
    Term(Taxonomy, Arc<str>, ListingPage),
    /// A page of the listing of incoming edges of one kind, by the source path of the entry.
    Backlinks(EdgeKind, Arc<str>, ListingPage),
    /// The listing of the documents that a document names, by the source path of the document.
    NamedDocuments(Arc<str>),
    /// An overview of the whole portal; of [`Overview::Disclosure`] and [`Overview::Events`], one of its pages.
    Overview(Overview, ListingPage),
    /// A file of open data.
    Data(DataFile),
    /// The page that servers show for unknown addresses (404).
    NotFound,
    /// An Atom feed of the entries with a term.
    Feed(Term),
    /// The Atom feed of the events of the portal.
    EventFeed,
    /// The index of site maps, with their addresses.
    SitemapIndex(Vec<Arc<str>>),
    /// A site map.
    Sitemap(Sitemap),
    /// robots.txt.
    Robots,
    /// The description of the portal's search (`OpenSearch` 1.1).
    OpenSearch,
    /// A page at an old address that redirects to a new one.
    Redirect(Arc<str>),
    /// A file for web servers.
    ServerFile(servers::ServerFile),
    /// A file copied from the portal, by its path.
    Copy(Arc<str>),
    /// A smaller rendition of a picture.
    Rendition {
        /// The path of the original.
        path: Arc<str>,
        /// The digest of the original (SHA-256).
        digest: Box<[u8; 32]>,
        /// The width of the rendition in pixels.
        width: u32,
    },
    /// The generated preview picture for shared links (`og:image`).
    ShareImage,
    /// A file of the theme, by its name.
    Asset(String),
}

/// The address of the generated preview picture for shared links, used if the portal provides none.
pub const SHARE_IMAGE_ADDRESS: &str = "/anh-chia-se.png";

/// A page of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListingPage {
    /// The first page: the newest entries and the years, or all entries of a short listing.
    Head,
    /// The first page of a year: its newest entries.
    Year(Year),
    /// The n-th page of a year, from 1 and from its oldest entries on.
    Numbered(Year, usize),
}
