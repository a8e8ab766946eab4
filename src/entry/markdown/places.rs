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
pub(super) struct Edit {
    /// The bytes that go.
    pub(super) at: Range<usize>,
    /// What stands there instead.
    pub(super) with: Cow<'static, str>,
}

impl Edit {
    /// Makes an edit that takes nothing away.
    pub(super) fn insert(at: usize, with: &'static str) -> Self {
        Self { at: at..at, with: Cow::Borrowed(with) }
    }

    /// Makes an edit that takes `at` away.
    pub(super) fn remove(at: Range<usize>) -> Self {
        Self { at, with: Cow::Borrowed("") }
    }
}

/// A stretch of text that an edit round kept.
struct Kept {
    new: usize,
    old: usize,
    len: usize,
}

/// The way back from an amended text to the text as it was written.
#[derive(Default)]
pub(super) struct Places {
    rounds: Vec<Vec<Kept>>,
}

impl Places {
    /// Applies `edits`, which are in order, to `text` and remembers the way back.
    ///
    /// An edit that overlaps the one before it is left out.
    pub(super) fn apply(&mut self, text: &str, edits: &[Edit]) -> String {
        let mut out = String::with_capacity(text.len() + edits.len());
        let mut kept = Vec::with_capacity(edits.len() + 1);
        let mut from = 0;
        for edit in edits.iter().filter(|edit| edit.at.start <= edit.at.end) {
            if edit.at.start < from {
                continue;
            }
            kept.push(Kept { new: out.len(), old: from, len: edit.at.start - from });
            out.push_str(&text[from..edit.at.start]);
            out.push_str(&edit.with);
            from = edit.at.end;
        }
        kept.push(Kept { new: out.len(), old: from, len: text.len() - from });
        out.push_str(&text[from..]);
        self.rounds.push(kept);
        out
    }

    /// Takes a range of the amended text back to the text as it was written.
    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = range;
        for kept in self.rounds.iter().rev() {
            start = back(kept, kept.partition_point(|k| k.new <= start), start);
            // An end belongs to the byte before it: what was cut away behind it is not part of
            // the range.
            end = back(kept, kept.partition_point(|k| k.new < end), end).max(start);
        }
        start..end
    }
}

/// Takes `place` back by the stretch before the `after`-th.
fn back(kept: &[Kept], after: usize, place: usize) -> usize {
    kept.get(after.saturating_sub(1)).map_or(place, |k| k.old + (place - k.new).min(k.len))
}

#[cfg(test)]
mod tests {
    use super::{Edit, Places};

    #[test]
    fn a_range_comes_back_through_two_rounds() {
        let written = "    xin chào\n    bạn";
        let mut places = Places::default();
        let once = places.apply(written, &[Edit::remove(0..4), Edit::remove(14..18)]);
        assert_eq!(once, "xin chào\nbạn");
        let twice = places.apply(&once, &[Edit::insert(0, "\\")]);
        assert_eq!(twice, "\\xin chào\nbạn");
        let found = twice.find("bạn").expect("the word is kept");
        assert_eq!(&written[places.original(found..found + "bạn".len())], "bạn");
        assert_eq!(&written[places.original(1..4)], "xin");
    }

    #[test]
    fn an_end_before_a_cut_does_not_reach_over_it() {
        let mut places = Places::default();
        let text = places.apply("abc   def", &[Edit::remove(3..6)]);
        assert_eq!(text, "abcdef");
        assert_eq!(places.original(0..3), 0..3);
        assert_eq!(places.original(3..6), 6..9);
        assert_eq!(places.original(2..4), 2..7);
    }

    #[test]
    fn an_overlapping_edit_is_left_out() {
        let mut places = Places::default();
        let edits = [Edit::remove(0..3), Edit::remove(2..4), Edit::remove(4..5)];
        assert_eq!(places.apply("abcdef", &edits), "df");
    }
}
