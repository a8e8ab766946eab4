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
mod metadata;
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

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use serde::{Deserialize, Serialize};

use crate::config::{EntryKind, Taxonomy};
use crate::source::fingerprint;
use crate::vietnamese::date::PartialDate;
use address::SiteAddress;

pub use crate::name::Name;
pub use attachment::{Attachment, AttachmentKind};
pub use front_matter::body_start;
pub use last_change::{EntryChange, LastChange, RemovalNotice};
pub(crate) use metadata::TextField;
pub use metadata::{
    Correction, Erasure, Metadata, OriginalPublisher, OwnValue, RareMetadata, Withdrawal,
};
use path_resolution::InternalTarget;
pub use picture::{LeadImage, Picture, Rendition};
pub(crate) use read::{FactForm, METADATA_FIELDS, MetadataField, written_term};
pub use read::{ReadContext, ReadEntry, intended_number, is_built_in, read, value_range};
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
    pub address: SiteAddress,
    /// The addresses of the sections that contain it, the innermost last.
    pub sections: Box<[Arc<str>]>,
    /// The data that other pages may use.
    pub metadata: Metadata,
    /// The files published under the entry's address.
    pub files: Box<[path_resolution::OwnFile]>,
    /// The links of the body that stay inside the site.
    pub links: Box<[path_resolution::InternalLink]>,
    /// The pictures that the body shows, without duplicates.
    pub pictures: Box<[Picture]>,
    /// The documents that the body cites, without duplicates.
    pub citations: Box<[citation::CitedDocument]>,
    /// The byte ranges of the values that are validated later, against the whole library.
    pub spans: Box<[(FieldKey, ByteSpan)]>,
    /// The codes of advice that `check` does not give on it.
    pub ignored_advice: Box<[String]>,
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
    Alias(u32),
    /// The n-th relation.
    Relation(u32),
    /// Ngày đăng.
    PostedAt,
    /// Thu hồi.
    Withdrawal,
    /// Bản dịch của.
    Translation,
    /// The n-th attachment, if it is listed in the front matter.
    Attachment(u32),
    /// Ảnh.
    Image,
}

impl FieldKey {
    /// Returns the key of the n-th value of a list; no list of a file has so many that the number is cut.
    pub fn nth(of: fn(u32) -> Self, index: usize) -> Self {
        of(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// A byte range of a file, which has far fewer than 2³² bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByteSpan {
    start: u32,
    end: u32,
}

impl ByteSpan {
    /// Returns the range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl From<Range<usize>> for ByteSpan {
    fn from(range: Range<usize>) -> Self {
        let [start, end] = [range.start, range.end].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        Self { start, end }
    }
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
        span.map_or(0..0, |(_, span)| span.range())
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
    pub fn terms(&self, taxonomy: Taxonomy) -> &[Name] {
        let metadata = &self.metadata;
        match taxonomy {
            Taxonomy::Type => metadata.doc_type.as_slice(),
            Taxonomy::Issuer => metadata.issuer.as_slice(),
            Taxonomy::Signer => metadata.signer.as_slice(),
            Taxonomy::Field => &metadata.fields,
            Taxonomy::Category => &metadata.category,
            Taxonomy::Tag => &metadata.tags,
            Taxonomy::Own(_) => {
                let own = self.own_terms().find(|(other, _)| *other == taxonomy);
                own.map_or(&[], |(_, terms)| terms)
            }
        }
    }

    /// Returns the terms of the entry in every taxonomy.
    pub fn all_terms(&self) -> impl Iterator<Item = (Taxonomy, &[Name])> {
        let built_in = Taxonomy::BUILT_IN.into_iter();
        built_in.map(|taxonomy| (taxonomy, self.terms(taxonomy))).chain(self.own_terms())
    }

    fn own_terms(&self) -> impl Iterator<Item = (Taxonomy, &[Name])> {
        self.metadata.own.iter().filter_map(|(_, value)| match value {
            OwnValue::Terms(name, terms) => Some((Taxonomy::Own(*name), &**terms)),
            _ => None,
        })
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
            sections: Box::new(["/van-ban/".into()]),
            metadata,
            files: Box::default(),
            links: Box::default(),
            pictures: Box::default(),
            citations: Box::default(),
            spans: Box::default(),
            ignored_advice: Box::default(),
            metadata_fingerprint: 0,
            body_fingerprint: 0,
        };
        entry.update_metadata_fingerprint();
        entry
    }
}
