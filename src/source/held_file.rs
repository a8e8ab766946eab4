//! Files that another program holds open: an editor, a sync program or a virus scanner, on Windows and its shared
//! folders.
//!
//! They usually let go within a second or two, so an operation that such a program prevents is tried again for a while.
//! Other systems let several programs use a file at once; there nothing is ever tried again.
//!
//! **Left out on purpose.** An access that is denied is retried only where a file is replaced, renamed or removed:
//! opening a file without permission fails at once.

use std::io;
use std::thread;
use std::time::Duration;

use crate::diagnostic::WINDOWS_HELD_CODES;

/// The pauses before the attempts after the first: four seconds in all.
const PAUSES: [Duration; 8] = {
    let milliseconds = [50, 100, 150, 300, 500, 700, 1000, 1200];
    let mut pauses = [Duration::ZERO; 8];
    let mut at = 0;
    while at < pauses.len() {
        pauses[at] = Duration::from_millis(milliseconds[at]);
        at += 1;
    }
    pauses
};

/// What an operation does with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAccess {
    /// It opens the file.
    Open,
    /// It gives the file another name, or removes or replaces it.
    Replace,
}

/// Performs an operation, again for a few seconds while another program holds the file.
pub fn retry_while_held<T>(
    access: FileAccess,
    operation: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    retry(operation, |error| is_held(error, access), thread::sleep)
}

fn is_held(error: &io::Error, access: FileAccess) -> bool {
    cfg!(windows) && error.raw_os_error().is_some_and(|code| is_windows_code_held(code, access))
}

/// Returns whether a Windows error code says that another program holds the file.
fn is_windows_code_held(code: i32, access: FileAccess) -> bool {
    const ACCESS_DENIED: i32 = 5;
    // A scanner that has just opened a new file makes a rename fail like that.
    let is_denied_for_now = code == ACCESS_DENIED && access == FileAccess::Replace;
    WINDOWS_HELD_CODES.contains(&code) || is_denied_for_now
}

fn retry<T>(
    mut operation: impl FnMut() -> io::Result<T>,
    is_held: impl Fn(&io::Error) -> bool,
    mut pause: impl FnMut(Duration),
) -> io::Result<T> {
    for duration in PAUSES {
        match operation() {
            Err(error) if is_held(&error) => pause(duration),
            result => return result,
        }
    }
    operation()
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use super::{FileAccess, is_held, is_windows_code_held, retry};

    /// Runs an operation that another program prevents a number of times; returns its result and the pauses.
    fn retry_after_failures(mut failures: u32, code: i32) -> (io::Result<()>, Vec<Duration>) {
        let mut pauses = Vec::new();
        let operation = || {
            failures = failures.saturating_sub(1);
            if failures > 0 { Err(io::Error::from_raw_os_error(code)) } else { Ok(()) }
        };
        let held = |error: &io::Error| {
            error.raw_os_error().is_some_and(|code| is_windows_code_held(code, FileAccess::Replace))
        };
        let result = retry(operation, held, |pause| pauses.push(pause));
        (result, pauses)
    }

    #[test]
    fn a_file_that_is_let_go_is_written_after_all() {
        let (result, pauses) = retry_after_failures(4, 32);
        assert!(result.is_ok());
        assert_eq!(pauses.len(), 3);
        assert!(pauses.is_sorted());
    }

    #[test]
    fn a_file_that_is_held_for_good_is_given_up_after_a_few_seconds() {
        let (result, pauses) = retry_after_failures(u32::MAX, 33);
        assert_eq!(result.expect_err("it is still held").raw_os_error(), Some(33));
        assert_eq!(pauses.iter().sum::<Duration>(), Duration::from_secs(4));
    }

    #[test]
    fn other_errors_are_not_tried_again() {
        let (result, pauses) = retry_after_failures(2, 112);
        assert!(result.is_err() && pauses.is_empty());
    }

    #[test]
    fn a_denied_access_may_pass_only_where_a_file_is_replaced() {
        assert!(is_windows_code_held(5, FileAccess::Replace));
        assert!(!is_windows_code_held(5, FileAccess::Open));
        assert!(is_windows_code_held(32, FileAccess::Open));
    }

    #[cfg(not(windows))]
    #[test]
    fn the_same_codes_mean_other_things_on_other_systems() {
        assert!(!is_held(&io::Error::from_raw_os_error(32), FileAccess::Replace));
    }
}
