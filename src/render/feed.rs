//! Atom feeds (RFC 4287): what last changed on the portal, in a section or under a term, as summaries.
//!
//! New entries stand beside those that were since updated, corrected or taken back, each marked as such before its
//! title. An entry keeps its id, so a reader replaces what it showed before. What was taken back is told with its
//! reason, and without summary and files.
//!
//! What has no date is left out, as an entry of a feed must say when it was updated. No build time stands in a
//! feed: it is as new as its newest entry.

use std::fmt::Write as _;
use std::sync::Arc;

use super::Renderer;
use super::media;
use super::portal::PortalView;
use super::xml::escape;
use crate::entry::address::href;
use crate::entry::{Change, Entry, LastChange};
use crate::library::{Inquiry, Term};
use crate::site::Route;
use crate::theme::dates;

/// Writes the feed of what is filed under a term.
pub(super) fn feed(
    renderer: &Renderer<'_>,
    inquiry: &Inquiry,
    term: &Term,
    route: &Route,
) -> String {
    let base = &renderer.config.base;
    let zone = renderer.config.zone;
    let changed = changed(inquiry, term, renderer.config.page_size);
    let updated = changed.iter().map(|(last, _)| last.at).max();
    let head = route.address.trim_end_matches("atom.xml");
    let language = language(renderer, term);
    let portal = renderer.portals.of(language);
    let title = title(renderer, inquiry, term, &portal);
    let mut xml = String::with_capacity(16 * 1024);
    xml.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    // Writing to a String cannot fail.
    let _ = writeln!(
        xml,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<id>{}</id>\n\
         <title>{}</title>\n<updated>{}</updated>\n<author><name>{}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>",
        escape(language),
        escape(&base.absolute(&href(&route.address))),
        escape(&title),
        updated.map(|moment| moment.rfc3339(zone)).unwrap_or_default(),
        escape(portal.owner.name()),
        escape(&base.absolute(&href(&route.address))),
        escape(&base.absolute(&href(head))),
    );
    for (last, entry) in &changed {
        let told = Told { renderer, entry, last: *last, language };
        told.item(&mut xml);
    }
    xml.push_str("</feed>\n");
    xml
}

/// Gives what last changed under a term, the latest first, with what became of it.
fn changed(inquiry: &Inquiry, term: &Term, take: usize) -> Vec<(LastChange, Arc<Entry>)> {
    let dated = |entry: Arc<Entry>| {
        let last = entry.last_change(|day| inquiry.reached(day))?;
        Some((last, entry))
    };
    inquiry.changed(term, take).into_iter().filter_map(dated).collect()
}

/// A section's feed speaks as the section does, any other as the portal.
fn language<'r>(renderer: &'r Renderer<'_>, term: &Term) -> &'r str {
    match term {
        Term::Section(address) => renderer.language_of_section(address),
        _ => &renderer.config.language,
    }
}

fn title(renderer: &Renderer<'_>, inquiry: &Inquiry, term: &Term, portal: &PortalView) -> String {
    let language = &portal.language;
    let portal = &portal.title;
    let own = match term {
        Term::All | Term::Documents | Term::Pages | Term::Pinned(_) | Term::Toward(..) => {
            return portal.clone();
        }
        Term::Section(address) => {
            renderer.section_link(inquiry, address, language).map(|link| link.title)
        }
        Term::Value(..) => inquiry.name(term).map(|(label, _)| label),
    };
    format!("{} – {portal}", own.unwrap_or_default())
}

/// An entry and what became of it.
struct Told<'a> {
    renderer: &'a Renderer<'a>,
    entry: &'a Entry,
    last: LastChange,
    /// The language of the feed.
    language: &'a str,
}

impl Told<'_> {
    fn item(&self, xml: &mut String) {
        let base = &self.renderer.config.base;
        let zone = self.renderer.config.zone;
        let metadata = &self.entry.metadata;
        let address = escape(&base.absolute(&href(&self.entry.address)));
        let language = self.renderer.language_of(self.entry);
        let language = Some(language).filter(|own| *own != self.language);
        let language = language.map(|own| format!(" xml:lang=\"{}\"", escape(own)));
        // Writing to a String cannot fail.
        let _ = write!(
            xml,
            "<entry{}>\n<id>{address}</id>\n<title>{}</title>\n<updated>{}</updated>\n",
            language.unwrap_or_default(),
            escape(&self.title()),
            self.last.at.rfc3339(zone),
        );
        // A day that has not come is after every change that has.
        if let Some(posted) = metadata.posted_at.filter(|posted| *posted <= self.last.at) {
            let _ = writeln!(xml, "<published>{}</published>", posted.rfc3339(zone));
        }
        // Of what was taken back stands what its notice shows, and no more.
        let gone = self.is_gone();
        let author = metadata.author.as_ref().filter(|_| !gone);
        if let Some(author) = author.or(metadata.issuer.as_ref()) {
            let _ = writeln!(xml, "<author><name>{}</name></author>", escape(author));
        }
        let _ = writeln!(xml, "<link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>");
        if !gone {
            self.enclosures(xml);
        }
        let categories = metadata.doc_type.iter().chain(&metadata.category);
        for category in categories.filter(|_| !gone) {
            let _ = writeln!(xml, "<category term=\"{}\"/>", escape(category));
        }
        let summary = self.summary();
        if !summary.is_empty() {
            let _ = writeln!(xml, "<summary>{}</summary>", escape(&summary));
        }
        xml.push_str("</entry>\n");
    }

    fn is_gone(&self) -> bool {
        matches!(self.last.change, Change::Ended | Change::Withdrawn)
    }

    /// Writes the title with number and, before them, what became of the entry.
    fn title(&self) -> String {
        let metadata = &self.entry.metadata;
        let number = metadata.number.as_ref().map(|number| format!("{} – ", number.written()));
        let title = format!("{}{}", number.unwrap_or_default(), metadata.title);
        let Some(key) = label(self.last.change) else { return title };
        let words = self.renderer.words(self.language);
        let mark = words.or_empty(key);
        match self.last.on {
            Some(on) => format!("[{mark} {}] {title}", dates::day(words, on).text),
            None => format!("[{mark}] {title}"),
        }
    }

    /// Writes the summary, after what was corrected last; of what was taken back, only why.
    fn summary(&self) -> String {
        let metadata = &self.entry.metadata;
        match self.last.change {
            Change::Posted | Change::Updated => metadata.summary.clone(),
            Change::Corrected => {
                let mut corrections = metadata.corrections.iter();
                let last = corrections.rfind(|correction| correction.on == self.last.on);
                let what = last.map(|correction| correction.text.trim()).unwrap_or_default();
                let end = if what.is_empty() || what.ends_with(['.', '!', '?']) { "" } else { "." };
                format!("{what}{end} {}", metadata.summary).trim().to_owned()
            }
            Change::Ended => {
                self.renderer.words(self.language).or_empty("public_period_over").to_owned()
            }
            Change::Withdrawn => {
                let reason = metadata.withdrawn.as_ref().and_then(|w| w.reason.clone());
                reason.unwrap_or_default()
            }
        }
    }

    fn enclosures(&self, xml: &mut String) {
        for file in &self.entry.metadata.attachments {
            let kind = media::media_type(file);
            let kind = kind.map(|kind| format!(" type=\"{kind}\""));
            let _ = writeln!(
                xml,
                "<link rel=\"enclosure\"{} title=\"{}\" length=\"{}\" href=\"{}\"/>",
                kind.unwrap_or_default(),
                escape(&file.name),
                file.size,
                escape(&self.renderer.config.base.absolute(&href(&file.address))),
            );
        }
    }
}

/// The key of the word for a change; what is new needs none.
fn label(change: Change) -> Option<&'static str> {
    match change {
        Change::Posted => None,
        Change::Updated => Some("mark_updated"),
        Change::Corrected => Some("mark_corrected"),
        Change::Ended => Some("mark_ended"),
        Change::Withdrawn => Some("mark_withdrawn"),
    }
}
