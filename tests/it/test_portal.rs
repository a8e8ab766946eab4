//! The harness: a whole portal in a temporary folder, edited, built and looked at in one chain.
//!
//! `Portal::sample().build().edit("content/a.md", "cũ", "mới").build().written(["a/index.html"])`. Builds run in
//! this process, through the front of the library. The day is fixed, so that no result depends on the clock.
//!
//! **Invariant.** Every method that asserts says what there was instead, at the line of the test.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use niemyet::config::BaseUrl;
use niemyet::diagnostic::{Diagnostic, Language, Severity, format};
use niemyet::pipeline::{self, BuildError, Options, RebuildReason, Report};
use niemyet::vietnamese::date::PartialDate;
use tempfile::TempDir;

pub(crate) use crate::files::{Files, assert_same_files, files_under, write_file};

/// The settings of [`Portal::new`]: what has no default, and two sections.
pub(crate) const SETTINGS: &str = "\
title: Cổng thử
base_url: https://thu.example.vn/
owner: {name: Đơn vị thử}
sections:
  van-ban: {kind: document, title: Văn bản}
  tin-tuc: {kind: news, title: Tin tức}
";

/// The day of every build that asks for no other.
const TODAY: &str = "22/11/2026";

/// What `check` advises of the sample: two of its documents exist only as scans, as they do in life.
pub(crate) const SCAN_ADVICE: [&str; 2] = [
    "content/van-ban/2009/119-qd-bdvtu/index.md:10:12 advice scan-only",
    "content/van-ban/2009/2720-qd-tu/index.md:12:12 advice scan-only",
];

/// A portal on disk, with the outcome of its last build or check.
#[derive(Debug)]
pub(crate) struct TestPortal {
    folder: TempDir,
    options: Options,
    outcome: Option<Result<Report, BuildError>>,
}

impl TestPortal {
    /// A portal with the least of settings and nothing in `content/`.
    pub(crate) fn new() -> Self {
        let portal = Self::empty();
        fs::create_dir(portal.path("content")).expect("a new folder can be filled");
        portal.file("portal.yaml", SETTINGS)
    }

    /// A copy of the portal that lies in the repository.
    pub(crate) fn sample() -> Self {
        let portal = Self::empty();
        for (path, bytes) in sample_files() {
            write_file(&portal.path(&path), &bytes);
        }
        portal
    }

    /// A folder without anything.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().expect("the machine has room for tests");
        let options = Options {
            root: folder.path().to_owned(),
            output: None,
            base_url: None,
            drafts: false,
            today: Some(day(TODAY)),
            now: jiff::Timestamp::UNIX_EPOCH,
            keep_going: false,
            build_id: Some(1),
        };
        Self { folder, options, outcome: None }
    }

    /// The place of a file of the portal.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a text file.
    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    /// Writes a file.
    pub(crate) fn bytes(self, path: &str, bytes: &[u8]) -> Self {
        write_file(&self.path(path), bytes);
        self
    }

    /// Replaces the one place of a file that reads `from`.
    #[track_caller]
    pub(crate) fn edit(self, path: &str, from: &str, to: &str) -> Self {
        let text = fs::read_to_string(self.path(path));
        let text = text.unwrap_or_else(|error| panic!("{path} is to be edited: {error}"));
        let count = text.matches(from).count();
        assert_eq!(count, 1, "{from:?} is to stand once in {path}");
        self.file(path, &text.replace(from, to))
    }

    /// Removes a file or a folder.
    #[track_caller]
    pub(crate) fn remove(self, path: &str) -> Self {
        let place = self.path(path);
        let removed =
            if place.is_dir() { fs::remove_dir_all(&place) } else { fs::remove_file(&place) };
        removed.unwrap_or_else(|error| panic!("{path} is to be removed: {error}"));
        self
    }

    /// Moves a file or a folder.
    #[track_caller]
    pub(crate) fn rename(self, from: &str, to: &str) -> Self {
        let place = self.path(to);
        fs::create_dir_all(place.parent().expect("a file lies in a folder")).expect("a folder");
        let renamed = fs::rename(self.path(from), place);
        renamed.unwrap_or_else(|error| panic!("{from} is to become {to}: {error}"));
        self
    }

    /// Publishes drafts from now on.
    pub(crate) fn with_drafts(mut self) -> Self {
        self.options.drafts = true;
        self
    }

    /// Publishes drafts, or not, from now on.
    pub(crate) fn set_drafts(mut self, drafts: bool) -> Self {
        self.options.drafts = drafts;
        self
    }

    /// Goes on without the entries at fault from now on.
    pub(crate) fn keep_going(mut self) -> Self {
        self.options.keep_going = true;
        self
    }

    /// Publishes only what has no fault from now on, as at the beginning.
    pub(crate) fn all_or_nothing(mut self) -> Self {
        self.options.keep_going = false;
        self
    }

    /// Sets the day of the next builds.
    pub(crate) fn today(self, written: &str) -> Self {
        self.on_day(day(written))
    }

    /// Sets the day of the next builds.
    pub(crate) fn on_day(mut self, day: Date) -> Self {
        self.options.today = Some(day);
        self
    }

    /// Sets the address of the site.
    pub(crate) fn base_url(mut self, written: &str) -> Self {
        self.options.base_url = Some(BaseUrl::parse(written).expect("the test wrote an address"));
        self
    }

    /// Builds long after all files were saved, so that their times are believed.
    pub(crate) fn long_after_saving(mut self) -> Self {
        self.options.now = "2200-01-01T00:00:00Z".parse().expect("a time");
        self
    }

    /// Builds with another build of the program.
    pub(crate) fn with_build_id(mut self, program: u64) -> Self {
        self.options.build_id = Some(program);
        self
    }

    /// The options of the next build.
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// Gives the site as it is built from nothing, without a ledger.
    pub(crate) fn fresh_site(&self) -> Files {
        self.fresh_build().0
    }

    /// Gives the site without the entries at fault as it is built from nothing, and what that build told.
    pub(crate) fn fresh_build_keep_going(&self) -> (Files, Report) {
        self.fresh_build_with(&Options { keep_going: true, ..self.options.clone() })
    }

    /// Gives the site as it is built from nothing, and what that build told.
    pub(crate) fn fresh_build(&self) -> (Files, Report) {
        self.fresh_build_with(&self.options)
    }

    fn fresh_build_with(&self, options: &Options) -> (Files, Report) {
        let folder = scratch_folder();
        let output = Some(folder.path().join("site"));
        let options = Options { output, build_id: None, ..options.clone() };
        let report = pipeline::run(&options).expect("the build is not stopped");
        let mut files = files_under(&folder.path().join("site"));
        files.remove(".niemyet-lock");
        (files, report)
    }

    /// The site with its manifest.
    pub(crate) fn site_with_manifest(&self) -> Files {
        let mut files = files_under(&self.path("public"));
        files.remove(".niemyet-lock");
        files
    }

    /// Builds into `public/`.
    pub(crate) fn build(self) -> Self {
        self.build_to("public")
    }

    /// Builds into another folder, which is given from the portal's.
    pub(crate) fn build_to(mut self, output: &str) -> Self {
        self.options.output = Some(self.path(output));
        self.outcome = Some(pipeline::run(&self.options));
        self
    }

    /// Checks, and writes nothing.
    pub(crate) fn check(mut self) -> Self {
        self.options.output = None;
        self.outcome = Some(pipeline::run(&self.options));
        self
    }

    /// What the last build did.
    #[track_caller]
    pub(crate) fn report(&self) -> &Report {
        match self.outcome.as_ref().expect("the test has built or checked") {
            Ok(report) => report,
            Err(failure) => panic!("the build was stopped: {failure:?}"),
        }
    }

    /// Why the last build was stopped.
    #[track_caller]
    pub(crate) fn failure(&self) -> &BuildError {
        match self.outcome.as_ref().expect("the test has built or checked") {
            Err(failure) => failure,
            Ok(report) => panic!("the build was not stopped: {report:?}"),
        }
    }

    /// The faults, in the order they are shown.
    #[track_caller]
    pub(crate) fn faults(&self) -> Vec<String> {
        self.report().faults.iter().map(fault_line).collect()
    }

    /// What a person is told, in Vietnamese.
    #[track_caller]
    pub(crate) fn messages(&self) -> String {
        let human = |fault: &Diagnostic| format::human(fault, Language::Vietnamese);
        self.report().faults.iter().map(human).collect()
    }

    /// Asserts that the last build published, without a warning.
    #[track_caller]
    pub(crate) fn assert_clean(self) -> Self {
        let faults: Vec<String> = self.faults();
        let advice = |fault: &&String| fault.contains(" advice ");
        let wrong = faults.iter().filter(|fault| !advice(fault)).count();
        assert_eq!(wrong, 0, "nothing is wrong:\n{}", self.messages());
        self
    }

    /// Asserts exactly these faults.
    #[track_caller]
    pub(crate) fn assert_faults<const N: usize>(self, expected: [&str; N]) -> Self {
        let mut found = self.faults();
        let count = found.len();
        let same = found == expected;
        found.truncate(30);
        assert!(same, "expected {expected:#?}\nfound {count}, the first {found:#?}");
        self
    }

    /// Asserts that the last build wrote exactly these files.
    #[track_caller]
    pub(crate) fn assert_written<const N: usize>(self, expected: [&str; N]) -> Self {
        let published = self.report().published.as_ref();
        let written = &published
            .unwrap_or_else(|| panic!("nothing was published:\n{}", self.messages()))
            .written;
        assert!(*written == expected, "written: expected {expected:#?}\nfound {written:#?}");
        self
    }

    /// Asserts that the last build made exactly these targets, each with the code name of the reason.
    #[track_caller]
    pub(crate) fn assert_rendered<const N: usize>(self, expected: [&str; N]) -> Self {
        let reason = |(path, why): &(Arc<str>, RebuildReason)| format!("{path} {}", why.code());
        let rendered: Vec<String> = self.report().rendered.iter().map(reason).collect();
        assert!(rendered == expected, "rendered: expected {expected:#?}\nfound {rendered:#?}");
        self
    }

    /// Asserts that the last build removed exactly these files.
    #[track_caller]
    pub(crate) fn assert_removed<const N: usize>(self, expected: [&str; N]) -> Self {
        let published = self.report().published.as_ref();
        let removed = &published
            .unwrap_or_else(|| panic!("nothing was published:\n{}", self.messages()))
            .removed;
        assert!(*removed == expected, "removed: expected {expected:#?}\nfound {removed:#?}");
        self
    }

    /// The text at an address of the site.
    #[track_caller]
    pub(crate) fn page(&self, address: &str) -> String {
        let file = self.path("public").join(output_path(address));
        fs::read_to_string(&file).unwrap_or_else(|error| {
            let has: Vec<String> = self.site_files().into_keys().collect();
            panic!("{address} is to be on the site: {error}; there are {has:#?}")
        })
    }

    /// Whether something lies at an address of the site.
    pub(crate) fn has(&self, address: &str) -> bool {
        self.path("public").join(output_path(address)).is_file()
    }

    /// The site: every file of `public/` but the tool's own.
    pub(crate) fn site_files(&self) -> Files {
        self.site_files_in("public")
    }

    /// The site in another folder.
    pub(crate) fn site_files_in(&self, output: &str) -> Files {
        let mut files = files_under(&self.path(output));
        files.retain(|path, _| !path.starts_with(".niemyet-"));
        files
    }
}

/// A folder for a short time; in memory, where the machine has such.
fn scratch_folder() -> TempDir {
    let in_memory = tempfile::tempdir_in("/dev/shm");
    in_memory.or_else(|_| tempfile::tempdir()).expect("the machine has room for tests")
}

/// A fault on a line: place, severity, code.
pub(crate) fn fault_line(fault: &Diagnostic) -> String {
    let severity = format::severity_name(fault.severity, Language::English);
    format!("{} {severity} {}", place_text(fault), fault.code)
}

fn place_text(fault: &Diagnostic) -> String {
    let place = &fault.place;
    match place.line {
        0 => place.file.to_string(),
        line => format!("{}:{line}:{}", place.file, place.column),
    }
}

/// Whether a fault keeps a careful webmaster from being content.
pub(crate) fn is_error_or_warning(fault: &Diagnostic) -> bool {
    fault.severity != Severity::Advice
}

/// Reads a day as a webmaster writes it.
pub(crate) fn day(written: &str) -> Date {
    let date = PartialDate::parse(written).ok().and_then(PartialDate::as_day);
    date.expect("the test wrote a whole date")
}

/// The file that a server hands out for an address.
pub(crate) fn output_path(address: &str) -> String {
    let path = address.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    }
}

/// The sources of the repository's portal.
pub(crate) fn sample_files() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Files::new();
    let settings = fs::read(root.join("portal.yaml")).expect("the sample portal has settings");
    files.insert("portal.yaml".to_owned(), settings);
    for folder in ["content", "themes"] {
        let found = files_under(&root.join(folder)).into_iter();
        files.extend(found.map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
    }
    files
}
