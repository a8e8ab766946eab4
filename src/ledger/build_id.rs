//! The build id: identifies the program whose code wrote a cache.
//!
//! It is the id that the linker computed from all contents and noted at the start of the executable, or else a hash of
//! the executable's bytes, which takes as long as a fifth of a build without changes. A copied or reinstalled program
//! has the same id, whatever the times and the place of its file, and keeps the cache. Any change of the code, of a
//! library or of an embedded file alters the id, and discards the cache.
//!
//! **Left out on purpose.** A digest of the sources, computed when they are compiled, would be cheaper, but
//! `cargo install` chooses the versions of libraries without a file that it could include.

use std::fs::File;
use std::hash::Hasher as _;
use std::io::Read as _;
use std::path::Path;

/// The size of the part of an executable in which a linker places its note, in bytes.
const START_SIZE: usize = 4096;
/// The type and the owner of the note that contains the linker's build id (`.note.gnu.build-id`); the id follows.
const NOTE_HEADER: &[u8] = b"\x03\0\0\0GNU\0";
/// The size of one read, in bytes; a buffer of this size stays in the processor's cache.
const READ_SIZE: usize = 256 * 1024;

/// Returns the build id of an executable; `None` if it cannot be read.
pub fn build_id(executable: &Path) -> Option<u64> {
    let mut file = File::open(executable).ok()?;
    let mut buffer = vec![0; START_SIZE];
    let mut length = file.read(&mut buffer).ok()?;
    if let Some(id) = linker_build_id(&buffer[..length]) {
        return Some(id);
    }
    let mut hasher = rapidhash::fast::RapidHasher::default();
    while length > 0 {
        hasher.write(&buffer[..length]);
        buffer.resize(READ_SIZE, 0);
        length = file.read(&mut buffer).ok()?;
    }
    Some(hasher.finish())
}

/// Returns the first 64 bits of the linker's build id.
fn linker_build_id(start: &[u8]) -> Option<u64> {
    let at = start.windows(NOTE_HEADER.len()).position(|bytes| bytes == NOTE_HEADER)?;
    let id = start[at + NOTE_HEADER.len()..].first_chunk()?;
    Some(u64::from_le_bytes(*id))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Returns the build id of a program with these bytes, which that of a copy equals.
    fn id(bytes: &[u8]) -> u64 {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("program"), bytes).expect("the file can be written");
        fs::copy(path("program"), path("copy")).expect("the file can be copied");
        let id = build_id(&path("program")).expect("the file can be read");
        assert_eq!(build_id(&path("copy")), Some(id));
        assert_eq!(build_id(&path("missing")), None);
        id
    }

    #[test]
    fn a_copy_has_the_same_id_and_other_bytes_have_another() {
        for length in [1, START_SIZE + 1, 3 * READ_SIZE + 1] {
            let mut bytes = vec![7; length];
            let before = id(&bytes);
            *bytes.last_mut().expect("there are bytes") = 8;
            assert_ne!(id(&bytes), before, "{length}");
        }
    }

    #[test]
    fn the_id_of_the_linker_stands_for_the_rest() {
        let program =
            |id: u64, rest: u8| [&[7; 600], NOTE_HEADER, &id.to_le_bytes(), &[rest; 9000]].concat();
        assert_eq!(id(&program(1, 7)), 1);
        assert_eq!(id(&program(1, 8)), 1);
        assert_eq!(id(&program(2, 7)), 2);
    }
}
