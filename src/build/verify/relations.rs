//! Judging relations: whether each names one document that is there, and whether it can be true.
//!
//! A number that is not on the portal is no fault, as most documents lie elsewhere; an address is. A document cannot
//! stand so to itself, two cannot replace each other, and none replaces one that was issued after it.

use std::collections::HashSet;
use std::sync::Arc;

use super::Judge;
use crate::diagnostic::{MachineFault, faults};
use crate::entry::{Entry, Mark, Relation, RelationKind};

impl Judge<'_> {
    pub(super) fn relations(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        for (at, relation) in entry.metadata.relations.iter().enumerate() {
            let target = &relation.target;
            if let Some(other) = self.known.library.resolve(target) {
                self.contradiction(entry, (at, relation), other)?;
            }
            let candidates = self.known.library.candidates(target);
            if candidates.len() > 1 && !are_one(&candidates) {
                let names: Vec<&str> = candidates.iter().map(|found| &*found.source).collect();
                let place = self.place(&entry.source, Some(Mark::Relation(at)))?;
                self.found.push(faults::ambiguous_relation(place, &target.text, &names));
            } else if let Some(address) = &target.address
                && let Err(near) = self.lands(address)
            {
                let place = self.place(&entry.source, Some(Mark::Relation(at)))?;
                self.found.push(faults::broken_link(place, address, near.as_deref()));
            }
        }
        let replaced_by = entry.metadata.withdrawn.as_ref().and_then(|w| w.replaced_by.as_ref());
        let others = [
            (replaced_by, Mark::Withdrawal),
            (entry.metadata.translation_of.as_ref(), Mark::Translation),
        ];
        for (target, mark) in others {
            let Some(address) = target.and_then(|target| target.address.as_ref()) else { continue };
            if let Err(near) = self.lands(address) {
                let place = self.place(&entry.source, Some(mark))?;
                self.found.push(faults::broken_link(place, address, near.as_deref()));
            }
        }
        Ok(())
    }

    /// Judges a relation whose other document is known.
    fn contradiction(
        &mut self,
        entry: &Entry,
        (at, relation): (usize, &Relation),
        other: &Arc<Entry>,
    ) -> Result<(), MachineFault> {
        let written = &relation.target.text;
        if entry.source == other.source {
            let place = self.place(&entry.source, Some(Mark::Relation(at)))?;
            self.found.push(faults::relation_to_itself(place, written));
            return Ok(());
        }
        let dates = [entry.metadata.issued_on, other.metadata.issued_on];
        if let [Some(own), Some(newer)] = dates
            && changes(relation.kind)
            && own.last_day() < newer.first_day()
        {
            let place = self.place(&entry.source, Some(Mark::Relation(at)))?;
            let dates = [own, newer].map(|date| date.to_string());
            let dates = [dates[0].as_str(), dates[1].as_str()];
            self.found.push(faults::changes_newer(place, written, dates));
        } else if let Some((back, nth)) = self.way_back(entry, relation.kind, other) {
            let back = self.place(&back.source, Some(Mark::Relation(nth)))?;
            let place = self.place(&entry.source, Some(Mark::Relation(at)))?;
            self.found.push(faults::relation_in_circle(place, back, written));
        }
        Ok(())
    }

    /// Follows relations of one kind from `other` on, and finds the one that leads back to `entry`.
    ///
    /// A circle is told once, at the one of its documents whose path sorts last.
    fn way_back(
        &self,
        entry: &Entry,
        kind: RelationKind,
        other: &Arc<Entry>,
    ) -> Option<(Arc<Entry>, usize)> {
        let mut seen = HashSet::new();
        let mut open = vec![other.clone()];
        while let Some(from) = open.pop() {
            if !is_directed(kind) || from.source > entry.source || !seen.insert(from.source.clone())
            {
                continue;
            }
            for (nth, relation) in from.metadata.relations.iter().enumerate() {
                let to = self.known.library.resolve(&relation.target);
                match to.filter(|_| relation.kind == kind) {
                    Some(to) if to.source == entry.source => return Some((from, nth)),
                    Some(to) => open.push(to.clone()),
                    None => {}
                }
            }
        }
        None
    }
}

/// Tells whether the relation takes something from the other document, which must have been there before.
fn changes(kind: RelationKind) -> bool {
    matches!(
        kind,
        RelationKind::Amends
            | RelationKind::Replaces
            | RelationKind::Repeals
            | RelationKind::Suspends
            | RelationKind::Corrects
    )
}

/// Tells whether the relation cannot hold in both directions.
fn is_directed(kind: RelationKind) -> bool {
    !matches!(kind, RelationKind::Cites | RelationKind::Accompanies | RelationKind::Related)
}

/// Files of one document are told as such, not a second time where the document is named.
fn are_one(entries: &[&Arc<Entry>]) -> bool {
    entries.windows(2).all(|pair| {
        let (a, b) = (&pair[0].metadata, &pair[1].metadata);
        (a.issued_on, &a.issuer, &a.language) == (b.issued_on, &b.issuer, &b.language)
            && a.issued_on.is_some()
    })
}
