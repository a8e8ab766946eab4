//! Beginning a file of the portal itself: for `init` and `new`, never for the site.
//!
//! **Invariant.** A file that exists is never opened for writing: creating one and finding it there are one step.
//!
//! **Left out on purpose.** Such a file is the webmaster's from its first byte: it is not staged and stands in no
//! manifest.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::DiskFault;

/// Writes a new file with its folders; tells false, and changes nothing, where one exists already.
pub fn create_new_file(path: &Path, bytes: &[u8]) -> Result<bool, DiskFault> {
    let fault = |error| DiskFault { path: path.to_owned(), error };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fault)?;
    }
    match fs::File::create_new(path) {
        Ok(mut file) => file.write_all(bytes).map(|()| true).map_err(fault),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(fault(error)),
    }
}
