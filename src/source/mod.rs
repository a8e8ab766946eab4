//! What lies on disk: which files the portal has, under which NFC paths, and their bytes.
//!
//! The only room that reads content. Paths are relative to the folder scanned, with `/`, in NFC; the tree is
//! sorted by them, so the order of a directory listing never reaches the site.
//!
//! **Invariant.** Nothing outside the portal's folder is read: a symbolic link that leads out is a fault.

mod stamp;

use std::collections::HashMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, MachineFault, Place, Text, faults};
use crate::vietnamese::{fold, slug};

pub use stamp::{Stamp, fingerprint};

/// A file of the portal.
#[derive(Debug, Clone)]
pub struct File {
    /// The path from the portal's folder (`content/van-ban/85.md`), NFC, as messages show it.
    pub path: Arc<str>,
    /// The path as the disk has it.
    pub disk: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// What the disk told of it before it was read.
    pub stamp: Stamp,
}

/// All files under one folder, sorted by path.
#[derive(Debug, Default)]
pub struct Tree {
    files: Vec<File>,
    index: HashMap<Arc<str>, usize>,
}

impl Tree {
    /// Lists `folder` of the portal at `root`; hidden and temporary files are left out.
    pub fn scan(root: &Path, folder: &str) -> Result<(Self, Vec<Diagnostic>), MachineFault> {
        let start = root.join(folder);
        let inside = fs::canonicalize(root).map_err(|error| MachineFault::reading(root, error))?;
        let mut tree = Self::default();
        let mut faults = Vec::new();
        if !fs::canonicalize(&start).is_ok_and(|real| real.starts_with(&inside)) {
            faults.push(faults::leads_outside(Place::file(folder)));
            return Ok((tree, faults));
        }
        let mut walk = WalkDir::new(&start).follow_links(true).sort_by_file_name().into_iter();
        while let Some(item) = walk.next() {
            let item = match item {
                Ok(item) => item,
                Err(error) => {
                    faults.push(unwalkable(error, root)?);
                    continue;
                }
            };
            let taken = if is_ignored(&item) { Ok(false) } else { tree.take(&item, root, &inside) };
            let entered = *taken.as_ref().unwrap_or(&false);
            faults.extend(taken.err().map(|fault| *fault));
            if item.file_type().is_dir() && !entered {
                walk.skip_current_dir();
            }
        }
        tree.finish(&mut faults);
        Ok((tree, faults))
    }

    /// Takes a file into the tree; tells whether a folder may be entered.
    fn take(
        &mut self,
        item: &walkdir::DirEntry,
        root: &Path,
        inside: &Path,
    ) -> Result<bool, Box<Diagnostic>> {
        let relative = item.path().strip_prefix(root).unwrap_or(item.path());
        let shown = shown_path(relative);
        if item.path_is_symlink() {
            let real = fs::canonicalize(item.path());
            // The site and the cache are no sources, though they lie in the portal.
            let made = |real: &Path| {
                ["public", ".niemyet"].iter().any(|name| real.starts_with(inside.join(name)))
            };
            if !real.is_ok_and(|real| real.starts_with(inside) && !made(&real)) {
                return Err(Box::new(faults::leads_outside(Place::file(shown))));
            }
        }
        if item.file_type().is_dir() {
            return Ok(true);
        }
        if !item.file_type().is_file() {
            // A pipe or a socket has no content to publish, and reading it may never end.
            return Err(Box::new(faults::leads_outside(Place::file(shown))));
        }
        let damaged = |c: char| c == '\u{FFFD}' || c == '\\' || c.is_control();
        if relative.to_str().is_none() || shown.contains(damaged) {
            let name = shown.rsplit('/').next().unwrap_or_default();
            let proposal = slug::file_name(name).unwrap_or_else(|unsafe_name| unsafe_name.proposal);
            return Err(Box::new(faults::damaged_name(Place::file(&*shown), name, &proposal)));
        }
        let stamp = item.metadata().map_or(Stamp::UNKNOWN, |metadata| Stamp::of(&metadata));
        let (path, disk) = (shown.into(), item.path().to_owned());
        self.files.push(File { path, disk, size: stamp.size(), stamp });
        Ok(true)
    }

    fn finish(&mut self, faults: &mut Vec<Diagnostic>) {
        self.files.sort_by(|a, b| (&a.path, &a.disk).cmp(&(&b.path, &b.disk)));
        for pair in self.files.windows(2) {
            if pair[0].path == pair[1].path {
                faults.push(faults::same_name_twice(Place::file(pair[0].path.clone())));
            }
        }
        self.files.dedup_by(|b, a| a.path == b.path);
        self.index = self.files.iter().enumerate().map(|(i, f)| (f.path.clone(), i)).collect();
    }

    /// Gives all files, sorted by path.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Finds a file by its path from the portal's folder.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.index.get(path).map(|at| &self.files[*at])
    }

    /// Gives the files whose path begins with `prefix`.
    pub fn under<'t>(&'t self, prefix: &str) -> impl Iterator<Item = &'t File> + use<'t> {
        let prefix = prefix.to_owned();
        let start = self.files.partition_point(|file| *file.path < *prefix);
        self.files[start..].iter().take_while(move |file| file.path.starts_with(&prefix))
    }
}

/// Hidden files (but `.well-known`), and what editors and systems leave behind, are never published.
fn is_ignored(item: &walkdir::DirEntry) -> bool {
    let name = item.file_name().to_string_lossy();
    let hidden = item.depth() > 0 && name.starts_with('.') && name != ".well-known";
    hidden
        || name.ends_with('~')
        || [".swp", ".tmp"].iter().any(|end| name.ends_with(end))
        || name.starts_with("~$")
        || ["Thumbs.db", "desktop.ini"].contains(&&*name)
}

fn shown_path(relative: &Path) -> String {
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    fold::nfc(&parts.join("/")).into_owned()
}

/// A dangling link or a loop is a fault of the content; anything else that stops a walk is the machine's.
fn unwalkable(error: walkdir::Error, root: &Path) -> Result<Diagnostic, MachineFault> {
    let path = error.path().unwrap_or(root).to_owned();
    let shown = shown_path(path.strip_prefix(root).unwrap_or(&path));
    let dangling = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
    if dangling || error.loop_ancestor().is_some() {
        return Ok(faults::leads_outside(Place::file(shown)));
    }
    let error = error.into_io_error().unwrap_or_else(|| std::io::Error::other("walk"));
    Err(MachineFault::reading(&path, error))
}

impl File {
    /// Reads the file as text.
    pub fn text(&self) -> Result<Reading, MachineFault> {
        Ok(Text::from_bytes(self.path.clone(), self.bytes()?))
    }

    /// Reads the file.
    pub fn bytes(&self) -> Result<Vec<u8>, MachineFault> {
        fs::read(&self.disk).map_err(|error| MachineFault::reading(&self.disk, error))
    }

    /// Reads the file once for both its bytes and its digest (SHA-256).
    pub fn bytes_and_digest(&self) -> Result<(Vec<u8>, [u8; 32]), MachineFault> {
        let bytes = self.bytes()?;
        let digest = Sha256::digest(&bytes).into();
        Ok((bytes, digest))
    }

    /// Hashes the file (SHA-256), without holding it in memory.
    pub fn digest(&self) -> Result<[u8; 32], MachineFault> {
        let fault = |error| MachineFault::reading(&self.disk, error);
        let mut file = fs::File::open(&self.disk).map_err(fault)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = file.read(&mut buffer).map_err(fault)?;
            if read == 0 {
                return Ok(hasher.finalize().into());
            }
            hasher.update(&buffer[..read]);
        }
    }
}

/// What reading a text gives where the machine does its part: the text, or that it is none.
pub type Reading = Result<Text, Box<Diagnostic>>;

/// Reads one file of the portal by its path, if it is there.
pub fn read(root: &Path, path: &str) -> Result<Option<Reading>, MachineFault> {
    let disk = root.join(path);
    let inside = fs::canonicalize(root).map_err(|error| MachineFault::reading(root, error))?;
    if fs::canonicalize(&disk).is_ok_and(|real| !real.starts_with(inside)) {
        return Ok(Some(Err(Box::new(faults::leads_outside(Place::file(path))))));
    }
    match fs::read(&disk) {
        Ok(bytes) => Ok(Some(Text::from_bytes(path.into(), bytes))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(MachineFault::reading(&disk, error)),
    }
}

/// Tells whether the portal has a folder of that name.
pub fn has_folder(root: &Path, folder: &str) -> bool {
    root.join(folder).is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portal(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a temporary folder");
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().expect("a file has a parent")).expect("made");
            fs::write(path, file).expect("written");
        }
        root
    }

    #[test]
    fn what_editors_leave_behind_is_ignored() {
        let root = portal(&[
            "content/a.md",
            "content/a.md~",
            "content/.a.md.swp",
            "content/~$bc.docx",
            "content/Thumbs.db",
            "content/.git/config",
            "content/.well-known/security.txt",
        ]);
        let (tree, faults) = Tree::scan(root.path(), "content").expect("readable");
        assert!(faults.is_empty());
        let paths: Vec<_> = tree.files().iter().map(|file| &*file.path).collect();
        assert_eq!(paths, ["content/.well-known/security.txt", "content/a.md"]);
    }

    #[test]
    fn decomposed_names_are_composed_and_a_pair_of_them_is_a_fault() {
        let root = portal(&["content/ba\u{301}o.md", "content/báo.md"]);
        let (tree, faults) = Tree::scan(root.path(), "content").expect("readable");
        assert_eq!(tree.files().len(), 1);
        assert_eq!(faults[0].code, "same-name-twice");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_is_a_fault_and_one_inside_is_followed() {
        let outside = portal(&["secret.txt"]);
        let root = portal(&["content/a.md", "shared/b.md"]);
        let link = |to: &Path, name: &str| {
            std::os::unix::fs::symlink(to, root.path().join(name)).expect("linked");
        };
        link(&outside.path().join("secret.txt"), "content/out.txt");
        link(outside.path(), "content/out");
        link(&outside.path().join("none"), "content/dangling.txt");
        link(&root.path().join("shared/b.md"), "content/b.md");
        let (tree, faults) = Tree::scan(root.path(), "content").expect("readable");
        let paths: Vec<_> = tree.files().iter().map(|file| &*file.path).collect();
        assert_eq!(paths, ["content/a.md", "content/b.md"]);
        let places: Vec<_> = faults.iter().map(|fault| &*fault.place.file).collect();
        assert_eq!(places, ["content/dangling.txt", "content/out", "content/out.txt"]);
    }
}
