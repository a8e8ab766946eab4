//! What templates see: entries, dates, terms and files as plain data, words and addresses ready to print.
//!
//! Values are made for one page and dropped with it. A value that is missing is null or an empty list, never an
//! undefined name, so a template can ask `{% if entry.signer %}` without guarding.

use std::sync::Arc;

use serde::Serialize;

use super::{Labels, UiLabels, dates};
use crate::config::{Config, EntryKind, Taxonomy, is_same_language};
use crate::entry::address::href;
use crate::entry::{self, Entry, LeadImage};
use crate::library::TermName;
use crate::picture::MEDIA_TYPE;
use crate::vietnamese::date::{Moment, PartialDate};
use crate::vietnamese::{document_type, slug};

/// How entries are shown on one page.
#[derive(Debug, Clone)]
pub struct Presenter {
    /// The settings.
    pub config: Arc<Config>,
    /// The words of the interface.
    pub labels: Arc<Labels>,
    /// The language of the page.
    pub language: Arc<str>,
    /// Whether values lead to their lists. What was taken back is in none, and its terms may have no list at all.
    pub link_terms: bool,
}

/// A value of a taxonomy; the address is missing where the portal has no pages for the taxonomy.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Label {
    /// The value as written.
    pub label: String,
    /// The address of its list.
    pub url: Option<String>,
    /// Its language, where it is known and not that of the page.
    pub language: Option<String>,
}

/// A term in a list of terms.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TermCount {
    /// The commonest spelling.
    pub label: String,
    /// The address of its list.
    pub url: String,
    /// How many entries carry it.
    pub count: usize,
}

/// A civil date.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Day {
    /// ISO 8601 (`2014-09-24`, `2012-10`).
    pub iso: String,
    /// As printed in the page's language (`24/9/2014`, `24 Sep 2014`).
    pub text: String,
    /// Spelled out (`ngày 24 tháng 9 năm 2014`, `24 September 2014`).
    pub long: String,
}

/// A date with or without a time.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Instant {
    /// RFC 3339, or the date alone.
    pub iso: String,
    /// As printed in the page's language (`23/12/2014 13:22`).
    pub text: String,
}

/// A picture.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PictureView {
    /// Its address.
    pub url: String,
    /// What it shows; empty where nothing is said.
    pub alt: String,
    /// What is printed under it.
    pub caption: Option<String>,
    /// How wide it is seen, in points; nothing of a drawing.
    pub width: Option<u32>,
    /// How high.
    pub height: Option<u32>,
    /// Smaller ones of it, as an attribute names them (`/a-480.webp 480w, /a-960.webp 960w`).
    pub srcset: Option<String>,
    /// The media type of those.
    #[serde(rename = "type")]
    pub media_type: Option<&'static str>,
}

/// An entry in a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Card {
    /// document, news or page.
    pub kind: EntryKind,
    /// The title.
    pub title: String,
    /// The address.
    pub url: String,
    /// BCP 47.
    pub language: String,
    /// The number as written.
    pub number: Option<String>,
    /// Thể loại.
    #[serde(rename = "type")]
    pub doc_type: Option<Label>,
    /// Cơ quan ban hành.
    pub issuer: Option<Label>,
    /// The date it is listed under.
    pub date: Option<Day>,
    /// When it was posted.
    pub posted_at: Option<Instant>,
    /// The summary.
    pub summary: String,
    /// The picture.
    pub image: Option<PictureView>,
    /// Chuyên mục.
    pub category: Vec<Label>,
    /// How many files are attached.
    pub attachments: usize,
    /// Whether it is pinned.
    pub pinned: bool,
}

impl Presenter {
    /// Shows an entry as others list it.
    pub fn card(&self, entry: &Entry) -> Card {
        let metadata = &entry.metadata;
        Card {
            kind: entry.kind,
            title: metadata.title.clone(),
            url: href(&entry.address),
            language: self.language(entry),
            number: metadata.number.as_ref().map(|number| number.written().to_owned()),
            doc_type: self.optional_label(Taxonomy::Type, metadata.doc_type.as_deref()),
            issuer: self.optional_label(Taxonomy::Issuer, metadata.issuer.as_deref()),
            date: entry.date().map(|date| self.day(date)),
            posted_at: metadata.posted_at.map(|moment| self.instant(moment)),
            summary: metadata.summary.clone(),
            image: metadata.image.as_deref().map(picture_view),
            category: self.labels(Taxonomy::Category, &metadata.category),
            attachments: metadata.attachments.len(),
            pinned: metadata.pinned,
        }
    }

    /// Gives the language of an entry.
    pub fn language(&self, entry: &Entry) -> String {
        entry.metadata.language.clone().unwrap_or_else(|| self.config.language.clone())
    }

    /// Shows a value of a taxonomy.
    pub fn label(&self, taxonomy: Taxonomy, written: &str) -> Label {
        let has_pages = self.link_terms && self.config.taxonomies.contains(&taxonomy);
        let slug = Some(slug::slug(written)).filter(|slug| has_pages && !slug.is_empty());
        let url = slug.map(|slug| format!("{}{slug}/", taxonomy.address()));
        Label { label: written.to_owned(), url, language: self.language_of(taxonomy, written) }
    }

    /// Tells the language of a value, where it is not the page's: types have their Vietnamese names, and issuers those
    /// of portal.yaml. In which language others were written nobody knows.
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

    /// Gives a language as a mark for text in it; nothing where that is the page's.
    pub fn lang_attribute(&self, language: &str) -> Option<String> {
        lang_attribute(language, &self.language)
    }

    /// Gives the words of the interface.
    pub fn ui_labels(&self) -> UiLabels<'_> {
        self.labels.for_language(&self.language)
    }

    /// Shows a civil date.
    pub fn day(&self, date: PartialDate) -> Day {
        dates::day(self.ui_labels(), date)
    }

    /// Shows a date with or without a time.
    pub fn instant(&self, moment: Moment) -> Instant {
        dates::moment(self.ui_labels(), moment, moment.iso(self.config.zone))
    }

    /// Shows a value that may be missing.
    pub fn optional_label(&self, taxonomy: Taxonomy, written: Option<&str>) -> Option<Label> {
        written.map(|written| self.label(taxonomy, written))
    }

    /// Shows several values.
    pub fn labels(&self, taxonomy: Taxonomy, written: &[String]) -> Vec<Label> {
        written.iter().map(|written| self.label(taxonomy, written)).collect()
    }

    /// Shows a term with its count.
    pub fn term_count(&self, taxonomy: Taxonomy, name: &TermName) -> TermCount {
        let url = format!("{}{}/", taxonomy.address(), name.slug);
        TermCount { label: name.label.clone(), url, count: name.count }
    }
}

/// Gives a language as a mark for text in it on a page in another.
pub fn lang_attribute(language: &str, page: &str) -> Option<String> {
    (!is_same_language(language, page)).then(|| language.to_owned())
}

/// Shows a picture.
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

/// Names the smaller ones of a picture as the attribute does; empty where there are none.
pub fn srcset(picture: &entry::Picture) -> String {
    // A comma would end the address.
    let href = |address: &str| href(address).replace(',', "%2C");
    let named = picture.renditions().into_iter();
    let named = named.map(|one| format!("{} {}w", href(&one.address), one.width));
    named.collect::<Vec<_>>().join(", ")
}
