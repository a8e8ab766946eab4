//! Output paths: relative to the output folder, parts joined by `/`.
//!
//! Routes are made safe elsewhere; this room checks them again, because it is the one that could
//! write outside. **Invariant.** A path that passed [`check`], joined to the root, lies below it
//! (links aside, which [`super::way`] sees to), and fits on one line of the manifest.

use std::iter;
use std::path::{Component, Path};

use super::error::OutputError;

/// The start of the names that we keep for ourselves.
const RESERVED: &str = ".niemyet-";

/// Refuses a path that could leave the output or hit one of our working files.
pub(super) fn check(path: &str) -> Result<(), OutputError> {
    let bad_character = |c: char| c.is_control() || c == '\\';
    if path.contains(bad_character) || !path.split('/').all(is_plain_part) {
        return Err(OutputError::UnsafePath { path: path.to_owned() });
    }
    Ok(())
}

/// Tells the folder that `path` lies in; nothing, when that is the output itself.
pub(super) fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(parent, _)| parent)
}

/// Lists the folders that `path` lies in, innermost first, without the output itself.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    iter::successors(parent(path), |folder| parent(folder))
}

/// The standard library knows what else a name can be on this platform: `..`, a drive.
fn is_plain_part(part: &str) -> bool {
    let mut components = Path::new(part).components();
    let plain = matches!(components.next(), Some(Component::Normal(_)));
    plain && components.next().is_none() && !is_reserved(part)
}

/// Some file systems fold case, so the comparison does too.
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
    fn ancestors_run_from_the_inside_out() {
        assert_eq!(ancestors("a/b/c").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(ancestors("a").count(), 0);
    }
}
