//! What a command costs as a process: time, processor time, and the memory that the kernel counted.
//!
//! Processor time and memory are read from /proc until the command ends, so other systems show the time alone.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often the memory of the command is read.
const INTERVAL: Duration = Duration::from_millis(1);

/// Clock ticks a second, in which Linux counts processor time for programs.
const TICKS: f64 = 100.0;

/// The cost of a command.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ProcessCost {
    pub(crate) seconds: f64,
    pub(crate) processor_seconds: Option<f64>,
    /// The greatest resident memory in bytes.
    pub(crate) peak_bytes: Option<u64>,
}

/// Runs a command to its end; its output is thrown away.
pub(crate) fn run(command: &mut Command) -> ProcessCost {
    let start = Instant::now();
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = silent.spawn().expect("the command can be started");
    let folder = format!("/proc/{}", child.id());
    let mut cost = ProcessCost::default();
    loop {
        let status = fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
        let has_ended = status.contains("State:\tZ") || status.is_empty();
        cost.peak_bytes = peak(&status).or(cost.peak_bytes);
        if has_ended {
            break;
        }
        thread::sleep(INTERVAL);
    }
    // An ended process keeps its times until it is waited for.
    cost.processor_seconds = processor_seconds(&folder);
    let status = child.wait().expect("the command ends");
    cost.seconds = start.elapsed().as_secs_f64();
    assert!(status.success(), "{command:?} failed: {status}");
    cost
}

fn peak(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

fn processor_seconds(folder: &str) -> Option<f64> {
    let text = fs::read_to_string(format!("{folder}/stat")).ok()?;
    // The name of the program is in parentheses and may contain spaces; user and system time are the 14th and 15th.
    let (_, fields) = text.rsplit_once(") ")?;
    let ticks: Vec<f64> =
        fields.split(' ').skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    Some(ticks.iter().sum::<f64>() / TICKS)
}
