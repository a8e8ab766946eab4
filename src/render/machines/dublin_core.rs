//! Dublin Core (TCVN 7980, ISO 15836) as Circular 24/2011/TT-BTTTT asks for it: six elements on every page, never
//! empty, several values parted by ";".
//!
//! Title, creator, publisher and identifier can always be told, since somebody answers for the portal. A date or a
//! description may truly be missing; then the element is, and [`unsaid`] says which key would give it.
//!
//! **Left out on purpose.** Coverage: no key of an entry tells a place or a time that it is about.

use super::{About, Named, identified, named};
use crate::config::Kind;
use crate::entry::Entry;
use crate::render::media;

/// A required element that an entry gives no value for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsaid {
    /// Neither issued nor posted on any day.
    Date,
    /// Neither summary nor abstract nor text.
    Description,
}

/// Lists the required elements that an entry's page can not have.
///
/// `language` is the portal's, for an entry that names none.
pub fn unsaid(entry: &Entry, language: &str) -> Vec<Unsaid> {
    let mut unsaid = Vec::new();
    if entry.date().is_none() {
        unsaid.push(Unsaid::Date);
    }
    let described = !entry.metadata.summary.trim().is_empty()
        || identified(entry, entry.metadata.language.as_deref().unwrap_or(language)).is_some();
    if !described {
        unsaid.push(Unsaid::Description);
    }
    unsaid
}

/// Joins several values, each once. A ";" within one would part it in two; an address keeps its own.
fn joined(values: impl IntoIterator<Item = String>) -> String {
    let mut seen: Vec<String> = Vec::new();
    for value in values {
        let is_address = value.starts_with("https://") || value.starts_with("http://");
        let value = if is_address { value } else { value.trim().replace(';', ",") };
        if !value.is_empty() && !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen.join("; ")
}

impl About<'_> {
    /// Writes the elements in the order of the circular.
    pub(super) fn dublin_core(&self) -> Vec<Named> {
        let mut meta = Vec::new();
        let metadata = self.entry.map(|entry| &entry.metadata);
        named(&mut meta, "DC.title", self.page.title.as_str());
        named(&mut meta, "DC.creator", self.creator());
        named(&mut meta, "DC.date", self.date.map(|date| date.iso()).unwrap_or_default());
        named(&mut meta, "DC.description", self.description());
        named(&mut meta, "DC.publisher", self.publisher());
        let number = metadata.and_then(|metadata| metadata.number.as_ref());
        let number = number.filter(|number| number.is_filled());
        let identifiers =
            [Some(self.page.canonical.clone()), number.map(|n| n.written().to_owned())];
        named(&mut meta, "DC.identifier", joined(identifiers.into_iter().flatten()));
        named(&mut meta, "DC.language", self.page.language.as_str());
        named(&mut meta, "DC.type", self.kind());
        if self.gone.is_some() {
            named(&mut meta, "DC.format", "text/html");
            return meta;
        }
        let files = metadata.map_or(&[][..], |metadata| &metadata.attachments);
        let files = files.iter().filter_map(|file| media::media_type(file));
        named(
            &mut meta,
            "DC.format",
            joined(["text/html"].into_iter().chain(files).map(str::to_owned)),
        );
        if let Some(metadata) = metadata {
            let subjects = metadata.fields.iter().chain(&metadata.category).chain(&metadata.tags);
            named(&mut meta, "DC.subject", joined(subjects.cloned()));
            named(&mut meta, "DC.source", self.source());
            let others = [&metadata.photographer, &metadata.unit];
            named(&mut meta, "DC.contributor", joined(others.into_iter().flatten().cloned()));
            let related = self.related.iter().map(|other| self.absolute(&other.address));
            named(&mut meta, "DC.relation", joined(related));
        }
        named(&mut meta, "DC.rights", self.rights());
        meta
    }

    /// Who made it: who signed it, else its issuer; of news the author, else who first published it; else the owner.
    /// Of what was taken back stands nobody by name.
    fn creator(&self) -> String {
        let Some(entry) = self.entry.filter(|_| self.gone.is_none()) else {
            return self.publisher();
        };
        let metadata = &entry.metadata;
        let source = metadata.source.as_ref().map(|source| source.name.clone());
        let made = match entry.kind {
            Kind::Document => metadata.signer.clone().or_else(|| metadata.issuer.clone()),
            Kind::News | Kind::Page => {
                metadata.author.clone().or_else(|| metadata.unit.clone()).or(source)
            }
        };
        made.unwrap_or_else(|| self.portal.owner.name().to_owned())
    }

    fn publisher(&self) -> String {
        let issuer = self.entry.and_then(|entry| entry.metadata.issuer.clone());
        issuer.unwrap_or_else(|| self.portal.owner.name().to_owned())
    }

    /// Where it comes from: who first published it, and the original of a translation.
    fn source(&self) -> String {
        let source = self.entry.and_then(|entry| entry.metadata.source.as_ref());
        let source = source.map(|source| [Some(source.name.clone()), source.url.clone()]);
        let original = self.original.as_ref().map(|original| self.absolute(&original.address));
        joined(source.into_iter().flatten().flatten().chain(original))
    }

    /// The type of a document by its name, and the type of all by the vocabulary of Dublin Core.
    fn kind(&self) -> String {
        let Some(entry) = self.entry else { return "Collection".to_owned() };
        joined(entry.metadata.doc_type.clone().into_iter().chain(["Text".to_owned()]))
    }

    fn rights(&self) -> String {
        let Some(licence) = self.portal.owner.licence() else { return String::new() };
        let mut line = format!("{} {}", self.label("licence_number"), licence.number);
        for (key, value) in [("licence_by", &licence.issued_by), ("licence_on", &licence.issued_on)]
        {
            if !value.is_empty() {
                line.push_str(&format!(" {} {value}", self.label(key)));
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn several_values_can_be_parted_again() {
        let values = ["Đất đai", "A; B", " ", "Đất đai", "https://a.vn/x;y"];
        let joined = super::joined(values.map(str::to_owned));
        assert_eq!(joined, "Đất đai; A, B; https://a.vn/x;y");
    }
}
