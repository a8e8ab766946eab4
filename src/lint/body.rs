//! Advice on the structure of a body: headings, links and tables, as Circular 32/2017/TT-BTTTT art. 18 asks of them,
//! and the source that a piece of news names.

use super::EntryLinter;
use crate::config::EntryKind;
use crate::diagnostic::faults;
use crate::entry::markdown::{BodyFeatureKind, features};
use crate::vietnamese::fold;

/// Link texts that say nothing of the target, folded.
const VAGUE_TEXTS: [&str; 20] = [
    "day",
    "tai day",
    "o day",
    "vao day",
    "bam vao day",
    "nhan vao day",
    "click vao day",
    "xem",
    "xem them",
    "xem tiep",
    "xem chi tiet",
    "xem tai day",
    "chi tiet",
    "chi tiet tai day",
    "tai ve",
    "tai ve tai day",
    "link",
    "here",
    "click here",
    "read more",
];

/// A table of fewer rows mostly is a letterhead or a signature, one of fewer columns a list of names and values.
const MIN_TABLE_SIZE: usize = 3;

/// The number of last lines in which a text names its source.
const SOURCE_LINES: usize = 3;

/// The greatest length of a line that names a source.
const MAX_SOURCE_CHARS: usize = 80;

impl EntryLinter<'_> {
    /// Checks headings, links and tables, and the source of a piece of news.
    pub(super) fn check_body(&mut self) {
        let features = features(self.body());
        let has_level_one = features.iter().any(|f| f.kind == BodyFeatureKind::Heading(1));
        // The title of the page is above the first heading.
        let mut level_above = u8::from(!has_level_one);
        for feature in features {
            let place = self.body_place(feature.range);
            match feature.kind {
                BodyFeatureKind::Heading(level) => {
                    if level > level_above + 1 {
                        self.advice.push(faults::skipped_heading(place, level, level_above + 1));
                    }
                    level_above = level;
                }
                BodyFeatureKind::Link(text) => {
                    let folded = fold::plain(&text);
                    let folded = folded.trim_matches(|c: char| !c.is_alphanumeric());
                    if VAGUE_TEXTS.contains(&folded) {
                        self.advice.push(faults::vague_link(place, text.trim()));
                    }
                }
                BodyFeatureKind::HeadlessTable { rows, columns } => {
                    if rows >= MIN_TABLE_SIZE && columns >= MIN_TABLE_SIZE {
                        self.advice.push(faults::table_without_header(place));
                    }
                }
            }
        }
        if self.entry.kind == EntryKind::News && self.entry.metadata.source.is_none() {
            self.check_source();
        }
    }

    /// Reports a source that is named in the last lines of a piece of news only.
    fn check_source(&mut self) {
        let body = self.body();
        let lines = body.lines().rev().filter(|line| !line.trim().is_empty()).take(SOURCE_LINES);
        let named =
            lines.map(|line| line.trim_matches(['*', '_', ' ', '(', ')', '\t'])).find(|line| {
                let folded = fold::plain(line);
                let is_source = folded.starts_with("nguon:")
                    || folded.starts_with("theo bao ")
                    || folded.starts_with("theo ttxvn");
                is_source && line.chars().count() <= MAX_SOURCE_CHARS
            });
        if let Some(line) = named {
            let start = line.as_ptr() as usize - body.as_ptr() as usize;
            let place = self.body_place(start..start + line.len());
            self.advice.push(faults::source_in_text(place, line));
        }
    }
}
