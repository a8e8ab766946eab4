//! The page of an entry: its metadata as seen by templates, and its body as HTML.
//!
//! The body is rendered in `body`, the relations to other documents are built in `relations`.
//!
//! **Left out on purpose.** Layout belongs to the theme. The only wording produced here is that of file sizes and of
//! the date of a named document.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::own_values::{OwnValuesView, fact_form, own_values};
use super::relations::{EntryPresenter, NamedDocument, RelationsView};
use crate::config::{EntryKind, Taxonomy};
use crate::entry::address::href;
use crate::entry::media_types;
use crate::entry::{
    Attachment, AttachmentKind, Entry, EntryChange, FactForm, METADATA_FIELDS, MetadataField, Name,
    OriginalPublisher, TextField, markdown,
};
use crate::theme::UiLabels;
use crate::theme::view::{DayView, MomentView, PictureView, TermLink, picture_view};
use crate::vietnamese::date::PartialDate;
use crate::yaml::PlainValue;

/// The entry shown on its own page.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct EntryView {
    /// The kind of entry: document, news or page.
    kind: EntryKind,
    /// The title.
    title: String,
    /// The address.
    url: String,
    /// The language (BCP 47).
    language: String,
    /// The document number as written (số, ký hiệu).
    number: Option<String>,
    /// The document type (thể loại).
    #[serde(rename = "type")]
    doc_type: Option<TermLink>,
    /// The date of issue (ngày ban hành).
    issued_on: Option<DayView>,
    /// The issuing body (cơ quan ban hành).
    issuer: Option<TermLink>,
    /// The subject fields (lĩnh vực).
    fields: Vec<TermLink>,
    /// The abstract of the document (trích yếu).
    #[serde(rename = "abstract")]
    abstract_text: Option<String>,
    /// The person who signed it (người ký).
    signer: Option<TermLink>,
    /// The first day on which it is in force, as stated in the document.
    effective_on: Option<DayView>,
    /// The first day on which it is no longer in force, as stated in the document.
    expires_on: Option<DayView>,
    /// The summary, if one was written.
    summary: Option<String>,
    /// The source, if the entry was first published elsewhere.
    source: Option<SourceView>,
    /// When it was posted.
    posted_at: Option<MomentView>,
    /// When it was last changed.
    updated_at: Option<MomentView>,
    /// The news categories (chuyên mục).
    category: Vec<TermLink>,
    /// The keywords (từ khoá).
    tags: Vec<TermLink>,
    /// The lead picture.
    image: Option<PictureView>,
    /// The attached files.
    attachments: Vec<AttachmentView>,
    /// The relations to other documents.
    #[serde(flatten)]
    related: RelationsView,
    /// The entry of which it is a translation.
    translation_of: Option<NamedDocument>,
    /// The corrections made after posting.
    corrections: Vec<CorrectionView>,
    /// Whether it is pinned, that is, shown first in its section and in its part of the home page.
    pinned: bool,
    /// The removal notice, if the entry was withdrawn or its period of publication is over.
    withdrawn: Option<WithdrawalView>,
    /// The body as safe HTML, to be printed with `safe`.
    body: String,
    /// The headings of the body, as a table of contents.
    contents: Vec<HeadingView>,
    #[serde(flatten)]
    texts: PlainTexts,
    /// The values that are shown as facts, in their order; those that are missing are left out by the template.
    facts: Vec<FactView>,
    /// The values of the fields that portal.yaml declares, by their keys; `null` where the entry has none.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, String>"))]
    own: OwnValuesView,
    /// The values of `extra` and of unknown keys of the front matter, as written.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, String>"))]
    extra: PlainValue,
}

/// The plain texts of an entry, each under the code name of its field.
#[derive(Debug)]
struct PlainTexts(BTreeMap<TextField, Name>);

impl Serialize for PlainTexts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let texts = METADATA_FIELDS
            .iter()
            .filter_map(|field| field.plain_text().map(|text| (field.name(), self.0.get(&text))));
        serializer.collect_map(texts)
    }
}

/// Documents each text by the comment on its variant.
#[cfg(test)]
impl schemars::JsonSchema for PlainTexts {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PlainTexts".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let variants = TextField::json_schema(generator);
        let variants = variants.get("oneOf").and_then(|variants| variants.as_array());
        let properties = variants.into_iter().flatten().map(|variant| {
            let description = &variant["description"];
            let text = serde_json::json!({"type": ["string", "null"], "description": description});
            (variant["const"].as_str().unwrap_or_default().to_owned(), text)
        });
        let properties: serde_json::Map<_, _> = properties.collect();
        schemars::json_schema!({"type": "object", "properties": properties})
    }
}

/// A value of an entry that is shown as a fact.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FactView {
    /// Its name in `entry`, which is also the key of its label; of a field that portal.yaml declares, in `entry.own`.
    name: &'static str,
    /// Its form.
    form: FactForm,
    /// The title of a field that portal.yaml declares.
    title: Option<String>,
}

/// The source of an entry that was first published elsewhere.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SourceView {
    /// The name of the source.
    name: String,
    /// The address of the entry at the source.
    url: Option<String>,
    /// When it was posted at the source.
    posted_at: Option<MomentView>,
}

/// An attached file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct AttachmentView {
    /// The title, or the file name if it has none.
    title: String,
    /// Its address.
    url: String,
    /// The file name.
    file_name: String,
    /// The role of the file, such as `original`; its label is `file_<kind>`.
    kind: Option<&'static str>,
    /// The file name extension, in capitals.
    #[serde(rename = "type")]
    file_type: String,
    /// The group of file types, such as `word`; its label is `filetype_<type_group>`.
    type_group: &'static str,
    /// The size in bytes.
    size: u64,
    /// The size as printed (`1,2 MB`).
    size_text: String,
    /// The number of pages of a PDF, if it could be read.
    pages: Option<u32>,
    /// Whether it is a PDF without a text layer, that is, a scan.
    is_scan: bool,
    /// The SHA-256 digest in hexadecimal.
    sha256: String,
}

/// A correction made after posting.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CorrectionView {
    /// The day of the correction.
    on: Option<DayView>,
    /// What was corrected.
    text: String,
}

/// The removal notice of an entry that is no longer public.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WithdrawalView {
    /// The day from which it is no longer public.
    on: Option<DayView>,
    /// The reason.
    reason: Option<String>,
    /// The document that takes its place.
    replaced_by: Option<NamedDocument>,
}

/// A heading of the body.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct HeadingView {
    /// The level, from 2 to 6.
    level: u8,
    /// The `id` of the heading element, for links to it.
    id: String,
    /// The text.
    text: String,
}

impl EntryPresenter<'_> {
    /// Builds the view of an entry for its own page. If `is_removed`, its relations are left out.
    pub(super) fn entry_view(
        &self,
        entry: &Entry,
        body: markdown::RenderedBody,
        is_removed: bool,
    ) -> EntryView {
        let metadata = &entry.metadata;
        let presenter = &self.presenter;
        let day = |date| presenter.day(date);
        let moment = |moment| presenter.moment(moment);
        let headings = body.toc.into_iter();
        EntryView {
            kind: entry.kind,
            title: presenter.title(entry),
            url: href(&entry.address),
            language: presenter.language(entry),
            number: metadata.number.as_ref().map(|number| number.written().to_owned()),
            doc_type: presenter.optional_term_link(Taxonomy::Type, metadata.doc_type.as_deref()),
            issued_on: metadata.issued_on.map(day),
            issuer: presenter.optional_term_link(Taxonomy::Issuer, metadata.issuer.as_deref()),
            fields: presenter.term_links(Taxonomy::Field, &metadata.fields),
            abstract_text: metadata.abstract_text.as_deref().map(str::to_owned),
            signer: presenter.optional_term_link(Taxonomy::Signer, metadata.signer.as_deref()),
            effective_on: metadata.effective_on.map(day),
            expires_on: metadata.expires_on.map(day),
            summary: Some(metadata.summary().to_owned())
                .filter(|summary| metadata.has_written_summary && !summary.is_empty()),
            source: metadata.source.as_ref().map(|source| self.source_view(source)),
            posted_at: metadata.posted_at.map(moment),
            updated_at: metadata.updated_at.map(moment),
            category: presenter.term_links(Taxonomy::Category, &metadata.category),
            tags: presenter.term_links(Taxonomy::Tag, &metadata.tags),
            image: metadata.image.as_deref().map(picture_view),
            attachments: metadata
                .attachments
                .iter()
                .map(|file| self.attachment_view(file))
                .collect(),
            related: if is_removed { RelationsView::default() } else { self.relations_view(entry) },
            translation_of: metadata
                .translation_of
                .as_ref()
                .map(|other| self.named_document(other)),
            corrections: self.correction_views(entry),
            pinned: metadata.pinned,
            withdrawn: self.withdrawal_view(entry),
            body: body.html,
            contents: headings
                .map(|h| HeadingView { level: h.level, id: h.id, text: h.text })
                .collect(),
            texts: PlainTexts(metadata.texts().iter().copied().collect()),
            facts: self.facts(entry),
            own: own_values(presenter, &entry.metadata),
            extra: PlainValue::Map(metadata.extra.clone()),
        }
    }

    fn facts(&self, entry: &Entry) -> Vec<FactView> {
        let fields = METADATA_FIELDS.iter().filter(|field| field.belongs_to(entry.kind));
        let fact = |field: &MetadataField| {
            Some(FactView { name: field.name(), form: field.fact()?, title: None })
        };
        let declared = self.presenter.config.own_fields.iter();
        let declared = declared.filter(|field| field.is_shown);
        let declared = declared.filter_map(|field| {
            let form = fact_form(entry.metadata.own_value(field.key)?);
            Some(FactView { name: field.key.as_str(), form, title: Some(field.title.clone()) })
        });
        fields.filter_map(fact).chain(declared).collect()
    }

    /// Builds the notice shown in place of a withdrawn entry, or of one whose period of publication is over.
    fn withdrawal_view(&self, entry: &Entry) -> Option<WithdrawalView> {
        let notice = entry.removal_notice(|day| self.tracker.has_come(day))?;
        let withdrawal = entry.metadata.withdrawn.as_ref();
        let withdrawal = withdrawal.filter(|_| notice.change == EntryChange::Withdrawn);
        let replaced_by = withdrawal.and_then(|withdrawal| withdrawal.replaced_by.as_ref());
        let period_over = (notice.change == EntryChange::PublicPeriodEnded)
            .then(|| self.ui_label("public_period_over"));
        Some(WithdrawalView {
            on: notice.on.map(|day| self.presenter.day(day)),
            reason: notice.reason.or(period_over).map(str::to_owned),
            replaced_by: replaced_by.map(|reference| self.named_document(reference)),
        })
    }

    /// Returns an interface label in the language of the page, or its key if there is none.
    pub(super) fn ui_label<'l>(&'l self, key: &'l str) -> &'l str {
        self.presenter.ui_labels().or_key(key)
    }

    fn source_view(&self, source: &OriginalPublisher) -> SourceView {
        SourceView {
            name: source.name.clone(),
            url: source.url.clone(),
            posted_at: source.posted_at.map(|moment| self.presenter.moment(moment)),
        }
    }

    fn correction_views(&self, entry: &Entry) -> Vec<CorrectionView> {
        let on = |on: Option<PartialDate>| on.map(|day| self.presenter.day(day));
        let corrections = entry.metadata.corrections.iter();
        corrections.map(|c| CorrectionView { on: on(c.on), text: c.text.clone() }).collect()
    }

    fn attachment_view(&self, file: &Attachment) -> AttachmentView {
        AttachmentView {
            title: file.title.as_deref().unwrap_or(file.name()).to_owned(),
            url: href(&file.address),
            file_name: file.name().to_owned(),
            kind: file.kind.map(AttachmentKind::code),
            file_type: file.extension().to_uppercase(),
            type_group: media_types::type_group(file),
            size: file.size,
            size_text: size_text(self.presenter.ui_labels(), file.size),
            pages: file.pages,
            is_scan: file.has_text == Some(false),
            sha256: file.sha256_hex(),
        }
    }
}

/// Formats a file size in units of 1,024 bytes, with the decimal sign of the language: 1,2 MB, 1.2 MB.
fn size_text(labels: UiLabels<'_>, bytes: u64) -> String {
    const UNIT: u64 = 1024;
    if bytes < UNIT {
        let unit = if bytes == 1 { "size_byte" } else { "size_bytes" };
        return format!("{bytes} {}", labels.get(unit).unwrap_or("byte"));
    }
    let sign = labels.get("decimal_sign").unwrap_or(",");
    let (unit, name) = if bytes < UNIT * UNIT { (UNIT, "KB") } else { (UNIT * UNIT, "MB") };
    let tenths = (bytes * 10 + unit / 2) / unit;
    if tenths >= 100 || tenths.is_multiple_of(10) {
        format!("{} {name}", (tenths + 5) / 10)
    } else {
        format!("{}{sign}{} {name}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Labels;

    #[test]
    fn sizes_use_vietnamese_format_without_theme_labels() {
        let labels = Labels::default();
        let size_text = |bytes| size_text(labels.for_language("vi"), bytes);
        for (bytes, shown) in [
            (0, "0 byte"),
            (1023, "1023 byte"),
            (1024, "1 KB"),
            (1300, "1,3 KB"),
            (34_000, "33 KB"),
        ] {
            assert_eq!(size_text(bytes), shown);
        }
        assert_eq!(size_text(1_258_291), "1,2 MB");
        assert_eq!(size_text(1_048_576 * 300), "300 MB");
    }
}
