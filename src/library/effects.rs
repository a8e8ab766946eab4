//! Effects of other documents on one: they replace, repeal, suspend, amend or correct it.
//!
//! An effect is an edge whose relation alters its target. `edges` stores it with the extent it covers, in the document
//! that causes it; here it is resolved into an [`IncomingEffect`] with dates. The resulting status of the document is
//! computed in `legal_status`.
//!
//! An effect starts when the affecting document comes into force. Its date of issue is used instead only if it is not a
//! normative act, because those mostly come into force later (64/2025/QH15, article 53); without a date, the effect is
//! not certain. A relation may state its own days. What happened to the affecting document is taken into account, and
//! to the documents that did it: if it was repealed before its effect started, there is no effect, and a suspension
//! ends with it. While it is suspended, nobody can tell from relations whether what it replaced or repealed holds
//! again (see [`EffectDoubt`]).
//!
//! **Left out on purpose.** Nothing here depends on today: whether an effect has started is left to the caller.

use std::sync::Arc;

use jiff::civil::Date;

use super::query::{ExtentOfEffect, IncomingEffectCounts};
use super::status_timeline::{DatedEffect, StatusTimeline, Transition, earliest, later};
use super::{DependencyTracker, EdgeKind};
use crate::entry::{Entry, Extent, RelationKind, Status};
use crate::vietnamese::date::PartialDate;

/// The maximum number of documents that are looked at to learn whether an effect stands.
const MAX_AFFECTING_CHAIN: usize = 16;

/// What may happen to an affecting document so that its effects change.
const FATES: [RelationKind; 3] =
    [RelationKind::Replaces, RelationKind::Repeals, RelationKind::Suspends];

/// A period in which an effect is not certain.
#[derive(Debug, Clone)]
pub struct EffectDoubt {
    /// What was done to the affecting document, and by which; `None` if the affected one states a later end itself.
    pub cause: Option<(RelationKind, Arc<Entry>)>,
    /// The first day.
    pub from: Option<PartialDate>,
    /// The first day after it.
    pub until: Option<PartialDate>,
}

impl EffectDoubt {
    /// Returns the doubt about the effects of a document that was replaced or suspended.
    fn by(fate: IncomingEffect) -> Self {
        let IncomingEffect { kind, affecting, from, until, .. } = fate;
        Self { cause: Some((kind, affecting)), from, until }
    }
}

/// An effect of another document on this one.
#[derive(Debug, Clone)]
pub struct IncomingEffect {
    /// The relation of the affecting document to this one.
    pub kind: RelationKind,
    /// The affecting document.
    pub affecting: Arc<Entry>,
    /// When the effect starts, if known.
    pub from: Option<PartialDate>,
    /// The date of issue of the affecting document, if its effect starts on an unknown later date.
    pub issued_on: Option<PartialDate>,
    /// When the effect ends; only suspensions do.
    pub until: Option<PartialDate>,
    /// Whether the relation itself states when the effect starts.
    pub is_start_written: bool,
    /// When it is not certain whether the effect applies.
    pub doubts: Vec<EffectDoubt>,
    /// How much of this document is affected.
    pub extent: Extent,
    /// The description of the affected part.
    pub wording: Option<String>,
}

impl IncomingEffect {
    /// Returns whether it ends the whole document on a known date, unless that is in doubt.
    pub fn ends_document(&self) -> bool {
        self.kind != RelationKind::Suspends && self.is_sure_and_whole()
    }

    /// Returns whether it ends or suspends the whole document on a known date, unless that is in doubt.
    fn is_sure_and_whole(&self) -> bool {
        let whole = [Transition::Ends, Transition::Suspends];
        self.dated_effect()
            .is_some_and(|effect| effect.is_sure && whole.contains(&effect.transition))
    }

    /// Returns whether it is a suspension that goes on where another one is replaced by the same document.
    fn continues(&self, replaced: &Self, replacement: &Self) -> bool {
        (self.kind, self.extent) == (RelationKind::Suspends, replaced.extent)
            && self.affecting.source == replacement.affecting.source
    }

    /// Returns whether the document states a later end itself, and the relation no day.
    pub fn contradicts_stated_end(&self) -> bool {
        self.doubts.iter().any(|doubt| doubt.cause.is_none())
    }

    /// Returns whether by a day it may have ended or suspended the document, but its extent or its day is not known.
    pub fn is_unclear_on(&self, day: Date) -> bool {
        let effects = self.dated_effect().into_iter().collect();
        StatusTimeline { effective_on: None, effects }.has_unclear_effect(day)
    }

    /// Returns whether it gives the document a status that applies from a day.
    pub fn brings_about(&self, status: Status, from: Option<PartialDate>) -> bool {
        let mut periods = self.dated_effects().into_iter();
        periods.any(|period| period.transition.status() == status && period.from == from)
    }

    /// Returns its effect on the status of the document, if any: the periods in which it applies or is in doubt.
    pub(super) fn dated_effects(&self) -> Vec<DatedEffect> {
        let Some(mut rest) = self.dated_effect() else { return Vec::new() };
        let mut periods = Vec::new();
        let mut doubts: Vec<&EffectDoubt> = self.doubts.iter().collect();
        doubts.sort_by_key(|doubt| doubt.from.map(PartialDate::first_day));
        for doubt in doubts {
            let until = earliest([doubt.until, rest.until].into_iter());
            periods.push(DatedEffect {
                until: earliest([doubt.from, rest.until].into_iter()),
                ..rest
            });
            let from = later(self.from, doubt.from);
            periods.push(DatedEffect { from, until, is_sure: false, ..rest });
            if doubt.until.is_none() {
                return periods;
            }
            rest.from = later(rest.from, doubt.until);
        }
        periods.push(rest);
        periods
    }

    /// Returns its effect on the status of the document, if any, regardless of doubts.
    fn dated_effect(&self) -> Option<DatedEffect> {
        let transition = match (self.kind, self.extent) {
            (RelationKind::Amends, _) => Transition::EndsInPart,
            (RelationKind::Replaces | RelationKind::Repeals, Extent::Part) => {
                Transition::EndsInPart
            }
            (RelationKind::Replaces | RelationKind::Repeals, _) => Transition::Ends,
            (RelationKind::Suspends, Extent::Part) => Transition::SuspendsPart,
            (RelationKind::Suspends, _) => Transition::Suspends,
            _ => return None,
        };
        let is_extent_known =
            self.kind == RelationKind::Amends || self.extent != Extent::Unspecified;
        let is_sure = is_extent_known && self.from.is_some();
        let from = self.from.or(self.issued_on);
        Some(DatedEffect { transition, from, until: self.until, is_sure })
    }
}

impl DependencyTracker {
    /// Returns the effects of other documents on one, the most serious kind first, then the newest. A
    /// translation has the effects on its original.
    pub fn incoming_effects(&self, entry: &Entry) -> Vec<IncomingEffect> {
        let original = self.original(entry);
        let entry = original.as_deref().unwrap_or(entry);
        let effects = self.incoming_effects_of_kinds(entry, &RelationKind::ALTERING);
        let standing = effects.iter().filter_map(|effect| {
            let mut budget = MAX_AFFECTING_CHAIN;
            self.standing_effect(effect.clone(), &effects, &mut budget)
        });
        let mut standing: Vec<IncomingEffect> = standing.collect();
        for effect in &mut standing {
            let is_earlier = |end: &PartialDate| {
                effect.from.is_some_and(|from| from.last_day() < end.first_day())
            };
            let own_end = entry.metadata.expires_on.filter(is_earlier);
            if own_end.is_some() && effect.ends_document() && !effect.is_start_written {
                effect.doubts.push(EffectDoubt { cause: None, from: effect.from, until: own_end });
            }
        }
        standing
    }

    /// Returns the index of the relation that has an effect on an entry.
    pub fn relation_of_effect(&self, effect: &IncomingEffect, entry: &Entry) -> Option<usize> {
        let affecting = &effect.affecting;
        affecting.metadata.relations.iter().position(|relation| {
            let target = self.resolve_relation(affecting, relation);
            relation.kind == effect.kind && target.is_some_and(|to| to.source == entry.source)
        })
    }

    /// Returns the document that an entry is a translation of.
    pub fn original(&self, entry: &Entry) -> Option<Arc<Entry>> {
        let original = self.resolve_reference(entry.metadata.translation_of.as_ref()?)?;
        (original.source != entry.source && original.kind == entry.kind).then_some(original)
    }

    /// Returns the effects of these kinds on a document, regardless of what happened to the affecting documents.
    fn incoming_effects_of_kinds(
        &self,
        entry: &Entry,
        kinds: &[RelationKind],
    ) -> Vec<IncomingEffect> {
        let mut effects = Vec::new();
        let counts = self.ask(IncomingEffectCounts { source: entry.source.clone() });
        for &kind in kinds {
            let edge = EdgeKind::Relation(kind);
            let count =
                counts.iter().find(|(other, _)| *other == edge).map_or(0, |(_, count)| *count);
            for affecting in self.backlinks(edge, entry, count) {
                let affected = self.ask(ExtentOfEffect {
                    kind,
                    affecting: affecting.source.clone(),
                    affected: entry.source.clone(),
                });
                let metadata = &affecting.metadata;
                let from = affected.from.or_else(|| affecting.start_of_effects());
                let until = affected.until.or(metadata.expires_on);
                effects.push(IncomingEffect {
                    kind,
                    from,
                    issued_on: metadata.issued_on.filter(|_| from.is_none()),
                    until: until.filter(|_| kind == RelationKind::Suspends),
                    is_start_written: affected.from.is_some(),
                    doubts: Vec::new(),
                    extent: affected.extent,
                    wording: affected.wording,
                    affecting,
                });
            }
        }
        effects
    }

    /// Returns an effect as it stands after what happened to its affecting document; `None` if that ended before the
    /// effect started. `all` are the effects on the same document; `budget` is how many documents may be looked at.
    fn standing_effect(
        &self,
        mut effect: IncomingEffect,
        all: &[IncomingEffect],
        budget: &mut usize,
    ) -> Option<IncomingEffect> {
        let Some(rest) = budget.checked_sub(1) else { return Some(effect) };
        *budget = rest;
        let fates = self.incoming_effects_of_kinds(&effect.affecting, &FATES);
        for fate in fates.iter().filter(|fate| fate.is_sure_and_whole()) {
            let Some(fate) = self.standing_effect(fate.clone(), &fates, budget) else { continue };
            let days = fate.from.zip(effect.from).filter(|_| fate.ends_document());
            if days.is_some_and(|(end, start)| end.last_day() <= start.first_day()) {
                return None;
            }
            match (effect.kind, fate.kind) {
                (RelationKind::Suspends, RelationKind::Repeals) => {
                    effect.until = earliest([effect.until, fate.from].into_iter());
                }
                (RelationKind::Suspends, RelationKind::Replaces) => {
                    let is_over = |until: PartialDate| {
                        fate.from.is_some_and(|from| until.last_day() < from.first_day())
                    };
                    if effect.until.is_some_and(is_over) {
                        continue;
                    }
                    let next = all.iter().find(|next| next.continues(&effect, &fate));
                    match next.and_then(|next| self.standing_effect(next.clone(), all, budget)) {
                        Some(next) => {
                            effect.until = next.until;
                            effect.doubts.extend(next.doubts);
                        }
                        None => effect.doubts.push(EffectDoubt::by(fate)),
                    }
                }
                (_, RelationKind::Suspends) if effect.is_sure_and_whole() => {
                    effect.doubts.push(EffectDoubt::by(fate));
                }
                _ => {}
            }
        }
        Some(effect)
    }
}
