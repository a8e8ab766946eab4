//! The legal status of a document: the seven states of the national database of law, computed from dates and relations.
//!
//! Only document types that set rules or decide come into force; a report or a letter has no status. A status is
//! computed where dates or relations determine it; one given in the metadata takes precedence. The rules are those of
//! the law on normative documents (64/2025/QH15, article 57): a document ceases to be in force when its stated term
//! ends or when it is replaced or repealed; one that is amended, or repealed in a named part, has partly expired.
//!
//! **Import circle.** A status follows from effects, an effect from what happened to the affecting document; so this
//! file, `effects` and `status_timeline` use each other's types.
//!
//! **Invariant.** The current day is used only through [`DependencyTracker::has_come`], which is asked only about days
//! on which the answer changes. So a page is rendered again on these days and on no other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::status_timeline::{DatedEffect, StatusTimeline, Transition, has_surely_come};
use super::{DependencyTracker, IncomingEffect};
use crate::config::EntryKind;
use crate::entry::{Entry, RelationKind, Status};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type;

/// The maximum number of documents visited to find the current replacement of one.
const MAX_REPLACEMENT_CHAIN: usize = 16;

/// A status of a document and the period in which it applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusPeriod {
    /// The status.
    pub status: Status,
    /// The first day of the status, if known.
    pub from: Option<PartialDate>,
    /// The first day on which it no longer applies, if known.
    pub until: Option<PartialDate>,
}

/// The inputs from which the status of a document is computed.
struct StatusInputs {
    stated_status: Option<Status>,
    /// Whether documents of its type have a status.
    has_legal_effect: bool,
    timeline: StatusTimeline,
}

impl StatusInputs {
    /// Returns the status on a day. A stated one takes precedence, with the computed dates if they belong to it.
    fn status_on(&self, day: Date) -> Option<StatusPeriod> {
        match self.stated_status {
            Some(status) => {
                let same = self.timeline.status_on(day).filter(|period| period.status == status);
                Some(same.unwrap_or(StatusPeriod { status, from: None, until: None }))
            }
            None if self.has_legal_effect => self.timeline.status_on(day),
            None => None,
        }
    }
}

/// A document in a chain of replacements.
struct ReplacementStep {
    status_inputs: StatusInputs,
    replacements: Vec<IncomingEffect>,
}

impl DependencyTracker {
    /// Returns the status of a document; `None` for types without one and where it is unknown. A translation has the
    /// status of its original.
    pub fn current_status(&self, entry: &Entry) -> Option<StatusPeriod> {
        self.current_status_given(entry, &self.incoming_effects(entry))
    }

    /// Returns the same as [`Self::current_status`], given the effects on the document.
    pub fn current_status_given(
        &self,
        entry: &Entry,
        effects: &[IncomingEffect],
    ) -> Option<StatusPeriod> {
        let inputs = self.status_inputs(entry, effects);
        self.value_today(&inputs.timeline.transition_days(), |day| inputs.status_on(day))
    }

    /// Returns the document in force in place of a replaced one: the end of the chain of replacements.
    ///
    /// `None` if the chain branches, since then several are in force; if its end is not in force; and if its end is the
    /// direct replacement of this document.
    pub fn current_replacement(&self, replaced: &Entry) -> Option<Arc<Entry>> {
        let mut chain: BTreeMap<Arc<str>, ReplacementStep> = BTreeMap::new();
        let mut pending: Vec<Arc<Entry>> = vec![Arc::new(replaced.clone())];
        let mut entries: BTreeMap<Arc<str>, Arc<Entry>> = BTreeMap::new();
        while let Some(entry) = pending.pop().filter(|_| chain.len() < MAX_REPLACEMENT_CHAIN) {
            let mut replacements = self.incoming_effects(&entry);
            let inputs = self.status_inputs(&entry, &replacements);
            replacements
                .retain(|effect| effect.kind == RelationKind::Replaces && effect.ends_document());
            let unvisited =
                replacements.iter().filter(|effect| !chain.contains_key(&effect.affecting.source));
            pending.extend(unvisited.map(|effect| effect.affecting.clone()));
            chain.insert(
                entry.source.clone(),
                ReplacementStep { status_inputs: inputs, replacements },
            );
            entries.insert(entry.source.clone(), entry);
        }
        let days: BTreeSet<Date> =
            chain.values().flat_map(|step| step.status_inputs.timeline.transition_days()).collect();
        let end = self.value_today(&days, |day| end_of_chain(&chain, &replaced.source, day))?;
        entries.remove(&end)
    }

    /// Returns the current value of a function of the day that changes only on some of `days`, and depends on no more
    /// of them than necessary.
    fn value_today<T: PartialEq>(&self, days: &BTreeSet<Date>, value: impl Fn(Date) -> T) -> T {
        let mut current = value(Date::MIN);
        for day in days {
            let next = value(*day);
            if next != current {
                if !self.has_come(*day) {
                    break;
                }
                current = next;
            }
        }
        current
    }

    fn status_inputs(&self, entry: &Entry, effects: &[IncomingEffect]) -> StatusInputs {
        let original = self.original(entry);
        let metadata = &original.as_deref().unwrap_or(entry).metadata;
        let doc_type = metadata.doc_type.as_deref().and_then(document_type::by_name);
        let end = metadata.expires_on.map(|from| DatedEffect {
            transition: Transition::Ends,
            from: Some(from),
            until: None,
            is_sure: true,
        });
        let effects = effects.iter().filter_map(IncomingEffect::dated_effect).chain(end).collect();
        StatusInputs {
            stated_status: entry.metadata.status.or(metadata.status),
            has_legal_effect: entry.kind == EntryKind::Document
                && doc_type.is_some_and(|doc_type| doc_type.has_effect),
            timeline: StatusTimeline { effective_on: metadata.effective_on, effects },
        }
    }
}

/// Returns the end of a chain of replacements on a day, by its source file.
fn end_of_chain(
    chain: &BTreeMap<Arc<str>, ReplacementStep>,
    from: &Arc<str>,
    day: Date,
) -> Option<Arc<str>> {
    let mut at = from;
    for depth in 0..=chain.len() {
        let step = chain.get(at)?;
        let mut replacements =
            step.replacements.iter().filter(|effect| has_surely_come(effect.from, day));
        match (replacements.next(), replacements.next()) {
            (Some(only), None) => at = &only.affecting.source,
            (Some(_), Some(_)) => return None,
            (None, _) => {
                let is_in_force = step.status_inputs.status_on(day).is_none_or(|period| {
                    let states = [Status::InForce, Status::PartlyExpired, Status::PartlySuspended];
                    states.contains(&period.status)
                });
                return (is_in_force && depth > 1).then(|| at.clone());
            }
        }
    }
    None
}
