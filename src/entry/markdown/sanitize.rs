//! The final sanitising of a rendered body that contains raw HTML: one pass through ammonia.
//!
//! [`super::raw_html`] has already written every tag from the allow-list, but cannot know whether
//! tags are balanced across paragraphs. This pass closes open elements and drops unmatched end
//! tags, so that no body affects the page around it. It is configured to accept exactly what the
//! writer produces.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::vietnamese::fold;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(build_cleaner);

/// Returns `html` with balanced tags and without anything that the writer does not produce. This resolves entities, so
/// active characters are left out again.
pub(super) fn sanitize(html: &str) -> String {
    fold::without_active(&CLEANER.clean(html).to_string()).into_owned()
}

fn build_cleaner() -> Builder<'static> {
    let tags = "a abbr b blockquote br caption code col colgroup del details div em \
        figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p picture pre s section \
        small source span strong sub summary sup table tbody td tfoot th thead time tr u ul";
    let attributes = [
        ("a", "href download title role aria-label"),
        ("abbr", "title"),
        ("col", "span"),
        ("colgroup", "span"),
        ("details", "open"),
        ("div", "role tabindex aria-label"),
        ("img", "src alt title loading decoding width height"),
        ("input", "type disabled checked aria-label"),
        ("li", "value"),
        ("ol", "start"),
        ("section", "role aria-label"),
        ("source", "type srcset sizes"),
        ("td", "colspan rowspan"),
        ("th", "colspan rowspan scope"),
        ("time", "datetime"),
    ];
    let attributes: HashMap<_, HashSet<_>> =
        attributes.into_iter().map(|(tag, names)| (tag, names.split(' ').collect())).collect();
    let mut builder = Builder::empty();
    builder
        .tags(tags.split_ascii_whitespace().collect())
        .tag_attributes(attributes)
        .generic_attributes(["class", "id"].into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
}
