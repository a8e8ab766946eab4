//! What a build saw when it ended well: all that it was made from and all that it made, in one number each.
//!
//! A later build that sees the same has nothing to do, and tells what this one told. It is the first of the cutoffs,
//! drawn around the whole portal: where anything differs, the build runs as ever.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;

/// What a build saw, and what it told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The fingerprint of the options, the settings and the theme.
    pub environment_fingerprint: u64,
    /// The sum of the content files.
    pub content_fingerprint: u64,
    /// The sum of the files of the site.
    pub site_fingerprint: u64,
    /// The day of the build.
    pub day: Date,
    /// The next day on which the site changes by itself.
    pub next_change: Option<Date>,
    /// How many entries are on the site.
    pub entry_count: usize,
    /// How many targets the site has.
    pub target_count: usize,
    /// How many files the site has.
    pub file_count: usize,
    /// What was warned of; no advice, which only a check tells.
    pub diagnostics: Vec<Diagnostic>,
}

impl Snapshot {
    /// Tells whether a build of `today` would tell the same. Warnings may speak of the day.
    pub fn is_current_on(&self, today: Date) -> bool {
        let quiet = self.diagnostics.is_empty() && self.next_change.is_none_or(|day| today < day);
        today == self.day || (self.day < today && quiet)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("a sight is plain data, and a vector takes any length")
    }
}
