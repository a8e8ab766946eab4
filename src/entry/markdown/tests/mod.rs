//! Tests of the module's public functions, as tables of Markdown and the expected HTML.
//!
//! The sentences are invented after difficult cases in real pages. The resolver returns each
//! destination unchanged.

mod blocks;
mod citations;
mod deviations;
mod hostile;
mod links;
mod property;
mod raw_html;
mod spaced_names;
mod units;

use super::{LinkKind, LinkResolver, LinkTarget, RemarkKind, RenderedBody, outline, render};
use crate::entry::citation::CitedDocument;

/// Renders `body` with unchanged destinations.
fn rendered(body: &str) -> RenderedBody {
    render(body, &mut link_resolver(|destination, _| LinkTarget::from_href(destination)))
}

/// A resolver that resolves links by a function, and no citations.
struct FnResolver<F>(F);

/// Creates a resolver from a function.
fn link_resolver<F: FnMut(&str, LinkKind) -> LinkTarget>(resolve: F) -> FnResolver<F> {
    FnResolver(resolve)
}

impl<F: FnMut(&str, LinkKind) -> LinkTarget> LinkResolver for FnResolver<F> {
    fn resolve_link(&mut self, destination: &str, kind: LinkKind) -> LinkTarget {
        (self.0)(destination, kind)
    }

    fn resolve_citation(&mut self, _: &CitedDocument) -> Option<String> {
        None
    }
}

/// Asserts that each body is rendered as the expected HTML, without the line end.
fn assert_html(cases: &[(&str, &str)]) {
    for (body, expected) in cases {
        assert_eq!(rendered(body).html.trim_end(), *expected, "of {body:?}");
    }
}

/// Returns the remarks on a body, each with the source text that it concerns.
fn remarks(body: &str) -> Vec<(RemarkKind, &str)> {
    let remarks = outline(body).remarks.into_iter();
    remarks.map(|remark| (remark.kind, &body[remark.range])).collect()
}
