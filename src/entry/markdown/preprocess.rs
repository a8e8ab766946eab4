//! The dialect: `CommonMark` without the constructs that pasted text steps into.
//!
//! Indented code, setext headings and empty list items are not part of the portal format. Rather
//! than bend the parser's events, the *text* is amended where `CommonMark` reads one of them — a
//! line is dedented, a mark is escaped — and read again, until none is left. So emphasis,
//! references and footnotes work across the places concerned, and only one parser decides what a
//! construct is. A file name with spaces is no destination to `CommonMark`, and is amended to be
//! one in the same way. Before all that the lines of the official form and of lists by letters are
//! set apart, see [`super::form`].
//!
//! **Invariant.** A body that holds none of the constructs is neither copied nor read twice.
//!
//! **Invariant.** The number of rounds is bounded, so the cost is linear in the body. What
//! hostile text still holds after the last round is left to [`super::reading`], which shows it as
//! a paragraph.

use std::borrow::Cow;

use super::form::edits;
use super::source_map::SourceMap;
use super::{Remark, deviations, spaced_names};

/// Rounds after which indented text loses all its indentation rather than the common part.
const DEDENT_FULLY_AFTER: usize = 4;
/// Rounds after which the text is taken as it is. Honest text needs three: indentation, what it
/// hid, a look.
const MAX_PASSES: usize = 10;

/// A text that `CommonMark` reads as the portal format does.
pub(super) struct PreprocessedBody<'a> {
    /// The text to read.
    pub(super) text: Cow<'a, str>,
    /// The way back to the text as it was written.
    pub(super) source_map: SourceMap,
    /// What is odd in the official form, with ranges in the text as it was written.
    pub(super) remarks: Vec<Remark>,
}

/// Amends `body` until `CommonMark` sees no construct in it that the portal format leaves out.
pub(super) fn preprocess(body: &str) -> PreprocessedBody<'_> {
    let mut text = Cow::Borrowed(body);
    let mut places = SourceMap::default();
    let form = edits::find_edits(body);
    if !form.edits.is_empty() {
        text = Cow::Owned(places.apply(body, &form.edits));
    }
    if text.lines().any(may_deviate) || spaced_names::contains_any(&text) {
        for round in 0..MAX_PASSES {
            let edits = deviations::find_edits(&text, round >= DEDENT_FULLY_AFTER);
            if edits.is_empty() {
                break;
            }
            text = Cow::Owned(places.apply(&text, &edits));
        }
    }
    PreprocessedBody { text, source_map: places, remarks: form.remarks }
}

/// Tells whether a line could hold, or end, one of the constructs; generous, since the parser
/// decides.
fn may_deviate(line: &str) -> bool {
    let bytes = line.as_bytes();
    let marks = bytes.iter().take_while(|b| may_precede_content(**b)).count();
    if marks == 0 {
        return matches!(bytes.first(), Some(b'=' | b'\t'));
    }
    let prefix = &bytes[..marks];
    let only_marks = marks == bytes.len() && prefix.iter().any(|b| !matches!(b, b' ' | b'>'));
    let heading_with_braces = prefix.contains(&b'#') && bytes.contains(&b'{');
    only_marks
        || heading_with_braces
        || bytes.get(marks) == Some(&b'=')
        || prefix.contains(&b'\t')
        || prefix.windows(4).any(|w| w == b"    ")
}

/// Tells whether `byte` can stand before the content of a line.
fn may_precede_content(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'+' | b'*' | b'#' | b'.' | b')' | b'0'..=b'9')
}
