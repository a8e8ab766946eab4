//! The plan of a publish: what moves, what must go first, what is stale.
//!
//! It is drawn before anything is touched, so that everything in the way can be refused by name
//! in one error. The folder walks of the staging are remembered: a plan without obstacles costs
//! no look at the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::digest::Digest;
use super::disk::{DiskFault, fault_at};
use super::error::{Obstacle, ObstacleKind, OutputError};
use super::folder_cache::{FolderState, PathKind};
use super::manifest::{Manifest, ManifestRecord};
use super::output_folder::OutputFolder;
use super::staging::StagedFile;
use super::{Phase, RequestedFile, path};

/// What a publish is going to do.
#[derive(Debug)]
pub(super) struct PublishPlan {
    /// The staged files, by phase and path.
    pub(super) moves: Vec<PlannedMove>,
    /// The paths of ours that none claimed, sorted.
    pub(super) stale: Vec<String>,
    /// The manifest when all is done.
    pub(super) new_manifest: Manifest,
    /// How many files are right as they are.
    pub(super) unchanged: usize,
    /// What was staged.
    pub(super) staged: Vec<(String, Digest)>,
}

/// One staged file on its way to the site.
#[derive(Debug)]
pub(super) struct PlannedMove {
    /// Its phase.
    pub(super) phase: Phase,
    /// Where it goes.
    pub(super) path: String,
    /// Its number on the stage.
    pub(super) number: usize,
    /// What must go before it can come.
    pub(super) prior_removals: PriorRemovals,
}

/// Stale files and folders that stand where a file should be a folder, or the reverse.
#[derive(Debug, Default)]
pub(super) struct PriorRemovals {
    /// Files of ours, untouched, that none claimed.
    pub(super) files: Vec<String>,
    /// Folders that hold nothing else, innermost first.
    pub(super) folders: Vec<String>,
}

/// Refuses a build that wants one path both as a file and as a folder.
pub(super) fn reject_nested_paths(
    wanted: &BTreeMap<String, RequestedFile>,
    kept: &BTreeSet<String>,
) -> Result<(), OutputError> {
    let is_file = |folder: &&str| wanted.contains_key(*folder) || kept.contains(*folder);
    for inside in wanted.keys().chain(kept) {
        if let Some(file) = path::ancestors(inside).find(is_file) {
            return Err(OutputError::Nested { file: file.to_owned(), inside: inside.clone() });
        }
    }
    Ok(())
}

/// Draws the plan, or names everything that is in the way.
pub(super) fn plan_publish(
    place: &OutputFolder,
    wanted: BTreeMap<String, RequestedFile>,
    kept: &BTreeSet<String>,
) -> Result<PublishPlan, OutputError> {
    let is_kept = |path: &str| kept.contains(path) && !wanted.contains_key(path);
    let mut stale = Vec::new();
    let mut records = Vec::with_capacity(wanted.len() + kept.len());
    for record in place.managed_records() {
        if is_kept(&record.path) {
            records.push(record.clone());
        } else if !wanted.contains_key(&record.path) {
            stale.push(record.path.clone());
        }
    }
    stale.dedup();
    let total = wanted.len() + kept.iter().filter(|path| is_kept(path)).count();
    let staged = wanted.iter().map(|(path, wanted)| (path.clone(), wanted.staging.digest));
    let staged = staged.collect();
    let mut moves = Vec::new();
    let mut survey = ObstacleFinder { output: place, obstacles: BTreeMap::new() };
    for (path, RequestedFile { phase, staging: arrival }) in wanted {
        if let Some(StagedFile { number, existing: found }) = arrival.staged {
            let clearing = survey.prior_removals_for(&path, found)?;
            moves.push(PlannedMove { phase, path: path.clone(), number, prior_removals: clearing });
        }
        records.push(ManifestRecord { path, phase, digest: arrival.digest });
    }
    survey.into_result()?;
    // The sort is stable, so the order of paths stays within a phase.
    moves.sort_by_key(|step| step.phase);
    let unchanged = total - moves.len();
    Ok(PublishPlan {
        moves,
        stale,
        new_manifest: Manifest::from_records(records),
        unchanged,
        staged,
    })
}

/// A look at what stands where the staged files go.
struct ObstacleFinder<'a> {
    output: &'a OutputFolder,
    obstacles: BTreeMap<String, ObstacleKind>,
}

impl ObstacleFinder<'_> {
    fn prior_removals_for(
        &mut self,
        path: &str,
        found: PathKind,
    ) -> Result<PriorRemovals, DiskFault> {
        let mut clearing = PriorRemovals::default();
        if let FolderState::Blocked { by, kind: what } =
            self.output.folder_cache.parent_state(path)?
        {
            self.check_path(&by, what, &mut clearing)?;
            return Ok(clearing);
        }
        match found {
            PathKind::Absent => {}
            PathKind::File { .. } if self.output.is_managed(path) => {}
            PathKind::Folder => self.check_folder(path, &mut clearing)?,
            PathKind::Symlink => self.add_obstacle(path, ObstacleKind::Symlink),
            PathKind::File { .. } | PathKind::Other => {
                self.add_obstacle(path, ObstacleKind::Foreign)
            }
        }
        Ok(clearing)
    }

    /// A folder may go if all in it may. An empty one is nobody's work, whoever made it: it may
    /// be what a killed build left.
    fn check_folder(
        &mut self,
        folder: &str,
        clearing: &mut PriorRemovals,
    ) -> Result<(), DiskFault> {
        let on_disk = self.output.site_path(folder);
        for entry in fs::read_dir(&on_disk).map_err(fault_at(&on_disk))? {
            let name = entry.map_err(fault_at(&on_disk))?.file_name();
            let path = format!("{folder}/{}", name.to_string_lossy());
            match (name.to_str(), PathKind::of(&on_disk.join(&name))?) {
                (None, _) => self.add_obstacle(&path, ObstacleKind::Foreign),
                (Some(_), PathKind::Folder) => self.check_folder(&path, clearing)?,
                (Some(_), found) => self.check_path(&path, found, clearing)?,
            }
        }
        clearing.folders.push(folder.to_owned());
        Ok(())
    }

    /// A file may go if it is ours and still as we wrote it. None of this build's own files is
    /// ever asked about: nested paths were refused before.
    fn check_path(
        &mut self,
        path: &str,
        found: PathKind,
        clearing: &mut PriorRemovals,
    ) -> Result<(), DiskFault> {
        match found {
            PathKind::Absent | PathKind::Folder => {}
            PathKind::Symlink => self.add_obstacle(path, ObstacleKind::Symlink),
            PathKind::File { size } if self.output.is_managed(path) => {
                match self.output.is_unmodified(path, size)? {
                    true => clearing.files.push(path.to_owned()),
                    false => self.add_obstacle(path, ObstacleKind::Modified),
                }
            }
            PathKind::File { .. } | PathKind::Other => {
                self.add_obstacle(path, ObstacleKind::Foreign)
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
        let obstacle = |(path, kind)| Obstacle { path, kind };
        Err(OutputError::Obstructed {
            obstacles: self.obstacles.into_iter().map(obstacle).collect(),
        })
    }
}
