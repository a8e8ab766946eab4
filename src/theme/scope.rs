//! The functions that templates may call. They query the library through the dependency tracker of the page.
//!
//! One table both registers and documents them. Tera shares functions between all threads, so the tracker of the page
//! being rendered is stored in a thread-local, the only one in the program. It is set while a page is rendered and
//! cleared by a guard.

#![expect(clippy::needless_pass_by_value, reason = "Tera defines the signature of functions")]

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::Labels;
use super::published_assets::PublishedAssets;
use super::view::{Card, Presenter, TermCount};
use crate::config::Taxonomy;
use crate::entry::Reference;
use crate::entry::address::href;
use crate::library::query::{Count, NeighboursOf, Terms};
use crate::library::{DependencyTracker, Term};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::number::DocumentNumber;

/// The folder of each section, by which templates name it, and its address.
pub type SectionAddresses = Arc<[(String, Arc<str>)]>;

/// What the template functions need while a page is rendered.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Queries the library and records the page's dependencies.
    pub tracker: Rc<DependencyTracker>,
    /// Builds the views of entries in the language of the page.
    pub presenter: Presenter,
    /// The files of the theme.
    pub(super) assets: Arc<PublishedAssets>,
    /// The folders and the addresses of the sections.
    pub(super) sections: SectionAddresses,
}

/// What is being rendered.
#[derive(Debug)]
pub(super) enum CurrentScope {
    /// A page.
    Page(Scope),
    /// A part of all pages in one language, which has labels but cannot query the library.
    Frame(Arc<Labels>, Arc<str>),
}

thread_local! {
    static CURRENT: RefCell<Option<CurrentScope>> = const { RefCell::new(None) };
}

/// Clears the scope of this thread when it is dropped, also on a panic.
#[derive(Debug)]
pub(super) struct ScopeGuard(());

impl Drop for ScopeGuard {
    fn drop(&mut self) {
        CURRENT.with_borrow_mut(|current| *current = None);
    }
}

/// Sets the scope of this thread until the guard is dropped.
pub(super) fn enter(scope: CurrentScope) -> ScopeGuard {
    CURRENT.with_borrow_mut(|current| *current = Some(scope));
    ScopeGuard(())
}

fn current() -> TeraResult<Scope> {
    let page = |current: &Option<CurrentScope>| match current {
        Some(CurrentScope::Page(scope)) => Some(scope.clone()),
        Some(CurrentScope::Frame(..)) | None => None,
    };
    CURRENT.with_borrow(page).ok_or_else(|| Error::message("no page is being rendered"))
}

/// A function that templates may call.
struct TemplateFunction {
    name: &'static str,
    /// The names of its arguments.
    arguments: &'static [&'static str],
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "used by the test that generates the documentation")
    )]
    documentation: CallDocumentation,
    call: fn(Kwargs, &State<'_>) -> TeraResult<Value>,
}

/// The documentation of a function or filter.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "used by the test that generates the documentation")
)]
pub(crate) struct CallDocumentation {
    /// An example call with all arguments.
    pub(crate) example: &'static str,
    /// The type of the result; `[Card]` is a list of cards.
    pub(crate) result: &'static str,
    /// A description of the result and of the arguments.
    pub(crate) description: &'static str,
}

const FUNCTIONS: [TemplateFunction; 8] = [
    TemplateFunction {
        name: "latest",
        arguments: &["section", "taxonomy", "term", "take"],
        documentation: CallDocumentation {
            example: "latest(section=\"van-ban\", take=8)",
            result: "[Card]",
            description: "the newest entries of a section without the pinned ones, at most `take` \
                (default 10); without `section`, those of the whole portal",
        },
        call: latest,
    },
    TemplateFunction {
        name: "pinned",
        arguments: &["section", "take"],
        documentation: CallDocumentation {
            example: "pinned(section=\"van-ban\", take=5)",
            result: "[Card]",
            description: "the pinned entries of a section, newest first, at most `take` \
                (default 5); without `section`, those of the whole portal",
        },
        call: pinned,
    },
    TemplateFunction {
        name: "list",
        arguments: &["section", "taxonomy", "term", "take", "skip"],
        documentation: CallDocumentation {
            example: "list(taxonomy=\"the-loai\", term=\"Báo cáo\", take=10, skip=0)",
            result: "[Card]",
            description: "the entries under a term of a taxonomy, newest first: at most `take` \
                (default 10) after the first `skip` (default 0); with `section` in place of \
                `taxonomy` and `term`, those of a section; with neither, those of the whole portal",
        },
        call: list,
    },
    TemplateFunction {
        name: "near",
        arguments: &["path", "section", "taxonomy", "term", "k"],
        documentation: CallDocumentation {
            example: "near(path=\"content/…\", taxonomy=\"the-loai\", term=\"…\", k=3)",
            result: "{before: [Card], after: [Card]}",
            description: "the neighbours of an entry in the list of a term or a `section`, newest \
                first: at most `k` (default 3) newer entries in `before`, the nearest last, and \
                `k` older ones in `after`, the nearest first; `path` is the source file of the \
                entry",
        },
        call: near,
    },
    TemplateFunction {
        name: "count",
        arguments: &["section", "taxonomy", "term"],
        documentation: CallDocumentation {
            example: "count(taxonomy=\"the-loai\", term=\"Báo cáo\")",
            result: "number",
            description: "the number of entries under a term; with `section` in place of \
                `taxonomy` and `term`, that of a section; with neither, that of all documents and \
                news of the portal",
        },
        call: count,
    },
    TemplateFunction {
        name: "terms",
        arguments: &["taxonomy", "take"],
        documentation: CallDocumentation {
            example: "terms(taxonomy=\"the-loai\", take=12)",
            result: "[TermCount]",
            description: "the terms of a taxonomy in alphabetical order; if there are more than \
                `take`, only the most frequent ones, the most frequent first",
        },
        call: terms,
    },
    TemplateFunction {
        name: "document",
        arguments: &["number", "date"],
        documentation: CallDocumentation {
            example: "document(number=\"85/BC-LĐLĐ\", date=\"24/9/2014\")",
            result: "Card | null",
            description: "the document with that number; null if the portal has none, or several. \
                `date` is the date of issue and may be left out",
        },
        call: document,
    },
    TemplateFunction {
        name: "asset",
        arguments: &["name"],
        documentation: CallDocumentation {
            example: "asset(name=\"portal.css\")",
            result: "string",
            description: "the address of a file of the theme, by its path under `assets/`; an \
                error if there is none",
        },
        call: asset,
    },
];

/// The name of the label filter.
pub(super) const LABEL_FILTER: &str = "t";

/// Returns the names of the functions with their documentation.
#[cfg(test)]
pub(super) fn documented_functions() -> impl Iterator<Item = (&'static str, CallDocumentation)> {
    FUNCTIONS.iter().map(|function| (function.name, function.documentation))
}

/// Registers the functions with the engine.
pub(super) fn register(tera: &mut Tera) {
    for TemplateFunction { name, arguments, call, .. } in FUNCTIONS {
        tera.register_function(name, move |kwargs: Kwargs, state: &State<'_>| {
            let given = kwargs.iter().filter_map(|(key, _)| key.as_str());
            if let Some(unknown) = given.into_iter().find(|given| !arguments.contains(given)) {
                let known = arguments.join(", ");
                return Err(Error::message(format!(
                    "Unknown argument `{unknown}` of `{name}`. Available arguments: {known}"
                )));
            }
            call(kwargs, state)
        });
    }
}

/// Returns the names of the functions.
pub(super) fn function_names() -> Vec<&'static str> {
    FUNCTIONS.iter().map(|function| function.name).chain(["range", "super", "throw"]).collect()
}

/// Returns the label with a key in the language of what is being rendered, if there is one.
pub(super) fn label(key: &str) -> TeraResult<Option<String>> {
    let label = |current: &Option<CurrentScope>| {
        let labels = match current.as_ref()? {
            CurrentScope::Page(scope) => scope.presenter.ui_labels(),
            CurrentScope::Frame(labels, language) => labels.for_language(language),
        };
        Some(labels.get(key).map(ToOwned::to_owned))
    };
    CURRENT.with_borrow(label).ok_or_else(|| Error::message("nothing is being rendered"))
}

/// Returns the address of the section that is asked for.
fn section(scope: &Scope, kwargs: &Kwargs) -> TeraResult<Option<Arc<str>>> {
    let Some(name) = kwargs.get::<&str>("section")? else { return Ok(None) };
    let wanted = name.trim_matches('/');
    if wanted.is_empty() {
        return Ok(Some("/".into()));
    }
    let is_wanted = |(folder, address): &&(String, Arc<str>)| {
        folder == wanted || address.trim_matches('/') == wanted
    };
    if let Some((_, address)) = scope.sections.iter().find(is_wanted) {
        return Ok(Some(address.clone()));
    }
    let known: Vec<&str> = scope.sections.iter().map(|(folder, _)| &**folder).collect();
    Err(Error::message(format!(
        "Unknown section `{name}`. Available sections: {}",
        known.join(", ")
    )))
}

fn term(scope: &Scope, kwargs: &Kwargs) -> TeraResult<Term> {
    if let Some(section) = section(scope, kwargs)? {
        return Ok(Term::Section(section));
    }
    match kwargs.get::<&str>("taxonomy")? {
        None => Ok(Term::DocumentsAndNews),
        Some(name) => Ok(Term::value(taxonomy(scope, name)?, kwargs.must_get::<&str>("term")?)),
    }
}

fn taxonomy(scope: &Scope, name: &str) -> TeraResult<Taxonomy> {
    let all = || scope.presenter.taxonomies();
    all().find(|taxonomy| taxonomy.name() == name).ok_or_else(|| {
        let known = all().map(Taxonomy::name).collect::<Vec<_>>().join(", ");
        Error::message(format!("Unknown taxonomy `{name}`. Available taxonomies: {known}"))
    })
}

fn cards(scope: &Scope, entries: &[Arc<crate::entry::Entry>]) -> Value {
    let cards: Vec<Card> =
        entries.iter().map(|entry| scope.presenter.card(entry, &scope.tracker)).collect();
    Value::from_serializable(&cards)
}

fn latest(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let take = kwargs.get::<usize>("take")?.unwrap_or(10);
    let pinned = section(&scope, &kwargs)?.unwrap_or_else(|| "/".into());
    let pinned = scope.tracker.list(&Term::Pinned(pinned), None, 0, take);
    let mut newest = scope.tracker.list(&term(&scope, &kwargs)?, None, 0, take + pinned.len());
    newest.retain(|entry| !pinned.iter().any(|pinned| pinned.source == entry.source));
    newest.truncate(take);
    Ok(cards(&scope, &newest))
}

fn pinned(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let take = kwargs.get::<usize>("take")?.unwrap_or(5);
    let section = section(&scope, &kwargs)?.unwrap_or_else(|| "/".into());
    Ok(cards(&scope, &scope.tracker.list(&Term::Pinned(section), None, 0, take)))
}

fn list(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let take = kwargs.get::<usize>("take")?.unwrap_or(10);
    let skip = kwargs.get::<usize>("skip")?.unwrap_or(0);
    Ok(cards(&scope, &scope.tracker.list(&term(&scope, &kwargs)?, None, skip, take)))
}

fn near(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let source = kwargs.must_get::<&str>("path")?.into();
    let count = kwargs.get::<usize>("k")?.unwrap_or(3);
    let neighbours =
        scope.tracker.ask(NeighboursOf { term: term(&scope, &kwargs)?, source, count });
    let sides = [("before", &neighbours.before), ("after", &neighbours.after)];
    let views: std::collections::BTreeMap<&str, Vec<Card>> = sides
        .into_iter()
        .map(|(side, entries)| {
            (side, entries.iter().map(|e| scope.presenter.card(e, &scope.tracker)).collect())
        })
        .collect();
    Ok(Value::from_serializable(&views))
}

fn count(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let count = scope.tracker.ask(Count { term: term(&scope, &kwargs)?, year: None });
    Ok(Value::from_serializable(&count))
}

fn terms(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let taxonomy = taxonomy(&scope, kwargs.must_get::<&str>("taxonomy")?)?;
    let mut names = scope.tracker.ask(Terms { taxonomy });
    if let Some(take) = kwargs.get::<usize>("take")?
        && names.len() > take
    {
        names.sort_by_key(|name| std::cmp::Reverse(name.count));
        names.truncate(take);
    }
    let counts: Vec<TermCount> =
        names.iter().map(|name| scope.presenter.term_count(taxonomy, name)).collect();
    Ok(Value::from_serializable(&counts))
}

fn document(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let number = kwargs.must_get::<&str>("number")?;
    let date = kwargs.get::<&str>("date")?.and_then(|date| PartialDate::parse(date).ok());
    let reference = Reference {
        text: number.to_owned(),
        number: Some(DocumentNumber::parse(number).key().clone()),
        issued_on: date,
        ..Reference::default()
    };
    let card = scope
        .tracker
        .resolve_reference(&reference)
        .map(|entry| scope.presenter.card(&entry, &scope.tracker));
    Ok(Value::from_serializable(&card))
}

/// The address changes with the content, so a page that asks for it depends on the content.
fn asset(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let scope = current()?;
    let name = kwargs.must_get::<&str>("name")?;
    let Some(asset) = scope.assets.get(name) else {
        let known: Vec<&str> = scope.assets.keys().map(String::as_str).collect();
        return Err(Error::message(format!(
            "Unknown asset `{name}`. Available assets: {}",
            known.join(", ")
        )));
    };
    scope.tracker.record_address_exists(&asset.address, true);
    Ok(Value::from(href(&asset.address)))
}
