//! Which targets the site has, and where each lies.
//!
//! Pure: from the library and the settings to a [`Plan`]. A [`Target`] is one output file to be; its [`Route`] is its
//! address and its path, made here and nowhere else. What a target says is `render`'s business.
//!
//! **Invariant.** No two targets have one path, not even by case; a clash is told with both claimants.

pub mod backlinks;
pub mod headers;
pub mod listing;
pub mod open_data;
pub mod overview;
mod plan;
pub mod redirects;
mod sitemaps;

use std::sync::Arc;

use crate::config::Taxonomy;
use crate::library::{EdgeKind, Term, Year};

pub use open_data::DataFile;
pub use overview::Overview;
pub use plan::{AddressConflict, Claimant, Plan, Site, plan};
pub use sitemaps::{GeneralSitemap, MAX_SITEMAP_ADDRESSES, Sitemap};

/// The address of a target and its path under the output folder.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Route {
    /// The address on the site, decoded (`/van-ban/`, `/atom.xml`).
    pub address: Arc<str>,
    /// The path under the output folder (`van-ban/index.html`).
    pub output: Arc<str>,
}

impl Route {
    /// Routes an address: one that ends in a slash is a folder with an `index.html`.
    pub fn for_address(address: impl Into<Arc<str>>) -> Self {
        let address = address.into();
        let bare = address.trim_start_matches('/');
        let output =
            if address.ends_with('/') { format!("{bare}index.html") } else { bare.to_owned() };
        Self { address, output: output.into() }
    }
}

/// One output file to be.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where it lies.
    pub route: Route,
    /// What it is.
    pub kind: TargetKind,
}

impl Target {
    /// Gives the digest of the original and the width, if the target is a smaller picture.
    pub fn rendition(&self) -> Option<(&[u8; 32], u32)> {
        match &self.kind {
            TargetKind::Rendition { digest, width, .. } => Some((digest, *width)),
            _ => None,
        }
    }
}

/// What a target is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// The home page.
    Home,
    /// The page of an entry, by its file.
    Entry(Arc<str>),
    /// A page of a section's listing, by the section's address.
    Section(Arc<str>, ListingPage),
    /// The list of a taxonomy's terms.
    TermIndex(Taxonomy),
    /// A page of a term's listing, by the folded value.
    Term(Taxonomy, Arc<str>, ListingPage),
    /// A page of the listing of what leads in one way to an entry, by its file.
    Backlinks(EdgeKind, Arc<str>, ListingPage),
    /// A page that leads through the whole portal; of the list that the law asks for, one of its pages.
    Overview(Overview, ListingPage),
    /// A file of open data.
    Data(DataFile),
    /// The page shown where there is none.
    NotFound,
    /// An Atom feed of what is filed under a term.
    Feed(Term),
    /// The index of site maps, by their addresses.
    SitemapIndex(Vec<Arc<str>>),
    /// A site map.
    Sitemap(Sitemap),
    /// robots.txt.
    Robots,
    /// How the portal's search is called (`OpenSearch` 1.1).
    OpenSearch,
    /// A page at an old address that leads to a new one.
    Redirect(Arc<str>),
    /// All redirects, for one kind of server.
    RedirectMap(redirects::ServerKind),
    /// What to say with each file, for one kind of server.
    HeaderMap(redirects::ServerKind),
    /// A file copied from the portal, by its path.
    Copy(Arc<str>),
    /// A smaller picture of one.
    Rendition {
        /// The file of the original.
        path: Arc<str>,
        /// Its digest (SHA-256).
        digest: Box<[u8; 32]>,
        /// How wide it is.
        width: u32,
    },
    /// The picture that stands for the portal where it is shared.
    ShareImage,
    /// A file of the theme, by its name.
    Asset(String),
}

/// Makes the address of a file of the theme.
pub fn asset_address(name: &str) -> String {
    format!("/tai-nguyen/{name}")
}

/// The address of the picture that stands for the portal where it is shared, if a webmaster made none.
pub const SHARE_IMAGE_ADDRESS: &str = "/anh-chia-se.png";

/// A page of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListingPage {
    /// The newest entries and the years; all entries while they are few.
    Head,
    /// The n-th page of a year, from 1.
    Year(Year, usize),
}
