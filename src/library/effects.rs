//! Effects of other documents on one: they replace, repeal, suspend, amend or correct it.
//!
//! An effect is an edge whose relation alters its target. `edges` stores it with the extent it covers, in the document
//! that causes it; here it is resolved into an [`IncomingEffect`] with dates. The resulting status of the document is
//! computed in `legal_status`.
//!
//! An effect starts when the affecting document comes into force. Its date of issue is used instead only if it is not a
//! normative act, because those mostly come into force later (64/2025/QH15, article 53); without a date, the effect is
//! not certain. What happened to the affecting document is taken into account to a depth of one: if it was repealed
//! before its effect started, there is no effect, and a suspension ends with it.
//!
//! **Left out on purpose.** Nothing here depends on today: whether an effect has started is left to the caller.

use std::sync::Arc;

use super::query::{ExtentOfEffect, IncomingEffectCounts};
use super::status_timeline::{DatedEffect, Transition, earliest};
use super::{DependencyTracker, EdgeKind};
use crate::entry::{Entry, Extent, RelationKind, Status};
use crate::vietnamese::date::PartialDate;

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
    /// How much of this document is affected.
    pub extent: Extent,
    /// The description of the affected part.
    pub wording: Option<String>,
}

impl IncomingEffect {
    /// Returns whether it certainly ends the whole document, on a known date.
    pub fn ends_document(&self) -> bool {
        self.dated_effect()
            .is_some_and(|effect| effect.transition == Transition::Ends && effect.is_sure)
    }

    /// Returns the status that it gives the document while it applies, if any.
    pub fn status(&self) -> Option<Status> {
        Some(match self.dated_effect()?.transition {
            Transition::Ends => Status::Expired,
            Transition::EndsInPart => Status::PartlyExpired,
            Transition::Suspends => Status::Suspended,
            Transition::SuspendsPart => Status::PartlySuspended,
        })
    }

    /// Returns its effect on the status of the document, if any.
    pub(super) fn dated_effect(&self) -> Option<DatedEffect> {
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
        let mut effects = self.incoming_effects_of_kinds(entry, &RelationKind::ALTERING);
        effects.retain_mut(|effect| self.limit_by_affecting_document(effect));
        effects
    }

    /// Returns the document that an entry is a translation of.
    pub(super) fn original(&self, entry: &Entry) -> Option<Arc<Entry>> {
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
                let from = affecting.start_of_effects();
                let is_suspension = kind == RelationKind::Suspends;
                effects.push(IncomingEffect {
                    kind,
                    from,
                    issued_on: metadata.issued_on.filter(|_| from.is_none()),
                    until: metadata.expires_on.filter(|_| is_suspension),
                    extent: affected.extent,
                    wording: affected.wording,
                    affecting,
                });
            }
        }
        effects
    }

    /// Returns whether an effect started before its affecting document ended; limits a suspension to that end.
    fn limit_by_affecting_document(&self, effect: &mut IncomingEffect) -> bool {
        let ending_kinds = [RelationKind::Replaces, RelationKind::Repeals];
        let ends: Vec<Option<PartialDate>> = self
            .incoming_effects_of_kinds(&effect.affecting, &ending_kinds)
            .iter()
            .filter(|ending| ending.ends_document())
            .map(|ending| ending.from)
            .collect();
        if effect.kind == RelationKind::Suspends {
            effect.until = earliest(ends.iter().copied().chain([effect.until]));
        }
        let Some(from) = effect.from else { return true };
        ends.iter().flatten().all(|end| end.last_day() > from.first_day())
    }
}
