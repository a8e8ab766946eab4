//! An entry's own page: its facts as templates see them, and its body as HTML.
//!
//! Links of the body go where reading said they go, at the addresses those entries have today. How the entry stands
//! to others is made in `related`.
//!
//! **Left out on purpose.** Layout is the theme's. Little is put into words here: sizes, and the date of
//! a named document.

use std::collections::HashMap;

use serde::Serialize;

use super::media_types;
use super::relations::{NamedDocument, RelationsView};
use crate::config::{EntryKind, Taxonomy};
use crate::entry::address::{complete_encoding, href};
use crate::entry::citation::Cited;
use crate::entry::files::{self, InternalTarget};
use crate::entry::{self, Attachment, AttachmentKind, Entry, EntryChange, Source, markdown};
use crate::library::DependencyTracker;
use crate::theme::UiLabels;
use crate::theme::view::{Day, Instant, Label, PictureView, Presenter, picture_view, srcset};
use crate::vietnamese::date::PartialDate;
use crate::yaml::PlainValue;

/// An entry on its own page.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct EntryView {
    /// document, news or page.
    kind: EntryKind,
    /// The title.
    title: String,
    /// The address.
    url: String,
    /// BCP 47.
    language: String,
    /// The number as written (số, ký hiệu).
    number: Option<String>,
    /// Thể loại.
    #[serde(rename = "type")]
    doc_type: Option<Label>,
    /// Ngày ban hành.
    issued_on: Option<Day>,
    /// Cơ quan ban hành.
    issuer: Option<Label>,
    /// Lĩnh vực.
    fields: Vec<Label>,
    /// Trích yếu.
    #[serde(rename = "abstract")]
    abstract_text: Option<String>,
    /// Người ký.
    signer: Option<Label>,
    /// Chức vụ người ký.
    signer_title: Option<String>,
    /// The first day on which it holds, as written in it.
    effective_on: Option<Day>,
    /// The first day on which it holds no longer, as written in it.
    expires_on: Option<Day>,
    /// The summary.
    summary: Option<String>,
    /// Tác giả.
    author: Option<String>,
    /// Ảnh của.
    photographer: Option<String>,
    /// The unit that the author belongs to.
    unit: Option<String>,
    /// Where it was taken from.
    source: Option<SourceView>,
    /// Who posted it.
    posted_by: Option<String>,
    /// When it was posted.
    posted_at: Option<Instant>,
    /// When it was last changed.
    updated_at: Option<Instant>,
    /// Chuyên mục.
    category: Vec<Label>,
    /// Từ khoá.
    tags: Vec<Label>,
    /// The picture.
    image: Option<PictureView>,
    /// The files.
    attachments: Vec<AttachmentView>,
    /// How it stands to other documents.
    #[serde(flatten)]
    related: RelationsView,
    /// The entry that it is a translation of.
    translation_of: Option<NamedDocument>,
    /// What was corrected after posting, and when.
    corrections: Vec<CorrectionView>,
    /// Whether it is pinned.
    pinned: bool,
    /// Why and when it was taken back.
    withdrawn: Option<WithdrawalView>,
    /// The text as HTML, safe to print.
    body: String,
    /// The headings of the body.
    contents: Vec<HeadingView>,
    /// The values of `extra` and of unknown keys, as written.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, String>"))]
    extra: PlainValue,
}

/// Where an entry was taken from.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SourceView {
    /// Its name.
    name: String,
    /// Its address.
    url: Option<String>,
    /// When it was posted there.
    posted_at: Option<Instant>,
}

/// An attached file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct AttachmentView {
    /// What the file is called.
    title: String,
    /// Its address.
    url: String,
    /// The name of the file.
    file_name: String,
    /// What it is to the entry; label `file_<kind>`.
    kind: Option<&'static str>,
    /// The extension, in capitals.
    #[serde(rename = "type")]
    file_type: String,
    /// The group of the type; label `filetype_<type_group>`.
    type_group: &'static str,
    /// Bytes.
    size: u64,
    /// The size in words.
    size_text: String,
    /// How many pages, of a PDF that could be read.
    pages: Option<u32>,
    /// Whether it is a PDF without text.
    is_scan: bool,
    /// The digest, in hexadecimal.
    sha256: String,
}

/// A correction.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CorrectionView {
    /// The day.
    on: Option<Day>,
    /// What was corrected.
    text: String,
}

/// That an entry was taken back.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WithdrawalView {
    /// The day.
    on: Option<Day>,
    /// The reason.
    reason: Option<String>,
    /// What stands in its place.
    replaced_by: Option<NamedDocument>,
}

/// A heading of the body.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct HeadingView {
    /// 2 to 6.
    level: u8,
    /// The id of the heading.
    id: String,
    /// Its words.
    text: String,
}

/// Renders a body; links go where the entry's file said they go, at the addresses of today, and citations to the
/// documents that the library knows.
pub(super) fn render_body(
    text: &str,
    entry: &Entry,
    inquiry: &DependencyTracker,
) -> markdown::RenderedBody {
    let links: HashMap<&str, &files::InternalLink> =
        entry.links.iter().map(|link| (link.destination.as_str(), link)).collect();
    markdown::render(text, &mut EntryLinkResolver { entry, links, tracker: inquiry })
}

/// Tells where the body of an entry leads.
struct EntryLinkResolver<'a> {
    entry: &'a Entry,
    links: HashMap<&'a str, &'a files::InternalLink>,
    tracker: &'a DependencyTracker,
}

impl EntryLinkResolver<'_> {
    /// Tells what is known of the picture that a link leads to.
    fn image_info(&self, goes: &InternalTarget) -> Option<markdown::ResponsiveImage> {
        let is_it = |picture: &&entry::Picture| match goes {
            InternalTarget::File(to, _) | InternalTarget::Address(to) => {
                picture.address.as_ref() == Some(to)
            }
            InternalTarget::FileOf(_, path) => picture.path == *path,
            InternalTarget::Entry(_) | InternalTarget::Relative(_) | InternalTarget::Outside => {
                false
            }
        };
        let picture = self.entry.pictures.iter().find(is_it)?;
        Some(markdown::ResponsiveImage { size: picture.size?, srcset: srcset(picture) })
    }
}

impl markdown::LinkResolver for EntryLinkResolver<'_> {
    fn resolve_link(
        &mut self,
        destination: &str,
        kind: markdown::LinkKind,
    ) -> markdown::LinkTarget {
        let Some(link) = self.links.get(destination) else {
            return markdown::LinkTarget::from_href(destination);
        };
        let mut target = resolve_link(&link.target, self.tracker);
        if kind == markdown::LinkKind::Image {
            target.image = self.image_info(&link.target);
        }
        target.href.push_str(&complete_encoding(&link.suffix));
        target
    }

    fn resolve_citation(&mut self, cited: &Cited) -> Option<String> {
        self.tracker.resolve_citation(cited, self.entry).map(|address| href(&address))
    }
}

fn resolve_link(goes: &InternalTarget, inquiry: &DependencyTracker) -> markdown::LinkTarget {
    let to = |address: &str| markdown::LinkTarget::from_href(href(address));
    match goes {
        InternalTarget::Entry(source) => {
            to(inquiry.metadata(source).as_ref().map_or("", |e| &e.address))
        }
        InternalTarget::FileOf(owner, path) => {
            let Some(entry) = inquiry.metadata(owner) else { return to("") };
            // The files of an entry that was taken back are gone, and its page says why.
            let files = if inquiry.is_withdrawn(&entry) { &[][..] } else { &entry.files };
            to(files
                .iter()
                .find(|own| own.path == *path)
                .map_or(&entry.address, |own| &own.address))
        }
        InternalTarget::File(address, name) => {
            let published = address.rsplit('/').next().unwrap_or_default();
            let download = (published != name).then(|| name.clone());
            markdown::LinkTarget { download, ..to(address) }
        }
        InternalTarget::Address(address) | InternalTarget::Relative(address) => to(address),
        InternalTarget::Outside => to(""),
    }
}

/// Shows entries with what the library says of those they name.
pub(super) struct EntryPresenter<'a> {
    pub(super) presenter: Presenter,
    pub(super) tracker: &'a DependencyTracker,
}

impl EntryPresenter<'_> {
    /// Shows an entry on its own page.
    pub(super) fn entry_view(
        &self,
        entry: &Entry,
        body: markdown::RenderedBody,
        gone: bool,
    ) -> EntryView {
        let metadata = &entry.metadata;
        let view = &self.presenter;
        let day = |date| view.day(date);
        let moment = |moment| view.instant(moment);
        let headings = body.toc.into_iter();
        EntryView {
            kind: entry.kind,
            title: metadata.title.clone(),
            url: href(&entry.address),
            language: view.language(entry),
            number: metadata.number.as_ref().map(|number| number.written().to_owned()),
            doc_type: view.optional_label(Taxonomy::Type, metadata.doc_type.as_deref()),
            issued_on: metadata.issued_on.map(day),
            issuer: view.optional_label(Taxonomy::Issuer, metadata.issuer.as_deref()),
            fields: view.labels(Taxonomy::Field, &metadata.fields),
            abstract_text: metadata.abstract_text.clone(),
            signer: view.optional_label(Taxonomy::Signer, metadata.signer.as_deref()),
            signer_title: metadata.signer_title.clone(),
            effective_on: metadata.effective_on.map(day),
            expires_on: metadata.expires_on.map(day),
            summary: Some(metadata.summary.clone())
                .filter(|summary| metadata.summary_is_own && !summary.is_empty()),
            author: metadata.author.clone(),
            photographer: metadata.photographer.clone(),
            unit: metadata.unit.clone(),
            source: metadata.source.as_ref().map(|source| self.source_view(source)),
            posted_by: metadata.posted_by.clone(),
            posted_at: metadata.posted_at.map(moment),
            updated_at: metadata.updated_at.map(moment),
            category: view.labels(Taxonomy::Category, &metadata.category),
            tags: view.labels(Taxonomy::Tag, &metadata.tags),
            image: metadata.image.as_deref().map(picture_view),
            attachments: metadata
                .attachments
                .iter()
                .map(|file| self.attachment_view(file))
                .collect(),
            related: if gone { RelationsView::default() } else { self.relations_view(entry) },
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
            extra: PlainValue::Map(metadata.extra.clone()),
        }
    }

    /// What stands in an entry's place: why it was taken back, or that its time is over.
    fn withdrawal_view(&self, entry: &Entry) -> Option<WithdrawalView> {
        let gone = entry.removal_notice(|day| self.tracker.has_come(day))?;
        let withdrawal = entry.metadata.withdrawn.as_ref();
        let withdrawal = withdrawal.filter(|_| gone.change == EntryChange::Withdrawn);
        let replaced_by = withdrawal.and_then(|withdrawal| withdrawal.replaced_by.as_ref());
        let over = (gone.change == EntryChange::Ended).then(|| self.ui_label("public_period_over"));
        Some(WithdrawalView {
            on: gone.on.map(|day| self.presenter.day(day)),
            reason: gone.reason.or(over).map(str::to_owned),
            replaced_by: replaced_by.map(|reference| self.named_document(reference)),
        })
    }

    /// Finds a word of the interface in the language of the entry's page.
    pub(super) fn ui_label<'l>(&'l self, key: &'l str) -> &'l str {
        self.presenter.ui_labels().or_key(key)
    }

    fn source_view(&self, source: &Source) -> SourceView {
        SourceView {
            name: source.name.clone(),
            url: source.url.clone(),
            posted_at: source.posted_at.map(|moment| self.presenter.instant(moment)),
        }
    }

    fn correction_views(&self, entry: &Entry) -> Vec<CorrectionView> {
        let on = |on: Option<PartialDate>| on.map(|day| self.presenter.day(day));
        let corrections = entry.metadata.corrections.iter();
        corrections.map(|c| CorrectionView { on: on(c.on), text: c.text.clone() }).collect()
    }

    fn attachment_view(&self, file: &Attachment) -> AttachmentView {
        AttachmentView {
            title: file.title.clone().unwrap_or_else(|| file.name.clone()),
            url: href(&file.address),
            file_name: file.name.clone(),
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

/// Writes a size in units of 1,024, with the decimal sign of the language: 1,2 MB, 1.2 MB.
fn size_text(words: UiLabels<'_>, bytes: u64) -> String {
    const UNIT: u64 = 1024;
    if bytes < UNIT {
        let unit = if bytes == 1 { "size_byte" } else { "size_bytes" };
        return format!("{bytes} {}", words.get(unit).unwrap_or("byte"));
    }
    let sign = words.get("decimal_sign").unwrap_or(",");
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
