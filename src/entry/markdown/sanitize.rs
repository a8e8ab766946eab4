//! The last look at a body that holds raw HTML: one pass through ammonia.
//!
//! [`super::raw_html`] has already written every tag from its own list; what it cannot see is
//! whether tags are balanced across paragraphs. The pass closes what is open and drops what
//! closes nothing, so that no body reaches into the page around it. It is set to let through
//! exactly what the writer makes.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(build_cleaner);

/// Returns `html` with its tags balanced, and with nothing in it that the writer does not make.
pub(super) fn sanitize(html: &str) -> String {
    CLEANER.clean(html).to_string()
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
