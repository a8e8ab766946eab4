//! The data about the portal that every page shows: name, owner, menu, sections and taxonomies, in the language of the
//! page.
//!
//! Adding an entry does not change it, except for the first entry of a taxonomy.
//!
//! **Invariant.** The views of all languages differ in wording only. The wording comes from portal.yaml, labels and
//! sections, which are the same for all pages and part of their fingerprints.

use serde::Serialize;

use crate::config::{Config, EntryKind, Owner, Taxonomy};
use crate::entry::Picture;
use crate::entry::address::href;
use crate::entry::media_types;
use crate::picture::ShareImage;
use crate::site::{Plan, SHARE_IMAGE_ADDRESS};
use crate::theme::{SharedValue, UiLabels};

/// The portal as seen by templates.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PortalView {
    /// The portal's name.
    pub title: String,
    /// The language of the name, if it differs from that of the page.
    pub title_language: Option<String>,
    /// A one-line description: the name of the portal and that of its owner.
    pub description: String,
    /// The absolute URL of the site, with a slash at the end.
    pub base_url: String,
    /// The address of the home page in the language of the page.
    pub home: String,
    /// The language of the page (BCP 47).
    pub language: String,
    /// The home pages in other languages, each named in its own language.
    pub languages: Vec<LinkView>,
    /// The body responsible for the portal.
    pub owner: OwnerView,
    /// The menu: the one given in portal.yaml, else the top-level sections.
    pub menu: Vec<LinkView>,
    /// The links to other agencies given in portal.yaml.
    pub links: Vec<LinkView>,
    /// The notices to be shown on the day of the build.
    pub notices: Vec<NoticeView>,
    /// The sections.
    pub sections: Vec<SectionView>,
    /// The taxonomies that have pages and at least one term.
    pub taxonomies: Vec<TaxonomyView>,
    /// Links to the overview pages of the whole portal: lookup, disclosure, changes, open data and
    /// site map.
    pub overviews: Vec<LinkView>,
    /// The address of the Atom feed of the whole portal.
    pub feed: Option<String>,
    /// The address of the portal's icon.
    pub icon: Option<String>,
    /// The address of the `OpenSearch` description; null if the portal has no search.
    pub search: Option<String>,
    /// The picture that represents the portal where a page is shared.
    pub share: Option<ShareView>,
    /// The parts of the frame that are the same on all pages.
    pub frame: FrameView,
    /// All of this for templates.
    #[serde(skip)]
    pub(super) value: SharedValue,
}

/// The parts of the frame that are the same on all pages, as HTML to be printed with `safe`. A part
/// is null if the theme has no component of that name, or if the component asks for entries.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FrameView {
    /// The component `masthead`.
    pub masthead: Option<String>,
    /// The component `owner`.
    pub owner: Option<String>,
}

/// The picture that represents the portal where a page is shared.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ShareView {
    /// Its address.
    pub url: String,
    /// The width in pixels, if it could be read.
    pub width: Option<u32>,
    /// The height in pixels, if it could be read.
    pub height: Option<u32>,
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: Option<&'static str>,
}

impl ShareView {
    /// Describes the picture supplied by the webmaster, else the generated one; `None` if the site has neither.
    pub fn new(plan: &Plan, own: Option<&Picture>) -> Option<Self> {
        let (address, size) = match own {
            Some(own) => (own.address.as_deref().unwrap_or_default(), own.size),
            None => (SHARE_IMAGE_ADDRESS, Some(ShareImage::SIZE)),
        };
        plan.contains(address).then(|| Self {
            url: href(address),
            width: size.map(|size| size.width),
            height: size.map(|size| size.height),
            media_type: media_types::of_address(address),
        })
    }
}

/// A link with its text.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LinkView {
    /// The text.
    pub title: String,
    /// The address.
    pub url: String,
    /// The language of the text, if it differs from that of the page.
    pub language: Option<String>,
}

/// The body responsible for the portal.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OwnerView {
    #[serde(flatten)]
    pub(super) owner: Owner,
    /// The licence of an aggregated information site.
    pub(super) licence: Option<LicenceView>,
    /// The languages of its texts, each if it differs from that of the page.
    pub(super) languages: OwnerLanguages,
}

/// The languages of the owner's texts, each if it differs from that of the page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct OwnerLanguages {
    /// The language of the name.
    pub(super) name: Option<String>,
    /// The language of the parent body's name.
    pub(super) parent: Option<String>,
    /// The language of the responsible person's name and post.
    pub(super) responsible: Option<String>,
    /// The language of the postal address.
    pub(super) address: Option<String>,
    /// The language of the licence's texts.
    pub(super) licence: Option<String>,
}

impl OwnerView {
    /// Returns its name.
    pub(super) fn name(&self) -> &str {
        &self.owner.name
    }

    /// Returns its licence.
    pub(super) fn licence(&self) -> Option<&LicenceView> {
        self.licence.as_ref()
    }
}

/// The licence of an aggregated information site.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LicenceView {
    /// Its number.
    pub(super) number: String,
    /// The issuing authority.
    pub(super) issued_by: String,
    /// The date of issue as printed in the language of the page; empty if it is not given.
    pub(super) issued_on: String,
}

/// A notice shown on every page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NoticeView {
    /// The text.
    pub text: String,
    /// The language of the text, if it differs from that of the page.
    pub language: Option<String>,
}

/// A section of the portal.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SectionView {
    /// Its folder below `content/`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The language of its title, if it differs from that of the page.
    pub language: Option<String>,
    /// Its address.
    pub url: String,
    /// The kind of its entries.
    pub kind: EntryKind,
    /// Whether it is a top-level section, that is, lies in no other.
    pub top: bool,
}

/// A taxonomy: a way of classifying entries, such as by type or by issuer.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TaxonomyView {
    /// Its name in portal.yaml, such as `the-loai`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The language of its title, if it differs from that of the page.
    pub language: Option<String>,
    /// The address of its list of terms.
    pub url: String,
}

impl LinkView {
    /// Creates a link whose text is in the language of the page, or in an unknown language.
    pub(super) fn new(title: impl Into<String>, url: impl Into<String>) -> Self {
        Self { title: title.into(), url: url.into(), language: None }
    }

    /// Creates a link whose text is an interface label.
    pub(super) fn labelled(labels: UiLabels<'_>, key: &str, url: impl Into<String>) -> Self {
        let language = labels.lang_attribute(key).map(str::to_owned);
        Self { language, ..Self::new(labels.or_key(key), url) }
    }
}

impl TaxonomyView {
    /// Creates the view of a taxonomy, with the title that the portal declares or the theme's label.
    pub(super) fn of(taxonomy: Taxonomy, config: &Config, labels: UiLabels<'_>) -> Self {
        let url = taxonomy.address();
        let LinkView { title, url, language } = match taxonomy.label_key() {
            Some(key) => LinkView::labelled(labels, key, url),
            None => {
                let declared = config.own_taxonomy(taxonomy);
                LinkView::new(declared.map_or(taxonomy.name(), |field| &field.title), url)
            }
        };
        Self { name: taxonomy.name().to_owned(), title, language, url }
    }

    /// Returns the link to its list of terms.
    pub(super) fn link(self) -> LinkView {
        LinkView { title: self.title, url: self.url, language: self.language }
    }
}
