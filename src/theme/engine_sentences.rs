//! The sentences of the template engine in both languages, with the nearest name where one is unknown.
//!
//! A sentence that is not in the table is shown as the engine wrote it. The functions and filters of the product report
//! their faults by sentences of the same form, since the engine passes on nothing but a text.

use crate::diagnostic::{Diagnostic, Place, faults};
use crate::vietnamese::nearest::nearest;

/// The names among which the nearest to an unknown one is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TemplateNameKind {
    Filter,
    Test,
    Function,
    Component,
    Template,
}

/// The sentences, in blocks of three lines: that of the engine, in which `{}` is any text, and its forms in Vietnamese
/// and in English, in which `{0}` and `{1}` are these texts.
const SENTENCES: &str = include_str!("engine_sentences.txt");

/// The sentences about an unknown name. The others that name one end with those that are known.
const UNKNOWN_NAMES: [(&str, TemplateNameKind); 5] = [
    ("Unknown filter `{}`", TemplateNameKind::Filter),
    ("Unknown test `{}`", TemplateNameKind::Test),
    ("Unknown function `{}`", TemplateNameKind::Function),
    ("Unknown component `{}`", TemplateNameKind::Component),
    ("Unknown template `{}`", TemplateNameKind::Template),
];

/// What comes before the last text of a sentence that lists the known names.
const LIST: &str = " Available ";

/// The engine's words for types and parts of the language, in Vietnamese.
const WORDS: [(&str, &str); 11] = [
    ("identifier", "một tên"),
    ("string", "chữ"),
    ("integer", "số nguyên"),
    ("float", "số thập phân"),
    ("number", "số"),
    ("bool", "giá trị đúng/sai"),
    ("array", "danh sách"),
    ("map", "bảng khoá"),
    ("none", "giá trị rỗng"),
    ("undefined", "giá trị không có"),
    ("content", "chữ của trang"),
];

/// Reports a sentence of the engine; `names` are the known names of a kind.
pub(super) fn fault<'n>(
    place: Place,
    sentence: &str,
    names: &dyn Fn(TemplateNameKind) -> Vec<&'n str>,
) -> Diagnostic {
    for [pattern, vietnamese, english] in sentences() {
        let Some(texts) = match_pattern(pattern, sentence) else { continue };
        let kind = UNKNOWN_NAMES.iter().find(|(unknown, _)| *unknown == pattern);
        let near = match (texts.first(), texts.last()) {
            (Some(unknown), Some(known)) if pattern.contains(LIST) => {
                nearest(unknown, known.split(", "))
            }
            (Some(unknown), _) => kind.and_then(|(_, kind)| nearest(unknown, names(*kind))),
            _ => None,
        };
        let in_vietnamese: Vec<&str> = texts.iter().map(|text| word(text)).collect();
        let quoted = fill(vietnamese, "«»", &texts);
        let mut vietnamese = fill(&quoted, "", &in_vietnamese);
        let mut english = fill(english, "", &texts);
        if let Some(known) = texts.last().filter(|_| near.is_none() && pattern.contains(LIST)) {
            vietnamese += &format!("; có: {known}");
            english += &format!("; there are: {known}");
        }
        return faults::template_error(place, &vietnamese, &english, near);
    }
    faults::template_error(place, sentence, sentence, None)
}

/// Lists the sentences with their forms in Vietnamese and in English.
fn sentences() -> impl Iterator<Item = [&'static str; 3]> {
    let blocks = SENTENCES.split("\n\n").skip(1);
    blocks.filter_map(|block| <[&str; 3]>::try_from(block.lines().collect::<Vec<_>>()).ok())
}

/// Returns the texts that stand for the `{}` of a pattern in a sentence; `None` if the sentence does not match.
fn match_pattern<'s>(pattern: &str, sentence: &'s str) -> Option<Vec<&'s str>> {
    let mut parts = pattern.split("{}");
    let mut rest = sentence.trim_end().strip_prefix(parts.next()?)?;
    let mut texts = Vec::new();
    for part in parts {
        let at = if part.is_empty() { rest.len() } else { rest.find(part)? };
        texts.push(&rest[..at]);
        rest = &rest[at + part.len()..];
    }
    rest.is_empty().then_some(texts)
}

/// Fills the texts into a form, where they stand in these quotation marks.
fn fill(form: &str, marks: &str, texts: &[&str]) -> String {
    let (before, after) = marks.split_at(marks.len() / 2);
    let filled = texts.iter().enumerate();
    filled.fold(form.to_owned(), |form, (index, text)| {
        form.replace(&format!("{before}{{{index}}}{after}"), &format!("{before}{text}{after}"))
    })
}

fn word(text: &str) -> &str {
    WORDS.iter().find(|(engine, _)| *engine == text).map_or(text, |(_, vietnamese)| vietnamese)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_has_both_forms_with_the_texts_in_it() {
        assert_eq!(sentences().count(), SENTENCES.split("\n\n").count() - 1);
        for [pattern, vietnamese, english] in sentences() {
            let texts = pattern.matches("{}").count();
            for form in [vietnamese, english] {
                let filled = fill(form, "", &vec!["x"; texts]);
                assert!(!filled.contains("{0}") && !filled.contains("{1}"), "{form}");
            }
        }
        for (pattern, _) in UNKNOWN_NAMES {
            assert!(sentences().any(|[engine, ..]| engine == pattern), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_matches_the_whole_sentence() {
        assert_eq!(match_pattern("`{}` in {}.", "`a` in b."), Some(vec!["a", "b"]));
        assert_eq!(match_pattern("`{}` in {}.", "`a` in b"), None);
        assert_eq!(match_pattern("Unknown tag", "Unknown tags"), None);
    }
}
