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

use std::hash::{Hash as _, Hasher as _};

use serde::{Deserialize, Serialize};

use super::postings::{Postings, Year};
use super::shelf::Slot;
use super::{Library, Wanted};
use crate::entry::{Entry, Extent, RelationKind, is_index};

/// One way in which an entry leads to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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

/// What an entry changes, in which way, and how much of it.
type Deeds = Vec<(RelationKind, Slot, Meant)>;

/// The one relation that both ends have.
const RELATED: Tie = Tie::Relation(RelationKind::Related);

impl Library {
    /// Counts the entries that lead to the one in a file, in each way that there are any.
    pub fn tied(&self, source: &str) -> Vec<(Tie, usize)> {
        let toward = self.shelf.find(source).map(|slot| &self.shelf.card(slot).toward);
        let count = |(tie, posted): &(Tie, Postings)| (*tie, posted.count(None));
        toward.map_or_else(Vec::new, |toward| toward.iter().map(count).collect())
    }

    /// Tells how much of the entry `of` the entry `by` changes; all of it where nothing is said.
    pub fn deed(&self, kind: RelationKind, by: &str, of: &str) -> Meant {
        let [by, of] = [by, of].map(|source| self.shelf.find(source));
        let deeds = by.map_or(&[][..], |by| &self.shelf.card(by).deeds);
        let deed = deeds.iter().find(|(has, other, _)| *has == kind && Some(*other) == of);
        let whole = || Meant { extent: Extent::Whole, words: None };
        deed.map_or_else(whole, |(_, _, meant)| meant.clone())
    }

    /// Follows an entry's citations and relations, and files who stands to whom by them.
    pub(super) fn follow(&mut self, slot: Slot) {
        let entry = self.shelf.entry(slot).clone();
        let follow = |cited| self.follow_citation(cited, &entry);
        let cited = entry.citations.iter().map(follow).collect();
        self.shelf.card_mut(slot).cited = cited;
        if is_index(&entry.source) {
            return;
        }
        let (mut ties, deeds) = self.ties(&entry);
        ties.sort_unstable();
        ties.dedup();
        let mut led = Vec::with_capacity(ties.len());
        for (tie, other) in ties {
            led.push((slot, tie, other));
            // "Related" is one relation, seen from both ends.
            let gone = self.shelf.entry(other).is_withdrawn(self.today);
            if tie == RELATED && !gone {
                led.push((other, tie, slot));
            }
        }
        for (by, tie, of) in &led {
            self.tie(*by, *tie, *of);
        }
        let card = self.shelf.card_mut(slot);
        (card.led, card.deeds) = (led, deeds);
    }

    /// Takes back what following an entry filed.
    pub(super) fn unfollow(&mut self, slot: Slot) {
        let card = self.shelf.card_mut(slot);
        let led = std::mem::take(&mut card.led);
        card.deeds = Vec::new();
        card.cited = Box::default();
        for (by, tie, of) in led {
            // The other one may say the same.
            let other = if by == slot { of } else { by };
            if !self.shelf.card(other).led.contains(&(by, tie, of)) {
                self.untie(by, tie, of);
            }
        }
    }

    fn tie(&mut self, by: Slot, tie: Tie, of: Slot) {
        let year = Year::of(self.shelf.entry(by));
        let (card, places) = self.shelf.split(of);
        let at = match card.toward.binary_search_by_key(&tie, |(tie, _)| *tie) {
            Ok(at) => at,
            Err(at) => {
                card.toward.insert(at, (tie, Postings::default()));
                at
            }
        };
        if card.toward[at].1.add(by, year, places) {
            self.shape = self.shape.wrapping_add(shape(&card.entry, tie, year));
        }
    }

    fn untie(&mut self, by: Slot, tie: Tie, of: Slot) {
        let year = Year::of(self.shelf.entry(by));
        let (card, places) = self.shelf.split(of);
        let Ok(at) = card.toward.binary_search_by_key(&tie, |(tie, _)| *tie) else { return };
        if card.toward[at].1.remove(by, year, places) {
            self.shape = self.shape.wrapping_sub(shape(&card.entry, tie, year));
        }
        if card.toward[at].1.is_empty() {
            card.toward.remove(at);
        }
    }

    /// Lists where an entry leads, and what it changes.
    fn ties(&self, entry: &Entry) -> (Vec<(Tie, Slot)>, Deeds) {
        let metadata = &entry.metadata;
        let gone = entry.is_withdrawn(self.today);
        let original = metadata.translation_of.as_deref().map(Wanted::new);
        let original = original.and_then(|original| self.other(entry, &original));
        let (mut ties, mut deeds) = (Vec::new(), Deeds::new());
        for relation in &metadata.relations {
            let (kind, is_change) = (relation.kind, relation.kind.is_change());
            if gone && !is_change || original.is_some() && is_change {
                continue;
            }
            let Some(other) = self.other(entry, &Wanted::by(entry, relation)) else { continue };
            if is_change {
                let target = &relation.target;
                let meant = Meant { extent: target.extent(), words: target.words() };
                match deeds.iter_mut().find(|(has, of, _)| (*has, *of) == (kind, other)) {
                    Some((_, _, deed)) => deed.and(meant),
                    None => deeds.push((kind, other, meant)),
                }
            }
            ties.push((Tie::Relation(kind), other));
        }
        if gone {
            let by = metadata.withdrawn.as_ref().and_then(|w| w.replaced_by.as_ref());
            let by = by.and_then(|by| self.other(entry, &Wanted::new(by)));
            ties.extend(by.map(|by| (Tie::GivingWay, by)));
            return (ties, deeds);
        }
        ties.extend(original.map(|original| (Tie::Translation, original)));
        for cited in &entry.citations {
            let other = self.cited_slot(cited, entry);
            let other = other.filter(|other| !is_index(&self.shelf.entry(*other).source));
            ties.extend(other.map(|other| (Tie::Relation(RelationKind::Cites), other)));
        }
        (ties, deeds)
    }

    /// Finds the other entry that is meant.
    fn other(&self, entry: &Entry, wanted: &Wanted) -> Option<Slot> {
        let found = self.resolve_slot(wanted)?;
        let source = &self.shelf.entry(found).source;
        (*source != entry.source && !is_index(source)).then_some(found)
    }
}

/// Hashes what a tie means for the plan of the site.
fn shape(of: &Entry, tie: Tie, year: Year) -> u64 {
    let mut hasher = rapidhash::quality::RapidHasher::default();
    (&of.source, tie, year).hash(&mut hasher);
    hasher.finish()
}
