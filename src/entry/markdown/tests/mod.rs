//! What the room promises, as tables of Markdown and the HTML it becomes.
//!
//! Sentences are made up after the traps of real pages. A resolver that hands each destination
//! back stands for the portal.

mod blocks;
mod citing;
mod dialect;
mod hostile;
mod links;
mod property;
mod raw;
mod spaced;

use super::{Html, LinkKind, Oddity, Resolver, Target, outline, render};
use crate::entry::citation::Cited;

/// Renders with targets that are what was written.
fn rendered(body: &str) -> Html {
    render(body, &mut links(|destination, _| Target::address(destination)))
}

/// A resolver of links to which no cited document is known.
struct Links<F>(F);

/// Makes a resolver of a function.
fn links<F: FnMut(&str, LinkKind) -> Target>(resolve: F) -> Links<F> {
    Links(resolve)
}

impl<F: FnMut(&str, LinkKind) -> Target> Resolver for Links<F> {
    fn link(&mut self, destination: &str, kind: LinkKind) -> Target {
        (self.0)(destination, kind)
    }

    fn citation(&mut self, _: &Cited) -> Option<String> {
        None
    }
}

/// Compares the HTML of each body, without the line end, to what it should be.
fn assert_html(cases: &[(&str, &str)]) {
    for (body, expected) in cases {
        assert_eq!(rendered(body).html.trim_end(), *expected, "of {body:?}");
    }
}

/// Returns what is odd in a body, each with the source it is about.
fn oddities(body: &str) -> Vec<(Oddity, &str)> {
    let remarks = outline(body).remarks.into_iter();
    remarks.map(|remark| (remark.oddity, &body[remark.range])).collect()
}
