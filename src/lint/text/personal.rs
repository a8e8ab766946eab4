//! Finds personal data: numbers of identity papers, private telephones and bank accounts, and homes.
//!
//! A number alone says little, so the nearest label before it decides, in the sentence or at the head of the column:
//! "CCCD", "điện thoại", "số tài khoản". Without a label, a person must be named just before a number of the right
//! form. The telephone of an office is no personal data: land lines, hotlines and fax are left alone.
//!
//! Sources: Luật 91/2025/QH15 (personal data); TT 59/2021/TT-BCA, Điều 3 (the form of the number of a citizen).

use std::ops::Range;

use super::TextFindingKind;
use super::line::{Findings, TextLine};
use crate::vietnamese::fold;

/// How far before a number its label or person may stand, in bytes.
const MAX_CONTEXT: usize = 110;

/// How far after the word for a home its number may stand, in bytes.
const MAX_TO_ADDRESS: usize = 60;

/// The fewest digits of a line with a number that is considered: passports have seven.
const MIN_DIGITS: usize = 7;

/// What the label of a number says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LabelKind {
    Identity,
    Phone,
    Account,
    /// Something that is no personal data.
    Other,
}

/// Folded labels, separated by `|`.
const LABELS: [(LabelKind, &str); 4] = [
    (
        LabelKind::Identity,
        "cccd|cmnd|cmtnd|cmt|can cuoc|chung minh nhan dan|chung minh thu|so dinh danh|dinh danh ca nhan|ddcn|ho chieu|\
         giay to tuy than",
    ),
    (
        LabelKind::Phone,
        "dien thoai|dt|sdt|di dong|dtdd|dd|zalo|viber|mobile|tel|phone|so may|lien he|lien lac|goi",
    ),
    (LabelKind::Account, "tai khoan|stk|tk"),
    (
        LabelKind::Other,
        "fax|mst|ma so|ma don vi|so hieu|giay chung nhan|so seri|hop dong|\
         bao hiem|bhxh|bhyt|van phong|hoa don|ho so|toa do|to khai|so tien|dong|vnd|m2|kho bac|kbnn",
    ),
];

/// Folded words for telephones of offices, wherever they stand before a number.
const HOTLINES: [&str; 4] = ["hotline", "duong day nong", "tong dai", "truc ban"];

/// Words for a person, and for a birth.
const PERSONS: [&str; 9] =
    ["ông", "bà", "anh", "chị", "đồng chí", "đ/c", "cháu", "sinh năm", "sinh ngày"];

/// Words for a home.
const HOMES: [&str; 5] = ["thường trú", "tạm trú", "trú tại", "nơi ở", "hộ khẩu"];

/// The head of the table that a line is in, whose cells label the columns.
#[derive(Debug, Default)]
pub(super) struct TableHead<'a> {
    head: Option<&'a str>,
}

impl<'a> TableHead<'a> {
    /// Reads a line, which may begin or end a table.
    pub(super) fn read(&mut self, line: &'a str, has_columns: bool) {
        self.head = if has_columns { self.head.or(Some(line)) } else { None };
    }

    fn label(&self, column: usize) -> Option<LabelKind> {
        let cell = self.head?.split('|').nth(column)?;
        last_label(&fold::plain(cell))
    }
}

/// A run of digits in groups, which single separators divide.
struct DigitRun {
    groups: Vec<Range<usize>>,
    /// Whether it is a number of its own, and not part of a document number, an amount or an address.
    is_alone: bool,
    end: usize,
}

/// Looks at the numbers of a line.
pub(super) fn read(
    line: TextLine<'_>,
    digits: usize,
    table: &TableHead<'_>,
    findings: &mut Findings,
) {
    if digits >= MIN_DIGITS {
        let mut start = 0;
        for (column, cell) in line.text.split('|').enumerate() {
            let whole = start..start + cell.len();
            start = whole.end + 1;
            read_cell(line, whole, || table.label(column), findings);
        }
    }
    read_home(line, findings);
}

fn read_cell(
    line: TextLine<'_>,
    cell: Range<usize>,
    head: impl Fn() -> Option<LabelKind>,
    findings: &mut Findings,
) {
    let bytes = line.text.as_bytes();
    let mut at = cell.start;
    while let Some(offset) = bytes[at..cell.end].iter().position(u8::is_ascii_digit) {
        let run = digit_run(&bytes[..cell.end], at + offset);
        at = run.end;
        let count: usize = run.groups.iter().map(Range::len).sum();
        if !run.is_alone || count < MIN_DIGITS || run.is_amount(bytes) {
            continue;
        }
        let context = tail(&line.text[cell.start..run.groups[0].start]);
        let folded = fold::plain(context);
        let mut label = last_label(&folded).or_else(&head);
        if HOTLINES.iter().any(|word| last_word(&folded, word).is_some()) {
            label = Some(LabelKind::Other);
        }
        if let Some((range, kind)) = personal_number(line.text, &run, label, context) {
            findings.add(line, range, kind);
        }
    }
}

/// Returns the part of a run that is personal data, and what it is.
fn personal_number(
    line: &str,
    run: &DigitRun,
    label: Option<LabelKind>,
    context: &str,
) -> Option<(Range<usize>, TextFindingKind)> {
    let (first, last) = (run.groups.first()?, run.groups.last()?);
    let digits: String = run.groups.iter().map(|group| &line[group.clone()]).collect();
    let names_person = || names_person(&context.to_lowercase());
    match label {
        Some(LabelKind::Other) => None,
        // The treasury keeps the accounts of offices only.
        Some(LabelKind::Account) if line.contains("ho bạc") || line.contains("KBNN") => None,
        Some(LabelKind::Account) => (8..=19)
            .contains(&digits.len())
            .then_some((first.start..last.end, TextFindingKind::BankAccount)),
        Some(LabelKind::Identity) => {
            let range = run.parts(&[&[12], &[9], &[3, 3, 3, 3], &[4, 4, 4], &[3, 3, 3]]);
            let range = range.or_else(|| passport(line, first));
            Some((range?, TextFindingKind::IdentityNumber))
        }
        Some(LabelKind::Phone) => run.phone(line),
        None if names_person() => {
            let citizen = run.parts(&[&[12]]).filter(|range| is_citizen(&line[range.clone()]));
            let citizen = citizen.map(|range| (range, TextFindingKind::IdentityNumber));
            citizen.or_else(|| run.phone(line))
        }
        None => None,
    }
}

impl DigitRun {
    /// Returns whether points group the digits by threes, as in amounts of money.
    fn is_amount(&self, bytes: &[u8]) -> bool {
        let (first, others) = (&self.groups[0], &self.groups[1..]);
        let is_next = |group: &Range<usize>| group.len() == 3 && bytes[group.start - 1] == b'.';
        !others.is_empty()
            && first.len() <= 3
            && bytes[first.start] != b'0'
            && others.iter().all(is_next)
    }

    /// Returns the range of consecutive groups with one of these sequences of lengths.
    fn parts(&self, sequences: &[&[usize]]) -> Option<Range<usize>> {
        sequences.iter().find_map(|lengths| {
            let found = self.groups.windows(lengths.len()).find(|groups| {
                groups.iter().zip(*lengths).all(|(group, length)| group.len() == *length)
            })?;
            Some(found[0].start..found[found.len() - 1].end)
        })
    }

    /// Returns a mobile number: ten digits after 0, or eleven after +84, from the start of a group.
    fn phone(&self, line: &str) -> Option<(Range<usize>, TextFindingKind)> {
        for first in 0..self.groups.len() {
            let mut digits = String::new();
            for group in &self.groups[first..] {
                digits.push_str(&line[group.clone()]);
                let national = match digits.strip_prefix("84") {
                    Some(rest) if rest.len() == 9 => format!("0{rest}"),
                    _ => digits.clone(),
                };
                if is_mobile(&national) {
                    let range = self.groups[first].start..group.end;
                    return Some((range, TextFindingKind::PrivatePhone(national)));
                }
                if digits.len() > 11 {
                    break;
                }
            }
        }
        None
    }
}

/// Reads the run of digits that begins at `start`.
fn digit_run(bytes: &[u8], start: usize) -> DigitRun {
    let mut groups = Vec::new();
    let mut at = start;
    let end = loop {
        let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        groups.push(at..at + length);
        let gap = match &bytes[at + length..] {
            [b')' | b'.', b' ', b'0'..=b'9', ..] | [0xC2, 0xA0, b'0'..=b'9', ..] => 2,
            [b' ' | b'.' | b'-' | b')', b'0'..=b'9', ..] => 1,
            _ => break at + length,
        };
        at += length + gap;
    };
    let before = start.checked_sub(1).map(|before| bytes[before]);
    let is_joined = before.is_some_and(|byte| {
        byte.is_ascii_lowercase() || byte >= 0x80 || b"/-_.,=@#".contains(&byte)
    });
    let continues = match &bytes[end..] {
        [b'/' | b'_' | b'@' | b'%' | b'*' | b'x' | b'X', ..] => true,
        [b'-' | b'.' | b',', next, ..] => next.is_ascii_alphanumeric(),
        [next, ..] => next.is_ascii_alphanumeric(),
        [] => false,
    };
    DigitRun { groups, is_alone: !is_joined && !continues, end }
}

/// Returns the end of a text, in which a label is looked for.
fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(MAX_CONTEXT);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// Returns the last label in a folded text.
fn last_label(folded: &str) -> Option<LabelKind> {
    let mut last: Option<(usize, LabelKind)> = None;
    for (label, words) in LABELS {
        for end in words.split('|').filter_map(|word| last_word(folded, word)) {
            if last.is_none_or(|(other, _)| end > other) {
                last = Some((end, label));
            }
        }
    }
    last.map(|(_, label)| label)
}

/// Returns whether a number has the form of a mobile telephone: its first digits belong to a mobile network.
fn is_mobile(digits: &str) -> bool {
    let is_network = matches!(
        digits.as_bytes(),
        [b'0', b'3', b'2'..=b'9', ..]
            | [b'0', b'5', b'2' | b'5' | b'6' | b'8' | b'9', ..]
            | [b'0', b'7', b'0' | b'6'..=b'9', ..]
            | [b'0', b'8', b'1'..=b'9', ..]
            | [b'0', b'9', ..]
    );
    is_network && digits.len() == 10
}

/// Returns whether twelve digits have the form of the number of a citizen: a province, then sex and century.
fn is_citizen(digits: &str) -> bool {
    let province = digits.get(..3).and_then(|code| code.parse::<u8>().ok());
    province.is_some_and(|code| (1..=96).contains(&code))
        && matches!(digits.as_bytes().get(3), Some(b'0'..=b'3'))
}

/// Returns the range of a passport number: a capital and seven or eight digits.
fn passport(line: &str, digits: &Range<usize>) -> Option<Range<usize>> {
    let start = digits.start.checked_sub(1)?;
    let has_capital = line.as_bytes()[start].is_ascii_uppercase();
    let is_word = !line[..start].ends_with(|c: char| c.is_alphanumeric());
    (has_capital && is_word && (7..=8).contains(&digits.len())).then_some(start..digits.end)
}

/// Reports the home of a person: a word for a home, then a house number, after a person.
fn read_home(line: TextLine<'_>, findings: &mut Findings) {
    let text = line.text;
    if !text.contains("trú") && !text.contains("ơi ở") && !text.contains("hộ khẩu") {
        return;
    }
    let homes = HOMES.iter().filter_map(|home| find_in_any_case(text, home));
    let Some(Range { start: home, .. }) = homes.min_by_key(|range| range.start) else { return };
    let Some(label) = find_in_any_case(&text[home..], "số ") else { return };
    let (number, after) = (home + label.start, home + label.end);
    let house = text[after..].trim_start_matches("nhà ");
    let house = house.split([' ', ',', ';']).next().unwrap_or_default();
    // A document number has letters in a row, a house number at most one: 12A/5.
    let is_house = house.starts_with(|c: char| c.is_ascii_digit())
        && house.split(|c: char| !c.is_alphabetic()).all(|letters| letters.len() <= 1);
    if is_house && number - home <= MAX_TO_ADDRESS && names_person(&text[..home].to_lowercase()) {
        let length = text[number..].find([',', ';']).unwrap_or(text.len() - number);
        findings.add(line, number..number + length, TextFindingKind::HomeAddress);
    }
}

/// Returns the first place of a word in small letters, whatever the case in the text. A lower-cased copy has other
/// places: some letters become longer in it, some shorter.
fn find_in_any_case(text: &str, word: &str) -> Option<Range<usize>> {
    text.char_indices().find_map(|(at, _)| {
        let mut rest = text[at..].chars();
        let mut is_next = |wanted| rest.next().is_some_and(|c| c.to_lowercase().eq([wanted]));
        word.chars().all(&mut is_next).then(|| at..text.len() - rest.as_str().len())
    })
}

/// Returns whether a text in small letters has a word for a person.
fn names_person(lower: &str) -> bool {
    PERSONS.iter().any(|person| last_word(lower, person).is_some())
}

/// Returns the end of the last place where a word stands by itself.
fn last_word(text: &str, word: &str) -> Option<usize> {
    let mut places = text.rmatch_indices(word).map(|(at, _)| (at, at + word.len()));
    let is_word = |(start, end): &(usize, usize)| {
        !text[..*start].ends_with(char::is_alphabetic)
            && !text[*end..].starts_with(char::is_alphabetic)
    };
    places.find(is_word).map(|(_, end)| end)
}
