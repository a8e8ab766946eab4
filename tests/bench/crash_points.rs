//! Crash test: kills real builds at random moments. `cargo bench --bench crash_points` kills 200, `-- 1000` that many.
//!
//! A portal is edited at random, `niemyet build` is started and killed (SIGKILL), and every file of the site must be
//! complete: as some build from scratch wrote it. Half of the kills are followed by a complete build, which must give
//! what a build from scratch gives; the others by another edit and another kill. The edits have a fixed seed, which a
//! second number changes; the exact moments depend on the machine.

#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use niemyet::pipeline::{Options, run};
use niemyet::source::fingerprint;

const DEFAULT_KILLS: u64 = 200;
const DOCUMENTS: u64 = 150;
const DAY: Date = Date::constant(2026, 11, 22);

const SETTINGS: &str = "\
title: Cổng thử
base_url: https://thu.example.vn/
owner: {name: Đơn vị thử}
sections:
  van-ban: {kind: document, title: Văn bản}
";

/// A linear congruential generator (Knuth's MMIX): the same numbers on every machine.
struct BenchRng(u64);

impl BenchRng {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// The fingerprints of the files of a site, by path.
type SiteFingerprints = BTreeMap<String, u64>;

struct CrashPortal {
    root: PathBuf,
    /// All files that any build from scratch wrote, as path and fingerprint.
    known_files: HashSet<(String, u64)>,
}

impl CrashPortal {
    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file has a parent folder"))
            .expect("the folder can be created");
        fs::write(path, text).expect("the file can be written");
    }

    fn document(&self, number: u64, rng: &mut BenchRng) {
        let year = 2010 + number % 9;
        let (title, cited) = (rng.below(5), rng.below(DOCUMENTS));
        let text = format!(
            "---\ntiêu đề: Kế hoạch {number} lần {title}\nsố hiệu: {number}/KH-UBND\nngày ban hành: 02/3/{year}\n\
             lĩnh vực: Lĩnh vực {}\n---\n\nTheo Kế hoạch số {cited}/KH-UBND. Đoạn {}.\n",
            number % 7,
            rng.below(1000)
        );
        self.write(&format!("content/van-ban/{year}/{number}/index.md"), &text);
        self.write(
            &format!("content/van-ban/{year}/{number}/tep.txt"),
            &text[..shortened_at(&text)],
        );
    }

    /// Makes one random edit.
    fn edit(&self, rng: &mut BenchRng) {
        let number = rng.below(DOCUMENTS);
        match rng.below(12) {
            0 => self.write("portal.yaml", &SETTINGS.replace("thử", &format!("thử {number}"))),
            1 => {
                let template = "themes/cong-thong-tin/templates/404.html";
                self.write(template, &format!("<h1>Không có {number}</h1>"));
            }
            2 => {
                let ledger = self.root.join(".niemyet/ledger");
                fs::remove_file(ledger).ok();
            }
            3..=5 => {
                let folder = format!("content/van-ban/{}/{number}", 2010 + number % 9);
                fs::remove_dir_all(self.root.join(folder)).ok();
            }
            _ => self.document(number, rng),
        }
    }

    /// Builds into an empty folder, without a ledger.
    fn fresh_build(&mut self) -> SiteFingerprints {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let options = Options {
            output: Some(folder.path().join("site")),
            today: Some(DAY),
            ..Options::new(self.root.clone(), Timestamp::now())
        };
        let report = run(&options).expect("the build does not fail");
        assert!(report.published.is_some(), "{:?}", report.faults);
        let site = site_fingerprints(&folder.path().join("site"));
        self.known_files.extend(site.iter().map(|(path, bytes)| (path.clone(), *bytes)));
        site
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_niemyet"));
        command.args(["build", "--today", "22/11/2026", "--root"]).arg(&self.root);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Builds to the end; returns how long it took.
    fn build(&self) -> Duration {
        let start = Instant::now();
        let status = self.command().status().expect("the program can be run");
        assert!(status.success(), "the build was refused: {status}");
        start.elapsed()
    }

    /// Starts a build and kills it; returns whether it was still running.
    fn build_and_kill(&self, after: Duration) -> bool {
        let mut build = self.command().spawn().expect("the program can be run");
        std::thread::sleep(after);
        let has_ended = build.try_wait().expect("the child process exists").is_some();
        build.kill().ok();
        build.wait().expect("the child process exists");
        !has_ended
    }

    fn assert_no_torn_file(&self, context: &str) {
        for file in site_fingerprints(&self.root.join("public")) {
            let is_known = file.0.contains(".niemyet-") || self.known_files.contains(&file);
            assert!(is_known, "{context}: {} is incomplete", file.0);
        }
    }
}

/// Where to cut the text of an entry, so that its attachment differs from it.
fn shortened_at(text: &str) -> usize {
    text.rfind("Đoạn").unwrap_or(0)
}

/// The files of a site with the manifest, without lock and staged files.
fn site_fingerprints(folder: &Path) -> SiteFingerprints {
    let mut files = SiteFingerprints::new();
    collect_fingerprints(folder, "", &mut files);
    files
}

fn collect_fingerprints(folder: &Path, prefix: &str, files: &mut SiteFingerprints) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.expect("the folder can be listed");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if [".niemyet-lock", ".niemyet-stage"].contains(&path.as_str()) {
            continue;
        }
        if entry.path().is_dir() {
            collect_fingerprints(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fingerprint(&fs::read(entry.path()).expect("a file can be read")));
        }
    }
}

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    let (kills, seed) = (numbers.next().unwrap_or(DEFAULT_KILLS), numbers.next().unwrap_or(1));
    let folder = tempfile::tempdir().expect("a temporary folder can be created");
    let mut portal = CrashPortal { root: folder.path().to_owned(), known_files: HashSet::new() };
    let mut rng = BenchRng(seed);
    portal.write("portal.yaml", SETTINGS);
    (0..DOCUMENTS).for_each(|number| portal.document(number, &mut rng));
    portal.fresh_build();
    let first_duration = portal.build();
    let (mut last_duration, mut running, mut completed) = (first_duration, 0, 0);
    for at in 0..kills {
        portal.edit(&mut rng);
        let expected = portal.fresh_build();
        // Half of the moments are spread over a full build, the others over a build like the last one.
        let duration = if rng.below(2) == 0 { first_duration } else { last_duration };
        let after = duration.mul_f64(rng.below(1000) as f64 / 1000.0);
        running += u64::from(portal.build_and_kill(after));
        let context = format!("seed {seed}, kill {at} after {after:?}");
        portal.assert_no_torn_file(&context);
        if rng.below(2) == 0 || at + 1 == kills {
            last_duration = portal.build();
            assert!(
                site_fingerprints(&portal.root.join("public")) == expected,
                "{context}: the next build differs"
            );
            completed += 1;
        }
    }
    println!("{kills} kills, {running} of them of a running build: every file was complete.");
    println!("{completed} builds after them gave what a build from scratch gives.");
}
