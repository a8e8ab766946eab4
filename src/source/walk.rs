//! Walking a folder: lists the files at and below a path.
//!
//! The subfolders of large folders are distributed among threads, and metadata is read through the open directory, so a
//! walk of a hundred thousand files costs little more than the system calls. Partial results are concatenated in
//! listing order, so the result does not depend on threads.
//!
//! A symbolic link is followed inside the portal and is a fault otherwise, also if it leads to a folder that contains
//! it, which would be an endless cycle. Files that vanish during the walk are skipped.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::iter::ParallelIterator as _;
use rayon::slice::ParallelSlice as _;

use super::walk_path::WalkPath;
use super::{DiskLocation, FileMetadataKey, SourceFile, is_ignored};
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::vietnamese::slug;

/// The number of subfolders in one parallel task.
const FOLDERS_PER_TASK: usize = 32;

/// The number of folders opened between two calls of the pause callback.
const FOLDERS_PER_PAUSE: usize = 1000;

/// The result of walking a path. Faults and links are keyed by their path on disk, relative to the portal's folder.
#[derive(Debug, Default)]
pub(super) struct WalkResult {
    pub(super) files: Vec<SourceFile>,
    pub(super) faults: Vec<(PathBuf, Diagnostic)>,
    pub(super) links: Vec<(PathBuf, SymbolicLink)>,
}

/// A symbolic link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SymbolicLink {
    /// The canonical path of its target; `None` if it is dangling.
    pub(super) target: Option<PathBuf>,
    /// Whether the target is part of the tree.
    pub(super) is_followed: bool,
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
    opened_folders: AtomicUsize,
}

impl WalkResult {
    fn append(&mut self, mut other: Self) {
        self.files.append(&mut other.files);
        self.faults.append(&mut other.faults);
        self.links.append(&mut other.links);
    }
}

impl<'r> Walker<'r> {
    pub(super) fn new(root: &'r Path, mode: WalkMode<'r>) -> Result<Self, MachineFault> {
        let canonical_root =
            fs::canonicalize(root).map_err(|error| MachineFault::reading(root, error))?;
        let plain_location = Arc::new(DiskLocation { root: root.to_owned(), relative: None });
        let opened_folders = AtomicUsize::new(0);
        Ok(Self { root, canonical_root, plain_location, mode, opened_folders })
    }

    /// Returns the canonical path of the portal's folder.
    pub(super) fn canonical_root(&self) -> &Path {
        &self.canonical_root
    }

    /// Returns a path on disk relative to the portal's folder; `None` if it is outside.
    pub(super) fn relative_to_root<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        path.strip_prefix(self.root).or_else(|_| path.strip_prefix(&self.canonical_root)).ok()
    }

    /// Returns the canonical target of the link at a path relative to the portal's folder.
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
        let mut current = WalkPath::new(folder);
        let Some(mut followed) = self.enter_start_folder(&current, &mut result) else {
            return Ok((folder.to_owned(), result));
        };
        let mut names = path.strip_prefix(folder).unwrap_or(Path::new("")).iter().peekable();
        while let Some(name) = names.next() {
            if is_ignored(name) {
                return Ok((path.to_owned(), result));
            }
            current = current.child(name);
            if names.peek().is_none() || !self.enter(&current, &mut followed) {
                self.visit(&current, &followed, &mut result)?;
                return Ok((current.disk().to_owned(), result));
            }
        }
        self.visit_folder(&current, &followed, &mut result)?;
        Ok((folder.to_owned(), result))
    }

    /// Enters the start folder of a walk; returns the link through which it is reached, if any.
    fn enter_start_folder(
        &self,
        path: &WalkPath,
        result: &mut WalkResult,
    ) -> Option<Vec<FollowedLink>> {
        if self.link_target(path.disk()) == Some(self.canonical_root.join(path.disk())) {
            return Some(Vec::new());
        }
        self.follow_link(path, &[], result).map(|link| vec![link])
    }

    /// Returns whether an ancestor of the walked path is a folder; adds it to `followed` if it is a symbolic link.
    fn enter(&self, path: &WalkPath, followed: &mut Vec<FollowedLink>) -> bool {
        let disk_path = self.root.join(path.disk());
        let Ok(metadata) = fs::symlink_metadata(&disk_path) else { return false };
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
        path: &WalkPath,
        followed: &[FollowedLink],
        result: &mut WalkResult,
    ) -> Option<FollowedLink> {
        let link = path.disk();
        let folder = link.parent().unwrap_or(Path::new(""));
        let parent = match followed.last() {
            Some(last) => {
                last.target.join(folder.strip_prefix(&last.link).unwrap_or(Path::new("")))
            }
            None => self.canonical_root.join(folder),
        };
        // The site and the cache are in the portal's folder, but are not sources.
        let is_generated = |target: &Path| {
            ["public", ".niemyet"]
                .iter()
                .any(|name| target.starts_with(self.canonical_root.join(name)))
        };
        let is_cycle = |target: &Path| {
            parent.starts_with(target)
                || followed.iter().any(|link| link.parent.starts_with(target))
        };
        let is_inside = |target: &Path| target.starts_with(&self.canonical_root);
        let target = self.link_target(link);
        let followed =
            target.clone().filter(|end| is_inside(end) && !is_generated(end) && !is_cycle(end));
        let is_followed = followed.is_some();
        result.links.push((link.to_owned(), SymbolicLink { target, is_followed }));
        if !is_followed {
            result.faults.push(path.bad_link_fault());
        }
        followed.map(|target| FollowedLink { link: link.to_owned(), target, parent })
    }

    /// Visits the file, folder or symbolic link at a path, if one exists.
    fn visit(
        &self,
        path: &WalkPath,
        followed: &[FollowedLink],
        result: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        let disk_path = self.root.join(path.disk());
        let metadata = match fs::symlink_metadata(&disk_path) {
            Ok(metadata) => metadata,
            Err(error) if has_vanished(&error) => return Ok(()),
            Err(error) => return Err(MachineFault::reading(&disk_path, error)),
        };
        if metadata.is_symlink() {
            return self.visit_link(path, followed, result);
        }
        if metadata.is_dir() {
            return self.visit_folder(path, followed, result);
        }
        self.add_file(&path.display, path.disk.clone(), Some(&metadata), result);
        Ok(())
    }

    fn visit_link(
        &self,
        path: &WalkPath,
        followed: &[FollowedLink],
        result: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        let Some(link) = self.follow_link(path, followed, result) else { return Ok(()) };
        match fs::metadata(&link.target) {
            Ok(metadata) if metadata.is_dir() && fs::read_dir(&link.target).is_ok() => {
                self.visit_folder(path, &[followed, &[link]].concat(), result)
            }
            Ok(metadata) if !metadata.is_dir() => {
                self.add_file(&path.display, path.disk.clone(), Some(&metadata), result);
                Ok(())
            }
            Ok(_) | Err(_) => {
                result.faults.push(path.bad_link_fault());
                Ok(())
            }
        }
    }

    fn visit_folder(
        &self,
        path: &WalkPath,
        followed: &[FollowedLink],
        result: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        if let WalkMode::Sequential(pause) = self.mode
            && self.opened_folders.fetch_add(1, Ordering::Relaxed) % FOLDERS_PER_PAUSE
                == FOLDERS_PER_PAUSE - 1
        {
            pause();
        }
        let disk_path = self.root.join(path.disk());
        let fault = |error| MachineFault::reading(&disk_path, error);
        let listing = match fs::read_dir(&disk_path) {
            Ok(listing) => listing,
            Err(error) if has_vanished(&error) => return Ok(()),
            Err(error) => return Err(fault(error)),
        };
        let (mut folders, mut links, begin) = (Vec::new(), Vec::new(), result.files.len());
        let mut display = format!("{}/", path.display);
        for dir_entry in listing {
            let dir_entry = dir_entry.map_err(fault)?;
            let name = dir_entry.file_name();
            if is_ignored(&name) {
                continue;
            }
            match dir_entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path.child(&name)),
                Ok(kind) if kind.is_symlink() => links.push(path.child(&name)),
                Ok(_) => {
                    display.truncate(path.display.len() + 1);
                    let disk = path.push_name(&mut display, &name);
                    match dir_entry.metadata() {
                        Err(error) if has_vanished(&error) => {}
                        metadata => self.add_file(&display, disk, metadata.ok().as_ref(), result),
                    }
                }
                Err(error) if has_vanished(&error) => {}
                Err(error) => return Err(fault(error)),
            }
        }
        result.files[begin..].sort_by(|a, b| a.path.cmp(&b.path));
        links.sort_by(|a, b| a.display.cmp(&b.display));
        for link in links {
            self.visit_link(&link, followed, result)?;
        }
        self.visit_folders(folders, followed, result)
    }

    fn visit_folders(
        &self,
        mut folders: Vec<WalkPath>,
        followed: &[FollowedLink],
        result: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        folders.sort_by(|a, b| a.display.cmp(&b.display));
        let visit_all = |folders: &[WalkPath], result: &mut WalkResult| {
            folders.iter().try_for_each(|folder| self.visit_folder(folder, followed, result))
        };
        if folders.len() <= FOLDERS_PER_TASK || matches!(self.mode, WalkMode::Sequential(_)) {
            return visit_all(&folders, result);
        }
        let task = |folders: &[WalkPath]| {
            let mut result = WalkResult::default();
            visit_all(folders, &mut result).map(|()| result)
        };
        let parts: Result<Vec<WalkResult>, MachineFault> =
            folders.par_chunks(FOLDERS_PER_TASK).map(task).collect();
        parts?.into_iter().for_each(|part| result.append(part));
        Ok(())
    }

    /// Adds a file to the result, or a fault if it is not a regular file or its name is damaged.
    fn add_file(
        &self,
        display: &str,
        disk: Option<PathBuf>,
        metadata: Option<&Metadata>,
        result: &mut WalkResult,
    ) {
        let is_damaged = |c: char| c == '\u{FFFD}' || c == '\\' || c.is_control();
        let disk_path = || disk.clone().unwrap_or_else(|| display.into());
        if metadata.is_some_and(|metadata| !metadata.is_file()) {
            // A pipe or a socket has no content to publish, and reading it may never end.
            result.faults.push((disk_path(), faults::bad_symbolic_link(Place::file(display))));
        } else if display.contains(is_damaged) {
            let name = display.rsplit('/').next().unwrap_or_default();
            let proposal = slug::file_name(name).unwrap_or_else(|unsafe_name| unsafe_name.proposal);
            let fault = faults::unsafe_file_name(Place::file(display), name, &proposal);
            result.faults.push((disk_path(), fault));
        } else {
            let metadata_key =
                metadata.map_or(FileMetadataKey::UNKNOWN, FileMetadataKey::from_metadata);
            let location = match disk {
                Some(name) => {
                    Arc::new(DiskLocation { root: self.root.to_owned(), relative: Some(name) })
                }
                None => self.plain_location.clone(),
            };
            result.files.push(SourceFile {
                path: display.into(),
                location,
                size: metadata_key.size(),
                metadata_key,
            });
        }
    }
}

/// Calls `visit` for a folder and all folders below it, each before it is listed; ignored names and links are skipped.
pub fn for_each_folder<E>(
    folder: &Path,
    visit: &mut dyn FnMut(&Path) -> Result<(), E>,
) -> Result<(), E> {
    visit(folder)?;
    // A folder that cannot be listed is reported by the scan of its files.
    let Ok(listing) = fs::read_dir(folder) else { return Ok(()) };
    let mut subfolders: Vec<PathBuf> = listing
        .flatten()
        .filter(|dir_entry| dir_entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|dir_entry| !is_ignored(&dir_entry.file_name()))
        .map(|dir_entry| dir_entry.path())
        .collect();
    subfolders.sort();
    subfolders.iter().try_for_each(|folder| for_each_folder(folder, visit))
}

/// Returns whether the error means that a file vanished or changed its type since its name was read.
fn has_vanished(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
