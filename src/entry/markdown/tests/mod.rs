//! What the room promises, as tables of Markdown and the HTML it becomes.
//!
//! Sentences are made up after the traps of real pages. A resolver that hands each destination
//! back stands for the portal.

mod blocks;
mod dialect;
mod hostile;
mod links;
mod property;
mod raw;
mod spaced;

use super::{Html, Oddity, Target, outline, render};

/// Renders with targets that are what was written.
fn rendered(body: &str) -> Html {
    render(body, &mut |destination, _| Target::address(destination))
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
