//! The command `niemyet`: passes the arguments, the clock, the current folder and the build id to the library.
//!
//! No other module reads these, so that the library is deterministic.

use std::process::ExitCode;
use std::time::Instant;

use jiff::Timestamp;
use niemyet::preview::clock::Clock;

fn main() -> ExitCode {
    let here = std::env::current_dir().unwrap_or_default();
    let clock = Clock::new(Timestamp::now, Instant::now);
    niemyet::cli::run(std::env::args_os(), &here, clock, &build_id)
}

fn build_id() -> Option<u64> {
    niemyet::ledger::build_id(&std::env::current_exe().ok()?)
}
