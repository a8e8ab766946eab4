//! Text edits, and the map from edited positions back to the original text.
//!
//! Messages point into the file as its author wrote it, while Markdown is parsed from a
//! preprocessed text. Every pass of edits records the spans it kept; a position is mapped back
//! through the passes, last first.
//!
//! **Invariant.** A position in a kept span maps to the original byte; a position in inserted text
//! maps to the start of the edit.

use std::borrow::Cow;
use std::ops::Range;

/// The replacement of a byte range of a text.
pub(super) struct TextEdit {
    /// The bytes to replace.
    pub(super) range: Range<usize>,
    /// The new text.
    pub(super) replacement: Cow<'static, str>,
}

impl TextEdit {
    /// Creates an edit that only inserts.
    pub(super) fn insert(offset: usize, text: &'static str) -> Self {
        Self { range: offset..offset, replacement: Cow::Borrowed(text) }
    }

    /// Creates an edit that only removes.
    pub(super) fn remove(range: Range<usize>) -> Self {
        Self { range, replacement: Cow::Borrowed("") }
    }
}

/// A span of text that a pass kept.
struct KeptSpan {
    /// The start in the text after the pass.
    new: usize,
    /// The start in the text before the pass.
    old: usize,
    len: usize,
}

/// Maps ranges of an edited text back to the original text.
#[derive(Default)]
pub(super) struct SourceMap {
    passes: Vec<Vec<KeptSpan>>,
}

impl SourceMap {
    /// Applies `edits`, which are in order, to `text` and records the pass.
    ///
    /// An edit that overlaps the one before it is skipped.
    pub(super) fn apply(&mut self, text: &str, edits: &[TextEdit]) -> String {
        let mut out = String::with_capacity(text.len() + edits.len());
        let mut kept = Vec::with_capacity(edits.len() + 1);
        let mut from = 0;
        for edit in edits.iter().filter(|edit| edit.range.start <= edit.range.end) {
            if edit.range.start < from {
                continue;
            }
            kept.push(KeptSpan { new: out.len(), old: from, len: edit.range.start - from });
            out.push_str(&text[from..edit.range.start]);
            out.push_str(&edit.replacement);
            from = edit.range.end;
        }
        kept.push(KeptSpan { new: out.len(), old: from, len: text.len() - from });
        out.push_str(&text[from..]);
        self.passes.push(kept);
        out
    }

    /// Maps a range of the edited text back to the original text.
    pub(super) fn original_range(&self, range: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = range;
        for kept in self.passes.iter().rev() {
            start = map_back(kept, kept.partition_point(|k| k.new <= start), start);
            // The end is mapped with the byte before it, so that text removed right after the
            // range is not part of it.
            end = map_back(kept, kept.partition_point(|k| k.new < end), end).max(start);
        }
        start..end
    }
}

/// Maps `offset` back by the span before the `after`-th.
fn map_back(kept: &[KeptSpan], after: usize, offset: usize) -> usize {
    kept.get(after.saturating_sub(1)).map_or(offset, |k| k.old + (offset - k.new).min(k.len))
}

#[cfg(test)]
mod tests {
    use super::{SourceMap, TextEdit};

    #[test]
    fn a_range_is_mapped_back_through_two_passes() {
        let original = "    xin chào\n    bạn";
        let mut source_map = SourceMap::default();
        let once = source_map.apply(original, &[TextEdit::remove(0..4), TextEdit::remove(14..18)]);
        assert_eq!(once, "xin chào\nbạn");
        let twice = source_map.apply(&once, &[TextEdit::insert(0, "\\")]);
        assert_eq!(twice, "\\xin chào\nbạn");
        let start = twice.find("bạn").expect("the word is kept");
        assert_eq!(&original[source_map.original_range(start..start + "bạn".len())], "bạn");
        assert_eq!(&original[source_map.original_range(1..4)], "xin");
    }

    #[test]
    fn a_range_that_ends_before_removed_text_does_not_include_it() {
        let mut source_map = SourceMap::default();
        let text = source_map.apply("abc   def", &[TextEdit::remove(3..6)]);
        assert_eq!(text, "abcdef");
        assert_eq!(source_map.original_range(0..3), 0..3);
        assert_eq!(source_map.original_range(3..6), 6..9);
        assert_eq!(source_map.original_range(2..4), 2..7);
    }

    #[test]
    fn an_overlapping_edit_is_skipped() {
        let mut source_map = SourceMap::default();
        let edits = [TextEdit::remove(0..3), TextEdit::remove(2..4), TextEdit::remove(4..5)];
        assert_eq!(source_map.apply("abcdef", &edits), "df");
    }
}
