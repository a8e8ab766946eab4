//! Publishing: executes a plan in an order in which the process can be killed at any point.
//!
//! First the union of the old and the new manifest is written, then files are renamed by phase, then stale files are
//! removed, then the folders this emptied, then the new manifest is written, then the staging folder is removed. So
//! every file that a killed publish leaves is listed in the manifest, where the next build finds it.
//!
//! **The one exception** to "every file is there, old or new": where a file becomes a folder (`a` → `a/index.html`)
//! or the reverse, no rename can do both at once. The old file is deleted right before the new one is renamed; a kill
//! between the two leaves the address empty, never torn, until the next build.

use std::collections::BTreeSet;

use super::Published;
use super::error::OutputError;
use super::folder_cache::{FolderState, PathKind};
use super::output_fingerprint::OutputFingerprint;
use super::output_folder::OutputFolder;
use super::path;
use super::publish_plan::{PriorRemovals, PublishPlan};
use crate::diagnostic::MachineFault;

/// Executes the plan.
pub(super) fn execute(output: OutputFolder, plan: PublishPlan) -> Result<Published, OutputError> {
    let PublishPlan { moves, stale, new_manifest, unchanged, requested_digests } = plan;
    if !moves.is_empty() || !stale.is_empty() {
        output.write_union_manifest(&new_manifest)?;
    }
    let mut published = Published { unchanged, ..Published::default() };
    for planned in moves {
        remove_obstructions(&output, &planned.prior_removals, &mut published)?;
        output.folder_cache.create_parent(&planned.path, &output.disk)?;
        output
            .disk
            .rename(&output.staged_path(planned.number), &output.site_path(&planned.path))?;
        published.written.push(planned.path);
    }
    for path in &stale {
        remove_stale_file(&output, path, &mut published)?;
    }
    remove_empty_folders(&output, &stale)?;
    for (path, digest) in requested_digests {
        let fingerprint = OutputFingerprint::of_file(&output, &path, digest);
        published.fingerprints.extend(fingerprint.map(|fingerprint| (path, fingerprint)));
    }
    output.finish(&new_manifest)?;
    published.written.sort_unstable();
    published.removed.sort_unstable();
    Ok(published)
}

fn remove_obstructions(
    output: &OutputFolder,
    removals: &PriorRemovals,
    published: &mut Published,
) -> Result<(), MachineFault> {
    for path in &removals.files {
        remove_stale_file(output, path, published)?;
    }
    for folder in &removals.folders {
        output.disk.remove_folder_if_empty(&output.site_path(folder))?;
    }
    Ok(())
}

/// Removes a stale file, unless someone modified it since it was written.
fn remove_stale_file(
    output: &OutputFolder,
    path: &str,
    published: &mut Published,
) -> Result<(), MachineFault> {
    match output.path_kind(path)? {
        PathKind::Absent | PathKind::Folder => {}
        PathKind::File { size } if output.is_unmodified(path, size)? => {
            output.disk.remove_file(&output.site_path(path))?;
            published.removed.push(path.to_owned());
        }
        PathKind::File { .. } | PathKind::Symlink | PathKind::Other => {
            published.left_modified.push(path.to_owned());
        }
    }
    Ok(())
}

/// Removes the folders of stale files that are empty now, or were left empty by a killed build.
fn remove_empty_folders(output: &OutputFolder, stale: &[String]) -> Result<(), MachineFault> {
    let folders: BTreeSet<&str> = stale.iter().flat_map(|path| path::ancestors(path)).collect();
    // In reverse order, a folder comes after everything in it.
    for folder in folders.into_iter().rev() {
        if output.folder_cache.state(folder)? == FolderState::Exists {
            output.disk.remove_folder_if_empty(&output.site_path(folder))?;
        }
    }
    Ok(())
}
