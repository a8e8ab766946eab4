//! All faults, as tables of their codes with the wording in both languages.
//!
//! Other modules call the functions that the tables define and add nothing to the wording, so a reviewer finds every
//! message to webmasters in this folder. The message describes the fault, each hint a way to repair it.
//!
//! A row of a table reads, in this order: the function, which takes the [`Place`] before its
//! parameters; severity, code and [`Consequence`], if there is one; the message. Every text is a
//! pair of format strings, Vietnamese first. Advice begins with `rule "…" | "…"`, the law or the experience that it
//! follows, in the first row of its code. Before the message there may be `let` bindings, after it:
//!
//! - `hint "…" | "…"`, also on a condition (`hint if is_document => …`, `hint if let Some(x) = y => …`);
//! - `hint (value)` for a `BilingualText` made elsewhere;
//! - `suggest near` for «did you mean …?», and `other_place place` for a second place.

use super::fault::{Consequence, Diagnostic, FaultKind, Severity, severity_name};
use super::language::{BilingualText, Language};
use super::place::Place;
use crate::vietnamese::nearest::nearest;

/// Makes a `BilingualText` from two format strings.
macro_rules! text {
    ($vi:literal | $en:literal) => {
        $crate::diagnostic::language::BilingualText::new(format!($vi), format!($en))
    };
}

/// Defines a function for each row of a table, and `ALL`, the kinds of fault that they create.
///
/// A macro, because the format strings of a row capture the parameters of its function.
macro_rules! faults {
    ($(
        $(#[$doc:meta])*
        $visibility:vis fn $name:ident($($parameter:ident: $type:ty),*)
            = $severity:ident $code:literal $($consequence:ident)? {
            $(rule $rule_vi:literal | $rule_en:literal)?
            $(let $binding:pat = $value:expr;)*
            $vi:literal | $en:literal
            $($hints:tt)*
        }
    )*) => {
        pub(super) const ALL: &[$crate::diagnostic::fault::FaultKind] =
            &[$($crate::diagnostic::fault::FaultKind {
                rule: faults!(@rule $($rule_vi $rule_en)?),
                ..faults!(@kind $severity $code ($($consequence)?) $vi)
            }),*];

        $(
            $(#[$doc])*
            $visibility fn $name(
                place: $crate::diagnostic::place::Place
                $(, $parameter: $type)*
            ) -> $crate::diagnostic::fault::Diagnostic {
                $(let $binding = $value;)*
                let kind = faults!(@kind $severity $code ($($consequence)?) $vi);
                let fault = $crate::diagnostic::fault::Diagnostic::new(kind, place, text!($vi | $en));
                faults!(@hints fault; $($hints)*)
            }
        )*
    };
    (@kind $severity:ident $code:literal () $vi:literal) => {
        faults!(@kind $severity $code (None) $vi)
    };
    (@kind $severity:ident $code:literal ($consequence:ident) $vi:literal) => {
        $crate::diagnostic::fault::FaultKind {
            severity: $crate::diagnostic::fault::Severity::$severity,
            code: $code,
            consequence: $crate::diagnostic::fault::Consequence::$consequence,
            message: $vi,
            rule: None,
        }
    };
    (@rule) => { None };
    (@rule $vi:literal $en:literal) => { Some(($vi, $en)) };
    (@hints $fault:expr;) => {
        $fault
    };
    (@hints $fault:expr; hint $vi:literal | $en:literal $($rest:tt)*) => {
        faults!(@hints $fault.with_hint(text!($vi | $en)); $($rest)*)
    };
    (@hints $fault:expr; hint ($hint:expr) $($rest:tt)*) => {
        faults!(@hints $fault.with_hint($hint); $($rest)*)
    };
    (@hints $fault:expr; hint if let $pattern:pat = $value:expr
        => $vi:literal | $en:literal $($rest:tt)*) => {
        faults!(@hints $fault.with_hint(match $value {
            $pattern => Some(text!($vi | $en)),
            _ => None,
        }); $($rest)*)
    };
    (@hints $fault:expr; hint if $condition:expr => $vi:literal | $en:literal $($rest:tt)*) => {
        faults!(@hints $fault.with_hint($condition.then(|| text!($vi | $en))); $($rest)*)
    };
    (@hints $fault:expr; suggest $near:ident $($rest:tt)*) => {
        faults!(@hints $fault.with_suggestion($near); $($rest)*)
    };
    (@hints $fault:expr; other_place $other:ident $($rest:tt)*) => {
        faults!(@hints $fault.with_other_place($other); $($rest)*)
    };
}

mod dublin_core;
mod files;
mod form;
mod front_matter;
mod key_repair;
mod links;
mod lint;
mod pictures;
mod portal;
mod relations;
#[cfg(test)]
mod tests;
mod text;
mod theme;
mod watch;
mod yaml;

pub use dublin_core::*;
pub use files::*;
pub use form::*;
pub use front_matter::*;
pub use key_repair::KeyRepair;
pub use links::*;
pub use lint::*;
pub use pictures::*;
pub use portal::*;
pub use relations::*;
pub use text::*;
pub use theme::*;
pub use watch::*;
pub use yaml::*;

/// All kinds of fault, by the table that declares them. Kinds with the same code are neighbours.
pub const ALL: [&[FaultKind]; 13] = [
    front_matter::ALL,
    yaml::ALL,
    files::ALL,
    links::ALL,
    form::ALL,
    pictures::ALL,
    dublin_core::ALL,
    lint::ALL,
    relations::ALL,
    portal::ALL,
    text::ALL,
    theme::ALL,
    watch::ALL,
];

fn kinds() -> impl Iterator<Item = &'static FaultKind> {
    ALL.into_iter().flatten()
}

/// Returns the source of the rule that advice with this code follows.
pub fn rule_of(code: &str) -> Option<BilingualText> {
    let (vi, en) = kinds().find(|kind| kind.code == code)?.rule?;
    Some(BilingualText::new(vi, en))
}

/// Returns the fault that stands for `count` more of a kind in a file, at the place of the first of them.
pub fn more_of_one_kind(first: Diagnostic, count: usize) -> Diagnostic {
    let [vi, en] = [Language::Vietnamese, Language::English]
        .map(|language| severity_name(first.severity, language));
    let s = if count == 1 || first.severity == Severity::Advice { "" } else { "s" };
    let message = text!(
        "và {count} {vi} cùng loại nữa trong tệp này"
            | "and {count} more {en}{s} of this kind in this file"
    );
    let hints = vec![text!(
        "sửa những chỗ đã nêu rồi chạy lại" | "mend those that are listed, then run this again"
    )];
    Diagnostic { message, hints, other_place: None, ..first }
}

/// Returns the fault of a code that is to be ignored, if it is not that of advice, or, in an entry, that of advice on
/// the portal as a whole.
pub fn unignorable_code(place: Place, code: &str, in_entry: bool) -> Option<Diagnostic> {
    let same_code: Vec<&FaultKind> = kinds().filter(|kind| kind.code == code).collect();
    if let [kind, ..] = same_code[..] {
        if !same_code.iter().any(|kind| kind.severity == Severity::Advice) {
            return Some(cannot_ignore(place, code));
        }
        let is_elsewhere = in_entry && kind.consequence == Consequence::ConcernsPortal;
        return is_elsewhere.then(|| cannot_ignore_in_entry(place, code));
    }
    let advice = kinds().filter(|kind| kind.severity == Severity::Advice);
    let near = nearest(code, advice.map(|kind| kind.code));
    Some(unknown_ignored_code(place, code, near))
}
