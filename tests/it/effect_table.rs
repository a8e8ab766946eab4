//! The truth table of effect at the top of `tests/spec/effect.md`: each row is a document, and what its page says.
//!
//! All rows are documents of one portal. The last column is the line under the title, with a sign where `check` warns
//! of the status or advises on the date. `UPDATE=1` rewrites that column.

use std::fs;
use std::path::Path;

use crate::html;
use crate::test_portal::TestPortal;

const COLUMNS: usize = 6;

/// The cells of a row; the rows of the table are those that begin with a type of document.
fn cells(line: &str) -> Option<Vec<&str>> {
    let cells = line.strip_prefix("| ")?.strip_suffix('|')?;
    let cells: Vec<&str> = cells.split('|').map(str::trim).collect();
    (cells.len() == COLUMNS && cells[0] != "Thể loại").then_some(cells)
}

/// Adds the document of a row, and those that act on it.
fn add_documents(portal: TestPortal, at: usize, cells: &[&str]) -> TestPortal {
    let keys = ["thể loại", "ngày hiệu lực", "ngày hết hiệu lực", "tình trạng"];
    let lines = keys.iter().zip(cells).filter(|(_, value)| !value.is_empty());
    let lines: String = lines.map(|(key, value)| format!("{key}: {value}\n")).collect();
    let portal = portal.file(
        &format!("content/van-ban/{at}.md"),
        &format!("---\ntiêu đề: Dòng {at}\n{lines}---\n"),
    );
    let acts = cells[4].split("; ").filter(|act| !act.is_empty()).enumerate();
    acts.fold(portal, |portal, (nth, act)| add_act(portal, (at, nth), act))
}

/// Adds a document that acts on that of a row: `bãi bỏ, phần: Điều 5, 01/3/2024, 01/3/2027`.
fn add_act(portal: TestPortal, (at, nth): (usize, usize), act: &str) -> TestPortal {
    let mut parts = act.split(", ").peekable();
    let relation = parts.next().expect("an act begins with its relation");
    let extent = parts.next_if(|part| part.contains(':')).map(|part| format!(", {part}"));
    let days = ["ngày hiệu lực", "ngày hết hiệu lực"].iter().zip(parts);
    let days: String = days.map(|(key, day)| format!("{key}: {day}\n")).collect();
    let title = ["văn bản kia", "văn bản khác"][nth];
    let target = format!("{{path: /van-ban/{at}/{}}}", extent.unwrap_or_default());
    portal.file(
        &format!("content/van-ban/kia/{at}-{nth}.md"),
        &format!("---\ntiêu đề: {title}\nthể loại: Quyết định\n{days}{relation}: {target}\n---\n"),
    )
}

/// What a page says under its title: the paragraphs, separated by spaces; a dash if there are none.
fn said(page: &str) -> String {
    let (_, after_title) = page.split_once("</h1>").expect("a page has a title");
    let line = after_title
        .starts_with("<section class=\"effect\"")
        .then(|| html::inner_by_attribute(after_title, "class", "effect"))
        .flatten();
    line.map_or("–".to_owned(), |line| html::element_texts(line, "p").join(" "))
}

#[test]
fn the_table_of_effect_holds() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec/effect.md");
    let text = fs::read_to_string(&path).expect("the spec can be read");
    let rows: Vec<(&str, Vec<&str>)> =
        text.lines().filter_map(|line| Some((line, cells(line)?))).collect();
    assert!(rows.len() > 40, "the table is found");
    let portal = rows
        .iter()
        .enumerate()
        .fold(TestPortal::new(), |portal, (at, (_, cells))| add_documents(portal, at, cells));
    let portal = portal.check();
    let faults = portal.faults();
    let portal = portal.build();
    let mut expected = text.clone();
    for (at, (line, cells)) in rows.iter().enumerate() {
        let place = format!("content/van-ban/{at}.md:");
        let has = |code: &str| {
            faults.iter().any(|fault| fault.starts_with(&place) && fault.contains(code))
        };
        let mut found = said(&portal.page(&format!("/van-ban/{at}/")));
        let is_warned = has(" warning status-") || has(" warning end-against-relation");
        found += if is_warned { " ⚠" } else { "" };
        found += if has("no-effective-date") || has("unclear-effect") { " ✎" } else { "" };
        let row = [&cells[..COLUMNS - 1], &[found.as_str()]].concat().join(" | ");
        expected = expected.replacen(line, &format!("| {row} |"), 1);
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &expected).expect("the spec can be rewritten");
    } else {
        assert_eq!(text, expected);
    }
}
