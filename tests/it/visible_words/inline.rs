//! The visible text of a paragraph: emphasis, links, code, escapes and tags as the documentation says.
//!
//! Written for the tests from the specification, so that a fault of the program is not repeated here. A run of `*`, `_`
//! or `~` with a letter or digit on both sides is text; others are `CommonMark`'s delimiters.

use std::collections::BTreeSet;

/// Stands for a `<br>` or the tag of a block in the text.
pub(super) const TAG_BREAK: char = '\u{2028}';

/// Tags that format words within a line.
const INLINE_TAGS: [&str; 16] = [
    "abbr", "b", "del", "em", "i", "ins", "kbd", "mark", "s", "small", "span", "strong", "sub",
    "sup", "u", "wbr",
];
/// Tags that separate what stands before them from what stands after them.
pub(super) const BLOCK_TAGS: [&str; 19] = [
    "br",
    "caption",
    "center",
    "col",
    "colgroup",
    "details",
    "div",
    "figcaption",
    "figure",
    "p",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "li",
];
/// Character references that documents contain; numbers are computed.
const ENTITIES: [(&str, char); 12] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("copy", '©'),
];

/// The labels that a text defines, in lower case.
#[derive(Default)]
pub(super) struct SourceLabels {
    pub(super) links: BTreeSet<String>,
    pub(super) notes: BTreeSet<String>,
}

/// A run of one delimiter character.
struct DelimiterRun {
    character: char,
    length: usize,
    can_open: bool,
    can_close: bool,
    /// How many of it are not part of a pair.
    left: usize,
}

/// A piece of a line: text, or a run that may be emphasis.
enum InlinePiece {
    Text(String),
    Run(DelimiterRun),
}

/// Returns the visible text of a paragraph, with its line ends.
pub(super) fn visible(text: &str, labels: &SourceLabels) -> String {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (piece, length) = next_piece(text, at, labels);
        pieces.push(piece);
        at += length;
    }
    pair_runs(&mut pieces);
    let shown = pieces.into_iter().map(|piece| match piece {
        InlinePiece::Text(text) => text,
        InlinePiece::Run(run) => run.character.to_string().repeat(run.left),
    });
    shown.collect()
}

/// The piece at `at`, and its length in the source.
fn next_piece(text: &str, at: usize, labels: &SourceLabels) -> (InlinePiece, usize) {
    let rest = &text[at..];
    let first = rest.chars().next().unwrap_or_default();
    let special = match first {
        '\\' => escaped(rest),
        '`' => code_span(rest),
        '<' => tag(rest),
        '&' => entity(rest),
        '[' => link(rest, labels),
        '!' if rest.starts_with("![") => {
            link(&rest[1..], labels).map(|(_, length)| (String::new(), length + 1))
        }
        '*' | '_' | '~' => {
            let length = rest.len() - rest.trim_start_matches(first).len();
            let run = run(text, at, first, length);
            return (InlinePiece::Run(run), length);
        }
        _ => None,
    };
    let (shown, length) = special.unwrap_or_else(|| (first.to_string(), first.len_utf8()));
    (InlinePiece::Text(shown), length)
}

fn escaped(rest: &str) -> Option<(String, usize)> {
    let next = rest[1..].chars().next()?;
    match next {
        '\n' => Some((String::new(), 1)),
        c if c.is_ascii_punctuation() => Some((c.to_string(), 2)),
        _ => None,
    }
}

fn code_span(rest: &str) -> Option<(String, usize)> {
    let fence = rest.len() - rest.trim_start_matches('`').len();
    let mut at = fence;
    loop {
        let start = at + rest[at..].find('`')?;
        let length = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        if length == fence {
            return Some((rest[fence..start].to_owned(), start + length));
        }
        at = start + length;
        if at >= rest.len() {
            return Some((rest[..fence].to_owned(), fence));
        }
    }
}

/// An address or a tag in angle brackets, or a comment.
fn tag(rest: &str) -> Option<(String, usize)> {
    if rest.starts_with("<!--") {
        return Some((String::new(), rest.find("-->")? + 3));
    }
    let end = rest.find('>')?;
    let inside = &rest[1..end];
    let name = tag_name(inside)?;
    let is_address = inside.contains(':') || inside.contains('@');
    if is_address && !inside.contains(char::is_whitespace) {
        return Some((inside.to_owned(), end + 1));
    }
    if INLINE_TAGS.contains(&name.as_str()) {
        return Some((String::new(), end + 1));
    }
    if BLOCK_TAGS.contains(&name.as_str()) {
        return Some((TAG_BREAK.to_string(), end + 1));
    }
    Some((rest[..=end].to_owned(), end + 1))
}

/// The name of a tag, in lower case.
pub(super) fn tag_name(inside: &str) -> Option<String> {
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let name = &inside[..end];
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| name.to_ascii_lowercase())
}

pub(super) fn entity(rest: &str) -> Option<(String, usize)> {
    let end = rest.find(';').filter(|end| *end < 12)?;
    let name = &rest[1..end];
    let number = name.strip_prefix('#').and_then(|digits| {
        let hexadecimal = digits.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
        char::from_u32(hexadecimal.unwrap_or_else(|| digits.parse()).ok()?)
    });
    let named = ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    Some((number.or(named)?.to_string(), end + 1))
}

/// A link, of which the text is visible, or a reference to a footnote, of which nothing is.
fn link(rest: &str, labels: &SourceLabels) -> Option<(String, usize)> {
    let close = matching(rest, '[', ']')?;
    let inside = &rest[1..close];
    let after = &rest[close + 1..];
    if let Some(label) = inside.strip_prefix('^') {
        let is_note = labels.notes.contains(&label.to_lowercase());
        return is_note.then(|| (String::new(), close + 1));
    }
    if after.starts_with('(')
        && let Some(end) = matching(after, '(', ')')
        && is_destination(&after[1..end])
    {
        return Some((visible(inside, labels), close + 1 + end + 1));
    }
    let label = after.strip_prefix('[').and_then(|label| label.split_once(']'));
    let (label, length) = label.map_or((inside, 0), |(label, _)| (label, label.len() + 2));
    let label = if label.is_empty() { inside } else { label };
    let is_defined = labels.links.contains(&label.to_lowercase());
    is_defined.then(|| (visible(inside, labels), close + 1 + length))
}

/// Whether what stands in parentheses is a destination, with or without a title; a name of a file may contain spaces.
fn is_destination(inside: &str) -> bool {
    let inside = inside.trim();
    let (path, title) = inside.split_once([' ', '\n']).unwrap_or((inside, ""));
    let is_title = title.trim_start().starts_with(['"', '\'']);
    let is_file = || inside.rsplit_once('.').is_some_and(|(_, end)| (2..=5).contains(&end.len()));
    path.starts_with('<') || title.is_empty() || is_title || (is_file() && !inside.contains('\n'))
}

/// The position of the bracket that closes the first.
fn matching(rest: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0;
    let mut is_escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == open => depth += 1,
            c if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The run of `length` delimiters at `at`, judged by the characters on its sides.
fn run(text: &str, at: usize, character: char, length: usize) -> DelimiterRun {
    let before = text[..at].chars().next_back().unwrap_or(' ');
    let after = text[at + length..].chars().next().unwrap_or(' ');
    let is_mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let is_word = before.is_alphanumeric() && after.is_alphanumeric();
    let opens = !after.is_whitespace() && (!is_mark(after) || !before.is_alphanumeric());
    let closes = !before.is_whitespace() && (!is_mark(before) || !after.is_alphanumeric());
    let is_underscore = character == '_';
    let can_open = opens && !is_word && (!is_underscore || !closes || is_mark(before));
    let can_close = closes && !is_word && (!is_underscore || !opens || is_mark(after));
    DelimiterRun { character, length, can_open, can_close, left: length }
}

/// Pairs the runs that are emphasis, innermost first.
fn pair_runs(pieces: &mut [InlinePiece]) {
    let mut runs: Vec<&mut DelimiterRun> = pieces
        .iter_mut()
        .filter_map(|piece| match piece {
            InlinePiece::Run(run) => Some(run),
            InlinePiece::Text(_) => None,
        })
        .collect();
    for closer in 1..runs.len() {
        while runs[closer].can_close && runs[closer].left > 0 {
            let pairs = |opener: &usize| may_pair(runs[*opener], runs[closer]);
            let Some(opener) = (0..closer).rev().find(pairs) else { break };
            let used = match runs[closer].character {
                '~' => runs[closer].left,
                _ => runs[closer].left.min(runs[opener].left).min(2),
            };
            runs[closer].left -= used;
            runs[opener].left -= used;
            for between in &mut runs[opener + 1..closer] {
                between.can_open = false;
            }
        }
    }
}

fn may_pair(opener: &DelimiterRun, closer: &DelimiterRun) -> bool {
    let is_ambiguous = opener.can_close || closer.can_open;
    let sum = opener.length + closer.length;
    let of_three = opener.length.is_multiple_of(3) && closer.length.is_multiple_of(3);
    let fits = match closer.character {
        '~' => opener.length == closer.length && closer.length <= 2,
        _ => !is_ambiguous || !sum.is_multiple_of(3) || of_three,
    };
    opener.can_open && opener.left > 0 && opener.character == closer.character && fits
}
