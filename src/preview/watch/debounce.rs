//! When a batch of paths is complete, and when a day begins: pure rules about times and paths, without a clock. Delays
//! are measured in instants; only days are told by timestamps.
//!
//! A save causes several events within a few milliseconds. A batch is delivered after a quiet period, and in a long
//! burst at least every [`MAX_DELAY`]. After lost events everything must be scanned; a scan opens every folder,
//! which on a busy machine may lose events again, so the pause between scans doubles until no more events are lost.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::event::WatchEvent;
use crate::config;

/// How long no event may come before a batch is complete. Editors finish a save within two or three milliseconds.
const QUIET_PERIOD: Duration = Duration::from_millis(8);

/// How long a batch is delayed at most in a burst.
const MAX_DELAY: Duration = Duration::from_millis(100);

/// With more paths than this a scan of everything is faster.
const MAX_PATHS: usize = 10_000;

/// The shortest and the longest pause between scans of everything.
const MIN_RESCAN_PAUSE: Duration = Duration::from_secs(1);
const MAX_RESCAN_PAUSE: Duration = Duration::from_secs(60);

/// The longest sleep: timeouts do not advance while the machine is suspended.
const MAX_SLEEP: Duration = Duration::from_secs(60 * 60);

/// Collects paths until a batch is complete.
#[derive(Debug, Default)]
pub(super) struct Debouncer {
    paths: BTreeSet<PathBuf>,
    /// When the first and the last of them arrived.
    arrivals: Option<(Instant, Instant)>,
    /// When a scan of everything is due.
    rescan_due: Option<Instant>,
    /// The pause after the last scan of everything (doubled for the next), and when it ends.
    rescan_pause: Duration,
    pause_until: Option<Instant>,
}

impl Debouncer {
    /// Adds paths that changed now.
    pub(super) fn add(&mut self, now: Instant, paths: impl Iterator<Item = PathBuf>) {
        let count_before = self.paths.len();
        let mut has_new = false;
        for path in paths {
            has_new = true;
            self.paths.insert(path);
        }
        if has_new {
            let first = self.arrivals.map_or(now, |(first, _)| first);
            self.arrivals = Some((first, now));
        }
        if count_before <= MAX_PATHS && self.paths.len() > MAX_PATHS {
            self.schedule_rescan(now);
        }
        if self.paths.len() > MAX_PATHS {
            (self.paths, self.arrivals) = (BTreeSet::new(), None);
        }
    }

    /// Schedules a scan of everything, because events were lost.
    pub(super) fn schedule_rescan(&mut self, now: Instant) {
        let pause_until = self.pause_until.unwrap_or(now);
        if now > pause_until + self.rescan_pause {
            self.rescan_pause = Duration::ZERO;
        }
        self.rescan_due.get_or_insert((now + QUIET_PERIOD).max(pause_until));
    }

    /// Returns when the next batch is complete if no more events come.
    pub(super) fn due(&self) -> Option<Instant> {
        let paths = self.arrivals.map(|(first, last)| (last + QUIET_PERIOD).min(first + MAX_DELAY));
        paths.into_iter().chain(self.rescan_due).min()
    }

    /// Takes the batch that is complete by now.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<WatchEvent> {
        if self.due().is_none_or(|due| now < due) {
            return None;
        }
        let paths = std::mem::take(&mut self.paths);
        self.arrivals = None;
        if self.rescan_due.is_some_and(|due| due <= now) {
            self.rescan_due = None;
            self.rescan_pause = (self.rescan_pause * 2).clamp(MIN_RESCAN_PAUSE, MAX_RESCAN_PAUSE);
            self.pause_until = Some(now + self.rescan_pause);
            return Some(WatchEvent::Everything);
        }
        Some(WatchEvent::Paths(paths))
    }
}

/// Detects the beginning of a day in a time zone.
#[derive(Debug)]
pub(super) struct DayTimer {
    pub(super) zone: Offset,
    today: Date,
}

impl DayTimer {
    pub(super) fn new(zone: Offset, now: Timestamp) -> Self {
        Self { zone, today: config::day_in(zone, now) }
    }

    /// Returns whether another day has begun since the last call.
    pub(super) fn day_has_changed(&mut self, now: Timestamp) -> bool {
        let today = config::day_in(self.zone, now);
        std::mem::replace(&mut self.today, today) != today
    }

    /// Returns how long to wait before checking again: until midnight, at most an hour.
    pub(super) fn until_next_check(&self, now: Timestamp) -> Duration {
        let tomorrow = config::day_in(self.zone, now).tomorrow().ok();
        let midnight = tomorrow.and_then(|day| self.zone.to_timestamp(day.at(0, 0, 0, 0)).ok());
        let until =
            midnight.and_then(|midnight| Duration::try_from(midnight.duration_since(now)).ok());
        until.unwrap_or(MAX_SLEEP).min(MAX_SLEEP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The instants of one test, in milliseconds after its beginning.
    fn instants() -> impl Fn(u64) -> Instant {
        let beginning = Instant::now();
        move |milliseconds| beginning + Duration::from_millis(milliseconds)
    }

    fn paths<const N: usize>(names: [&str; N]) -> impl Iterator<Item = PathBuf> {
        names.map(PathBuf::from).into_iter()
    }

    /// Replays events; returns the batches, each with the time at which it was delivered.
    fn replay(events: &[(u64, &str)]) -> Vec<(u64, WatchEvent)> {
        let at = instants();
        let (mut debouncer, mut batches) = (Debouncer::default(), Vec::new());
        let mut events = events.iter().peekable();
        for time in 0..500 {
            while let Some((_, name)) = events.next_if(|(when, _)| *when == time) {
                match *name {
                    "LOST" => debouncer.schedule_rescan(at(time)),
                    name => debouncer.add(at(time), paths([name])),
                }
            }
            batches.extend(debouncer.take_due(at(time)).map(|batch| (time, batch)));
        }
        assert_eq!(debouncer.due(), None);
        batches
    }

    fn batch<const N: usize>(names: [&str; N]) -> WatchEvent {
        WatchEvent::Paths(paths(names).collect())
    }

    #[test]
    fn the_events_of_one_save_form_one_batch() {
        let steps = [(0, "a.md"), (1, "a.md"), (3, "b.md"), (9, "a.md")];
        assert_eq!(replay(&steps), [(17, batch(["a.md", "b.md"]))]);
    }

    #[test]
    fn separate_saves_form_separate_batches() {
        let saves = [(0, "a.md"), (20, "b.md")];
        assert_eq!(replay(&saves), [(8, batch(["a.md"])), (28, batch(["b.md"]))]);
    }

    #[test]
    fn a_long_burst_is_delivered_in_several_batches() {
        let burst: Vec<_> = (0..30).map(|step| (step * 5, "a.md")).collect();
        let times: Vec<_> = replay(&burst).into_iter().map(|(time, _)| time).collect();
        assert_eq!(times, [100, 153]);
    }

    #[test]
    fn scans_after_lost_events_come_at_growing_intervals() {
        let (at, mut debouncer) = (instants(), Debouncer::default());
        let (mut scans, mut seconds) = (Vec::new(), 0);
        // Each scan loses events again, for two minutes.
        debouncer.schedule_rescan(at(0));
        while seconds < 400 {
            if debouncer.take_due(at(seconds * 1000 + 8)) == Some(WatchEvent::Everything) {
                scans.push(seconds);
                if seconds < 120 {
                    debouncer.schedule_rescan(at(seconds * 1000 + 9));
                }
            }
            seconds += 1;
        }
        assert_eq!(scans, [0, 1, 3, 7, 15, 31, 63, 123]);
        debouncer.schedule_rescan(at(400_000));
        assert_eq!(debouncer.due(), Some(at(400_008)));
    }

    #[test]
    fn paths_do_not_wait_for_a_scan_of_everything() {
        let (at, mut debouncer) = (instants(), Debouncer::default());
        debouncer.schedule_rescan(at(0));
        assert_eq!(debouncer.take_due(at(8)), Some(WatchEvent::Everything));
        debouncer.schedule_rescan(at(20));
        debouncer.add(at(20), paths(["a.md"]));
        assert_eq!(debouncer.take_due(at(28)), Some(batch(["a.md"])));
        assert_eq!(debouncer.take_due(at(1008)), Some(WatchEvent::Everything));
    }

    #[test]
    fn thousands_of_paths_become_one_scan_of_everything() {
        let (at, mut debouncer) = (instants(), Debouncer::default());
        debouncer.add(at(0), (0..20_000).map(|number| PathBuf::from(number.to_string())));
        assert_eq!(debouncer.take_due(at(8)), Some(WatchEvent::Everything));
        assert_eq!(debouncer.due(), None);
    }

    #[test]
    fn a_day_begins_at_midnight_of_the_zone() {
        let time = |text: &str| text.parse::<Timestamp>().expect("a time");
        let mut calendar = DayTimer::new(jiff::tz::offset(7), time("2026-11-22T16:10:00Z"));
        let until_next_check = |from| calendar.until_next_check(time(from)).as_secs() / 60;
        assert_eq!(until_next_check("2026-11-22T12:00:00Z"), 60);
        assert_eq!(until_next_check("2026-11-22T16:10:00Z"), 50);
        assert!(!calendar.day_has_changed(time("2026-11-22T16:59:59Z")));
        assert!(calendar.day_has_changed(time("2026-11-22T17:00:00Z")));
        assert!(!calendar.day_has_changed(time("2026-11-22T18:00:00Z")));
    }
}
