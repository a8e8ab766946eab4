//! One content file as an [`Entry`]: its kind, its address and its metadata.
//!
//! Pure: the text of a file and the list of the portal's files go in, an entry and its faults come out. The body stays
//! on disk; only its links, its citations and, where no summary is written, its first paragraph are read here.
//!
//! **Invariant.** [`Metadata`] is all that another page can learn about an entry.
//!
//! **Left out on purpose.** Entries do not refer to each other: a relation is kept as written, and the library
//! resolves it.

pub mod address;
mod attachment;
pub mod citation;
pub mod file_content;
pub mod file_dependencies;
pub mod file_format;
mod front_matter;
mod last_change;
pub mod line_ends;
pub mod markdown;
pub mod media_types;
pub mod path_resolution;
pub mod pdf;
mod picture;
mod read;
mod reference_line;
mod reference_text;
mod references;
mod relation;
pub mod section;
#[cfg(test)]
pub(crate) mod seeded_rng;
mod status;
mod values;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
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
use path_resolution::InternalTarget;
pub use picture::{LeadImage, Picture, Rendition};
pub(crate) use read::{FactForm, METADATA_FIELDS, TextField, written_term};
pub use read::{ReadContext, ReadEntry, intended_number, read, value_range};
pub use relation::{Extent, Reference, Relation, RelationKind};
pub use status::Status;

/// A content file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The path of the file (`content/van-ban/2014/85.md`).
    pub source: Arc<str>,
    /// The kind of content.
    pub kind: EntryKind,
    /// The address on the site (`/van-ban/2014/85/`).
    pub address: Arc<str>,
    /// The addresses of the sections that contain it, the innermost last.
    pub sections: Vec<Arc<str>>,
    /// The data that other pages may use.
    pub metadata: Metadata,
    /// The files published under the entry's address.
    pub files: Vec<path_resolution::OwnFile>,
    /// The links of the body that stay inside the site.
    pub links: Vec<path_resolution::InternalLink>,
    /// The pictures that the body shows, without duplicates.
    pub pictures: Vec<Picture>,
    /// The documents that the body cites, without duplicates.
    pub citations: Vec<citation::CitedDocument>,
    /// The byte ranges of the values that are validated later, against the whole library.
    pub spans: Vec<(FieldKey, Range<usize>)>,
    /// The codes of advice that `check` does not give on it.
    pub ignored_advice: Vec<String>,
    /// The hash of everything that other pages can see of the entry.
    pub metadata_fingerprint: u64,
    /// The hash of what only the entry's own page shows: the text, the targets of its links, and the pictures.
    pub body_fingerprint: u64,
}

/// A front-matter value whose byte range is kept, for faults that are found after all entries are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldKey {
    /// The whole front matter, for values that are missing in it.
    FrontMatter,
    /// Tiêu đề.
    Title,
    /// Số hiệu.
    Number,
    /// Đường dẫn.
    Slug,
    /// Ngày hết hiệu lực.
    ExpiresOn,
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
    /// The n-th attachment, if it is listed in the front matter.
    Attachment(usize),
    /// Ảnh.
    Image,
}

/// An entry is hashed by what other pages can see of it, so no answer to a query covers its body.
impl Hash for Entry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.metadata_fingerprint.hash(state);
    }
}

impl Entry {
    /// Recomputes the hash of everything that other pages can see of the entry.
    pub fn update_metadata_fingerprint(&mut self) {
        let mut hasher = rapidhash::quality::RapidHasher::default();
        (&self.kind, &self.address, &self.sections, &self.metadata, &self.files).hash(&mut hasher);
        self.metadata_fingerprint = hasher.finish();
    }

    /// Adds the data of the pictures to the hash of what only the entry's own page shows.
    pub fn add_pictures_to_body_fingerprint(&mut self) {
        self.body_fingerprint = fingerprint(&(self.body_fingerprint, &self.pictures));
    }

    /// Returns all pictures that the entry's page shows.
    pub fn shown_pictures(&self) -> impl Iterator<Item = &Picture> {
        let image = self.metadata.image.iter().map(|image| &image.picture);
        image.chain(&self.pictures)
    }

    /// Returns the paths of the files published with the entry or that its body leads to, except other entries.
    pub fn published_files(&self) -> impl Iterator<Item = String> {
        let own = self.files.iter().map(|own| own.path.to_string());
        let linked = self.links.iter().filter_map(|link| match &link.target {
            InternalTarget::File(to, _) | InternalTarget::Address(to) if !to.ends_with('/') => {
                Some(format!("content{to}"))
            }
            _ => None,
        });
        own.chain(linked).filter(|path| !path.ends_with(".md"))
    }

    /// Returns the byte range of a value, or that of the front matter if the value has none.
    pub fn span(&self, key: FieldKey) -> Range<usize> {
        let find = |wanted| self.spans.iter().find(|(key, _)| *key == wanted);
        let span = find(key).or_else(|| find(FieldKey::FrontMatter));
        span.map_or(0..0, |(_, range)| range.clone())
    }

    /// Returns the date under which the entry is listed: the date of issue, else the date of posting.
    pub fn date(&self) -> Option<PartialDate> {
        let posted = self.metadata.posted_at.map(|moment| PartialDate::Day(moment.date()));
        match self.kind {
            EntryKind::Document => self.metadata.issued_on.or(posted),
            EntryKind::News | EntryKind::Page => posted,
        }
    }

    /// Returns the entry's terms in `taxonomy`.
    pub fn terms(&self, taxonomy: Taxonomy) -> &[String] {
        let metadata = &self.metadata;
        let all = |value: &'_ Option<String>| -> Range<usize> { 0..usize::from(value.is_some()) };
        match taxonomy {
            Taxonomy::Type => &metadata.doc_type.as_slice()[all(&metadata.doc_type)],
            Taxonomy::Issuer => &metadata.issuer.as_slice()[all(&metadata.issuer)],
            Taxonomy::Signer => &metadata.signer.as_slice()[all(&metadata.signer)],
            Taxonomy::Field => &metadata.fields,
            Taxonomy::Category => &metadata.category,
            Taxonomy::Tag => &metadata.tags,
        }
    }

    /// Returns the first day on which the entry's address shows only a notice, because it is withdrawn or its public
    /// period has ended.
    pub fn removal_day(&self) -> Option<Date> {
        let term_end = self.first_day_after_public_period();
        // A withdrawal without a date applies to every day.
        let first_day = |withdrawal: &Withdrawal| withdrawal.first_day().unwrap_or(Date::MIN);
        let withdrawn = self.metadata.withdrawn.as_deref().map(first_day);
        term_end.into_iter().chain(withdrawn).min()
    }

    /// Returns the first day after the entry's public period.
    pub fn first_day_after_public_period(&self) -> Option<Date> {
        let until = self.metadata.public_until.map(|until| until.last_day());
        until.and_then(|day| day.tomorrow().ok())
    }

    /// Returns whether the entry's address shows only a notice on `today`.
    pub fn is_removed(&self, today: Date) -> bool {
        self.removal_day().is_some_and(|day| day <= today)
    }

    /// Returns what is erased of the entry. Nothing of it may be stored outside of its own file.
    pub fn erasure(&self) -> Option<Erasure> {
        self.metadata.erasure()
    }

    /// Returns whether the entry is on the site on `today`.
    pub fn is_published(&self, today: Date, drafts: bool) -> bool {
        let due = self.metadata.publish_at.is_none_or(|moment| moment.date() <= today);
        due && (drafts || !self.metadata.draft)
    }
}

/// Returns whether a file is the text of a section or of the home page (`_index.md`, not the `index.md` of an entry).
pub fn is_section_index(source: &str) -> bool {
    source.ends_with("/_index.md")
}

#[cfg(test)]
impl Entry {
    /// Creates a document for the tests of other modules; `name` is the name of its file in the section of documents.
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
            ignored_advice: Vec::new(),
            metadata_fingerprint: 0,
            body_fingerprint: 0,
        };
        entry.update_metadata_fingerprint();
        entry
    }
}

/// All that another page can learn about an entry: its front-matter values, as written unless stated otherwise.
#[derive(Debug, Clone, Default, Hash, Serialize, Deserialize)]
pub struct Metadata {
    /// Tiêu đề; for a document without one, its type and abstract.
    pub title: String,
    /// Số hiệu.
    pub number: Option<DocumentNumber>,
    /// Thể loại, as named in the table of types.
    pub doc_type: Option<String>,
    /// Ngày ban hành.
    pub issued_on: Option<PartialDate>,
    /// Cơ quan ban hành, else from the number and the known issuers.
    pub issuer: Option<String>,
    /// Trích yếu.
    pub abstract_text: Option<String>,
    /// Lĩnh vực: the subject areas.
    pub fields: Vec<String>,
    /// Người ký.
    pub signer: Option<String>,
    /// The values without a meaning for the program, such as chức vụ.
    pub(crate) texts: BTreeMap<TextField, String>,
    /// Ngày hiệu lực.
    pub effective_on: Option<PartialDate>,
    /// Ngày hết hiệu lực.
    pub expires_on: Option<PartialDate>,
    /// Tình trạng, only if the front matter states it.
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
    /// Whether the summary is written rather than derived.
    pub has_written_summary: bool,
    /// Ảnh.
    pub image: Option<Box<LeadImage>>,
    /// Nguồn.
    pub source: Option<Box<OriginalPublisher>>,
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
    /// Old addresses that redirect here.
    pub aliases: Vec<String>,
    /// BCP 47 language tag, where it is not the portal's.
    pub language: Option<String>,
    /// The template to use instead of the kind's default.
    pub template: Option<String>,
    /// A map for themes, and the values of unknown keys.
    pub extra: Vec<(String, PlainValue)>,
}

impl Metadata {
    /// Returns a plain text.
    pub(crate) fn text(&self, field: TextField) -> Option<&str> {
        self.texts.get(&field).map(String::as_str)
    }

    /// Returns what is erased of the entry.
    fn erasure(&self) -> Option<Erasure> {
        self.withdrawn.as_deref().and_then(|withdrawal| withdrawal.erasure)
    }
}

/// The original publisher of a piece of news.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct OriginalPublisher {
    /// The name.
    pub name: String,
    /// The address of the original.
    pub url: Option<String>,
    /// The time of publication there.
    pub posted_at: Option<Moment>,
}

/// Why and when an entry was withdrawn.
#[derive(Debug, Clone, Default, Hash, Serialize, Deserialize)]
pub struct Withdrawal {
    /// The day.
    pub on: Option<PartialDate>,
    /// The reason.
    pub reason: Option<String>,
    /// The document that replaces it.
    pub replaced_by: Option<Reference>,
    /// What is erased besides the page; `None` if the entry was only withdrawn.
    pub erasure: Option<Erasure>,
}

impl Withdrawal {
    /// Returns the first day; `None` if it applies to every day, as without a date. An erasure never waits.
    fn first_day(&self) -> Option<Date> {
        self.on.filter(|_| self.erasure.is_none()).map(|on| on.first_day())
    }
}

/// What is erased of a withdrawn entry, for secrecy or privacy (gỡ hẳn).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Erasure {
    /// All but what identifies it: title, number, type, issuer, dates, and its effects on other documents.
    Content,
    /// All but its address.
    Title,
}

/// A correction of a published text.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct Correction {
    /// The day.
    pub on: Option<PartialDate>,
    /// What was corrected.
    pub text: String,
}
