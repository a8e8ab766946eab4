//! What git leaves in place of a file's content: the marks of an unfinished merge, and the pointers of Git LFS and
//! git-annex.
//!
//! A conflict counts only as a set of marker lines, each at the start of a line: `=======` alone underlines a Markdown
//! heading. In a fenced code block a whole set is text, for an article about git; what only begins there is a conflict.
//!
//! What is read further is the text with one version of each conflict, so that the conflict causes no other fault.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, SourceText, faults};

/// The number of characters of a marker (git's `merge.conflictStyle` and `core.conflictMarkerSize` keep it).
const MARKER_LENGTH: usize = 7;

/// The greatest size of a pointer, in bytes (Git LFS specification).
pub const MAX_POINTER_BYTES: usize = 1024;

/// What a pointer is made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointerTool {
    /// Git LFS.
    Lfs,
    /// git-annex.
    Annex,
}

/// Returns the tool whose pointer a file is, by its first bytes.
pub fn pointer_tool(head: &[u8]) -> Option<PointerTool> {
    let line =
        head.split(|byte| *byte == b'\n').next().and_then(|line| str::from_utf8(line).ok())?;
    let is_lfs =
        ["version https://git-lfs.github.com/spec/", "version https://hawser.github.com/spec/"]
            .iter()
            .any(|start| line.starts_with(start));
    let is_annex = line.starts_with("/annex/objects/") || line.contains(".git/annex/objects/");
    match (is_lfs, is_annex && line.len() <= MAX_POINTER_BYTES) {
        (true, _) => Some(PointerTool::Lfs),
        (_, true) => Some(PointerTool::Annex),
        _ => None,
    }
}

/// Returns the fault of a file that is only a pointer.
pub fn pointer_fault(place: Place, path: &str, tool: PointerTool) -> Diagnostic {
    match tool {
        PointerTool::Lfs => faults::lfs_pointer(place, path),
        PointerTool::Annex => faults::annex_pointer(place, path),
    }
}

/// Returns the faults of the conflicts in a text, and the text with one version of each.
pub fn resolve_conflicts(
    text: &SourceText,
    is_markdown: bool,
) -> Option<(Vec<Diagnostic>, SourceText)> {
    let conflicts = find_conflicts(text.as_str(), is_markdown);
    if conflicts.is_empty() {
        return None;
    }
    let fault =
        |conflict: &MergeConflict| faults::merge_conflict(text.place(conflict.marker.clone()));
    let removed = conflicts.iter().flat_map(|conflict| conflict.removed.iter().cloned());
    Some((conflicts.iter().map(fault).collect(), text.blanked(removed)))
}

/// Returns whether a text file has a conflict.
pub fn has_conflict(bytes: &[u8]) -> bool {
    str::from_utf8(bytes)
        .is_ok_and(|text| !find_conflicts(&text.replace("\r\n", "\n"), false).is_empty())
}

/// Reports what git left in place of a file that is kept as bytes, and resolves its conflicts.
pub fn check_bytes(path: &Arc<str>, bytes: &mut Vec<u8>) -> Vec<Diagnostic> {
    if let Some(tool) = pointer_tool(bytes) {
        return vec![pointer_fault(Place::file(path.clone()), path, tool)];
    }
    let marker = [b'<'; MARKER_LENGTH];
    if !bytes.windows(MARKER_LENGTH).any(|window| window == marker) {
        return Vec::new();
    }
    let Ok(text) = SourceText::from_bytes(path.clone(), bytes.clone()) else { return Vec::new() };
    let Some((faults, resolved)) = resolve_conflicts(&text, false) else { return Vec::new() };
    *bytes = resolved.as_str().as_bytes().to_vec();
    faults
}

/// A conflict in a text.
#[derive(Debug, PartialEq, Eq)]
struct MergeConflict {
    /// Its first marker line.
    marker: Range<usize>,
    /// The marker lines, and all but one version.
    removed: Vec<Range<usize>>,
}

/// The marker lines of a conflict that has begun.
#[derive(Debug, Default)]
struct OpenConflict {
    start: Option<Range<usize>>,
    /// Where the common ancestor begins (the style diff3).
    base: Option<usize>,
    middle: Option<Range<usize>>,
    /// Whether it began in a code block: then it is text, unless all markers are there.
    began_in_code: bool,
}

impl OpenConflict {
    /// Begins a conflict in a code block, or continues it, at a marker line.
    fn add_in_code(&mut self, marker: char, range: Range<usize>) {
        match marker {
            '<' => *self = Self { start: Some(range), began_in_code: true, ..Self::default() },
            '|' if self.middle.is_none() => self.base = Some(range.start),
            '=' => self.middle = Some(range),
            _ => *self = Self::default(),
        }
    }

    /// Returns whether a marker line after the code block goes on with the conflict that began in it.
    fn goes_on_with(&self, marker: char) -> bool {
        let expected = if self.middle.is_none() { "|=" } else { ">" };
        self.start.is_some() && expected.contains(marker)
    }

    /// Ends the conflict at its last marker line, if there is one; `None` if the lines are no set.
    fn close(self, text: &str, end: Option<Range<usize>>) -> Option<MergeConflict> {
        if self.began_in_code && end.is_none() {
            return None;
        }
        let Some(middle) = self.middle else {
            // The other markers were deleted already.
            let ((Some(marker), None) | (None, Some(marker))) = (self.start, end) else {
                return None;
            };
            let removed = vec![marker.clone()];
            return is_labelled(&text[marker.clone()]).then_some(MergeConflict { marker, removed });
        };
        let (Some(start), Some(end)) = (&self.start, &end) else {
            let mut markers = self.start.into_iter().chain([middle]).chain(end);
            let removed: Vec<Range<usize>> = markers.by_ref().collect();
            let marker = removed.first()?.clone();
            return (removed.len() > 1).then_some(MergeConflict { marker, removed });
        };
        let ours = start.end..self.base.unwrap_or(middle.start);
        let theirs = middle.end..end.start;
        let kept = if text[ours.clone()].trim().is_empty() { theirs } else { ours };
        let removed = vec![start.start..kept.start, kept.end..end.end];
        Some(MergeConflict { marker: start.clone(), removed })
    }
}

fn find_conflicts(text: &str, is_markdown: bool) -> Vec<MergeConflict> {
    let mut found = Vec::new();
    if !["=======", "<<<<<<<", ">>>>>>>"].iter().any(|marker| text.contains(marker)) {
        return found;
    }
    let mut open = OpenConflict::default();
    let mut in_code = OpenConflict::default();
    let mut fence: Option<&str> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        if is_markdown && open.start.is_none() {
            fence = fence_after(fence, line);
        }
        let marker = marker_char(line);
        if fence.is_some() {
            marker.into_iter().for_each(|marker| in_code.add_in_code(marker, range.clone()));
            continue;
        }
        if let Some(marker) = marker.filter(|_| open.start.is_none()) {
            let begun = std::mem::take(&mut in_code);
            open = if begun.goes_on_with(marker) { begun } else { open };
        }
        match marker {
            Some('<') => {
                found.extend(std::mem::take(&mut open).close(text, None));
                open.start = Some(range);
            }
            Some('|') if open.start.is_some() && open.middle.is_none() => {
                open.base = Some(range.start);
            }
            // Without a beginning it may be the line under a heading.
            Some('=') if open.start.is_none() || open.middle.is_none() => open.middle = Some(range),
            Some('>') => found.extend(std::mem::take(&mut open).close(text, Some(range))),
            _ => {}
        }
    }
    found.extend(open.close(text, None));
    found
}

/// Returns the character of which a marker line consists, before its label.
fn marker_char(line: &str) -> Option<char> {
    let first = line.chars().next().filter(|c| "<|=>".contains(*c))?;
    let rest = line.trim_start_matches(first);
    let is_label = rest.trim_end().is_empty() || (rest.starts_with(' ') && first != '=');
    (line.len() - rest.len() == MARKER_LENGTH && is_label).then_some(first)
}

/// Returns whether a marker line has a label as git writes it: the name of a branch or the digest of a commit.
fn is_labelled(line: &str) -> bool {
    let label = line.trim_start_matches(['<', '>']).trim();
    let is_digest = |word: &str| word.len() >= 7 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let first = label.split(' ').next().unwrap_or_default();
    let is_name = !first.is_empty() && first == label && first.is_ascii();
    is_name || is_digest(first)
}

/// Returns the fence of the code block that is open after a line (CommonMark 0.31, section 4.5).
pub fn fence_after<'t>(open: Option<&'t str>, line: &'t str) -> Option<&'t str> {
    let body = line.trim_start_matches(' ');
    if line.len() - body.len() > 3 {
        return open;
    }
    let first = body.chars().next().filter(|c| "`~".contains(*c));
    let Some(first) = first else { return open };
    let rest = body.trim_start_matches(first);
    let fence = &body[..body.len() - rest.len()];
    match open {
        Some(open) => {
            let closes = fence.starts_with(open) && rest.trim().is_empty();
            (!closes).then_some(open)
        }
        None => (fence.len() >= 3 && !(first == '`' && rest.contains('`'))).then_some(fence),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text without conflicts, and the lines of their first markers.
    fn resolve(written: &str) -> (String, Vec<u32>) {
        let text = SourceText::new("a.md", written.to_owned());
        match resolve_conflicts(&text, true) {
            None => (written.to_owned(), Vec::new()),
            Some((faults, resolved)) => {
                let lines: Vec<&str> = resolved
                    .as_str()
                    .lines()
                    .map(str::trim)
                    .filter(|line| !line.is_empty())
                    .collect();
                (lines.join("/"), faults.iter().map(|fault| fault.place.line).collect())
            }
        }
    }

    #[test]
    fn one_version_of_a_conflict_is_kept_at_its_place() {
        let merge = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\nd\n";
        let cases = [
            (merge.to_owned(), "a/b/d", vec![2]),
            (merge.replace('\n', "\r\n"), "a/b/d", vec![2]),
            (merge.replace("b\n", ""), "a/c/d", vec![2]),
            (merge.replace("b\n", "b\n||||||| 1a2b3c\no\n"), "a/b/d", vec![2]),
            (merge.repeat(2), "a/b/d/a/b/d", vec![2, 9]),
            // Half of the markers were deleted already.
            (merge.replace(">>>>>>> x\n", ""), "a/b/c/d", vec![2]),
            (merge.replace("<<<<<<< HEAD\n", ""), "a/b/c/d", vec![3]),
            ("a\n<<<<<<< HEAD\nb\n".to_owned(), "a/b", vec![2]),
            ("a\n>>>>>>> feature/x\nb\n".to_owned(), "a/b", vec![2]),
            ("a\n>>>>>>> 1a2b3c4 (Sửa ngày)\nb\n".to_owned(), "a/b", vec![2]),
            (
                format!("```\n{merge}```\n{merge}"),
                "```/a/<<<<<<< HEAD/b/=======/c/>>>>>>> x/d/```/a/b/d",
                vec![11],
            ),
            (
                "```\na\n<<<<<<< HEAD\nb\n```\n=======\nc\n```\n>>>>>>> x\nd\n".to_owned(),
                "```/a/b/```/d",
                vec![3],
            ),
            (
                "```\n<<<<<<< HEAD\nb\n=======\nc\n```\n>>>>>>> x\n```\nd\n".to_owned(),
                "```/b/```/d",
                vec![2],
            ),
            (
                "<<<<<<< HEAD\n```\nb\n=======\n```\nc\n>>>>>>> x\nd\n".to_owned(),
                "```/b/d",
                vec![1],
            ),
        ];
        for (text, expected, lines) in cases {
            assert_eq!(resolve(&text), (expected.to_owned(), lines), "{text}");
        }
        let text = SourceText::new("a.md", merge.to_owned());
        let (_, resolved) = resolve_conflicts(&text, true).expect("there is a conflict");
        assert_eq!(resolved.as_str().find("d\n"), merge.find("d\n"));
    }

    #[test]
    fn lines_that_are_no_set_are_text() {
        for text in [
            "Tiêu đề\n=======\n\nLời.\n",
            ">>>>>>> Xem tiếp\n",
            "<<<<<<< Trước\n\n>>>>>>> Sau\n",
            "    <<<<<<< HEAD\n    b\n    =======\n    c\n    >>>>>>> x\n",
            "~~~~ diff\n<<<<<<< HEAD\n~~~\nb\n=======\nc\n>>>>>>> x\n~~~~\n",
            "<<<<<<<< a\nb\n========\nc\n>>>>>>>> x\n",
            "```\n<<<<<<< HEAD\n```\n\n```\n=======\n```\n\n```\n>>>>>>> x\n```\n",
            "```\n<<<<<<< HEAD\n```\n\nTiêu đề\n=======\n\nLời.\n",
        ] {
            assert_eq!(resolve(text), (text.to_owned(), vec![]), "{text}");
        }
    }

    #[test]
    fn pointers_are_known_by_their_first_line() {
        let lfs = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
        assert_eq!(pointer_tool(lfs), Some(PointerTool::Lfs));
        for annex in
            ["/annex/objects/SHA256E-s31--f50d.mp3\n", "../../.git/annex/objects/a/b/c.pdf"]
        {
            assert_eq!(pointer_tool(annex.as_bytes()), Some(PointerTool::Annex));
        }
        assert_eq!(pointer_tool(b"%PDF-1.4\n/annex/objects/"), None);
    }
}
