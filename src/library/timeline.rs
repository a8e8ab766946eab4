//! The state of a document on each day, from the dates that bear on it.
//!
//! Nothing is asked here, and today is not known: a day goes in, and the state on it comes out. A date that is only a
//! month, a quarter or a year has surely come on its last day and surely not before its first; in between nothing
//! that hangs on it is told.
//!
//! **Invariant.** The state changes on the days of [`Timeline::days`] and on no other.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Effect;
use crate::entry::Status;
use crate::vietnamese::date::PartialDate;

/// Whether something has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Come {
    No,
    Perhaps,
    Yes,
}

/// What happens to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
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
pub(super) struct Bearing {
    pub(super) turn: Turn,
    /// The first day; what has none has begun.
    pub(super) from: Option<PartialDate>,
    /// The first day on which it is over.
    pub(super) until: Option<PartialDate>,
    /// Whether it surely happens on that day, and surely so.
    pub(super) is_sure: bool,
}

/// The dates that bear on one document.
#[derive(Debug, Clone, Default)]
pub(super) struct Timeline {
    /// When it comes into effect.
    pub(super) begin: Option<PartialDate>,
    pub(super) bearings: Vec<Bearing>,
}

/// Tells whether a date has surely come on a day.
pub(super) fn has_come(date: Option<PartialDate>, day: Date) -> bool {
    date.is_none_or(|date| come(date, day) == Come::Yes)
}

fn come(date: PartialDate, day: Date) -> Come {
    if day < date.first_day() {
        Come::No
    } else if day < date.last_day() {
        Come::Perhaps
    } else {
        Come::Yes
    }
}

impl Bearing {
    /// Tells whether it is so on a day.
    fn on(&self, day: Date) -> Come {
        let begun = self.from.map_or(Come::Yes, |from| come(from, day));
        let goes_on = match self.until.map_or(Come::No, |until| come(until, day)) {
            Come::No => Come::Yes,
            Come::Perhaps => Come::Perhaps,
            Come::Yes => Come::No,
        };
        let most = if self.is_sure { Come::Yes } else { Come::Perhaps };
        begun.min(goes_on).min(most)
    }
}

impl Timeline {
    /// Gives the days on which the state may change, in order.
    pub(super) fn days(&self) -> BTreeSet<Date> {
        let dates = self.bearings.iter().flat_map(|bearing| [bearing.from, bearing.until]);
        let dates = dates.chain([self.begin]).flatten();
        dates.flat_map(|date| [date.first_day(), date.last_day()]).collect()
    }

    /// Gives the state on a day, where it is known; its dates are those of the whole stretch.
    pub(super) fn on(&self, day: Date) -> Option<Effect> {
        let ends = self.running(Turn::Ends, day)?;
        if !ends.is_empty() {
            let from = earliest(ends.iter().map(|end| end.from));
            return Some(Effect { status: Status::Expired, from, until: None });
        }
        let end = self.end();
        if let Some(begin) = self.begin {
            match come(begin, day) {
                Come::No => {
                    // What ends before it begins never begins.
                    let begins = end.is_none_or(|end| begin.first_day() < end.first_day());
                    let until = Some(begin).filter(|_| begins);
                    return Some(Effect { status: Status::NotYet, from: None, until });
                }
                Come::Perhaps => return None,
                Come::Yes => {}
            }
        }
        let states = [
            (Turn::Suspends, Status::Suspended),
            (Turn::EndsInPart, Status::PartlyExpired),
            (Turn::SuspendsPart, Status::PartlySuspended),
        ];
        for (turn, status) in states {
            let running = self.running(turn, day)?;
            if !running.is_empty() {
                let from = earliest(running.iter().map(|bearing| bearing.from));
                let until = earliest([end, last(&running)].into_iter());
                return Some(Effect { status, from, until });
            }
        }
        let told = self.begin.is_some() || end.is_some();
        told.then_some(Effect { status: Status::InForce, from: self.begin, until: end })
    }

    /// Lists what is so on a day in one way; nothing where that cannot be told.
    fn running(&self, turn: Turn, day: Date) -> Option<Vec<&Bearing>> {
        let all = || self.bearings.iter().filter(|bearing| bearing.turn == turn);
        let surely: Vec<&Bearing> = all().filter(|one| one.on(day) == Come::Yes).collect();
        let perhaps = all().any(|one| one.on(day) == Come::Perhaps);
        (!surely.is_empty() || !perhaps).then_some(surely)
    }

    /// Finds the first day on which the document surely ends.
    fn end(&self) -> Option<PartialDate> {
        let ends = self.bearings.iter().filter(|one| one.turn == Turn::Ends && one.is_sure);
        earliest(ends.map(|end| end.from))
    }
}

/// Finds the first of some dates; one that is not known is later than all.
pub(super) fn earliest(dates: impl Iterator<Item = Option<PartialDate>>) -> Option<PartialDate> {
    dates.flatten().min_by_key(|date| date.first_day())
}

/// Finds the day on which the last of some is over; none where one has no end.
fn last(running: &[&Bearing]) -> Option<PartialDate> {
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

    fn bearing(turn: Turn, from: &str, until: &str) -> Bearing {
        Bearing { turn, from: date(from), until: date(until), is_sure: true }
    }

    fn told(begin: &str, bearings: &[Bearing], day: &str) -> String {
        let timeline = Timeline { begin: date(begin), bearings: bearings.to_vec() };
        let shown =
            |date: Option<PartialDate>| date.map_or("…".to_owned(), |date| date.to_string());
        let day = date(day).expect("a day").first_day();
        timeline.on(day).map_or("?".to_owned(), |effect| {
            format!("{} {}–{}", effect.status.code(), shown(effect.from), shown(effect.until))
        })
    }

    #[test]
    fn what_ends_before_it_begins_never_begins() {
        let repealed = [bearing(Turn::Ends, "01/3/2025", "")];
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
            let ends = [bearing(Turn::Ends, "2026", "")];
            assert_eq!(told("01/3/2020", &ends, day), expected, "{day}");
        }
        assert_eq!(told("quý IV/2026", &[], "01/11/2026"), "?");
    }

    #[test]
    fn of_several_suspensions_the_latest_ends_it_and_none_outlasts_the_document() {
        let limited = bearing(Turn::Suspends, "01/02/2026", "01/01/2027");
        let open = bearing(Turn::Suspends, "01/01/2026", "");
        let day = "01/6/2026";
        assert_eq!(told("", &[limited], day), "suspended 01/02/2026–01/01/2027");
        assert_eq!(told("", &[open, limited], day), "suspended 01/01/2026–…");
        let longer = bearing(Turn::Suspends, "01/3/2026", "01/6/2027");
        assert_eq!(told("", &[longer, limited], day), "suspended 01/02/2026–01/6/2027");
        let end = bearing(Turn::Ends, "01/9/2026", "");
        assert_eq!(told("", &[limited, end], day), "suspended 01/02/2026–01/9/2026");
        assert_eq!(told("01/01/2020", &[limited], "01/01/2027"), "in_force 01/01/2020–…");
    }

    #[test]
    fn what_is_not_sure_leaves_the_state_open() {
        let perhaps = Bearing { is_sure: false, ..bearing(Turn::Ends, "01/3/2025", "") };
        assert_eq!(told("01/01/2020", &[perhaps], "01/02/2025"), "in_force 01/01/2020–…");
        assert_eq!(told("01/01/2020", &[perhaps], "01/4/2025"), "?");
        let sure = bearing(Turn::Ends, "01/6/2025", "");
        assert_eq!(told("01/01/2020", &[perhaps, sure], "01/7/2025"), "expired 01/6/2025–…");
    }

    #[test]
    fn the_state_changes_on_no_other_day() {
        let bearings = [
            bearing(Turn::Suspends, "tháng 02/2026", "2027"),
            bearing(Turn::EndsInPart, "05/5/2026", ""),
            bearing(Turn::SuspendsPart, "05/3/2025", "quý II/2028"),
            bearing(Turn::Ends, "05/5/2029", ""),
        ];
        let timeline = Timeline { begin: date("2025"), bearings: bearings.to_vec() };
        let days = timeline.days();
        let mut day = Date::constant(2024, 1, 1);
        while day < Date::constant(2030, 1, 1) {
            let next = day.tomorrow().expect("a day of this age");
            assert!(timeline.on(day) == timeline.on(next) || days.contains(&next), "{next}");
            day = next;
        }
    }
}
