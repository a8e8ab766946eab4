//! Resolves a reference in front matter to a document: by address, or by number together with date and issuer if given.
//!
//! What is given must match; a value missing on either side is ignored. A number never resolves to a translation, which
//! has the number of its original. If a bare number alters another document, that document must be of the same issuer,
//! because every office in the country has a 5/QĐ-UBND.
//!
//! **Import circle.** `lookup_keys` takes the keys of a [`DocumentCriteria`], which is looked up by them here.
//!
//! **Left out on purpose.** An ambiguous reference resolves to nothing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry_id::EntryId;
use super::issuer_names;
use super::lookup_keys::LookupKey;
use super::{Library, dates_are_compatible};
use crate::entry::{Entry, Name, Reference, Relation};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;
use crate::vietnamese::number::NumberKey;

/// What a document has to match to be the one referred to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DocumentCriteria {
    /// The key of its number.
    pub number: Option<NumberKey>,
    /// Its address, which alone decides if given.
    pub address: Option<String>,
    /// Its date of issue.
    pub issued_on: Option<PartialDate>,
    /// Its issuer.
    pub issuer: Option<String>,
    /// The issuer of the referring document, if the match must not be of another issuer.
    pub referring_issuer: Option<Name>,
}

impl DocumentCriteria {
    /// Returns the criteria of a reference.
    pub fn from_reference(reference: &Reference) -> Self {
        let address = reference.address.clone();
        Self {
            number: reference.number.clone().filter(|_| address.is_none()),
            address,
            issued_on: reference.issued_on,
            issuer: reference.issuer.clone(),
            referring_issuer: None,
        }
    }

    /// Returns the criteria of the target of a relation of an entry.
    pub fn from_relation(entry: &Entry, relation: &Relation) -> Self {
        let mut criteria = Self::from_reference(&relation.target);
        let is_bare = criteria.number.as_ref().is_some_and(|number| number.year().is_none())
            && criteria.issued_on.is_none()
            && criteria.issuer.is_none();
        if is_bare && relation.kind.alters_target() {
            criteria.referring_issuer = entry.metadata.issuer;
        }
        criteria
    }
}

impl Library {
    /// Finds the entries that may be meant, those of another issuer than the referring one included.
    pub fn candidates(&self, criteria: &DocumentCriteria) -> Vec<&Arc<Entry>> {
        self.candidate_ids(criteria).into_iter().map(|id| self.arena.entry(id)).collect()
    }

    fn candidate_ids(&self, criteria: &DocumentCriteria) -> Vec<EntryId> {
        if let Some(address) = &criteria.address {
            return self.id_by_address(address).into_iter().collect();
        }
        let Some(number) = &criteria.number else { return Vec::new() };
        let mut ids = self.lookup.providers(LookupKey::number(number)).to_vec();
        ids.retain(|id| {
            let entry = self.arena.entry(*id);
            entry.metadata.translation_of.is_none()
                && dates_are_compatible(entry.metadata.issued_on, criteria.issued_on)
                && criteria.issuer.as_deref().is_none_or(|issuer| is_named_by(entry, issuer))
        });
        ids.sort_unstable_by_key(|id| self.arena.rank(*id));
        ids
    }

    /// Finds the one entry that is meant; `None` if it is missing, ambiguous or of another issuer than the referring
    /// one.
    pub fn resolve(&self, criteria: &DocumentCriteria) -> Option<&Arc<Entry>> {
        self.resolve_id(criteria).map(|id| self.arena.entry(id))
    }

    pub(super) fn resolve_id(&self, criteria: &DocumentCriteria) -> Option<EntryId> {
        let candidates = self.candidate_ids(criteria);
        let [id] = candidates[..] else { return None };
        may_be_issued_by(self.arena.entry(id), criteria.referring_issuer.as_deref()).then_some(id)
    }
}

/// Returns whether words name the issuer of an entry, or contradict it in nothing.
fn is_named_by(entry: &Entry, words: &str) -> bool {
    let normalized = |name: &str| issuer_names::normalize(&fold::term(name));
    let words = normalized(words);
    let issuer = entry.metadata.issuer.as_deref().map(normalized);
    issuer_names::is_generic(&words)
        || issuer.is_none_or(|issuer| issuer_names::is_same_body(&words, &issuer))
}

fn may_be_issued_by(entry: &Entry, issuer: Option<&str>) -> bool {
    match (&entry.metadata.issuer, issuer) {
        (Some(actual), Some(wanted)) => fold::term(actual) == fold::term(wanted),
        _ => true,
    }
}
