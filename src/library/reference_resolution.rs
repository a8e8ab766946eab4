//! Which document a reference of front matter means: by address, or by number with date and issuer where given.
//!
//! What is given must agree; what is missing on either side tells nothing. A number never means a translation, which
//! has the number of its original, and where a number alone changes another document it must be of the same body:
//! every office of the country writes 5/QĐ-UBND.
//!
//! **Left out on purpose.** Of several that may be meant none is taken.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::arena::EntryId;
use super::lookup_keys::LookupKey;
use super::{Library, dates_are_compatible};
use crate::entry::{Entry, Reference, Relation};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;
use crate::vietnamese::number::DocumentNumber;

/// What is known of the document that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DocumentCriteria {
    /// The key of its number.
    pub number: Option<String>,
    /// Its address, which decides alone.
    pub address: Option<String>,
    /// Its date of issue.
    pub issued_on: Option<PartialDate>,
    /// Its issuer.
    pub issuer: Option<String>,
    /// Whose document the one that is found must not contradict to be.
    pub referring_issuer: Option<String>,
}

impl DocumentCriteria {
    /// Looks for what a reference names.
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

    /// Looks for what a relation of an entry names.
    pub fn from_relation(entry: &Entry, relation: &Relation) -> Self {
        let mut wanted = Self::from_reference(&relation.target);
        let of_year = |number: &String| DocumentNumber::parse(&number.to_uppercase()).year();
        let is_bare = wanted.number.as_ref().is_some_and(|number| of_year(number).is_none())
            && wanted.issued_on.is_none()
            && wanted.issuer.is_none();
        if is_bare && relation.kind.alters_target() {
            wanted.referring_issuer.clone_from(&entry.metadata.issuer);
        }
        wanted
    }
}

impl Library {
    /// Finds the entries that may be meant, also those of another body.
    pub fn candidates(&self, wanted: &DocumentCriteria) -> Vec<&Arc<Entry>> {
        self.candidate_ids(wanted).into_iter().map(|slot| self.arena.entry(slot)).collect()
    }

    fn candidate_ids(&self, wanted: &DocumentCriteria) -> Vec<EntryId> {
        if let Some(address) = &wanted.address {
            return self.id_by_address(address).into_iter().collect();
        }
        let Some(number) = &wanted.number else { return Vec::new() };
        let mut all = self.lookup.providers(LookupKey::number(number)).to_vec();
        all.retain(|slot| {
            let entry = self.arena.entry(*slot);
            entry.metadata.translation_of.is_none()
                && dates_are_compatible(entry.metadata.issued_on, wanted.issued_on)
                && may_be_issued_by(entry, wanted.issuer.as_deref())
        });
        all.sort_unstable_by_key(|slot| self.arena.rank(*slot));
        all
    }

    /// Finds the one entry that is meant; none where it is missing, could be several, or is of another body.
    pub fn resolve(&self, wanted: &DocumentCriteria) -> Option<&Arc<Entry>> {
        self.resolve_id(wanted).map(|slot| self.arena.entry(slot))
    }

    pub(super) fn resolve_id(&self, wanted: &DocumentCriteria) -> Option<EntryId> {
        let candidates = self.candidate_ids(wanted);
        let [one] = candidates[..] else { return None };
        may_be_issued_by(self.arena.entry(one), wanted.referring_issuer.as_deref()).then_some(one)
    }
}

fn may_be_issued_by(entry: &Entry, issuer: Option<&str>) -> bool {
    match (&entry.metadata.issuer, issuer) {
        (Some(has), Some(wanted)) => fold::term(has) == fold::term(wanted),
        _ => true,
    }
}
