//! The build benchmark: what builds of the corpus cost, beside Hugo and a copy of the site, as a table for the docs.
//!
//! `cargo bench --bench build` measures 1,000 and 10,000 entries, `-- 100000` the given number. Each row is the median
//! of three runs, which take turns, so that a change in the load of the machine meets all rows. The load is printed
//! with the table; nothing is asserted about time. `hugo` and `cp` are measured where they are installed.
//!
//! `cargo bench --bench build -- --write FOLDER 300` only writes the corpus, for `tests/instructions`.

#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]

mod corpus;
mod hugo;
mod process;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use corpus::Corpus;
use process::{ProcessCost, run};
use tempfile::TempDir;

const DEFAULT: [usize; 2] = [1_000, 10_000];
const ROUNDS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = arguments.iter().skip_while(|argument| *argument != "--write").nth(1);
    let sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    if let Some(folder) = folder {
        let entries = sizes.first().copied().unwrap_or(DEFAULT[0]);
        return Corpus::new(entries).write(Path::new(folder));
    }
    let sizes = if sizes.is_empty() { DEFAULT.to_vec() } else { sizes };
    for entries in sizes {
        let mut rows = CostRows::default();
        let bench = Bench::new(entries);
        for _ in 0..ROUNDS {
            bench.measure(&mut rows);
        }
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or_default();
        println!("\n{entries} entries, median of {ROUNDS} runs in turn; load at the end {load}\n");
        rows.print(entries);
    }
}

/// The costs of each kind of work, in the order of the first round.
#[derive(Default)]
struct CostRows {
    names: Vec<&'static str>,
    costs: BTreeMap<&'static str, Vec<ProcessCost>>,
    ledger_bytes: u64,
}

impl CostRows {
    fn add(&mut self, name: &'static str, cost: ProcessCost) {
        if !self.names.contains(&name) {
            self.names.push(name);
        }
        self.costs.entry(name).or_default().push(cost);
    }

    fn print(&self, entries: usize) {
        println!("| work | seconds | processor s | peak MB |\n| --- | ---: | ---: | ---: |");
        for name in &self.names {
            let median = |value: fn(&ProcessCost) -> Option<f64>| {
                let mut values: Vec<f64> = self.costs[name].iter().filter_map(value).collect();
                values.sort_by(f64::total_cmp);
                values.get(values.len() / 2).map_or("–".to_owned(), |value| format!("{value:.2}"))
            };
            let megabytes = |cost: &ProcessCost| Some(cost.peak_bytes? as f64 / 1e6);
            let (seconds, processor) =
                (median(|cost| Some(cost.seconds)), median(|cost| cost.processor_seconds));
            println!("| {name} | {seconds} | {processor} | {} |", median(megabytes));
        }
        let ledger = self.ledger_bytes as f64;
        println!("\nLedger: {:.1} MB, {:.0} bytes an entry", ledger / 1e6, ledger / entries as f64);
    }
}

/// The corpus, and where it was written, for both generators.
struct Bench {
    folder: TempDir,
    corpus: Corpus,
    has_hugo: bool,
}

impl Bench {
    fn new(entries: usize) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let corpus = Corpus::new(entries);
        corpus.write(&folder.path().join("portal"));
        let has_hugo = hugo::is_installed();
        if has_hugo {
            hugo::write(&corpus, &folder.path().join("hugo"));
        }
        Self { folder, corpus, has_hugo }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Measures all kinds of work once.
    fn measure(&self, rows: &mut CostRows) {
        let portal = self.path("portal");
        let program = Path::new(env!("CARGO_BIN_EXE_niemyet"));
        let build = |program: &Path| run(Command::new(program).arg("build").current_dir(&portal));
        for name in ["public", ".niemyet"] {
            remove(&portal.join(name));
        }
        rows.add("niemyet, from nothing", build(program));
        let ledger = fs::metadata(portal.join(".niemyet/ledger"));
        rows.ledger_bytes = ledger.expect("a build leaves a ledger").len();
        if self.has_hugo {
            remove(&self.path("hugo/public"));
            let mut hugo = Command::new("hugo");
            rows.add("hugo, from nothing", run(hugo.arg("--quiet").current_dir(self.path("hugo"))));
        }
        remove(&self.path("copy"));
        let mut copy = Command::new("cp");
        copy.arg("-r").arg(portal.join("public")).arg(self.path("copy"));
        rows.add("cp -r of the site", run(&mut copy));
        rows.add("niemyet, nothing to do", build(program));
        self.corpus.edit_body(&portal);
        rows.add("niemyet, a text edited", build(program));
        rows.add("niemyet, right after that", build(program));
        let document = portal.join(self.corpus.document_path());
        let text = fs::read_to_string(&document).expect("the document exists");
        let edited = text.replacen("tieu_de: \"", "tieu_de: \"Sửa: ", 1);
        fs::write(&document, &edited).expect("the document can be written");
        rows.add("niemyet, a title edited", build(program));
        let added = document.with_file_name("van-ban-moi.md");
        let text = edited.replacen("so_hieu: ", "so_hieu: 9", 1);
        fs::write(&added, text).expect("the document can be written");
        rows.add("niemyet, a document added", build(program));
        remove(&added);
        let copied = self.path("copied-program");
        fs::copy(program, &copied).expect("the program can be copied");
        build(program);
        rows.add("niemyet, a copied program", build(&copied));
    }
}

fn remove(path: &Path) {
    let removed = match path.is_dir() {
        true => fs::remove_dir_all(path),
        false if path.exists() => fs::remove_file(path),
        false => Ok(()),
    };
    removed.expect("the path can be removed");
}
