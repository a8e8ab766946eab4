//! Checks a case: the portal is written and built once, and each expectation is compared with the result.
//!
//! A panic of the harness fails its case and not the whole file, so all failures are reported at once.

use std::fmt::Write as _;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use unicode_normalization::UnicodeNormalization as _;

use super::parse::{PagePart, SpecBlock, SpecBlockKind, SpecCase, SpecEncoding};
use crate::html;
use crate::pictures;
use crate::test_portal::{SETTINGS, TestPortal, fault_line, is_error_or_warning, without_digests};

/// What an empty block of a file that is no text of the portal stands for: an empty attachment is an error.
const ANY_CONTENT: &str = "Nội dung bất kỳ.\n";

/// Ranges of lines of a spec, with their new text.
pub(super) type Updates = Vec<(Range<usize>, String)>;

/// Builds the portal of a case; returns the failed expectations, each with its line.
pub(super) fn failures(
    case: &SpecCase,
    update: bool,
    updates: &mut Updates,
) -> Vec<(usize, String)> {
    let portal = match catch_unwind(|| built_portal(case)) {
        Ok(portal) => portal,
        Err(panic) => return vec![(case.line, panic_message(&*panic))],
    };
    let mut failures = Vec::new();
    let expects_faults = case
        .blocks
        .iter()
        .any(|block| matches!(block.kind, SpecBlockKind::Faults | SpecBlockKind::Messages));
    if !expects_faults && portal.report().faults.iter().any(is_error_or_warning) {
        failures.push((case.line, portal.messages()));
    }
    for block in case.blocks.iter().filter(|block| !block.kind.is_input()) {
        let result = catch_unwind(AssertUnwindSafe(|| check_block(&portal, block)));
        match result.unwrap_or_else(|panic| Err(panic_message(&*panic))) {
            Ok(()) => {}
            Err(found) if update && is_exact(&block.kind) => {
                updates.push((block.line_range.clone(), found));
            }
            Err(found) => {
                let expected = indented(&block.text);
                let found = indented(&found);
                failures.push((block.line, format!("  expected\n{expected}  found\n{found}")));
            }
        }
    }
    failures
}

fn is_exact(kind: &SpecBlockKind) -> bool {
    !matches!(
        kind,
        SpecBlockKind::Exists(_) | SpecBlockKind::Page(_, PagePart::Contains | PagePart::Lacks)
    )
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("panicked").to_owned()
}

fn indented(text: &str) -> String {
    text.lines().fold(String::new(), |mut all, line| {
        let _ = writeln!(all, "    {line}");
        all
    })
}

fn built_portal(case: &SpecCase) -> TestPortal {
    let mut portal = TestPortal::new();
    let mut checks = false;
    for block in &case.blocks {
        portal = match &block.kind {
            SpecBlockKind::File(encoding, path) => {
                let is_any = block.text.is_empty() && !path.ends_with(".md");
                let text = if is_any { ANY_CONTENT } else { &block.text };
                write_encoded(portal, *encoding, path, text)
            }
            SpecBlockKind::Picture(path, size, orientation) => {
                portal.bytes(path, &pictures::picture(path, *size, *orientation))
            }
            SpecBlockKind::Settings => {
                portal.file("portal.yaml", &format!("{SETTINGS}{}", block.text))
            }
            SpecBlockKind::Options => block.text.lines().fold(portal, |portal, line| {
                checks |= line == "check";
                set_option(portal, line)
            }),
            _ => portal,
        };
    }
    if checks { portal.check() } else { portal.build() }
}

fn write_encoded(portal: TestPortal, encoding: SpecEncoding, path: &str, text: &str) -> TestPortal {
    match encoding {
        SpecEncoding::Plain => portal.file(path, text),
        SpecEncoding::Crlf => portal.file(path, &text.replace('\n', "\r\n")),
        SpecEncoding::Bom => portal.file(path, &format!("\u{FEFF}{text}")),
        SpecEncoding::Nfd => {
            let decomposed = |text: &str| text.nfd().collect::<String>();
            portal.file(&decomposed(path), &decomposed(text))
        }
    }
}

fn set_option(portal: TestPortal, line: &str) -> TestPortal {
    match line.split_once(' ').unwrap_or((line, "")) {
        ("drafts", "") => portal.with_drafts(),
        ("keep-going", "") => portal.keep_going(),
        ("check", "") => portal,
        ("today", day) => portal.today(day),
        ("base-url", address) => portal.base_url(address),
        _ => panic!("there is no option {line:?}"),
    }
}

/// Checks one expectation; the error is what was found instead.
fn check_block(portal: &TestPortal, block: &SpecBlock) -> Result<(), String> {
    let found = match &block.kind {
        SpecBlockKind::Page(address, PagePart::Contains) => {
            return check_contained_lines(block, &page_of(portal, address), true);
        }
        SpecBlockKind::Page(address, PagePart::Lacks) => {
            return check_contained_lines(block, &page_of(portal, address), false);
        }
        SpecBlockKind::Exists(expected) => return check_existence(portal, block, *expected),
        SpecBlockKind::Page(address, part) => page_part(portal, address, *part)?,
        SpecBlockKind::Faults => joined_lines(portal.report().faults.iter().map(fault_line)),
        SpecBlockKind::Messages => portal.messages(),
        SpecBlockKind::SiteFiles => joined_lines(plain_names(portal)),
        SpecBlockKind::File(..)
        | SpecBlockKind::Picture(..)
        | SpecBlockKind::Settings
        | SpecBlockKind::Options => return Ok(()),
    };
    if found.trim_end() == block.text.trim_end() { Ok(()) } else { Err(found) }
}

/// A page, in which the files of the theme have the names that the theme gives them.
fn page_of(portal: &TestPortal, address: &str) -> String {
    without_digests(&portal.page(address))
}

fn plain_names(portal: &TestPortal) -> impl Iterator<Item = String> {
    portal.site_files().into_keys().map(|path| without_digests(&path))
}

fn joined_lines(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().fold(String::new(), |all, item| all + &item + "\n")
}

fn page_part(portal: &TestPortal, address: &str, part: PagePart) -> Result<String, String> {
    let page = page_of(portal, address);
    let body = html::inner_by_attribute(&page, "data-niemyet", "body");
    Ok(match part {
        PagePart::Whole => page.clone(),
        PagePart::Body => body.ok_or("the page has no body")?.trim().to_owned(),
        PagePart::Links => joined_lines(html::addresses(body.ok_or("the page has no body")?)),
        PagePart::Facts => facts(&page).ok_or("the page has no facts")?,
        _ => {
            let main = html::inner_by_name(&page, "main").ok_or("the page has no <main>")?;
            let breadcrumbs =
                html::inner_by_attribute(main, "class", "breadcrumbs").unwrap_or_default();
            let rest = main.replace(breadcrumbs, "").replace(body.unwrap_or_default(), "");
            joined_lines(html::addresses(&rest))
        }
    })
}

/// The facts of an entry as lines of `name: value`.
fn facts(page: &str) -> Option<String> {
    let facts = html::inner_by_attribute(page, "data-niemyet", "facts")?;
    let names = html::element_texts(facts, "dt").into_iter();
    let pairs = names.zip(html::element_texts(facts, "dd"));
    Some(joined_lines(pairs.map(|(name, value)| format!("{name}: {value}"))))
}

fn check_contained_lines(block: &SpecBlock, page: &str, expected: bool) -> Result<(), String> {
    let mut lines = block.text.lines().filter(|line| !line.is_empty()).peekable();
    if lines.peek().is_none() {
        return Err("nothing is expected".to_owned());
    }
    let wrong: Vec<&str> = lines.filter(|line| page.contains(line) != expected).collect();
    match (wrong.is_empty(), expected) {
        (true, _) => Ok(()),
        (false, true) => {
            let main = html::inner_by_name(page, "main").unwrap_or(page);
            Err(format!("these are missing: {wrong:#?}\n{main}"))
        }
        (false, false) => Err(format!("these are there: {wrong:#?}")),
    }
}

fn check_existence(portal: &TestPortal, block: &SpecBlock, expected: bool) -> Result<(), String> {
    let mut addresses = block.text.lines().peekable();
    if addresses.peek().is_none() {
        return Err("nothing is expected".to_owned());
    }
    let wrong: Vec<&str> = addresses.filter(|address| portal.has(address) != expected).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{wrong:#?}\nthe site:\n{}\n{}",
        joined_lines(portal.site_files().into_keys()),
        portal.messages()
    ))
}
