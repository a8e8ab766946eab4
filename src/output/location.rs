//! Where the output lies, and whether it may lie there.
//!
//! Paths are compared with every link resolved, also where the last parts do not exist yet, so
//! that no spelling of `content/` can pass for another folder.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::disk::fault_at;
use super::error::OutputRefusal;

/// Resolves the output folder, and refuses one that meets a source or is not a folder.
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

/// Lists the folders that must be made for `output` to exist, outermost first.
pub(super) fn missing_folders(output: &Path) -> Vec<PathBuf> {
    let missing = output.ancestors().take_while(|folder| !folder.exists());
    let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    missing.reverse();
    missing
}

/// Resolves links and dots, part by part; parts that do not exist are taken as they are.
fn resolve(path: &Path) -> Result<PathBuf, OutputRefusal> {
    let here = Path::new(".");
    let mut resolved = match path.is_absolute() {
        true => PathBuf::new(),
        false => here.canonicalize().map_err(fault_at(here))?,
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

fn resolve_component(path: &Path) -> Result<PathBuf, OutputRefusal> {
    let no_folder = |path: &Path| OutputRefusal::NotAFolder { path: path.to_owned() };
    match path.canonicalize() {
        Ok(there) => Ok(there),
        // A link that leads nowhere is no place to make a folder.
        Err(error) if error.kind() == ErrorKind::NotFound => match path.is_symlink() {
            true => Err(no_folder(path)),
            false => Ok(path.to_owned()),
        },
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            Err(no_folder(path.parent().unwrap_or(path)))
        }
        Err(error) => Err(fault_at(path)(error).into()),
    }
}
