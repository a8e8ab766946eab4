//! Real builds killed at random moments, by command: `cargo bench --bench kills` kills 200, `-- 1000` as many as said.
//!
//! A portal is edited at random, `niemyet build` is begun and killed (SIGKILL), and every file of the site must be
//! whole: as some build from nothing would have written it. Half of the kills are followed by a build to the end, which
//! must give what a build from nothing gives; the others by another edit and another kill. The edits have a fixed
//! seed, which a second number changes; the moments are the machine's.

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
    fn below(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// The files of a site, each by the fingerprint of its bytes.
type SiteFingerprints = BTreeMap<String, u64>;

struct CrashPortal {
    root: PathBuf,
    /// What each file may be: as it was in some build from nothing.
    known_files: HashSet<(String, u64)>,
}

impl CrashPortal {
    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(path, text).expect("the machine has room");
    }

    fn document(&self, number: u64, dice: &mut BenchRng) {
        let year = 2010 + number % 9;
        let (title, cited) = (dice.below(5), dice.below(DOCUMENTS));
        let text = format!(
            "---\ntiêu đề: Kế hoạch {number} lần {title}\nsố hiệu: {number}/KH-UBND\nngày ban hành: 02/3/{year}\n\
             lĩnh vực: Lĩnh vực {}\n---\n\nTheo Kế hoạch số {cited}/KH-UBND. Đoạn {}.\n",
            number % 7,
            dice.below(1000)
        );
        self.write(&format!("content/van-ban/{year}/{number}/index.md"), &text);
        self.write(
            &format!("content/van-ban/{year}/{number}/tep.txt"),
            &text[..shortened_at(&text)],
        );
    }

    /// Does one thing that a webmaster does.
    fn edit(&self, dice: &mut BenchRng) {
        let number = dice.below(DOCUMENTS);
        match dice.below(12) {
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
            _ => self.document(number, dice),
        }
    }

    /// Gives the site as it is built from nothing.
    fn fresh_build(&mut self) -> SiteFingerprints {
        let folder = tempfile::tempdir().expect("the machine has room");
        let options = Options {
            root: self.root.clone(),
            output: Some(folder.path().join("site")),
            base_url: None,
            drafts: false,
            today: Some(DAY),
            now: Timestamp::now(),
            keep_going: false,
            build_id: None,
        };
        let report = run(&options).expect("nothing is in the way");
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

    /// Builds to the end, and tells how long it took.
    fn build(&self) -> Duration {
        let start = Instant::now();
        let status = self.command().status().expect("the program is there");
        assert!(status.success(), "the build was refused: {status}");
        start.elapsed()
    }

    /// Begins a build and kills it, and tells whether it was not over before.
    fn build_and_kill(&self, after: Duration) -> bool {
        let mut build = self.command().spawn().expect("the program is there");
        std::thread::sleep(after);
        let over = build.try_wait().expect("it is our child").is_some();
        build.kill().ok();
        build.wait().expect("it is our child");
        !over
    }

    fn assert_no_torn_file(&self, story: &str) {
        for file in site_fingerprints(&self.root.join("public")) {
            let known = file.0.starts_with(".niemyet-") || self.known_files.contains(&file);
            assert!(known, "{story}: {} is torn", file.0);
        }
    }
}

/// Where to end a text so that the attached file differs from its entry.
fn shortened_at(text: &str) -> usize {
    text.rfind("Đoạn").unwrap_or(0)
}

/// All files of a site and its manifest, but what is of a build under way.
fn site_fingerprints(folder: &Path) -> SiteFingerprints {
    let mut files = SiteFingerprints::new();
    collect_fingerprints(folder, "", &mut files);
    files
}

fn collect_fingerprints(folder: &Path, prefix: &str, files: &mut SiteFingerprints) {
    for item in fs::read_dir(folder).into_iter().flatten() {
        let item = item.expect("a folder stays while it is listed");
        let path = format!("{prefix}{}", item.file_name().to_string_lossy());
        if [".niemyet-lock", ".niemyet-stage"].contains(&path.as_str()) {
            continue;
        }
        if item.path().is_dir() {
            collect_fingerprints(&item.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fingerprint(&fs::read(item.path()).expect("a file can be read")));
        }
    }
}

fn main() {
    let mut numbers = std::env::args().filter_map(|word| word.parse().ok());
    let (kills, seed) = (numbers.next().unwrap_or(DEFAULT_KILLS), numbers.next().unwrap_or(1));
    let folder = tempfile::tempdir().expect("the machine has room");
    let mut portal = CrashPortal { root: folder.path().to_owned(), known_files: HashSet::new() };
    let mut dice = BenchRng(seed);
    portal.write("portal.yaml", SETTINGS);
    (0..DOCUMENTS).for_each(|number| portal.document(number, &mut dice));
    portal.fresh_build();
    let longest = portal.build();
    let (mut last, mut under_way, mut completed) = (longest, 0, 0);
    for kill in 0..kills {
        portal.edit(&mut dice);
        let goal = portal.fresh_build();
        // Some builds have much to do and some little: each length has its moments.
        let within = if dice.below(2) == 0 { longest } else { last };
        let after = within.mul_f64(dice.below(1000) as f64 / 1000.0);
        under_way += u64::from(portal.build_and_kill(after));
        let story = format!("seed {seed}, kill {kill} after {after:?}");
        portal.assert_no_torn_file(&story);
        if dice.below(2) == 0 || kill + 1 == kills {
            last = portal.build();
            assert!(
                site_fingerprints(&portal.root.join("public")) == goal,
                "{story}: the next build differs"
            );
            completed += 1;
        }
    }
    println!("{kills} kills, {under_way} of them of a build under way: every file was whole.");
    println!("{completed} builds after them gave what a build from nothing gives.");
}
