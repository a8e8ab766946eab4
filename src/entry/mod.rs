//! One content file as an [`Entry`]: what it is, where it will lie, what others may know of it.
//!
//! Pure: a file's text and the list of files beside it go in, an entry and its faults come out. The body stays on
//! disk; of it only the links, the citations and, where no summary is written, the first paragraph are read here.
//!
//! **Invariant.** [`Metadata`] is all that another page may ever learn of an entry. **Left out on purpose.** No
//! entry knows another: relations are what was written, the library resolves them.

pub mod address;
mod attachment;
pub mod citation;
mod fields;
pub mod file_dependencies;
pub mod files;
mod front_matter;
mod last_change;
pub mod markdown;
pub mod pdf;
mod picture;
mod read;
mod relation;
pub mod section;
#[cfg(test)]
pub(crate) mod seeded_rng;
mod status;
mod values;

use std::hash::{Hash, Hasher as _};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use serde::{Deserialize, Serialize};

use crate::config::{EntryKind, Taxonomy};
use crate::source::fingerprint;
use crate::vietnamese::date::{Moment, PartialDate};
use crate::vietnamese::number::DocumentNumber;
use crate::yaml::PlainValue;

pub use attachment::{Attachment, AttachmentKind};
pub use front_matter::body_start;
pub use last_change::{EntryChange, LastChange, RemovalNotice};
pub use picture::{LeadImage, Picture, Rendition};
pub use read::{ReadContext, ReadEntry, read};
pub use relation::{Extent, Reference, Relation, RelationKind};
pub use status::Status;

/// One content file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The file (`content/van-ban/2014/85.md`).
    pub source: Arc<str>,
    /// What it is.
    pub kind: EntryKind,
    /// Its address on the site (`/van-ban/2014/85/`).
    pub address: Arc<str>,
    /// The sections it lies in, the innermost last, by their address.
    pub sections: Vec<Arc<str>>,
    /// What others may know of it.
    pub metadata: Metadata,
    /// The files published under its address.
    pub files: Vec<files::OwnFile>,
    /// The links of its body that stay inside the site.
    pub links: Vec<files::InternalLink>,
    /// The pictures that its body shows, each once.
    pub pictures: Vec<Picture>,
    /// The documents that its body cites, each once.
    pub citations: Vec<citation::Cited>,
    /// Where in the file the values are written that are judged later, with the whole library in view.
    pub spans: Vec<(SpanKey, Range<usize>)>,
    /// A hash of all that others may know of it: equal as long as they see the same.
    pub metadata_fingerprint: u64,
    /// A hash of what its own page shows beside that: its text, where the links in it lead, and its pictures.
    pub body_fingerprint: u64,
}

/// A value whose place may be needed once all entries are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SpanKey {
    /// The whole front matter, for what is missing in it.
    FrontMatter,
    /// Tiêu đề.
    Title,
    /// Số hiệu.
    Number,
    /// Đường dẫn.
    Slug,
    /// Tình trạng.
    Status,
    /// Mẫu.
    Template,
    /// The n-th old address.
    Alias(usize),
    /// The n-th relation.
    Relation(usize),
    /// Ngày đăng.
    PostedAt,
    /// Thu hồi.
    Withdrawal,
    /// Bản dịch của.
    Translation,
    /// The n-th attachment, where it was named.
    Attachment(usize),
    /// Ảnh.
    Image,
}

impl Entry {
    /// Hashes what others may know of the entry.
    pub fn update_fingerprint(&mut self) {
        let mut hasher = rapidhash::quality::RapidHasher::default();
        (&self.kind, &self.address, &self.sections, &self.metadata, &self.files).hash(&mut hasher);
        self.metadata_fingerprint = hasher.finish();
    }

    /// Hashes what is known of the pictures into what its own page shows.
    pub fn add_pictures_to_fingerprint(&mut self) {
        self.body_fingerprint = fingerprint(&(self.body_fingerprint, &self.pictures));
    }

    /// Gives all pictures that its page shows.
    pub fn shown_pictures(&self) -> impl Iterator<Item = &Picture> {
        let image = self.metadata.image.iter().map(|image| &image.picture);
        image.chain(&self.pictures)
    }

    /// Finds the bytes where a value is written, else those of the front matter.
    pub fn span(&self, wanted: SpanKey) -> Range<usize> {
        let find = |wanted| self.spans.iter().find(|(mark, _)| *mark == wanted);
        let found = find(wanted).or_else(|| find(SpanKey::FrontMatter));
        found.map_or(0..0, |(_, range)| range.clone())
    }

    /// The date the entry is listed under: of issue, else of posting.
    pub fn date(&self) -> Option<PartialDate> {
        let posted = self.metadata.posted_at.map(|moment| PartialDate::Day(moment.date()));
        match self.kind {
            EntryKind::Document => self.metadata.issued_on.or(posted),
            EntryKind::News | EntryKind::Page => posted,
        }
    }

    /// The values that the entry carries in `taxonomy`.
    pub fn terms(&self, taxonomy: Taxonomy) -> &[String] {
        let metadata = &self.metadata;
        let one = |value: &'_ Option<String>| -> Range<usize> { 0..usize::from(value.is_some()) };
        match taxonomy {
            Taxonomy::Type => &metadata.doc_type.as_slice()[one(&metadata.doc_type)],
            Taxonomy::Issuer => &metadata.issuer.as_slice()[one(&metadata.issuer)],
            Taxonomy::Signer => &metadata.signer.as_slice()[one(&metadata.signer)],
            Taxonomy::Field => &metadata.fields,
            Taxonomy::Category => &metadata.category,
            Taxonomy::Tag => &metadata.tags,
        }
    }

    /// Gives the first day on which only a notice stands at the entry's address: it is withdrawn, or its term is over.
    pub fn removal_day(&self) -> Option<Date> {
        let over = self.first_day_after_term();
        // Withdrawn without a date is withdrawn on every day.
        let begun = |withdrawal: &Withdrawal| withdrawal.on.map_or(Date::MIN, |on| on.first_day());
        let withdrawn = self.metadata.withdrawn.as_deref().map(begun);
        over.into_iter().chain(withdrawn).min()
    }

    /// Gives the first day after the term of its being public.
    fn first_day_after_term(&self) -> Option<Date> {
        let until = self.metadata.public_until.map(|until| until.last_day());
        until.and_then(|day| day.tomorrow().ok())
    }

    /// Tells whether on `today` only a notice stands at the entry's address.
    pub fn is_removed(&self, today: Date) -> bool {
        self.removal_day().is_some_and(|day| day <= today)
    }

    /// Tells whether the entry is on the site on `today`.
    pub fn is_published(&self, today: Date, drafts: bool) -> bool {
        let due = self.metadata.publish_at.is_none_or(|moment| moment.date() <= today);
        due && (drafts || !self.metadata.draft)
    }
}

/// Tells whether a file holds the text of a section or of the home page.
pub fn is_index(source: &str) -> bool {
    source.ends_with("/_index.md")
}

#[cfg(test)]
impl Entry {
    /// Makes a document for the tests of other rooms, by the name of its file in the section of documents.
    pub(crate) fn test_document(name: &str, metadata: Metadata) -> Self {
        let mut entry = Self {
            source: format!("content/van-ban/{name}.md").into(),
            kind: EntryKind::Document,
            address: format!("/van-ban/{name}/").into(),
            sections: vec!["/van-ban/".into()],
            metadata,
            files: Vec::new(),
            links: Vec::new(),
            pictures: Vec::new(),
            citations: Vec::new(),
            spans: Vec::new(),
            metadata_fingerprint: 0,
            body_fingerprint: 0,
        };
        entry.update_fingerprint();
        entry
    }
}

/// All that another page may learn of an entry. Every field is as written unless said.
#[derive(Debug, Clone, Default, Hash, Serialize, Deserialize)]
pub struct Metadata {
    /// Tiêu đề; of a document without one, type and abstract.
    pub title: String,
    /// Số hiệu.
    pub number: Option<DocumentNumber>,
    /// Thể loại, by the name in the table of types.
    pub doc_type: Option<String>,
    /// Ngày ban hành.
    pub issued_on: Option<PartialDate>,
    /// Cơ quan ban hành, else from the number and the known issuers.
    pub issuer: Option<String>,
    /// Trích yếu.
    pub abstract_text: Option<String>,
    /// Lĩnh vực.
    pub fields: Vec<String>,
    /// Người ký.
    pub signer: Option<String>,
    /// Chức vụ.
    pub signer_title: Option<String>,
    /// Ngày hiệu lực.
    pub effective_on: Option<PartialDate>,
    /// Ngày hết hiệu lực.
    pub expires_on: Option<PartialDate>,
    /// Tình trạng, only as given.
    pub status: Option<Status>,
    /// Relations to other documents.
    pub relations: Vec<Relation>,
    /// Bản dịch của.
    pub translation_of: Option<Box<Reference>>,
    /// Tệp đính kèm.
    pub attachments: Vec<Attachment>,
    /// Chuyên mục.
    pub category: Vec<String>,
    /// Tóm tắt; else the abstract, else the first paragraph, cut.
    pub summary: String,
    /// Whether the summary was written as such.
    pub summary_is_own: bool,
    /// Tác giả.
    pub author: Option<String>,
    /// Ảnh của.
    pub photographer: Option<String>,
    /// Đơn vị.
    pub unit: Option<String>,
    /// Ảnh.
    pub image: Option<Box<LeadImage>>,
    /// Nguồn.
    pub source: Option<Box<Source>>,
    /// Người đăng.
    pub posted_by: Option<String>,
    /// Ngày đăng.
    pub posted_at: Option<Moment>,
    /// Ngày cập nhật.
    pub updated_at: Option<Moment>,
    /// Hẹn đăng.
    pub publish_at: Option<Moment>,
    /// Thời hạn công khai.
    pub public_until: Option<PartialDate>,
    /// Thu hồi.
    pub withdrawn: Option<Box<Withdrawal>>,
    /// Đính chính.
    pub corrections: Vec<Correction>,
    /// Từ khoá.
    pub tags: Vec<String>,
    /// Bản nháp.
    pub draft: bool,
    /// Ghim.
    pub pinned: bool,
    /// Old addresses that lead here.
    pub aliases: Vec<String>,
    /// BCP 47, where it is not the portal's.
    pub language: Option<String>,
    /// The template to use instead of the kind's.
    pub template: Option<String>,
    /// A map for themes, and the values of unknown keys.
    pub extra: Vec<(String, PlainValue)>,
}

/// Who first published a piece of news.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The name.
    pub name: String,
    /// The address of the original.
    pub url: Option<String>,
    /// When it was published there.
    pub posted_at: Option<Moment>,
}

/// Why and when an entry was taken back.
#[derive(Debug, Clone, Default, Hash, Serialize, Deserialize)]
pub struct Withdrawal {
    /// The day.
    pub on: Option<PartialDate>,
    /// The reason.
    pub reason: Option<String>,
    /// What holds instead.
    pub replaced_by: Option<Reference>,
}

/// A correction of a published text.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct Correction {
    /// The day.
    pub on: Option<PartialDate>,
    /// What was corrected.
    pub text: String,
}
