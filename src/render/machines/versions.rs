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

use super::About;
use crate::entry::address::href;
use crate::entry::{Entry, is_index};
use crate::library::{Inquiry, Term, Tie};

/// How many translations a text may have of which machines are told.
const MOST: usize = 32;

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
pub(super) struct Version {
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
pub(super) fn family(inquiry: &Inquiry, entry: &Entry, language: &str) -> Vec<Arc<Entry>> {
    let Some(own) = inquiry.metadata(&entry.source) else { return Vec::new() };
    let original = original(inquiry, own);
    let mut seen: HashSet<Arc<str>> = HashSet::from([original.source.clone()]);
    let mut all = vec![original];
    let mut at = 0;
    while at < all.len() && all.len() < MOST {
        let toward = Term::Toward(Tie::Translation, all[at].source.clone());
        for found in inquiry.list(&toward, None, 0, MOST) {
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
fn original(inquiry: &Inquiry, entry: Arc<Entry>) -> Arc<Entry> {
    let mut path = vec![entry];
    loop {
        let last = &path[path.len() - 1];
        let above = last.metadata.translation_of.as_ref();
        let above = above.and_then(|reference| inquiry.named(reference));
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

impl About<'_> {
    fn language_of(&self, entry: &Entry) -> String {
        self.renderer.view().language(entry)
    }

    /// Lists every language of the text, the page's own among them, and the original for all others.
    pub(super) fn alternates(&self) -> Vec<Alternate> {
        let mut alternates: Vec<Alternate> = self
            .family
            .iter()
            .map(|one| Alternate {
                language: self.language_of(one),
                url: self.absolute(&one.address),
            })
            .collect();
        if let Some(original) = self.family.first() {
            let url = self.absolute(&original.address);
            alternates.push(Alternate { language: "x-default".to_owned(), url });
        }
        alternates
    }

    /// Lists the other languages of the text for people.
    pub(super) fn versions(&self) -> Vec<Version> {
        let labels = self.renderer.theme.labels();
        let shown = |one: &Arc<Entry>| {
            let language = self.language_of(one);
            let primary = language.split('-').next().unwrap_or_default();
            let known = labels.get(&self.page.language, &format!("version_{primary}"));
            let other = || labels.or_key(&self.page.language, "version_other");
            let label = known.map_or_else(|| format!("{} ({language})", other()), str::to_owned);
            let title = one.metadata.title.clone();
            Version { label, title, url: href(&one.address), language }
        };
        let own = self.entry.map(|entry| &entry.source);
        self.family.iter().filter(|one| Some(&one.source) != own).map(shown).collect()
    }
}
