//! The command `niemyet`: passes the arguments, the clock, the current folder and the build id to the library.
//!
//! No other module reads these, so that the library is deterministic.

use std::process::ExitCode;
use std::sync::Arc;

use niemyet::source::{FileMetadataKey, fingerprint};

fn main() -> ExitCode {
    let here = std::env::current_dir().unwrap_or_default();
    niemyet::cli::run(std::env::args_os(), &here, Arc::new(jiff::Timestamp::now), build_id())
}

/// Returns the build id: the cache is discarded when it differs.
fn build_id() -> Option<u64> {
    let executable = std::env::current_exe().ok()?.metadata().ok()?;
    Some(fingerprint(&(env!("CARGO_PKG_VERSION"), FileMetadataKey::from_metadata(&executable))))
}
