//! Resolution of the paths and links written in an entry, and the rule that assigns files to entries.
//!
//! A link is resolved first as a path relative to the file, then as an address of the site. A file in the folder of an
//! `index.md` belongs to that entry; a file next to a single-file entry belongs to the entry if it is named after it
//! or if the entry refers to it. Both are published under the entry's address. Any other file is copied to the same
//! path as in `content/`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ByteSpan;
use super::address::{self, SiteAddress};
use super::file_dependencies::TrackedFiles;
use crate::source::SourceFile;
use crate::source::path_parts::{file_name, folder};
use crate::vietnamese::fold;

/// A file published under an entry's address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OwnFile {
    /// The address on the site.
    pub address: SiteAddress,
    /// The path of the file (`content/…`).
    pub path: Arc<str>,
}

/// A link of a body that stays inside the site.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InternalLink {
    /// The destination as written; shared with the target if that is spelt so.
    pub destination: Arc<str>,
    /// The byte range in the file.
    pub span: ByteSpan,
    /// The resolved target.
    pub target: InternalTarget,
    /// The query and fragment after the path (`#muc`, `?x=1`), as written.
    pub suffix: Box<str>,
    /// Whether it shows a picture.
    pub is_picture: bool,
}

/// The target of a link inside the site.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum InternalTarget {
    /// Another entry, by its source path.
    Entry(Arc<str>),
    /// A file of another entry: the source path of that entry, and the path of the file.
    FileOf(Arc<str>, Arc<str>),
    /// A file of this entry or a copied file: its address and file name.
    File(Arc<str>, Box<str>),
    /// An address of the site, decoded.
    Address(Arc<str>),
    /// The address of a relative path, resolved against the entry's address; no such file exists on disk.
    Relative(Arc<str>),
    /// A path outside `content/`.
    Outside,
}

/// Resolves the paths written in an entry.
#[derive(Debug, Clone, Copy)]
pub struct PathResolver<'a> {
    /// The files of the portal.
    pub files: &'a TrackedFiles<'a>,
    /// The path of the entry's source file.
    pub source: &'a str,
    /// The entry's address.
    pub address: &'a str,
}

/// The result of looking up a path written in an entry.
#[derive(Debug)]
pub enum FileLookup<'a> {
    /// A file of this entry, with its address.
    Own(&'a SourceFile, String),
    /// A file of this entry whose name cannot be published, with a proposed name.
    UnsafeName(&'a SourceFile, String),
    /// A file of another entry, with the source path of that entry.
    OfOtherEntry(&'a SourceFile, String),
    /// A file copied to the same path, with its address.
    Copied(&'a SourceFile, String),
    /// The source file of another entry.
    Entry(&'a SourceFile),
    /// No such file exists.
    Missing,
    /// The path leads out of `content/`.
    Outside,
}

impl<'a> PathResolver<'a> {
    fn dir(&self) -> &'a str {
        folder(self.source)
    }

    fn is_folder_entry(&self) -> bool {
        self.source.ends_with("/index.md")
    }

    /// Finds a file by a path relative to the entry's file, or by a `/…` path relative to `content/`.
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

    /// Returns whether a path leads to a file that is left out of the site.
    pub fn is_left_out(&self, written: &str) -> bool {
        if !self.files.leaves_out_any() {
            return false;
        }
        let decoded = address::decode(written);
        [written, &decoded].into_iter().any(|path| {
            join(self.dir(), &fold::nfc(path)).is_some_and(|path| self.files.is_left_out(&path))
        })
    }

    /// Determines which entry a file belongs to.
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
            // Next to a single-file entry only the files of the same folder can belong to it.
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

    /// Returns the innermost entry folder that contains a path.
    fn owning_folder(&self, path: &str) -> Option<String> {
        let mut ancestors = address::ancestor_folders(path);
        ancestors.find(|folder| self.files.is_entry_folder(folder)).map(str::to_owned)
    }

    /// Lists the files that belong to the entry without being referred to: all files in the folder of an `index.md`,
    /// or those named after a single-file entry (`85.pdf`, `85-phu-luc.docx` next to `85.md`).
    pub fn own_files(&self) -> Vec<&'a SourceFile> {
        let dir = self.dir();
        if self.is_folder_entry() {
            let prefix = format!("{dir}/");
            let is_own = |file: &&SourceFile| {
                self.owning_folder(&file.path).is_some_and(|owner| owner == dir)
            };
            return self.files.with_prefix(&prefix).filter(is_own).collect();
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

    /// Returns whether the name of a file next to a single-file entry begins with the entry's name, and with no longer
    /// name of another entry.
    fn is_named_after_entry(&self, stem: &str, path: &str) -> bool {
        let rest = &path[stem.len()..];
        let is_separator = |c: char| !c.is_alphanumeric();
        if !rest.starts_with(is_separator) || rest.contains('/') || path.ends_with(".md") {
            return false;
        }
        let mut stem_ends = rest.char_indices().skip(1).filter(|(_, c)| is_separator(*c));
        !stem_ends.any(|(at, _)| self.files.get(&format!("{stem}{}.md", &rest[..at])).is_some())
    }

    /// Resolves a link to its target and the suffix after its path; returns `None` if it leaves the site or stays on
    /// the page.
    pub fn resolve_link(&self, destination: &str) -> Option<(InternalTarget, Box<str>)> {
        if destination.is_empty() || destination.starts_with('#') || is_external(destination) {
            return None;
        }
        let cut = destination.find(['#', '?']).unwrap_or(destination.len());
        let (path, suffix) = destination.split_at(cut);
        Some((self.resolve_path(path), suffix.into()))
    }

    /// Finds the `index.md` or `_index.md` in the folder at a path relative to the entry's file.
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
            return InternalTarget::Address(decoded().into());
        }
        match self.find(path) {
            FileLookup::Own(file, address) | FileLookup::Copied(file, address) => {
                InternalTarget::File(address.into(), file_name(&file.path).into())
            }
            FileLookup::OfOtherEntry(file, owner) => {
                InternalTarget::FileOf(owner.into(), file.path.clone())
            }
            FileLookup::Entry(file) => InternalTarget::Entry(file.path.clone()),
            FileLookup::Outside => InternalTarget::Outside,
            // Reported when the files of the entry are collected.
            FileLookup::UnsafeName(..) => InternalTarget::Outside,
            FileLookup::Missing => {
                if let Some(source) = self.entry_in_folder(path) {
                    return InternalTarget::Entry(source);
                }
                match join(self.address.trim_end_matches('/'), &decoded()) {
                    Some(joined) => InternalTarget::Relative(absolute(&joined).into()),
                    None => InternalTarget::Outside,
                }
            }
        }
    }
}

fn absolute(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

/// Strips a Markdown extension from a path, including common mistakes; returns `None` if the path has none.
pub fn markdown_stem(path: &str) -> Option<&str> {
    const EXTENSIONS: [&str; 4] = [".md.txt", ".markdown", ".mdown", ".md"];
    EXTENSIONS.iter().find_map(|extension| {
        let stem = path.len().checked_sub(extension.len())?;
        path.get(stem..)?.eq_ignore_ascii_case(extension).then(|| &path[..stem])
    })
}

/// Returns whether a destination has a scheme or names another host.
pub fn is_external(destination: &str) -> bool {
    if destination.starts_with("//") {
        return true;
    }
    let scheme = destination.split([':', '/', '?', '#']).next().unwrap_or_default();
    let is_scheme_char = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    destination[scheme.len()..].starts_with(':')
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(is_scheme_char)
}

/// Joins a relative path to a folder and resolves `.` and `..`; returns `None` if it leads above the first segment.
///
/// A path that begins with `/` is relative to the first segment of the folder.
pub fn join(dir: &str, path: &str) -> Option<String> {
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
    fn joined_paths_never_leave_the_first_segment() {
        assert_eq!(join("content/a/b", "../c.md").as_deref(), Some("content/a/c.md"));
        assert_eq!(join("content/a", "/anh/x.png").as_deref(), Some("content/anh/x.png"));
        assert_eq!(join("content/a", "../../etc/passwd"), None);
    }

    #[test]
    fn destinations_with_scheme_or_host_are_external() {
        for external in ["https://a.vn", "mailto:a@b.vn", "//a.vn/x", "tel:0252"] {
            assert!(is_external(external), "{external}");
        }
        for internal in ["/a/", "a.md", "Báo cáo: số 1.pdf", "../a/?b:c", "#a:b"] {
            assert!(!is_external(internal), "{internal}");
        }
    }
}
