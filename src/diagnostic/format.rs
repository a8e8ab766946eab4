//! Formats of a fault: text for people, JSON for tools, and GitHub annotations.
//!
//! Pure: `cli` prints the result. Carets are aligned in terminal columns, so that they fit under Vietnamese in every
//! Unicode form.

use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

pub use super::fault::severity_name;
use super::fault::{Diagnostic, Severity};
use super::faults;
use super::language::{BilingualText, Language};
use super::place::Place;
use super::printable::{printable, printable_lines};

/// Formats a fault for people: place and message, the line, carets, a line for each hint, and the rule with the code of
/// advice.
pub fn human(fault: &Diagnostic, language: Language) -> String {
    let mut output = String::new();
    let severity = severity_name(fault.severity, language);
    let message = printable(fault.message.in_language(language));
    // Writing to a String cannot fail.
    let _ = writeln!(output, "{}: {severity}: {message}", location(&fault.place));
    let hints = hints_in(fault, language);
    if fault.place.line == 0 {
        for hint in hints {
            let _ = writeln!(output, "    {}", printable(hint));
        }
    } else {
        write_excerpt(&mut output, &fault.place, &hints);
    }
    if let Some(other) = &fault.other_place {
        let label = match language {
            Language::Vietnamese => "chỗ kia",
            Language::English => "the other place",
        };
        let _ = writeln!(output, "  {label}: {}", location(other));
        if other.line != 0 {
            write_excerpt(&mut output, other, &[]);
        }
    }
    if let Some(rule) = rule(fault) {
        let label = if language == Language::Vietnamese { "theo" } else { "by" };
        let _ = writeln!(output, "  {label}: {} [{}]", rule.in_language(language), fault.code);
    }
    output
}

/// Returns the source of the rule that advice follows.
fn rule(fault: &Diagnostic) -> Option<BilingualText> {
    (fault.severity == Severity::Advice).then(|| faults::rule_of(&fault.code)).flatten()
}

fn location(place: &Place) -> String {
    if place.line == 0 {
        printable(&place.file).into_owned()
    } else {
        format!("{}:{}:{}", printable(&place.file), place.line, place.column)
    }
}

/// Returns what stands for the start of the line if the excerpt lacks it.
fn excerpt_head(place: &Place) -> &'static str {
    if place.excerpt_start > 0 { "…" } else { "" }
}

/// Writes the line of a place and carets below it, with the first hint beside the carets and the others below it.
fn write_excerpt(output: &mut String, place: &Place, hints: &[&str]) {
    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    let head = excerpt_head(place);
    let line = place.excerpt.replace('\t', "→");
    let before = (place.column - 1).saturating_sub(place.excerpt_start) as usize;
    let shown = |from: usize, count: usize| -> String {
        let part: String = line.chars().skip(from).take(count).collect();
        printable(&part).into_owned()
    };
    let (lead, marked) = (shown(0, before), shown(before, place.width as usize));
    let indent = " ".repeat(head.width() + lead.width());
    let width = marked.width().max(1);
    let _ = writeln!(output, "  {number} | {head}{}", printable(line.trim_end()));
    let margin = format!("\n  {gutter} | {indent}{} ", " ".repeat(width));
    let hints: Vec<_> = hints.iter().map(|hint| printable(hint)).collect();
    let marks = format!("  {gutter} | {indent}{} {}", "^".repeat(width), hints.join(&margin));
    let _ = writeln!(output, "{}", marks.trim_end());
}

fn hints_in(fault: &Diagnostic, language: Language) -> Vec<&str> {
    fault.hints.iter().map(|hint| hint.in_language(language)).collect()
}

/// Formats a fault as a JSON object with both languages; `repair` has all hints in one text, or is null.
pub fn json(fault: &Diagnostic) -> Value {
    let place = |place: &Place| {
        json!({
            "file": &*place.file,
            "line": (place.line > 0).then_some(place.line),
            "column": (place.line > 0).then_some(place.column),
            "width": (place.line > 0).then_some(place.width),
            "source": (place.line > 0).then(|| format!("{}{}", excerpt_head(place), place.excerpt)),
        })
    };
    let text = |text: &BilingualText| json!({"vi": text.vi, "en": text.en});
    let [vi, en] = [Language::Vietnamese, Language::English]
        .map(|language| hints_in(fault, language).join("; "));
    json!({
        "severity": severity_name(fault.severity, Language::English),
        "code": fault.code,
        "place": place(&fault.place),
        "message": text(&fault.message),
        "repair": (!fault.hints.is_empty()).then(|| json!({"vi": vi, "en": en})),
        "hints": fault.hints.iter().map(text).collect::<Vec<_>>(),
        "rule": rule(fault).as_ref().map(text),
        "other": fault.other_place.as_ref().map(place),
    })
}

/// Formats a fault as a GitHub workflow command, which annotates the line in a pull request.
pub fn github(fault: &Diagnostic, language: Language) -> String {
    let level = match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let place = &fault.place;
    let mut properties = format!("file={}", escape_property(&place.file));
    if place.line > 0 {
        let end = place.column + place.width;
        let _ = write!(properties, ",line={},col={},endColumn={end}", place.line, place.column);
    }
    let mut lines = vec![fault.message.in_language(language)];
    lines.extend(hints_in(fault, language));
    let rule = rule(fault).map(|rule| format!("{} [{}]", rule.in_language(language), fault.code));
    lines.extend(rule.as_deref());
    format!("::{level} {properties}::{}", escape_data(&lines.join("\n")))
}

/// Escapes the text of a command. Of its control characters only line breaks stay.
fn escape_data(text: &str) -> String {
    printable_lines(text).replace('%', "%25").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(&printable(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{SourceText, faults};
    use crate::vietnamese::date::DateError;

    fn fault() -> Diagnostic {
        let text = SourceText::new("content/85.md", "---\nngày ban hành: 30/2/2014\n".to_owned());
        let at = text.as_str().find("30/2").expect("the date is in the text");
        faults::bad_date(
            text.place(at..at + 9),
            "30/2/2014",
            &DateError::NoSuchDay { year: 2014, month: 2, days: 28 },
            None,
        )
    }

    #[test]
    fn human_format_has_place_line_carets_and_repair() {
        let expected = "content/85.md:2:16: lỗi: \"30/2/2014\" không phải là ngày có thật\n  \
                        2 | ngày ban hành: 30/2/2014\n    \
                        |                ^^^^^^^^^ tháng 2 năm 2014 có 28 ngày\n";
        assert_eq!(human(&fault(), Language::Vietnamese), expected);
    }

    #[test]
    fn each_hint_has_a_line_of_its_own() {
        let text = SourceText::new("content/a.md", "---\nngày đăng: 1/1/2030\n".to_owned());
        let at = text.as_str().find("1/1").expect("the date is in the text");
        let fault = faults::posted_in_future(text.place(at..at + 8), "1/1/2030");
        let lines = |shown: &str| shown.lines().skip(2).map(str::to_owned).collect::<Vec<_>>();
        let expected = [
            "    |            ^^^^^^^^ muốn đăng vào ngày đó thì dùng «hẹn đăng: …»",
            "    |                     nếu gõ nhầm thì sửa ngày",
        ];
        assert_eq!(lines(&human(&fault, Language::Vietnamese)), expected);
        let whole_file = faults::internal_error(Place::file("content"));
        assert_eq!(human(&whole_file, Language::English).lines().count(), 3);
        let shown = github(&fault, Language::English);
        assert!(shown.ends_with("«publish_at: …»%0Aif it is a slip, mend the day"), "{shown}");
        let value = json(&fault);
        assert_eq!(value["hints"][1]["vi"], "nếu gõ nhầm thì sửa ngày");
        let repair = "to post it on that day use «publish_at: …»; if it is a slip, mend the day";
        assert_eq!(value["repair"]["en"], repair);
    }

    #[test]
    fn github_gets_an_annotation() {
        let shown = github(&fault(), Language::English);
        assert!(shown.starts_with("::error file=content/85.md,line=2,col=16,endColumn=25::"));
    }

    #[test]
    fn json_has_both_languages() {
        let value = json(&fault());
        assert_eq!(value["place"]["line"], 2);
        assert_eq!(value["severity"], "error");
        assert!(value["message"]["vi"].as_str().is_some_and(|m| m.contains("ngày")));
    }
}
