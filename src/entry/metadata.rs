//! The metadata of an entry: the values of its front matter, and those derived where none is written.
//!
//! The entries of a portal are in memory all at once, so the layout is compact: names that entries share are [`Name`]s,
//! other texts have no spare room, and the values that few entries have are in [`RareMetadata`], which only those
//! entries have. They are read and written like the other values.
//!
//! **Invariant.** [`Metadata`] is all that another page can learn about an entry.

use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Attachment, LeadImage, Name, Reference, Relation, Status};
use crate::vietnamese::date::{Moment, PartialDate};
use crate::vietnamese::number::DocumentNumber;
use crate::yaml::PlainValue;

/// All that another page can learn about an entry: its front-matter values, as written unless stated otherwise.
#[derive(Debug, Clone, Default, Hash, Serialize, Deserialize)]
pub struct Metadata {
    /// Tiêu đề; for a document without one, its type and abstract.
    pub title: Box<str>,
    /// Số hiệu.
    pub number: Option<DocumentNumber>,
    /// Thể loại, as named in the table of types.
    pub doc_type: Option<Name>,
    /// Ngày ban hành.
    pub issued_on: Option<PartialDate>,
    /// Cơ quan ban hành, else from the number and the known issuers.
    pub issuer: Option<Name>,
    /// Trích yếu.
    pub abstract_text: Option<Box<str>>,
    /// Lĩnh vực: the subject areas.
    pub fields: Box<[Name]>,
    /// Người ký.
    pub signer: Option<Name>,
    /// The values without a meaning for the program, such as chức vụ, sorted by field.
    pub(crate) texts: Box<[(TextField, Name)]>,
    /// Ngày hiệu lực.
    pub effective_on: Option<PartialDate>,
    /// Relations to other documents.
    pub relations: Vec<Relation>,
    /// Tệp đính kèm.
    pub attachments: Vec<Attachment>,
    /// Chuyên mục.
    pub category: Box<[Name]>,
    /// The summary, if it differs from the abstract.
    pub(crate) own_summary: Option<Box<str>>,
    /// Whether the summary is written rather than derived.
    pub has_written_summary: bool,
    /// Ảnh.
    pub image: Option<Box<LeadImage>>,
    /// Ngày đăng.
    pub posted_at: Option<Moment>,
    /// The values that few entries have; `None` if this one has none of them.
    pub(crate) rare: Option<Box<RareMetadata>>,
}

/// The values of the front matter that few entries have.
#[derive(Debug, Clone, Default, Hash, Serialize, Deserialize)]
pub struct RareMetadata {
    /// Ngày hết hiệu lực.
    pub expires_on: Option<PartialDate>,
    /// Tình trạng, only if the front matter states it.
    pub status: Option<Status>,
    /// Bản dịch của.
    pub translation_of: Option<Box<Reference>>,
    /// Nguồn.
    pub source: Option<Box<OriginalPublisher>>,
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
    pub tags: Box<[Name]>,
    /// Bản nháp.
    pub draft: bool,
    /// Ghim.
    pub pinned: bool,
    /// Old addresses that redirect here.
    pub aliases: Vec<String>,
    /// BCP 47 language tag, where it is not the portal's.
    pub language: Option<String>,
    /// The template to use instead of the kind's default.
    pub template: Option<Name>,
    /// The values of the fields that the portal declares, by their keys.
    pub own: Box<[(Name, OwnValue)]>,
    /// A map for themes, and the values of unknown keys.
    pub extra: Vec<(String, PlainValue)>,
}

impl Metadata {
    /// Returns a plain text.
    pub(crate) fn text(&self, field: TextField) -> Option<&'static str> {
        self.texts.iter().find(|(other, _)| *other == field).map(|(_, text)| text.as_str())
    }

    /// Returns all plain texts, sorted by field.
    pub(crate) fn texts(&self) -> &[(TextField, Name)] {
        &self.texts
    }

    /// Returns the value of a field that the portal declares.
    pub(crate) fn own_value(&self, key: Name) -> Option<&OwnValue> {
        self.own.iter().find(|(other, _)| *other == key).map(|(_, value)| value)
    }

    /// Sets a plain text.
    pub(super) fn set_text(&mut self, field: TextField, text: Name) {
        let others = self.texts.iter().filter(|(other, _)| *other != field).copied();
        let mut texts: Vec<_> = others.chain([(field, text)]).collect();
        texts.sort_by_key(|(field, _)| *field);
        self.texts = texts.into();
    }

    /// Returns the summary (tóm tắt); else the abstract, else the first paragraph, cut.
    pub fn summary(&self) -> &str {
        let own = self.own_summary.as_deref();
        own.or(self.abstract_text.as_deref()).unwrap_or_default()
    }

    /// Returns the summary if it differs from the abstract.
    pub fn summary_unlike_abstract(&self) -> Option<&str> {
        self.own_summary.as_deref().filter(|own| self.abstract_text.as_deref() != Some(*own))
    }

    /// Sets a summary that is written.
    pub(super) fn set_written_summary(&mut self, summary: &str) {
        (self.own_summary, self.has_written_summary) = (Some(summary.into()), true);
    }

    /// Sets a summary that is derived, once the abstract is known.
    pub(super) fn set_derived_summary(&mut self, summary: &str) {
        self.own_summary = None;
        self.own_summary = (self.summary() != summary).then(|| summary.into());
    }

    /// Returns what is erased of the entry.
    pub(super) fn erasure(&self) -> Option<Erasure> {
        self.withdrawn.as_deref().and_then(|withdrawal| withdrawal.erasure)
    }

    /// Gives back the room for values that were not read.
    pub(super) fn shrink_to_fit(&mut self) {
        self.relations.shrink_to_fit();
        self.attachments.shrink_to_fit();
    }
}

#[cfg(test)]
impl Metadata {
    /// Returns the metadata with other values.
    pub(crate) fn with(mut self, set: impl FnOnce(&mut Self)) -> Self {
        set(&mut self);
        self
    }
}

impl Deref for Metadata {
    type Target = RareMetadata;

    fn deref(&self) -> &RareMetadata {
        static NONE: LazyLock<RareMetadata> = LazyLock::new(RareMetadata::default);
        self.rare.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Metadata {
    fn deref_mut(&mut self) -> &mut RareMetadata {
        self.rare.get_or_insert_default()
    }
}

/// The value of a field that the portal declares.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub enum OwnValue {
    /// A text.
    Text(Box<str>),
    /// A date.
    Date(PartialDate),
    /// A number in digits, with a point before its decimals.
    Number(Box<str>),
    /// A list of texts.
    List(Box<[Name]>),
    /// The terms of the taxonomy with this name.
    Terms(Name, Box<[Name]>),
    /// The address of a page of another site, and the text of the link if it has one.
    Link(Box<str>, Option<Box<str>>),
}

/// A field whose value is plain text. The comments are those of the values in the reference for themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
pub(crate) enum TextField {
    /// The post of the signer (chức vụ).
    SignerTitle,
    /// The author (tác giả).
    Author,
    /// The photographer (ảnh của).
    Photographer,
    /// The unit to which the author belongs.
    Unit,
    /// The person who posted it.
    PostedBy,
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
    pub(super) fn first_day(&self) -> Option<Date> {
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

#[cfg(test)]
mod tests {
    use super::super::Entry;
    use super::*;

    #[test]
    fn an_entry_without_rare_values_has_no_memory_for_them() {
        let mut metadata = Metadata::default();
        assert!(metadata.tags.is_empty() && !metadata.draft && metadata.rare.is_none());
        metadata.tags = Box::new(["X".into()]);
        assert_eq!(metadata.tags.len(), 1);
        // Every entry of the portal takes this much, and what its boxes hold.
        assert!(size_of::<Entry>() <= 512, "{}", size_of::<Entry>());
    }

    #[test]
    fn a_derived_summary_that_is_the_abstract_is_stored_once() {
        let mut metadata = Metadata { abstract_text: Some("Về A".into()), ..Metadata::default() };
        metadata.set_derived_summary("Về A");
        assert_eq!((metadata.summary(), &metadata.own_summary), ("Về A", &None));
        metadata.set_derived_summary("Về…");
        assert_eq!(metadata.summary(), "Về…");
        metadata.set_written_summary("");
        assert_eq!(metadata.summary(), "");
    }

    #[test]
    fn plain_texts_are_sorted_by_field_however_they_are_written() {
        let mut metadata = Metadata::default();
        for (field, text) in
            [(TextField::Unit, "B"), (TextField::Author, "C"), (TextField::Author, "A")]
        {
            metadata.set_text(field, text.into());
        }
        let expected = [(TextField::Author, "A".into()), (TextField::Unit, "B".into())];
        assert_eq!(metadata.texts(), expected);
    }
}
