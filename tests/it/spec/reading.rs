//! From the Markdown of a spec to its cases: headings, fences, info strings.
//!
//! Prose is for people and left alone. A wrong word in an info string is told with its line.

/// A file of cases.
#[derive(Debug)]
pub(super) struct Spec {
    pub(super) cases: Vec<Case>,
}

/// What stands under one heading.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) title: String,
    pub(super) line: usize,
    pub(super) blocks: Vec<Block>,
}

/// A fence.
#[derive(Debug)]
pub(super) struct Block {
    /// What it says.
    pub(super) word: Word,
    /// The lines between the fences.
    pub(super) text: String,
    /// The line of the opening fence, from 1.
    pub(super) line: usize,
    /// The lines of `text`, from 0, without its end.
    pub(super) inside: std::ops::Range<usize>,
}

/// What a block is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// A file of the portal, and how it is written.
    File(Form, String),
    /// A picture of the portal, with its width and height and perhaps the turn that a camera wrote down.
    Picture(String, (u32, u32), u8),
    /// Lines added to the least of settings.
    Settings,
    /// How to build.
    Options,
    /// Files that the site has.
    Written,
    /// Addresses that the site has, or has not.
    There(bool),
    /// Faults, short, or as a person is told.
    Faults,
    Told,
    /// Something of a page.
    Page(String, Part),
}

/// How a file is written to disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Crlf,
    Bom,
    Nfd,
}

/// What of a page is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Body,
    Whole,
    Facts,
    Links,
    List,
    Contains,
    Lacks,
}

impl Word {
    fn read(info: &str) -> Option<Self> {
        let (first, rest) = info.split_once(' ').unwrap_or((info, ""));
        Some(match (first, rest) {
            ("settings", "") => Self::Settings,
            ("options", "") => Self::Options,
            ("written", "") => Self::Written,
            ("there", "") => Self::There(true),
            ("gone", "") => Self::There(false),
            ("faults", "") => Self::Faults,
            ("told", "") => Self::Told,
            (_, "") => return None,
            ("file", path) => Self::File(Form::Plain, path.to_owned()),
            ("file-crlf", path) => Self::File(Form::Crlf, path.to_owned()),
            ("file-bom", path) => Self::File(Form::Bom, path.to_owned()),
            ("file-nfd", path) => Self::File(Form::Nfd, path.to_owned()),
            ("picture", rest) => picture(rest)?,
            ("page", rest) => page(rest),
            _ => return None,
        })
    }

    /// Whether the block says what there is before the build.
    pub(super) fn is_input(&self) -> bool {
        matches!(self, Self::File(..) | Self::Picture(..) | Self::Settings | Self::Options)
    }
}

/// Reads `PATH 640x480` and `PATH 640x480 turn 6`.
fn picture(rest: &str) -> Option<Word> {
    let (rest, turn) = match rest.rsplit_once(" turn ") {
        Some((rest, turn)) => (rest, turn.parse().ok()?),
        None => (rest, 1),
    };
    let (path, size) = rest.rsplit_once(' ')?;
    let (width, height) = size.split_once('x')?;
    Some(Word::Picture(path.to_owned(), (width.parse().ok()?, height.parse().ok()?), turn))
}

fn page(rest: &str) -> Word {
    let (address, part) = rest.rsplit_once(' ').unwrap_or((rest, ""));
    let part = match part {
        "whole" => Part::Whole,
        "facts" => Part::Facts,
        "links" => Part::Links,
        "list" => Part::List,
        "contains" => Part::Contains,
        "lacks" => Part::Lacks,
        // The last word is of the address: a file that is copied keeps its spaces.
        _ => return Word::Page(rest.to_owned(), Part::Body),
    };
    Word::Page(address.to_owned(), part)
}

impl Spec {
    /// Reads a spec, or says at which line it is none.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let lines: Vec<&str> = text.lines().collect();
        let mut cases: Vec<Case> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at];
            if let Some(title) = line.strip_prefix("## ") {
                cases.push(Case { title: title.to_owned(), line: at + 1, blocks: Vec::new() });
            } else if line.starts_with("```") {
                let case =
                    cases.last_mut().ok_or(format!("{}: a block before the first case", at + 1))?;
                let block = block(&lines, at)?;
                at = block.inside.end;
                case.blocks.push(block);
            }
            at += 1;
        }
        let idle = |case: &&Case| case.blocks.iter().all(|block| block.word.is_input());
        match cases.iter().find(idle) {
            Some(case) => Err(format!("{}: the case expects nothing", case.line)),
            None if cases.is_empty() => Err("1: there is no case".to_owned()),
            None => Ok(Self { cases }),
        }
    }
}

fn block(lines: &[&str], open: usize) -> Result<Block, String> {
    let info = lines[open].trim_start_matches('`');
    let fence = &lines[open][..lines[open].len() - info.len()];
    let word = Word::read(info.trim()).ok_or(format!("{}: what is {info:?}?", open + 1))?;
    let length = lines[open + 1..].iter().position(|line| line.trim_end() == fence);
    let end = open + 1 + length.ok_or(format!("{}: the block has no end", open + 1))?;
    let text: String = lines[open + 1..end].iter().flat_map(|line| [line, "\n"]).collect();
    Ok(Block { word, text, line: open + 1, inside: open + 1..end })
}

/// Puts new texts in the place of the lines of blocks.
pub(super) fn rewritten(text: &str, mut updates: Vec<(std::ops::Range<usize>, String)>) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    updates.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, new) in &updates {
        lines.splice(range.clone(), new.lines());
    }
    lines.join("\n") + "\n"
}
