//! The property that incremental builds and the preview stand or fall by: what comes of the site of yesterday, and what
//! is served, is what a build from nothing gives.
//!
//! Small random portals are edited at random: entries come, change, move, break and go, settings, theme and the day
//! too; builds are killed, what they remember is spoilt, and so is the site. After each step the site that was built on
//! and on equals one built into a new folder without a ledger, so does what is told, and so does each file that the
//! preview serves; built once more, nothing is rendered.
//!
//! Seeds are fixed, so a failure comes back; its message names the seed and the steps. `SCRIPTS=1 SEED=7` plays that
//! one again, and `SCRIPTS=0 SEED=1001` goes on from there without an end.

mod edits;
mod texts;

use std::collections::BTreeSet;
use std::env;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;

use jiff::civil::Date;
use niemyet::diagnostic::Severity;
use niemyet::pipeline::Report;

use crate::test_portal::{Files, TestPortal, assert_same_files, fault_line};
use crate::test_session::{NotifyMode, TestSession};
use edits::{BrokenFiles, EditKind, PATHS, random_edit};

/// How many portals unless more are asked for, and how many steps each.
const SCRIPTS: u64 = 1000;
const STEPS: usize = 7;

/// A linear congruential generator (Knuth's MMIX): the same numbers on every machine.
struct TestRng(u64);

impl TestRng {
    fn below(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).expect("31 bits fit");
        high % sides
    }

    /// Gives a value now and then, and mostly nothing.
    fn pick_rarely<'a>(&mut self, from: &[&'a str]) -> &'a str {
        if self.below(10) == 0 { self.pick(from) } else { "" }
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// What happened to a portal so far.
struct StepLog {
    steps: Vec<String>,
    broken_files: BrokenFiles,
}

impl StepLog {
    fn record(&mut self, what: String) {
        self.steps.push(what);
    }

    fn with_step(&self, what: &str) -> String {
        format!("{}\n{what}", self.steps.join("\n"))
    }
}

/// A site as a build from nothing gives it without the entries at fault, and what that build told.
struct ExpectedSite {
    site: Files,
    report: Report,
}

impl ExpectedSite {
    fn of(portal: &TestPortal) -> Self {
        let (site, report) = portal.fresh_build_keep_going();
        Self { site, report }
    }

    /// Whether the site is published even by who wants all or nothing.
    fn has_no_errors(&self) -> bool {
        !self.report.has_errors()
    }

    /// The files of the site, without what the tool writes for itself.
    fn files(&self) -> impl Iterator<Item = (&String, &Vec<u8>)> {
        self.site.iter().filter(|(path, _)| !path.starts_with(".niemyet"))
    }
}

/// What a build tells that does not depend on the one before.
fn report_summary(report: &Report) -> (usize, usize, Option<Date>, Vec<String>) {
    let told = report.faults.iter().filter(|fault| fault.severity != Severity::Advice);
    (report.entries, report.targets, report.next_change, told.map(fault_line).collect())
}

/// Plays one script to its end; gives how many of its steps could be published.
fn run_script(seed: u64) -> usize {
    let mut dice = TestRng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut portal = TestPortal::new();
    // Half of the portals are built long after they were saved, so that the times of files are believed.
    if seed.is_multiple_of(2) {
        portal = portal.long_after_saving();
    }
    for path in PATHS {
        if dice.below(2) == 0 {
            let text = texts::entry(&mut dice, path);
            portal = portal.file(path, &text);
        }
    }
    let told = vec![format!("seed {seed}")];
    let mut story = StepLog { steps: told, broken_files: BrokenFiles::default() };
    let mut shown = PreviewCheck::open(&portal);
    let mut published = 0;
    for _ in 0..STEPS {
        let deed;
        (portal, deed) = step(&mut dice, portal, &mut story);
        let goal = ExpectedSite::of(&portal);
        published += usize::from(goal.has_no_errors());
        shown.check_step((&mut dice, &deed), &portal, &goal, &story);
        portal = build_and_check(&mut dice, portal, &goal, &mut story);
        portal = remove_foreign_files(portal, &goal, &story);
    }
    published
}

/// Does one thing, or a burst of them; tells what it was, if it was one.
fn step(dice: &mut TestRng, portal: TestPortal, story: &mut StepLog) -> (TestPortal, EditKind) {
    let (mut portal, mut deed) = random_edit(dice, portal, story);
    if dice.below(4) == 0 {
        for _ in 0..dice.below(3) + 1 {
            (portal, _) = random_edit(dice, portal, story);
        }
        deed = EditKind::Other;
    }
    (portal, deed)
}

/// Builds on what is there, and holds it against the goal.
fn build_and_check(
    dice: &mut TestRng,
    mut portal: TestPortal,
    goal: &ExpectedSite,
    story: &mut StepLog,
) -> TestPortal {
    let here = site_without_stage(&portal);
    if !goal.has_no_errors() && dice.below(2) == 0 {
        story.record("build all the same".to_owned());
        portal = portal.keep_going().build_to("public").all_or_nothing();
        if portal.report().published.is_some() {
            assert_keep_going_site(&portal.site_with_manifest(), &here, goal, story);
        }
    } else {
        portal = portal.build_to("public");
    }
    assert_eq!(
        report_summary(portal.report()),
        report_summary(&goal.report),
        "{}",
        story.with_step("is told")
    );
    if portal.report().published.is_none() {
        assert!(!goal.has_no_errors(), "{}", story.with_step("is not published"));
        assert_same_files(
            &site_without_stage(&portal),
            &here,
            &story.with_step("is at fault, and the site moved"),
        );
        return portal;
    }
    if !goal.has_no_errors() {
        return portal;
    }
    assert_same_files(
        &generated_files(&portal, goal, story),
        &goal.site,
        &story.with_step("and built"),
    );
    if dice.below(3) > 0 {
        return portal;
    }
    // What ended at a glance has told the ledger nothing, which may be spoilt.
    let has_learnt = !portal.report().rendered.is_empty();
    if has_learnt && dice.below(2) == 0 && portal.path(".niemyet/sight").exists() {
        portal = portal.remove(".niemyet/sight");
    }
    portal = portal.build_to("public");
    assert_same_files(
        &generated_files(&portal, goal, story),
        &goal.site,
        &story.with_step("and built again"),
    );
    assert_eq!(
        report_summary(portal.report()),
        report_summary(&goal.report),
        "{}",
        story.with_step("built again")
    );
    assert!(portal.report().rendered.is_empty(), "{}", story.with_step("and built again"));
    portal
}

/// The site with its manifest, without what a hand wrote over pages that are gone since: that is never deleted.
fn generated_files(portal: &TestPortal, goal: &ExpectedSite, story: &StepLog) -> Files {
    let mut files = portal.site_with_manifest();
    let is_by_hand = |path: &str| story.steps.contains(&format!("public/{path} is spoilt"));
    files.retain(|path, _| goal.site.contains_key(path) || !is_by_hand(path));
    files
}

/// Takes away by hand what a hand wrote over pages that are gone: where such a page comes back, it would be in the way.
fn remove_foreign_files(portal: TestPortal, goal: &ExpectedSite, story: &StepLog) -> TestPortal {
    let left = portal.site_with_manifest().into_keys().filter(|path| !goal.site.contains_key(path));
    let by_hand = left.filter(|path| story.steps.contains(&format!("public/{path} is spoilt")));
    by_hand.fold(portal, |portal, path| portal.remove(&format!("public/{path}")))
}

/// The site with its manifest, without what a killed build had staged.
fn site_without_stage(portal: &TestPortal) -> Files {
    let mut files = portal.site_with_manifest();
    files.retain(|path, _| !path.starts_with(".niemyet-stage/"));
    files
}

/// Asserts that a site without the entries at fault is as it would be from nothing; of those at fault it may hold what
/// it held before.
#[track_caller]
fn assert_keep_going_site(site: &Files, before: &Files, goal: &ExpectedSite, story: &StepLog) {
    let mut files = site.clone();
    let is_kept = |path: &String, bytes: &Vec<u8>| before.get(path) == Some(bytes);
    files.retain(|path, bytes| goal.site.contains_key(path) || !is_kept(path, bytes));
    let ours = |path: &String| path.starts_with(".niemyet");
    let mut wanted = goal.site.clone();
    wanted.retain(|path, _| !ours(path));
    files.retain(|path, _| !ours(path));
    assert_same_files(&files, &wanted, &story.with_step("built without those at fault"));
}

/// The preview of a portal, and what it served.
struct PreviewCheck {
    session: TestSession,
    /// What it served of the last goal, where that had no fault.
    last_served: Option<Files>,
    /// Every file that the site ever had.
    seen_paths: BTreeSet<String>,
    drafts: bool,
}

impl PreviewCheck {
    fn open(portal: &TestPortal) -> Self {
        let (session, drafts) = (TestSession::open(portal), portal.options().drafts);
        Self { session, last_served: None, seen_paths: BTreeSet::new(), drafts }
    }

    /// Tells the preview what happened, or opens it anew, and holds what it serves against the goal.
    fn check_step(
        &mut self,
        (dice, deed): (&mut TestRng, &EditKind),
        portal: &TestPortal,
        goal: &ExpectedSite,
        story: &StepLog,
    ) {
        let last = self.last_served.take();
        let is_other = portal.options().drafts != self.drafts;
        let is_open = !is_other && dice.below(8) > 0;
        if is_open {
            if let (EditKind::Body(path), true, 0) = (deed, goal.has_no_errors(), dice.below(2)) {
                self.assert_unreported_edit_served(path, goal, last.as_ref(), story);
            }
            let telling = NotifyMode::ALL[dice.below(NotifyMode::ALL.len())];
            self.session.report_edits(portal, telling);
        } else {
            self.session = TestSession::open(portal);
            self.drafts = portal.options().drafts;
        }
        for (path, bytes) in goal.files() {
            self.assert_served(path, bytes, story);
            if !self.seen_paths.contains(path) {
                self.seen_paths.insert(path.clone());
            }
        }
        if goal.has_no_errors() {
            self.assert_removed_paths_not_served(goal, story);
            self.last_served = Some(goal.site.clone());
        } else if let (true, EditKind::BreaksPortal, Some(last)) = (is_open, deed, last) {
            let is_page = |(path, _): &(&String, &Vec<u8>)| path.ends_with(".html");
            for (path, bytes) in last.iter().filter(is_page) {
                self.assert_served(path, bytes, story);
            }
        }
    }

    fn assert_served(&self, path: &str, bytes: &[u8], story: &StepLog) {
        let served = self.session.served(path);
        let is_same = served.as_deref() == Some(bytes);
        let served = served.as_deref().map(String::from_utf8_lossy);
        let wanted = String::from_utf8_lossy(bytes);
        assert!(
            is_same,
            "{}\n{served:?}\nnot:\n{wanted:?}",
            story.with_step(&format!("{path} is served"))
        );
    }

    /// Asserts that the page of a text that was saved is right though nobody told of that.
    fn assert_unreported_edit_served(
        &self,
        source: &str,
        goal: &ExpectedSite,
        last: Option<&Files>,
        story: &StepLog,
    ) {
        let entry = source.trim_start_matches("content/").trim_end_matches(".md");
        let page = format!("{}/index.html", entry.trim_end_matches("/index"));
        let was = last.is_some_and(|last| last.contains_key(&page));
        if let Some(bytes) = goal.site.get(&page).filter(|_| was) {
            self.assert_served(&page, bytes, story);
        }
    }

    /// Asserts that nothing is served where nothing lies any more.
    fn assert_removed_paths_not_served(&self, goal: &ExpectedSite, story: &StepLog) {
        for path in self.seen_paths.iter().filter(|path| !goal.site.contains_key(*path)) {
            let served = self.session.served(path);
            assert!(served.is_none(), "{}", story.with_step(&format!("{path} is served still")));
        }
    }
}

/// Reads a number that was asked for.
fn number_from_env(name: &str) -> Option<u64> {
    let written = env::var(name).ok()?;
    Some(written.parse().unwrap_or_else(|_| panic!("{name} is a number, not {written:?}")))
}

/// Lets the other threads end where a script on this one failed.
struct StopOnPanic<'a>(&'a AtomicBool);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.store(true, Ordering::SeqCst);
        }
    }
}

#[test]
fn a_build_on_a_build_and_what_is_served_is_what_a_build_from_nothing_gives() {
    let scripts = number_from_env("SCRIPTS").unwrap_or(SCRIPTS);
    let first = number_from_env("SEED").unwrap_or(1);
    let end = if scripts == 0 { u64::MAX } else { first + scripts };
    let (next, failed) = (AtomicU64::new(first), AtomicBool::new(false));
    let published = AtomicUsize::new(0);
    let play = || {
        // One thread a script: so small a portal gains nothing from more.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        loop {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= end || failed.load(Ordering::SeqCst) {
                return;
            }
            let _stop = StopOnPanic(&failed);
            published.fetch_add(pool.install(|| run_script(seed)), Ordering::SeqCst);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(play);
        }
    });
    let all = usize::try_from(end - first).expect("few") * STEPS;
    let published = published.into_inner();
    assert!(published * 2 > all, "only {published} of {all} steps could be published");
}
