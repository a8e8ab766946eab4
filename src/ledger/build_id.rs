//! The build id: identifies the program whose code wrote a cache, by the bytes of its executable.
//!
//! A copied or reinstalled program has the same id, whatever the times and the place of its file, and keeps the cache.
//! Any change of the code or of an embedded file alters the bytes, and discards it.

use std::fs::File;
use std::hash::Hasher as _;
use std::io::Read as _;
use std::path::Path;

/// The size of one read, in bytes; a buffer of this size stays in the processor's cache.
const READ_SIZE: usize = 256 * 1024;

/// Returns the build id of an executable; `None` if it cannot be read.
pub fn build_id(executable: &Path) -> Option<u64> {
    let mut file = File::open(executable).ok()?;
    let mut hasher = rapidhash::fast::RapidHasher::default();
    let mut buffer = vec![0; READ_SIZE];
    loop {
        match file.read(&mut buffer).ok()? {
            0 => return Some(hasher.finish()),
            length => hasher.write(&buffer[..length]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_copy_has_the_same_id_and_other_bytes_have_another() {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let path = |name: &str| folder.path().join(name);
        let mut bytes = vec![7; 3 * READ_SIZE + 1];
        fs::write(path("program"), &bytes).expect("the file can be written");
        fs::copy(path("program"), path("copy")).expect("the file can be copied");
        *bytes.last_mut().expect("there are bytes") = 8;
        fs::write(path("other"), &bytes).expect("the file can be written");
        let id = build_id(&path("program"));
        assert!(id.is_some());
        assert_eq!(build_id(&path("copy")), id);
        assert_ne!(build_id(&path("other")), id);
        assert_eq!(build_id(&path("missing")), None);
    }
}
