//! What a template may ask while it renders: a few functions, answered by the library through one inquiry. One table
//! tells and registers them.
//!
//! Tera's functions are shared by all threads, so the inquiry of the page that is being rendered lies in the one
//! thread-local of the program, set for the time of the rendering and cleared by a guard.

#![expect(
    clippy::needless_pass_by_value,
    reason = "the signature of a function is the template engine's"
)]

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::view::{Card, Presenter, TermCount};
use crate::config::Taxonomy;
use crate::entry::Reference;
use crate::library::{DependencyTracker, Term};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::number::DocumentNumber;

/// What the functions of a template answer from.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The page's questions to the library.
    pub tracker: Rc<DependencyTracker>,
    /// How entries are shown, and in which words.
    pub presenter: Presenter,
}

thread_local! {
    static CURRENT: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

/// Clears the scope when the rendering ends, however it ends.
#[derive(Debug)]
pub(super) struct ScopeGuard(());

impl Drop for ScopeGuard {
    fn drop(&mut self) {
        CURRENT.with_borrow_mut(|current| *current = None);
    }
}

/// Makes a scope that of this thread until the guard is dropped.
pub(super) fn enter(scope: Scope) -> ScopeGuard {
    CURRENT.with_borrow_mut(|current| *current = Some(scope));
    ScopeGuard(())
}

fn current() -> TeraResult<Scope> {
    CURRENT.with_borrow(Clone::clone).ok_or_else(|| Error::message("no page is being rendered"))
}

/// A function that templates may call.
struct TemplateFunction {
    name: &'static str,
    /// A call with all that it takes.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "for the document of it, which a test writes")
    )]
    example: &'static str,
    /// What it gives.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "for the document of it, which a test writes")
    )]
    returns: &'static str,
    call: fn(Kwargs, &State<'_>) -> TeraResult<Value>,
}

const FUNCTIONS: [TemplateFunction; 7] = [
    TemplateFunction {
        name: "latest",
        example: "latest(section=\"van-ban\", take=8)",
        returns: "[Card]: the newest entries of a section, or of the portal; pinned ones left out",
        call: latest,
    },
    TemplateFunction {
        name: "pinned",
        example: "pinned(section=\"van-ban\", take=5)",
        returns: "[Card]: what is pinned there",
        call: pinned,
    },
    TemplateFunction {
        name: "list",
        example: "list(taxonomy=\"the-loai\", term=\"Báo cáo\", take=10, skip=0)",
        returns: "[Card]: entries of a section or under a term, the newest first",
        call: list,
    },
    TemplateFunction {
        name: "near",
        example: "near(path=\"content/…\", taxonomy=\"the-loai\", term=\"…\", k=3)",
        returns: "{before: [Card], after: [Card]}: what stands around an entry under a term",
        call: near,
    },
    TemplateFunction {
        name: "count",
        example: "count(taxonomy=\"the-loai\", term=\"Báo cáo\")",
        returns: "a number: of the entries of a section, under a term, or of the portal",
        call: count,
    },
    TemplateFunction {
        name: "terms",
        example: "terms(taxonomy=\"the-loai\", take=12)",
        returns: "[TermCount]: the terms; the commonest first when `take` cuts",
        call: terms,
    },
    TemplateFunction {
        name: "document",
        example: "document(number=\"85/BC-LĐLĐ\", date=\"24/9/2014\")",
        returns: "Card, or null: the document of that number",
        call: document,
    },
];

/// The filter, a call of it, and what it gives.
const LABEL_FILTER: [&str; 3] = [
    "t",
    "\"issued_on\" | t",
    "the label of that key in the page's language, else in Vietnamese, else the key",
];

/// Gives the calls that templates may make, with what they give.
#[cfg(test)]
pub(crate) fn documented_calls() -> Vec<(&'static str, &'static str)> {
    let functions = FUNCTIONS.iter().map(|function| (function.example, function.returns));
    functions.chain([(LABEL_FILTER[1], LABEL_FILTER[2])]).collect()
}

/// Registers the functions and the filter.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter(
        LABEL_FILTER[0],
        |key: &str, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
            let scope = current()?;
            Ok(scope.presenter.ui_labels().or_key(key).to_owned())
        },
    );
    for function in FUNCTIONS {
        tera.register_function(function.name, function.call);
    }
}

fn section(kwargs: &Kwargs) -> TeraResult<Option<Arc<str>>> {
    let name = kwargs.get::<&str>("section")?;
    Ok(name.map(|name| format!("/{}/", name.trim_matches('/')).into()))
}

fn term(kwargs: &Kwargs) -> TeraResult<Term> {
    if let Some(section) = section(kwargs)? {
        return Ok(Term::Section(section));
    }
    match kwargs.get::<&str>("taxonomy")? {
        None => Ok(Term::All),
        Some(name) => Ok(Term::value(taxonomy(name)?, kwargs.must_get::<&str>("term")?)),
    }
}

fn taxonomy(name: &str) -> TeraResult<Taxonomy> {
    Taxonomy::ALL
        .into_iter()
        .find(|taxonomy| taxonomy.name() == name)
        .ok_or_else(|| Error::message(format!("there is no taxonomy {name}")))
}

fn cards(scope: &Scope, entries: &[Arc<crate::entry::Entry>]) -> Value {
    let cards: Vec<Card> = entries.iter().map(|entry| scope.presenter.card(entry)).collect();
    Value::from_serializable(&cards)
}

fn latest(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let take = kwargs.get::<usize>("take")?.unwrap_or(10);
    let pinned = section(&kwargs)?.unwrap_or_else(|| "/".into());
    let pinned = scope.tracker.list(&Term::Pinned(pinned), None, 0, take);
    let mut newest = scope.tracker.list(&term(&kwargs)?, None, 0, take + pinned.len());
    newest.retain(|entry| !pinned.iter().any(|pinned| pinned.source == entry.source));
    newest.truncate(take);
    Ok(cards(&scope, &newest))
}

fn pinned(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let take = kwargs.get::<usize>("take")?.unwrap_or(5);
    let section = section(&kwargs)?.unwrap_or_else(|| "/".into());
    Ok(cards(&scope, &scope.tracker.list(&Term::Pinned(section), None, 0, take)))
}

fn list(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let take = kwargs.get::<usize>("take")?.unwrap_or(10);
    let skip = kwargs.get::<usize>("skip")?.unwrap_or(0);
    Ok(cards(&scope, &scope.tracker.list(&term(&kwargs)?, None, skip, take)))
}

fn near(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let path: Arc<str> = kwargs.must_get::<&str>("path")?.into();
    let k = kwargs.get::<usize>("k")?.unwrap_or(3);
    let near = scope.tracker.neighbours(&term(&kwargs)?, &path, k);
    let sides = [("before", &near.before), ("after", &near.after)];
    let shown: std::collections::BTreeMap<&str, Vec<Card>> = sides
        .into_iter()
        .map(|(side, entries)| (side, entries.iter().map(|e| scope.presenter.card(e)).collect()))
        .collect();
    Ok(Value::from_serializable(&shown))
}

fn count(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let count = current()?.tracker.count(&term(&kwargs)?, None);
    Ok(Value::from_serializable(&count))
}

fn terms(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let taxonomy = taxonomy(kwargs.must_get::<&str>("taxonomy")?)?;
    let mut names = scope.tracker.terms(taxonomy);
    if let Some(take) = kwargs.get::<usize>("take")?
        && names.len() > take
    {
        names.sort_by_key(|name| std::cmp::Reverse(name.count));
        names.truncate(take);
    }
    let shown: Vec<TermCount> =
        names.iter().map(|name| scope.presenter.term_count(taxonomy, name)).collect();
    Ok(Value::from_serializable(&shown))
}

fn document(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let written = kwargs.must_get::<&str>("number")?;
    let date = kwargs.get::<&str>("date")?.and_then(|date| PartialDate::parse(date).ok());
    let reference = Reference {
        text: written.to_owned(),
        number: Some(DocumentNumber::parse(written).key()),
        issued_on: date,
        ..Reference::default()
    };
    let found =
        scope.tracker.resolve_reference(&reference).map(|entry| scope.presenter.card(&entry));
    Ok(Value::from_serializable(&found))
}
