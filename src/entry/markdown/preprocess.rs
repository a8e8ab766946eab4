//! Preprocessing: edits a body so that a `CommonMark` parser reads it as the portal format.
//!
//! Indented code is not part of the portal format, because pasted text triggers it by accident, and
//! neither is emphasis within a word. Instead of rewriting the parser's events, the *text* is edited
//! where `CommonMark` sees one of them (a line is dedented, a character escaped) and parsed again
//! until none is left. So emphasis, references and footnotes work across the edits, and only the
//! parser decides what a construct is. Destinations that contain spaces, which `CommonMark` does not
//! accept, are made valid in the same way. Before that, characters that act on what shows a text are
//! left out, and the lines of the official form are prepared, see [`super::form`].
//!
//! **Invariant.** A body with none of these constructs is neither copied nor parsed twice.
//!
//! **Invariant.** The number of passes is bounded, so the cost is linear in the length of the body.
//! Indented code that hostile text contains after the last pass becomes a paragraph in
//! [`super::filter`].

use std::borrow::Cow;

use super::form::edits;
use super::source_map::{SourceMap, TextEdit};
use super::{Remark, deviations, spaced_names};
use crate::vietnamese::fold;

/// Number of passes after which indented text loses all its indentation, not just the common part.
const DEDENT_FULLY_AFTER: usize = 4;
/// Maximum number of passes. Ordinary text needs three: one for indentation, one for what the
/// indentation hid, one that finds nothing.
const MAX_PASSES: usize = 10;

/// A text that a `CommonMark` parser reads as the portal format.
pub(super) struct PreprocessedBody<'a> {
    /// The text to parse.
    pub(super) text: Cow<'a, str>,
    /// The map back to the original body.
    pub(super) source_map: SourceMap,
    /// The remarks on the official form, with ranges in the original body.
    pub(super) remarks: Vec<Remark>,
}

/// Edits `body` until `CommonMark` sees no construct in it that the portal format excludes.
pub(super) fn preprocess(body: &str) -> PreprocessedBody<'_> {
    let mut text = Cow::Borrowed(body);
    let mut source_map = SourceMap::default();
    let hidden: Vec<TextEdit> = fold::active_characters(body).map(remove_hidden).collect();
    if !hidden.is_empty() {
        text = Cow::Owned(source_map.apply(body, &hidden));
    }
    let mut form = edits::find_edits(&text);
    for remark in &mut form.remarks {
        remark.range = source_map.original_range(remark.range.clone());
    }
    if !form.edits.is_empty() {
        text = Cow::Owned(source_map.apply(&text, &form.edits));
    }
    let may_deviate = text.lines().any(is_indented)
        || spaced_names::contains_any(&text)
        || deviations::contains_sign_in_word(&text);
    if may_deviate {
        for pass in 0..MAX_PASSES {
            let edits = deviations::find_edits(&text, pass >= DEDENT_FULLY_AFTER);
            if edits.is_empty() {
                break;
            }
            text = Cow::Owned(source_map.apply(&text, &edits));
        }
    }
    PreprocessedBody { text, source_map, remarks: form.remarks }
}

fn remove_hidden((at, c): (usize, char)) -> TextEdit {
    let replacement = Cow::Borrowed(fold::active_replacement(c));
    TextEdit { range: at..at + c.len_utf8(), replacement }
}

/// Returns whether a line may be indented code; a rough check, since the parser decides.
fn is_indented(line: &str) -> bool {
    let bytes = line.as_bytes();
    let may_precede = |byte: &&u8| {
        matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'+' | b'*' | b'.' | b')' | b'0'..=b'9')
    };
    let prefix = &bytes[..bytes.iter().take_while(may_precede).count()];
    prefix.contains(&b'\t') || prefix.windows(4).any(|window| window == b"    ")
}
