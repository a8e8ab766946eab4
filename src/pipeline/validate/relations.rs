//! Judging relations: whether each names one document that is there, and whether it can be true.
//!
//! A number that is not on the portal is no fault, as most documents lie elsewhere; an address is. A document cannot
//! stand so to itself, two cannot replace each other, none replaces one that was issued after it, and none holds by
//! its own metadata that another one has repealed.

use std::collections::HashMap;
use std::sync::Arc;

use super::Validator;
use crate::diagnostic::{MachineFault, faults};
use crate::entry::{Entry, Relation, RelationKind, SpanKey, Status};
use crate::library::{DependencyTracker, DocumentCriteria};
use crate::vietnamese::date::PartialDate;

impl Validator<'_> {
    pub(super) fn check_relations(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        self.check_status(entry)?;
        for (at, relation) in entry.metadata.relations.iter().enumerate() {
            let target = &relation.target;
            let wanted = DocumentCriteria::from_relation(entry, relation);
            let found = self.input.library.resolve(&wanted);
            if let Some(other) = found {
                self.check_contradiction(entry, (at, relation), other)?;
                continue;
            }
            let candidates = self.input.library.candidates(&wanted);
            if let [other] = candidates[..] {
                let place = self.mark_place(&entry.source, Some(SpanKey::Relation(at)))?;
                self.faults.push(faults::relation_to_other_issuer(
                    place,
                    &target.text,
                    &other.source,
                ));
            } else if candidates.len() > 1 && !are_one_document(&candidates) {
                let names: Vec<&str> = candidates.iter().map(|found| &*found.source).collect();
                let place = self.mark_place(&entry.source, Some(SpanKey::Relation(at)))?;
                self.faults.push(faults::ambiguous_relation(place, &target.text, &names));
            }
            if let Some(address) = &target.address
                && let Err(near) = self.check_address(address)
            {
                let place = self.mark_place(&entry.source, Some(SpanKey::Relation(at)))?;
                self.faults.push(faults::broken_link(place, address, near.as_deref()));
            }
        }
        let replaced_by = entry.metadata.withdrawn.as_ref().and_then(|w| w.replaced_by.as_ref());
        let others = [
            (replaced_by, SpanKey::Withdrawal),
            (entry.metadata.translation_of.as_deref(), SpanKey::Translation),
        ];
        for (target, mark) in others {
            let Some(address) = target.and_then(|target| target.address.as_ref()) else { continue };
            if let Err(near) = self.check_address(address) {
                let place = self.mark_place(&entry.source, Some(mark))?;
                self.faults.push(faults::broken_link(place, address, near.as_deref()));
            }
        }
        Ok(())
    }

    /// Judges a relation whose other document is known.
    fn check_contradiction(
        &mut self,
        entry: &Entry,
        (at, relation): (usize, &Relation),
        other: &Arc<Entry>,
    ) -> Result<(), MachineFault> {
        let written = &relation.target.text;
        if entry.source == other.source {
            let target = &relation.target;
            let is_bare = [&target.address, &target.issuer].into_iter().all(Option::is_none)
                && target.issued_on.is_none();
            let place = self.mark_place(&entry.source, Some(SpanKey::Relation(at)))?;
            self.faults.push(faults::self_relation(place, written, is_bare));
            return Ok(());
        }
        let dates = [entry.metadata.issued_on, other.metadata.issued_on];
        if let [Some(own), Some(newer)] = dates
            && relation.kind.alters_target()
            && own.last_day() < newer.first_day()
        {
            let place = self.mark_place(&entry.source, Some(SpanKey::Relation(at)))?;
            let dates = [own, newer].map(|date| date.to_string());
            let dates = [dates[0].as_str(), dates[1].as_str()];
            self.faults.push(faults::changes_newer_document(place, written, dates));
        }
        Ok(())
    }

    /// Judges a state that was given against what has come to pass.
    fn check_status(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let Some(status) = entry.metadata.status else { return Ok(()) };
        if matches!(status, Status::Expired | Status::Unsuitable) {
            return Ok(());
        }
        let inquiry = DependencyTracker::new(self.input.library.clone());
        let changes = inquiry.incoming_effects(entry);
        let has_come = |day: PartialDate| day.last_day() <= self.input.library.today();
        let end = changes
            .iter()
            .find(|change| change.ends_document() && change.from.is_none_or(has_come));
        if let Some(end) = end {
            let by = &end.affecting.metadata;
            let number = by.number.as_ref().filter(|number| number.is_filled());
            let by = number.map_or(by.title.as_str(), |number| number.written());
            let place = self.mark_place(&entry.source, Some(SpanKey::Status))?;
            self.faults.push(faults::status_contradicts_relation(place, by));
        }
        Ok(())
    }

    /// Finds the circles of relations of one kind, each told once, at the one of its relations that closes it.
    pub(super) fn check_cycles(&mut self) -> Result<(), MachineFault> {
        for kind in RelationKind::ALL.into_iter().filter(|kind| is_directed(*kind)) {
            for (entry, at, back) in self.closing_edges(kind) {
                let written = &entry.metadata.relations[at].target.text;
                let back = self.mark_place(&back.0.source, Some(SpanKey::Relation(back.1)))?;
                let place = self.mark_place(&entry.source, Some(SpanKey::Relation(at)))?;
                self.faults.push(faults::relation_cycle(place, back, written));
            }
        }
        Ok(())
    }

    /// Walks all relations of a kind once, depth first, and gives those that lead back to where the walk came from.
    fn closing_edges(&self, kind: RelationKind) -> Vec<ClosingEdge> {
        let library = self.input.library;
        let next = |entry: &Arc<Entry>, from: usize| {
            let relations = entry.metadata.relations.iter().enumerate().skip(from);
            let mut found = relations.filter(|(_, relation)| relation.kind == kind).filter_map(
                |(at, relation)| {
                    Some((
                        at,
                        library.resolve(&DocumentCriteria::from_relation(entry, relation))?.clone(),
                    ))
                },
            );
            found.find(|(_, other)| other.source != entry.source)
        };
        let leads =
            |entry: &&Arc<Entry>| entry.metadata.relations.iter().any(|one| one.kind == kind);
        let mut starts: Vec<&Arc<Entry>> = library.entries().filter(leads).collect();
        starts.sort_by(|a, b| b.source.cmp(&a.source));
        let mut found = Vec::new();
        // Where each document stands on the way from the start; none once all beyond it was seen.
        let mut seen: HashMap<Arc<str>, Option<usize>> = HashMap::new();
        for start in starts {
            if seen.contains_key(&start.source) {
                continue;
            }
            let mut way: Vec<(Arc<Entry>, usize)> = vec![(start.clone(), 0)];
            seen.insert(start.source.clone(), Some(0));
            while let Some((entry, from)) = way.last_mut() {
                let Some((at, other)) = next(entry, *from) else {
                    seen.insert(entry.source.clone(), None);
                    way.pop();
                    continue;
                };
                *from = at + 1;
                match seen.get(&other.source) {
                    Some(None) => {}
                    Some(Some(first)) => {
                        let (back, nth) = &way[way.len() - 1];
                        let (entry, at) = &way[*first];
                        found.push((entry.clone(), at - 1, (back.clone(), nth - 1)));
                    }
                    None => {
                        seen.insert(other.source.clone(), Some(way.len()));
                        way.push((other, 0));
                    }
                }
            }
        }
        found
    }
}

/// An entry in a circle with its relation, and the entry whose relation leads back to it.
type ClosingEdge = (Arc<Entry>, usize, (Arc<Entry>, usize));

/// Tells whether the relation cannot hold in both directions.
fn is_directed(kind: RelationKind) -> bool {
    !matches!(kind, RelationKind::Cites | RelationKind::Accompanies | RelationKind::Related)
}

/// Files of one document are told as such, not a second time where the document is named.
fn are_one_document(entries: &[&Arc<Entry>]) -> bool {
    entries.windows(2).all(|pair| {
        let (a, b) = (&pair[0].metadata, &pair[1].metadata);
        (a.issued_on, &a.issuer, &a.language) == (b.issued_on, &b.issuer, &b.language)
            && a.issued_on.is_some()
    })
}
