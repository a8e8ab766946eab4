//! The schema.org description of the work on a page: `Legislation` for legal documents, `Report` for other documents,
//! `NewsArticle` for news.
//!
//! Legislation follows the European Legislation Identifier: `legislationDate` is the day of signing, and
//! `legislationLegalForce` is given only if it is known, `InForce` only if the metadata state it. A removed entry is
//! described only as far as its notice shows. The day of change is given only if it is not that of posting, and the
//! abstract only if it is not the description.
//!
//! **Left out on purpose.** Relations for which schema.org has no property; Dublin Core lists them all. Digests of
//! files; the page and the open data have them.

use super::MetadataInputs;
use super::json_ld_node::JsonLdNode;
use crate::config::EntryKind;
use crate::entry::media_types;
use crate::entry::{
    Attachment, Correction, Entry, EntryChange, Metadata, Name, Reference, RelationKind, Status,
    TextField, is_section_index,
};
use crate::library::EffectState;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type;

/// Returns the schema.org type of an entry; `None` for a plain page and for the introduction of a listing.
pub(super) fn work_type(entry: &Entry) -> Option<&'static str> {
    match entry.kind {
        _ if is_section_index(&entry.source) => None,
        EntryKind::Document if has_effect(&entry.metadata) => Some("Legislation"),
        EntryKind::Document => Some("Report"),
        EntryKind::News => Some("NewsArticle"),
        EntryKind::Page => None,
    }
}

fn has_effect(metadata: &Metadata) -> bool {
    let doc_type = metadata.doc_type.as_deref().and_then(document_type::by_name);
    doc_type.is_some_and(|doc_type| doc_type.has_effect)
}

/// Returns the schema.org value of a legal status; schema.org has none for documents that are no longer suitable. Only
/// the metadata state that a document is in force.
fn legal_force(effect: EffectState) -> Option<JsonLdNode> {
    let force = match effect.status()? {
        Status::InForce if effect == EffectState::Computed(Status::InForce) => return None,
        Status::NotYet | Status::Expired | Status::Suspended => "NotInForce",
        Status::InForce => "InForce",
        Status::PartlyExpired | Status::PartlySuspended => "PartiallyInForce",
        Status::Unsuitable => return None,
    };
    Some(JsonLdNode::reference(&format!("https://schema.org/{force}")))
}

/// Returns a date that schema.org allows: a day, a month or a year, but no interval.
fn schema_date(date: PartialDate) -> Option<String> {
    match date {
        PartialDate::Day(_) | PartialDate::Month { .. } | PartialDate::Year(_) => Some(date.iso()),
        PartialDate::Quarter { .. } => None,
    }
}

fn person(name: &str, post: Option<&str>) -> JsonLdNode {
    JsonLdNode::new("Person").with("name", name).with("jobTitle", post)
}

impl MetadataInputs<'_> {
    /// Describes the entry as a work; `None` for a plain page.
    pub(super) fn work_node(&self, entry: &Entry) -> Option<JsonLdNode> {
        let kind = work_type(entry)?;
        let metadata = &entry.metadata;
        let number = metadata.number.as_ref().filter(|number| number.is_filled());
        let number = number.map(|number| number.written().to_owned());
        let issued = metadata.issued_on.and_then(schema_date);
        let issuer = metadata.issuer.as_deref();
        let issuer = issuer.map(|name| JsonLdNode::organization("Organization", name));
        let work = JsonLdNode::new(kind)
            .with("@id", self.page.canonical.as_str())
            .with("name", self.page.title.as_str())
            .with("inLanguage", self.page.language.as_str());
        let work = match kind {
            "Legislation" => work
                .with("legislationIdentifier", number)
                .with("legislationType", metadata.doc_type.as_deref())
                .with("legislationDate", issued)
                .with("legislationPassedBy", issuer),
            "Report" => {
                work.with("reportNumber", number).with("dateCreated", issued).with("author", issuer)
            }
            _ => work,
        };
        if let Some(removal) = self.removal {
            let is_ended = removal.change == EntryChange::PublicPeriodEnded;
            let status = if is_ended { "mark_ended" } else { "mark_withdrawn" };
            return Some(work.with("creativeWorkStatus", self.ui_label(status)));
        }
        let work = self.with_common_properties(work, entry, kind);
        Some(match kind {
            "Legislation" => self.with_legislation_properties(work, entry),
            "NewsArticle" => self.with_news_properties(work, metadata),
            _ => work,
        })
    }

    /// Adds the properties common to all works.
    fn with_common_properties(&self, work: JsonLdNode, entry: &Entry, kind: &str) -> JsonLdNode {
        let metadata = &entry.metadata;
        let zone = self.zone();
        let signer = metadata.signer.as_deref();
        let signer = signer.map(|name| person(name, metadata.text(TextField::SignerTitle)));
        let correction = |correction: &Correction| {
            JsonLdNode::new("CorrectionComment")
                .with("text", correction.text.as_str())
                .with("datePublished", correction.on.and_then(schema_date))
        };
        let corrections = metadata.corrections.iter().map(correction);
        let file = if kind == "Legislation" { "LegislationObject" } else { "MediaObject" };
        let files = metadata.attachments.iter().map(|one| self.media_object(file, one));
        let fields =
            metadata.fields.iter().map(|name| JsonLdNode::new("Thing").with("name", &**name));
        let own = self.entry.map(|entry| &entry.source);
        let translations = self.translations.iter().filter(|one| {
            Some(&one.source) != own
                && self.original.as_ref().is_none_or(|original| original.source != one.source)
        });
        let description = self.description();
        let other = metadata.abstract_text.as_deref().filter(|text| *text != description);
        work.with("description", description.as_str())
            .with("abstract", other)
            .with("datePublished", metadata.posted_at.map(|at| at.iso(zone)))
            .with("dateModified", self.last_change(entry).map(|at| at.iso(zone)))
            .with("publisher", self.publisher_node())
            .with("accountablePerson", signer)
            .with("about", fields.collect::<Vec<_>>())
            .with("keywords", texts(&metadata.tags))
            .with("correction", corrections.collect::<Vec<_>>())
            .with("encoding", files.collect::<Vec<_>>())
            .with("isBasedOn", self.outgoing_nodes(&[RelationKind::BasedOn]))
            .with("citation", self.outgoing_nodes(&[RelationKind::Cites]))
            .with(
                "translationOfWork",
                self.original.as_ref().map(|original| self.entry_node(original)),
            )
            .with(
                "workTranslation",
                translations.map(|one| self.entry_node(one)).collect::<Vec<_>>(),
            )
    }

    fn with_legislation_properties(&self, work: JsonLdNode, entry: &Entry) -> JsonLdNode {
        let metadata = &entry.metadata;
        let full_date = |date: Option<PartialDate>| date.and_then(PartialDate::as_day);
        // `expires_on` is the first day without effect, but an interval names the last day with effect.
        let last = full_date(metadata.expires_on).and_then(|end| end.yesterday().ok());
        let end = last.map_or_else(|| "..".to_owned(), |day| day.to_string());
        let from =
            full_date(metadata.effective_on).filter(|from| last.is_none_or(|last| *from <= last));
        let effect = from.map(|from| format!("{from}/{end}"));
        work.with("legislationLegalForce", self.effect.and_then(legal_force))
            .with("temporalCoverage", effect)
            .with("legislationChanges", self.outgoing_nodes(&RelationKind::ALTERING))
            .with("legislationConsolidates", self.outgoing_nodes(&[RelationKind::Consolidates]))
    }

    fn with_news_properties(&self, work: JsonLdNode, metadata: &Metadata) -> JsonLdNode {
        let author = metadata.text(TextField::Author).map(|name| person(name, None));
        let unit = metadata.text(TextField::Unit);
        let unit = unit.map(|name| JsonLdNode::organization("Organization", name));
        let image = metadata.image.as_ref().map(|image| {
            let url = image.picture.address.as_deref().map(|address| self.absolute(address));
            JsonLdNode::new("ImageObject")
                .with("contentUrl", url)
                .with("caption", image.caption.as_ref().or(image.alt.as_ref()).cloned())
                .with("creditText", metadata.text(TextField::Photographer))
        });
        let source = metadata.source.as_ref().map(|source| {
            JsonLdNode::new("CreativeWork")
                .with("url", source.url.clone())
                .with("datePublished", source.posted_at.map(|at| at.iso(self.zone())))
                .with("publisher", JsonLdNode::organization("Organization", &source.name))
        });
        work.with("headline", &*metadata.title)
            .with("author", author.or(unit))
            .with("articleSection", texts(&metadata.category))
            .with("image", image)
            .with("isBasedOn", source)
    }

    fn media_object(&self, kind: &str, file: &Attachment) -> JsonLdNode {
        JsonLdNode::new(kind)
            .with("name", file.title.as_deref().unwrap_or(file.name()))
            .with("contentUrl", self.absolute(&file.address))
            .with("encodingFormat", media_types::media_type(file))
            .with("contentSize", format!("{} B", file.size))
    }

    /// Returns references to the targets of the entry's relations of the given kinds.
    fn outgoing_nodes(&self, kinds: &[RelationKind]) -> Vec<JsonLdNode> {
        let wanted = self.outgoing.iter().filter(|(kind, ..)| kinds.contains(kind));
        // In schema.org, legislation changes and consolidates only legislation, for example not a plan.
        let among_laws = kinds == RelationKind::ALTERING || kinds == [RelationKind::Consolidates];
        wanted
            .filter_map(|(_, reference, target)| match target {
                Some(target) if among_laws && work_type(target) != Some("Legislation") => None,
                Some(target) => Some(self.entry_node(target)),
                None => Some(unresolved_document(reference, among_laws)),
            })
            .collect()
    }
}

/// Refers to a document that is not in the portal, as it was written.
fn unresolved_document(reference: &Reference, is_law: bool) -> JsonLdNode {
    JsonLdNode::new(if is_law { "Legislation" } else { "CreativeWork" })
        .with("name", reference.text.as_str())
        .with("url", reference.url.clone())
        .with("dateCreated", reference.issued_on.and_then(schema_date))
}

fn texts(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.to_string()).collect()
}
