//! The harness: a whole portal in a temporary folder, edited, built and checked in one chain of calls.
//!
//! `TestPortal::sample().build().edit("content/a.md", "cũ", "mới").build().assert_written(["a/index.html"])`. Builds
//! run in this process, through the public interface. The day is fixed, so that no result depends on the clock.
//!
//! **Invariant.** Every assertion reports what was found instead, at the line of the test.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use niemyet::config::BaseUrl;
use niemyet::diagnostic::{Diagnostic, Language, Severity, format};
use niemyet::pipeline::{self, BuildError, Options, RebuildReason, Report};
use niemyet::vietnamese::date::PartialDate;
use tempfile::TempDir;

pub(crate) use crate::files::{
    Files, assert_same_files, files_under, output_path, without_digests, write_file,
};

/// The settings of [`TestPortal::new`]: those without a default, and two sections.
pub(crate) const SETTINGS: &str = "\
title: Cổng thử
base_url: https://thu.example.vn/
owner: {name: Đơn vị thử}
sections:
  van-ban: {kind: document, title: Văn bản}
  tin-tuc: {kind: news, title: Tin tức}
";

/// The day of every build that sets no other.
const TODAY: &str = "22/11/2026";

/// A portal on disk, with the outcome of its last build or check.
#[derive(Debug)]
pub(crate) struct TestPortal {
    folder: TempDir,
    options: Options,
    outcome: Option<Result<Report, BuildError>>,
}

impl TestPortal {
    /// A portal with minimal settings and an empty `content/`.
    pub(crate) fn new() -> Self {
        let portal = Self::empty();
        fs::create_dir(portal.path("content")).expect("a subfolder can be created");
        portal.file("portal.yaml", SETTINGS)
    }

    /// A copy of the sample portal in the repository.
    pub(crate) fn sample() -> Self {
        let portal = Self::empty();
        for (path, bytes) in sample_files() {
            write_file(&portal.path(&path), &bytes);
        }
        portal
    }

    /// An empty folder.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let options = Options {
            today: Some(day(TODAY)),
            build_id: Some(1),
            ..Options::new(folder.path().to_owned(), jiff::Timestamp::UNIX_EPOCH)
        };
        Self { folder, options, outcome: None }
    }

    /// The path on disk of a file of the portal.
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

    /// Replaces the only occurrence of `from` in a file.
    #[track_caller]
    pub(crate) fn edit(self, path: &str, from: &str, to: &str) -> Self {
        let text = fs::read_to_string(self.path(path));
        let text = text.unwrap_or_else(|error| panic!("{path} cannot be edited: {error}"));
        let count = text.matches(from).count();
        assert_eq!(count, 1, "{from:?} must occur once in {path}");
        self.file(path, &text.replace(from, to))
    }

    /// Removes a file or a folder.
    #[track_caller]
    pub(crate) fn remove(self, path: &str) -> Self {
        let target = self.path(path);
        let removed =
            if target.is_dir() { fs::remove_dir_all(&target) } else { fs::remove_file(&target) };
        removed.unwrap_or_else(|error| panic!("{path} cannot be removed: {error}"));
        self
    }

    /// Moves a file or a folder.
    #[track_caller]
    pub(crate) fn rename(self, from: &str, to: &str) -> Self {
        let target = self.path(to);
        let folder = target.parent().expect("a file has a parent folder");
        fs::create_dir_all(folder).expect("the folder can be created");
        let renamed = fs::rename(self.path(from), target);
        renamed.unwrap_or_else(|error| panic!("{from} cannot be renamed to {to}: {error}"));
        self
    }

    /// Publishes drafts in all later builds.
    pub(crate) fn with_drafts(mut self) -> Self {
        self.options.drafts = true;
        self
    }

    /// Sets whether later builds publish drafts.
    pub(crate) fn set_drafts(mut self, drafts: bool) -> Self {
        self.options.drafts = drafts;
        self
    }

    /// Makes later builds publish without the entries at fault.
    pub(crate) fn keep_going(mut self) -> Self {
        self.options.keep_going = true;
        self
    }

    /// Makes later builds publish only if there is no error, as is the default.
    pub(crate) fn all_or_nothing(mut self) -> Self {
        self.options.keep_going = false;
        self
    }

    /// Sets the day of later builds, as a webmaster writes it.
    pub(crate) fn today(self, written: &str) -> Self {
        self.on_day(day(written))
    }

    /// Sets the day of later builds.
    pub(crate) fn on_day(mut self, day: Date) -> Self {
        self.options.today = Some(day);
        self
    }

    /// Sets the base URL of later builds.
    pub(crate) fn base_url(mut self, written: &str) -> Self {
        self.options.base_url =
            Some(BaseUrl::parse(written).expect("the test passes a valid base URL"));
        self
    }

    /// Sets the clock of later builds long after all files were saved, so that their modification times are trusted.
    pub(crate) fn long_after_saving(mut self) -> Self {
        self.options.now = "2200-01-01T00:00:00Z".parse().expect("a time");
        self
    }

    /// Sets the build id of the program for later builds.
    pub(crate) fn with_build_id(mut self, program: u64) -> Self {
        self.options.build_id = Some(program);
        self
    }

    /// The options of the next build.
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// Returns the files of a build into an empty folder, without a ledger.
    pub(crate) fn fresh_site(&self) -> Files {
        self.fresh_build().0
    }

    /// Like [`Self::fresh_build`], but without the entries at fault.
    pub(crate) fn fresh_build_keep_going(&self) -> (Files, Report) {
        self.fresh_build_with(&Options { keep_going: true, ..self.options.clone() })
    }

    /// Builds into an empty folder, without a ledger; returns the files and the report.
    pub(crate) fn fresh_build(&self) -> (Files, Report) {
        self.fresh_build_with(&self.options)
    }

    fn fresh_build_with(&self, options: &Options) -> (Files, Report) {
        let folder = scratch_folder();
        let output = Some(folder.path().join("site"));
        let options = Options { output, build_id: None, ..options.clone() };
        let report = pipeline::run(&options).expect("the build does not fail");
        let mut files = files_under(&folder.path().join("site"));
        files.remove(".niemyet-lock");
        (files, report)
    }

    /// The files of the site with the manifest, without the lock.
    pub(crate) fn site_with_manifest(&self) -> Files {
        let mut files = files_under(&self.path("public"));
        files.remove(".niemyet-lock");
        files
    }

    /// Builds into `public/`.
    pub(crate) fn build(self) -> Self {
        self.build_to("public")
    }

    /// Builds into another folder, given relative to the portal's.
    pub(crate) fn build_to(mut self, output: &str) -> Self {
        self.options.output = Some(self.path(output));
        self.outcome = Some(pipeline::run(&self.options));
        self
    }

    /// Checks without writing anything.
    pub(crate) fn check(mut self) -> Self {
        self.options.output = None;
        self.outcome = Some(pipeline::run(&self.options));
        self
    }

    /// The report of the last build.
    #[track_caller]
    pub(crate) fn report(&self) -> &Report {
        match self.outcome.as_ref().expect("the test has run a build or a check") {
            Ok(report) => report,
            Err(failure) => panic!("the build failed: {failure:?}"),
        }
    }

    /// Why the last build failed.
    #[track_caller]
    pub(crate) fn failure(&self) -> &BuildError {
        match self.outcome.as_ref().expect("the test has run a build or a check") {
            Err(failure) => failure,
            Ok(report) => panic!("the build did not fail: {report:?}"),
        }
    }

    /// The faults as lines, in the order in which they are shown, without the advice that [`SETTINGS`] lacks data of
    /// the owner.
    #[track_caller]
    pub(crate) fn faults(&self) -> Vec<String> {
        let is_about_entries = |fault: &&Diagnostic| fault.code != "incomplete-owner";
        self.report().faults.iter().filter(is_about_entries).map(fault_line).collect()
    }

    /// The faults as shown to people, in Vietnamese.
    #[track_caller]
    pub(crate) fn messages(&self) -> String {
        let message = |fault: &Diagnostic| format::human(fault, Language::Vietnamese);
        self.report().faults.iter().map(message).collect()
    }

    /// Asserts that the last build had no errors and no warnings.
    #[track_caller]
    pub(crate) fn assert_clean(self) -> Self {
        let faults: Vec<String> = self.faults();
        let count = faults.iter().filter(|fault| !fault.contains(" advice ")).count();
        assert_eq!(count, 0, "there are faults:\n{}", self.messages());
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
        let written =
            &published.unwrap_or_else(|| panic!("unpublished: {}", self.messages())).written;
        let written: Vec<String> = written.iter().map(|path| without_digests(path)).collect();
        assert!(written == expected, "written: expected {expected:#?}\nfound {written:#?}");
        self
    }

    /// Asserts that the last build rendered exactly these targets, each with the code of the reason.
    #[track_caller]
    pub(crate) fn assert_rendered<const N: usize>(self, expected: [&str; N]) -> Self {
        let reason = |(path, why): &(Arc<str>, RebuildReason)| {
            format!("{} {}", without_digests(path), why.code())
        };
        let rendered: Vec<String> = self.report().rendered.iter().map(reason).collect();
        assert!(rendered == expected, "rendered: expected {expected:#?}\nfound {rendered:#?}");
        self
    }

    /// Asserts that the last build removed exactly these files.
    #[track_caller]
    pub(crate) fn assert_removed<const N: usize>(self, expected: [&str; N]) -> Self {
        let published = self.report().published.as_ref();
        let removed =
            &published.unwrap_or_else(|| panic!("unpublished: {}", self.messages())).removed;
        let removed: Vec<String> = removed.iter().map(|path| without_digests(path)).collect();
        assert!(removed == expected, "removed: expected {expected:#?}\nfound {removed:#?}");
        self
    }

    /// The text of the file at an address of the site; that of a file of the theme may lack its digest.
    #[track_caller]
    pub(crate) fn page(&self, address: &str) -> String {
        let file = self.path("public").join(self.published_path(address));
        fs::read_to_string(&file).unwrap_or_else(|error| {
            let paths: Vec<String> = self.site_files().into_keys().collect();
            panic!("{address} is not on the site: {error}; the site has {paths:#?}")
        })
    }

    /// Whether the site has a file at an address.
    pub(crate) fn has(&self, address: &str) -> bool {
        self.path("public").join(self.published_path(address)).is_file()
    }

    /// The file at an address of the site; the name of a file of the theme is found without its digest.
    fn published_path(&self, address: &str) -> String {
        let path = output_path(address);
        if !path.starts_with("tai-nguyen/") {
            return path;
        }
        let mut files = self.site_files().into_keys();
        files.find(|file| without_digests(file) == path).unwrap_or(path)
    }

    /// The files of the site: all of `public/` except the program's own.
    pub(crate) fn site_files(&self) -> Files {
        self.site_files_in("public")
    }

    /// The files of the site in another folder.
    pub(crate) fn site_files_in(&self, output: &str) -> Files {
        let mut files = files_under(&self.path(output));
        files.retain(|path, _| !path.starts_with(".niemyet-"));
        files
    }
}

/// A temporary folder; in memory, if the machine has such a file system.
fn scratch_folder() -> TempDir {
    let in_memory = tempfile::tempdir_in("/dev/shm");
    in_memory.or_else(|_| tempfile::tempdir()).expect("a temporary folder can be created")
}

/// A fault as a line: place, severity, code.
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

/// Whether a fault is more than advice.
pub(crate) fn is_error_or_warning(fault: &Diagnostic) -> bool {
    fault.severity != Severity::Advice
}

/// Parses a day as a webmaster writes it.
pub(crate) fn day(written: &str) -> Date {
    let date = PartialDate::parse(written).ok().and_then(PartialDate::as_day);
    date.expect("the test passes a complete date")
}

/// The source files of the sample portal.
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
