//! The main property of incremental builds and of the preview: both give what a build from scratch gives.
//!
//! Small random portals are edited at random: entries are created, changed, moved, broken and removed, and settings,
//! theme and day change too; builds are killed, and the ledger and the site are corrupted. After each step the site
//! built incrementally equals one built into a new folder without a ledger; so do the reported faults and each file
//! that the preview serves. One more build renders nothing.
//!
//! Seeds are fixed, so failures are reproducible; the message names the seed and the steps. `SCRIPTS=1 SEED=7` runs
//! that script alone, and `SCRIPTS=0 SEED=1001` runs from there without an end.

mod edits;
mod texts;

use std::collections::BTreeSet;
use std::env;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;

use jiff::civil::Date;
use niemyet::diagnostic::Severity;
use niemyet::pipeline::Report;
use niemyet::site::servers::ServerFile;

use crate::rng::TestRng;
use crate::test_portal::{Files, TestPortal, assert_same_files, fault_line};
use crate::test_session::{NotifyMode, TestSession};
use edits::{BrokenFiles, EditKind, PATHS, random_edit};

/// The number of scripts unless the environment sets another, and the number of steps in each.
const SCRIPTS: u64 = 100;
const STEPS: usize = 7;

/// The steps of a script so far, for failure messages, and the files to repair.
struct StepLog {
    steps: Vec<String>,
    broken_files: BrokenFiles,
}

impl StepLog {
    fn record(&mut self, step: String) {
        self.steps.push(step);
    }

    /// The steps, followed by the failed check.
    fn at_check(&self, check: &str) -> String {
        format!("{}\n{check}", self.steps.join("\n"))
    }
}

/// The site and the report of a build from scratch without the entries at fault.
struct ExpectedSite {
    site: Files,
    report: Report,
}

impl ExpectedSite {
    fn of(portal: &TestPortal) -> Self {
        let (site, report) = portal.fresh_build_keep_going();
        Self { site, report }
    }

    /// Whether a build without `--keep-going` publishes too.
    fn has_no_errors(&self) -> bool {
        !self.report.has_errors()
    }

    /// The files of the site, without the program's own.
    fn files(&self) -> impl Iterator<Item = (&String, &Vec<u8>)> {
        self.site.iter().filter(|(path, _)| !path.starts_with(".niemyet"))
    }
}

/// The part of a report that does not depend on the build before.
fn report_summary(report: &Report) -> (usize, usize, Option<Date>, Vec<String>) {
    let faults = report.faults.iter().filter(|fault| fault.severity != Severity::Advice);
    (report.entries, report.targets, report.next_change, faults.map(fault_line).collect())
}

/// Runs one script; returns how many of its steps could be published.
fn run_script(seed: u64) -> usize {
    let mut rng = TestRng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut portal = TestPortal::new();
    // Half of the portals are built long after they were saved, so that modification times are trusted.
    if seed.is_multiple_of(2) {
        portal = portal.long_after_saving();
    }
    for path in PATHS {
        if rng.below(2) == 0 {
            let text = texts::entry(&mut rng, path);
            portal = portal.file(path, &text);
        }
    }
    let steps = vec![format!("seed {seed}")];
    let mut log = StepLog { steps, broken_files: BrokenFiles::default() };
    let mut preview = PreviewCheck::open(&portal);
    let mut published = 0;
    for _ in 0..STEPS {
        let kind;
        (portal, kind) = step(&mut rng, portal, &mut log);
        let expected = ExpectedSite::of(&portal);
        published += usize::from(expected.has_no_errors());
        preview.check_step((&mut rng, &kind), &portal, &expected, &log);
        portal = build_and_check(&mut rng, portal, &expected, &mut log);
        portal = remove_foreign_files(portal, &expected, &log);
    }
    published
}

/// Makes one change or a burst of them; the kind of a burst is unknown.
fn step(rng: &mut TestRng, portal: TestPortal, log: &mut StepLog) -> (TestPortal, EditKind) {
    let (mut portal, mut kind) = random_edit(rng, portal, log);
    if rng.below(4) == 0 {
        for _ in 0..rng.below(3) + 1 {
            (portal, _) = random_edit(rng, portal, log);
        }
        kind = EditKind::Other;
    }
    (portal, kind)
}

/// Builds incrementally, and compares site and report with the expected ones.
fn build_and_check(
    rng: &mut TestRng,
    mut portal: TestPortal,
    expected: &ExpectedSite,
    log: &mut StepLog,
) -> TestPortal {
    let before = site_without_stage(&portal);
    if !expected.has_no_errors() && rng.below(2) == 0 {
        log.record("build with --keep-going".to_owned());
        portal = portal.keep_going().build_to("public").all_or_nothing();
        if portal.report().published.is_some() {
            assert_keep_going_site(&portal.site_with_manifest(), &before, expected, log);
        }
    } else {
        portal = portal.build_to("public");
    }
    assert_eq!(
        report_summary(portal.report()),
        report_summary(&expected.report),
        "{}",
        log.at_check("the report of the build")
    );
    if portal.report().published.is_none() {
        assert!(
            !expected.has_no_errors(),
            "{}",
            log.at_check("has no errors, but is not published")
        );
        assert_same_files(
            &site_without_stage(&portal),
            &before,
            &log.at_check("has errors, but the site changed"),
        );
        return portal;
    }
    if !expected.has_no_errors() {
        return portal;
    }
    assert_same_files(
        &generated_files(&portal, expected, log),
        &expected.site,
        &log.at_check("the site after the build"),
    );
    if rng.below(3) > 0 {
        return portal;
    }
    // A build that exited early has not repaired the ledger, which may be corrupt.
    let has_rendered = !portal.report().rendered.is_empty();
    if has_rendered && rng.below(2) == 0 && portal.path(".niemyet/snapshot").exists() {
        portal = portal.remove(".niemyet/snapshot");
    }
    portal = portal.build_to("public");
    assert_same_files(
        &generated_files(&portal, expected, log),
        &expected.site,
        &log.at_check("the site after a second build"),
    );
    assert_eq!(
        report_summary(portal.report()),
        report_summary(&expected.report),
        "{}",
        log.at_check("the report of a second build")
    );
    assert!(
        portal.report().rendered.is_empty(),
        "{}",
        log.at_check("a second build renders something")
    );
    portal
}

/// The site with its manifest, without removed pages that were corrupted before: a build never deletes these.
fn generated_files(portal: &TestPortal, expected: &ExpectedSite, log: &StepLog) -> Files {
    let mut files = portal.site_with_manifest();
    let is_corrupted = |path: &str| log.steps.contains(&format!("public/{path} is corrupted"));
    files.retain(|path, _| expected.site.contains_key(path) || !is_corrupted(path));
    files
}

/// Removes corrupted files at paths that are no longer in the site: they would block a page that returns there.
fn remove_foreign_files(portal: TestPortal, expected: &ExpectedSite, log: &StepLog) -> TestPortal {
    let stale =
        portal.site_with_manifest().into_keys().filter(|path| !expected.site.contains_key(path));
    let corrupted = stale.filter(|path| log.steps.contains(&format!("public/{path} is corrupted")));
    corrupted.fold(portal, |portal, path| portal.remove(&format!("public/{path}")))
}

/// The site with its manifest, without files staged by a killed build.
fn site_without_stage(portal: &TestPortal) -> Files {
    let mut files = portal.site_with_manifest();
    files.retain(|path, _| !path.starts_with(".niemyet-stage/"));
    files
}

/// Asserts that a site without the entries at fault equals the expected one, except that files of entries at fault may
/// remain as they were before.
#[track_caller]
fn assert_keep_going_site(site: &Files, before: &Files, expected: &ExpectedSite, log: &StepLog) {
    let mut files = site.clone();
    let is_kept = |path: &String, bytes: &Vec<u8>| before.get(path) == Some(bytes);
    files.retain(|path, bytes| expected.site.contains_key(path) || !is_kept(path, bytes));
    let keeps_files = files.len() < site.len();
    let is_server_file = |path: &String| {
        ServerFile::ALL.iter().any(|(_, address)| path.as_str() == address.trim_start_matches('/'))
    };
    // The files for servers also have rules for what is kept.
    if keeps_files {
        for path in expected.site.keys().filter(|path| is_server_file(path)) {
            let lost = lost_rules(&expected.site[path], &files[path]);
            assert!(lost.is_empty(), "{}: {lost:?}", log.at_check(path));
        }
    }
    let is_own =
        |path: &String| path.starts_with(".niemyet") || keeps_files && is_server_file(path);
    let mut wanted = expected.site.clone();
    wanted.retain(|path, _| !is_own(path));
    files.retain(|path, _| !is_own(path));
    assert_same_files(&files, &wanted, &log.at_check("the site of a build with --keep-going"));
}

/// The words of the rules for servers that others lack: a line may have rules for several addresses.
fn lost_rules(expected: &[u8], written: &[u8]) -> Vec<String> {
    let words = |text: &[u8]| -> BTreeSet<String> {
        let text = String::from_utf8_lossy(text);
        let words = text.split([' ', '\n', '"', '(', ')', '|', '<', '>', '&', ';']);
        // Apache skips as many rules as there are old addresses.
        words.filter(|word| !word.starts_with("[S=")).map(str::to_owned).collect()
    };
    words(expected).difference(&words(written)).cloned().collect()
}

/// The preview of a portal, and what is known of its site.
struct PreviewCheck {
    session: TestSession,
    /// The files of the last expected site, if that had no errors.
    last_served: Option<Files>,
    /// The path of every file that the site ever had.
    seen_paths: BTreeSet<String>,
    drafts: bool,
}

impl PreviewCheck {
    fn open(portal: &TestPortal) -> Self {
        let (session, drafts) = (TestSession::open(portal), portal.options().drafts);
        Self { session, last_served: None, seen_paths: BTreeSet::new(), drafts }
    }

    /// Notifies the preview of the change, or opens it again, and compares what it serves with the expected site.
    fn check_step(
        &mut self,
        (rng, kind): (&mut TestRng, &EditKind),
        portal: &TestPortal,
        expected: &ExpectedSite,
        log: &StepLog,
    ) {
        let last = self.last_served.take();
        let has_other_options = portal.options().drafts != self.drafts;
        let is_open = !has_other_options && rng.below(8) > 0;
        if is_open {
            if let (EditKind::Body(path), true, 0) = (kind, expected.has_no_errors(), rng.below(2))
            {
                self.assert_unreported_edit_served(path, expected, last.as_ref(), log);
            }
            let mode = NotifyMode::ALL[rng.below(NotifyMode::ALL.len())];
            self.session.report_edits(portal, mode);
        } else {
            self.session = TestSession::open(portal);
            self.drafts = portal.options().drafts;
        }
        for (path, bytes) in expected.files() {
            self.assert_served(path, bytes, log);
            if !self.seen_paths.contains(path) {
                self.seen_paths.insert(path.clone());
            }
        }
        if expected.has_no_errors() {
            self.assert_removed_paths_not_served(expected, log);
            self.last_served = Some(expected.site.clone());
        } else if let (true, EditKind::BreaksPortal, Some(last)) = (is_open, kind, last) {
            let is_page = |(path, _): &(&String, &Vec<u8>)| path.ends_with(".html");
            for (path, bytes) in last.iter().filter(is_page) {
                self.assert_served(path, bytes, log);
            }
        }
    }

    fn assert_served(&self, path: &str, bytes: &[u8], log: &StepLog) {
        let served = self.session.served(path);
        let is_same = served.as_deref() == Some(bytes);
        let served = served.as_deref().map(String::from_utf8_lossy);
        let wanted = String::from_utf8_lossy(bytes);
        assert!(
            is_same,
            "{}\n{served:?}\nnot:\n{wanted:?}",
            log.at_check(&format!("{path} is served"))
        );
    }

    /// Asserts that the page of an edited entry is right before the preview is notified.
    fn assert_unreported_edit_served(
        &self,
        source: &str,
        expected: &ExpectedSite,
        last: Option<&Files>,
        log: &StepLog,
    ) {
        let entry = source.trim_start_matches("content/").trim_end_matches(".md");
        let page = format!("{}/index.html", entry.trim_end_matches("/index"));
        let existed = last.is_some_and(|last| last.contains_key(&page));
        if let Some(bytes) = expected.site.get(&page).filter(|_| existed) {
            self.assert_served(&page, bytes, log);
        }
    }

    /// Asserts that nothing is served at paths that are no longer in the site.
    fn assert_removed_paths_not_served(&self, expected: &ExpectedSite, log: &StepLog) {
        for path in self.seen_paths.iter().filter(|path| !expected.site.contains_key(*path)) {
            let served = self.session.served(path);
            assert!(served.is_none(), "{}", log.at_check(&format!("{path} is still served")));
        }
    }
}

/// Reads a number from the environment.
fn number_from_env(name: &str) -> Option<u64> {
    let written = env::var(name).ok()?;
    Some(written.parse().unwrap_or_else(|_| panic!("{name} must be a number, not {written:?}")))
}

/// Stops the other threads when a script on this one fails.
struct StopOnPanic<'a>(&'a AtomicBool);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.store(true, Ordering::SeqCst);
        }
    }
}

#[test]
fn incremental_builds_and_the_preview_give_what_a_build_from_scratch_gives() {
    let scripts = number_from_env("SCRIPTS").unwrap_or(SCRIPTS);
    let first = number_from_env("SEED").unwrap_or(1);
    let end = if scripts == 0 { u64::MAX } else { first + scripts };
    let (next, failed) = (AtomicU64::new(first), AtomicBool::new(false));
    let published = AtomicUsize::new(0);
    let play = || {
        // One thread per script: a portal this small gains nothing from more.
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
