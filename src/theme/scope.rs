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

use super::view::{Card, TermCount, View};
use crate::config::Taxonomy;
use crate::entry::Reference;
use crate::library::{Inquiry, Term};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::number::DocumentNumber;

/// What the functions of a template answer from.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The page's questions to the library.
    pub inquiry: Rc<Inquiry>,
    /// How entries are shown, and in which words.
    pub view: View,
}

thread_local! {
    static CURRENT: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

/// Clears the scope when the rendering ends, however it ends.
#[derive(Debug)]
pub(super) struct Within(());

impl Drop for Within {
    fn drop(&mut self) {
        CURRENT.with_borrow_mut(|current| *current = None);
    }
}

/// Makes a scope that of this thread until the guard is dropped.
pub(super) fn enter(scope: Scope) -> Within {
    CURRENT.with_borrow_mut(|current| *current = Some(scope));
    Within(())
}

fn current() -> TeraResult<Scope> {
    CURRENT.with_borrow(Clone::clone).ok_or_else(|| Error::message("no page is being rendered"))
}

/// A function that templates may call.
struct Function {
    name: &'static str,
    /// A call with all that it takes.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "for the document of it, which a test writes")
    )]
    form: &'static str,
    /// What it gives.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "for the document of it, which a test writes")
    )]
    gives: &'static str,
    call: fn(Kwargs, &State<'_>) -> TeraResult<Value>,
}

const FUNCTIONS: [Function; 7] = [
    Function {
        name: "latest",
        form: "latest(section=\"van-ban\", take=8)",
        gives: "[Card]: the newest entries of a section, or of the portal; pinned ones left out",
        call: latest,
    },
    Function {
        name: "pinned",
        form: "pinned(section=\"van-ban\", take=5)",
        gives: "[Card]: what is pinned there",
        call: pinned,
    },
    Function {
        name: "list",
        form: "list(taxonomy=\"the-loai\", term=\"Báo cáo\", take=10, skip=0)",
        gives: "[Card]: entries of a section or under a term, the newest first",
        call: list,
    },
    Function {
        name: "near",
        form: "near(path=\"content/…\", taxonomy=\"the-loai\", term=\"…\", k=3)",
        gives: "{before: [Card], after: [Card]}: what stands around an entry under a term",
        call: near,
    },
    Function {
        name: "count",
        form: "count(taxonomy=\"the-loai\", term=\"Báo cáo\")",
        gives: "a number: of the entries of a section, under a term, or of the portal",
        call: count,
    },
    Function {
        name: "terms",
        form: "terms(taxonomy=\"the-loai\", take=12)",
        gives: "[TermCount]: the terms; the commonest first when `take` cuts",
        call: terms,
    },
    Function {
        name: "document",
        form: "document(number=\"85/BC-LĐLĐ\", date=\"24/9/2014\")",
        gives: "Card, or null: the document of that number",
        call: document,
    },
];

/// The filter, a call of it, and what it gives.
const LABEL: [&str; 3] = [
    "t",
    "\"issued_on\" | t",
    "the label of that key in the page's language, else in Vietnamese, else the key",
];

/// Gives the calls that templates may make, with what they give.
#[cfg(test)]
pub(crate) fn calls() -> Vec<(&'static str, &'static str)> {
    let functions = FUNCTIONS.iter().map(|function| (function.form, function.gives));
    functions.chain([(LABEL[1], LABEL[2])]).collect()
}

/// Registers the functions and the filter.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter(LABEL[0], |key: &str, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let scope = current()?;
        Ok(scope.view.words().or_key(key).to_owned())
    });
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
    let cards: Vec<Card> = entries.iter().map(|entry| scope.view.card(entry)).collect();
    Value::from_serializable(&cards)
}

fn latest(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let take = kwargs.get::<usize>("take")?.unwrap_or(10);
    let pinned = section(&kwargs)?.unwrap_or_else(|| "/".into());
    let pinned = scope.inquiry.list(&Term::Pinned(pinned), None, 0, take);
    let mut newest = scope.inquiry.list(&term(&kwargs)?, None, 0, take + pinned.len());
    newest.retain(|entry| !pinned.iter().any(|pinned| pinned.source == entry.source));
    newest.truncate(take);
    Ok(cards(&scope, &newest))
}

fn pinned(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let take = kwargs.get::<usize>("take")?.unwrap_or(5);
    let section = section(&kwargs)?.unwrap_or_else(|| "/".into());
    Ok(cards(&scope, &scope.inquiry.list(&Term::Pinned(section), None, 0, take)))
}

fn list(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let take = kwargs.get::<usize>("take")?.unwrap_or(10);
    let skip = kwargs.get::<usize>("skip")?.unwrap_or(0);
    Ok(cards(&scope, &scope.inquiry.list(&term(&kwargs)?, None, skip, take)))
}

fn near(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let path: Arc<str> = kwargs.must_get::<&str>("path")?.into();
    let k = kwargs.get::<usize>("k")?.unwrap_or(3);
    let near = scope.inquiry.near(&term(&kwargs)?, &path, k);
    let sides = [("before", &near.before), ("after", &near.after)];
    let shown: std::collections::BTreeMap<&str, Vec<Card>> = sides
        .into_iter()
        .map(|(side, entries)| (side, entries.iter().map(|e| scope.view.card(e)).collect()))
        .collect();
    Ok(Value::from_serializable(&shown))
}

fn count(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let count = current()?.inquiry.count(&term(&kwargs)?, None);
    Ok(Value::from_serializable(&count))
}

fn terms(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let taxonomy = taxonomy(kwargs.must_get::<&str>("taxonomy")?)?;
    let mut names = scope.inquiry.terms(taxonomy);
    if let Some(take) = kwargs.get::<usize>("take")?
        && names.len() > take
    {
        names.sort_by_key(|name| std::cmp::Reverse(name.count));
        names.truncate(take);
    }
    let shown: Vec<TermCount> =
        names.iter().map(|name| scope.view.term_count(taxonomy, name)).collect();
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
    let found = scope.inquiry.named(&reference).map(|entry| scope.view.card(&entry));
    Ok(Value::from_serializable(&found))
}
