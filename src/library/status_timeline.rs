//! The state of a document on each day, from the dates that bear on it.
//!
//! Nothing is asked here, and today is not known: a day goes in, and the state on it comes out. A date that is only a
//! month, a quarter or a year has surely come on its last day and surely not before its first; in between nothing
//! that hangs on it is told.
//!
//! **Invariant.** The state changes on the days of [`StatusTimeline::days`] and on no other.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::StatusPeriod;
use crate::entry::Status;
use crate::vietnamese::date::PartialDate;

/// Whether something has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Certainty {
    No,
    Maybe,
    Yes,
}

/// What happens to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transition {
    /// It loses its effect.
    Ends,
    /// A part of it does.
    EndsInPart,
    /// It is suspended.
    Suspends,
    /// A part of it is.
    SuspendsPart,
}

/// Something that happens to a document, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct DatedEffect {
    pub(super) transition: Transition,
    /// The first day; what has none has begun.
    pub(super) from: Option<PartialDate>,
    /// The first day on which it is over.
    pub(super) until: Option<PartialDate>,
    /// Whether it surely happens on that day, and surely so.
    pub(super) is_sure: bool,
}

/// The dates that bear on one document.
#[derive(Debug, Clone, Default)]
pub(super) struct StatusTimeline {
    /// When it comes into effect.
    pub(super) effective_on: Option<PartialDate>,
    pub(super) effects: Vec<DatedEffect>,
}

/// Tells whether a date has surely come on a day.
pub(super) fn has_surely_come(date: Option<PartialDate>, day: Date) -> bool {
    date.is_none_or(|date| certainty(date, day) == Certainty::Yes)
}

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
    /// Tells whether it is so on a day.
    fn is_active_on(&self, day: Date) -> Certainty {
        let begun = self.from.map_or(Certainty::Yes, |from| certainty(from, day));
        let goes_on = match self.until.map_or(Certainty::No, |until| certainty(until, day)) {
            Certainty::No => Certainty::Yes,
            Certainty::Maybe => Certainty::Maybe,
            Certainty::Yes => Certainty::No,
        };
        let most = if self.is_sure { Certainty::Yes } else { Certainty::Maybe };
        begun.min(goes_on).min(most)
    }
}

impl StatusTimeline {
    /// Gives the days on which the state may change, in order.
    pub(super) fn transition_days(&self) -> BTreeSet<Date> {
        let dates = self.effects.iter().flat_map(|bearing| [bearing.from, bearing.until]);
        let dates = dates.chain([self.effective_on]).flatten();
        dates.flat_map(|date| [date.first_day(), date.last_day()]).collect()
    }

    /// Gives the state on a day, where it is known; its dates are those of the whole stretch.
    pub(super) fn status_on(&self, day: Date) -> Option<StatusPeriod> {
        let ends = self.active_effects(Transition::Ends, day)?;
        if !ends.is_empty() {
            let from = earliest(ends.iter().map(|end| end.from));
            return Some(StatusPeriod { status: Status::Expired, from, until: None });
        }
        let end = self.expires_on();
        if let Some(begin) = self.effective_on {
            match certainty(begin, day) {
                Certainty::No => {
                    // What ends before it begins never begins.
                    let begins = end.is_none_or(|end| begin.first_day() < end.first_day());
                    let until = Some(begin).filter(|_| begins);
                    return Some(StatusPeriod { status: Status::NotYet, from: None, until });
                }
                Certainty::Maybe => return None,
                Certainty::Yes => {}
            }
        }
        let states = [
            (Transition::Suspends, Status::Suspended),
            (Transition::EndsInPart, Status::PartlyExpired),
            (Transition::SuspendsPart, Status::PartlySuspended),
        ];
        for (turn, status) in states {
            let running = self.active_effects(turn, day)?;
            if !running.is_empty() {
                let from = earliest(running.iter().map(|bearing| bearing.from));
                let until = earliest([end, latest_until(&running)].into_iter());
                return Some(StatusPeriod { status, from, until });
            }
        }
        let told = self.effective_on.is_some() || end.is_some();
        told.then_some(StatusPeriod {
            status: Status::InForce,
            from: self.effective_on,
            until: end,
        })
    }

    /// Lists what is so on a day in one way; nothing where that cannot be told.
    fn active_effects(&self, turn: Transition, day: Date) -> Option<Vec<&DatedEffect>> {
        let all = || self.effects.iter().filter(|bearing| bearing.transition == turn);
        let surely: Vec<&DatedEffect> =
            all().filter(|one| one.is_active_on(day) == Certainty::Yes).collect();
        let perhaps = all().any(|one| one.is_active_on(day) == Certainty::Maybe);
        (!surely.is_empty() || !perhaps).then_some(surely)
    }

    /// Finds the first day on which the document surely ends.
    fn expires_on(&self) -> Option<PartialDate> {
        let ends =
            self.effects.iter().filter(|one| one.transition == Transition::Ends && one.is_sure);
        earliest(ends.map(|end| end.from))
    }
}

/// Finds the first of some dates; one that is not known is later than all.
pub(super) fn earliest(dates: impl Iterator<Item = Option<PartialDate>>) -> Option<PartialDate> {
    dates.flatten().min_by_key(|date| date.first_day())
}

/// Finds the day on which the last of some is over; none where one has no end.
fn latest_until(running: &[&DatedEffect]) -> Option<PartialDate> {
    let all = running.iter().all(|bearing| bearing.until.is_some());
    let last = running.iter().filter_map(|bearing| bearing.until).max_by_key(|on| on.last_day());
    last.filter(|_| all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<PartialDate> {
        PartialDate::parse(text).ok()
    }

    fn bearing(turn: Transition, from: &str, until: &str) -> DatedEffect {
        DatedEffect { transition: turn, from: date(from), until: date(until), is_sure: true }
    }

    fn told(begin: &str, bearings: &[DatedEffect], day: &str) -> String {
        let timeline = StatusTimeline { effective_on: date(begin), effects: bearings.to_vec() };
        let shown =
            |date: Option<PartialDate>| date.map_or("…".to_owned(), |date| date.to_string());
        let day = date(day).expect("a day").first_day();
        timeline.status_on(day).map_or("?".to_owned(), |effect| {
            format!("{} {}–{}", effect.status.code(), shown(effect.from), shown(effect.until))
        })
    }

    #[test]
    fn what_ends_before_it_begins_never_begins() {
        let repealed = [bearing(Transition::Ends, "01/3/2025", "")];
        assert_eq!(told("01/01/2030", &repealed, "01/4/2025"), "expired 01/3/2025–…");
        assert_eq!(told("01/01/2030", &repealed, "01/02/2025"), "not_yet …–…");
        assert_eq!(told("01/01/2030", &[], "01/02/2025"), "not_yet …–01/01/2030");
    }

    #[test]
    fn a_partial_date_tells_nothing_between_its_days() {
        for (day, expected) in [
            ("31/12/2025", "in_force 01/3/2020–2026"),
            ("01/01/2026", "?"),
            ("30/12/2026", "?"),
            ("31/12/2026", "expired 2026–…"),
        ] {
            let ends = [bearing(Transition::Ends, "2026", "")];
            assert_eq!(told("01/3/2020", &ends, day), expected, "{day}");
        }
        assert_eq!(told("quý IV/2026", &[], "01/11/2026"), "?");
    }

    #[test]
    fn of_several_suspensions_the_latest_ends_it_and_none_outlasts_the_document() {
        let limited = bearing(Transition::Suspends, "01/02/2026", "01/01/2027");
        let open = bearing(Transition::Suspends, "01/01/2026", "");
        let day = "01/6/2026";
        assert_eq!(told("", &[limited], day), "suspended 01/02/2026–01/01/2027");
        assert_eq!(told("", &[open, limited], day), "suspended 01/01/2026–…");
        let longer = bearing(Transition::Suspends, "01/3/2026", "01/6/2027");
        assert_eq!(told("", &[longer, limited], day), "suspended 01/02/2026–01/6/2027");
        let end = bearing(Transition::Ends, "01/9/2026", "");
        assert_eq!(told("", &[limited, end], day), "suspended 01/02/2026–01/9/2026");
        assert_eq!(told("01/01/2020", &[limited], "01/01/2027"), "in_force 01/01/2020–…");
    }

    #[test]
    fn what_is_not_sure_leaves_the_state_open() {
        let perhaps = DatedEffect { is_sure: false, ..bearing(Transition::Ends, "01/3/2025", "") };
        assert_eq!(told("01/01/2020", &[perhaps], "01/02/2025"), "in_force 01/01/2020–…");
        assert_eq!(told("01/01/2020", &[perhaps], "01/4/2025"), "?");
        let sure = bearing(Transition::Ends, "01/6/2025", "");
        assert_eq!(told("01/01/2020", &[perhaps, sure], "01/7/2025"), "expired 01/6/2025–…");
    }

    #[test]
    fn the_state_changes_on_no_other_day() {
        let bearings = [
            bearing(Transition::Suspends, "tháng 02/2026", "2027"),
            bearing(Transition::EndsInPart, "05/5/2026", ""),
            bearing(Transition::SuspendsPart, "05/3/2025", "quý II/2028"),
            bearing(Transition::Ends, "05/5/2029", ""),
        ];
        let timeline = StatusTimeline { effective_on: date("2025"), effects: bearings.to_vec() };
        let days = timeline.transition_days();
        let mut day = Date::constant(2024, 1, 1);
        while day < Date::constant(2030, 1, 1) {
            let next = day.tomorrow().expect("a day of this age");
            assert!(
                timeline.status_on(day) == timeline.status_on(next) || days.contains(&next),
                "{next}"
            );
            day = next;
        }
    }
}
