//! Output paths: relative to the output folder, with parts joined by `/`.
//!
//! Addresses are made safe elsewhere; paths are checked again here, because this module could write outside.
//!
//! **Invariant.** A path that passed [`check`], joined to the root, is below it (symbolic links aside, which
//! [`super::folder_cache`] handles), and fits on one line of the manifest.

use std::iter;
use std::path::{Component, Path};

use super::error::OutputError;

/// The prefix of the names of our own working files.
const RESERVED: &str = ".niemyet-";

/// Refuses a path that could leave the output folder, or that names one of our own working files.
pub(super) fn check(path: &str) -> Result<(), OutputError> {
    let is_bad_character = |c: char| c.is_control() || c == '\\';
    if path.contains(is_bad_character) || !path.split('/').all(is_plain_part) {
        return Err(OutputError::UnsafePath { path: path.to_owned() });
    }
    Ok(())
}

/// Returns the folder that contains `path`; `None` if that is the output itself.
pub(super) fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(parent, _)| parent)
}

/// Lists the folders above `path`, innermost first, without the output itself.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    iter::successors(parent(path), |folder| parent(folder))
}

/// Returns whether a part is an ordinary name. The standard library's parser recognizes the special names of this
/// platform: `..`, a drive.
fn is_plain_part(part: &str) -> bool {
    let mut components = Path::new(part).components();
    let plain = matches!(components.next(), Some(Component::Normal(_)));
    plain && components.next().is_none() && !is_reserved(part)
}

/// Returns whether a name has the reserved prefix, ignoring case, as some file systems do.
fn is_reserved(part: &str) -> bool {
    part.get(..RESERVED.len()).is_some_and(|start| start.eq_ignore_ascii_case(RESERVED))
}

#[cfg(test)]
mod tests {
    use super::{ancestors, check};

    #[test]
    fn ordinary_paths_are_safe() {
        let ordinary = ["index.html", "van-ban/2014/85-bc-ldld/index.html", "Văn bản.pdf", "...a"];
        for path in ordinary {
            assert!(check(path).is_ok(), "{path}");
        }
        assert!(check(".well-known/security.txt").is_ok());
        assert!(check("_redirects").is_ok());
    }

    #[test]
    fn paths_that_could_leave_the_output_are_refused() {
        let leaving =
            ["", "/", "/etc/passwd", "../a", "a/../../b", "a/..", "a//b", "a/", ".", "a/./b"];
        for path in leaving {
            assert!(check(path).is_err(), "{path}");
        }
        for path in ["a\\b", "a\0b", "a\nb", "a\u{85}b"] {
            assert!(check(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn reserved_names_cannot_be_targets() {
        for path in [".niemyet-manifest", ".niemyet-stage/1", ".Niemyet-LOCK", "a/.niemyet-x"] {
            assert!(check(path).is_err(), "{path}");
        }
    }

    #[test]
    fn ancestors_are_listed_innermost_first() {
        assert_eq!(ancestors("a/b/c").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(ancestors("a").count(), 0);
    }
}
