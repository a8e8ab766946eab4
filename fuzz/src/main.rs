//! Fuzzing of every parser: inputs are made in this process by changing known ones, on stable Rust.
//!
//!     cargo run --release --manifest-path fuzz/Cargo.toml -- [SECONDS [TARGET...]]
//!
//! runs each target for that time (30 s). A panic, a broken property or an input that takes seconds is a finding: it is
//! written to `target/fuzz/`, and the exit status is 1. SEED sets another sequence of inputs. A stack overflow ends the
//! process; with RECORD=1 the last input is in `target/fuzz/last`.
//!
//! There is no instrumentation: an input is kept for further changes if its outcome differs from all outcomes before.

mod html;
mod mutator;
mod seeds;
mod server;
mod targets;
#[rustfmt::skip]
mod words;

use std::collections::HashSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mutator::Mutator;
use targets::{TARGETS, Target};

/// How long one input may take. Inputs have at most [`mutator::MAX_BYTES`] bytes.
const MAX_TIME: Duration = Duration::from_secs(2);

/// The findings of one target after which it ends.
const MAX_FINDINGS: usize = 5;

/// Whether a target runs, whose panics are findings.
static IN_TARGET: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().map_or(Ok(30), |text| text.parse());
    let Ok(seconds) = seconds else {
        eprintln!("usage: niemyet-fuzz [SECONDS [TARGET...]]");
        return ExitCode::from(2);
    };
    let names: Vec<String> = arguments.collect();
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(2026);
    let fuzzer = Fuzzer::new(Duration::from_secs(seconds), seed);
    let wanted =
        |target: &&Target| names.is_empty() || names.iter().any(|name| name == target.name);
    let chosen: Vec<&Target> = TARGETS.iter().filter(wanted).collect();
    if chosen.is_empty() {
        eprintln!("the targets are: {}", TARGETS.map(|target| target.name).join(", "));
        return ExitCode::from(2);
    }
    IN_TARGET.store(true, Ordering::Relaxed);
    if let Some(html) = html::wrongly_checked() {
        eprintln!("the check of HTML is wrong about {html}");
        return ExitCode::from(2);
    }
    let findings: usize = chosen.into_iter().map(|target| fuzzer.run(target)).sum();
    if findings == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Fuzzer {
    time: Duration,
    seed: u64,
    folder: PathBuf,
    records_inputs: bool,
    /// The message of the last panic, with its place.
    last_panic: Arc<Mutex<String>>,
}

impl Fuzzer {
    fn new(time: Duration, seed: u64) -> Self {
        let last_panic = Arc::new(Mutex::new(String::new()));
        let message = Arc::clone(&last_panic);
        panic::set_hook(Box::new(move |panic| {
            if !IN_TARGET.load(Ordering::Relaxed) {
                eprintln!("the harness itself: {panic}");
            }
            *message.lock().expect("no panic while it is held") = panic.to_string();
        }));
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
        let folder = root.join("target/fuzz");
        std::fs::create_dir_all(&folder).expect("target/fuzz can be created");
        Self { time, seed, folder, records_inputs: std::env::var("RECORD").is_ok(), last_panic }
    }

    /// Runs a target; returns the number of findings.
    fn run(&self, target: &Target) -> usize {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{} has no seeds", target.name);
        let mut mutator = Mutator::new(self.seed, target.words, seeds);
        let (mut outcomes, mut messages) = (HashSet::new(), HashSet::new());
        let (mut inputs, mut findings) = (0_u64, 0);
        let start = Instant::now();
        while start.elapsed() < self.time && findings < MAX_FINDINGS {
            let input = mutator.next_input();
            inputs += 1;
            if self.records_inputs {
                let _ = std::fs::write(self.folder.join("last"), &input);
            }
            let begin = Instant::now();
            IN_TARGET.store(true, Ordering::Relaxed);
            let outcome = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
            IN_TARGET.store(false, Ordering::Relaxed);
            let taken = begin.elapsed();
            let fault = match outcome {
                Ok(outcome) if taken <= MAX_TIME => {
                    if outcomes.insert(outcome) {
                        mutator.keep(input);
                    }
                    continue;
                }
                Ok(_) => format!("it took {} ms", taken.as_millis()),
                Err(_) => self.last_panic.lock().expect("no panic while it is held").clone(),
            };
            // The place of a panic tells findings apart.
            if messages.insert(fault.lines().next().unwrap_or_default().to_owned()) {
                findings += 1;
                let file = self.folder.join(format!("{}-{findings}", target.name));
                let _ = std::fs::write(&file, &input);
                println!("{}: FINDING {}: {fault}", target.name, file.display());
            }
        }
        let (seconds, kept) = (start.elapsed().as_secs(), outcomes.len());
        println!(
            "{}: {inputs} inputs in {seconds} s, {kept} outcomes, {findings} findings",
            target.name
        );
        findings
    }
}
