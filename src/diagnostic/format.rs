//! The shapes a fault is shown in: for people, for tools (JSON) and for GitHub's annotations.
//!
//! Pure: the text is made here and printed by `cli`. Carets stand under the words meant, measured in terminal
//! columns, so that they fit under Vietnamese whether composed or not.

use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{Diagnostic, Language, Place, Severity};

/// Names a severity as it is shown.
pub fn severity_name(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Error, Language::Vietnamese) => "lỗi",
        (Severity::Warning, Language::Vietnamese) => "cảnh báo",
        (Severity::Advice, Language::Vietnamese) => "góp ý",
        (Severity::Error, Language::English) => "error",
        (Severity::Warning, Language::English) => "warning",
        (Severity::Advice, Language::English) => "advice",
    }
}

/// Shows a fault to a person: place and message, the line, carets and the repair.
pub fn human(fault: &Diagnostic, language: Language) -> String {
    let mut shown = String::new();
    let severity = severity_name(fault.severity, language);
    let message = fault.message.in_language(language);
    // Writing to a String cannot fail.
    let _ = writeln!(shown, "{}: {severity}: {message}", location(&fault.place));
    let repair = fault.repair.as_ref().map_or("", |wording| wording.in_language(language));
    if fault.place.line == 0 {
        if !repair.is_empty() {
            let _ = writeln!(shown, "    {repair}");
        }
    } else {
        write_excerpt(&mut shown, &fault.place, repair);
    }
    if let Some(other) = &fault.other_place {
        let label = match language {
            Language::Vietnamese => "chỗ kia",
            Language::English => "the other place",
        };
        let _ = writeln!(shown, "  {label}: {}", location(other));
        if other.line != 0 {
            write_excerpt(&mut shown, other, "");
        }
    }
    shown
}

fn location(place: &Place) -> String {
    if place.line == 0 {
        place.file.to_string()
    } else {
        format!("{}:{}:{}", place.file, place.line, place.column)
    }
}

fn write_excerpt(shown: &mut String, place: &Place, repair: &str) {
    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    let head = if place.excerpt_start > 0 { "…" } else { "" };
    let line = place.excerpt.replace('\t', "→");
    let before = (place.column - 1).saturating_sub(place.excerpt_start) as usize;
    let lead: String = line.chars().take(before).collect();
    let meant: String = line.chars().skip(before).take(place.width as usize).collect();
    let indent = " ".repeat(head.width() + lead.width());
    let carets = "^".repeat(meant.width().max(1));
    let _ = writeln!(shown, "  {number} | {head}{}", line.trim_end());
    let _ = writeln!(shown, "  {gutter} | {indent}{carets} {repair}");
    let trimmed = shown.trim_end().len();
    shown.truncate(trimmed);
    shown.push('\n');
}

/// Shows a fault as a JSON object; both languages are in it.
pub fn json(fault: &Diagnostic) -> Value {
    let place = |place: &Place| {
        json!({
            "file": &*place.file,
            "line": (place.line > 0).then_some(place.line),
            "column": (place.line > 0).then_some(place.column),
            "width": (place.line > 0).then_some(place.width),
            "source": (place.line > 0).then_some(&*place.excerpt),
        })
    };
    json!({
        "severity": severity_name(fault.severity, Language::English),
        "code": fault.code,
        "place": place(&fault.place),
        "message": {"vi": fault.message.vi, "en": fault.message.en},
        "repair": fault.repair.as_ref().map(|r| json!({"vi": r.vi, "en": r.en})),
        "other": fault.other_place.as_ref().map(place),
    })
}

/// Shows a fault as a GitHub workflow command, which marks the line in a pull request.
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
    let mut message = fault.message.in_language(language).to_owned();
    if let Some(repair) = &fault.repair {
        let _ = write!(message, "\n{}", repair.in_language(language));
    }
    format!("::{level} {properties}::{}", escape_data(&message))
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
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
        )
    }

    #[test]
    fn a_person_sees_place_line_carets_and_repair() {
        let expected = "content/85.md:2:16: lỗi: \"30/2/2014\" không phải là ngày có thật\n  \
                        2 | ngày ban hành: 30/2/2014\n    \
                        |                ^^^^^^^^^ tháng 2 năm 2014 có 28 ngày\n";
        assert_eq!(human(&fault(), Language::Vietnamese), expected);
    }

    #[test]
    fn github_gets_an_annotation() {
        let shown = github(&fault(), Language::English);
        assert!(shown.starts_with("::error file=content/85.md,line=2,col=16,endColumn=25::"));
    }

    #[test]
    fn json_holds_both_languages() {
        let value = json(&fault());
        assert_eq!(value["place"]["line"], 2);
        assert_eq!(value["severity"], "error");
        assert!(value["message"]["vi"].as_str().is_some_and(|m| m.contains("ngày")));
    }
}
