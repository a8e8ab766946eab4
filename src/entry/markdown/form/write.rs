//! Makes the elements of the official form of the lines that were read.
//!
//! A line is an element with a class that says what it is in the form; the theme gives it its
//! place. What is made goes into the same stream as the rest, as HTML between the events of the
//! text, so links and footnotes in a line are what they are anywhere.
//!
//! **Invariant.** What is written is balanced, and every event of a line is handed on.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::block::Kind;
use crate::entry::markdown::structure::Piece;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;
use crate::vietnamese::number::{DocumentNumber, Form};

/// What a prefix of the signature says in full (Decree 30/2020/NĐ-CP, appendix I; the forms with a
/// stroke are those of the Party).
const AUTHORITIES: [(&str, &str); 10] = [
    ("TUQ.", "Thừa ủy quyền"),
    ("T/UQ", "Thừa ủy quyền"),
    ("TM.", "Thay mặt"),
    ("T/M", "Thay mặt"),
    ("KT.", "Ký thay"),
    ("K/T", "Ký thay"),
    ("TL.", "Thừa lệnh"),
    ("T/L", "Thừa lệnh"),
    ("Q.", "Quyền"),
    ("Q/", "Quyền"),
];

/// The marks that a list of recipients may be written with.
const BULLETS: [char; 6] = ['-', '–', '—', '+', '•', '*'];

/// A block that was read to its end.
pub(in crate::entry::markdown) struct Block<'a> {
    pub(in crate::entry::markdown) kind: Kind,
    /// Where it is opened.
    pub(in crate::entry::markdown) range: Range<usize>,
    pub(in crate::entry::markdown) lines: Vec<Line<'a>>,
}

/// A line of a block.
pub(in crate::entry::markdown) struct Line<'a> {
    /// What stands in it.
    pub(in crate::entry::markdown) pieces: Vec<Piece<'a>>,
    /// Its plain text, white space collapsed.
    pub(in crate::entry::markdown) text: String,
}

/// Writes blocks that follow one another directly; those of one side stand beside each other.
pub(in crate::entry::markdown) fn write<'a>(
    blocks: Vec<Block<'a>>,
    out: &mut impl Extend<Piece<'a>>,
) {
    let mut out = Writer { out };
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        let Some(side) = block.kind.side() else {
            out.block(block);
            continue;
        };
        let range = block.range.clone();
        let mut group = vec![block];
        while let Some(next) = blocks.next_if(|next| next.kind.side() == Some(side)) {
            group.push(next);
        }
        let class = if group.len() > 1 { "the-thuc hai-cot" } else { "the-thuc" };
        out.html(format!("<div class=\"{class}\">\n"), &range);
        for block in group {
            out.block(block);
        }
        out.html("</div>\n", &range);
    }
}

struct Writer<'o, E> {
    out: &'o mut E,
}

impl<'a, E: Extend<Piece<'a>>> Writer<'_, E> {
    fn html(&mut self, html: impl Into<CowStr<'a>>, range: &Range<usize>) {
        self.out.extend([(Event::Html(html.into()), range.clone())]);
    }

    fn block(&mut self, block: Block<'a>) {
        let Block { kind, range, lines } = block;
        self.html(format!("<div class=\"{}\">\n", kind.class()), &range);
        match kind {
            Kind::Issuer | Kind::Nation => self.letterhead(kind, lines, &range),
            Kind::Title => self.title(lines, &range),
            Kind::Grounds | Kind::Authority => {
                for line in lines {
                    self.line("", line, &range);
                }
            }
            Kind::Addressee | Kind::Recipients => self.recipients(kind, lines, &range),
            Kind::Signature => self.signature(lines, &range),
        }
        self.html("</div>\n", &range);
    }

    /// Writes a line as a paragraph.
    fn line(&mut self, class: &str, line: Line<'a>, range: &Range<usize>) {
        let attribute =
            if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        self.html(format!("<p{attribute}>"), range);
        self.out.extend(line.pieces);
        self.html("</p>\n", range);
    }

    fn letterhead(&mut self, kind: Kind, lines: Vec<Line<'a>>, range: &Range<usize>) {
        let parts: Vec<Part> = lines.iter().map(|line| Part::of(&line.text)).collect();
        let number = parts.iter().position(|part| *part == Part::Number);
        let names = &parts[..number.unwrap_or(parts.len())];
        // The rule stands under the name of the body, and under the motto or the Party's name.
        let last = names.iter().rposition(|part| matches!(part, Part::Name | Part::Motto));
        let has_star = parts.contains(&Part::Star);
        let mut subject = false;
        for (at, (mut line, part)) in lines.into_iter().zip(parts).enumerate() {
            subject |= part == Part::Subject;
            let class = match part {
                Part::Number => "so-hieu",
                Part::Star => "sao",
                Part::Place(date) => {
                    mark_date(&mut line, date);
                    "dia-danh"
                }
                Part::Subject => "trich-yeu",
                Part::Name if subject => "trich-yeu",
                Part::Motto if last == Some(at) => "tieu-ngu gach",
                Part::Motto => "tieu-ngu",
                Part::Name if last == Some(at) => match (kind, has_star) {
                    (Kind::Issuer, true) => "ban-hanh",
                    (Kind::Issuer, false) => "ban-hanh gach",
                    _ => "gach",
                },
                Part::Name => "",
            };
            self.line(class, line, range);
        }
    }

    /// Writes what a document is called: the type, what it is about, and the short rule under it.
    fn title(&mut self, lines: Vec<Line<'a>>, range: &Range<usize>) {
        let last = lines.len() - lines.len().min(1);
        for (at, line) in lines.into_iter().enumerate() {
            let class = match at {
                0 => "ten-loai",
                _ if at == last => "trich-yeu gach",
                _ => "trich-yeu",
            };
            self.line(class, line, range);
        }
    }

    /// Writes whom a document goes to: a label, and a list.
    fn recipients(&mut self, kind: Kind, lines: Vec<Line<'a>>, range: &Range<usize>) {
        let mut in_list = false;
        for (at, mut line) in lines.into_iter().enumerate() {
            let is_bulleted = line.text.starts_with(BULLETS);
            let is_label = at == 0
                && (line.text.ends_with(':') || fold::plain(&line.text).starts_with("noi nhan"));
            let is_item = is_bulleted || (kind == Kind::Recipients && !is_label);
            if is_item != in_list {
                self.html(if is_item { "<ul>\n" } else { "</ul>\n" }, range);
                in_list = is_item;
            }
            if is_item {
                trim_bullet(&mut line);
                self.html("<li>", range);
                self.out.extend(line.pieces);
                self.html("</li>\n", range);
            } else {
                self.line("", line, range);
            }
        }
        if in_list {
            self.html("</ul>\n", range);
        }
    }

    fn signature(&mut self, lines: Vec<Line<'a>>, range: &Range<usize>) {
        let count = lines.len();
        for (at, mut line) in lines.into_iter().enumerate() {
            let class = if mark_authority(&mut line) {
                "quyen-han"
            } else if line.text.starts_with('(') || fold::plain(&line.text) == "da ky" {
                "da-ky"
            } else if at + 1 == count && count > 1 {
                "nguoi-ky"
            } else {
                "chuc-vu"
            };
            self.line(class, line, range);
        }
    }
}

/// What a line of the letterhead is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// "Số: 85/BC-LĐLĐ"
    Number,
    /// "La Gi, ngày 24 tháng 9 năm 2014", with the date if it is one.
    Place(Option<PartialDate>),
    /// The star of the Party's letterhead, which stands for the rule.
    Star,
    /// "V/v …"
    Subject,
    /// "Độc lập - Tự do - Hạnh phúc"
    Motto,
    Name,
}

impl Part {
    fn of(text: &str) -> Self {
        let plain = fold::plain(text);
        if is_number(text) {
            Self::Number
        } else if text == "*" {
            Self::Star
        } else if plain.contains("ngay ") && plain.contains("thang ") {
            Self::Place(PartialDate::parse(text).ok())
        } else if plain.starts_with("v/v") {
            Self::Subject
        } else if plain.starts_with("doc lap") {
            Self::Motto
        } else {
            Self::Name
        }
    }
}

/// Tells whether a line is the number of the document, even one not filled in.
fn is_number(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    // "SỞ NỘI VỤ" begins alike without tones.
    let is_label = word.to_lowercase() == "số";
    is_label && (rest.starts_with(':') || DocumentNumber::parse(rest).form() != Form::Other)
}

/// Puts the date of a line into an element that says it to machines, from "ngày" on where the line
/// is nothing but text.
fn mark_date(line: &mut Line<'_>, date: Option<PartialDate>) {
    let Some(day) = date.filter(|date| date.as_day().is_some()) else {
        return;
    };
    let (Some((_, first)), Some((_, last))) = (line.pieces.first(), line.pieces.last()) else {
        return;
    };
    let (first, last) = (first.clone(), last.clone());
    let mut begin = 0;
    if let [(Event::Text(text), range)] = line.pieces.as_slice()
        && let Some(at) = text.rfind(" ngày ").or_else(|| text.rfind(" Ngày "))
    {
        let (place, written) = text.split_at(at + 1);
        let (place, written) = (place.to_owned(), written.to_owned());
        let range = range.clone();
        line.pieces =
            vec![(Event::Text(place.into()), range.clone()), (Event::Text(written.into()), range)];
        begin = 1;
    }
    let open = format!("<time datetime=\"{}\">", day.iso());
    line.pieces.insert(begin, (Event::InlineHtml(open.into()), first));
    line.pieces.push((Event::InlineHtml("</time>".into()), last));
}

/// Puts the prefix of the signature into an element that says it in full, and tells whether there
/// is one.
fn mark_authority(line: &mut Line<'_>) -> bool {
    let text = line.pieces.iter().position(|(event, _)| matches!(event, Event::Text(_)));
    let Some(at) = text else {
        return false;
    };
    let (Event::Text(text), range) = &line.pieces[at] else {
        return false;
    };
    let known = AUTHORITIES.iter().find_map(|(prefix, full)| {
        let rest = text.trim_start().strip_prefix(prefix)?;
        // "T/M." is written too, and "T/MỘT" is a word.
        let is_whole = prefix.ends_with('.') || !rest.starts_with(char::is_alphanumeric);
        let dot = if rest.starts_with('.') { "." } else { "" };
        is_whole.then(|| (format!("{prefix}{dot}"), *full, rest[dot.len()..].to_owned()))
    });
    let Some((prefix, full, rest)) = known else {
        return false;
    };
    let range = range.clone();
    let opening = format!("<abbr title=\"{full}\">");
    let pieces = [
        Event::InlineHtml(opening.into()),
        Event::Text(prefix.into()),
        Event::InlineHtml("</abbr>".into()),
        Event::Text(rest.into()),
    ];
    line.pieces.splice(at..=at, pieces.map(|event| (event, range.clone())));
    true
}

/// Takes the bullet off a line that becomes an item.
fn trim_bullet(line: &mut Line<'_>) {
    if let Some((Event::Text(text), _)) = line.pieces.first_mut() {
        let rest = text.trim_start().trim_start_matches(BULLETS).trim_start();
        *text = rest.to_owned().into();
    }
}

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn lines_of_a_letterhead_are_told_apart() {
        let cases = [
            ("Số: 85/BC-LĐLĐ", Part::Number),
            ("Số 05-NQ/ĐU", Part::Number),
            ("Số BC/ĐU", Part::Number),
            ("SỐ: /QĐ-UBND", Part::Number),
            ("SỞ NỘI VỤ", Part::Name),
            ("Số phận", Part::Name),
            ("La Gi, ngày tháng năm 2014", Part::Place(None)),
            ("*", Part::Star),
            ("V/v sơ kết 04 năm", Part::Subject),
            ("Độc lập - Tự do - Hạnh phúc", Part::Motto),
            ("ĐẢNG CỘNG SẢN VIỆT NAM", Part::Name),
        ];
        for (text, expected) in cases {
            assert_eq!(Part::of(text), expected, "{text}");
        }
        assert!(matches!(Part::of("La Gi, ngày 24 tháng 9 năm 2014"), Part::Place(Some(_))));
    }
}
