//! The plan of a publish: what moves, what must go first, what is stale.
//!
//! It is drawn before anything is touched, so that everything in the way can be refused by name
//! in one error. The folder walks of the staging are remembered: a plan without obstacles costs
//! no look at the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::digest::Digest;
use super::disk::{DiskFault, at};
use super::error::{Obstacle, ObstacleKind, OutputError};
use super::manifest::{Manifest, Record};
use super::place::Place;
use super::stage::Coming;
use super::way::{Found, Way};
use super::{Phase, Wanted, path};

/// What a publish is going to do.
#[derive(Debug)]
pub(super) struct Plan {
    /// The staged files, by phase and path.
    pub(super) moves: Vec<Move>,
    /// The paths of ours that none claimed, sorted.
    pub(super) stale: Vec<String>,
    /// The manifest when all is done.
    pub(super) next: Manifest,
    /// How many files are right as they are.
    pub(super) unchanged: usize,
    /// What was staged.
    pub(super) staged: Vec<(String, Digest)>,
}

/// One staged file on its way to the site.
#[derive(Debug)]
pub(super) struct Move {
    /// Its phase.
    pub(super) phase: Phase,
    /// Where it goes.
    pub(super) path: String,
    /// Its number on the stage.
    pub(super) number: usize,
    /// What must go before it can come.
    pub(super) clearing: Clearing,
}

/// Stale files and folders that stand where a file should be a folder, or the reverse.
#[derive(Debug, Default)]
pub(super) struct Clearing {
    /// Files of ours, untouched, that none claimed.
    pub(super) files: Vec<String>,
    /// Folders that hold nothing else, innermost first.
    pub(super) folders: Vec<String>,
}

/// Refuses a build that wants one path both as a file and as a folder.
pub(super) fn refuse_nested(
    wanted: &BTreeMap<String, Wanted>,
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
pub(super) fn draw(
    place: &Place,
    wanted: BTreeMap<String, Wanted>,
    kept: &BTreeSet<String>,
) -> Result<Plan, OutputError> {
    let is_kept = |path: &str| kept.contains(path) && !wanted.contains_key(path);
    let mut stale = Vec::new();
    let mut records = Vec::with_capacity(wanted.len() + kept.len());
    for record in place.ours() {
        if is_kept(&record.path) {
            records.push(record.clone());
        } else if !wanted.contains_key(&record.path) {
            stale.push(record.path.clone());
        }
    }
    stale.dedup();
    let total = wanted.len() + kept.iter().filter(|path| is_kept(path)).count();
    let staged = wanted.iter().map(|(path, wanted)| (path.clone(), wanted.arrival.digest));
    let staged = staged.collect();
    let mut moves = Vec::new();
    let mut survey = Survey { place, obstacles: BTreeMap::new() };
    for (path, Wanted { phase, arrival }) in wanted {
        if let Some(Coming { number, found }) = arrival.coming {
            let clearing = survey.clearing_for(&path, found)?;
            moves.push(Move { phase, path: path.clone(), number, clearing });
        }
        records.push(Record { path, phase, digest: arrival.digest });
    }
    survey.refuse_obstacles()?;
    // The sort is stable, so the order of paths stays within a phase.
    moves.sort_by_key(|step| step.phase);
    let unchanged = total - moves.len();
    Ok(Plan { moves, stale, next: Manifest::of(records), unchanged, staged })
}

/// A look at what stands where the staged files go.
struct Survey<'a> {
    place: &'a Place,
    obstacles: BTreeMap<String, ObstacleKind>,
}

impl Survey<'_> {
    fn clearing_for(&mut self, path: &str, found: Found) -> Result<Clearing, DiskFault> {
        let mut clearing = Clearing::default();
        if let Way::Barred { by, what } = self.place.ways.to_parent(path)? {
            self.judge(&by, what, &mut clearing)?;
            return Ok(clearing);
        }
        match found {
            Found::Nothing => {}
            Found::File { .. } if self.place.is_ours(path) => {}
            Found::Folder => self.judge_folder(path, &mut clearing)?,
            Found::Link => self.refuse(path, ObstacleKind::Link),
            Found::File { .. } | Found::Other => self.refuse(path, ObstacleKind::Foreign),
        }
        Ok(clearing)
    }

    /// A folder may go if all in it may. An empty one is nobody's work, whoever made it: it may
    /// be what a killed build left.
    fn judge_folder(&mut self, folder: &str, clearing: &mut Clearing) -> Result<(), DiskFault> {
        let on_disk = self.place.site(folder);
        for entry in fs::read_dir(&on_disk).map_err(at(&on_disk))? {
            let name = entry.map_err(at(&on_disk))?.file_name();
            let path = format!("{folder}/{}", name.to_string_lossy());
            match (name.to_str(), Found::at(&on_disk.join(&name))?) {
                (None, _) => self.refuse(&path, ObstacleKind::Foreign),
                (Some(_), Found::Folder) => self.judge_folder(&path, clearing)?,
                (Some(_), found) => self.judge(&path, found, clearing)?,
            }
        }
        clearing.folders.push(folder.to_owned());
        Ok(())
    }

    /// A file may go if it is ours and still as we wrote it. None of this build's own files is
    /// ever asked about: nested paths were refused before.
    fn judge(
        &mut self,
        path: &str,
        found: Found,
        clearing: &mut Clearing,
    ) -> Result<(), DiskFault> {
        match found {
            Found::Nothing | Found::Folder => {}
            Found::Link => self.refuse(path, ObstacleKind::Link),
            Found::File { size } if self.place.is_ours(path) => {
                match self.place.is_untouched(path, size)? {
                    true => clearing.files.push(path.to_owned()),
                    false => self.refuse(path, ObstacleKind::Changed),
                }
            }
            Found::File { .. } | Found::Other => self.refuse(path, ObstacleKind::Foreign),
        }
        Ok(())
    }

    fn refuse(&mut self, path: &str, kind: ObstacleKind) {
        self.obstacles.insert(path.to_owned(), kind);
    }

    fn refuse_obstacles(self) -> Result<(), OutputError> {
        if self.obstacles.is_empty() {
            return Ok(());
        }
        let obstacle = |(path, kind)| Obstacle { path, kind };
        Err(OutputError::InTheWay { obstacles: self.obstacles.into_iter().map(obstacle).collect() })
    }
}
