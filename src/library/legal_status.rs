//! Whether a document holds: the seven states of the national database of law, told from dates and relations.
//!
//! Only types that set rules or decide come into effect; a report or a letter has no state. A state is computed where
//! the dates or the relations tell one, and what is given in the metadata wins. The rules are those of the law on
//! normative documents (64/2025/QH15, article 57): effect ends when the written term ends, when the document is
//! replaced or repealed; what is amended, or repealed in a named part, has lost effect in part.
//!
//! **Invariant.** Today enters only as the answer to "has this day come?", which is asked of the days on which what
//! is shown changes. So a page moves on the days it asked about, and on no other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::status_timeline::{DatedEffect, StatusTimeline, Transition, has_surely_come};
use super::{DependencyTracker, IncomingEffect};
use crate::config::EntryKind;
use crate::entry::{Entry, RelationKind, Status};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type;

/// How many documents are looked at to find the one that holds in the place of a replaced one.
const MAX_REPLACEMENT_CHAIN: usize = 16;

/// Whether a document holds, and between which days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusPeriod {
    /// The state.
    pub status: Status,
    /// The day on which the state began, where it is known.
    pub from: Option<PartialDate>,
    /// The first day on which it no longer holds, where it is known.
    pub until: Option<PartialDate>,
}

/// What decides the state of a document.
struct StatusInputs {
    stated_status: Option<Status>,
    /// Whether documents of its type have a state.
    has_legal_effect: bool,
    timeline: StatusTimeline,
}

impl StatusInputs {
    /// Gives the state on a day. One that was given stands, with the days that belong to it.
    fn status_on(&self, day: Date) -> Option<StatusPeriod> {
        match self.stated_status {
            Some(status) => {
                let same = self.timeline.status_on(day).filter(|effect| effect.status == status);
                Some(same.unwrap_or(StatusPeriod { status, from: None, until: None }))
            }
            None if self.has_legal_effect => self.timeline.status_on(day),
            None => None,
        }
    }
}

/// A document in a line of those that replace each other.
struct ReplacementStep {
    status_inputs: StatusInputs,
    replacements: Vec<IncomingEffect>,
}

impl DependencyTracker {
    /// Asks whether a document holds; nothing for types without effect and where nothing tells. A translation
    /// holds as its original does.
    pub fn current_status(&self, entry: &Entry) -> Option<StatusPeriod> {
        self.current_status_given(entry, &self.incoming_effects(entry))
    }

    /// Asks the same where the changes to the document are known already.
    pub fn current_status_given(
        &self,
        entry: &Entry,
        changes: &[IncomingEffect],
    ) -> Option<StatusPeriod> {
        let standing = self.status_inputs(entry, changes);
        self.value_today(&standing.timeline.transition_days(), |day| standing.status_on(day))
    }

    /// Asks which document holds in the place of a replaced one: the last of the line of those that replace it.
    ///
    /// There is none where the line splits, as then several hold, where the last does not hold itself, and where it
    /// is the one that replaced this document.
    pub fn current_replacement(&self, replaced: &Entry) -> Option<Arc<Entry>> {
        let mut line: BTreeMap<Arc<str>, ReplacementStep> = BTreeMap::new();
        let mut open: Vec<Arc<Entry>> = vec![Arc::new(replaced.clone())];
        let mut found: BTreeMap<Arc<str>, Arc<Entry>> = BTreeMap::new();
        while let Some(entry) = open.pop().filter(|_| line.len() < MAX_REPLACEMENT_CHAIN) {
            let mut by = self.incoming_effects(&entry);
            let standing = self.status_inputs(&entry, &by);
            by.retain(|change| change.kind == RelationKind::Replaces && change.ends_document());
            let next = by.iter().filter(|change| !line.contains_key(&change.affecting.source));
            open.extend(next.map(|change| change.affecting.clone()));
            line.insert(
                entry.source.clone(),
                ReplacementStep { status_inputs: standing, replacements: by },
            );
            found.insert(entry.source.clone(), entry);
        }
        let days: BTreeSet<Date> =
            line.values().flat_map(|link| link.status_inputs.timeline.transition_days()).collect();
        let holder = self.value_today(&days, |day| end_of_chain(&line, &replaced.source, day))?;
        found.remove(&holder)
    }

    /// Gives what is shown today of something that may change on some days, and asks no more than that takes.
    fn value_today<T: PartialEq>(&self, days: &BTreeSet<Date>, shown: impl Fn(Date) -> T) -> T {
        let mut now = shown(Date::MIN);
        for day in days {
            let then = shown(*day);
            if then != now {
                if !self.has_come(*day) {
                    break;
                }
                now = then;
            }
        }
        now
    }

    fn status_inputs(&self, entry: &Entry, changes: &[IncomingEffect]) -> StatusInputs {
        let original = self.original(entry);
        let metadata = &original.as_deref().unwrap_or(entry).metadata;
        let kind = metadata.doc_type.as_deref().and_then(document_type::by_name);
        let end = metadata.expires_on.map(|from| DatedEffect {
            transition: Transition::Ends,
            from: Some(from),
            until: None,
            is_sure: true,
        });
        let bearings = changes.iter().filter_map(IncomingEffect::dated_effect).chain(end).collect();
        StatusInputs {
            stated_status: entry.metadata.status.or(metadata.status),
            has_legal_effect: entry.kind == EntryKind::Document
                && kind.is_some_and(|kind| kind.has_effect),
            timeline: StatusTimeline { effective_on: metadata.effective_on, effects: bearings },
        }
    }
}

/// Follows a line to its end on a day.
fn end_of_chain(
    line: &BTreeMap<Arc<str>, ReplacementStep>,
    from: &Arc<str>,
    day: Date,
) -> Option<Arc<str>> {
    let mut at = from;
    for step in 0..=line.len() {
        let link = line.get(at)?;
        let mut by = link.replacements.iter().filter(|change| has_surely_come(change.from, day));
        match (by.next(), by.next()) {
            (Some(only), None) => at = &only.affecting.source,
            (Some(_), Some(_)) => return None,
            (None, _) => {
                let holds = link.status_inputs.status_on(day).is_none_or(|effect| {
                    let states = [Status::InForce, Status::PartlyExpired, Status::PartlySuspended];
                    states.contains(&effect.status)
                });
                return (holds && step > 1).then(|| at.clone());
            }
        }
    }
    None
}
