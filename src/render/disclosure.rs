//! Danh mục thông tin phải được công khai: the list of documents with what Decree 13/2018/NĐ-CP art. 6 asks of each.
//!
//! That is the name, number, date of making, form, time and term of publication, and where to download it. It is cut
//! into pages as listings are.

use serde::Serialize;

use super::context::Context;
use super::pages::Page;
use crate::entry::address::href;
use crate::entry::{Attachment, Entry};
use crate::library::Term;
use crate::site::{ListingPage, Overview};
use crate::theme::view::{Day, Instant};

/// A line of the list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Disclosed {
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
    files: Vec<Download>,
}

/// A file of a document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Download {
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
    pub(super) fn disclosure(&self, context: &mut Context<'_>, page: ListingPage) {
        let overview = Overview::Disclosure;
        let title = self.words().or_empty(overview.name()).to_owned();
        self.listing(context, (&title, overview.address()), (&Term::Documents, None), page);
        let shown = context.listing.iter().flat_map(|listing| &listing.shown);
        context.disclosure = shown.map(|entry| self.disclosed(entry)).collect();
    }

    fn disclosed(&self, entry: &Entry) -> Disclosed {
        let metadata = &entry.metadata;
        let view = &self.view;
        Disclosed {
            title: metadata.title.clone(),
            url: href(&entry.address),
            language: view.language(entry),
            doc_type: metadata.doc_type.clone(),
            number: metadata.number.as_ref().map(|number| number.written().to_owned()),
            issued_on: metadata.issued_on.map(|date| view.day(date)),
            posted_at: metadata.posted_at.map(|moment| view.instant(moment)),
            public_until: metadata.public_until.map(|date| view.day(date)),
            files: metadata.attachments.iter().map(download).collect(),
        }
    }
}

fn download(file: &Attachment) -> Download {
    Download {
        title: file.title.clone().unwrap_or_else(|| file.name.clone()),
        url: href(&file.address),
        file_name: file.name.clone(),
        file_type: file.extension().to_uppercase(),
    }
}
