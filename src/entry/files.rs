//! The files of an entry, and where the links of its body lead.
//!
//! A link is first a path from the file, then an address of the site. A file in the folder of an `index.md` is
//! that entry's; a file beside a single-file entry becomes the entry's when the entry names it. Both are published
//! under the entry's address. Any other file is copied to the place it has in `content/`.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::address;
use super::around::Around;
use crate::source::File;
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
pub struct Reference {
    /// As written.
    pub destination: String,
    /// Its bytes in the file.
    pub range: Range<usize>,
    /// Where it leads.
    pub goes: Goes,
    /// What follows the path (`#muc`, `?x=1`), as written.
    pub tail: String,
}

/// Where a link inside the site leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Goes {
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
pub struct Folder<'a> {
    /// The files around it.
    pub around: &'a Around<'a>,
    /// The entry's own file.
    pub source: &'a str,
    /// The entry's address.
    pub address: &'a str,
}

/// A file found by a path written in an entry.
#[derive(Debug)]
pub enum Found<'a> {
    /// A file of this entry, with its address.
    Own(&'a File, String),
    /// A file of this entry whose name cannot be published, with a proposed name.
    Unsafe(&'a File, String),
    /// A file of another entry, and that entry's file.
    Other(&'a File, String),
    /// A file copied to the same place, with its address.
    Copied(&'a File, String),
    /// Another entry's Markdown.
    Entry(&'a File),
    /// Nothing lies there.
    Missing,
    /// The path leads out of `content/`.
    Outside,
}

impl<'a> Folder<'a> {
    fn dir(&self) -> &'a str {
        self.source.rsplit_once('/').map_or("", |(dir, _)| dir)
    }

    fn is_folder_entry(&self) -> bool {
        self.source.ends_with("/index.md")
    }

    /// Finds a file by a path from the entry's file, or by a `/…` path from `content/`.
    pub fn find(&self, written: &str) -> Found<'a> {
        let decoded = address::decode(written);
        for candidate in [written, &decoded] {
            let candidate = fold::nfc(candidate);
            let Some(path) = join(self.dir(), &candidate) else { return Found::Outside };
            if let Some(file) = self.around.get(&path) {
                return self.place(file);
            }
        }
        Found::Missing
    }

    /// Tells whose a file is.
    pub fn place(&self, file: &'a File) -> Found<'a> {
        if file.path.ends_with(".md") {
            return Found::Entry(file);
        }
        let owner = self.owner(&file.path);
        let dir = self.dir();
        let below = file.path.strip_prefix(dir).and_then(|rest| rest.strip_prefix('/'));
        match (owner, below) {
            (Some(owner), _) if !self.is_folder_entry() || owner != dir => {
                Found::Other(file, format!("{owner}/index.md"))
            }
            // Beside a single file is only what lies in the same folder.
            (_, Some(below)) if below.contains('/') && !self.is_folder_entry() => {
                Found::Copied(file, file.path.trim_start_matches("content").to_owned())
            }
            (_, Some(below)) => match address::of_file(self.address, below) {
                Ok(address) => Found::Own(file, address),
                Err(proposal) => Found::Unsafe(file, proposal),
            },
            (_, None) => Found::Copied(file, file.path.trim_start_matches("content").to_owned()),
        }
    }

    /// Finds the folder of the entry that a file belongs to by lying in it.
    fn owner(&self, path: &str) -> Option<String> {
        let mut above = address::folders_above(path);
        above.find(|folder| self.around.is_entry(folder)).map(str::to_owned)
    }

    /// Lists the files that are the entry's without being named: all in the folder of an `index.md`, and beside a
    /// single file those that are called like it (`85.pdf`, `85-phu-luc.docx` beside `85.md`).
    pub fn own_files(&self) -> Vec<&'a File> {
        let dir = self.dir();
        if self.is_folder_entry() {
            let prefix = format!("{dir}/");
            let owned = |file: &&File| self.owner(&file.path).is_some_and(|owner| owner == dir);
            return self.around.under(&prefix).filter(owned).collect();
        }
        let Some(stem) = self.source.strip_suffix(".md") else { return Vec::new() };
        if stem.ends_with("/_index") {
            return Vec::new();
        }
        self.around.under(stem).filter(|file| self.is_called_like(stem, &file.path)).collect()
    }

    /// Tells whether a file beside a single-file entry is called like it, and like no other entry more closely.
    fn is_called_like(&self, stem: &str, path: &str) -> bool {
        let rest = &path[stem.len()..];
        let parts = |c: char| !c.is_alphanumeric();
        if !rest.starts_with(parts) || rest.contains('/') || path.ends_with(".md") {
            return false;
        }
        let mut ends = rest.char_indices().skip(1).filter(|(_, c)| parts(*c));
        !ends.any(|(at, _)| self.around.get(&format!("{stem}{}.md", &rest[..at])).is_some())
    }

    /// Says where a link leads, and what follows its path; nothing for one that leaves the site or stays on the page.
    pub fn follow(&self, destination: &str) -> Option<(Goes, String)> {
        if destination.is_empty() || destination.starts_with('#') || leaves_site(destination) {
            return None;
        }
        let cut = destination.find(['#', '?']).unwrap_or(destination.len());
        let (path, tail) = destination.split_at(cut);
        Some((self.goes(path), tail.to_owned()))
    }

    /// Finds the entry or the section's text in a folder that a path from the file leads to.
    fn folder_entry(&self, written: &str) -> Option<Arc<str>> {
        let folder = join(self.dir(), &fold::nfc(&address::decode(written)))?;
        let folder = folder.trim_end_matches('/');
        let found =
            ["index.md", "_index.md"].map(|name| self.around.get(&format!("{folder}/{name}")));
        found.into_iter().flatten().next().map(|file| file.path.clone())
    }

    fn goes(&self, path: &str) -> Goes {
        let decoded = || fold::nfc(&address::decode(path)).into_owned();
        if path.starts_with('/') {
            return Goes::Address(decoded());
        }
        match self.find(path) {
            Found::Own(file, address) | Found::Copied(file, address) => {
                Goes::File(address, name(file).to_owned())
            }
            Found::Other(file, owner) => Goes::FileOf(owner.into(), file.path.clone()),
            Found::Entry(file) => Goes::Entry(file.path.clone()),
            Found::Outside => Goes::Outside,
            // Told when the folder's files were read.
            Found::Unsafe(..) => Goes::Outside,
            Found::Missing => {
                if let Some(source) = self.folder_entry(path) {
                    return Goes::Entry(source);
                }
                match join(self.address.trim_end_matches('/'), &decoded()) {
                    Some(joined) => Goes::Relative(absolute(&joined)),
                    None => Goes::Outside,
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
pub fn name(file: &File) -> &str {
    file.path.rsplit('/').next().unwrap_or_default()
}

/// Tells whether a destination has a scheme or names another host.
pub fn leaves_site(destination: &str) -> bool {
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
            assert!(leaves_site(leaving), "{leaving}");
        }
        for staying in ["/a/", "a.md", "Báo cáo: số 1.pdf", "../a/?b:c", "#a:b"] {
            assert!(!leaves_site(staying), "{staying}");
        }
    }
}
