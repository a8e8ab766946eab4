//! Publishing: carries out a plan in an order that a kill can interrupt anywhere.
//!
//! First the manifest becomes the union of old and new, then files are renamed by phase, then
//! stale files go, then the folders this emptied, then the manifest becomes the new one, then the
//! stage goes. So whatever a kill leaves is named in the manifest, and the next build sees it.
//!
//! **The one exception** to "every file is there, old or new": where a file becomes a folder
//! (`a` → `a/index.html`) or the reverse, no rename can do both at once. The old one is deleted
//! right before the new one is renamed; a kill between the two leaves the address empty, never
//! torn, until the next build.

use std::collections::BTreeSet;

use super::Published;
use super::disk::DiskFault;
use super::error::OutputError;
use super::folder_cache::{FolderState, PathKind};
use super::output_fingerprint::OutputFingerprint;
use super::output_folder::OutputFolder;
use super::path;
use super::publish_plan::{PriorRemovals, PublishPlan};

/// Carries out the plan.
pub(super) fn execute(place: OutputFolder, plan: PublishPlan) -> Result<Published, OutputError> {
    let PublishPlan { moves, stale, new_manifest: next, unchanged, staged } = plan;
    if !moves.is_empty() || !stale.is_empty() {
        place.write_union_manifest(&next)?;
    }
    let mut done = Published { unchanged, ..Published::default() };
    for step in moves {
        remove_obstructions(&place, &step.prior_removals, &mut done)?;
        place.folder_cache.create_parent(&step.path, &place.disk)?;
        place.disk.rename(&place.staged_path(step.number), &place.site_path(&step.path))?;
        done.written.push(step.path);
    }
    for path in &stale {
        remove_stale_file(&place, path, &mut done)?;
    }
    remove_empty_folders(&place, &stale)?;
    for (path, digest) in staged {
        let seal = OutputFingerprint::of_file(&place, &path, digest);
        done.fingerprints.extend(seal.map(|seal| (path, seal)));
    }
    place.finish(&next)?;
    done.written.sort_unstable();
    done.removed.sort_unstable();
    Ok(done)
}

fn remove_obstructions(
    place: &OutputFolder,
    clearing: &PriorRemovals,
    done: &mut Published,
) -> Result<(), DiskFault> {
    for path in &clearing.files {
        remove_stale_file(place, path, done)?;
    }
    for folder in &clearing.folders {
        place.disk.remove_folder_if_empty(&place.site_path(folder))?;
    }
    Ok(())
}

/// Removes a stale file, unless someone else has put work into it since we wrote it.
fn remove_stale_file(
    place: &OutputFolder,
    path: &str,
    done: &mut Published,
) -> Result<(), DiskFault> {
    match place.path_kind(path)? {
        PathKind::Absent | PathKind::Folder => {}
        PathKind::File { size } if place.is_unmodified(path, size)? => {
            place.disk.remove_file(&place.site_path(path))?;
            done.removed.push(path.to_owned());
        }
        PathKind::File { .. } | PathKind::Symlink | PathKind::Other => {
            done.left_modified.push(path.to_owned())
        }
    }
    Ok(())
}

/// Removes the folders of stale files that are empty now, or were left empty by a kill.
fn remove_empty_folders(place: &OutputFolder, stale: &[String]) -> Result<(), DiskFault> {
    let folders: BTreeSet<&str> = stale.iter().flat_map(|path| path::ancestors(path)).collect();
    // Backwards, a folder comes after everything in it.
    for folder in folders.into_iter().rev() {
        if place.folder_cache.state(folder)? == FolderState::Exists {
            place.disk.remove_folder_if_empty(&place.site_path(folder))?;
        }
    }
    Ok(())
}
