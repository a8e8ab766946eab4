//! Links, and the one place that asks where a destination leads.
//!
//! Which destinations may be asked for was decided by the reading; what the resolver returns is
//! written as it is, escaped.

use crate::entry::markdown::{LinkKind, Target, escape};

/// Tells where a destination leads.
pub(super) type Resolve<'r> = dyn FnMut(&str, LinkKind) -> Target + 'r;

/// The resolver of a rendering.
pub(super) struct Links<'r> {
    resolve: &'r mut Resolve<'r>,
}

impl<'r> Links<'r> {
    /// Makes links that lead where `resolve` says.
    pub(super) fn new(resolve: &'r mut Resolve<'r>) -> Self {
        Self { resolve }
    }

    /// Asks where `destination` leads.
    pub(super) fn resolve(&mut self, destination: &str, kind: LinkKind) -> Target {
        (self.resolve)(destination, kind)
    }

    /// Writes the opening tag of a link to `destination`.
    pub(super) fn open(&mut self, out: &mut String, destination: &str, title: &str) {
        let target = self.resolve(destination, LinkKind::Link);
        out.push_str("<a href=\"");
        escape::attribute(out, &target.href);
        if let Some(name) = &target.download {
            out.push_str("\" download=\"");
            escape::attribute(out, name);
        }
        if !title.is_empty() {
            out.push_str("\" title=\"");
            escape::attribute(out, title);
        }
        out.push_str("\">");
    }
}
