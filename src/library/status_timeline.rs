//! The status of a document on each day, computed from the dates that affect it.
//!
//! This is a pure function of a day and does not use the current day. A partial date (month, quarter or year) has
//! certainly come on its last day and certainly not before its first; in between, a status that depends on it is
//! unknown.
//!
//! `effect_statement` says in words what is known, where a status is not too.
//!
//! **Invariant.** The status changes only on days of [`StatusTimeline::transition_days`].

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::entry::Status;
use crate::vietnamese::date::PartialDate;

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

/// How certain a fact is, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Certainty {
    No,
    Maybe,
    Yes,
}

/// How an effect changes the status of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transition {
    /// It ceases to be in force.
    Ends,
    /// A part of it ceases to be in force.
    EndsInPart,
    /// It is suspended.
    Suspends,
    /// A part of it is suspended.
    SuspendsPart,
}

impl Transition {
    /// Returns the status of the document meanwhile.
    pub(super) fn status(self) -> Status {
        match self {
            Self::Ends => Status::Expired,
            Self::EndsInPart => Status::PartlyExpired,
            Self::Suspends => Status::Suspended,
            Self::SuspendsPart => Status::PartlySuspended,
        }
    }
}

/// A transition with the period in which it applies.
#[derive(Debug, Clone, Copy)]
pub(super) struct DatedEffect {
    pub(super) transition: Transition,
    /// The first day; an effect without one counts as started.
    pub(super) from: Option<PartialDate>,
    /// The first day on which it no longer applies.
    pub(super) until: Option<PartialDate>,
    /// Whether it is certain to happen, and on that day.
    pub(super) is_sure: bool,
}

/// The dates that determine the status of one document.
#[derive(Debug, Clone, Default)]
pub(super) struct StatusTimeline {
    /// When it comes into force.
    pub(super) effective_on: Option<PartialDate>,
    pub(super) effects: Vec<DatedEffect>,
}

/// Returns whether a date has certainly come by a day; a missing date counts as past.
pub(super) fn has_surely_come(date: Option<PartialDate>, day: Date) -> bool {
    date.is_none_or(|date| certainty(date, day) == Certainty::Yes)
}

/// Returns how certain it is that a date has come on a day.
fn certainty(date: PartialDate, day: Date) -> Certainty {
    if day < date.first_day() {
        Certainty::No
    } else if day < date.last_day() {
        Certainty::Maybe
    } else {
        Certainty::Yes
    }
}

impl DatedEffect {
    /// Returns whether the effect certainly applies on a day.
    pub(super) fn surely_applies(&self, day: Date) -> bool {
        self.certainty_on(day) == Certainty::Yes
    }

    /// Returns how certain it is that the effect applies on a day.
    fn certainty_on(&self, day: Date) -> Certainty {
        let begun = self.from.map_or(Certainty::Yes, |from| certainty(from, day));
        let not_ended = match self.until.map_or(Certainty::No, |until| certainty(until, day)) {
            Certainty::No => Certainty::Yes,
            Certainty::Maybe => Certainty::Maybe,
            Certainty::Yes => Certainty::No,
        };
        let upper_bound = if self.is_sure { Certainty::Yes } else { Certainty::Maybe };
        begun.min(not_ended).min(upper_bound)
    }
}

impl StatusTimeline {
    /// Returns the days on which the status may change, in order.
    pub(super) fn transition_days(&self) -> BTreeSet<Date> {
        let dates = self.effects.iter().flat_map(|effect| [effect.from, effect.until]);
        let dates = dates.chain([self.effective_on]).flatten();
        dates.flat_map(|date| [date.first_day(), date.last_day()]).collect()
    }

    /// Returns the status on a day, if known, with the dates of its whole period.
    pub(super) fn status_on(&self, day: Date) -> Option<StatusPeriod> {
        let ends = self.active_effects(Transition::Ends, day)?;
        if !ends.is_empty() {
            let from = earliest(ends.iter().map(|end| end.from));
            return Some(StatusPeriod { status: Status::Expired, from, until: None });
        }
        let end = self.certain_end();
        if let Some(effective_on) = self.effective_on {
            match certainty(effective_on, day) {
                Certainty::No => {
                    // A document that ends before it comes into force never does, and a suspended one not on that day.
                    let is_held = self.effects.iter().any(|effect| {
                        effect.transition == Transition::Suspends
                            && effect.certainty_on(effective_on.last_day()) != Certainty::No
                    });
                    let takes_effect = !is_held
                        && end.is_none_or(|end| effective_on.first_day() < end.first_day());
                    let until = Some(effective_on).filter(|_| takes_effect);
                    return Some(StatusPeriod { status: Status::NotYet, from: None, until });
                }
                Certainty::Maybe => return None,
                Certainty::Yes => {}
            }
        }
        for transition in [Transition::Suspends, Transition::EndsInPart, Transition::SuspendsPart] {
            let status = transition.status();
            let active = self.active_effects(transition, day)?;
            if !active.is_empty() {
                let from = earliest(active.iter().map(|effect| effect.from));
                let until = earliest([end, latest_until(&active)].into_iter());
                return Some(StatusPeriod { status, from, until });
            }
        }
        let is_known = self.effective_on.is_some() || end.is_some();
        is_known.then_some(StatusPeriod {
            status: Status::InForce,
            from: self.effective_on,
            until: end,
        })
    }

    /// Returns whether the document may have ended or been suspended by a day, by an effect that is not certain.
    pub(super) fn has_unclear_effect(&self, day: Date) -> bool {
        let whole = [Transition::Ends, Transition::Suspends];
        let mut unclear =
            self.effects.iter().filter(|one| !one.is_sure && whole.contains(&one.transition));
        unclear.any(|effect| effect.certainty_on(day) == Certainty::Maybe)
    }

    /// Returns the effects with a transition that apply on a day; `None` if that is unknown.
    fn active_effects(&self, transition: Transition, day: Date) -> Option<Vec<&DatedEffect>> {
        let candidates = || self.effects.iter().filter(|effect| effect.transition == transition);
        let certain: Vec<&DatedEffect> =
            candidates().filter(|effect| effect.surely_applies(day)).collect();
        let is_possible = candidates().any(|effect| effect.certainty_on(day) == Certainty::Maybe);
        (!certain.is_empty() || !is_possible).then_some(certain)
    }

    /// Returns the first day on which the document certainly ends for good.
    pub(super) fn certain_end(&self) -> Option<PartialDate> {
        let ends = self.effects.iter().filter(|effect| {
            effect.transition == Transition::Ends && effect.is_sure && effect.until.is_none()
        });
        earliest(ends.map(|end| end.from))
    }
}

/// Returns the earliest of some dates; unknown ones are ignored.
pub(super) fn earliest(dates: impl Iterator<Item = Option<PartialDate>>) -> Option<PartialDate> {
    dates.flatten().min_by_key(|date| date.first_day())
}

/// Returns the later of two dates; unknown ones are ignored.
pub(super) fn later(one: Option<PartialDate>, other: Option<PartialDate>) -> Option<PartialDate> {
    one.into_iter().chain(other).max_by_key(|date| date.first_day())
}

/// Returns the last of the end dates; `None` if an effect has no end.
fn latest_until(active: &[&DatedEffect]) -> Option<PartialDate> {
    let all_end = active.iter().all(|effect| effect.until.is_some());
    let last = active.iter().filter_map(|effect| effect.until).max_by_key(|on| on.last_day());
    last.filter(|_| all_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<PartialDate> {
        PartialDate::parse(text).ok()
    }

    fn effect(transition: Transition, from: &str, until: &str) -> DatedEffect {
        DatedEffect { transition, from: date(from), until: date(until), is_sure: true }
    }

    fn status_text(effective_on: &str, effects: &[DatedEffect], day: &str) -> String {
        let timeline =
            StatusTimeline { effective_on: date(effective_on), effects: effects.to_vec() };
        let show =
            |date: Option<PartialDate>| date.map_or("…".to_owned(), |date| date.to_string());
        let day = date(day).expect("test date is valid").first_day();
        timeline.status_on(day).map_or("?".to_owned(), |period| {
            format!("{} {}–{}", period.status.code(), show(period.from), show(period.until))
        })
    }

    #[test]
    fn a_document_that_ends_before_coming_into_force_never_comes_into_force() {
        let repealed = [effect(Transition::Ends, "01/3/2025", "")];
        assert_eq!(status_text("01/01/2030", &repealed, "01/4/2025"), "expired 01/3/2025–…");
        assert_eq!(status_text("01/01/2030", &repealed, "01/02/2025"), "not_yet …–…");
        assert_eq!(status_text("01/01/2030", &[], "01/02/2025"), "not_yet …–01/01/2030");
    }

    #[test]
    fn status_is_unknown_within_a_partial_date() {
        for (day, expected) in [
            ("31/12/2025", "in_force 01/3/2020–2026"),
            ("01/01/2026", "?"),
            ("30/12/2026", "?"),
            ("31/12/2026", "expired 2026–…"),
        ] {
            let ends = [effect(Transition::Ends, "2026", "")];
            assert_eq!(status_text("01/3/2020", &ends, day), expected, "{day}");
        }
        assert_eq!(status_text("quý IV/2026", &[], "01/11/2026"), "?");
    }

    #[test]
    fn overlapping_suspensions_end_with_the_last_and_with_the_document() {
        let limited = effect(Transition::Suspends, "01/02/2026", "01/01/2027");
        let open = effect(Transition::Suspends, "01/01/2026", "");
        let day = "01/6/2026";
        assert_eq!(status_text("", &[limited], day), "suspended 01/02/2026–01/01/2027");
        assert_eq!(status_text("", &[open, limited], day), "suspended 01/01/2026–…");
        let longer = effect(Transition::Suspends, "01/3/2026", "01/6/2027");
        assert_eq!(status_text("", &[longer, limited], day), "suspended 01/02/2026–01/6/2027");
        let end = effect(Transition::Ends, "01/9/2026", "");
        assert_eq!(status_text("", &[limited, end], day), "suspended 01/02/2026–01/9/2026");
        assert_eq!(status_text("01/01/2020", &[limited], "01/01/2027"), "in_force 01/01/2020–…");
    }

    #[test]
    fn an_uncertain_effect_leaves_the_status_unknown() {
        let uncertain = DatedEffect { is_sure: false, ..effect(Transition::Ends, "01/3/2025", "") };
        assert_eq!(status_text("01/01/2020", &[uncertain], "01/02/2025"), "in_force 01/01/2020–…");
        assert_eq!(status_text("01/01/2020", &[uncertain], "01/4/2025"), "?");
        let sure = effect(Transition::Ends, "01/6/2025", "");
        assert_eq!(
            status_text("01/01/2020", &[uncertain, sure], "01/7/2025"),
            "expired 01/6/2025–…"
        );
    }

    #[test]
    fn status_changes_only_on_transition_days() {
        let effects = [
            effect(Transition::Suspends, "tháng 02/2026", "2027"),
            effect(Transition::EndsInPart, "05/5/2026", ""),
            effect(Transition::SuspendsPart, "05/3/2025", "quý II/2028"),
            effect(Transition::Ends, "05/5/2029", ""),
        ];
        let timeline = StatusTimeline { effective_on: date("2025"), effects: effects.to_vec() };
        let days = timeline.transition_days();
        let mut day = Date::constant(2024, 1, 1);
        while day < Date::constant(2030, 1, 1) {
            let next = day.tomorrow().expect("the day is before the maximum date");
            assert!(
                timeline.status_on(day) == timeline.status_on(next) || days.contains(&next),
                "{next}"
            );
            day = next;
        }
    }
}
