//! The data that templates see of entries, dates, terms and files, with texts and addresses ready to print.
//!
//! The values are built for one page. A missing value is null or an empty list, never an undefined name, so a template
//! can test `{% if entry.signer %}` directly.

use std::sync::Arc;

use serde::Serialize;

use super::{Labels, UiLabels, dates};
use crate::config::{Config, EntryKind, OwnField, Taxonomy, is_same_language};
use crate::entry::address::href;
use crate::entry::{self, Entry, Erasure, LeadImage, Name};
use crate::library::{DependencyTracker, TermName};
use crate::picture::MEDIA_TYPE;
use crate::vietnamese::date::{Moment, PartialDate};
use crate::vietnamese::{document_type, slug};

pub use super::dates::{DayView, MomentView};

/// Builds the views of entries, dates and terms for one page.
#[derive(Debug, Clone)]
pub struct Presenter {
    /// The settings.
    pub config: Arc<Config>,
    /// The interface labels.
    pub labels: Arc<Labels>,
    /// The language of the page.
    pub language: Arc<str>,
    /// Whether terms link to their listings. A withdrawn entry is in none, and its terms may have no listing at all.
    pub link_terms: bool,
}

/// A term of a taxonomy: one of the values by which entries are classified.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TermLink {
    /// The term as written.
    pub label: String,
    /// The address of the listing of the term; null if there is none.
    pub url: Option<String>,
    /// The language of the term, if it is known and differs from that of the page.
    pub language: Option<String>,
}

/// A term with its number of entries.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TermCount {
    /// The term in its most frequent spelling.
    pub label: String,
    /// The address of the listing of the term.
    pub url: String,
    /// The number of entries with this term.
    pub count: usize,
}

/// A picture.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PictureView {
    /// Its address.
    pub url: String,
    /// The alternative text; may be empty.
    pub alt: String,
    /// The caption, to be printed under the picture.
    pub caption: Option<String>,
    /// The width of the original in pixels, after rotation; null if it is unknown, as for an SVG.
    pub width: Option<u32>,
    /// The height of the original in pixels, after rotation; null if it is unknown, as for an SVG.
    pub height: Option<u32>,
    /// Its smaller renditions, as a `srcset` attribute (`/a-480.webp 480w, /a-960.webp 960w`).
    pub srcset: Option<String>,
    /// The media type of the smaller renditions.
    #[serde(rename = "type")]
    pub media_type: Option<&'static str>,
}

/// A state of the effect of a document, and from when it applies.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BoundaryView {
    /// The code name of the state, such as `expired`; its label is `status_<state>`.
    pub state: &'static str,
    /// Its first day, if known.
    pub from: Option<DayView>,
}

/// An entry in a listing.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Card {
    /// The kind of entry: document, news or page.
    pub kind: EntryKind,
    /// The title.
    pub title: String,
    /// The address.
    pub url: String,
    /// The language (BCP 47).
    pub language: String,
    /// The document number as written (số, ký hiệu).
    pub number: Option<String>,
    /// The document type (thể loại).
    #[serde(rename = "type")]
    pub doc_type: Option<TermLink>,
    /// The issuing body (cơ quan ban hành).
    pub issuer: Option<TermLink>,
    /// The date by which it is listed: the date of issue of a document, else the date of posting.
    pub date: Option<DayView>,
    /// When it was posted.
    pub posted_at: Option<MomentView>,
    /// The summary, else the abstract of a document or the first paragraph; may be empty.
    pub summary: String,
    /// The lead picture.
    pub image: Option<PictureView>,
    /// The news categories (chuyên mục).
    pub category: Vec<TermLink>,
    /// What is said of its effect, whatever the day: its states in their order; empty for types without effect.
    pub effect: Vec<BoundaryView>,
    /// The number of attached files.
    pub attachments: usize,
    /// Whether it is pinned, that is, shown first in its section and in its part of the home page.
    pub pinned: bool,
}

impl Presenter {
    /// Builds the card of an entry.
    pub fn card(&self, entry: &Entry, tracker: &DependencyTracker) -> Card {
        let metadata = &entry.metadata;
        Card {
            kind: entry.kind,
            title: self.title(entry),
            url: href(&entry.address),
            language: self.language(entry),
            number: metadata.number.as_ref().map(|number| number.written().to_owned()),
            doc_type: self.optional_term_link(Taxonomy::Type, metadata.doc_type.as_deref()),
            issuer: self.optional_term_link(Taxonomy::Issuer, metadata.issuer.as_deref()),
            date: entry.date().map(|date| self.day(date)),
            posted_at: metadata.posted_at.map(|moment| self.moment(moment)),
            summary: metadata.summary().to_owned(),
            image: metadata.image.as_deref().map(picture_view),
            category: self.term_links(Taxonomy::Category, &metadata.category),
            effect: self.boundaries(entry, tracker),
            attachments: metadata.attachments.len(),
            pinned: metadata.pinned,
        }
    }

    /// Returns the title of an entry, or the label of an erased one.
    pub fn title(&self, entry: &Entry) -> String {
        match entry.erasure() {
            Some(Erasure::Title) => self.ui_labels().or_key("erased_title").to_owned(),
            Some(Erasure::Content) | None => entry.metadata.title.to_string(),
        }
    }

    /// Builds the states of a document for a row.
    pub fn boundaries(&self, entry: &Entry, tracker: &DependencyTracker) -> Vec<BoundaryView> {
        let boundaries = tracker.effect_boundaries(entry).into_iter();
        boundaries
            .map(|one| BoundaryView {
                state: one.state.code(),
                from: one.from.map(|from| self.day(from)),
            })
            .collect()
    }

    /// Returns the language of an entry.
    pub fn language(&self, entry: &Entry) -> String {
        entry.metadata.language.clone().unwrap_or_else(|| self.config.language.clone())
    }

    /// Returns the taxonomies that every portal has, and those that this one declares.
    pub fn taxonomies(&self) -> impl Iterator<Item = Taxonomy> {
        let declared = self.config.own_fields.iter().filter_map(OwnField::taxonomy);
        Taxonomy::BUILT_IN.into_iter().chain(declared)
    }

    /// Builds the label of a term.
    pub fn term_link(&self, taxonomy: Taxonomy, written: &str) -> TermLink {
        let has_pages = self.link_terms && self.config.taxonomies.contains(&taxonomy);
        let slug = Some(slug::term(written)).filter(|slug| has_pages && !slug.is_empty());
        let url = slug.map(|slug| format!("{}{slug}/", taxonomy.address()));
        TermLink { label: written.to_owned(), url, language: self.language_of(taxonomy, written) }
    }

    /// Returns the language of a term, if it differs from that of the page. Document types have Vietnamese names, and
    /// issuers in portal.yaml the portal's language; the language of other terms is unknown.
    fn language_of(&self, taxonomy: Taxonomy, written: &str) -> Option<String> {
        let language = match taxonomy {
            Taxonomy::Type if document_type::by_name(written).is_some() => "vi",
            Taxonomy::Issuer if self.config.issuers.iter().any(|one| one.name == written) => {
                &self.config.language
            }
            _ => return None,
        };
        self.lang_attribute(language)
    }

    /// Returns the `lang` attribute for a text; `None` if its language is that of the page.
    pub fn lang_attribute(&self, language: &str) -> Option<String> {
        lang_attribute(language, &self.language)
    }

    /// Returns the interface labels in the language of the page.
    pub fn ui_labels(&self) -> UiLabels<'_> {
        self.labels.for_language(&self.language)
    }

    /// Formats a civil date.
    pub fn day(&self, date: PartialDate) -> DayView {
        dates::day(self.ui_labels(), date)
    }

    /// Formats a date with or without a time.
    pub fn moment(&self, moment: Moment) -> MomentView {
        dates::moment(self.ui_labels(), moment, moment.iso(self.config.zone))
    }

    /// Builds the label of a term that may be missing.
    pub fn optional_term_link(
        &self,
        taxonomy: Taxonomy,
        written: Option<&str>,
    ) -> Option<TermLink> {
        written.map(|written| self.term_link(taxonomy, written))
    }

    /// Builds the labels of several terms.
    pub fn term_links(&self, taxonomy: Taxonomy, written: &[Name]) -> Vec<TermLink> {
        written.iter().map(|written| self.term_link(taxonomy, written)).collect()
    }

    /// Builds a term with its count.
    pub fn term_count(&self, taxonomy: Taxonomy, name: &TermName) -> TermCount {
        let url = format!("{}{}/", taxonomy.address(), name.slug);
        TermCount { label: name.label.clone(), url, count: name.count }
    }
}

/// Returns the `lang` attribute for a text on a page; `None` if both are in the same language.
pub fn lang_attribute(language: &str, page: &str) -> Option<String> {
    (!is_same_language(language, page)).then(|| language.to_owned())
}

/// Builds the view of a picture.
pub fn picture_view(image: &LeadImage) -> PictureView {
    let LeadImage { picture, alt, caption } = image;
    let srcset = Some(srcset(picture)).filter(|srcset| !srcset.is_empty());
    PictureView {
        url: href(picture.address.as_deref().unwrap_or_default()),
        alt: alt.clone().unwrap_or_default(),
        caption: caption.clone(),
        width: picture.size.map(|size| size.width),
        height: picture.size.map(|size| size.height),
        media_type: srcset.is_some().then_some(MEDIA_TYPE),
        srcset,
    }
}

/// Returns the `srcset` attribute with the smaller renditions of a picture; empty if there are none.
pub fn srcset(picture: &entry::Picture) -> String {
    // A comma would end the URL.
    let href = |address: &str| href(address).replace(',', "%2C");
    let renditions = picture.renditions().into_iter();
    let candidates = renditions.map(|one| format!("{} {}w", href(&one.address), one.width));
    candidates.collect::<Vec<_>>().join(", ")
}
