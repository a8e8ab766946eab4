//! What every page shows of the portal: name, owner, menu, sections, taxonomies, in the language of the page.
//!
//! Nothing in it moves when an entry is added, but for the first of a taxonomy.
//!
//! **Invariant.** What is shown in one language is shown in all, and differs in its words only: what the words are
//! made of, portal.yaml, labels and sections, is the same for all pages and part of their fingerprints.

use serde::Serialize;

use super::media_types;
use crate::config::{EntryKind, Owner, Taxonomy};
use crate::entry::Picture;
use crate::entry::address::href;
use crate::picture::ShareImage;
use crate::site::{Plan, SHARE_IMAGE_ADDRESS};
use crate::theme::UiLabels;

/// The portal as templates see it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PortalView {
    /// The portal's name.
    pub title: String,
    /// The language of the name, where it is not the page's.
    pub title_language: Option<String>,
    /// One sentence on it.
    pub description: String,
    /// Where the site lies, with a slash at its end.
    pub base_url: String,
    /// Where the name leads.
    pub home: String,
    /// BCP 47.
    pub language: String,
    /// The home pages of the other languages, each called by the name that its language has for itself.
    pub languages: Vec<LinkView>,
    /// Who answers for it.
    pub owner: OwnerView,
    /// The menu: that of portal.yaml, else the sections that lie in no other.
    pub menu: Vec<LinkView>,
    /// Other agencies.
    pub links: Vec<LinkView>,
    /// The bars shown today.
    pub notices: Vec<NoticeView>,
    /// The sections.
    pub sections: Vec<SectionView>,
    /// The taxonomies that have terms.
    pub taxonomies: Vec<TaxonomyView>,
    /// The pages that lead through the whole portal.
    pub overviews: Vec<LinkView>,
    /// The portal's feed.
    pub feed: Option<String>,
    /// The portal's icon, if it has one.
    pub icon: Option<String>,
    /// The description of its search, if it has one.
    pub search: Option<String>,
    /// The picture that stands for it where it is shared.
    pub share: Option<ShareView>,
}

/// The picture that stands for the portal where it is shared.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ShareView {
    /// Its address.
    pub url: String,
    /// How wide it is, in points, if that could be read.
    pub width: Option<u32>,
    /// How high.
    pub height: Option<u32>,
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: Option<&'static str>,
}

impl ShareView {
    /// Shows the one that the webmaster made, else the one that is drawn.
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

/// A link of the menu.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LinkView {
    /// What is shown.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// The language of what is shown, where it is not the page's.
    pub language: Option<String>,
}

/// Who answers for the portal.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OwnerView {
    #[serde(flatten)]
    pub(super) owner: Owner,
    /// The licence of an aggregated information site.
    pub(super) licence: Option<LicenceView>,
    /// The languages of its texts, each where it is not the page's.
    pub(super) languages: OwnerLanguages,
}

/// The languages of what is said of an owner, each where it is not the page's.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct OwnerLanguages {
    /// That of the name.
    pub(super) name: Option<String>,
    /// That of the parent body's name.
    pub(super) parent: Option<String>,
    /// That of who is responsible.
    pub(super) responsible: Option<String>,
    /// That of the address.
    pub(super) address: Option<String>,
    /// That of what is said of the licence.
    pub(super) licence: Option<String>,
}

impl OwnerView {
    /// Gives its name.
    pub(super) fn name(&self) -> &str {
        &self.owner.name
    }

    /// Gives its licence.
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
    /// Who gave it.
    pub(super) issued_by: String,
    /// As printed in the page's language.
    pub(super) issued_on: String,
}

/// A bar on every page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NoticeView {
    /// What it says.
    pub text: String,
    /// Its language, where it is not the page's.
    pub language: Option<String>,
}

/// A section.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SectionView {
    /// Its folder.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The language of its title, where it is not the page's.
    pub language: Option<String>,
    /// Its address.
    pub url: String,
    /// What its entries are.
    pub kind: EntryKind,
    /// Whether it lies in no other section.
    pub top: bool,
}

/// A taxonomy.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TaxonomyView {
    /// Its name in portal.yaml.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The language of its title, where it is not the page's.
    pub language: Option<String>,
    /// The address of its list of terms.
    pub url: String,
}

impl LinkView {
    /// Makes a link whose text is in the page's language, or in one that nobody knows.
    pub(super) fn new(title: impl Into<String>, url: impl Into<String>) -> Self {
        Self { title: title.into(), url: url.into(), language: None }
    }

    /// Makes a link called by a label.
    pub(super) fn labelled(words: UiLabels<'_>, key: &str, url: impl Into<String>) -> Self {
        let language = words.lang_attribute(key).map(str::to_owned);
        Self { language, ..Self::new(words.or_key(key), url) }
    }
}

impl TaxonomyView {
    /// Shows a taxonomy, called as the theme calls it.
    pub(super) fn of(taxonomy: Taxonomy, words: UiLabels<'_>) -> Self {
        let LinkView { title, url, language } =
            LinkView::labelled(words, taxonomy.label_key(), taxonomy.address());
        Self { name: taxonomy.name().to_owned(), title, language, url }
    }

    /// Leads to its list of terms.
    pub(super) fn link(self) -> LinkView {
        LinkView { title: self.title, url: self.url, language: self.language }
    }
}
