//! Danh mục thông tin phải được công khai: the list of documents with what Decree 13/2018/NĐ-CP art. 6 asks of each.
//!
//! That is the name, number, date of making, form, time and term of publication, and where to download it. It is cut
//! into pages as listings are.

use serde::Serialize;

use super::context::TemplateContext;
use super::pages::Page;
use crate::entry::address::href;
use crate::entry::{Attachment, Entry};
use crate::library::Term;
use crate::site::{ListingPage, Overview};
use crate::theme::view::{Day, Instant};

/// A line of the list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct DisclosedDocument {
    /// The title.
    title: String,
    /// The address.
    url: String,
    /// BCP 47.
    language: String,
    /// Thể loại.
    #[serde(rename = "type")]
    doc_type: Option<String>,
    /// The number as written.
    number: Option<String>,
    /// Ngày ban hành.
    issued_on: Option<Day>,
    /// When it was made public.
    posted_at: Option<Instant>,
    /// Until when it is made public.
    public_until: Option<Day>,
    /// Its files.
    files: Vec<DownloadView>,
}

/// A file of a document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DownloadView {
    /// What the file is called.
    title: String,
    /// Its address.
    url: String,
    /// The name of the file.
    file_name: String,
    /// The extension, in capitals.
    #[serde(rename = "type")]
    file_type: String,
}

impl Page<'_> {
    /// Fills in a page of the list.
    pub(super) fn fill_disclosure(&self, context: &mut TemplateContext<'_>, page: ListingPage) {
        let overview = Overview::Disclosure;
        let title = self.ui_labels().or_empty(overview.name()).to_owned();
        self.fill_listing(context, (&title, overview.address()), (&Term::Documents, None), page);
        let shown = context.listing.iter().flat_map(|listing| &listing.source_entries);
        context.disclosure = shown.map(|entry| self.disclosed_document(entry)).collect();
    }

    fn disclosed_document(&self, entry: &Entry) -> DisclosedDocument {
        let metadata = &entry.metadata;
        let view = &self.presenter;
        DisclosedDocument {
            title: metadata.title.clone(),
            url: href(&entry.address),
            language: view.language(entry),
            doc_type: metadata.doc_type.clone(),
            number: metadata.number.as_ref().map(|number| number.written().to_owned()),
            issued_on: metadata.issued_on.map(|date| view.day(date)),
            posted_at: metadata.posted_at.map(|moment| view.instant(moment)),
            public_until: metadata.public_until.map(|date| view.day(date)),
            files: metadata.attachments.iter().map(download_view).collect(),
        }
    }
}

fn download_view(file: &Attachment) -> DownloadView {
    DownloadView {
        title: file.title.clone().unwrap_or_else(|| file.name.clone()),
        url: href(&file.address),
        file_name: file.name.clone(),
        file_type: file.extension().to_uppercase(),
    }
}
