//! A text and its translations: who belongs together, and how each tells of the others.
//!
//! A translation names its original; the original learns of it by asking who leads there. From any of them one climbs
//! to the first original and asks down again, so all find the same family and tell of each other both ways.
//!
//! **Invariant.** A language stands once in a family. Whoever comes second in it is told of by nobody and tells of
//! nobody, for a one-sided or ambiguous alternate is worth less than none.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Serialize;

use super::MetadataInputs;
use crate::config::primary_subtag;
use crate::entry::address::{complete_encoding, href};
use crate::entry::{Entry, is_index};
use crate::library::{DependencyTracker, EdgeKind, Term};
use crate::render::Renderer;
use crate::render::portal::LinkView;
use crate::site::{ListingPage, TargetKind};

/// How many translations a text may have of which machines are told.
const MAX_TRANSLATIONS: usize = 32;

/// A language, and the address of the page in it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Alternate {
    /// BCP 47, or `x-default`.
    language: String,
    /// The whole address.
    url: String,
}

/// The page in another language, as a line to read.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LanguageVersion {
    /// What it is: "Bản tiếng Anh".
    label: String,
    /// Its title.
    title: String,
    /// Its address.
    url: String,
    /// BCP 47.
    language: String,
}

/// Finds the entries that are one text in several languages, the original first; none where an entry stands alone.
pub(super) fn translations_of(
    inquiry: &DependencyTracker,
    entry: &Entry,
    language: &str,
) -> Vec<Arc<Entry>> {
    let Some(own) = inquiry.metadata(&entry.source) else { return Vec::new() };
    let original = original_of(inquiry, own);
    let mut seen: HashSet<Arc<str>> = HashSet::from([original.source.clone()]);
    let mut all = vec![original];
    let mut at = 0;
    while at < all.len() && all.len() < MAX_TRANSLATIONS {
        let toward = Term::Backlinks(EdgeKind::Translation, all[at].source.clone());
        for found in inquiry.list(&toward, None, 0, MAX_TRANSLATIONS) {
            if seen.insert(found.source.clone()) {
                all.push(found);
            }
        }
        at += 1;
    }
    let mut languages = HashSet::new();
    all.retain(|one| {
        let spoken = one.metadata.language.as_deref().unwrap_or(language).to_lowercase();
        !inquiry.is_withdrawn(one) && languages.insert(spoken)
    });
    let among = all.iter().any(|one| one.source == entry.source);
    if all.len() > 1 && among { all } else { Vec::new() }
}

/// Climbs to the first original. Texts that name each other in a circle take the first by path.
fn original_of(inquiry: &DependencyTracker, entry: Arc<Entry>) -> Arc<Entry> {
    let mut path = vec![entry];
    loop {
        let last = &path[path.len() - 1];
        let above = last.metadata.translation_of.as_ref();
        let above = above.and_then(|reference| inquiry.resolve_reference(reference));
        // A list has one language, whatever text stands above it.
        let Some(above) = above.filter(|above| !is_index(&above.source)) else {
            return last.clone();
        };
        if let Some(from) = path.iter().position(|one| one.source == above.source) {
            let circle = path[from..].iter().min_by(|a, b| a.source.cmp(&b.source));
            return circle.unwrap_or(&above).clone();
        }
        path.push(above);
    }
}

/// Lists the home pages of all languages, the portal's own first, if the page is one of them: those that are the heads
/// of sections in that language. Another page may be a translation of its own, and is no home to machines.
pub(super) fn home_pages(renderer: &Renderer<'_>, what: &TargetKind) -> Vec<LinkView> {
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
    let page = match what {
        TargetKind::Home => "/",
        TargetKind::Section(address, ListingPage::Head) => address,
        _ => return Vec::new(),
    };
    let among = homes.len() > 1 && homes.iter().any(|home| home.url == page);
    if among { homes } else { Vec::new() }
}

impl MetadataInputs<'_> {
    /// Lists the page in all languages that it is there in, the original first.
    fn all_versions(&self) -> Vec<LinkView> {
        let of = |one: &Arc<Entry>| LinkView {
            language: Some(self.renderer.language_of(one).to_owned()),
            ..LinkView::new(one.metadata.title.clone(), href(&one.address))
        };
        self.home_pages.iter().cloned().chain(self.translations.iter().map(of)).collect()
    }

    /// Lists every language of the text, the page's own among them, and the original for all others.
    pub(super) fn alternates(&self) -> Vec<Alternate> {
        let all = self.all_versions();
        let alternate = |one: &LinkView, language: Option<String>| {
            let url = self.renderer.config.base_url.absolute_url(&one.url);
            Some(Alternate { language: language?, url })
        };
        let original = all.first().and_then(|one| alternate(one, Some("x-default".to_owned())));
        all.iter().filter_map(|one| alternate(one, one.language.clone())).chain(original).collect()
    }

    /// Lists the other languages of the text for people.
    pub(super) fn versions(&self) -> Vec<LanguageVersion> {
        let words = self.renderer.ui_labels(&self.page.language);
        let shown = |one: LinkView| {
            let language = one.language?;
            let known = words.get(&format!("version_{}", primary_subtag(&language)));
            let other = || words.or_key("version_other");
            let label = known.map_or_else(|| format!("{} ({language})", other()), str::to_owned);
            Some(LanguageVersion { label, title: one.title, url: one.url, language })
        };
        let all = self.all_versions().into_iter();
        all.filter(|one| one.url != self.page.url).filter_map(shown).collect()
    }
}
