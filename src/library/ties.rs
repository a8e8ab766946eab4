//! How entries lead to each other: stored once, where it is written, and filed under the entry it leads to.
//!
//! "A amends B" stands in A. It is filed as [`Term::Toward`] B, so that B's page asks who amends it as it asks for
//! any other list, and moves when the answer does. What cannot be resolved is filed nowhere until it can.
//!
//! What the text of an entry cites is filed as if front matter said so.
//!
//! **Left out on purpose.** An entry leads nowhere to itself; a faulty one leads nowhere, nor does one that was taken
//! back but for what replaces it.

use std::sync::Arc;

use super::{Library, Term};
use crate::entry::{Entry, Reference, RelationKind};

/// One way in which an entry leads to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tie {
    /// It stands so to the other document.
    Relation(RelationKind),
    /// It is a translation of the other.
    Translation,
    /// It was taken back in favour of the other.
    GivingWay,
}

impl Tie {
    /// The code name, which is also part of the key of its label (`rev_cites`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Relation(kind) => kind.name(),
            Self::Translation => "translation",
            Self::GivingWay => "giving_way",
        }
    }
}

impl Library {
    /// Counts the entries that lead to the one in a file, in each way that there are any.
    pub fn tied(&self, source: &str) -> &[(Tie, usize)] {
        self.tied.get(source).map_or(&[], Vec::as_slice)
    }

    /// Lists what an entry is filed under because of where it leads.
    pub(super) fn ties(&self, entry: &Entry) -> Vec<Term> {
        let metadata = &entry.metadata;
        let mut ties = Vec::new();
        let mut add = |tie, reference| {
            ties.extend(self.other(entry, reference).map(|other| Term::Toward(tie, other)));
        };
        if entry.is_withdrawn(self.today) {
            let withdrawn = metadata.withdrawn.as_ref();
            if let Some(reference) = withdrawn.and_then(|w| w.replaced_by.as_ref()) {
                add(Tie::GivingWay, reference);
            }
            return ties;
        }
        for relation in &metadata.relations {
            add(Tie::Relation(relation.kind), &relation.target);
        }
        if let Some(original) = &metadata.translation_of {
            add(Tie::Translation, original);
        }
        for cited in &entry.citations {
            let other = self.cited(cited, entry).map(|other| other.source.clone());
            ties.extend(other.map(|other| Term::Toward(Tie::Relation(RelationKind::Cites), other)));
        }
        ties
    }

    /// Finds the other entry that a reference means.
    fn other(&self, entry: &Entry, reference: &Reference) -> Option<Arc<str>> {
        let found = self.resolve(reference)?;
        (found.source != entry.source).then(|| found.source.clone())
    }
}
