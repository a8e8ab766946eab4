//! Edits of a text, and the way back to where each byte came from.
//!
//! Messages point into the file as its author wrote it, while Markdown is read from an amended
//! text. Every round of edits leaves the list of stretches it kept; a place is taken back through
//! the rounds, last first.
//!
//! **Invariant.** A place in a kept stretch goes back to the byte it was; a place in inserted
//! text goes back to where the edit began.

use std::borrow::Cow;
use std::ops::Range;

/// A replacement of some bytes of a text.
pub(super) struct TextEdit {
    /// The bytes that go.
    pub(super) range: Range<usize>,
    /// What stands there instead.
    pub(super) replacement: Cow<'static, str>,
}

impl TextEdit {
    /// Makes an edit that takes nothing away.
    pub(super) fn insert(at: usize, with: &'static str) -> Self {
        Self { range: at..at, replacement: Cow::Borrowed(with) }
    }

    /// Makes an edit that takes `at` away.
    pub(super) fn remove(range: Range<usize>) -> Self {
        Self { range, replacement: Cow::Borrowed("") }
    }
}

/// A stretch of text that an edit round kept.
struct KeptSpan {
    new: usize,
    old: usize,
    len: usize,
}

/// The way back from an amended text to the text as it was written.
#[derive(Default)]
pub(super) struct SourceMap {
    passes: Vec<Vec<KeptSpan>>,
}

impl SourceMap {
    /// Applies `edits`, which are in order, to `text` and remembers the way back.
    ///
    /// An edit that overlaps the one before it is left out.
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

    /// Takes a range of the amended text back to the text as it was written.
    pub(super) fn original_range(&self, range: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = range;
        for kept in self.passes.iter().rev() {
            start = map_back(kept, kept.partition_point(|k| k.new <= start), start);
            // An end belongs to the byte before it: what was cut away behind it is not part of
            // the range.
            end = map_back(kept, kept.partition_point(|k| k.new < end), end).max(start);
        }
        start..end
    }
}

/// Takes `place` back by the stretch before the `after`-th.
fn map_back(kept: &[KeptSpan], after: usize, place: usize) -> usize {
    kept.get(after.saturating_sub(1)).map_or(place, |k| k.old + (place - k.new).min(k.len))
}

#[cfg(test)]
mod tests {
    use super::{SourceMap, TextEdit};

    #[test]
    fn a_range_comes_back_through_two_rounds() {
        let written = "    xin chào\n    bạn";
        let mut places = SourceMap::default();
        let once = places.apply(written, &[TextEdit::remove(0..4), TextEdit::remove(14..18)]);
        assert_eq!(once, "xin chào\nbạn");
        let twice = places.apply(&once, &[TextEdit::insert(0, "\\")]);
        assert_eq!(twice, "\\xin chào\nbạn");
        let found = twice.find("bạn").expect("the word is kept");
        assert_eq!(&written[places.original_range(found..found + "bạn".len())], "bạn");
        assert_eq!(&written[places.original_range(1..4)], "xin");
    }

    #[test]
    fn an_end_before_a_cut_does_not_reach_over_it() {
        let mut places = SourceMap::default();
        let text = places.apply("abc   def", &[TextEdit::remove(3..6)]);
        assert_eq!(text, "abcdef");
        assert_eq!(places.original_range(0..3), 0..3);
        assert_eq!(places.original_range(3..6), 6..9);
        assert_eq!(places.original_range(2..4), 2..7);
    }

    #[test]
    fn an_overlapping_edit_is_left_out() {
        let mut places = SourceMap::default();
        let edits = [TextEdit::remove(0..3), TextEdit::remove(2..4), TextEdit::remove(4..5)];
        assert_eq!(places.apply("abcdef", &edits), "df");
    }
}
