//! Finds the wording of other documents: text in quotation marks, over any number of paragraphs.
//!
//! **Left out on purpose.** Quotations within a line, which contain no provision.

use std::ops::Range;

/// The ranges of a body that are in quotation marks.
#[derive(Default)]
pub(super) struct Quotations(Vec<Range<usize>>);

impl Quotations {
    /// Finds what is between `“` and `”`, `«` and `»`, `‘` and `’`, and between straight quotation marks of which the
    /// first begins a line. A mark without its counterpart is ignored.
    pub(super) fn find(text: &str) -> Self {
        let mut ranges = Vec::new();
        for (start, end) in [('“', '”'), ('«', '»'), ('‘', '’')] {
            // The search for one character is fast.
            if text.contains(start) {
                push_paired(text, [start, end], &mut ranges);
            }
        }
        if text.contains('"') {
            push_straight(text, &mut ranges);
        }
        ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        // Of nested quotations the outermost counts.
        let mut end = 0;
        ranges.retain(|range| {
            let is_outermost = range.end > end;
            end = end.max(range.end);
            is_outermost
        });
        ranges.retain(|range| text[range.clone()].contains('\n'));
        Self(ranges)
    }

    /// Returns whether the byte at `offset` is in a quotation.
    pub(super) fn contain(&self, offset: usize) -> bool {
        self.start_of(offset).is_some()
    }

    /// Returns the start of the quotation that contains the byte at `offset`.
    pub(super) fn start_of(&self, offset: usize) -> Option<usize> {
        let after = self.0.partition_point(|range| range.start < offset);
        let range = self.0.get(after.checked_sub(1)?)?;
        (offset < range.end).then_some(range.start)
    }
}

fn push_paired(text: &str, marks: [char; 2], ranges: &mut Vec<Range<usize>>) {
    let mut open = Vec::new();
    for (at, mark) in text.match_indices(marks) {
        if mark.starts_with(marks[0]) {
            open.push(at);
        } else if let Some(start) = open.pop() {
            ranges.push(start..at);
        }
    }
}

fn push_straight(text: &str, ranges: &mut Vec<Range<usize>>) {
    let (mut start, mut open) = (0, None);
    for line in text.split_inclusive('\n') {
        let is_odd = line.matches('"').count() % 2 == 1;
        let begins = line.trim_start_matches([' ', '\t', '*', '_']).starts_with('"');
        match open {
            Some(from) if is_odd => {
                ranges.push(from..start + line.rfind('"').unwrap_or_default());
                open = None;
            }
            None if is_odd && begins => open = Some(start),
            _ => {}
        }
        start += line.len();
    }
}

#[cfg(test)]
mod tests {
    use super::Quotations;

    #[test]
    fn a_quotation_ends_with_its_counterpart() {
        let cases = [
            ("“Điều 5\nĐiều 6”\nĐiều 7", &[true, false][..]),
            ("“chưa đóng\nĐiều 6\nĐiều 7", &[false, false]),
            ("“a\n“b”\nĐiều 6”\nĐiều 7", &[true, false]),
            ("\"Điều 5\nĐiều 6\".\nĐiều 7", &[true, false]),
            ("dài 5\"\nĐiều 6\nĐiều 7 5\"", &[false, false]),
        ];
        for (text, expected) in cases {
            let quotations = Quotations::find(text);
            let found = ["Điều 6", "Điều 7"]
                .map(|article| text.find(article).is_some_and(|at| quotations.contain(at)));
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
