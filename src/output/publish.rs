//! Publishing: executes a plan so that it succeeds as a whole or changes nothing, and may be killed at any point.
//!
//! First the union of the old and the new manifest is written, then new folders are created and the others probed, so
//! that most failures come before any file changes. Then files are renamed by phase, stale files are removed, then the
//! folders that this emptied. The rename of the new manifest completes the publish; after a failure or a panic before
//! that, all changes are undone. Every file that a killed publish leaves is listed in the manifest, where the next
//! build finds it. In an empty output folder, what is at the top of a `staged_tree` is renamed instead, files and
//! folders.
//!
//! **The one exception** to "every file is there, old or new" after a kill: where a file becomes a folder (`a` →
//! `a/index.html`) or the reverse, no rename can do both at once. The old file is removed right before the new one is
//! renamed; a kill between the two leaves the address empty, never torn, until the next build.

use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::Published;
use super::error::OutputError;
use super::folder_cache::{FolderState, PathKind};
use super::manifest;
use super::output_fingerprint::OutputFingerprint;
use super::output_folder::OutputFolder;
use super::path;
use super::publish_plan::{PriorRemovals, PublishPlan};
use super::site_changes::SiteChanges;
use crate::diagnostic::MachineFault;

/// Executes the plan.
pub(super) fn execute(output: OutputFolder, plan: PublishPlan) -> Result<Published, OutputError> {
    let mut changes = SiteChanges::new(&output);
    let applied = catch_unwind(AssertUnwindSafe(|| apply(&mut changes, plan)));
    // The standard library has printed the message of the panic.
    let broke = || io::Error::other("chương trình bị lỗi (the program broke)");
    let applied = applied.unwrap_or_else(|_| Err(MachineFault::writing(&output.root, broke())));
    let mut published = match applied {
        Ok(published) => published,
        Err(fault) => {
            let (error, is_undone) = changes.undo(fault);
            if !is_undone {
                output.leave_to_next_build();
            }
            return Err(error);
        }
    };
    published.leftover = output.finish().err().map(|fault| fault.to_string());
    published.written.sort_unstable();
    published.removed.sort_unstable();
    Ok(published)
}

/// Changes the site; the last change is the one that completes the publish.
fn apply(changes: &mut SiteChanges<'_>, plan: PublishPlan) -> Result<Published, MachineFault> {
    let output = changes.output;
    let has_staged = !plan.moves.is_empty() || !plan.tree_tops.is_empty();
    let has_changes = has_staged || !plan.stale.is_empty();
    if has_changes {
        let (staged, replaces) = output.stage_union_manifest(&plan.new_manifest)?;
        changes.place(&staged, manifest::FILE_NAME, replaces)?;
        prepare_folders(changes, &plan)?;
    }
    let PublishPlan { moves, tree_tops, stale, new_manifest, unchanged, requested } = plan;
    let mut published = Published { unchanged, ..Published::default() };
    for top in tree_tops {
        published.written.extend(top.files.iter().cloned());
        changes.place_tree_top(top)?;
    }
    for planned in moves {
        remove_obstructions(changes, &planned.prior_removals, &mut published)?;
        changes.create_parent(&planned.path)?;
        let staged = output.staged_path(planned.number);
        changes.place(&staged, &planned.path, planned.replaces)?;
        published.written.push(planned.path);
    }
    for path in &stale {
        remove_stale_file(changes, path, &mut published)?;
    }
    remove_empty_folders(changes, &stale)?;
    output.write_new_manifest(&new_manifest, has_changes)?;
    for (path, digest, key) in requested {
        let fingerprint = OutputFingerprint::of_file(&output.site_path(&path), digest, key);
        published.fingerprints.extend(fingerprint.map(|fingerprint| (path, fingerprint)));
    }
    Ok(published)
}

/// Creates the new folders, and tests whether the others can be changed.
fn prepare_folders(changes: &mut SiteChanges<'_>, plan: &PublishPlan) -> Result<(), MachineFault> {
    let cache = &changes.output.folder_cache;
    let mut existing: BTreeSet<&str> = BTreeSet::new();
    let mut missing = Vec::new();
    for planned in &plan.moves {
        existing.extend(planned.prior_removals.files.iter().filter_map(|path| path::parent(path)));
        match cache.parent_state(&planned.path)? {
            FolderState::Exists => existing.extend(path::parent(&planned.path)),
            FolderState::Missing => missing.push(&planned.path),
            FolderState::Blocked { .. } => {}
        }
    }
    for folder in plan.stale.iter().flat_map(|path| path::ancestors(path)) {
        if cache.state(folder)? == FolderState::Exists {
            existing.insert(folder);
        }
    }
    existing.into_iter().try_for_each(|folder| changes.probe(folder))?;
    missing.into_iter().try_for_each(|path| changes.create_parent(path))
}

fn remove_obstructions(
    changes: &mut SiteChanges<'_>,
    removals: &PriorRemovals,
    published: &mut Published,
) -> Result<(), MachineFault> {
    for path in &removals.files {
        remove_stale_file(changes, path, published)?;
    }
    removals.folders.iter().try_for_each(|folder| changes.remove_folder_if_empty(folder))
}

/// Removes a stale file, unless someone modified it since it was written.
fn remove_stale_file(
    changes: &mut SiteChanges<'_>,
    path: &str,
    published: &mut Published,
) -> Result<(), MachineFault> {
    let output = changes.output;
    match output.path_kind(path)? {
        PathKind::Absent | PathKind::Folder => {}
        PathKind::File { size } if output.is_unmodified(path, size)? => {
            changes.remove_file(path)?;
            published.removed.push(path.into());
        }
        PathKind::File { .. } | PathKind::Symlink | PathKind::Other => {
            published.left_modified.push(path.into());
        }
    }
    Ok(())
}

/// Removes the folders of stale files that are empty now, or were left empty by a killed build.
fn remove_empty_folders(
    changes: &mut SiteChanges<'_>,
    stale: &[Arc<str>],
) -> Result<(), MachineFault> {
    let folders: BTreeSet<&str> = stale.iter().flat_map(|path| path::ancestors(path)).collect();
    // In reverse order, a folder comes after everything in it.
    for folder in folders.into_iter().rev() {
        if changes.output.folder_cache.state(folder)? == FolderState::Exists {
            changes.remove_folder_if_empty(folder)?;
        }
    }
    Ok(())
}
