//! Atom feeds (RFC 4287): the newest entries of the portal, a section or a term, as summaries.
//!
//! What has no date is left out, as an entry of a feed must say when it was updated. No build time stands in a
//! feed: it is as new as its newest entry.

use std::fmt::Write as _;
use std::sync::Arc;

use super::Renderer;
use super::xml::escape;
use crate::entry::Entry;
use crate::entry::address::href;
use crate::library::{Inquiry, Term};
use crate::site::Route;
use crate::vietnamese::date::Moment;

/// Writes the feed of what is filed under a term.
pub(super) fn feed(
    renderer: &Renderer<'_>,
    inquiry: &Inquiry,
    term: &Term,
    route: &Route,
) -> String {
    let base = &renderer.config.base;
    let zone = renderer.config.zone;
    let mut entries = inquiry.list(term, None, 0, renderer.config.page_size);
    entries.retain(|entry| entry.date().is_some());
    let updated = entries.iter().filter_map(|entry| updated(entry)).max();
    let head = route.address.trim_end_matches("atom.xml");
    let title = title(renderer, inquiry, term);
    let mut xml = String::with_capacity(16 * 1024);
    xml.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    // Writing to a String cannot fail.
    let _ = writeln!(
        xml,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<id>{}</id>\n\
         <title>{}</title>\n<updated>{}</updated>\n<author><name>{}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>",
        escape(&renderer.config.language),
        escape(&base.absolute(&href(&route.address))),
        escape(&title),
        updated.map(|moment| moment.rfc3339(zone)).unwrap_or_default(),
        escape(&renderer.config.owner.name),
        escape(&base.absolute(&href(&route.address))),
        escape(&base.absolute(&href(head))),
    );
    for entry in &entries {
        item(&mut xml, renderer, entry);
    }
    xml.push_str("</feed>\n");
    xml
}

/// When an entry was last touched: updated, posted, or issued.
pub(super) fn updated(entry: &Entry) -> Option<Moment> {
    let metadata = &entry.metadata;
    let issued = metadata.issued_on.map(|date| Moment::from(date.first_day()));
    metadata.updated_at.or(metadata.posted_at).or(issued)
}

fn title(renderer: &Renderer<'_>, inquiry: &Inquiry, term: &Term) -> String {
    let portal = &renderer.config.title;
    let own = match term {
        Term::All | Term::Documents | Term::Pages | Term::Pinned(_) | Term::Toward(..) => {
            return portal.clone();
        }
        Term::Section(address) => renderer.section(address).map(|s| s.title.clone()),
        Term::Value(..) => inquiry.name(term).map(|(label, _)| label),
    };
    format!("{} – {portal}", own.unwrap_or_default())
}

fn item(xml: &mut String, renderer: &Renderer<'_>, entry: &Arc<Entry>) {
    let base = &renderer.config.base;
    let zone = renderer.config.zone;
    let metadata = &entry.metadata;
    let address = escape(&base.absolute(&href(&entry.address)));
    let updated = updated(entry).map(|moment| moment.rfc3339(zone)).unwrap_or_default();
    let title = match &metadata.number {
        Some(number) => format!("{} – {}", number.written(), metadata.title),
        None => metadata.title.clone(),
    };
    let _ = write!(
        xml,
        "<entry>\n<id>{address}</id>\n<title>{}</title>\n<updated>{updated}</updated>\n",
        escape(&title),
    );
    if let Some(posted) = metadata.posted_at {
        let _ = writeln!(xml, "<published>{}</published>", posted.rfc3339(zone));
    }
    if let Some(author) = metadata.author.as_ref().or(metadata.issuer.as_ref()) {
        let _ = writeln!(xml, "<author><name>{}</name></author>", escape(author));
    }
    let _ = writeln!(xml, "<link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>");
    for file in &metadata.attachments {
        let _ = writeln!(
            xml,
            "<link rel=\"enclosure\" title=\"{}\" length=\"{}\" href=\"{}\"/>",
            escape(&file.name),
            file.size,
            escape(&base.absolute(&href(&file.address))),
        );
    }
    for category in metadata.doc_type.iter().chain(&metadata.category) {
        let _ = writeln!(xml, "<category term=\"{}\"/>", escape(category));
    }
    if !metadata.summary.is_empty() {
        let _ = writeln!(xml, "<summary>{}</summary>", escape(&metadata.summary));
    }
    xml.push_str("</entry>\n");
}
