//! Creates new files in the portal itself, for `init` and `new`; never in the site.
//!
//! **Invariant.** An existing file is never opened for writing: the existence check and the creation are one
//! operation.
//!
//! **Left out on purpose.** Such a file belongs to the webmaster from the start: it is not staged and not in the
//! manifest.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::diagnostic::MachineFault;

/// Writes a new file and creates its folders; returns false, and changes nothing, if the file exists.
pub fn create_new_file(path: &Path, bytes: &[u8]) -> Result<bool, MachineFault> {
    let fault = |error| MachineFault::writing(path, error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fault)?;
    }
    match fs::File::create_new(path) {
        Ok(mut file) => file.write_all(bytes).map(|()| true).map_err(fault),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(fault(error)),
    }
}
