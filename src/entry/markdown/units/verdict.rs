//! Decides whether a marked line begins a block or is the rest of the line before.
//!
//! In a paragraph that was wrapped by hand a line may begin with what looks like a mark: "tổ chức
//! chính trị / - xã hội", "theo quy định tại / Điều 5". What the line before lacks, the numbering so
//! far and the letter that follows decide.

use std::ops::Range;

use super::mark::{Mark, MarkKind};

/// What a marked line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Begins,
    Continues,
}

/// The line before a marked line.
pub(super) struct PreviousLine {
    /// Its range in the preprocessed text.
    pub(super) range: Range<usize>,
    /// The kind of its mark.
    pub(super) kind: Option<MarkKind>,
}

/// What a decision depends on.
pub(super) struct Context<'c> {
    pub(super) text: &'c str,
    pub(super) previous: &'c PreviousLine,
    /// The line after the marked one.
    pub(super) next: &'c str,
    /// The ordinal of the last unit of the same kind, if one is open.
    pub(super) last_ordinal: Option<u32>,
    /// Whether the parser sees an item.
    pub(super) is_of_parser: bool,
}

/// Minimum length of a line that was wrapped by hand.
const MIN_WRAPPED_CHARS: usize = 50;

/// Words after which a sentence goes on.
const CONNECTING_WORDS: &str = " bằng bị bởi các cho cùng của do dưới để đến được giữa hay hoặc không là mà ngoài như \
    nhằm những nhưng ở theo thì thuộc tại trên trong từ tới và với về ";
/// Words after which a number or a letter may follow in a sentence, though many titles end in them.
const NUMBERED_WORDS: &str = " chương điểm điều khoản lục mục năm ngày phần quý số tháng tiết ";

impl PreviousLine {
    /// Returns whether the line ends a sentence or an item, or is a title.
    pub(super) fn is_complete(&self, text: &str) -> bool {
        let line = text[self.range.clone()].trim();
        let bare =
            line.trim_end_matches(['*', '_', '`', '\\', ' ', '\u{a0}', '”', '"', '»', '’', ')']);
        let is_emphasised = line.starts_with(['*', '_']) && line.ends_with(['*', '_']);
        let is_title =
            matches!(self.kind, Some(MarkKind::Article | MarkKind::Division | MarkKind::Form));
        bare.ends_with(['.', ';', ':', '!', '?', '…', '/'])
            || line.ends_with(['>', ']', '|'])
            || is_emphasised
            || is_title
            || !line.chars().any(char::is_lowercase)
    }

    /// Returns whether the line ends in one of `words`.
    fn ends_in(&self, text: &str, words: &str) -> bool {
        let word = text[self.range.clone()].split_whitespace().next_back().unwrap_or_default();
        words.contains(&format!(" {} ", word.to_lowercase()))
    }

    /// Returns whether the line ends in a word or sign after which a sentence goes on.
    fn is_connecting(&self, text: &str) -> bool {
        text[self.range.clone()].trim_end().ends_with(['(', '-', '–', '+', '='])
            || self.ends_in(text, CONNECTING_WORDS)
    }
}

impl Context<'_> {
    /// Decides; the second value is whether the decision is in doubt.
    pub(super) fn decide(&self, mark: Mark) -> (Verdict, bool) {
        let (begins, continues) = ((Verdict::Begins, false), (Verdict::Continues, false));
        let is_same_kind = self.previous.kind == Some(mark.kind);
        let is_next = self.last_ordinal.is_some_and(|last| mark.ordinal == last + 1);
        // "1." alone in its line may be the end of a sentence.
        let may_end_sentence = !matches!(
            mark.kind,
            MarkKind::Division | MarkKind::Article | MarkKind::Form | MarkKind::Grounds
        );
        if mark.is_alone && may_end_sentence && !is_next && !is_same_kind && !self.is_of_parser {
            return continues;
        }
        if self.previous.is_complete(self.text) {
            return begins;
        }
        let is_short = self.text[self.previous.range.clone()].chars().count() < MIN_WRAPPED_CHARS;
        let is_expected = is_next || mark.is_first();
        // A title may end in "số" or "phần", a sentence that goes on with a number, too.
        let may_be_cited =
            !mark.is_first() && (!is_short || (!is_next && mark.kind != MarkKind::Article));
        let is_connecting = self.previous.is_connecting(self.text)
            || (may_be_cited && self.previous.ends_in(self.text, NUMBERED_WORDS));
        match mark.kind {
            MarkKind::Form => begins,
            // An item that directly follows a one-line item shows a list without punctuation.
            MarkKind::Number(_) if is_next && is_same_kind && self.is_of_parser => begins,
            MarkKind::Bullet(bullet) => self.decide_bullet(bullet, mark, is_short),
            _ if is_expected && self.is_counted_on(mark) => begins,
            _ if is_connecting => continues,
            MarkKind::Grounds | MarkKind::Outline => begins,
            MarkKind::Division if mark.ordinal > 1 && !mark.is_before_upper => continues,
            MarkKind::Division => begins,
            MarkKind::Article if !mark.is_before_upper => continues,
            MarkKind::Article if is_short || is_next => begins,
            MarkKind::Article => (Verdict::Continues, true),
            _ if is_expected && mark.is_before_upper => begins,
            _ if is_expected => (Verdict::Begins, !is_same_kind && !is_short),
            // Letters skip what was repealed.
            MarkKind::Letter(_) if self.last_ordinal.is_some_and(|last| mark.ordinal > last) => {
                if mark.is_before_upper || is_same_kind {
                    begins
                } else {
                    continues
                }
            }
            _ if self.is_of_parser && mark.ordinal < 1000 => begins,
            _ => (Verdict::Continues, mark.is_before_upper),
        }
    }

    /// Returns whether the next line continues the numbering.
    fn is_counted_on(&self, mark: Mark) -> bool {
        let next = Mark::parse(self.next);
        next.is_some_and(|next| next.kind == mark.kind && next.ordinal == mark.ordinal + 1)
    }

    /// Decides about a dash, a plus or a bullet. Only dashes and pluses occur within sentences, and only a line that is
    /// long enough to have been wrapped goes on with one.
    fn decide_bullet(&self, bullet: char, mark: Mark, is_short: bool) -> (Verdict, bool) {
        let may_be_text = matches!(bullet, '-' | '–' | '—' | '−' | '+');
        let is_in_list = self.previous.kind.is_some() || self.last_ordinal.is_some();
        let is_item = mark.is_before_upper
            || !may_be_text
            || matches!(self.previous.kind, Some(MarkKind::Bullet(_)))
            || self.next.starts_with(bullet)
            || (is_in_list && is_short);
        if is_item { (Verdict::Begins, false) } else { (Verdict::Continues, is_short) }
    }
}
