//! The legal status of a document: the seven states of the national database of law, computed from dates and relations.
//!
//! Only document types that set rules or decide come into force; a report or a letter has no status. A status is
//! computed where dates or relations determine it; one given in the metadata takes precedence until a day or a relation
//! ends it; what is said of both is an [`EffectStatement`]. The rules are those of the law on normative documents
//! (64/2025/QH15, article 57): a document ceases to be in force when its stated term ends or when it is replaced or
//! repealed; one that is amended, or repealed in a named part, has partly expired.
//!
//! **Invariant.** The current day is used only through [`DependencyTracker::has_come`], which is asked only about days
//! on which the answer changes. So a page is rendered again on these days and on no other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::effect_statement::{EffectBoundary, EffectState, EffectStatement, boundaries};
use super::status_timeline::{DatedEffect, StatusPeriod, StatusTimeline, Transition};
use super::{DependencyTracker, IncomingEffect};
use crate::config::EntryKind;
use crate::entry::{Entry, RelationKind, Status};
use crate::vietnamese::document_type;

/// The statuses of a document that holds, at least in part.
const HOLDING: [Status; 3] = [Status::InForce, Status::PartlyExpired, Status::PartlySuspended];

/// The maximum number of documents visited to find the current replacement of one.
const MAX_REPLACEMENT_CHAIN: usize = 16;

/// The inputs from which the status of a document is computed.
struct StatusInputs {
    /// The status that the metadata state; none for types without effect.
    stated_status: Option<Status>,
    /// Whether documents of its type have a status.
    has_legal_effect: bool,
    timeline: StatusTimeline,
    /// The timeline without the effects of other documents.
    own_timeline: StatusTimeline,
}

impl StatusInputs {
    /// Returns what is said on a day. A stated status takes precedence, unless it is over.
    fn statement_on(&self, day: Date) -> Option<EffectStatement> {
        let say = |timeline: &StatusTimeline| match self.stated_status {
            Some(status) if !timeline.outdates(status, day) => timeline.stated_on(status, day),
            Some(_) | None => timeline.statement_on(day),
        };
        let has_statement = self.stated_status.is_some() || self.has_legal_effect;
        has_statement.then(|| {
            let statement = say(&self.timeline);
            EffectStatement { from_relations: statement != say(&self.own_timeline), ..statement }
        })
    }
}

/// A document in a chain of replacements.
struct ReplacementStep {
    status_inputs: StatusInputs,
    replacements: Vec<IncomingEffect>,
}

impl DependencyTracker {
    /// Returns what is said of the effect of a document; `None` for types without effect. A translation has the effect
    /// of its original.
    pub fn effect_statement(&self, entry: &Entry) -> Option<EffectStatement> {
        self.effect_statement_given(entry, &self.incoming_effects(entry))
    }

    /// Returns the same as [`Self::effect_statement`], given the effects on the document.
    pub fn effect_statement_given(
        &self,
        entry: &Entry,
        effects: &[IncomingEffect],
    ) -> Option<EffectStatement> {
        let inputs = self.status_inputs(entry, effects);
        self.value_today(&inputs.timeline.transition_days(), |day| inputs.statement_on(day))
    }

    /// Returns what is said of a document that is no longer in force. It depends on no other day than that of the end.
    pub fn end_of_effect(&self, entry: &Entry) -> Option<EffectStatement> {
        let inputs = self.status_inputs(entry, &self.incoming_effects(entry));
        let has_ended = |said: &EffectStatement| said.state.status() == Some(Status::Expired);
        self.value_today(&inputs.timeline.transition_days(), |day| {
            inputs.statement_on(day).filter(has_ended)
        })
    }

    /// Returns what is said of the effect of a document in a row, on every day: the states in their order. It does not
    /// depend on the current day.
    pub fn effect_boundaries(&self, entry: &Entry) -> Vec<EffectBoundary> {
        let mut inputs = self.status_inputs(entry, &[]);
        if inputs.statement_on(Date::MIN).is_none() {
            return Vec::new();
        }
        // Few documents are affected by others, and a row is made many times.
        let effects = self.incoming_effects(entry);
        if !effects.is_empty() {
            inputs = self.status_inputs(entry, &effects);
        }
        let days = inputs.timeline.transition_days();
        let days = std::iter::once(Date::MIN).chain(days);
        boundaries(days.filter_map(|day| Some((day, inputs.statement_on(day)?))))
    }

    /// Returns the status that follows from dates and relations, whatever the metadata state.
    pub fn computed_status(
        &self,
        entry: &Entry,
        effects: &[IncomingEffect],
    ) -> Option<StatusPeriod> {
        let StatusInputs { timeline, .. } = self.status_inputs(entry, effects);
        self.value_today(&timeline.transition_days(), |day| timeline.status_on(day))
    }

    /// Returns the last document that took the place of a replaced one: the end of the chain of replacements.
    ///
    /// `None` if the chain branches, since then several did; if its end holds no more, or perhaps not; and if its end
    /// is the direct replacement of this document.
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
        let incoming = effects.iter().flat_map(IncomingEffect::dated_effects);
        let effective_on = metadata.effective_on;
        let timeline_of = |effects| StatusTimeline { effective_on, effects };
        // A document of no known type may have effect.
        let stated_status = entry.metadata.status.or(metadata.status);
        StatusInputs {
            stated_status: stated_status.filter(|_| doc_type.is_none_or(|one| one.has_effect)),
            has_legal_effect: entry.kind == EntryKind::Document
                && doc_type.is_some_and(|doc_type| doc_type.has_effect),
            timeline: timeline_of(incoming.chain(end).collect()),
            own_timeline: timeline_of(end.into_iter().collect()),
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
        let applies = |effect: &&IncomingEffect| {
            effect.dated_effects().iter().any(|one| one.surely_applies(day))
        };
        let mut replacements = step.replacements.iter().filter(applies);
        match (replacements.next(), replacements.next()) {
            (Some(only), None) => at = &only.affecting.source,
            (Some(_), Some(_)) => return None,
            (None, _) => {
                let statement = step.status_inputs.statement_on(day);
                let has_ended = statement.is_some_and(|statement| match statement.state.status() {
                    Some(status) => !HOLDING.contains(&status),
                    None => statement.state == EffectState::Unclear,
                });
                return (!has_ended && depth > 1).then(|| at.clone());
            }
        }
    }
    None
}
