//! When a batch is whole, and when a day begins: rules about times and paths, without a clock.
//!
//! A save is several events within a few milliseconds. A batch is handed on when nothing came for a moment, and in a
//! long burst every now and then. When events were lost all must be looked at; this itself opens every folder, which
//! on a machine under load may lose events again, so such batches come at growing distances until it is calm.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::Batch;

/// How long it must be quiet. Editors write, rename and tidy up within two or three milliseconds.
const QUIET: SignedDuration = SignedDuration::from_millis(8);

/// How long a batch waits in a burst.
const LONGEST: SignedDuration = SignedDuration::from_millis(100);

/// More paths than this are looked at faster all together.
const MOST: usize = 10_000;

/// The least and the greatest distance between looks at all.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// Longest sleep: a machine that slept does not know how long.
const NAP: SignedDuration = SignedDuration::from_hours(1);

/// Paths on their way into a batch.
#[derive(Debug, Default)]
pub(super) struct Gather {
    paths: BTreeSet<PathBuf>,
    /// When the first and the last of them came.
    came: Option<(Timestamp, Timestamp)>,
    /// From when on all is to be looked at.
    lost: Option<Timestamp>,
    /// How long to pause after the next look at all, and when the last pause ends.
    pause: SignedDuration,
    rested: Timestamp,
}

impl Gather {
    /// Takes in what happened now.
    pub(super) fn add(&mut self, now: Timestamp, paths: impl Iterator<Item = PathBuf>) {
        let known = self.paths.len();
        let mut came = false;
        for path in paths {
            came = true;
            self.paths.insert(path);
        }
        if came {
            let first = self.came.map_or(now, |(first, _)| first);
            self.came = Some((first, now));
        }
        if known <= MOST && self.paths.len() > MOST {
            self.lose(now);
        }
        if self.paths.len() > MOST {
            (self.paths, self.came) = (BTreeSet::new(), None);
        }
    }

    /// Notes that events were lost.
    pub(super) fn lose(&mut self, now: Timestamp) {
        if now > self.rested + self.pause {
            self.pause = SignedDuration::ZERO;
        }
        self.lost.get_or_insert((now + QUIET).max(self.rested));
    }

    /// Tells when a batch will be whole if nothing more happens.
    pub(super) fn due(&self) -> Option<Timestamp> {
        let paths = self.came.map(|(first, last)| (last + QUIET).min(first + LONGEST));
        paths.into_iter().chain(self.lost).min()
    }

    /// Gives the batch that is whole by now.
    pub(super) fn take(&mut self, now: Timestamp) -> Option<Batch> {
        // A clock that was set back would keep it waiting.
        let is_back = self.came.is_some_and(|(first, _)| now < first);
        if self.due().is_none_or(|due| now < due) && !is_back {
            return None;
        }
        let paths = std::mem::take(&mut self.paths);
        self.came = None;
        if self.lost.is_some_and(|lost| lost <= now) {
            self.lost = None;
            self.pause = (self.pause * 2).clamp(PAUSE, LONGEST_PAUSE);
            self.rested = now + self.pause;
            return Some(Batch::All);
        }
        Some(Batch::Paths(paths))
    }
}

/// The days of a zone.
#[derive(Debug)]
pub(super) struct Calendar {
    pub(super) zone: Offset,
    today: Date,
}

impl Calendar {
    pub(super) fn new(zone: Offset, now: Timestamp) -> Self {
        Self { zone, today: zone.to_datetime(now).date() }
    }

    /// Tells whether another day has begun since it was asked last.
    pub(super) fn turns(&mut self, now: Timestamp) -> bool {
        let today = self.zone.to_datetime(now).date();
        std::mem::replace(&mut self.today, today) != today
    }

    /// Tells when to ask again: at midnight, at the latest in an hour.
    pub(super) fn wake(&self, now: Timestamp) -> Timestamp {
        let tomorrow = self.zone.to_datetime(now).date().tomorrow().ok();
        let midnight = tomorrow.and_then(|day| self.zone.to_timestamp(day.at(0, 0, 0, 0)).ok());
        midnight.map_or(now + NAP, |midnight| midnight.min(now + NAP))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + milliseconds).expect("in range")
    }

    fn paths<const N: usize>(names: [&str; N]) -> impl Iterator<Item = PathBuf> {
        names.map(PathBuf::from).into_iter()
    }

    /// Plays events and gives the batches, each with the time at which it was handed on.
    fn played(events: &[(i64, &str)]) -> Vec<(i64, Batch)> {
        let (mut gather, mut batches) = (Gather::default(), Vec::new());
        let mut events = events.iter().peekable();
        for time in 0..500 {
            while let Some((_, name)) = events.next_if(|(when, _)| *when == time) {
                match *name {
                    "LOST" => gather.lose(at(time)),
                    name => gather.add(at(time), paths([name])),
                }
            }
            batches.extend(gather.take(at(time)).map(|batch| (time, batch)));
        }
        assert_eq!(gather.due(), None);
        batches
    }

    fn batch<const N: usize>(names: [&str; N]) -> Batch {
        Batch::Paths(paths(names).collect())
    }

    #[test]
    fn the_steps_of_one_save_are_one_batch() {
        let steps = [(0, "a.md"), (1, "a.md"), (3, "b.md"), (9, "a.md")];
        assert_eq!(played(&steps), [(17, batch(["a.md", "b.md"]))]);
    }

    #[test]
    fn saves_apart_are_batches_apart() {
        let saves = [(0, "a.md"), (20, "b.md")];
        assert_eq!(played(&saves), [(8, batch(["a.md"])), (28, batch(["b.md"]))]);
    }

    #[test]
    fn a_long_burst_is_handed_on_in_pieces() {
        let burst: Vec<_> = (0..30).map(|step| (step * 5, "a.md")).collect();
        let times: Vec<_> = played(&burst).into_iter().map(|(time, _)| time).collect();
        assert_eq!(times, [100, 153]);
    }

    #[test]
    fn what_was_lost_is_looked_for_at_growing_distances() {
        let mut gather = Gather::default();
        let (mut told, mut seconds) = (Vec::new(), 0);
        // Each look loses events again, for two minutes.
        gather.lose(at(0));
        while seconds < 400 {
            if gather.take(at(seconds * 1000 + 8)) == Some(Batch::All) {
                told.push(seconds);
                if seconds < 120 {
                    gather.lose(at(seconds * 1000 + 9));
                }
            }
            seconds += 1;
        }
        assert_eq!(told, [0, 1, 3, 7, 15, 31, 63, 123]);
        gather.lose(at(400_000));
        assert_eq!(gather.due(), Some(at(400_008)));
    }

    #[test]
    fn paths_do_not_wait_for_the_look_at_all() {
        let mut gather = Gather::default();
        gather.lose(at(0));
        assert_eq!(gather.take(at(8)), Some(Batch::All));
        gather.lose(at(20));
        gather.add(at(20), paths(["a.md"]));
        assert_eq!(gather.take(at(28)), Some(batch(["a.md"])));
        assert_eq!(gather.take(at(1008)), Some(Batch::All));
    }

    #[test]
    fn thousands_of_paths_are_one_look_at_all() {
        let mut gather = Gather::default();
        gather.add(at(0), (0..20_000).map(|number| PathBuf::from(number.to_string())));
        assert_eq!(gather.take(at(8)), Some(Batch::All));
        assert_eq!(gather.due(), None);
    }

    #[test]
    fn a_clock_set_back_holds_nothing_up() {
        let mut gather = Gather::default();
        gather.add(at(100_000), paths(["a.md"]));
        assert_eq!(gather.take(at(0)), Some(batch(["a.md"])));
    }

    #[test]
    fn a_day_begins_at_midnight_of_the_zone() {
        let time = |text: &str| text.parse::<Timestamp>().expect("a time");
        let mut calendar = Calendar::new(jiff::tz::offset(7), time("2026-11-22T16:10:00Z"));
        assert_eq!(calendar.wake(time("2026-11-22T12:00:00Z")), time("2026-11-22T13:00:00Z"));
        assert_eq!(calendar.wake(time("2026-11-22T16:10:00Z")), time("2026-11-22T17:00:00Z"));
        assert!(!calendar.turns(time("2026-11-22T16:59:59Z")));
        assert!(calendar.turns(time("2026-11-22T17:00:00Z")));
        assert!(!calendar.turns(time("2026-11-22T18:00:00Z")));
    }
}
