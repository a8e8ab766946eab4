//! Dublin Core elements (TCVN 7980, ISO 15836). Circular 24/2011/TT-BTTTT requires six of them on every page, with
//! multiple values separated by ";".
//!
//! Title, creator, publisher and identifier are always known, because the portal has an owner. If the date or the
//! description is missing, the element is left out instead of being empty, and [`missing_elements`] reports it.
//!
//! **Left out on purpose.** Coverage: no front matter key gives the place or time that an entry is about. Format: the
//! JSON-LD has that of each file.

use super::head::MetaElements;
use super::{MetadataInputs, identification};
use crate::config::EntryKind;
use crate::entry::{Entry, TextField};

/// A required element for which an entry has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingElement {
    /// There is neither a date of issue nor a date of posting.
    Date,
    /// There is neither a summary nor an abstract nor text.
    Description,
}

/// Returns the required elements that are missing on the page of an entry.
///
/// `language` is the portal's, for an entry without a language of its own.
pub fn missing_elements(entry: &Entry, language: &str) -> Vec<MissingElement> {
    let mut missing = Vec::new();
    if entry.date().is_none() {
        missing.push(MissingElement::Date);
    }
    let described = !entry.metadata.summary().trim().is_empty()
        || identification(entry, entry.metadata.language.as_deref().unwrap_or(language)).is_some();
    if !described {
        missing.push(MissingElement::Description);
    }
    missing
}

/// Joins distinct values with "; ". A ";" within a value is replaced by ",", except in a URL.
fn join_values(values: impl IntoIterator<Item = String>) -> String {
    let mut distinct: Vec<String> = Vec::new();
    for value in values {
        let is_address = value.starts_with("https://") || value.starts_with("http://");
        let value = if is_address { value } else { value.trim().replace(';', ",") };
        if !value.is_empty() && !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct.join("; ")
}

impl MetadataInputs<'_> {
    /// Writes the elements in the order of the circular. Title and description are those of Open Graph as well.
    pub(super) fn write_dublin_core(&self, meta: &mut MetaElements) {
        let metadata = self.entry.map(|entry| &entry.metadata);
        meta.push_shared("DC.title", "og:title", &self.page.title);
        meta.push_name("DC.creator", &self.creator());
        meta.push_name("DC.date", &self.date.map(|date| date.iso()).unwrap_or_default());
        meta.push_shared("DC.description", "og:description", &self.description());
        meta.push_name("DC.publisher", &self.publisher());
        let number = metadata.and_then(|metadata| metadata.number.as_ref());
        let number = number.filter(|number| number.is_filled());
        let identifiers =
            [Some(self.page.canonical.clone()), number.map(|n| n.written().to_owned())];
        meta.push_name("DC.identifier", &join_values(identifiers.into_iter().flatten()));
        meta.push_name("DC.language", &self.page.language);
        meta.push_name("DC.type", &self.dc_type());
        if self.removal.is_some() {
            return;
        }
        if let Some(metadata) = metadata {
            let subjects = metadata.fields.iter().chain(&metadata.category).chain(&metadata.tags);
            meta.push_name("DC.subject", &join_values(subjects.map(|name| name.to_string())));
            meta.push_name("DC.source", &self.source());
            let others = [TextField::Photographer, TextField::Unit];
            let others = others.into_iter().filter_map(|field| metadata.text(field));
            meta.push_name("DC.contributor", &join_values(others.map(str::to_owned)));
            let related = self.related_entries.iter().map(|other| self.absolute(&other.address));
            meta.push_name("DC.relation", &join_values(related));
        }
        meta.push_name("DC.rights", &self.rights());
    }

    /// Returns the creator: the signer of a document, else its issuer; the author of news, else the unit or the source;
    /// else the owner. A removed entry has only the publisher.
    fn creator(&self) -> String {
        let Some(entry) = self.entry.filter(|_| self.removal.is_none()) else {
            return self.publisher();
        };
        let metadata = &entry.metadata;
        let source = metadata.source.as_ref().map(|source| source.name.clone());
        let creator = match entry.kind {
            EntryKind::Document => metadata.signer.or(metadata.issuer).map(String::from),
            EntryKind::News | EntryKind::Page => {
                let author = metadata.text(TextField::Author).or(metadata.text(TextField::Unit));
                author.map(str::to_owned).or(source)
            }
        };
        creator.unwrap_or_else(|| self.portal.owner.name().to_owned())
    }

    fn publisher(&self) -> String {
        let issuer = self.entry.and_then(|entry| entry.metadata.issuer);
        issuer.map_or_else(|| self.portal.owner.name().to_owned(), String::from)
    }

    /// Returns the source: the original publisher, and the original of a translation.
    fn source(&self) -> String {
        let source = self.entry.and_then(|entry| entry.metadata.source.as_ref());
        let source = source.map(|source| [Some(source.name.clone()), source.url.clone()]);
        let original = self.original.as_ref().map(|original| self.absolute(&original.address));
        join_values(source.into_iter().flatten().flatten().chain(original))
    }

    /// Returns the document type by name, and the type in the DCMI vocabulary.
    fn dc_type(&self) -> String {
        let Some(entry) = self.entry else { return "Collection".to_owned() };
        join_values(
            entry.metadata.doc_type.map(String::from).into_iter().chain(["Text".to_owned()]),
        )
    }

    fn rights(&self) -> String {
        let Some(licence) = self.portal.owner.licence() else { return String::new() };
        let mut line = format!("{} {}", self.ui_label("licence_number"), licence.number);
        for (key, value) in [("licence_by", &licence.issued_by), ("licence_on", &licence.issued_on)]
        {
            if !value.is_empty() {
                line.push_str(&format!(" {} {value}", self.ui_label(key)));
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn joined_values_can_be_split_again() {
        let values = ["Đất đai", "A; B", " ", "Đất đai", "https://a.vn/x;y"];
        let joined = super::join_values(values.map(str::to_owned));
        assert_eq!(joined, "Đất đai; A, B; https://a.vn/x;y");
    }
}
