//! Folders of files in tests: read into memory, written with their parents, compared.
//!
//! **Invariant.** If two folders differ, the failure lists the paths that differ and shows the first.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The bytes of files by relative path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// All files below a folder, by path relative to it; empty if there is no folder.
pub(crate) fn files_under(folder: &Path) -> Files {
    let mut files = Files::new();
    collect_files(folder, "", &mut files);
    files
}

fn collect_files(folder: &Path, prefix: &str, files: &mut Files) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.expect("the folder can be listed");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect_files(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).expect("a file can be read"));
        }
    }
}

/// Writes a file and creates its parent folders.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a file has a parent folder"))
        .expect("the folder can be created");
    fs::write(path, bytes).expect("the file can be written");
}

/// Asserts that two folders have the same files.
#[track_caller]
pub(crate) fn assert_same_files(left: &Files, right: &Files, context: &str) {
    let mut paths: Vec<&String> = left.keys().chain(right.keys()).collect();
    paths.sort();
    paths.dedup();
    paths.retain(|path| left.get(*path) != right.get(*path));
    if let Some(path) = paths.first() {
        let show = |files: &Files| {
            files.get(*path).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        };
        panic!("{context}: {paths:#?} differ; the first:\n{:?}\n{:?}", show(left), show(right));
    }
}

/// A text without the digests in the names of files of the theme, so that a test need not know them.
pub(crate) fn without_digests(text: &str) -> String {
    let mut parts = text.split("tai-nguyen/");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c| "\"'> \n".contains(c)).unwrap_or(part.len());
        let (address, rest) = part.split_at(end);
        let is_digest = |part: &&str| {
            part.len() == 10
                && part.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
        };
        let kept: Vec<&str> = address.split('.').filter(|part| !is_digest(part)).collect();
        plain += &format!("tai-nguyen/{}{rest}", kept.join("."));
    }
    plain
}

/// The file that a server serves for an address.
pub(crate) fn output_path(address: &str) -> String {
    let path = address.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    }
}
