//! What the room promises, as tables of Markdown and the HTML it becomes.
//!
//! Sentences are made up after the traps of real pages. A resolver that hands each destination
//! back stands for the portal.

mod blocks;
mod citations;
mod deviations;
mod hostile;
mod links;
mod property;
mod raw_html;
mod spaced_names;

use super::{LinkKind, LinkResolver, LinkTarget, RemarkKind, RenderedBody, outline, render};
use crate::entry::citation::Cited;

/// Renders with targets that are what was written.
fn rendered(body: &str) -> RenderedBody {
    render(body, &mut link_resolver(|destination, _| LinkTarget::from_href(destination)))
}

/// A resolver of links to which no cited document is known.
struct FnResolver<F>(F);

/// Makes a resolver of a function.
fn link_resolver<F: FnMut(&str, LinkKind) -> LinkTarget>(resolve: F) -> FnResolver<F> {
    FnResolver(resolve)
}

impl<F: FnMut(&str, LinkKind) -> LinkTarget> LinkResolver for FnResolver<F> {
    fn resolve_link(&mut self, destination: &str, kind: LinkKind) -> LinkTarget {
        (self.0)(destination, kind)
    }

    fn resolve_citation(&mut self, _: &Cited) -> Option<String> {
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
fn remarks(body: &str) -> Vec<(RemarkKind, &str)> {
    let remarks = outline(body).remarks.into_iter();
    remarks.map(|remark| (remark.kind, &body[remark.range])).collect()
}
