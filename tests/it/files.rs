//! Folders of files as tests see them: read whole, written with their folders, compared by name.
//!
//! **Invariant.** Two sites that differ are told by the paths that do, with the first of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A folder of files by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// All files below a folder, by path from it; nothing where there is no folder.
pub(crate) fn files_under(folder: &Path) -> Files {
    let mut files = Files::new();
    collect_files(folder, "", &mut files);
    files
}

fn collect_files(folder: &Path, prefix: &str, files: &mut Files) {
    let Ok(items) = fs::read_dir(folder) else { return };
    for item in items {
        let item = item.expect("a folder stays while it is listed");
        let path = format!("{prefix}{}", item.file_name().to_string_lossy());
        if item.path().is_dir() {
            collect_files(&item.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(item.path()).expect("a file can be read"));
        }
    }
}

/// Writes a file with its folders.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
    fs::write(path, bytes).expect("the machine has room for tests");
}

/// Asserts that two sites are the same, and names what differs.
#[track_caller]
pub(crate) fn assert_same_files(one: &Files, other: &Files, what: &str) {
    let mut paths: Vec<&String> = one.keys().chain(other.keys()).collect();
    paths.sort();
    paths.dedup();
    paths.retain(|path| one.get(*path) != other.get(*path));
    if let Some(path) = paths.first() {
        let show = |files: &Files| {
            files.get(*path).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        };
        panic!("{what}: {paths:#?} differ; the first:\n{:?}\n{:?}", show(one), show(other));
    }
}
