//! The command `niemyet`: hands the arguments, the clock and the current folder to the library.
//!
//! These three are read here and nowhere else, so that everything below gives the same for the same input.

use std::process::ExitCode;

fn main() -> ExitCode {
    let here = std::env::current_dir().unwrap_or_default();
    niemyet::cli::run(std::env::args_os(), &here, jiff::Timestamp::now())
}
