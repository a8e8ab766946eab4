//! The location of the output folder, and whether it is allowed there.
//!
//! Paths are compared with all symbolic links resolved, even if their last parts do not exist yet, so that no
//! spelling of `content/` can pass for another folder.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::disk::reading;
use super::error::OutputRefusal;

/// Resolves the output folder, and refuses one that overlaps a source or is not a folder.
pub(super) fn resolve_output(root: &Path, sources: &[&Path]) -> Result<PathBuf, OutputRefusal> {
    let output = resolve(root)?;
    for source in sources {
        let source = resolve(source)?;
        if output.starts_with(&source) || source.starts_with(&output) {
            return Err(OutputRefusal::Overlap { output, source });
        }
    }
    match output.exists() && !output.is_dir() {
        true => Err(OutputRefusal::NotAFolder { path: output }),
        false => Ok(output),
    }
}

/// Lists the folders that must be created for `output` to exist, outermost first.
pub(super) fn missing_folders(output: &Path) -> Vec<PathBuf> {
    let missing = output.ancestors().take_while(|folder| !folder.exists());
    let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    missing.reverse();
    missing
}

/// Resolves links and dots, part by part; parts that do not exist are taken as they are.
fn resolve(path: &Path) -> Result<PathBuf, OutputRefusal> {
    let current_folder = Path::new(".");
    let mut resolved = match path.is_absolute() {
        true => PathBuf::new(),
        false => current_folder.canonicalize().map_err(reading(current_folder))?,
    };
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                resolved.pop();
            }
            part => resolved = resolve_component(&resolved.join(part))?,
        }
    }
    Ok(resolved)
}

/// Resolves a path whose parent is resolved already.
fn resolve_component(path: &Path) -> Result<PathBuf, OutputRefusal> {
    let not_a_folder = |path: &Path| OutputRefusal::NotAFolder { path: path.to_owned() };
    match path.canonicalize() {
        Ok(resolved) => Ok(resolved),
        // No folder can be created at a dangling symbolic link.
        Err(error) if error.kind() == ErrorKind::NotFound => match path.is_symlink() {
            true => Err(not_a_folder(path)),
            false => Ok(path.to_owned()),
        },
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            Err(not_a_folder(path.parent().unwrap_or(path)))
        }
        Err(error) => Err(reading(path)(error).into()),
    }
}
