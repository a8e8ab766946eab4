//! What other documents do to one: replace, repeal, suspend, amend or correct it.
//!
//! A change begins when the document that makes it comes into effect. Its day of issue serves in its place only where
//! it is no normative act, for these come into effect later (64/2025/QH15, article 53). The fate of that document
//! counts too, one step deep: what was repealed before it began changes nothing, and a suspension ends with it.
//!
//! **Left out on purpose.** No day is asked for here: whether a change has come is asked by who shows it.

use std::sync::Arc;

use super::status_timeline::{DatedEffect, Transition, earliest};
use super::{DependencyTracker, EdgeKind};
use crate::entry::{Entry, Extent, RelationKind};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::number::NumberForm;

/// What another document does to this one.
#[derive(Debug, Clone)]
pub struct IncomingEffect {
    /// How it stands to this one.
    pub kind: RelationKind,
    /// The other document.
    pub affecting: Arc<Entry>,
    /// When that begins, as far as it is known.
    pub from: Option<PartialDate>,
    /// The day of issue, where it stands for a first day that is not known.
    pub issued_on: Option<PartialDate>,
    /// When that ends; suspensions do.
    pub until: Option<PartialDate>,
    /// How much of this document is meant.
    pub extent: Extent,
    /// What is said of that.
    pub wording: Option<String>,
}

impl IncomingEffect {
    /// Tells whether it surely takes all of the document's effect, on a day that is known or past.
    pub fn ends_document(&self) -> bool {
        self.dated_effect()
            .is_some_and(|bearing| bearing.transition == Transition::Ends && bearing.is_sure)
    }

    /// Tells what happens to the document by it.
    pub(super) fn dated_effect(&self) -> Option<DatedEffect> {
        let turn = match (self.kind, self.extent) {
            (RelationKind::Amends, _) => Transition::EndsInPart,
            (RelationKind::Replaces | RelationKind::Repeals, Extent::Part) => {
                Transition::EndsInPart
            }
            (RelationKind::Replaces | RelationKind::Repeals, _) => Transition::Ends,
            (RelationKind::Suspends, Extent::Part) => Transition::SuspendsPart,
            (RelationKind::Suspends, _) => Transition::Suspends,
            _ => return None,
        };
        let is_said = self.kind == RelationKind::Amends || self.extent != Extent::Unspecified;
        let is_dated = self.from.is_some() || !is_normative(&self.affecting);
        let from = self.from.or(self.issued_on);
        Some(DatedEffect {
            transition: turn,
            from,
            until: self.until,
            is_sure: is_said && is_dated,
        })
    }
}

/// Tells whether a document is a normative act, by the form of its number.
fn is_normative(entry: &Entry) -> bool {
    let number = entry.metadata.number.as_ref();
    number.is_some_and(|number| matches!(number.form(), NumberForm::Normative | NumberForm::Law))
}

impl DependencyTracker {
    /// Asks what other documents do to one, the gravest first, then the newest. What is done to a translation is
    /// done to its original.
    pub fn incoming_effects(&self, entry: &Entry) -> Vec<IncomingEffect> {
        let original = self.original(entry);
        let entry = original.as_deref().unwrap_or(entry);
        let mut changes = self.incoming_effects_of_kinds(entry, &RelationKind::ALTERING);
        changes.retain_mut(|change| self.limit_by_affecting_document(change));
        changes
    }

    /// Asks for the document that an entry is a translation of.
    pub(super) fn original(&self, entry: &Entry) -> Option<Arc<Entry>> {
        let original = self.resolve_reference(entry.metadata.translation_of.as_ref()?)?;
        (original.source != entry.source && original.kind == entry.kind).then_some(original)
    }

    /// Asks what is done to a document in some ways, whatever became of those who did it.
    fn incoming_effects_of_kinds(
        &self,
        entry: &Entry,
        kinds: &[RelationKind],
    ) -> Vec<IncomingEffect> {
        let mut changes = Vec::new();
        let tied = self.incoming_effect_counts(&entry.source);
        for &kind in kinds {
            let tie = EdgeKind::Relation(kind);
            let count = tied.iter().find(|(has, _)| *has == tie).map_or(0, |(_, count)| *count);
            for by in self.backlinks(tie, entry, count) {
                let meant = self.affected_extent(kind, &by.source, &entry.source);
                let metadata = &by.metadata;
                let issued_on = metadata.issued_on.filter(|_| metadata.effective_on.is_none());
                let known = issued_on.filter(|_| !is_normative(&by));
                let suspends = kind == RelationKind::Suspends;
                changes.push(IncomingEffect {
                    kind,
                    from: metadata.effective_on.or(known),
                    issued_on: issued_on.filter(|_| known.is_none()),
                    until: metadata.expires_on.filter(|_| suspends),
                    extent: meant.extent,
                    wording: meant.wording,
                    affecting: by,
                });
            }
        }
        changes
    }

    /// Tells whether a change came about before its own document ended; a suspension then ends with that.
    fn limit_by_affecting_document(&self, change: &mut IncomingEffect) -> bool {
        let ends = [RelationKind::Replaces, RelationKind::Repeals];
        let ends: Vec<Option<PartialDate>> = self
            .incoming_effects_of_kinds(&change.affecting, &ends)
            .iter()
            .filter(|deed| deed.ends_document())
            .map(|deed| deed.from)
            .collect();
        if change.kind == RelationKind::Suspends {
            change.until = earliest(ends.iter().copied().chain([change.until]));
            if ends.contains(&None) {
                return false;
            }
        }
        let Some(from) = change.from else { return true };
        ends.iter().flatten().all(|end| end.last_day() > from.first_day())
    }
}
