//! The rules of the tables of faults, and the list of their codes, `docs/ma-loi.md`, which is generated from them.
//!
//! `UPDATE=1 cargo test --lib fault_codes` writes the list; without `UPDATE`, the test fails if it is stale.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{ALL, rule_of};
use crate::diagnostic::{Consequence, FaultKind, Language, Place, Severity, format};

const UPDATE_COMMAND: &str = "UPDATE=1 cargo test --lib fault_codes";

const INTRO: &str = "\
# Mã thông báo

Mỗi loại thông báo có một mã, không đổi theo ngôn ngữ; `--format json` ghi mã ở `code`. Cách đọc thông báo:
[Thông báo](thong-bao.md). Chỗ có dấu … là tên, số hoặc chữ đã viết trong tệp. Góp ý có thêm điều luật hoặc kinh nghiệm
mà nó theo, và [bỏ qua được](gop-y.md).

| Mã | Mức | Nghĩa | Theo |
|---|---|---|---|
";

#[test]
fn fault_codes_are_kebab_case_and_stand_for_one_meaning() {
    let kinds = ALL.concat();
    let mut codes = BTreeSet::new();
    for same_code in kinds.chunk_by(|a, b| a.code == b.code) {
        let FaultKind { code, consequence, .. } = same_code[0];
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        assert!(code.split('-').all(is_word), "{code} is not in kebab-case");
        assert!(codes.insert(code), "{code} is declared in two places");
        assert!(same_code.iter().all(|kind| kind.consequence == consequence), "{code}");
    }
    assert!(codes.len() > 90, "the tables are complete");
}

#[test]
fn advice_and_nothing_else_has_the_source_of_its_rule() {
    let mut kinds = ALL.concat();
    kinds.sort_by_key(|kind| kind.code);
    for same_code in kinds.chunk_by(|a, b| a.code == b.code) {
        let is_advice = same_code.iter().any(|kind| kind.severity == Severity::Advice);
        let rules = same_code.iter().filter(|kind| kind.rule.is_some()).count();
        assert_eq!(rules, usize::from(is_advice), "{}", same_code[0].code);
    }
}

#[test]
fn the_page_on_advice_explains_every_lint() {
    let page = include_str!("../../../docs/gop-y.md");
    let advice = super::lint::ALL.iter().filter(|kind| kind.severity == Severity::Advice);
    let missing: Vec<&str> =
        advice.map(|kind| kind.code).filter(|code| !page.contains(&format!("`{code}`"))).collect();
    assert!(missing.is_empty(), "docs/gop-y.md lacks {missing:?}");
}

#[test]
fn only_advice_can_be_ignored() {
    let code = |ignored| {
        let fault = super::unignorable_code(Place::file("a.md"), ignored, true);
        fault.map(|fault| (fault.code.into_owned(), fault.hints.into_iter().next().map(|h| h.vi)))
    };
    assert_eq!(code("scan-only"), None);
    let near = Some("có phải ý bạn là «scan-only»?".to_owned());
    assert_eq!(code("scan-ony"), Some(("unknown-ignored-code".to_owned(), near)));
    assert!(code("bad-date").is_some_and(|(code, _)| code == "cannot-ignore"));
    let of_portal = Some("ghi mã này ở dòng «bỏ qua» của portal.yaml".to_owned());
    assert_eq!(code("unused-file"), Some(("cannot-ignore".to_owned(), of_portal)));
    assert!(super::unignorable_code(Place::file("portal.yaml"), "unused-file", false).is_none());
}

#[test]
fn the_list_of_fault_codes_is_up_to_date() {
    let mut text = INTRO.to_owned();
    let mut kinds = ALL.concat();
    kinds.sort_by_key(|kind| kind.code);
    for same_code in kinds.chunk_by(|a, b| a.code == b.code) {
        let mut severities: Vec<&str> = same_code.iter().map(severity).collect();
        let mut meanings: Vec<String> = same_code.iter().map(meaning).collect();
        severities.dedup();
        meanings.dedup();
        let (severities, meanings) = (severities.join(", "), meanings.join("; "));
        let code = same_code[0].code;
        let rule = rule_of(code).map(|rule| rule.vi).unwrap_or_default();
        let _ = writeln!(text, "| `{code}` | {severities} | {meanings} | {rule} |");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ma-loi.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &text).expect("the document can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "docs/ma-loi.md is stale: {UPDATE_COMMAND}");
}

fn severity(kind: &FaultKind) -> &'static str {
    match kind.consequence {
        Consequence::StopsKeepGoing => "lỗi, dừng cả `--keep-going`",
        Consequence::None
        | Consequence::HidesMetadata
        | Consequence::SaidOnce
        | Consequence::ConcernsPortal => format::severity_name(kind.severity, Language::Vietnamese),
    }
}

/// The message in Markdown, with … for each value.
fn meaning(kind: &FaultKind) -> String {
    let escaped = kind.message.replace("{{", "\0").replace("}}", "\x01");
    let parts = escaped.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    let text = parts.collect::<Vec<_>>().join("…");
    let text = text.replace("……", "…");
    text.replace('\0', "{").replace('\x01', "}").replace('<', "\\<").replace('*', "\\*")
}
