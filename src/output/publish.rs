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
use super::path;
use super::place::Place;
use super::plan::{Clearing, Plan};
use super::seal::Seal;
use super::way::{Found, Way};

/// Carries out the plan.
pub(super) fn carry_out(place: Place, plan: Plan) -> Result<Published, OutputError> {
    let Plan { moves, stale, next, unchanged, staged } = plan;
    if !moves.is_empty() || !stale.is_empty() {
        place.announce(&next)?;
    }
    let mut done = Published { unchanged, ..Published::default() };
    for step in moves {
        clear(&place, &step.clearing, &mut done)?;
        place.ways.make_parent(&step.path, &place.disk)?;
        place.disk.rename(&place.staged(step.number), &place.site(&step.path))?;
        done.written.push(step.path);
    }
    for path in &stale {
        remove(&place, path, &mut done)?;
    }
    prune(&place, &stale)?;
    for (path, digest) in staged {
        let seal = Seal::put(&place, &path, digest);
        done.seals.extend(seal.map(|seal| (path, seal)));
    }
    place.settle(&next)?;
    done.written.sort_unstable();
    done.removed.sort_unstable();
    Ok(done)
}

fn clear(place: &Place, clearing: &Clearing, done: &mut Published) -> Result<(), DiskFault> {
    for path in &clearing.files {
        remove(place, path, done)?;
    }
    for folder in &clearing.folders {
        place.disk.remove_folder_if_empty(&place.site(folder))?;
    }
    Ok(())
}

/// Removes a stale file, unless someone else has put work into it since we wrote it.
fn remove(place: &Place, path: &str, done: &mut Published) -> Result<(), DiskFault> {
    match place.look(path)? {
        Found::Nothing | Found::Folder => {}
        Found::File { size } if place.is_untouched(path, size)? => {
            place.disk.remove_file(&place.site(path))?;
            done.removed.push(path.to_owned());
        }
        Found::File { .. } | Found::Link | Found::Other => done.left.push(path.to_owned()),
    }
    Ok(())
}

/// Removes the folders of stale files that are empty now, or were left empty by a kill.
fn prune(place: &Place, stale: &[String]) -> Result<(), DiskFault> {
    let folders: BTreeSet<&str> = stale.iter().flat_map(|path| path::ancestors(path)).collect();
    // Backwards, a folder comes after everything in it.
    for folder in folders.into_iter().rev() {
        if place.ways.to(folder)? == Way::Clear {
            place.disk.remove_folder_if_empty(&place.site(folder))?;
        }
    }
    Ok(())
}
