//! Mistakes with the repair that the message offers: followed to the letter, it mends.
//!
//! Each row goes into its own entry of one portal, or into its own settings. The test finds the fault at the mark and
//! the offered repair in its hints, follows it and builds again, which must find nothing.
//!
//! **Invariant.** A row without the mended text is repaired by the test alone: the words that the message quotes take
//! the place of those that it marks.

use std::collections::BTreeMap;

use niemyet::diagnostic::{Diagnostic, Language};

use super::entry_repairs::{DATES, IN_DOCUMENTS, IN_NEWS, KEYS, YAML};
use super::settings_repairs::SETTINGS;
use super::{expected_fault, replace_once};
use crate::test_portal::{TestPortal, fault_line, is_error_or_warning};

/// A text, its faulty replacement, the expected fault, a part of the offered repair, and the replacement after it was
/// followed; empty if it follows from the message.
pub(super) type Repaired = (&'static str, &'static str, &'static str, &'static str, &'static str);

const DOCUMENT: &str = "---\ntiêu đề: Báo cáo về cây phi lao\nsố hiệu: 100/BC-UBND\n\
    ngày ban hành: 24/9/2014\ntrích yếu: Kết quả trồng rừng\nngười ký: Võ Thị Sóng\nngày đăng: 25/9/2014\n---\nNội dung.\n";
const NEWS: &str = "---\ntiêu đề: Hội thi kéo co\ntóm tắt: Tám đội kéo co bên bến tàu.\nngày đăng: 02/5/2016\n\
    mô tả ảnh: Hai đội kéo co\n---\nNội dung.\n";

/// A file with a mistake.
struct Case {
    text: String,
    mended: String,
    fault: String,
    hint: &'static str,
}

fn without_mark(text: &str) -> String {
    text.replace(super::MARK, "")
}

fn case(path: &str, base: &str, (from, to, fault, hint, mended): &Repaired) -> Case {
    let marked = replace_once(base, from, to);
    let mended = if mended.is_empty() { String::new() } else { replace_once(base, from, mended) };
    Case { fault: expected_fault(path, &marked, fault), text: without_mark(&marked), mended, hint }
}

/// Follows the repair in a hint: what it quotes, or says after a colon, replaces what the fault marks.
#[track_caller]
fn follow(text: &str, fault: &Diagnostic, hint: &str) -> String {
    let quoted =
        hint.rsplit_once('«').and_then(|(_, rest)| rest.split_once('»')).map(|(word, _)| word);
    let after_colon = hint.split_once(": ").map(|(_, rest)| rest);
    let words = quoted.or(after_colon).unwrap_or_else(|| panic!("{hint:?} quotes nothing"));
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let line = &mut lines[fault.place.line as usize - 1];
    let (from, width) = (fault.place.column as usize - 1, fault.place.width as usize);
    let before: String = line.chars().take(from).collect();
    let after: String = line.chars().skip(from + width).collect();
    *line = format!("{before}{words}{after}");
    lines.join("\n")
}

/// Asserts that each file has its fault and no other, with the repair; returns the mended files.
#[track_caller]
fn assert_repairs(portal: &TestPortal, cases: &BTreeMap<String, Case>) -> BTreeMap<String, String> {
    let report = portal.report();
    let mut mended = BTreeMap::new();
    let mut failures = Vec::new();
    for (path, case) in cases {
        let faults = report.faults.iter().filter(|fault| is_error_or_warning(fault));
        let faults: Vec<&Diagnostic> = faults.filter(|fault| *fault.place.file == **path).collect();
        let lines: Vec<String> = faults.iter().map(|fault| fault_line(fault)).collect();
        let hints = faults.iter().flat_map(|fault| &fault.hints);
        let hints: Vec<&str> = hints.map(|hint| hint.in_language(Language::Vietnamese)).collect();
        match hints.iter().find(|hint| hint.contains(case.hint)) {
            Some(hint) if lines == [case.fault.clone()] => {
                let text = if case.mended.is_empty() {
                    follow(&case.text, faults[0], hint)
                } else {
                    case.mended.clone()
                };
                mended.insert(path.clone(), text);
            }
            _ => failures.push(format!(
                "{}expected {} with {:?}, found {lines:?} with {hints:?}",
                case.text, case.fault, case.hint
            )),
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n\n"));
    mended
}

fn with_files(portal: TestPortal, files: BTreeMap<String, String>) -> TestPortal {
    files.into_iter().fold(portal, |portal, (path, text)| portal.file(&path, &text))
}

#[test]
fn each_repair_of_an_entry_followed_to_the_letter_mends() {
    let mut cases = BTreeMap::new();
    let tables =
        [(DOCUMENT, "van-ban", KEYS), (DOCUMENT, "van-ban", DATES), (DOCUMENT, "van-ban", YAML)];
    let others = [(DOCUMENT, "van-ban", IN_DOCUMENTS), (NEWS, "tin-tuc", IN_NEWS)];
    for (base, folder, table) in tables.into_iter().chain(others) {
        for row in table {
            let number = 101 + cases.len();
            let path = format!("content/{folder}/a{number}.md");
            let base = base.replace("100/BC-UBND", &format!("{number}/BC-UBND"));
            cases.insert(path.clone(), case(&path, &base, row));
        }
    }
    let portal = TestPortal::new().file("content/van-ban/b.txt", "Biểu số liệu\n").file(
        "content/tin-tuc/keo-co.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"/>",
    );
    let texts = cases.iter().map(|(path, case)| (path.clone(), case.text.clone())).collect();
    let portal = with_files(portal, texts).check();
    let mended = assert_repairs(&portal, &cases);
    with_files(portal, mended).build().assert_clean();
}

#[test]
fn each_repair_of_the_settings_followed_to_the_letter_mends() {
    const PATH: &str = "portal.yaml";
    for row in SETTINGS {
        let case = case(PATH, crate::test_portal::SETTINGS, row);
        let portal = TestPortal::new().file(PATH, &case.text).check();
        let mended = assert_repairs(&portal, &BTreeMap::from([(PATH.to_owned(), case)]));
        with_files(portal, mended).build().assert_clean();
    }
}

#[test]
fn a_hundred_and_twenty_repairs_are_tried() {
    let tables = [KEYS, DATES, YAML, IN_DOCUMENTS, IN_NEWS, SETTINGS];
    let count: usize = tables.map(<[Repaired]>::len).iter().sum();
    assert!(count >= 120, "{count} repairs");
}
