//! The translations of a page, and the links between them.
//!
//! A translation names its original, and the original finds its translations by its incoming edges. Starting from any
//! of them, the search goes up to the first original and then down again, so that all find the same set and the
//! `hreflang` links are reciprocal.
//!
//! **Invariant.** Each language occurs once in the set. A second entry in the same language neither links to the others
//! nor is linked to, because one-sided or ambiguous alternates are worse than none.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Serialize;

use super::MetadataInputs;
use crate::config::primary_subtag;
use crate::entry::address::{complete_encoding, href};
use crate::entry::{Entry, is_section_index};
use crate::library::{DependencyTracker, EdgeKind, Term};
use crate::render::Renderer;
use crate::render::portal::LinkView;
use crate::site::{ListingPage, TargetKind};

/// The maximum number of entries in a set of translations.
const MAX_TRANSLATIONS: usize = 32;

/// The page in one of its languages.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Alternate {
    /// The language (BCP 47); `x-default` for the original.
    language: String,
    /// The absolute URL.
    url: String,
}

/// The page in another language, as a link for readers.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LanguageVersion {
    /// The name of the version, such as "Bản tiếng Anh".
    label: String,
    /// Its title.
    title: String,
    /// Its address.
    url: String,
    /// The language (BCP 47).
    language: String,
}

/// Returns an entry and its translations, the original first; empty if there are no translations.
pub(super) fn translations_of(
    tracker: &DependencyTracker,
    entry: &Entry,
    language: &str,
) -> Vec<Arc<Entry>> {
    let Some(own) = tracker.metadata(&entry.source) else { return Vec::new() };
    let original = original_of(tracker, own);
    let mut seen: HashSet<Arc<str>> = HashSet::from([original.source.clone()]);
    let mut all = vec![original];
    let mut next = 0;
    while next < all.len() && all.len() < MAX_TRANSLATIONS {
        let term = Term::Backlinks(EdgeKind::Translation, all[next].source.clone());
        for found in tracker.list(&term, None, 0, MAX_TRANSLATIONS) {
            if seen.insert(found.source.clone()) {
                all.push(found);
            }
        }
        next += 1;
    }
    let mut languages = HashSet::new();
    all.retain(|one| {
        let language = one.metadata.language.as_deref().unwrap_or(language).to_lowercase();
        !tracker.is_removed(one) && languages.insert(language)
    });
    let is_listed = all.iter().any(|one| one.source == entry.source);
    if all.len() > 1 && is_listed { all } else { Vec::new() }
}

/// Follows `translation_of` to the first original. In a cycle of translations this is the first entry by path.
fn original_of(tracker: &DependencyTracker, entry: Arc<Entry>) -> Arc<Entry> {
    let mut path = vec![entry];
    loop {
        let last = &path[path.len() - 1];
        let above = last.metadata.translation_of.as_ref();
        let above = above.and_then(|reference| tracker.resolve_reference(reference));
        // The introduction of a listing does not make the listing a translation.
        let Some(above) = above.filter(|above| !is_section_index(&above.source)) else {
            return last.clone();
        };
        if let Some(start) = path.iter().position(|one| one.source == above.source) {
            let first = path[start..].iter().min_by(|a, b| a.source.cmp(&b.source));
            return first.unwrap_or(&above).clone();
        }
        path.push(above);
    }
}

/// Returns the home pages of all languages, the portal's own first; empty if the page is not one of them.
///
/// A home page counts only if it is the head of a section in its language; another page may have translations of its
/// own.
pub(super) fn home_pages(renderer: &Renderer<'_>, kind: &TargetKind) -> Vec<LinkView> {
    let config = renderer.config;
    let is_home = |tag: &str, home: &str| {
        let section = renderer.section(home);
        section.is_some_and(|section| section.language.as_deref() == Some(tag))
    };
    let others = config.languages.iter().filter_map(|one| {
        let home = complete_encoding(&one.home.as_ref()?.url);
        let title = renderer.section(&home)?.title.clone();
        is_home(&one.tag, &home)
            .then(|| LinkView { language: Some(one.tag.clone()), ..LinkView::new(title, home) })
    });
    let own = LinkView {
        language: Some(config.language.clone()),
        ..LinkView::new(config.title.clone(), "/")
    };
    let homes: Vec<LinkView> = std::iter::once(own).chain(others).collect();
    let page = match kind {
        TargetKind::Home => "/",
        TargetKind::Section(address, ListingPage::Head) => address,
        _ => return Vec::new(),
    };
    let is_home_page = homes.len() > 1 && homes.iter().any(|home| home.url == page);
    if is_home_page { homes } else { Vec::new() }
}

impl MetadataInputs<'_> {
    /// Returns the page in all its languages, the original first.
    fn all_versions(&self) -> Vec<LinkView> {
        let link = |one: &Arc<Entry>| LinkView {
            language: Some(self.renderer.language_of(one).to_owned()),
            ..LinkView::new(one.metadata.title.to_string(), href(&one.address))
        };
        self.home_pages.iter().cloned().chain(self.translations.iter().map(link)).collect()
    }

    /// Returns the alternates of the page, including itself, and the original as `x-default`.
    pub(super) fn alternates(&self) -> Vec<Alternate> {
        let all = self.all_versions();
        let alternate = |one: &LinkView, language: Option<String>| {
            let url = self.renderer.config.base_url.absolute_url(&one.url);
            Some(Alternate { language: language?, url })
        };
        let original = all.first().and_then(|one| alternate(one, Some("x-default".to_owned())));
        all.iter().filter_map(|one| alternate(one, one.language.clone())).chain(original).collect()
    }

    /// Returns the links to the page in other languages, for readers.
    pub(super) fn versions(&self) -> Vec<LanguageVersion> {
        let labels = self.renderer.ui_labels(&self.page.language);
        let version = |one: LinkView| {
            let language = one.language?;
            let label = labels.get(&format!("version_{}", primary_subtag(&language)));
            let other = || labels.or_key("version_other");
            let label = label.map_or_else(|| format!("{} ({language})", other()), str::to_owned);
            Some(LanguageVersion { label, title: one.title, url: one.url, language })
        };
        let all = self.all_versions().into_iter();
        all.filter(|one| one.url != self.page.url).filter_map(version).collect()
    }
}
