//! Parses the Markdown of a spec into cases: headings, fenced blocks, info strings.
//!
//! Prose is ignored. An unknown info string is reported with its line.

/// A parsed spec file.
#[derive(Debug)]
pub(super) struct SpecFile {
    pub(super) cases: Vec<SpecCase>,
}

/// The blocks under one heading.
#[derive(Debug)]
pub(super) struct SpecCase {
    pub(super) title: String,
    pub(super) line: usize,
    pub(super) blocks: Vec<SpecBlock>,
}

/// A fenced block.
#[derive(Debug)]
pub(super) struct SpecBlock {
    /// What the info string says.
    pub(super) kind: SpecBlockKind,
    /// The lines between the fences.
    pub(super) text: String,
    /// The line of the opening fence, from 1.
    pub(super) line: usize,
    /// The lines of `text` in the file, from 0.
    pub(super) line_range: std::ops::Range<usize>,
}

/// The kind of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SpecBlockKind {
    /// A file of the portal, with its encoding.
    File(SpecEncoding, String),
    /// A picture of the portal, with its size and its Exif orientation.
    Picture(String, (u32, u32), u8),
    /// Lines added to the minimal settings.
    Settings,
    /// Build options.
    Options,
    /// All files of the site.
    SiteFiles,
    /// Addresses that exist on the site, or do not.
    Exists(bool),
    /// The faults as lines.
    Faults,
    /// The faults as shown to people.
    Messages,
    /// A part of a page.
    Page(String, PagePart),
}

/// The encoding of a file on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpecEncoding {
    Plain,
    Crlf,
    Bom,
    Nfd,
}

/// The part of a page that an expectation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PagePart {
    Body,
    Whole,
    Facts,
    Links,
    List,
    Contains,
    Lacks,
}

impl SpecBlockKind {
    fn parse(info: &str) -> Option<Self> {
        let (first, rest) = info.split_once(' ').unwrap_or((info, ""));
        Some(match (first, rest) {
            ("settings", "") => Self::Settings,
            ("options", "") => Self::Options,
            ("files", "") => Self::SiteFiles,
            ("exists", "") => Self::Exists(true),
            ("absent", "") => Self::Exists(false),
            ("faults", "") => Self::Faults,
            ("messages", "") => Self::Messages,
            (_, "") => return None,
            ("file", path) => Self::File(SpecEncoding::Plain, path.to_owned()),
            ("file-crlf", path) => Self::File(SpecEncoding::Crlf, path.to_owned()),
            ("file-bom", path) => Self::File(SpecEncoding::Bom, path.to_owned()),
            ("file-nfd", path) => Self::File(SpecEncoding::Nfd, path.to_owned()),
            ("picture", rest) => parse_picture(rest)?,
            ("page", rest) => parse_page(rest),
            _ => return None,
        })
    }

    /// Whether the block is an input of the build.
    pub(super) fn is_input(&self) -> bool {
        matches!(self, Self::File(..) | Self::Picture(..) | Self::Settings | Self::Options)
    }
}

/// Parses `PATH 640x480` and `PATH 640x480 orientation 6`.
fn parse_picture(rest: &str) -> Option<SpecBlockKind> {
    let (rest, orientation) = match rest.rsplit_once(" orientation ") {
        Some((rest, orientation)) => (rest, orientation.parse().ok()?),
        None => (rest, 1),
    };
    let (path, size) = rest.rsplit_once(' ')?;
    let (width, height) = size.split_once('x')?;
    Some(SpecBlockKind::Picture(
        path.to_owned(),
        (width.parse().ok()?, height.parse().ok()?),
        orientation,
    ))
}

fn parse_page(rest: &str) -> SpecBlockKind {
    let (address, part) = rest.rsplit_once(' ').unwrap_or((rest, ""));
    let part = match part {
        "whole" => PagePart::Whole,
        "facts" => PagePart::Facts,
        "links" => PagePart::Links,
        "list" => PagePart::List,
        "contains" => PagePart::Contains,
        "lacks" => PagePart::Lacks,
        // The last word belongs to the address: the address of a copied file may contain spaces.
        _ => return SpecBlockKind::Page(rest.to_owned(), PagePart::Body),
    };
    SpecBlockKind::Page(address.to_owned(), part)
}

impl SpecFile {
    /// Parses a spec; the error begins with the line.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let lines: Vec<&str> = text.lines().collect();
        let mut cases: Vec<SpecCase> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at];
            if let Some(title) = line.strip_prefix("## ") {
                cases.push(SpecCase { title: title.to_owned(), line: at + 1, blocks: Vec::new() });
            } else if line.starts_with("```") {
                let case =
                    cases.last_mut().ok_or(format!("{}: a block before the first case", at + 1))?;
                let block = parse_block(&lines, at)?;
                at = block.line_range.end;
                case.blocks.push(block);
            }
            at += 1;
        }
        let expects_nothing =
            |case: &&SpecCase| case.blocks.iter().all(|block| block.kind.is_input());
        match cases.iter().find(expects_nothing) {
            Some(case) => Err(format!("{}: the case expects nothing", case.line)),
            None if cases.is_empty() => Err("1: there is no case".to_owned()),
            None => Ok(Self { cases }),
        }
    }
}

fn parse_block(lines: &[&str], open: usize) -> Result<SpecBlock, String> {
    let info = lines[open].trim_start_matches('`');
    let fence = &lines[open][..lines[open].len() - info.len()];
    let kind =
        SpecBlockKind::parse(info.trim()).ok_or(format!("{}: what is {info:?}?", open + 1))?;
    let length = lines[open + 1..].iter().position(|line| line.trim_end() == fence);
    let end = open + 1 + length.ok_or(format!("{}: the block has no end", open + 1))?;
    let text: String = lines[open + 1..end].iter().flat_map(|line| [line, "\n"]).collect();
    Ok(SpecBlock { kind, text, line: open + 1, line_range: open + 1..end })
}

/// Replaces ranges of lines.
pub(super) fn replace_lines(
    text: &str,
    mut updates: Vec<(std::ops::Range<usize>, String)>,
) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    updates.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, new) in &updates {
        lines.splice(range.clone(), new.lines());
    }
    lines.join("\n") + "\n"
}
