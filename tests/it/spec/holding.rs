//! From a case to what does not hold: the portal is written, built once, and each expectation looked at.
//!
//! A panic of the harness is a failure of its case and not of the file, so all that fails is told at once.

use std::fmt::Write as _;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use unicode_normalization::UnicodeNormalization as _;

use super::reading::{Block, Case, Form, Part, Word};
use crate::html;
use crate::pictures;
use crate::portal::{Portal, SETTINGS, is_wrong, line};

/// Lines of a spec and what stands there from now on.
pub(super) type Updates = Vec<(Range<usize>, String)>;

/// Builds the portal of a case and gives the expectations that do not hold, each with its line.
pub(super) fn hold(case: &Case, update: bool, updates: &mut Updates) -> Vec<(usize, String)> {
    let portal = match catch_unwind(|| portal(case)) {
        Ok(portal) => portal,
        Err(panic) => return vec![(case.line, message(&*panic))],
    };
    let mut wrongs = Vec::new();
    let expects_faults =
        case.blocks.iter().any(|block| matches!(block.word, Word::Faults | Word::Told));
    if !expects_faults && portal.report().faults.iter().any(is_wrong) {
        wrongs.push((case.line, portal.told()));
    }
    for block in case.blocks.iter().filter(|block| !block.word.is_input()) {
        let judged = catch_unwind(AssertUnwindSafe(|| judge(&portal, block)));
        match judged.unwrap_or_else(|panic| Err(message(&*panic))) {
            Ok(()) => {}
            Err(found) if update && is_exact(&block.word) => {
                updates.push((block.inside.clone(), found));
            }
            Err(found) => {
                let expected = indented(&block.text);
                let found = indented(&found);
                wrongs.push((block.line, format!("  expected\n{expected}  found\n{found}")));
            }
        }
    }
    wrongs
}

fn is_exact(word: &Word) -> bool {
    !matches!(word, Word::There(_) | Word::Page(_, Part::Contains | Part::Lacks))
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("panicked").to_owned()
}

fn indented(text: &str) -> String {
    text.lines().fold(String::new(), |mut all, line| {
        let _ = writeln!(all, "    {line}");
        all
    })
}

fn portal(case: &Case) -> Portal {
    let mut portal = Portal::new();
    let mut checks = false;
    for block in &case.blocks {
        portal = match &block.word {
            Word::File(form, path) => written(portal, *form, path, &block.text),
            Word::Picture(path, size, turn) => {
                portal.bytes(path, &pictures::of(path, *size, *turn))
            }
            Word::Settings => portal.file("portal.yaml", &format!("{SETTINGS}{}", block.text)),
            Word::Options => block.text.lines().fold(portal, |portal, line| {
                checks |= line == "check";
                option(portal, line)
            }),
            _ => portal,
        };
    }
    if checks { portal.check() } else { portal.build() }
}

fn written(portal: Portal, form: Form, path: &str, text: &str) -> Portal {
    match form {
        Form::Plain => portal.file(path, text),
        Form::Crlf => portal.file(path, &text.replace('\n', "\r\n")),
        Form::Bom => portal.file(path, &format!("\u{FEFF}{text}")),
        Form::Nfd => {
            let apart = |text: &str| text.nfd().collect::<String>();
            portal.file(&apart(path), &apart(text))
        }
    }
}

fn option(portal: Portal, line: &str) -> Portal {
    match line.split_once(' ').unwrap_or((line, "")) {
        ("drafts", "") => portal.drafts(),
        ("keep-going", "") => portal.keep_going(),
        ("check", "") => portal,
        ("today", day) => portal.today(day),
        ("base-url", address) => portal.base_url(address),
        _ => panic!("there is no option {line:?}"),
    }
}

/// Looks at one expectation; what was found instead is the error.
fn judge(portal: &Portal, block: &Block) -> Result<(), String> {
    let found = match &block.word {
        Word::Page(address, Part::Contains) => {
            return lines_in(block, &portal.page(address), true);
        }
        Word::Page(address, Part::Lacks) => return lines_in(block, &portal.page(address), false),
        Word::There(wanted) => return there(portal, block, *wanted),
        Word::Page(address, part) => page(portal, address, *part)?,
        Word::Faults => lines(portal.report().faults.iter().map(line)),
        Word::Told => portal.told(),
        Word::Written => lines(portal.tree().into_keys()),
        Word::File(..) | Word::Picture(..) | Word::Settings | Word::Options => return Ok(()),
    };
    if found.trim_end() == block.text.trim_end() { Ok(()) } else { Err(found) }
}

fn lines(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().fold(String::new(), |all, item| all + &item + "\n")
}

fn page(portal: &Portal, address: &str, part: Part) -> Result<String, String> {
    let page = portal.page(address);
    let body = html::inside(&page, "data-niemyet", "body");
    Ok(match part {
        Part::Whole => page.clone(),
        Part::Body => body.ok_or("the page has no body")?.trim().to_owned(),
        Part::Links => lines(html::addresses(body.ok_or("the page has no body")?)),
        Part::Facts => facts(&page).ok_or("the page has no facts")?,
        _ => {
            let main = html::element(&page, "main").ok_or("the page has no <main>")?;
            let trail = html::inside(main, "class", "breadcrumbs").unwrap_or_default();
            let rest = main.replace(trail, "").replace(body.unwrap_or_default(), "");
            lines(html::addresses(&rest))
        }
    })
}

/// The facts of an entry as `name: value`.
fn facts(page: &str) -> Option<String> {
    let facts = html::inside(page, "data-niemyet", "facts")?;
    let names = html::texts(facts, "dt").into_iter();
    let pairs = names.zip(html::texts(facts, "dd"));
    Some(lines(pairs.map(|(name, value)| format!("{name}: {value}"))))
}

fn lines_in(block: &Block, page: &str, wanted: bool) -> Result<(), String> {
    let mut lines = block.text.lines().filter(|line| !line.is_empty()).peekable();
    if lines.peek().is_none() {
        return Err("nothing is expected".to_owned());
    }
    let wrong: Vec<&str> = lines.filter(|line| page.contains(line) != wanted).collect();
    match (wrong.is_empty(), wanted) {
        (true, _) => Ok(()),
        (false, true) => {
            let main = html::element(page, "main").unwrap_or(page);
            Err(format!("these are missing: {wrong:#?}\n{main}"))
        }
        (false, false) => Err(format!("these are there: {wrong:#?}")),
    }
}

fn there(portal: &Portal, block: &Block, wanted: bool) -> Result<(), String> {
    let mut addresses = block.text.lines().peekable();
    if addresses.peek().is_none() {
        return Err("nothing is expected".to_owned());
    }
    let wrong: Vec<&str> = addresses.filter(|address| portal.has(address) != wanted).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{wrong:#?}\nthe site:\n{}\n{}", lines(portal.tree().into_keys()), portal.told()))
}
