//! The files of an entry, and where the links of its body lead.
//!
//! A link is first a path from the file, then an address of the site. A file in the folder of an `index.md` is
//! that entry's; a file beside a single-file entry becomes the entry's when the entry names it. Both are published
//! under the entry's address. Any other file is copied to the place it has in `content/`.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::address;
use super::file_dependencies::TrackedFiles;
use crate::source::SourceFile;
use crate::vietnamese::fold;

/// A file published under an entry's address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OwnFile {
    /// Its address on the site.
    pub address: String,
    /// Its path (`content/…`).
    pub path: Arc<str>,
}

/// A link of a body that stays inside the site.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InternalLink {
    /// As written.
    pub destination: String,
    /// Its bytes in the file.
    pub range: Range<usize>,
    /// Where it leads.
    pub target: InternalTarget,
    /// What follows the path (`#muc`, `?x=1`), as written.
    pub suffix: String,
}

/// Where a link inside the site leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum InternalTarget {
    /// To another entry, by its file.
    Entry(Arc<str>),
    /// To a file of another entry: the entry's file, the file.
    FileOf(Arc<str>, Arc<str>),
    /// To a file of its own or one copied, by address and file name.
    File(String, String),
    /// To an address of the site, decoded.
    Address(String),
    /// To an address that the file's place makes of a relative path; nothing lies there on disk.
    Relative(String),
    /// Out of `content/`.
    Outside,
}

/// What lies around an entry's file.
#[derive(Debug, Clone, Copy)]
pub struct PathResolver<'a> {
    /// The files around it.
    pub files: &'a TrackedFiles<'a>,
    /// The entry's own file.
    pub source: &'a str,
    /// The entry's address.
    pub address: &'a str,
}

/// A file found by a path written in an entry.
#[derive(Debug)]
pub enum FileLookup<'a> {
    /// A file of this entry, with its address.
    Own(&'a SourceFile, String),
    /// A file of this entry whose name cannot be published, with a proposed name.
    UnsafeName(&'a SourceFile, String),
    /// A file of another entry, and that entry's file.
    OfOtherEntry(&'a SourceFile, String),
    /// A file copied to the same place, with its address.
    Copied(&'a SourceFile, String),
    /// Another entry's Markdown.
    Entry(&'a SourceFile),
    /// Nothing lies there.
    Missing,
    /// The path leads out of `content/`.
    Outside,
}

impl<'a> PathResolver<'a> {
    fn dir(&self) -> &'a str {
        self.source.rsplit_once('/').map_or("", |(dir, _)| dir)
    }

    fn is_folder_entry(&self) -> bool {
        self.source.ends_with("/index.md")
    }

    /// Finds a file by a path from the entry's file, or by a `/…` path from `content/`.
    pub fn find(&self, written: &str) -> FileLookup<'a> {
        let decoded = address::decode(written);
        for candidate in [written, &decoded] {
            let candidate = fold::nfc(candidate);
            let Some(path) = join(self.dir(), &candidate) else { return FileLookup::Outside };
            if let Some(file) = self.files.get(&path) {
                return self.classify(file);
            }
        }
        FileLookup::Missing
    }

    /// Tells whose a file is.
    pub fn classify(&self, file: &'a SourceFile) -> FileLookup<'a> {
        if file.path.ends_with(".md") {
            return FileLookup::Entry(file);
        }
        let owner = self.owning_folder(&file.path);
        let dir = self.dir();
        let below = file.path.strip_prefix(dir).and_then(|rest| rest.strip_prefix('/'));
        match (owner, below) {
            (Some(owner), _) if !self.is_folder_entry() || owner != dir => {
                FileLookup::OfOtherEntry(file, format!("{owner}/index.md"))
            }
            // Beside a single file is only what lies in the same folder.
            (_, Some(below)) if below.contains('/') && !self.is_folder_entry() => {
                FileLookup::Copied(file, file.path.trim_start_matches("content").to_owned())
            }
            (_, Some(below)) => match address::of_file(self.address, below) {
                Ok(address) => FileLookup::Own(file, address),
                Err(proposal) => FileLookup::UnsafeName(file, proposal),
            },
            (_, None) => {
                FileLookup::Copied(file, file.path.trim_start_matches("content").to_owned())
            }
        }
    }

    /// Finds the folder of the entry that a file belongs to by lying in it.
    fn owning_folder(&self, path: &str) -> Option<String> {
        let mut above = address::ancestor_folders(path);
        above.find(|folder| self.files.is_entry_folder(folder)).map(str::to_owned)
    }

    /// Lists the files that are the entry's without being named: all in the folder of an `index.md`, and beside a
    /// single file those that are called like it (`85.pdf`, `85-phu-luc.docx` beside `85.md`).
    pub fn own_files(&self) -> Vec<&'a SourceFile> {
        let dir = self.dir();
        if self.is_folder_entry() {
            let prefix = format!("{dir}/");
            let owned = |file: &&SourceFile| {
                self.owning_folder(&file.path).is_some_and(|owner| owner == dir)
            };
            return self.files.with_prefix(&prefix).filter(owned).collect();
        }
        let Some(stem) = self.source.strip_suffix(".md") else { return Vec::new() };
        if stem.ends_with("/_index") {
            return Vec::new();
        }
        self.files
            .with_prefix(stem)
            .filter(|file| self.is_named_after_entry(stem, &file.path))
            .collect()
    }

    /// Tells whether a file beside a single-file entry is called like it, and like no other entry more closely.
    fn is_named_after_entry(&self, stem: &str, path: &str) -> bool {
        let rest = &path[stem.len()..];
        let parts = |c: char| !c.is_alphanumeric();
        if !rest.starts_with(parts) || rest.contains('/') || path.ends_with(".md") {
            return false;
        }
        let mut ends = rest.char_indices().skip(1).filter(|(_, c)| parts(*c));
        !ends.any(|(at, _)| self.files.get(&format!("{stem}{}.md", &rest[..at])).is_some())
    }

    /// Says where a link leads, and what follows its path; nothing for one that leaves the site or stays on the page.
    pub fn resolve_link(&self, destination: &str) -> Option<(InternalTarget, String)> {
        if destination.is_empty() || destination.starts_with('#') || is_external(destination) {
            return None;
        }
        let cut = destination.find(['#', '?']).unwrap_or(destination.len());
        let (path, tail) = destination.split_at(cut);
        Some((self.resolve_path(path), tail.to_owned()))
    }

    /// Finds the entry or the section's text in a folder that a path from the file leads to.
    fn entry_in_folder(&self, written: &str) -> Option<Arc<str>> {
        let folder = join(self.dir(), &fold::nfc(&address::decode(written)))?;
        let folder = folder.trim_end_matches('/');
        let found =
            ["index.md", "_index.md"].map(|name| self.files.get(&format!("{folder}/{name}")));
        found.into_iter().flatten().next().map(|file| file.path.clone())
    }

    fn resolve_path(&self, path: &str) -> InternalTarget {
        let decoded = || fold::nfc(&address::decode(path)).into_owned();
        if path.starts_with('/') {
            return InternalTarget::Address(decoded());
        }
        match self.find(path) {
            FileLookup::Own(file, address) | FileLookup::Copied(file, address) => {
                InternalTarget::File(address, file_name(file).to_owned())
            }
            FileLookup::OfOtherEntry(file, owner) => {
                InternalTarget::FileOf(owner.into(), file.path.clone())
            }
            FileLookup::Entry(file) => InternalTarget::Entry(file.path.clone()),
            FileLookup::Outside => InternalTarget::Outside,
            // Told when the folder's files were read.
            FileLookup::UnsafeName(..) => InternalTarget::Outside,
            FileLookup::Missing => {
                if let Some(source) = self.entry_in_folder(path) {
                    return InternalTarget::Entry(source);
                }
                match join(self.address.trim_end_matches('/'), &decoded()) {
                    Some(joined) => InternalTarget::Relative(absolute(&joined)),
                    None => InternalTarget::Outside,
                }
            }
        }
    }
}

fn absolute(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

/// Takes the ending of Markdown off a path, whichever of them people write; nothing where it has none.
pub fn markdown_stem(path: &str) -> Option<&str> {
    const ENDINGS: [&str; 4] = [".md.txt", ".markdown", ".mdown", ".md"];
    ENDINGS.iter().find_map(|ending| {
        let stem = path.len().checked_sub(ending.len())?;
        path.get(stem..)?.eq_ignore_ascii_case(ending).then(|| &path[..stem])
    })
}

/// Gives the last part of a file's path.
pub fn file_name(file: &SourceFile) -> &str {
    file.path.rsplit('/').next().unwrap_or_default()
}

/// Tells whether a destination has a scheme or names another host.
pub fn is_external(destination: &str) -> bool {
    if destination.starts_with("//") {
        return true;
    }
    let scheme = destination.split([':', '/', '?', '#']).next().unwrap_or_default();
    let letters = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    destination[scheme.len()..].starts_with(':')
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(letters)
}

/// Joins a relative path to a folder, resolving `.` and `..`; nothing if it leads above the first part.
///
/// A path that begins with `/` is taken from the first part of the folder.
fn join(dir: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => dir.split('/').take(1).collect(),
        None => dir.split('/').collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.len() > 1 => {
                parts.pop();
            }
            ".." => return None,
            part => parts.push(part),
        }
    }
    let trailing = if path.ends_with('/') { "/" } else { "" };
    Some(parts.join("/") + trailing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_never_leave() {
        assert_eq!(join("content/a/b", "../c.md").as_deref(), Some("content/a/c.md"));
        assert_eq!(join("content/a", "/anh/x.png").as_deref(), Some("content/anh/x.png"));
        assert_eq!(join("content/a", "../../etc/passwd"), None);
    }

    #[test]
    fn schemes_and_hosts_leave_the_site() {
        for leaving in ["https://a.vn", "mailto:a@b.vn", "//a.vn/x", "tel:0252"] {
            assert!(is_external(leaving), "{leaving}");
        }
        for staying in ["/a/", "a.md", "Báo cáo: số 1.pdf", "../a/?b:c", "#a:b"] {
            assert!(!is_external(staying), "{staying}");
        }
    }
}
