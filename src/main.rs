//! The command `niemyet`: passes the arguments, the clock, the current folder and the build id to the library.
//!
//! No other module reads these, so that the library is deterministic.

use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    let here = std::env::current_dir().unwrap_or_default();
    niemyet::cli::run(std::env::args_os(), &here, Arc::new(jiff::Timestamp::now), &build_id)
}

fn build_id() -> Option<u64> {
    niemyet::ledger::build_id(&std::env::current_exe().ok()?)
}
