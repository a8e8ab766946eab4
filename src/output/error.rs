//! The errors of an output, as values.
//!
//! Each contains its paths, and the error of the operating system if there is one, so that the caller can word it in
//! the reader's language. The English wording here is for developers.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use crate::diagnostic::MachineFault;

/// Why an output folder was not opened.
#[derive(Debug)]
pub enum OutputRefusal {
    /// The output equals, contains or is inside of a source; both have their symbolic links resolved.
    Overlap {
        /// The output folder.
        output: PathBuf,
        /// The source that it overlaps.
        source: PathBuf,
    },
    /// Something that is not a folder is at the path of the output.
    NotAFolder {
        /// The path that is not a folder.
        path: PathBuf,
    },
    /// Another build is writing to this output.
    Locked {
        /// The output folder.
        output: PathBuf,
    },
    /// A disk operation failed.
    Disk(MachineFault),
}

/// Why a file was not staged, or a build not published.
#[derive(Debug)]
pub enum OutputError {
    /// A path could leave the output, or names one of our own working files.
    UnsafePath {
        /// The path as it was given.
        path: String,
    },
    /// Two files were staged at one path.
    Duplicate {
        /// The path.
        path: String,
    },
    /// A file was staged at a path that another file needs as a folder.
    Nested {
        /// The path of the file that would have to be a folder.
        file: String,
        /// The path below it.
        inside: String,
    },
    /// Files that must not be replaced are in the way of files of the site.
    Obstructed {
        /// All obstacles, sorted by path.
        obstacles: Vec<Obstacle>,
    },
    /// A disk operation failed. The site is as it was.
    Disk(MachineFault),
    /// A disk operation failed, and so did undoing what was done before; the next build completes the site.
    NotUndone {
        /// The first fault.
        fault: MachineFault,
        /// The files that are new or have new bytes, sorted.
        written: Vec<String>,
        /// The files that are missing, sorted.
        removed: Vec<String>,
    },
}

/// A path in the output that would have to be replaced, but must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Its path relative to the output folder.
    pub path: String,
    /// What it is.
    pub kind: ObstacleKind,
}

/// Why a path in the output must not be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObstacleKind {
    /// No build wrote it.
    Foreign,
    /// A managed file that was modified since, and would have to be removed where a file becomes a folder or the
    /// reverse.
    Modified,
    /// It is a symbolic link, which could point outside.
    Symlink,
}

impl fmt::Display for OutputRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OutputRefusal::Overlap { output, source } => {
                let (output, source) = (output.display(), source.display());
                write!(f, "the output {output} is, contains or lies in the source {source}")
            }
            OutputRefusal::NotAFolder { path } => write!(f, "{} is not a folder", path.display()),
            OutputRefusal::Locked { output } => {
                write!(f, "another build is writing to {}", output.display())
            }
            OutputRefusal::Disk(fault) => fault.fmt(f),
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OutputError::UnsafePath { path } => write!(f, "{path:?} is not a safe output path"),
            OutputError::Duplicate { path } => write!(f, "{path} was staged twice"),
            OutputError::Nested { file, inside } => {
                write!(f, "{file} cannot be a file, because {inside} lies in it")
            }
            OutputError::Obstructed { obstacles } => {
                let all: Vec<String> = obstacles.iter().map(Obstacle::to_string).collect();
                write!(f, "in the way: {}", all.join(", "))
            }
            OutputError::Disk(fault) => fault.fmt(f),
            OutputError::NotUndone { fault, written, removed } => write!(
                f,
                "{fault}; the site could not be put back: new are [{}], missing are [{}]; \
                 the next build completes it",
                written.join(", "),
                removed.join(", ")
            ),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            ObstacleKind::Foreign => "not made by a build",
            ObstacleKind::Modified => "changed since the last build",
            ObstacleKind::Symlink => "a symbolic link",
        };
        write!(f, "{} ({kind})", self.path)
    }
}

impl Error for OutputRefusal {}

impl Error for OutputError {}

impl From<MachineFault> for OutputRefusal {
    fn from(fault: MachineFault) -> Self {
        OutputRefusal::Disk(fault)
    }
}

impl From<MachineFault> for OutputError {
    fn from(fault: MachineFault) -> Self {
        OutputError::Disk(fault)
    }
}
