//! How entries lead to each other: stored once, where it is written, and filed under the entry it leads to.
//!
//! "A amends B" stands in A. It is filed as [`Term::Toward`] B, so that B's page asks who amends it as it asks for
//! any other list, and moves when the answer does. What cannot be resolved is filed nowhere until it can.
//!
//! What the text of an entry cites is filed as if front matter said so. What was taken back still leads to what it
//! changed, for taking down a page does not undo what the document did. An entry at fault does too.
//!
//! **Left out on purpose.** An entry leads nowhere to itself, and none leads to the text of a section. A translation
//! changes nothing: its original does.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Library, Term, Wanted};
use crate::entry::{Entry, Extent, RelationKind, is_index};

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

/// How much of a document another one changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Meant {
    /// How much.
    pub extent: Extent,
    /// What is said of it.
    pub words: Option<String>,
}

impl Meant {
    /// Joins what several relations of one kind say: all of it is more than parts, and only parts make a part.
    fn and(&mut self, other: Self) {
        match (self.extent, other.extent) {
            (Extent::Whole, Extent::Part | Extent::Unsaid) => return,
            (Extent::Part | Extent::Unsaid, Extent::Whole) => {
                *self = other;
                return;
            }
            (Extent::Part, Extent::Unsaid) => self.extent = Extent::Unsaid,
            _ => {}
        }
        let words: Vec<String> = [self.words.take(), other.words].into_iter().flatten().collect();
        self.words = (!words.is_empty()).then(|| words.join("; "));
    }
}

/// What each change means, by kind, the file that makes it and the file it leads to.
pub(super) type Deeds = HashMap<(RelationKind, Arc<str>, Arc<str>), Meant>;

impl Library {
    /// Counts the entries that lead to the one in a file, in each way that there are any.
    pub fn tied(&self, source: &str) -> &[(Tie, usize)] {
        self.tied.get(source).map_or(&[], Vec::as_slice)
    }

    /// Tells how much of the entry `of` the entry `by` changes; all of it where nothing is said.
    pub fn deed(&self, kind: RelationKind, by: &Arc<str>, of: &Arc<str>) -> Meant {
        let deed = self.deeds.get(&(kind, by.clone(), of.clone()));
        deed.cloned().unwrap_or(Meant { extent: Extent::Whole, words: None })
    }

    /// Lists what each entry is filed under because of where it leads, and what it changes.
    pub(super) fn all_ties(&self) -> (Vec<Vec<Term>>, Deeds) {
        let mut deeds = Deeds::new();
        let own = |entry: &Arc<Entry>| match is_index(&entry.source) {
            true => Vec::new(),
            false => self.ties(entry, &mut deeds),
        };
        let mut all: Vec<Vec<Term>> = self.entries.iter().map(own).collect();
        // "Related" is one relation, seen from both ends.
        let related = Tie::Relation(RelationKind::Related);
        for (at, entry) in self.entries.iter().enumerate() {
            let others: Vec<usize> = all[at]
                .iter()
                .filter_map(|term| match term {
                    Term::Toward(tie, other) if *tie == related => self.by_source.get(other),
                    _ => None,
                })
                .copied()
                .filter(|other| !self.entries[*other].is_withdrawn(self.today))
                .collect();
            for other in others {
                all[other].push(Term::Toward(related, entry.source.clone()));
            }
        }
        (all, deeds)
    }

    /// Lists what an entry is filed under because of where it leads, and notes what it changes.
    fn ties(&self, entry: &Entry, deeds: &mut Deeds) -> Vec<Term> {
        let metadata = &entry.metadata;
        let gone = entry.is_withdrawn(self.today);
        let original = metadata.translation_of.as_ref().map(Wanted::new);
        let original = original.and_then(|original| self.other(entry, &original));
        let mut ties = Vec::new();
        for relation in &metadata.relations {
            let (kind, is_change) = (relation.kind, relation.kind.is_change());
            if gone && !is_change || original.is_some() && is_change {
                continue;
            }
            let Some(other) = self.other(entry, &Wanted::by(entry, relation)) else { continue };
            if is_change {
                let target = &relation.target;
                let meant = Meant { extent: target.extent(), words: target.words() };
                let deed = deeds.entry((kind, entry.source.clone(), other.clone()));
                deed.and_modify(|deed| deed.and(meant.clone())).or_insert(meant);
            }
            ties.push(Term::Toward(Tie::Relation(kind), other));
        }
        if gone {
            let by = metadata.withdrawn.as_ref().and_then(|w| w.replaced_by.as_ref());
            let by = by.and_then(|by| self.other(entry, &Wanted::new(by)));
            ties.extend(by.map(|by| Term::Toward(Tie::GivingWay, by)));
            return ties;
        }
        ties.extend(original.map(|original| Term::Toward(Tie::Translation, original)));
        for cited in &entry.citations {
            let other = self.cited(cited, entry).map(|other| other.source.clone());
            ties.extend(other.map(|other| Term::Toward(Tie::Relation(RelationKind::Cites), other)));
        }
        ties
    }

    /// Finds the other entry that is meant.
    fn other(&self, entry: &Entry, wanted: &Wanted) -> Option<Arc<str>> {
        let found = self.resolve(wanted)?;
        let other = found.source != entry.source && !is_index(&found.source);
        other.then(|| found.source.clone())
    }
}
