//! Whether a document holds: the seven states of the national database of law, told from dates and relations.
//!
//! Only types that set rules or decide come into effect; a report or a letter has no state. A state is computed where
//! the dates or the relations tell one, and what is given in the metadata wins. The rules are those of the law on
//! normative documents (64/2025/QH15, article 57): effect ends when the written term ends, when the document is
//! replaced or repealed; what is amended, or repealed in a named part, has lost effect in part.
//!
//! **Invariant.** Today enters only as the answer to "has this day come?", so a page moves on the day when a boundary
//! of its own document is crossed, and on no other.

use std::sync::Arc;

use super::{Inquiry, Tie};
use crate::config::Kind;
use crate::entry::{Entry, Reference, RelationKind, Status};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::{document_type, fold};

/// The relations that change what another document is worth, the gravest first.
const CHANGES: [RelationKind; 5] = [
    RelationKind::Replaces,
    RelationKind::Repeals,
    RelationKind::Suspends,
    RelationKind::Amends,
    RelationKind::Corrects,
];

/// How many steps are followed from a replaced document to the one that holds now.
const LONGEST_LINE: usize = 16;

/// Whether a document holds, and between which days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The state.
    pub status: Status,
    /// The day on which the state began, where it is known.
    pub from: Option<PartialDate>,
    /// The first day on which it no longer holds, where it is known.
    pub until: Option<PartialDate>,
}

/// What another document does to this one.
#[derive(Debug, Clone)]
pub struct Change {
    /// How it stands to this one.
    pub kind: RelationKind,
    /// The other document.
    pub by: Arc<Entry>,
    /// When that begins: the day the other comes into effect, else its day of issue.
    pub from: Option<PartialDate>,
    /// When that ends; suspensions do.
    pub until: Option<PartialDate>,
    /// Whether only a part of this document is meant.
    pub part: bool,
    /// Whether that day has come. A change without a day has.
    pub reached: bool,
}

impl Change {
    /// Tells whether the change ends the whole document's effect.
    fn ends(&self) -> bool {
        !self.part && matches!(self.kind, RelationKind::Replaces | RelationKind::Repeals)
    }

    fn suspends(&self) -> bool {
        self.kind == RelationKind::Suspends
    }

    /// Tells whether a part of the document has lost its effect by the change.
    fn ends_in_part(&self) -> bool {
        let by_part = matches!(self.kind, RelationKind::Replaces | RelationKind::Repeals);
        self.kind == RelationKind::Amends || (self.part && by_part)
    }
}

impl Inquiry {
    /// Asks what other documents do to one, the gravest first, then the newest.
    pub fn changes(&self, entry: &Entry) -> Vec<Change> {
        let mut changes = Vec::new();
        let tied = self.tied(&entry.source);
        for kind in CHANGES {
            let tie = Tie::Relation(kind);
            let count = tied.iter().find(|(has, _)| *has == tie).map_or(0, |(_, count)| *count);
            for by in self.toward(tie, entry, count) {
                let from = by.metadata.effective_on.or(by.metadata.issued_on);
                let reached = from.is_none_or(|from| self.reached(from.first_day()));
                let until = by.metadata.expires_on.filter(|_| kind == RelationKind::Suspends);
                let part = self.means_part(&by, kind, entry);
                changes.push(Change { kind, by, from, until, part, reached });
            }
        }
        changes
    }

    /// Asks which document holds in the place of a replaced one: the last of the line of those that replace it.
    ///
    /// There is none where the line splits, as then several hold.
    pub fn holder(&self, replaced: &Entry) -> Option<Arc<Entry>> {
        let mut holder: Option<Arc<Entry>> = None;
        for _ in 0..LONGEST_LINE {
            let last = holder.as_deref().unwrap_or(replaced);
            let whole = |change: &Change| {
                change.kind == RelationKind::Replaces && change.ends() && change.reached
            };
            let mut by: Vec<Change> = self.changes(last).into_iter().filter(whole).collect();
            match (by.pop(), by.is_empty()) {
                (Some(only), true) => holder = Some(only.by),
                (None, _) => return holder,
                (Some(_), false) => return None,
            }
        }
        None
    }

    /// Asks whether a document holds; nothing for types without effect and where nothing tells.
    ///
    /// A state that was given stands, with the days that belong to it.
    pub fn effect(&self, entry: &Entry, changes: &[Change]) -> Option<Effect> {
        let metadata = &entry.metadata;
        let kind = metadata.doc_type.as_deref().and_then(document_type::by_name);
        let has_effect = entry.kind == Kind::Document && kind.is_some_and(|kind| kind.has_effect);
        let computed = || self.computed(entry, changes);
        match metadata.status {
            Some(status) => {
                let same = computed().filter(|effect| effect.status == status);
                Some(same.unwrap_or(Effect { status, from: None, until: None }))
            }
            None => has_effect.then(computed).flatten(),
        }
    }

    fn computed(&self, entry: &Entry, changes: &[Change]) -> Option<Effect> {
        let metadata = &entry.metadata;
        let come = |date: PartialDate| self.reached(date.first_day());
        let begin = metadata.effective_on;
        if let Some(begin) = begin.filter(|begin| !come(*begin)) {
            return Some(Effect { status: Status::NotYet, from: None, until: Some(begin) });
        }
        let others = changes.iter().filter(|change| change.ends()).map(|change| change.from);
        let ends: Vec<_> = metadata.expires_on.map(Some).into_iter().chain(others).collect();
        // Only the first end is asked about: a page is not to wait for a day that changes nothing more.
        let until = earliest(ends.iter().copied()).flatten();
        let over = until.is_some_and(come);
        if over || ends.contains(&None) {
            let from = until.filter(|_| over);
            return Some(Effect { status: Status::Expired, from, until: None });
        }
        if let Some(effect) = self.limited(changes, until) {
            return Some(effect);
        }
        let told = begin.is_some() || until.is_some();
        told.then_some(Effect { status: Status::InForce, from: begin, until })
    }

    /// Finds the state of a document that holds, but not wholly.
    fn limited(&self, changes: &[Change], until: Option<PartialDate>) -> Option<Effect> {
        let lasts = |change: &&Change| {
            let over = change.until.is_some_and(|end| self.reached(end.first_day()));
            change.reached && !over
        };
        let now: Vec<&Change> = changes.iter().filter(lasts).collect();
        let begun = |wanted: &dyn Fn(&Change) -> bool| {
            earliest(now.iter().filter(|change| wanted(change)).map(|change| change.from))
        };
        let back = |wanted: &dyn Fn(&Change) -> bool| {
            now.iter().filter(|change| wanted(change)).find_map(|change| change.until)
        };
        let whole = |change: &Change| change.suspends() && !change.part;
        let part = |change: &Change| change.suspends() && change.part;
        if let Some(from) = begun(&whole) {
            let until = back(&whole).or(until);
            return Some(Effect { status: Status::Suspended, from, until });
        }
        if let Some(from) = begun(&Change::ends_in_part) {
            return Some(Effect { status: Status::PartlyExpired, from, until });
        }
        let from = begun(&part)?;
        Some(Effect { status: Status::PartlySuspended, from, until: back(&part).or(until) })
    }

    /// Tells whether one document changes only a named part of another.
    fn means_part(&self, by: &Entry, kind: RelationKind, of: &Entry) -> bool {
        let own = by.metadata.relations.iter().filter(|relation| relation.kind == kind);
        let mut meant = own.filter(|relation| {
            self.library.resolve(&relation.target).is_some_and(|found| found.source == of.source)
        });
        meant.next().is_some_and(|relation| names_part(&relation.target))
    }
}

/// Finds the first of some dates; an unknown one is later than all, and nothing comes of nothing.
fn earliest(dates: impl Iterator<Item = Option<PartialDate>>) -> Option<Option<PartialDate>> {
    dates.min_by_key(|date| (date.is_none(), date.map(PartialDate::first_day)))
}

/// Tells whether the remark on a reference names a part: "khoản 2 Điều 5", "Phụ lục II", "một phần".
fn names_part(reference: &Reference) -> bool {
    const PARTS: [&str; 7] = ["điều", "khoản", "điểm", "chương", "mục", "phần", "lục"];
    let note = fold::term(reference.note.as_deref().unwrap_or_default());
    let words: Vec<&str> =
        note.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(2).any(|pair| {
        let numbered = PARTS.contains(&pair[0]) && is_numeral(pair[1]);
        numbered || matches!(pair, ["một" | "1", "phần"])
    })
}

/// Tells whether a word in lower case counts provisions: 2, 5a, iv, đ.
fn is_numeral(word: &str) -> bool {
    let roman = word.chars().all(|c| "ivxlc".contains(c));
    roman || word.starts_with(|c: char| c.is_ascii_digit()) || word.chars().count() == 1
}
