//! What a template may ask while it renders: a few functions, answered by the library through one inquiry.
//!
//! | Call | Answer |
//! |---|---|
//! | `latest(section="van-ban", take=8)` | the newest entries of a section, or of the portal; pinned ones left out |
//! | `pinned(section="van-ban", take=5)` | what is pinned there |
//! | `list(taxonomy="the-loai", term="Báo cáo", take=10, skip=0)` | entries under a term |
//! | `near(path="content/…", taxonomy="the-loai", term="…", k=3)` | `{before, after}` of an entry under a term |
//! | `count(section=…)` or `count(taxonomy=…, term=…)` | a number |
//! | `terms(taxonomy="the-loai", take=12)` | `{label, url, count}`, the commonest first when `take` cuts |
//! | `document(number="85/BC-LĐLĐ", date="24/9/2014")` | one entry, or nothing |
//!
//! And one filter: `{{ "issued_on" | t }}`, a label in the page's language.
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

/// Registers the functions and the filter.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("t", |key: &str, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let scope = current()?;
        Ok(scope.view.words().or_key(key).to_owned())
    });
    tera.register_function("latest", latest);
    tera.register_function("pinned", pinned);
    tera.register_function("list", list);
    tera.register_function("near", near);
    tera.register_function("count", count);
    tera.register_function("terms", terms);
    tera.register_function("document", document);
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

fn count(kwargs: Kwargs, _: &State<'_>) -> TeraResult<usize> {
    Ok(current()?.inquiry.count(&term(&kwargs)?, None))
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
