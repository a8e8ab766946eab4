//! Writes form blocks as HTML elements into the event stream.
//!
//! Each line becomes an element whose class states its role in the form; the theme positions it.
//! The elements are HTML events around the events of the text, so links and footnotes work in a
//! line as anywhere else.
//!
//! **Invariant.** The HTML is balanced, and every event of a line is emitted.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::block::FormBlockKind;
use crate::entry::markdown::blocks::SpannedEvent;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;
use crate::vietnamese::number::{DocumentNumber, NumberForm};

/// The prefixes of signatures and their meaning (Decree 30/2020/NĐ-CP, appendix I; those with a
/// slash are used by the Party).
const AUTHORITY_PREFIXES: [(&str, &str); 10] = [
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

/// The bullets that a list of recipients may be written with.
const BULLETS: [char; 6] = ['-', '–', '—', '+', '•', '*'];

/// A complete block of the official form.
pub(in crate::entry::markdown) struct FormBlock<'a> {
    pub(in crate::entry::markdown) kind: FormBlockKind,
    /// The range of its opening marker.
    pub(in crate::entry::markdown) range: Range<usize>,
    pub(in crate::entry::markdown) lines: Vec<FormLine<'a>>,
}

/// A line of a form block.
pub(in crate::entry::markdown) struct FormLine<'a> {
    /// Its inline events.
    pub(in crate::entry::markdown) events: Vec<SpannedEvent<'a>>,
    /// Its plain text with collapsed white space.
    pub(in crate::entry::markdown) text: String,
}

/// Writes directly consecutive blocks; those of the same row are grouped side by side.
pub(in crate::entry::markdown) fn write_blocks<'a>(
    blocks: Vec<FormBlock<'a>>,
    out: &mut impl Extend<SpannedEvent<'a>>,
) {
    let mut writer = FormWriter { out };
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        let Some(row) = block.kind.row() else {
            writer.write_block(block);
            continue;
        };
        let range = block.range.clone();
        let mut group = vec![block];
        while let Some(next) = blocks.next_if(|next| next.kind.row() == Some(row)) {
            group.push(next);
        }
        let class = if group.len() > 1 { "the-thuc hai-cot" } else { "the-thuc" };
        writer.push_html(format!("<div class=\"{class}\">\n"), &range);
        for block in group {
            writer.write_block(block);
        }
        writer.push_html("</div>\n", &range);
    }
}

struct FormWriter<'o, E> {
    out: &'o mut E,
}

impl<'a, E: Extend<SpannedEvent<'a>>> FormWriter<'_, E> {
    fn push_html(&mut self, html: impl Into<CowStr<'a>>, range: &Range<usize>) {
        self.out.extend([(Event::Html(html.into()), range.clone())]);
    }

    fn write_block(&mut self, block: FormBlock<'a>) {
        let FormBlock { kind, range, lines } = block;
        self.push_html(format!("<div class=\"{}\">\n", kind.class()), &range);
        match kind {
            FormBlockKind::Issuer | FormBlockKind::NationalTitle => {
                self.write_letterhead(kind, lines, &range);
            }
            FormBlockKind::Title => self.write_title(lines, &range),
            FormBlockKind::Grounds | FormBlockKind::Authority => {
                for line in lines {
                    self.write_line("", line, &range);
                }
            }
            FormBlockKind::Addressee | FormBlockKind::Recipients => {
                self.write_recipients(kind, lines, &range);
            }
            FormBlockKind::Signature => self.write_signature(lines, &range),
        }
        self.push_html("</div>\n", &range);
    }

    /// Writes a line as a paragraph.
    fn write_line(&mut self, class: &str, line: FormLine<'a>, range: &Range<usize>) {
        let attribute =
            if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        self.push_html(format!("<p{attribute}>"), range);
        self.out.extend(line.events);
        self.push_html("</p>\n", range);
    }

    fn write_letterhead(
        &mut self,
        kind: FormBlockKind,
        lines: Vec<FormLine<'a>>,
        range: &Range<usize>,
    ) {
        let roles: Vec<LetterheadLine> =
            lines.iter().map(|line| LetterheadLine::classify(&line.text)).collect();
        let number = roles.iter().position(|role| *role == LetterheadLine::Number);
        let names = &roles[..number.unwrap_or(roles.len())];
        // The rule goes below the name of the issuing body, and below the motto or the Party's name.
        let last = names
            .iter()
            .rposition(|role| matches!(role, LetterheadLine::Name | LetterheadLine::Motto));
        let has_star = roles.contains(&LetterheadLine::Star);
        let mut in_subject = false;
        for (at, (mut line, role)) in lines.into_iter().zip(roles).enumerate() {
            in_subject |= role == LetterheadLine::Subject;
            let class = match role {
                LetterheadLine::Number => "so-hieu",
                LetterheadLine::Star => "sao",
                LetterheadLine::PlaceAndDate(date) => {
                    tag_date(&mut line, date);
                    "dia-danh"
                }
                LetterheadLine::Subject => "trich-yeu",
                LetterheadLine::Name if in_subject => "trich-yeu",
                LetterheadLine::Motto if last == Some(at) => "tieu-ngu gach",
                LetterheadLine::Motto => "tieu-ngu",
                LetterheadLine::Name if last == Some(at) => match (kind, has_star) {
                    (FormBlockKind::Issuer, true) => "ban-hanh",
                    (FormBlockKind::Issuer, false) => "ban-hanh gach",
                    _ => "gach",
                },
                LetterheadLine::Name => "",
            };
            self.write_line(class, line, range);
        }
    }

    /// Writes the title of a document: the type, the subject, and the short rule below it.
    fn write_title(&mut self, lines: Vec<FormLine<'a>>, range: &Range<usize>) {
        let last = lines.len() - lines.len().min(1);
        for (at, line) in lines.into_iter().enumerate() {
            let class = match at {
                0 => "ten-loai",
                _ if at == last => "trich-yeu gach",
                _ => "trich-yeu",
            };
            self.write_line(class, line, range);
        }
    }

    /// Writes the addressee or the recipients: a label, and a list.
    fn write_recipients(
        &mut self,
        kind: FormBlockKind,
        lines: Vec<FormLine<'a>>,
        range: &Range<usize>,
    ) {
        let mut in_list = false;
        for (at, mut line) in lines.into_iter().enumerate() {
            let is_bulleted = line.text.starts_with(BULLETS);
            let is_label = at == 0
                && (line.text.ends_with(':') || fold::plain(&line.text).starts_with("noi nhan"));
            let is_item = is_bulleted || (kind == FormBlockKind::Recipients && !is_label);
            if is_item != in_list {
                self.push_html(if is_item { "<ul>\n" } else { "</ul>\n" }, range);
                in_list = is_item;
            }
            if is_item {
                trim_bullet(&mut line);
                self.push_html("<li>", range);
                self.out.extend(line.events);
                self.push_html("</li>\n", range);
            } else {
                self.write_line("", line, range);
            }
        }
        if in_list {
            self.push_html("</ul>\n", range);
        }
    }

    fn write_signature(&mut self, lines: Vec<FormLine<'a>>, range: &Range<usize>) {
        let count = lines.len();
        for (at, mut line) in lines.into_iter().enumerate() {
            let class = if tag_authority_prefix(&mut line) {
                "quyen-han"
            } else if line.text.starts_with('(') || fold::plain(&line.text) == "da ky" {
                "da-ky"
            } else if at + 1 == count && count > 1 {
                "nguoi-ky"
            } else {
                "chuc-vu"
            };
            self.write_line(class, line, range);
        }
    }
}

/// The role of a letterhead line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LetterheadLine {
    /// "Số: 85/BC-LĐLĐ"
    Number,
    /// "La Gi, ngày 24 tháng 9 năm 2014", with the date if it can be parsed.
    PlaceAndDate(Option<PartialDate>),
    /// The star of the Party's letterhead, which replaces the rule.
    Star,
    /// "V/v …"
    Subject,
    /// "Độc lập - Tự do - Hạnh phúc"
    Motto,
    Name,
}

impl LetterheadLine {
    fn classify(text: &str) -> Self {
        let plain = fold::plain(text);
        if is_document_number(text) {
            Self::Number
        } else if text == "*" {
            Self::Star
        } else if plain.contains("ngay ") && plain.contains("thang ") {
            Self::PlaceAndDate(PartialDate::parse(text).ok())
        } else if plain.starts_with("v/v") {
            Self::Subject
        } else if plain.starts_with("doc lap") {
            Self::Motto
        } else {
            Self::Name
        }
    }
}

/// Returns whether a line is the number of the document, even one not filled in.
fn is_document_number(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    // Not folded: "SỞ NỘI VỤ" would begin with the same letters.
    let is_label = word.to_lowercase() == "số";
    is_label && (rest.starts_with(':') || DocumentNumber::parse(rest).form() != NumberForm::Other)
}

/// Wraps the date of a line in a `time` element: from "ngày" on if the line is plain text, otherwise
/// the whole line.
fn tag_date(line: &mut FormLine<'_>, date: Option<PartialDate>) {
    let Some(day) = date.filter(|date| date.as_day().is_some()) else {
        return;
    };
    let (Some((_, first)), Some((_, last))) = (line.events.first(), line.events.last()) else {
        return;
    };
    let (first, last) = (first.clone(), last.clone());
    let mut start = 0;
    if let [(Event::Text(text), range)] = line.events.as_slice()
        && let Some(at) = text.rfind(" ngày ").or_else(|| text.rfind(" Ngày "))
    {
        let (place, date) = text.split_at(at + 1);
        let (place, date) = (place.to_owned(), date.to_owned());
        let range = range.clone();
        line.events =
            vec![(Event::Text(place.into()), range.clone()), (Event::Text(date.into()), range)];
        start = 1;
    }
    let open = format!("<time datetime=\"{}\">", day.iso());
    line.events.insert(start, (Event::InlineHtml(open.into()), first));
    line.events.push((Event::InlineHtml("</time>".into()), last));
}

/// Wraps the prefix of a signature in an `abbr` element with its meaning; returns whether there is
/// one.
fn tag_authority_prefix(line: &mut FormLine<'_>) -> bool {
    let text = line.events.iter().position(|(event, _)| matches!(event, Event::Text(_)));
    let Some(at) = text else {
        return false;
    };
    let (Event::Text(text), range) = &line.events[at] else {
        return false;
    };
    let known = AUTHORITY_PREFIXES.iter().find_map(|(prefix, full)| {
        let rest = text.trim_start().strip_prefix(prefix)?;
        // "T/M." is used too, and "T/MỘT" is a word.
        let is_whole = prefix.ends_with('.') || !rest.starts_with(char::is_alphanumeric);
        let dot = if rest.starts_with('.') { "." } else { "" };
        is_whole.then(|| (format!("{prefix}{dot}"), *full, rest[dot.len()..].to_owned()))
    });
    let Some((prefix, full, rest)) = known else {
        return false;
    };
    let range = range.clone();
    let start_tag = format!("<abbr title=\"{full}\">");
    let events = [
        Event::InlineHtml(start_tag.into()),
        Event::Text(prefix.into()),
        Event::InlineHtml("</abbr>".into()),
        Event::Text(rest.into()),
    ];
    line.events.splice(at..=at, events.map(|event| (event, range.clone())));
    true
}

/// Removes the bullet from a line that becomes a list item.
fn trim_bullet(line: &mut FormLine<'_>) {
    if let Some((Event::Text(text), _)) = line.events.first_mut() {
        let rest = text.trim_start().trim_start_matches(BULLETS).trim_start();
        *text = rest.to_owned().into();
    }
}

#[cfg(test)]
mod tests {
    use super::LetterheadLine;

    #[test]
    fn letterhead_lines_are_classified() {
        let cases = [
            ("Số: 85/BC-LĐLĐ", LetterheadLine::Number),
            ("Số 05-NQ/ĐU", LetterheadLine::Number),
            ("Số BC/ĐU", LetterheadLine::Number),
            ("SỐ: /QĐ-UBND", LetterheadLine::Number),
            ("SỞ NỘI VỤ", LetterheadLine::Name),
            ("Số phận", LetterheadLine::Name),
            ("La Gi, ngày tháng năm 2014", LetterheadLine::PlaceAndDate(None)),
            ("*", LetterheadLine::Star),
            ("V/v sơ kết 04 năm", LetterheadLine::Subject),
            ("Độc lập - Tự do - Hạnh phúc", LetterheadLine::Motto),
            ("ĐẢNG CỘNG SẢN VIỆT NAM", LetterheadLine::Name),
        ];
        for (text, expected) in cases {
            assert_eq!(LetterheadLine::classify(text), expected, "{text}");
        }
        assert!(matches!(
            LetterheadLine::classify("La Gi, ngày 24 tháng 9 năm 2014"),
            LetterheadLine::PlaceAndDate(Some(_))
        ));
    }
}
