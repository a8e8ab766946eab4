//! The list of information that must be disclosed (danh mục thông tin phải được công khai), with the details required
//! by Decree 13/2018/NĐ-CP art. 6.
//!
//! For each document these are the name, number, date of creation, form, time and period of publication, and where to
//! download it. The list is paged like a listing.

use serde::Serialize;

use super::listing::Listing;
use super::page::Page;
use crate::entry::address::href;
use crate::entry::{Attachment, Entry};
use crate::theme::view::{BoundaryView, DayView, MomentView};

/// A document in the list of information that must be disclosed.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct DisclosedDocument {
    /// The title.
    title: String,
    /// The address.
    url: String,
    /// The language (BCP 47).
    language: String,
    /// The document type (thể loại).
    #[serde(rename = "type")]
    doc_type: Option<String>,
    /// The document number as written (số, ký hiệu).
    number: Option<String>,
    /// The date of issue (ngày ban hành).
    issued_on: Option<DayView>,
    /// What is said of its effect, whatever the day: its states in their order; empty for types without effect.
    effect: Vec<BoundaryView>,
    /// When it was published.
    posted_at: Option<MomentView>,
    /// The last day on which it is public.
    public_until: Option<DayView>,
    /// The attached files.
    files: Vec<DownloadView>,
}

/// A file attached to a disclosed document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DownloadView {
    /// The title, or the file name if it has none.
    title: String,
    /// Its address.
    url: String,
    /// The file name.
    file_name: String,
    /// The file name extension, in capitals.
    #[serde(rename = "type")]
    file_type: String,
}

impl Page<'_> {
    /// Builds the documents on a page of the disclosure list.
    pub(super) fn disclosed_documents(&self, listing: Option<&Listing>) -> Vec<DisclosedDocument> {
        let listed = listing.into_iter().flat_map(|listing| &listing.source_entries);
        listed.map(|entry| self.disclosed_document(entry)).collect()
    }

    fn disclosed_document(&self, entry: &Entry) -> DisclosedDocument {
        let metadata = &entry.metadata;
        let presenter = &self.presenter;
        DisclosedDocument {
            title: metadata.title.to_string(),
            url: href(&entry.address),
            language: presenter.language(entry),
            doc_type: metadata.doc_type.map(String::from),
            number: metadata.number.as_ref().map(|number| number.written().to_owned()),
            issued_on: metadata.issued_on.map(|date| presenter.day(date)),
            effect: presenter.boundaries(entry, &self.tracker),
            posted_at: metadata.posted_at.map(|moment| presenter.moment(moment)),
            public_until: metadata.public_until.map(|date| presenter.day(date)),
            files: metadata.attachments.iter().map(download_view).collect(),
        }
    }
}

fn download_view(file: &Attachment) -> DownloadView {
    DownloadView {
        title: file.title.as_deref().unwrap_or(file.name()).to_owned(),
        url: href(&file.address),
        file_name: file.name().to_owned(),
        file_type: file.extension().to_uppercase(),
    }
}
