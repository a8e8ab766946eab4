//! The plan of a publish: which files are renamed, what must be removed first, and what is stale.
//!
//! It is made before anything is changed, so that everything in the way is reported by name in one error. Folders
//! that were checked during staging are not checked again: a plan without obstacles needs no access to the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use super::digest::Digest;
use super::disk::reading;
use super::error::{Obstacle, ObstacleKind, OutputError};
use super::folder_cache::{FolderState, PathKind};
use super::manifest::{Manifest, ManifestRecord};
use super::output_folder::OutputFolder;
use super::staged_tree::{self, TreeTop};
use super::staging::{StagedFile, StagedPlace};
use super::{Phase, RequestedFile, path};
use crate::diagnostic::MachineFault;
use crate::source::FileMetadataKey;

/// The steps of a publish.
#[derive(Debug)]
pub(super) struct PublishPlan {
    /// The staged files, by phase and path.
    pub(super) moves: Vec<PlannedMove>,
    /// What is at the top of the tree of a first build, in which case there are no other staged files.
    pub(super) tree_tops: Vec<TreeTop>,
    /// The paths of managed files that were not requested, sorted.
    pub(super) stale: Vec<Arc<str>>,
    /// The manifest after the publish.
    pub(super) new_manifest: Manifest,
    /// The number of files that are up to date.
    pub(super) unchanged: usize,
    /// The files that were requested with their bytes, including those already equal, with the metadata keys that are
    /// known.
    pub(super) requested: Vec<(Arc<str>, Digest, Option<FileMetadataKey>)>,
}

/// A staged file to be renamed to its path in the site.
#[derive(Debug)]
pub(super) struct PlannedMove {
    /// Its phase.
    pub(super) phase: Phase,
    /// Its path in the site.
    pub(super) path: Arc<str>,
    /// Its number in the staging folder.
    pub(super) number: usize,
    /// Whether it replaces a file.
    pub(super) replaces: bool,
    /// What must be removed before the rename.
    pub(super) prior_removals: PriorRemovals,
}

/// Stale files and folders in the way of a new file, where a file becomes a folder or the reverse.
#[derive(Debug, Default)]
pub(super) struct PriorRemovals {
    /// Managed and unmodified files that were not requested.
    pub(super) files: Vec<Arc<str>>,
    /// Folders that contain nothing else, innermost first.
    pub(super) folders: Vec<String>,
}

/// The files of earlier builds that are kept without their bytes being known.
#[derive(Debug)]
pub(super) enum KeptFiles {
    /// All of them; no other file is requested.
    All,
    /// Those at these paths.
    Only(BTreeSet<Arc<str>>),
}

impl KeptFiles {
    fn contains(&self, path: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(kept) => kept.contains(path),
        }
    }
}

/// Returns the error of a build that requests one path both as a file and as a folder; `None` if no path is.
pub(super) fn nested_paths<'p>(
    paths: impl IntoIterator<Item = &'p str>,
    is_file: impl Fn(&str) -> bool,
) -> Option<OutputError> {
    paths.into_iter().find_map(|inside| {
        let file = path::ancestors(inside).find(|folder| is_file(folder))?.to_owned();
        Some(OutputError::Nested { file, inside: inside.to_owned() })
    })
}

/// Makes the plan; the error names everything that is in the way.
pub(super) fn plan_publish(
    output: &OutputFolder,
    requested: BTreeMap<Arc<str>, RequestedFile>,
    kept: &KeptFiles,
) -> Result<PublishPlan, OutputError> {
    let managed = output.managed_records();
    let (mut stale, mut total) = (Vec::new(), requested.len());
    let mut records = Vec::with_capacity(requested.len() + managed.len());
    for same_path in managed.chunk_by(|one, other| one.path == other.path) {
        let path = &same_path[0].path;
        if requested.contains_key(path) {
            continue;
        }
        if kept.contains(path) {
            records.extend_from_slice(same_path);
            total += 1;
        } else {
            stale.push(path.clone());
        }
    }
    let mut known = Vec::with_capacity(requested.len());
    let (mut moves, mut in_tree) = (Vec::new(), Vec::new());
    let mut obstacle_finder = ObstacleFinder { output, obstacles: BTreeMap::new() };
    for (path, RequestedFile { phase, staging }) in requested {
        let mut key = None;
        match staging.staged {
            Some(StagedFile { place: StagedPlace::Numbered(number), existing }) => {
                let prior_removals = obstacle_finder.prior_removals_for(&path, existing)?;
                let other_case = existing.is_file().then(|| output.other_case_of(&path)).flatten();
                if let Some(other) = other_case {
                    // It is removed before the rename, and the new file would be taken for it afterwards.
                    stale.retain(|stale| **stale != *other);
                }
                let (path, replaces) = (path.clone(), existing.is_file() && other_case.is_none());
                moves.push(PlannedMove { phase, path, number, replaces, prior_removals });
            }
            Some(StagedFile { place: StagedPlace::InTree(sealed), .. }) => {
                key = sealed;
                in_tree.push(path.clone());
            }
            None => {}
        }
        known.push((path.clone(), staging.digest, key));
        records.push(ManifestRecord { path, phase, digest: staging.digest });
    }
    let unchanged = total - moves.len() - in_tree.len();
    let tree_tops = staged_tree::tops(in_tree.into_iter());
    for top in &tree_tops {
        obstacle_finder.check_tree_top(&top.name)?;
    }
    obstacle_finder.into_result()?;
    // The sort is stable, so files stay ordered by path within a phase.
    moves.sort_by_key(|planned| planned.phase);
    let new_manifest = Manifest::from_records(records);
    Ok(PublishPlan { moves, tree_tops, stale, new_manifest, unchanged, requested: known })
}

/// Finds what is in the way of the staged files.
struct ObstacleFinder<'a> {
    output: &'a OutputFolder,
    obstacles: BTreeMap<String, ObstacleKind>,
}

impl ObstacleFinder<'_> {
    /// Lists what must be removed before `path` can be written; records obstacles instead if that is forbidden.
    fn prior_removals_for(
        &mut self,
        path: &str,
        kind: PathKind,
    ) -> Result<PriorRemovals, MachineFault> {
        let mut removals = PriorRemovals::default();
        if let FolderState::Blocked { by, kind } = self.output.folder_cache.parent_state(path)? {
            self.check_path(&by, kind, &mut removals)?;
            return Ok(removals);
        }
        match kind {
            PathKind::Absent => {}
            PathKind::File { .. } if self.output.is_managed(path) => {}
            PathKind::Folder => self.check_folder(path, &mut removals)?,
            PathKind::Symlink => self.add_obstacle(path, ObstacleKind::Symlink),
            PathKind::File { .. } | PathKind::Other => match self.output.other_case_of(path) {
                Some(other) => self.check_path(other, kind, &mut removals)?,
                None => self.add_obstacle(path, ObstacleKind::Foreign),
            },
        }
        Ok(removals)
    }

    /// Records what came to the path of a file or a folder of a first build since the output was opened.
    fn check_tree_top(&mut self, name: &str) -> Result<(), MachineFault> {
        match PathKind::of(&self.output.site_path(name))? {
            PathKind::Absent => {}
            PathKind::Symlink => self.add_obstacle(name, ObstacleKind::Symlink),
            _ => self.add_obstacle(name, ObstacleKind::Foreign),
        }
        Ok(())
    }

    /// Adds a folder to the removals, or what forbids it to the obstacles. An empty folder may always be removed: a
    /// killed build may have left it.
    fn check_folder(
        &mut self,
        folder: &str,
        removals: &mut PriorRemovals,
    ) -> Result<(), MachineFault> {
        let disk_path = self.output.site_path(folder);
        for entry in fs::read_dir(&disk_path).map_err(reading(&disk_path))? {
            let name = entry.map_err(reading(&disk_path))?.file_name();
            let path = format!("{folder}/{}", name.to_string_lossy());
            match (name.to_str(), PathKind::of(&disk_path.join(&name))?) {
                (None, _) => self.add_obstacle(&path, ObstacleKind::Foreign),
                (Some(_), PathKind::Folder) => self.check_folder(&path, removals)?,
                (Some(_), kind) => self.check_path(&path, kind, removals)?,
            }
        }
        removals.folders.push(folder.to_owned());
        Ok(())
    }

    /// Adds a file to the removals if it is managed and unmodified, else to the obstacles. It is never a file that this
    /// build requested, since nested paths were refused before.
    fn check_path(
        &mut self,
        path: &str,
        kind: PathKind,
        removals: &mut PriorRemovals,
    ) -> Result<(), MachineFault> {
        match kind {
            PathKind::Absent | PathKind::Folder => {}
            PathKind::Symlink => self.add_obstacle(path, ObstacleKind::Symlink),
            PathKind::File { size } if self.output.is_managed(path) => {
                match self.output.is_unmodified(path, size)? {
                    true => removals.files.push(path.into()),
                    false => self.add_obstacle(path, ObstacleKind::Modified),
                }
            }
            PathKind::File { .. } | PathKind::Other => {
                self.add_obstacle(path, ObstacleKind::Foreign);
            }
        }
        Ok(())
    }

    fn add_obstacle(&mut self, path: &str, kind: ObstacleKind) {
        self.obstacles.insert(path.to_owned(), kind);
    }

    fn into_result(self) -> Result<(), OutputError> {
        if self.obstacles.is_empty() {
            return Ok(());
        }
        let to_obstacle = |(path, kind)| Obstacle { path, kind };
        Err(OutputError::Obstructed {
            obstacles: self.obstacles.into_iter().map(to_obstacle).collect(),
        })
    }
}
