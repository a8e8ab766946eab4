//! Checks relations: whether each refers to exactly one document on the portal, and whether it can be true.
//!
//! A number that is not on the portal is no fault, as most documents are published elsewhere; a broken address is a
//! fault. A document cannot be related to itself, relations of one kind cannot form a cycle, no document changes one
//! that was issued later, and a stated status cannot contradict dates and relations.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::Validator;
use crate::diagnostic::{BilingualText, MachineFault, faults};
use crate::entry::{Entry, FieldKey, Metadata, Reference, Relation, RelationKind, Status};
use crate::library::{DependencyTracker, DocumentCriteria};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type;

impl Validator<'_> {
    /// Checks the status of an entry, its relations, and the other documents that it names.
    pub(super) fn check_relations(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        self.check_status(entry)?;
        self.check_stated_end(entry)?;
        for (index, relation) in entry.metadata.relations.iter().enumerate() {
            let target = &relation.target;
            self.check_days(entry, (index, relation))?;
            let criteria = DocumentCriteria::from_relation(entry, relation);
            let resolved = self.input.library.resolve(&criteria);
            if let Some(other) = resolved {
                self.check_contradiction(entry, (index, relation), other)?;
                continue;
            }
            let candidates = self.input.library.candidates(&criteria);
            if let [other] = candidates[..] {
                let place = self
                    .field_place(&entry.source, Some(FieldKey::nth(FieldKey::Relation, index)))?;
                let line = self.line_that_leads_to(other, entry, index);
                let (number, source) = (written_number(target), &other.source);
                self.faults.push(faults::relation_to_other_issuer(place, &number, source, &line));
            } else if candidates.len() > 1 && !are_one_document(&candidates) {
                let lines: Vec<(&str, BilingualText)> = candidates
                    .iter()
                    .map(|other| (&*other.source, self.line_that_leads_to(other, entry, index)))
                    .collect();
                let place = self
                    .field_place(&entry.source, Some(FieldKey::nth(FieldKey::Relation, index)))?;
                let number = written_number(target);
                self.faults.push(faults::ambiguous_relation(place, &number, &lines));
            } else if candidates.is_empty() && target.url.is_none() && is_mere_serial(target) {
                let place = self
                    .field_place(&entry.source, Some(FieldKey::nth(FieldKey::Relation, index)))?;
                let by_name = Reference { number: None, ..target.clone() };
                let by_name = entry.relation_line(index, &by_name, &[]);
                self.faults.push(faults::relation_to_serial(place, &target.text, &by_name));
            }
            if let Some(address) = &target.address
                && let Err(near) = self.check_address(address, Some(entry))
            {
                let place = self
                    .field_place(&entry.source, Some(FieldKey::nth(FieldKey::Relation, index)))?;
                self.faults.push(faults::broken_link(place, address, near.as_deref()));
            }
        }
        let replaced_by = entry.metadata.withdrawn.as_ref().and_then(|w| w.replaced_by.as_ref());
        let others = [
            (replaced_by, FieldKey::Withdrawal),
            (entry.metadata.translation_of.as_deref(), FieldKey::Translation),
        ];
        for (target, field) in others {
            let Some(address) = target.and_then(|target| target.address.as_ref()) else { continue };
            if let Err(near) = self.check_address(address, Some(entry)) {
                let place = self.field_place(&entry.source, Some(field))?;
                self.faults.push(faults::broken_link(place, address, near.as_deref()));
            }
        }
        Ok(())
    }

    /// Checks that a suspension does not end before it begins.
    fn check_days(
        &mut self,
        entry: &Entry,
        (index, relation): (usize, &Relation),
    ) -> Result<(), MachineFault> {
        let Some(days) = entry.reversed_days(relation) else { return Ok(()) };
        let place =
            self.field_place(&entry.source, Some(FieldKey::nth(FieldKey::Relation, index)))?;
        let line = entry.relation_line(index, &relation.target, &["from"]);
        let days = days.map(|day| day.to_string());
        self.faults.push(faults::suspension_ends_first(place, [&days[0], &days[1]], &line));
        Ok(())
    }

    /// Returns how to write a relation so that it leads to one of several documents: with its date, its issuer, or by
    /// its address.
    fn line_that_leads_to(&self, other: &Entry, entry: &Entry, index: usize) -> BilingualText {
        let Relation { kind, target } = &entry.metadata.relations[index];
        let day = other.metadata.issued_on.or(target.issued_on);
        let dated = Reference { issued_on: day, ..target.clone() };
        let named = Reference {
            issuer: other.metadata.issuer.as_ref().map(|name| name.to_string()),
            ..dated.clone()
        };
        let leads_there = |target: &Reference| {
            let relation = Relation { kind: *kind, target: target.clone() };
            let found =
                self.input.library.resolve(&DocumentCriteria::from_relation(entry, &relation));
            found.is_some_and(|found| found.source == other.source)
        };
        let by_address = Reference { address: Some(other.address.to_string()), ..target.clone() };
        let target = [dated, named].into_iter().find(leads_there).unwrap_or(by_address);
        entry.relation_line(index, &target, &[])
    }

    /// Checks a relation that was resolved to a document.
    fn check_contradiction(
        &mut self,
        entry: &Entry,
        (index, relation): (usize, &Relation),
        other: &Arc<Entry>,
    ) -> Result<(), MachineFault> {
        let written = &relation.target.text;
        if entry.source == other.source {
            let target = &relation.target;
            let is_bare = [&target.address, &target.issuer].into_iter().all(Option::is_none)
                && target.issued_on.is_none();
            let place =
                self.field_place(&entry.source, Some(FieldKey::nth(FieldKey::Relation, index)))?;
            let dated = entry.relation_line(index, target, &["issued_on"]);
            let dated = Some(&dated).filter(|_| is_bare);
            self.faults.push(faults::self_relation(place, written, dated));
            return Ok(());
        }
        let dates = [entry.metadata.issued_on, other.metadata.issued_on];
        if let [Some(own), Some(newer)] = dates
            && relation.kind.alters_target()
            && own.last_day() < newer.first_day()
        {
            let place =
                self.field_place(&entry.source, Some(FieldKey::nth(FieldKey::Relation, index)))?;
            let dates = [own, newer].map(|date| date.to_string());
            let dates = [dates[0].as_str(), dates[1].as_str()];
            let dated = entry.relation_line(index, &relation.target, &["issued_on"]);
            self.faults.push(faults::changes_newer_document(place, written, dates, &dated));
        }
        Ok(())
    }

    /// Checks a stated legal status against the dates, and against the relations that have taken effect.
    fn check_status(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let Some(status) = entry.metadata.status else { return Ok(()) };
        let date = contradicting_date(status, &entry.metadata, self.input.library.today());
        let place = self.field_place(&entry.source, Some(FieldKey::Status))?;
        let doc_type = entry.metadata.doc_type.as_deref().and_then(document_type::by_name);
        if let Some(doc_type) = doc_type.filter(|doc_type| !doc_type.has_effect) {
            self.faults.push(faults::status_without_effect(place, doc_type.name));
        } else if let Some((key, day)) = date {
            self.faults.push(faults::status_contradicts_date(place, key, &day.to_string()));
        } else if let Some(by) = self.contradicting_relation(status, entry) {
            self.faults.push(faults::status_contradicts_relation(place, &by));
        }
        Ok(())
    }

    /// Finds a document that ended or suspended one whose stated status says otherwise; returns its number or title.
    fn contradicting_relation(&self, status: Status, entry: &Entry) -> Option<String> {
        let tracker = DependencyTracker::new(self.input.library.clone());
        let effects = tracker.incoming_effects(entry);
        let computed = tracker.computed_status(entry, &effects)?;
        let is_contradicted = match computed.status {
            Status::Expired => !matches!(status, Status::Expired | Status::Unsuitable),
            Status::Suspended => {
                !matches!(status, Status::Suspended | Status::Expired | Status::Unsuitable)
            }
            _ => false,
        };
        let mut effects = effects.iter().filter(|_| is_contradicted);
        let cause = effects.find(|effect| effect.brings_about(computed.status, computed.from))?;
        Some(number_or_title(&cause.affecting))
    }

    /// Checks that no document ends one before the end that it states itself, unless the relation states the day.
    fn check_stated_end(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        if entry.metadata.expires_on.is_none() || entry.metadata.translation_of.is_some() {
            return Ok(());
        }
        let tracker = DependencyTracker::new(self.input.library.clone());
        let effects = tracker.incoming_effects(entry);
        let Some(effect) = effects.iter().find(|effect| effect.contradicts_stated_end()) else {
            return Ok(());
        };
        let affecting = &effect.affecting;
        let Some(relation) = tracker.relation_of_effect(effect, entry) else { return Ok(()) };
        let target = &affecting.metadata.relations[relation].target;
        let line = affecting.relation_line(relation, target, &["from"]);
        let other =
            self.field_place(&affecting.source, Some(FieldKey::nth(FieldKey::Relation, relation)))?;
        let place = self.field_place(&entry.source, Some(FieldKey::ExpiresOn))?;
        let day = effect.from.map(|day| day.to_string()).unwrap_or_default();
        let by = number_or_title(affecting);
        self.faults.push(faults::end_contradicts_relation(place, other, &by, &day, &line));
        Ok(())
    }

    /// Reports cycles of relations of one kind, each once, at the relation that closes it.
    pub(super) fn check_cycles(&mut self) -> Result<(), MachineFault> {
        for kind in RelationKind::ALL.into_iter().filter(|kind| is_directed(*kind)) {
            for (entry, at, back) in self.closing_edges(kind) {
                let written = &entry.metadata.relations[at].target.text;
                let back = self
                    .field_place(&back.0.source, Some(FieldKey::nth(FieldKey::Relation, back.1)))?;
                let place =
                    self.field_place(&entry.source, Some(FieldKey::nth(FieldKey::Relation, at)))?;
                self.faults.push(faults::relation_cycle(place, back, written));
            }
        }
        Ok(())
    }

    /// Finds the relations of a kind that close a cycle, by a depth-first search that follows each relation once.
    fn closing_edges(&self, kind: RelationKind) -> Vec<ClosingEdge> {
        let library = self.input.library;
        let next = |entry: &Arc<Entry>, from: usize| {
            let relations = entry.metadata.relations.iter().enumerate().skip(from);
            let mut resolved = relations.filter(|(_, relation)| relation.kind == kind).filter_map(
                |(at, relation)| {
                    Some((
                        at,
                        library.resolve(&DocumentCriteria::from_relation(entry, relation))?.clone(),
                    ))
                },
            );
            resolved.find(|(_, other)| other.source != entry.source)
        };
        let has_relation = |entry: &&Arc<Entry>| {
            entry.metadata.relations.iter().any(|relation| relation.kind == kind)
        };
        let mut roots: Vec<&Arc<Entry>> = library.entries().filter(has_relation).collect();
        roots.sort_by(|a, b| b.source.cmp(&a.source));
        let mut closing_edges = Vec::new();
        // The position of each document on the current path; `None` once everything reachable from it was visited.
        let mut positions: HashMap<Arc<str>, Option<usize>> = HashMap::new();
        for root in roots {
            if positions.contains_key(&root.source) {
                continue;
            }
            let mut path: Vec<(Arc<Entry>, usize)> = vec![(root.clone(), 0)];
            positions.insert(root.source.clone(), Some(0));
            while let Some((entry, from)) = path.last_mut() {
                let Some((at, other)) = next(entry, *from) else {
                    positions.insert(entry.source.clone(), None);
                    path.pop();
                    continue;
                };
                *from = at + 1;
                match positions.get(&other.source) {
                    Some(None) => {}
                    Some(Some(cycle_start)) => {
                        let (back, nth) = &path[path.len() - 1];
                        let (entry, at) = &path[*cycle_start];
                        closing_edges.push((entry.clone(), at - 1, (back.clone(), nth - 1)));
                    }
                    None => {
                        positions.insert(other.source.clone(), Some(path.len()));
                        path.push((other, 0));
                    }
                }
            }
        }
        closing_edges
    }
}

/// Returns the number of a reference as it is written, else all of its text.
fn written_number(target: &Reference) -> String {
    let number = target.written_number();
    number.map_or_else(|| target.text.clone(), |number| number.written().to_owned())
}

fn number_or_title(entry: &Entry) -> String {
    let number = entry.metadata.number.as_ref().filter(|number| number.is_filled());
    number.map_or(&*entry.metadata.title, |number| number.written()).to_owned()
}

/// An entry of a cycle with the index of its relation, and the entry and relation that lead back to it.
type ClosingEdge = (Arc<Entry>, usize, (Arc<Entry>, usize));

/// Returns whether a reference gives a serial with neither a code nor an issuer, which many documents have.
fn is_mere_serial(target: &Reference) -> bool {
    let number = target.number.as_ref().filter(|_| target.issuer.is_none());
    number.is_some_and(|number| number.code_of_bare_serial() == Some(""))
}

/// Returns whether a relation of this kind cannot hold in both directions.
fn is_directed(kind: RelationKind) -> bool {
    !matches!(kind, RelationKind::Cites | RelationKind::Accompanies | RelationKind::Related)
}

/// Returns whether all entries are files of the same document, which is reported as a duplicate and not here as well.
fn are_one_document(entries: &[&Arc<Entry>]) -> bool {
    entries.windows(2).all(|pair| {
        let (a, b) = (&pair[0].metadata, &pair[1].metadata);
        (a.issued_on, &a.issuer, &a.language) == (b.issued_on, &b.issuer, &b.language)
            && a.issued_on.is_some()
    })
}

/// Finds the date that contradicts a stated legal status on a day; returns it with its key.
fn contradicting_date(
    status: Status,
    metadata: &Metadata,
    today: Date,
) -> Option<(&'static str, PartialDate)> {
    let has_come = |date: &PartialDate| date.last_day() <= today;
    let is_ahead = |date: &PartialDate| date.first_day() > today;
    let (begin, end) = (metadata.effective_on, metadata.expires_on);
    let (begin, end) = match status {
        Status::NotYet => (begin.filter(has_come), end.filter(has_come)),
        Status::Expired => (None, end.filter(is_ahead)),
        Status::Unsuitable => (None, None),
        Status::InForce | Status::PartlyExpired | Status::PartlySuspended => {
            (begin.filter(is_ahead), end.filter(has_come))
        }
        Status::Suspended => (None, end.filter(has_come)),
    };
    end.map(|date| ("ngày hết hiệu lực", date)).or(begin.map(|date| ("ngày hiệu lực", date)))
}
