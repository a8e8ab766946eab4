//! An entry's own page: its facts as templates see them, and its body as HTML.
//!
//! Links of the body go where reading said they go, at the addresses those entries have today. How the entry stands
//! to others is made in `related`.
//!
//! **Left out on purpose.** Layout is the theme's. Little is put into words here: sizes, and the date of
//! a named document.

use std::collections::HashMap;

use serde::Serialize;

use super::Renderer;
use super::media;
use super::related::{Named, Related};
use crate::config::{Kind, Taxonomy};
use crate::entry::address::{href, tidy};
use crate::entry::citation::Cited;
use crate::entry::files::{self, Goes};
use crate::entry::{self, Attachment, AttachmentKind, Change, Entry, Source, markdown};
use crate::library::Inquiry;
use crate::theme::view::{Day, Instant, Label, Picture, View, day, instant, picture, srcset};
use crate::yaml::Plain;

/// An entry on its own page.
#[derive(Debug, Serialize)]
pub(super) struct EntryView {
    kind: Kind,
    title: String,
    url: String,
    language: String,
    number: Option<String>,
    #[serde(rename = "type")]
    doc_type: Option<Label>,
    issued_on: Option<Day>,
    issuer: Option<Label>,
    fields: Vec<Label>,
    #[serde(rename = "abstract")]
    abstract_text: Option<String>,
    signer: Option<Label>,
    signer_title: Option<String>,
    effective_on: Option<Day>,
    expires_on: Option<Day>,
    summary: Option<String>,
    author: Option<String>,
    photographer: Option<String>,
    unit: Option<String>,
    source: Option<SourceView>,
    posted_by: Option<String>,
    posted_at: Option<Instant>,
    updated_at: Option<Instant>,
    category: Vec<Label>,
    tags: Vec<Label>,
    image: Option<Picture>,
    attachments: Vec<FileView>,
    #[serde(flatten)]
    related: Related,
    translation_of: Option<Named>,
    corrections: Vec<CorrectionView>,
    pinned: bool,
    withdrawn: Option<WithdrawalView>,
    body: String,
    contents: Vec<Heading>,
    extra: Plain,
}

#[derive(Debug, Serialize)]
struct SourceView {
    name: String,
    url: Option<String>,
    posted_at: Option<Instant>,
}

#[derive(Debug, Serialize)]
struct FileView {
    title: String,
    url: String,
    file_name: String,
    kind: Option<&'static str>,
    #[serde(rename = "type")]
    file_type: String,
    type_group: &'static str,
    size: u64,
    size_text: String,
    pages: Option<u32>,
    is_scan: bool,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct CorrectionView {
    on: Option<Day>,
    text: String,
}

#[derive(Debug, Serialize)]
struct WithdrawalView {
    on: Option<Day>,
    reason: Option<String>,
    replaced_by: Option<Named>,
}

#[derive(Debug, Serialize)]
struct Heading {
    level: u8,
    id: String,
    text: String,
}

/// Renders a body; links go where the entry's file said they go, at the addresses of today, and citations to the
/// documents that the library knows.
pub(super) fn body(text: &str, entry: &Entry, inquiry: &Inquiry) -> markdown::Html {
    let links: HashMap<&str, &files::Reference> =
        entry.links.iter().map(|link| (link.destination.as_str(), link)).collect();
    markdown::render(text, &mut Leads { entry, links, inquiry })
}

/// Tells where the body of an entry leads.
struct Leads<'a> {
    entry: &'a Entry,
    links: HashMap<&'a str, &'a files::Reference>,
    inquiry: &'a Inquiry,
}

impl Leads<'_> {
    /// Tells what is known of the picture that a link leads to.
    fn shown(&self, goes: &Goes) -> Option<markdown::Shown> {
        let is_it = |picture: &&entry::Picture| match goes {
            Goes::File(to, _) | Goes::Address(to) => picture.address.as_ref() == Some(to),
            Goes::FileOf(_, path) => picture.path == *path,
            Goes::Entry(_) | Goes::Relative(_) | Goes::Outside => false,
        };
        let picture = self.entry.pictures.iter().find(is_it)?;
        Some(markdown::Shown { size: picture.size?, srcset: srcset(picture) })
    }
}

impl markdown::Resolver for Leads<'_> {
    fn link(&mut self, destination: &str, kind: markdown::LinkKind) -> markdown::Target {
        let Some(link) = self.links.get(destination) else {
            return markdown::Target::address(destination);
        };
        let mut target = follow(&link.goes, self.inquiry);
        if kind == markdown::LinkKind::Image {
            target.picture = self.shown(&link.goes);
        }
        target.href.push_str(&tidy(&link.tail));
        target
    }

    fn citation(&mut self, cited: &Cited) -> Option<String> {
        self.inquiry.cited(cited, self.entry).map(|address| href(&address))
    }
}

fn follow(goes: &Goes, inquiry: &Inquiry) -> markdown::Target {
    let to = |address: &str| markdown::Target::address(href(address));
    match goes {
        Goes::Entry(source) => to(inquiry.metadata(source).as_ref().map_or("", |e| &e.address)),
        Goes::FileOf(owner, path) => {
            let Some(entry) = inquiry.metadata(owner) else { return to("") };
            // The files of an entry that was taken back are gone, and its page says why.
            let files = if inquiry.is_withdrawn(&entry) { &[][..] } else { &entry.files };
            to(files
                .iter()
                .find(|own| own.path == *path)
                .map_or(&entry.address, |own| &own.address))
        }
        Goes::File(address, name) => {
            let published = address.rsplit('/').next().unwrap_or_default();
            let download = (published != name).then(|| name.clone());
            markdown::Target { download, ..to(address) }
        }
        Goes::Address(address) | Goes::Relative(address) => to(address),
        Goes::Outside => to(""),
    }
}

/// Shows entries with what the library says of those they name.
pub(super) struct Viewing<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) inquiry: &'a Inquiry,
}

impl Viewing<'_> {
    /// Shows an entry on its own page.
    pub(super) fn entry(&self, entry: &Entry, body: markdown::Html, gone: bool) -> EntryView {
        let metadata = &entry.metadata;
        let view = View { linked: !gone, ..self.renderer.view() };
        let zone = self.renderer.config.zone;
        let moment = |moment| instant(moment, zone);
        let headings = body.contents.into_iter();
        EntryView {
            kind: entry.kind,
            title: metadata.title.clone(),
            url: href(&entry.address),
            language: view.language(entry),
            number: metadata.number.as_ref().map(|number| number.written().to_owned()),
            doc_type: view.one(Taxonomy::Type, metadata.doc_type.as_deref()),
            issued_on: metadata.issued_on.map(day),
            issuer: view.one(Taxonomy::Issuer, metadata.issuer.as_deref()),
            fields: view.labels(Taxonomy::Field, &metadata.fields),
            abstract_text: metadata.abstract_text.clone(),
            signer: view.one(Taxonomy::Signer, metadata.signer.as_deref()),
            signer_title: metadata.signer_title.clone(),
            effective_on: metadata.effective_on.map(day),
            expires_on: metadata.expires_on.map(day),
            summary: Some(metadata.summary.clone())
                .filter(|summary| metadata.summary_is_own && !summary.is_empty()),
            author: metadata.author.clone(),
            photographer: metadata.photographer.clone(),
            unit: metadata.unit.clone(),
            source: metadata.source.as_ref().map(|source| source_view(source, zone)),
            posted_by: metadata.posted_by.clone(),
            posted_at: metadata.posted_at.map(moment),
            updated_at: metadata.updated_at.map(moment),
            category: view.labels(Taxonomy::Category, &metadata.category),
            tags: view.labels(Taxonomy::Tag, &metadata.tags),
            image: metadata.image.as_deref().map(picture),
            attachments: metadata.attachments.iter().map(file_view).collect(),
            related: if gone { Related::default() } else { self.related(entry) },
            translation_of: metadata.translation_of.as_ref().map(|other| self.named(entry, other)),
            corrections: corrections(entry),
            pinned: metadata.pinned,
            withdrawn: self.withdrawal(entry),
            body: body.html,
            contents: headings
                .map(|h| Heading { level: h.level, id: h.id, text: h.text })
                .collect(),
            extra: Plain::Map(metadata.extra.clone()),
        }
    }

    /// What stands in an entry's place: why it was taken back, or that its time is over.
    fn withdrawal(&self, entry: &Entry) -> Option<WithdrawalView> {
        let gone = entry.gone(|day| self.inquiry.reached(day))?;
        let withdrawal = entry.metadata.withdrawn.as_ref();
        let withdrawal = withdrawal.filter(|_| gone.change == Change::Withdrawn);
        let replaced_by = withdrawal.and_then(|withdrawal| withdrawal.replaced_by.as_ref());
        let over = (gone.change == Change::Ended).then(|| self.label(entry, "public_period_over"));
        Some(WithdrawalView {
            on: gone.on.map(day),
            reason: gone.reason.or(over).map(str::to_owned),
            replaced_by: replaced_by.map(|reference| self.named(entry, reference)),
        })
    }

    /// Finds a word of the interface in the language of the entry's page.
    pub(super) fn label<'l>(&'l self, entry: &Entry, key: &'l str) -> &'l str {
        let language = self.renderer.view().language(entry);
        self.renderer.theme.labels().or_key(&language, key)
    }
}

fn source_view(source: &Source, zone: jiff::tz::Offset) -> SourceView {
    SourceView {
        name: source.name.clone(),
        url: source.url.clone(),
        posted_at: source.posted_at.map(|moment| instant(moment, zone)),
    }
}

fn corrections(entry: &Entry) -> Vec<CorrectionView> {
    let corrections = entry.metadata.corrections.iter();
    corrections.map(|c| CorrectionView { on: c.on.map(day), text: c.text.clone() }).collect()
}

fn file_view(file: &Attachment) -> FileView {
    FileView {
        title: file.title.clone().unwrap_or_else(|| file.name.clone()),
        url: href(&file.address),
        file_name: file.name.clone(),
        kind: file.kind.map(AttachmentKind::name),
        file_type: file.extension().to_uppercase(),
        type_group: media::group(file),
        size: file.size,
        size_text: size_text(file.size),
        pages: file.pages,
        is_scan: file.has_text == Some(false),
        sha256: file.digest(),
    }
}

/// Writes a size the Vietnamese way: a comma before the decimals (1,2 MB), units of 1,024.
fn size_text(bytes: u64) -> String {
    const UNIT: u64 = 1024;
    if bytes < UNIT {
        return format!("{bytes} byte");
    }
    let (unit, name) = if bytes < UNIT * UNIT { (UNIT, "KB") } else { (UNIT * UNIT, "MB") };
    let tenths = (bytes * 10 + unit / 2) / unit;
    if tenths >= 100 || tenths.is_multiple_of(10) {
        format!("{} {name}", (tenths + 5) / 10)
    } else {
        format!("{},{} {name}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_the_vietnamese_way() {
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
