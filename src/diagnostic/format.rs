//! Formats of a fault: text for people, JSON for tools, and GitHub annotations.
//!
//! Pure: `cli` prints the result. Carets are aligned in terminal columns, so that they fit under Vietnamese in every
//! Unicode form.

use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{Diagnostic, Language, Place, Severity};

/// Returns the name of a severity for display.
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

/// Formats a fault for people: place and message, the line, carets and the repair.
pub fn human(fault: &Diagnostic, language: Language) -> String {
    let mut output = String::new();
    let severity = severity_name(fault.severity, language);
    let message = fault.message.in_language(language);
    // Writing to a String cannot fail.
    let _ = writeln!(output, "{}: {severity}: {message}", location(&fault.place));
    let repair = fault.repair.as_ref().map_or("", |text| text.in_language(language));
    if fault.place.line == 0 {
        if !repair.is_empty() {
            let _ = writeln!(output, "    {repair}");
        }
    } else {
        write_excerpt(&mut output, &fault.place, repair);
    }
    if let Some(other) = &fault.other_place {
        let label = match language {
            Language::Vietnamese => "chỗ kia",
            Language::English => "the other place",
        };
        let _ = writeln!(output, "  {label}: {}", location(other));
        if other.line != 0 {
            write_excerpt(&mut output, other, "");
        }
    }
    output
}

fn location(place: &Place) -> String {
    if place.line == 0 {
        place.file.to_string()
    } else {
        format!("{}:{}:{}", place.file, place.line, place.column)
    }
}

fn write_excerpt(output: &mut String, place: &Place, repair: &str) {
    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    let head = if place.excerpt_start > 0 { "…" } else { "" };
    let line = place.excerpt.replace('\t', "→");
    let before = (place.column - 1).saturating_sub(place.excerpt_start) as usize;
    let lead: String = line.chars().take(before).collect();
    let marked: String = line.chars().skip(before).take(place.width as usize).collect();
    let indent = " ".repeat(head.width() + lead.width());
    let carets = "^".repeat(marked.width().max(1));
    let _ = writeln!(output, "  {number} | {head}{}", line.trim_end());
    let _ = writeln!(output, "  {gutter} | {indent}{carets} {repair}");
    let trimmed = output.trim_end().len();
    output.truncate(trimmed);
    output.push('\n');
}

/// Formats a fault as a JSON object with both languages.
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
    fn human_format_has_place_line_carets_and_repair() {
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
    fn json_has_both_languages() {
        let value = json(&fault());
        assert_eq!(value["place"]["line"], 2);
        assert_eq!(value["severity"], "error");
        assert!(value["message"]["vi"].as_str().is_some_and(|m| m.contains("ngày")));
    }
}
