//! What may be said of the effect of a document, and no more than is known.
//!
//! That a document came into force says nothing of what happened to it since, outside of the portal: only metadata state
//! that one *is* in force. Whatever else is said follows from its dates and from the relations of other documents. The
//! truth table is `tests/spec/effect.md`.
//!
//! **Invariant.** [`StatusTimeline::statement_on`] is a pure function that changes only on
//! [`StatusTimeline::transition_days`]. Its words are boundaries, so that they stay true on every day between two.

use jiff::civil::Date;

use super::status_timeline::{StatusPeriod, StatusTimeline, has_surely_come};
use crate::entry::Status;
use crate::vietnamese::date::PartialDate;

/// What is said of the effect of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EffectState {
    /// The status that the metadata state.
    Stated(Status),
    /// The status that follows from dates and relations; [`Status::InForce`] means only that effect began.
    Computed(Status),
    /// The first day of effect is not recorded.
    Undated,
    /// Another document ended or suspended it, but it is not known whether as a whole, or from when.
    Unclear,
}

/// A statement of the effect of a document, with its boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EffectStatement {
    /// What is said.
    pub state: EffectState,
    /// The first day of the state, if known.
    pub from: Option<PartialDate>,
    /// The first day on which the state no longer applies, if known.
    pub until: Option<PartialDate>,
    /// Whether relations of other documents make it differ from what the document's own metadata say.
    pub from_relations: bool,
}

impl EffectState {
    /// Returns the code name, which is also part of the label's key (`status_effective`).
    pub fn code(self) -> &'static str {
        match self {
            Self::Computed(Status::InForce) => "effective",
            Self::Stated(status) | Self::Computed(status) => status.code(),
            Self::Undated => "undated",
            Self::Unclear => "unclear",
        }
    }

    /// Returns the Vietnamese name, as in open data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Computed(Status::InForce) => "Có hiệu lực",
            Self::Stated(status) | Self::Computed(status) => status.name(),
            Self::Undated => "Chưa ghi ngày hiệu lực",
            Self::Unclear => "Chưa rõ hiệu lực",
        }
    }

    /// Returns the legal status; `None` if it is not known.
    pub fn status(self) -> Option<Status> {
        match self {
            Self::Stated(status) | Self::Computed(status) => Some(status),
            Self::Undated | Self::Unclear => None,
        }
    }
}

impl StatusTimeline {
    /// Returns what is said on a day of a document whose metadata state no status.
    pub(super) fn statement_on(&self, day: Date) -> EffectStatement {
        let said =
            |state, from, until| EffectStatement { state, from, until, from_relations: false };
        if let Some(StatusPeriod { status, from, until }) = self.status_on(day) {
            let is_dated = status != Status::InForce || from.is_some();
            let state = if is_dated { EffectState::Computed(status) } else { EffectState::Undated };
            return said(state, from, until);
        }
        // No status is certain within a month or year from which it changes; that period is then the boundary.
        match self.effective_on {
            from if self.has_unclear_effect(day) => said(EffectState::Unclear, from, None),
            None => said(EffectState::Undated, None, self.certain_end()),
            Some(start) if !has_surely_come(Some(PartialDate::Day(start.first_day())), day) => {
                said(EffectState::Computed(Status::NotYet), None, Some(start))
            }
            from => said(EffectState::Computed(Status::InForce), from, self.certain_end()),
        }
    }

    /// Returns what is said on a day of a document whose metadata state a status: that, with the dates of the computed
    /// one if both agree.
    pub(super) fn stated_on(&self, status: Status, day: Date) -> EffectStatement {
        let computed = self.status_on(day).filter(|period| period.status == status);
        let StatusPeriod { from, until, .. } =
            computed.unwrap_or(StatusPeriod { status, from: None, until: None });
        EffectStatement { state: EffectState::Stated(status), from, until, from_relations: false }
    }
}
