//! What may be said of the effect of a document, and no more than is known.
//!
//! That a document came into force says nothing of what happened to it since, outside of the portal: only its metadata
//! state that one *is* in force. All else that is said follows from its dates and from the relations of others.
//! The truth table is in `tests/spec/effect.md`. A row of a list says less: the boundaries alone, for any day.
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
    /// A suspension ended, and the first day of effect is not recorded; only of a row.
    Unsuspended,
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

/// A state and the day from which it applies: what a row says of a document, whatever the day of its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EffectBoundary {
    /// The state.
    pub state: EffectState,
    /// Its first day, if known.
    pub from: Option<PartialDate>,
}

const STILL_IN_FORCE: EffectState = EffectState::Stated(Status::InForce);

/// Returns the boundaries of successive statements. That a document is not yet in force, or that its first day is not
/// recorded, goes without saying before another boundary.
pub(super) fn boundaries(
    statements: impl Iterator<Item = (Date, EffectStatement)>,
) -> Vec<EffectBoundary> {
    let mut found: Vec<EffectBoundary> = Vec::new();
    let mut last = None;
    for (day, EffectStatement { state, from, .. }) in statements {
        if last.replace(state) == Some(state) {
            // A stated status applies on every day; its date is that of the computed one.
            if let EffectState::Stated(status) = state
                && status != Status::InForce
                && let Some(only) = found.last_mut()
            {
                only.from = only.from.or(from);
            }
            continue;
        }
        // A state that returns after a suspension, or whose first day is not stated, applies from this day.
        let is_back = found.iter().any(|known| known.state == state);
        let is_unsuspended = is_back && state == EffectState::Undated;
        let state = if is_unsuspended { EffectState::Unsuspended } else { state };
        let from = from.filter(|_| !is_back && state != EffectState::Unclear);
        let from = from.or((day != Date::MIN).then_some(PartialDate::Day(day)));
        found.push(EffectBoundary { state, from });
    }
    let not_yet = [EffectState::Computed(Status::NotYet), EffectState::Stated(Status::NotYet)];
    let is_silent = |state| state == EffectState::Undated || not_yet.contains(&state);
    if found.len() > 1 && is_silent(found[0].state) {
        found.remove(0);
    }
    // That it is still in force is stated once and for all.
    if let Some(first) = found.first_mut().filter(|first| first.state == STILL_IN_FORCE) {
        first.from = None;
    }
    found
}

impl EffectBoundary {
    /// Returns the words of open data: «có hiệu lực từ 01/7/2016».
    pub fn text(self) -> String {
        let name = self.state.name().to_lowercase();
        match self.from {
            Some(PartialDate::Day(day)) => format!("{name} từ {}", PartialDate::Day(day)),
            Some(PartialDate::Year(year)) => format!("{name} từ một ngày trong năm {year}"),
            Some(from) => format!("{name} từ một ngày trong {from}"),
            None => name,
        }
    }
}

impl EffectState {
    /// Returns the code name, which is also part of the label's key (`status_effective`).
    pub fn code(self) -> &'static str {
        match self {
            Self::Computed(Status::InForce) => "effective",
            Self::Stated(status) | Self::Computed(status) => status.code(),
            Self::Undated => "undated",
            Self::Unclear => "unclear",
            Self::Unsuspended => "unsuspended",
        }
    }

    /// Returns the Vietnamese name, as in open data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Computed(Status::InForce) => "Có hiệu lực",
            Self::Stated(status) | Self::Computed(status) => status.name(),
            Self::Undated => "Chưa ghi ngày hiệu lực",
            Self::Unclear => "Chưa rõ hiệu lực",
            Self::Unsuspended => "Hết ngưng hiệu lực",
        }
    }

    /// Returns the legal status; `None` if it is not known.
    pub fn status(self) -> Option<Status> {
        match self {
            Self::Stated(status) | Self::Computed(status) => Some(status),
            Self::Undated | Self::Unclear | Self::Unsuspended => None,
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

    /// Returns whether a status that the metadata state is over on a day: dates and relations surely say otherwise. A
    /// document may end or be suspended by one that is not on the portal, but it does not come back.
    pub(super) fn outdates(&self, stated: Status, day: Date) -> bool {
        let Some(computed) = self.status_on(day) else { return false };
        match computed.status {
            Status::Expired => stated != Status::Expired,
            Status::Suspended => {
                !matches!(stated, Status::Suspended | Status::Expired | Status::Unsuitable)
            }
            Status::NotYet => {
                matches!(stated, Status::InForce | Status::PartlyExpired | Status::PartlySuspended)
            }
            Status::InForce | Status::PartlyExpired | Status::PartlySuspended => {
                stated == Status::NotYet && computed.from.is_some()
            }
            Status::Unsuitable => false,
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
