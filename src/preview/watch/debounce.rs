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

use super::WatchEvent;

/// How long it must be quiet. Editors write, rename and tidy up within two or three milliseconds.
const QUIET_PERIOD: SignedDuration = SignedDuration::from_millis(8);

/// How long a batch waits in a burst.
const MAX_DELAY: SignedDuration = SignedDuration::from_millis(100);

/// More paths than this are looked at faster all together.
const MAX_PATHS: usize = 10_000;

/// The least and the greatest distance between looks at all.
const MIN_RESCAN_PAUSE: SignedDuration = SignedDuration::from_secs(1);
const MAX_RESCAN_PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// Longest sleep: a machine that slept does not know how long.
const MAX_SLEEP: SignedDuration = SignedDuration::from_hours(1);

/// Paths on their way into a batch.
#[derive(Debug, Default)]
pub(super) struct Debouncer {
    paths: BTreeSet<PathBuf>,
    /// When the first and the last of them came.
    arrivals: Option<(Timestamp, Timestamp)>,
    /// From when on all is to be looked at.
    rescan_due: Option<Timestamp>,
    /// How long to pause after the next look at all, and when the last pause ends.
    rescan_pause: SignedDuration,
    pause_until: Timestamp,
}

impl Debouncer {
    /// Takes in what happened now.
    pub(super) fn add(&mut self, now: Timestamp, paths: impl Iterator<Item = PathBuf>) {
        let known = self.paths.len();
        let mut came = false;
        for path in paths {
            came = true;
            self.paths.insert(path);
        }
        if came {
            let first = self.arrivals.map_or(now, |(first, _)| first);
            self.arrivals = Some((first, now));
        }
        if known <= MAX_PATHS && self.paths.len() > MAX_PATHS {
            self.schedule_rescan(now);
        }
        if self.paths.len() > MAX_PATHS {
            (self.paths, self.arrivals) = (BTreeSet::new(), None);
        }
    }

    /// Notes that events were lost.
    pub(super) fn schedule_rescan(&mut self, now: Timestamp) {
        if now > self.pause_until + self.rescan_pause {
            self.rescan_pause = SignedDuration::ZERO;
        }
        self.rescan_due.get_or_insert((now + QUIET_PERIOD).max(self.pause_until));
    }

    /// Tells when a batch will be whole if nothing more happens.
    pub(super) fn due(&self) -> Option<Timestamp> {
        let paths = self.arrivals.map(|(first, last)| (last + QUIET_PERIOD).min(first + MAX_DELAY));
        paths.into_iter().chain(self.rescan_due).min()
    }

    /// Gives the batch that is whole by now.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Option<WatchEvent> {
        // A clock that was set back would keep it waiting.
        let is_back = self.arrivals.is_some_and(|(first, _)| now < first);
        if self.due().is_none_or(|due| now < due) && !is_back {
            return None;
        }
        let paths = std::mem::take(&mut self.paths);
        self.arrivals = None;
        if self.rescan_due.is_some_and(|lost| lost <= now) {
            self.rescan_due = None;
            self.rescan_pause = (self.rescan_pause * 2).clamp(MIN_RESCAN_PAUSE, MAX_RESCAN_PAUSE);
            self.pause_until = now + self.rescan_pause;
            return Some(WatchEvent::Everything);
        }
        Some(WatchEvent::Paths(paths))
    }
}

/// The days of a zone.
#[derive(Debug)]
pub(super) struct DayTimer {
    pub(super) zone: Offset,
    today: Date,
}

impl DayTimer {
    pub(super) fn new(zone: Offset, now: Timestamp) -> Self {
        Self { zone, today: zone.to_datetime(now).date() }
    }

    /// Tells whether another day has begun since it was asked last.
    pub(super) fn day_has_changed(&mut self, now: Timestamp) -> bool {
        let today = self.zone.to_datetime(now).date();
        std::mem::replace(&mut self.today, today) != today
    }

    /// Tells when to ask again: at midnight, at the latest in an hour.
    pub(super) fn next_check(&self, now: Timestamp) -> Timestamp {
        let tomorrow = self.zone.to_datetime(now).date().tomorrow().ok();
        let midnight = tomorrow.and_then(|day| self.zone.to_timestamp(day.at(0, 0, 0, 0)).ok());
        midnight.map_or(now + MAX_SLEEP, |midnight| midnight.min(now + MAX_SLEEP))
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
    fn played(events: &[(i64, &str)]) -> Vec<(i64, WatchEvent)> {
        let (mut gather, mut batches) = (Debouncer::default(), Vec::new());
        let mut events = events.iter().peekable();
        for time in 0..500 {
            while let Some((_, name)) = events.next_if(|(when, _)| *when == time) {
                match *name {
                    "LOST" => gather.schedule_rescan(at(time)),
                    name => gather.add(at(time), paths([name])),
                }
            }
            batches.extend(gather.take_due(at(time)).map(|batch| (time, batch)));
        }
        assert_eq!(gather.due(), None);
        batches
    }

    fn batch<const N: usize>(names: [&str; N]) -> WatchEvent {
        WatchEvent::Paths(paths(names).collect())
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
        let mut gather = Debouncer::default();
        let (mut told, mut seconds) = (Vec::new(), 0);
        // Each look loses events again, for two minutes.
        gather.schedule_rescan(at(0));
        while seconds < 400 {
            if gather.take_due(at(seconds * 1000 + 8)) == Some(WatchEvent::Everything) {
                told.push(seconds);
                if seconds < 120 {
                    gather.schedule_rescan(at(seconds * 1000 + 9));
                }
            }
            seconds += 1;
        }
        assert_eq!(told, [0, 1, 3, 7, 15, 31, 63, 123]);
        gather.schedule_rescan(at(400_000));
        assert_eq!(gather.due(), Some(at(400_008)));
    }

    #[test]
    fn paths_do_not_wait_for_the_look_at_all() {
        let mut gather = Debouncer::default();
        gather.schedule_rescan(at(0));
        assert_eq!(gather.take_due(at(8)), Some(WatchEvent::Everything));
        gather.schedule_rescan(at(20));
        gather.add(at(20), paths(["a.md"]));
        assert_eq!(gather.take_due(at(28)), Some(batch(["a.md"])));
        assert_eq!(gather.take_due(at(1008)), Some(WatchEvent::Everything));
    }

    #[test]
    fn thousands_of_paths_are_one_look_at_all() {
        let mut gather = Debouncer::default();
        gather.add(at(0), (0..20_000).map(|number| PathBuf::from(number.to_string())));
        assert_eq!(gather.take_due(at(8)), Some(WatchEvent::Everything));
        assert_eq!(gather.due(), None);
    }

    #[test]
    fn a_clock_set_back_holds_nothing_up() {
        let mut gather = Debouncer::default();
        gather.add(at(100_000), paths(["a.md"]));
        assert_eq!(gather.take_due(at(0)), Some(batch(["a.md"])));
    }

    #[test]
    fn a_day_begins_at_midnight_of_the_zone() {
        let time = |text: &str| text.parse::<Timestamp>().expect("a time");
        let mut calendar = DayTimer::new(jiff::tz::offset(7), time("2026-11-22T16:10:00Z"));
        assert_eq!(calendar.next_check(time("2026-11-22T12:00:00Z")), time("2026-11-22T13:00:00Z"));
        assert_eq!(calendar.next_check(time("2026-11-22T16:10:00Z")), time("2026-11-22T17:00:00Z"));
        assert!(!calendar.day_has_changed(time("2026-11-22T16:59:59Z")));
        assert!(calendar.day_has_changed(time("2026-11-22T17:00:00Z")));
        assert!(!calendar.day_has_changed(time("2026-11-22T18:00:00Z")));
    }
}
