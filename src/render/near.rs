//! The entries beside an entry, for the list at the end of its page: documents of the same type, news of the same
//! category or, without one, of the same section.
//!
//! **Left out on purpose.** Pages have no neighbours: they are not in the order of a list.

use std::sync::Arc;

use super::context::NearView;
use super::page::Page;
use super::portal::LinkView;
use crate::config::{EntryKind, Taxonomy};
use crate::entry::Entry;
use crate::library::Term;
use crate::library::query::NeighboursOf;
use crate::theme::view::TermLink;

impl Page<'_> {
    /// Returns the neighbours of an entry, three on each side.
    pub(super) fn near_view(&self, entry: &Entry) -> Option<NearView> {
        let presenter = &self.presenter;
        let by = |taxonomy, name: &str| {
            (Term::value(taxonomy, name), presenter.term_link(taxonomy, name))
        };
        let category = || entry.metadata.category.first().map(|name| by(Taxonomy::Category, name));
        let (term, link) = match entry.kind {
            EntryKind::Document => by(Taxonomy::Type, entry.metadata.doc_type.as_deref()?),
            EntryKind::News => category().or_else(|| self.innermost_section(entry))?,
            EntryKind::Page => return None,
        };
        let source = entry.source.clone();
        let neighbours = self.tracker.ask(NeighboursOf { term, source, count: 3 });
        let cards = |entries: &[Arc<Entry>]| {
            entries.iter().map(|e| presenter.card(e, &self.tracker)).collect()
        };
        Some(NearView {
            before: cards(&neighbours.after),
            after: cards(&neighbours.before),
            term: link,
        })
    }

    fn innermost_section(&self, entry: &Entry) -> Option<(Term, TermLink)> {
        let address = entry.sections.last()?;
        let LinkView { title, url, language } = self.section_title(address);
        let link = TermLink { label: title, url: Some(url), language };
        Some((Term::Section(address.clone()), link))
    }
}
