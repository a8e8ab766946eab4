//! The command `niemyet`: hands the arguments, the clock, the current folder and what it is itself to the library.
//!
//! These are read here and nowhere else, so that everything below gives the same for the same input.

use std::process::ExitCode;
use std::sync::Arc;

use niemyet::source::{FileMetadataKey, fingerprint};

fn main() -> ExitCode {
    let here = std::env::current_dir().unwrap_or_default();
    niemyet::cli::run(std::env::args_os(), &here, Arc::new(jiff::Timestamp::now), build_id())
}

/// Tells this program from all others, also from itself before it was built anew.
fn build_id() -> Option<u64> {
    let itself = std::env::current_exe().ok()?.metadata().ok()?;
    Some(fingerprint(&(env!("CARGO_PKG_VERSION"), FileMetadataKey::from_metadata(&itself))))
}
