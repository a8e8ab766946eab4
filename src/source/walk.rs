//! Looking at the disk: what lies at a path and below it.
//!
//! Folders with many folders in them are shared among threads, and each file is asked about from its opened folder:
//! at a hundred thousand entries a walk is little more than asking the system. The shares are put together in the
//! order of the listing, so threads never show.
//!
//! A symbolic link is followed inside the portal and is a fault elsewhere, also one to a folder that it lies in: it
//! would never end. What vanishes while it is looked at is as if it had vanished before.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::iter::ParallelIterator as _;
use rayon::slice::ParallelSlice as _;

use super::{DiskLocation, FileMetadataKey, SourceFile, is_ignored};
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::vietnamese::{fold, slug};

/// How many of a folder's folders one thread looks at in a row.
const FOLDERS_PER_TASK: usize = 32;

/// How many folders are opened between two rests.
const FOLDERS_PER_PAUSE: usize = 1000;

/// What lies at some path. Faults and links stand under the path that the disk has from the portal's folder.
#[derive(Debug, Default)]
pub(super) struct WalkResult {
    pub(super) files: Vec<SourceFile>,
    pub(super) faults: Vec<(PathBuf, Diagnostic)>,
    pub(super) links: Vec<(PathBuf, SymbolicLink)>,
}

/// Where a symbolic link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SymbolicLink {
    /// Its end, a path without links; nothing where it has no end.
    pub(super) target: Option<PathBuf>,
    /// Whether what lies there is taken into the tree.
    pub(super) is_followed: bool,
}

/// A path from the portal's folder.
#[derive(Debug)]
struct WalkPath {
    /// With `/` and in NFC, as messages show it.
    display: String,
    /// As the disk has it, where that is something else.
    disk: Option<PathBuf>,
}

/// A link that was followed on the way.
#[derive(Debug, Clone)]
struct FollowedLink {
    link: PathBuf,
    target: PathBuf,
    /// The folder that the link lies in, without links.
    parent: PathBuf,
}

/// How fast to look.
#[derive(Clone, Copy)]
pub(super) enum WalkMode<'r> {
    /// On as many threads as there are.
    Parallel,
    /// On this thread, with a rest now and then.
    Sequential(&'r (dyn Fn() + Sync)),
}

/// A look at one portal.
pub(super) struct Walker<'r> {
    root: &'r Path,
    /// The portal's folder without links.
    canonical_root: PathBuf,
    /// Of all files whose path on the disk is the one shown.
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

impl WalkPath {
    fn new(path: &Path) -> Self {
        let begin = Self { display: String::new(), disk: None };
        path.iter().fold(begin, |way, name| way.child(name))
    }

    fn child(&self, name: &OsStr) -> Self {
        let mut shown = String::with_capacity(self.display.len() + 1 + name.len());
        shown.push_str(&self.display);
        if !shown.is_empty() {
            shown.push('/');
        }
        let disk = self.push_name(&mut shown, name);
        Self { display: shown, disk }
    }

    /// Adds a name to the path shown; gives the path of the disk where that is something else.
    fn push_name(&self, shown: &mut String, name: &OsStr) -> Option<PathBuf> {
        let is_composed = match name.to_str() {
            Some(name) if name.is_ascii() => {
                shown.push_str(name);
                true
            }
            Some(name) => {
                let composed = fold::nfc(name);
                shown.push_str(&composed);
                composed == name
            }
            None => {
                shown.push_str(&fold::nfc(&name.to_string_lossy()));
                false
            }
        };
        (self.disk.is_some() || !is_composed).then(|| self.disk().join(name))
    }

    fn disk(&self) -> &Path {
        self.disk.as_deref().unwrap_or(Path::new(&self.display))
    }

    fn outside_fault(&self) -> (PathBuf, Diagnostic) {
        (self.disk().to_owned(), faults::bad_symbolic_link(Place::file(&*self.display)))
    }
}

impl<'r> Walker<'r> {
    pub(super) fn new(root: &'r Path, pace: WalkMode<'r>) -> Result<Self, MachineFault> {
        let inside = fs::canonicalize(root).map_err(|error| MachineFault::reading(root, error))?;
        let plain = Arc::new(DiskLocation { root: root.to_owned(), relative: None });
        Ok(Self {
            root,
            canonical_root: inside,
            plain_location: plain,
            mode: pace,
            opened_folders: AtomicUsize::new(0),
        })
    }

    /// The portal's folder without links.
    pub(super) fn canonical_root(&self) -> &Path {
        &self.canonical_root
    }

    /// Gives a path of the disk from the portal's folder; nothing for one that lies elsewhere.
    pub(super) fn relative_to_root<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        path.strip_prefix(self.root).or_else(|_| path.strip_prefix(&self.canonical_root)).ok()
    }

    /// Gives the end of the link at a path from the portal's folder.
    pub(super) fn link_target(&self, path: &Path) -> Option<PathBuf> {
        fs::canonicalize(self.root.join(path)).ok()
    }

    /// Looks at `path` in `folder` and below it, or at what stands in its way; tells which of them it was.
    pub(super) fn walk(
        &self,
        folder: &Path,
        path: &Path,
    ) -> Result<(PathBuf, WalkResult), MachineFault> {
        let mut found = WalkResult::default();
        let mut way = WalkPath::new(folder);
        let Some(mut turns) = self.enter_start_folder(&way, &mut found) else {
            return Ok((folder.to_owned(), found));
        };
        let mut names = path.strip_prefix(folder).unwrap_or(Path::new("")).iter().peekable();
        while let Some(name) = names.next() {
            if is_ignored(name) {
                return Ok((path.to_owned(), found));
            }
            way = way.child(name);
            if names.peek().is_none() || !self.enter(&way, &mut turns) {
                self.visit(&way, &turns, &mut found)?;
                return Ok((way.disk().to_owned(), found));
            }
        }
        self.visit_folder(&way, &turns, &mut found)?;
        Ok((folder.to_owned(), found))
    }

    /// Opens the folder that a walk begins at, which may be reached by a link.
    fn enter_start_folder(
        &self,
        way: &WalkPath,
        found: &mut WalkResult,
    ) -> Option<Vec<FollowedLink>> {
        if self.link_target(way.disk()) == Some(self.canonical_root.join(way.disk())) {
            return Some(Vec::new());
        }
        self.follow_link(way, &[], found).map(|turn| vec![turn])
    }

    /// Tells whether what lies at a path on the way is a folder; takes the turn if a link leads there.
    fn enter(&self, way: &WalkPath, turns: &mut Vec<FollowedLink>) -> bool {
        let path = self.root.join(way.disk());
        let Ok(found) = fs::symlink_metadata(&path) else { return false };
        if !found.is_symlink() {
            return found.is_dir();
        }
        let turn = self.follow_link(way, turns, &mut WalkResult::default());
        let is_folder = turn.as_ref().is_some_and(|turn| turn.target.is_dir());
        turns.extend(turn);
        is_folder
    }

    /// Judges where a link leads.
    fn follow_link(
        &self,
        way: &WalkPath,
        turns: &[FollowedLink],
        found: &mut WalkResult,
    ) -> Option<FollowedLink> {
        let link = way.disk();
        let holder = link.parent().unwrap_or(Path::new(""));
        let from = match turns.last() {
            Some(turn) => {
                turn.target.join(holder.strip_prefix(&turn.link).unwrap_or(Path::new("")))
            }
            None => self.canonical_root.join(holder),
        };
        // The site and the cache are no sources, though they lie in the portal.
        let made = |real: &Path| {
            ["public", ".niemyet"]
                .iter()
                .any(|name| real.starts_with(self.canonical_root.join(name)))
        };
        let circles = |real: &Path| {
            from.starts_with(real) || turns.iter().any(|t| t.parent.starts_with(real))
        };
        let real = self.link_target(link);
        let end = real
            .clone()
            .filter(|end| end.starts_with(&self.canonical_root) && !made(end) && !circles(end));
        let is_followed = end.is_some();
        found.links.push((link.to_owned(), SymbolicLink { target: real, is_followed }));
        if !is_followed {
            found.faults.push(way.outside_fault());
        }
        end.map(|real| FollowedLink { link: link.to_owned(), target: real, parent: from })
    }

    /// Looks at what lies at a path, if anything does.
    fn visit(
        &self,
        way: &WalkPath,
        turns: &[FollowedLink],
        found: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        let path = self.root.join(way.disk());
        let metadata = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if has_vanished(&error) => return Ok(()),
            Err(error) => return Err(MachineFault::reading(&path, error)),
        };
        if metadata.is_symlink() {
            return self.visit_link(way, turns, found);
        }
        if metadata.is_dir() {
            return self.visit_folder(way, turns, found);
        }
        self.add_file(&way.display, way.disk.clone(), Some(&metadata), found);
        Ok(())
    }

    fn visit_link(
        &self,
        way: &WalkPath,
        turns: &[FollowedLink],
        found: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        let Some(turn) = self.follow_link(way, turns, found) else { return Ok(()) };
        match fs::metadata(&turn.target) {
            Ok(end) if end.is_dir() && fs::read_dir(&turn.target).is_ok() => {
                self.visit_folder(way, &[turns, &[turn]].concat(), found)
            }
            Ok(end) if !end.is_dir() => {
                self.add_file(&way.display, way.disk.clone(), Some(&end), found);
                Ok(())
            }
            Ok(_) | Err(_) => {
                found.faults.push(way.outside_fault());
                Ok(())
            }
        }
    }

    fn visit_folder(
        &self,
        way: &WalkPath,
        turns: &[FollowedLink],
        found: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        if let WalkMode::Sequential(rest) = self.mode
            && self.opened_folders.fetch_add(1, Ordering::Relaxed) % FOLDERS_PER_PAUSE
                == FOLDERS_PER_PAUSE - 1
        {
            rest();
        }
        let path = self.root.join(way.disk());
        let machine = |error| MachineFault::reading(&path, error);
        let listing = match fs::read_dir(&path) {
            Ok(listing) => listing,
            Err(error) if has_vanished(&error) => return Ok(()),
            Err(error) => return Err(machine(error)),
        };
        let (mut folders, mut links, begin) = (Vec::new(), Vec::new(), found.files.len());
        let mut shown = format!("{}/", way.display);
        for item in listing {
            let item = item.map_err(machine)?;
            let name = item.file_name();
            if is_ignored(&name) {
                continue;
            }
            match item.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(way.child(&name)),
                Ok(kind) if kind.is_symlink() => links.push(way.child(&name)),
                Ok(_) => {
                    shown.truncate(way.display.len() + 1);
                    let disk = way.push_name(&mut shown, &name);
                    match item.metadata() {
                        Err(error) if has_vanished(&error) => {}
                        metadata => self.add_file(&shown, disk, metadata.ok().as_ref(), found),
                    }
                }
                Err(error) if has_vanished(&error) => {}
                Err(error) => return Err(machine(error)),
            }
        }
        found.files[begin..].sort_by(|a, b| a.path.cmp(&b.path));
        links.sort_by(|a, b| a.display.cmp(&b.display));
        for link in links {
            self.visit_link(&link, turns, found)?;
        }
        self.visit_folders(folders, turns, found)
    }

    fn visit_folders(
        &self,
        mut folders: Vec<WalkPath>,
        turns: &[FollowedLink],
        found: &mut WalkResult,
    ) -> Result<(), MachineFault> {
        folders.sort_by(|a, b| a.display.cmp(&b.display));
        let all = |folders: &[WalkPath], found: &mut WalkResult| {
            folders.iter().try_for_each(|folder| self.visit_folder(folder, turns, found))
        };
        if folders.len() <= FOLDERS_PER_TASK || matches!(self.mode, WalkMode::Sequential(_)) {
            return all(&folders, found);
        }
        let share = |folders: &[WalkPath]| {
            let mut found = WalkResult::default();
            all(folders, &mut found).map(|()| found)
        };
        let shares: Result<Vec<WalkResult>, MachineFault> =
            folders.par_chunks(FOLDERS_PER_TASK).map(share).collect();
        shares?.into_iter().for_each(|share| found.append(share));
        Ok(())
    }

    /// Takes a file into what was found, unless it is a pipe or its name is damaged.
    fn add_file(
        &self,
        shown: &str,
        disk: Option<PathBuf>,
        metadata: Option<&Metadata>,
        found: &mut WalkResult,
    ) {
        let damaged = |c: char| c == '\u{FFFD}' || c == '\\' || c.is_control();
        let place = || disk.clone().unwrap_or_else(|| shown.into());
        if metadata.is_some_and(|metadata| !metadata.is_file()) {
            // A pipe or a socket has no content to publish, and reading it may never end.
            found.faults.push((place(), faults::bad_symbolic_link(Place::file(shown))));
        } else if shown.contains(damaged) {
            let name = shown.rsplit('/').next().unwrap_or_default();
            let proposal = slug::file_name(name).unwrap_or_else(|unsafe_name| unsafe_name.proposal);
            let fault = faults::unsafe_file_name(Place::file(shown), name, &proposal);
            found.faults.push((place(), fault));
        } else {
            let stamp = metadata.map_or(FileMetadataKey::UNKNOWN, FileMetadataKey::from_metadata);
            let disk = match disk {
                Some(name) => {
                    Arc::new(DiskLocation { root: self.root.to_owned(), relative: Some(name) })
                }
                None => self.plain_location.clone(),
            };
            found.files.push(SourceFile {
                path: shown.into(),
                location: disk,
                size: stamp.size(),
                metadata_key: stamp,
            });
        }
    }
}

/// Visits a folder and the folders below it, each before it is listed; without links and what is ignored.
pub fn for_each_folder<E>(
    folder: &Path,
    visit: &mut dyn FnMut(&Path) -> Result<(), E>,
) -> Result<(), E> {
    visit(folder)?;
    // One that cannot be listed is told of by those who look at its files.
    let Ok(listing) = fs::read_dir(folder) else { return Ok(()) };
    let mut below: Vec<PathBuf> = listing
        .flatten()
        .filter(|item| item.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|item| !is_ignored(&item.file_name()))
        .map(|item| item.path())
        .collect();
    below.sort();
    below.iter().try_for_each(|folder| for_each_folder(folder, visit))
}

/// Shows a path of the disk, from the portal's folder, as messages do.
pub(super) fn display_path(path: &Path) -> String {
    WalkPath::new(path).display
}

/// Tells whether something went away, or became something else, since its name was read.
fn has_vanished(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
