//! Walking a folder: lists the files at and below a path.
//!
//! walkdir lists the folders. One walk lists the two upper levels, and a walk on any thread lists each folder below
//! them, which costs little more than the system calls. The result does not depend on threads.
//!
//! A symbolic link is followed if its target is in the same folder of sources (`content/`, `themes/`) and no part of
//! the target's path is hidden or left out. Any other is a fault, also one to a folder that contains it, which would be
//! an endless cycle. Files that vanish during the walk are skipped.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use walkdir::{DirEntry, WalkDir};

use super::left_out::reason_in_content;
use super::{
    DiskLocation, FileMetadataKey, LeftOut, LeftOutReason, SourceFile, is_hidden, left_out_reason,
};
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::source::path_parts::file_name;
use crate::vietnamese::{fold, slug};

/// The number of levels of folders that one walk lists before others continue in parallel.
const UPPER_LEVELS: usize = 2;

/// The number of listed files and folders between two calls of the pause callback.
const ENTRIES_PER_PAUSE: usize = 1000;

/// The result of walking a path. Paths are those on disk, relative to the portal's folder.
#[derive(Debug, Default)]
pub(super) struct WalkResult {
    pub(super) files: Vec<SourceFile>,
    pub(super) folders: Vec<PathBuf>,
    pub(super) faults: Vec<(PathBuf, Diagnostic)>,
    pub(super) links: Vec<(PathBuf, SymbolicLink)>,
    pub(super) left_out: Vec<(PathBuf, LeftOut)>,
}

/// A symbolic link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SymbolicLink {
    /// The canonical path of its target; `None` if it is dangling.
    pub(super) target: Option<PathBuf>,
    /// The path in the tree of what it leads to, relative to the portal's folder; `None` if it is not followed.
    pub(super) original: Option<PathBuf>,
}

/// A symbolic link that was followed to reach a path.
#[derive(Debug, Clone)]
struct FollowedLink {
    link: PathBuf,
    target: PathBuf,
    /// The canonical path of the folder that contains the link.
    parent: PathBuf,
}

/// The threads that a walk uses.
#[derive(Clone, Copy)]
pub(super) enum WalkMode<'r> {
    /// All threads of the pool.
    Parallel,
    /// The current thread only, with periodic calls of a pause callback.
    Sequential(&'r (dyn Fn() + Sync)),
}

/// Walks the folders of one portal.
pub(super) struct Walker<'r> {
    root: &'r Path,
    /// The canonical path of the portal's folder.
    canonical_root: PathBuf,
    /// The location of all files whose path on disk equals the shown one.
    plain_location: Arc<DiskLocation>,
    mode: WalkMode<'r>,
}

impl WalkResult {
    fn joined(mut self, mut other: Self) -> Self {
        self.files.append(&mut other.files);
        self.folders.append(&mut other.folders);
        self.faults.append(&mut other.faults);
        self.links.append(&mut other.links);
        self.left_out.append(&mut other.left_out);
        self
    }

    fn leave_out(&mut self, path: &Path, reason: LeftOutReason, key: Option<FileMetadataKey>) {
        let left_out = LeftOut { path: display_path(path).into(), reason, metadata_key: key };
        self.left_out.push((path.to_owned(), left_out));
    }

    fn add_bad_link(&mut self, link: &Path) {
        let fault = faults::bad_symbolic_link(Place::file(display_path(link)));
        self.faults.push((link.to_owned(), fault));
    }
}

impl<'r> Walker<'r> {
    pub(super) fn new(root: &'r Path, mode: WalkMode<'r>) -> Result<Self, MachineFault> {
        let canonical_root = super::canonicalize(root)?;
        let plain_location = Arc::new(DiskLocation { root: root.to_owned(), relative: None });
        Ok(Self { root, canonical_root, plain_location, mode })
    }

    /// Returns the canonical path of the portal's folder.
    pub(super) fn canonical_root(&self) -> &Path {
        &self.canonical_root
    }

    /// Returns a path on disk relative to the portal's folder; `None` if it is outside.
    pub(super) fn relative_to_root<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        path.strip_prefix(self.root).or_else(|_| path.strip_prefix(&self.canonical_root)).ok()
    }

    /// Returns the canonical target of the link at a path relative to the portal's folder; `None` if it cannot be
    /// reached for any reason, which is a fault that names the link.
    pub(super) fn link_target(&self, path: &Path) -> Option<PathBuf> {
        fs::canonicalize(self.root.join(path)).ok()
    }

    /// Walks `path` in `folder`, or its first ancestor that is not a folder; returns the walked path and the result.
    pub(super) fn walk(
        &self,
        folder: &Path,
        path: &Path,
    ) -> Result<(PathBuf, WalkResult), MachineFault> {
        let mut result = WalkResult::default();
        let mut followed = Vec::new();
        if self.link_target(folder) != Some(self.canonical_root.join(folder)) {
            match self.follow_link(folder, &[], &mut result) {
                Some(link) => followed.push(link),
                None => return Ok((folder.to_owned(), result)),
            }
        }
        let mut current = folder.to_owned();
        let mut names = path.strip_prefix(folder).unwrap_or(Path::new("")).iter().peekable();
        while let Some(name) = names.next() {
            if is_hidden(name) {
                return Ok((path.to_owned(), result));
            }
            current.push(name);
            let is_last = names.peek().is_none() || left_out_reason(name).is_some();
            if is_last || !self.enter(&current, &mut followed) {
                self.visit(&current, &followed, &mut result)?;
                return Ok((current, result));
            }
        }
        self.visit_folder(&current, &followed, &mut result)?;
        Ok((current, result))
    }

    /// Returns whether an ancestor of the walked path is a folder; adds it to `followed` if it is a symbolic link.
    fn enter(&self, path: &Path, followed: &mut Vec<FollowedLink>) -> bool {
        let Ok(metadata) = fs::symlink_metadata(self.root.join(path)) else { return false };
        if !metadata.is_symlink() {
            return metadata.is_dir();
        }
        let link = self.follow_link(path, followed, &mut WalkResult::default());
        let is_folder = link.as_ref().is_some_and(|link| link.target.is_dir());
        followed.extend(link);
        is_folder
    }

    /// Resolves a link, and reports a fault if it must not be followed.
    fn follow_link(
        &self,
        link: &Path,
        followed: &[FollowedLink],
        result: &mut WalkResult,
    ) -> Option<FollowedLink> {
        let folder = link.parent().unwrap_or(Path::new(""));
        let parent = match followed.last() {
            Some(last) => {
                last.target.join(folder.strip_prefix(&last.link).unwrap_or(Path::new("")))
            }
            None => self.canonical_root.join(folder),
        };
        let is_cycle = |target: &Path| {
            parent.starts_with(target)
                || followed.iter().any(|link| link.parent.starts_with(target))
        };
        // A folder of sources may be a link itself; what is below it must not leave it.
        let top = link.iter().next().filter(|top| Path::new(top) != link);
        let allowed =
            top.map_or(Some(self.canonical_root.clone()), |top| self.link_target(top.as_ref()));
        let is_source = |target: &Path| {
            let is_shown = |part: &OsStr| !is_hidden(part) && left_out_reason(part).is_none();
            let below = target.strip_prefix(&self.canonical_root);
            allowed.as_ref().is_some_and(|folder| target.starts_with(folder))
                && below.is_ok_and(|path| path.iter().all(is_shown))
        };
        let target = self.link_target(link);
        let followed = target.clone().filter(|end| is_source(end) && !is_cycle(end));
        let below = followed.as_ref().and_then(|end| end.strip_prefix(allowed.as_ref()?).ok());
        let original =
            below.map(|below| top.map_or(link.to_owned(), |top| Path::new(top).join(below)));
        if original.is_none() {
            result.add_bad_link(link);
        }
        result.links.push((link.to_owned(), SymbolicLink { target, original }));
        followed.map(|target| FollowedLink { link: link.to_owned(), target, parent })
    }

    /// Visits the file, folder or symbolic link at a path, if one exists.
    fn visit(
        &self,
        path: &Path,
        followed: &[FollowedLink],
        result: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        let walk = WalkDir::new(self.root.join(path)).follow_root_links(false).max_depth(0);
        list(walk).try_for_each(|entry| self.visit_entry(&entry?, followed, result))
    }

    fn visit_link(
        &self,
        path: &Path,
        followed: &[FollowedLink],
        result: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        let Some(link) = self.follow_link(path, followed, result) else { return Ok(()) };
        match fs::metadata(&link.target) {
            Ok(metadata) if metadata.is_dir() => {
                self.visit_folder(path, &[followed, &[link]].concat(), result)?;
            }
            Ok(metadata) => self.add_file(path, &metadata, result),
            Err(error) if has_vanished(&error) => result.add_bad_link(path),
            Err(error) => return Err(MachineFault::reading(&link.target, error)),
        }
        Ok(())
    }

    fn visit_folder(
        &self,
        folder: &Path,
        followed: &[FollowedLink],
        result: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        result.folders.push(folder.to_owned());
        let disk_path = self.root.join(folder);
        let walk = WalkDir::new(&disk_path).min_depth(1);
        if let WalkMode::Sequential(pause) = self.mode {
            for (count, entry) in list(walk).enumerate() {
                if count % ENTRIES_PER_PAUSE == ENTRIES_PER_PAUSE - 1 {
                    pause();
                }
                self.visit_entry(&entry?, followed, result)?;
            }
            return Ok(());
        }
        let upper: Result<Vec<DirEntry>, MachineFault> =
            list(walk.max_depth(UPPER_LEVELS)).collect();
        let visit = |mut part: WalkResult, entry: DirEntry| {
            self.visit_entry(&entry, followed, &mut part)?;
            let continues = entry.depth() == UPPER_LEVELS && entry.file_type().is_dir();
            if continues && left_out_reason(entry.file_name()).is_none() {
                for entry in list(WalkDir::new(entry.path()).min_depth(1).sort_by_file_name()) {
                    self.visit_entry(&entry?, followed, &mut part)?;
                }
            }
            Ok(part)
        };
        let walked = upper?
            .into_par_iter()
            .try_fold(WalkResult::default, visit)
            .try_reduce(WalkResult::default, |one, other| Ok(one.joined(other)))?;
        *result = std::mem::take(result).joined(walked);
        Ok(())
    }

    /// Visits an entry of a walk, which itself continues below every folder but its own start.
    fn visit_entry(
        &self,
        entry: &DirEntry,
        followed: &[FollowedLink],
        result: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        let path = entry.path().strip_prefix(self.root).unwrap_or(entry.path());
        let kind = entry.file_type();
        if let Some(reason) = left_out_reason(entry.file_name()) {
            result.leave_out(path, reason, None);
            return Ok(());
        }
        if kind.is_symlink() {
            return self.visit_link(path, followed, result);
        }
        if kind.is_dir() && entry.depth() == 0 {
            return self.visit_folder(path, followed, result);
        }
        if kind.is_dir() {
            result.folders.push(path.to_owned());
            return Ok(());
        }
        match entry.metadata() {
            Ok(metadata) => self.add_file(path, &metadata, result),
            Err(error) => walk_fault(error).map_or(Ok(()), Err)?,
        }
        Ok(())
    }

    /// Adds a file to the result, or a fault if it is not a regular file or its name is damaged.
    fn add_file(&self, path: &Path, metadata: &Metadata, result: &mut WalkResult) {
        let display = display_path(path);
        let is_damaged = |c: char| c == '\u{FFFD}' || c == '\\' || fold::is_active(c);
        if !metadata.is_file() {
            let fault = faults::special_file(Place::file(display));
            return result.faults.push((path.to_owned(), fault));
        }
        if let Some(name) = display.split('/').find(|part| part.contains(is_damaged)) {
            let proposal = slug::file_name(name).unwrap_or_else(|unsafe_name| unsafe_name.proposal);
            let fault = faults::unsafe_file_name(Place::file(&*display), name, &proposal);
            return result.faults.push((path.to_owned(), fault));
        }
        let name = file_name(&display);
        if let Some(reason) = reason_in_content(name, &self.root.join(path)) {
            let key = FileMetadataKey::from_metadata(metadata);
            return result.leave_out(path, reason, Some(key));
        }
        let location = if path.as_os_str() == display.as_str() {
            self.plain_location.clone()
        } else {
            Arc::new(DiskLocation { root: self.root.to_owned(), relative: Some(path.to_owned()) })
        };
        let metadata_key = FileMetadataKey::from_metadata(metadata);
        let path = display.into();
        result.files.push(SourceFile { path, location, metadata_key, read_log: None });
    }
}

/// Returns a path on disk, relative to the portal's folder, in the form shown in messages: with `/`, and in NFC.
pub(super) fn display_path(path: &Path) -> String {
    let display = fold::nfc(&path.to_string_lossy()).into_owned();
    if MAIN_SEPARATOR == '/' { display } else { display.replace(MAIN_SEPARATOR, "/") }
}

/// Lists what is in a folder and not hidden.
pub(super) fn list_folder(folder: &Path) -> impl Iterator<Item = Result<DirEntry, MachineFault>> {
    list(WalkDir::new(folder).min_depth(1).max_depth(1))
}

/// Iterates over the entries of a walk that are not hidden; what vanished meanwhile is left out. A folder that is left
/// out is an entry, what is in it is none.
fn list(walk: WalkDir) -> impl Iterator<Item = Result<DirEntry, MachineFault>> {
    let mut entries = walk.into_iter();
    let next = move || loop {
        let entry = match entries.next()? {
            Ok(entry) => entry,
            Err(error) => match walk_fault(error) {
                Some(fault) => return Some(Err(fault)),
                None => continue,
            },
        };
        let is_skipped = is_hidden(entry.file_name());
        if entry.file_type().is_dir()
            && (is_skipped || left_out_reason(entry.file_name()).is_some())
        {
            entries.skip_current_dir();
        }
        if !is_skipped {
            return Some(Ok(entry));
        }
    };
    std::iter::from_fn(next)
}

/// Converts an error of a walk; `None` if a file or folder vanished.
fn walk_fault(error: walkdir::Error) -> Option<MachineFault> {
    let path = error.path().unwrap_or(Path::new("")).to_owned();
    // Only walks that follow links have errors without an I/O error.
    let error = error.into_io_error().filter(|error| !has_vanished(error))?;
    Some(MachineFault::reading(&path, error))
}

/// Calls `visit` for a folder and all folders below it, each before it is listed; links, hidden names and those that
/// are left out are skipped.
pub fn for_each_folder<E>(
    folder: &Path,
    visit: &mut dyn FnMut(&Path) -> Result<(), E>,
) -> Result<(), E> {
    visit(folder)?;
    // A folder that cannot be listed is reported by the scan of its files. A walk would list it before the visit.
    let Ok(listing) = fs::read_dir(folder) else { return Ok(()) };
    let mut subfolders: Vec<PathBuf> = listing
        .flatten()
        .filter(|dir_entry| dir_entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|dir_entry| !is_hidden(&dir_entry.file_name()))
        .filter(|dir_entry| left_out_reason(&dir_entry.file_name()).is_none())
        .map(|dir_entry| dir_entry.path())
        .collect();
    subfolders.sort();
    subfolders.iter().try_for_each(|folder| for_each_folder(folder, visit))
}

/// Returns whether the error means that a file vanished or changed its type since its name was read.
pub(super) fn has_vanished(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
