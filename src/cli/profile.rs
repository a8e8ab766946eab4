//! The profile of a build: the time of its stages, of modules, and of the costliest templates, queries and entries.
//!
//! Stages follow each other, so their times add up to that of the build. Modules work on all processors at once: their
//! times, and those of single pieces of work, are added over all threads.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::progress::stage_name;
use crate::diagnostic::{BilingualText, Language};
use crate::monitor::{Stage, Work};

/// How many templates, queries and entries are listed.
const LISTED: usize = 10;

/// What a build has cost so far.
#[derive(Debug, Default)]
pub(super) struct Profile {
    costs: Mutex<Costs>,
}

#[derive(Debug, Default)]
struct Costs {
    /// The stages with the times at which they began.
    stages: Vec<(Stage, Instant)>,
    queries: HashMap<&'static str, Cost>,
    templates: HashMap<Box<str>, Cost>,
    /// Reading entries and rendering their pages, by source file.
    entries: HashMap<Box<str>, Cost>,
    reading: Cost,
    staging: Cost,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    time: Duration,
    count: usize,
}

impl Cost {
    fn add(&mut self, time: Duration) {
        self.time += time;
        self.count += 1;
    }

    fn sum<'a>(costs: impl Iterator<Item = &'a Self>) -> Duration {
        costs.map(|cost| cost.time).sum()
    }
}

impl Profile {
    fn lock(&self) -> MutexGuard<'_, Costs> {
        self.costs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a stage begins.
    pub(super) fn begin(&self, stage: Stage, now: Instant) {
        self.lock().stages.push((stage, now));
    }

    /// Adds the cost of a piece of work.
    pub(super) fn add(&self, work: Work<'_>, time: Duration) {
        let mut costs = self.lock();
        match work {
            Work::Read { entry } => {
                costs.reading.add(time);
                costs.entries.entry(entry.into()).or_default().add(time);
            }
            Work::Answer { query } => costs.queries.entry(query).or_default().add(time),
            Work::Render { template, entry } => {
                costs.templates.entry(template.into()).or_default().add(time);
                if let Some(entry) = entry {
                    costs.entries.entry(entry.into()).or_default().add(time);
                }
            }
            Work::Stage => costs.staging.add(time),
        }
    }

    /// Writes the profile of a build from `start` to `end` as a table for people.
    pub(super) fn table(&self, (start, end): (Instant, Instant), language: Language) -> String {
        let costs = self.lock();
        let mut table = CostTable { text: String::new(), language };
        table.head(&BilingualText::new("Theo khâu, giây", "By stage, seconds"));
        let first = costs.stages.first().map_or(end, |(_, begun)| *begun);
        let settings =
            BilingualText::new("Đọc khai báo và giao diện", "Reading settings and theme");
        table.row(first - start, settings.in_language(language), 1);
        let ends = costs.stages.iter().skip(1).map(|(_, begun)| *begun).chain([end]);
        for ((stage, begun), ended) in costs.stages.iter().zip(ends) {
            table.row(ended - *begun, stage_name(*stage, language), 1);
        }
        table.head(&BilingualText::new(
            "Theo mô-đun, giây cộng mọi luồng",
            "By module, seconds of all threads",
        ));
        let answering = Cost::sum(costs.queries.values());
        let rendering = Cost::sum(costs.templates.values()).saturating_sub(answering);
        for (module, time) in [
            ("entry", costs.reading.time),
            ("library", answering),
            ("render, theme", rendering),
            ("output", costs.staging.time),
        ] {
            table.row(time, module, 1);
        }
        let none = BilingualText::new("(không theo mẫu)", "(no template)");
        let templates = costs.templates.iter().map(|(name, cost)| match &**name {
            "" => (none.in_language(language), *cost),
            name => (name, *cost),
        });
        table.costliest(&BilingualText::new("Mẫu tốn nhất", "Costliest templates"), templates);
        let queries = costs.queries.iter().map(|(code, cost)| (*code, *cost));
        table.costliest(&BilingualText::new("Truy vấn tốn nhất", "Costliest queries"), queries);
        let entries = costs.entries.iter().map(|(source, cost)| (&**source, *cost));
        table.costliest(&BilingualText::new("Bài tốn nhất", "Costliest entries"), entries);
        table.text
    }
}

/// A table that is being written. Writing to a text cannot fail.
struct CostTable {
    text: String,
    language: Language,
}

impl CostTable {
    fn head(&mut self, head: &BilingualText) {
        let _ = writeln!(self.text, "{}:", head.in_language(self.language));
    }

    fn row(&mut self, time: Duration, name: &str, count: usize) {
        let mut seconds = format!("{:10.3}", time.as_secs_f64());
        if self.language == Language::Vietnamese {
            seconds = seconds.replace('.', ",");
        }
        let times = if count > 1 { format!(" × {count}") } else { String::new() };
        let _ = writeln!(self.text, "{seconds}  {name}{times}");
    }

    fn costliest<'a>(
        &mut self,
        head: &BilingualText,
        costs: impl Iterator<Item = (&'a str, Cost)>,
    ) {
        let mut costs: Vec<_> = costs.collect();
        costs.sort_by(|(a, cost), (b, other)| other.cmp(cost).then_with(|| a.cmp(b)));
        self.head(head);
        for (name, cost) in costs.into_iter().take(LISTED) {
            self.row(cost.time, name, cost.count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_added_and_sorted() {
        let profile = Profile::default();
        let start = Instant::now();
        let after = |milliseconds| start + Duration::from_millis(milliseconds);
        let time = Duration::from_millis;
        profile.begin(Stage::Read, after(10));
        profile.begin(Stage::Make, after(110));
        profile.add(Work::Read { entry: "content/a.md" }, time(40));
        profile.add(Work::Read { entry: "content/b.md" }, time(50));
        profile.add(Work::Answer { query: "list" }, time(5));
        profile.add(Work::Answer { query: "list" }, time(5));
        profile.add(Work::Render { template: "entry.html", entry: Some("content/a.md") }, time(20));
        profile.add(Work::Render { template: "", entry: None }, time(3));
        profile.add(Work::Stage, time(7));
        let expected = "\
By stage, seconds:
     0.010  Reading settings and theme
     0.100  Reading entries
     0.190  Making pages
By module, seconds of all threads:
     0.090  entry
     0.010  library
     0.013  render, theme
     0.007  output
Costliest templates:
     0.020  entry.html
     0.003  (no template)
Costliest queries:
     0.010  list × 2
Costliest entries:
     0.060  content/a.md × 2
     0.050  content/b.md
";
        assert_eq!(profile.table((start, after(300)), Language::English), expected);
        let vietnamese = profile.table((start, after(300)), Language::Vietnamese);
        assert!(vietnamese.contains("     0,190  Dựng trang\n"), "{vietnamese}");
    }
}
