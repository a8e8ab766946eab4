//! The command `niemyet`: hands the arguments, the clock and the current folder to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    let here = std::env::current_dir().unwrap_or_default();
    niemyet::cli::run(std::env::args_os(), &here, jiff::Timestamp::now())
}
