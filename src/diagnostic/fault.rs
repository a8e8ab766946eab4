//! The type of a fault: what is wrong, where, how severe it is, and how to repair it.
//!
//! Severity and consequence are fixed by the [`FaultKind`] with which `faults` declares the fault. Code that acts on a
//! fault compares these fields, never the spelling of its code, which is for people and tools.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::language::{BilingualText, Language};
use super::place::Place;

/// How severe a fault is: errors keep the site from being published, warnings and advice do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The site is not published.
    Error,
    /// Shown by every command; the site is published.
    Warning,
    /// Shown by `check` only.
    Advice,
}

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

/// What a fault causes beyond its severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consequence {
    /// Nothing.
    None,
    /// The metadata of the entry is unreadable: which files belong to it, and whether it is a draft.
    HidesMetadata,
    /// The build stops even with `--keep-going`.
    StopsKeepGoing,
    /// Its message is told once, at the first place, as the same decision ends it everywhere.
    SaidOnce,
    /// It is about the portal as a whole, so no single entry can ignore it.
    ConcernsPortal,
}

/// A kind of fault, as it is declared in `faults`.
#[derive(Debug, Clone, Copy)]
pub struct FaultKind {
    /// How severe it is.
    pub severity: Severity,
    /// A stable name, for tools (`unknown-key`). Kinds with the same meaning share one.
    pub code: &'static str,
    /// What it causes.
    pub consequence: Consequence,
    /// The message in Vietnamese, a format string: values are names in braces.
    pub message: &'static str,
    /// The source of the rule that advice follows, in Vietnamese and in English: a law, or experience.
    pub rule: Option<(&'static str, &'static str)>,
}

/// A fault: what is wrong, where, and how to fix it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How severe it is.
    pub severity: Severity,
    /// The name of its kind.
    pub code: Cow<'static, str>,
    /// What it causes.
    pub consequence: Consequence,
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    pub message: BilingualText,
    /// Ways to fix it, the likeliest first.
    pub hints: Vec<BilingualText>,
    /// The second place of a fault that has two (a duplicate, a clash).
    pub other_place: Option<Place>,
}

impl Diagnostic {
    pub(super) fn new(kind: FaultKind, place: Place, message: BilingualText) -> Self {
        let FaultKind { severity, code, consequence, .. } = kind;
        let code = Cow::Borrowed(code);
        Self { severity, code, consequence, place, message, hints: Vec::new(), other_place: None }
    }

    pub(super) fn with_hint(mut self, hint: impl Into<Option<BilingualText>>) -> Self {
        self.hints.extend(hint.into());
        self
    }

    /// Adds the nearest known word as a hint, if there is one.
    pub(super) fn with_suggestion(self, near: Option<&str>) -> Self {
        self.with_hint(near.map(|near| {
            BilingualText::new(
                format!("có phải ý bạn là «{near}»?"),
                format!("did you mean «{near}»?"),
            )
        }))
    }

    pub(super) fn with_other_place(mut self, place: impl Into<Option<Place>>) -> Self {
        self.other_place = place.into();
        self
    }

    /// Returns whether the fault keeps the site from being published.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Sorts faults in the order of reporting (by place, then severity) and removes duplicates.
pub fn sort_and_dedup(faults: &mut Vec<Diagnostic>) {
    faults.sort_by(|a, b| {
        (&a.place, a.severity, &a.code, &a.message)
            .cmp(&(&b.place, b.severity, &b.code, &b.message))
    });
    faults.dedup();
}
