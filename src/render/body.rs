//! Completes the body of an entry, with links and citations resolved.
//!
//! Links were resolved to files and entries when the entry was read. Here they become the current addresses of those
//! entries. Each lookup is recorded as a dependency of the page.

use std::collections::HashMap;

use crate::entry::address::{complete_encoding, href};
use crate::entry::citation::CitedDocument;
use crate::entry::path_resolution::{self, InternalTarget};
use crate::entry::{self, Entry, markdown};
use crate::library::DependencyTracker;
use crate::source::path_parts::file_name;
use crate::theme::view::srcset;

/// Writes the links of an entry's body: to the current addresses of their targets, and from citations to the cited
/// documents in the library.
pub(super) fn resolve_links(
    body: &markdown::PreparedBody,
    entry: &Entry,
    tracker: &DependencyTracker,
) -> markdown::RenderedBody {
    let links: HashMap<&str, &path_resolution::InternalLink> =
        entry.links.iter().map(|link| (&*link.destination, link)).collect();
    body.resolve(&mut EntryLinkResolver { entry, links, tracker })
}

/// Resolves the links and citations in the body of an entry.
struct EntryLinkResolver<'a> {
    entry: &'a Entry,
    links: HashMap<&'a str, &'a path_resolution::InternalLink>,
    tracker: &'a DependencyTracker,
}

impl EntryLinkResolver<'_> {
    /// Returns the size and smaller renditions of the picture that a link points to, if it is one of the entry's own.
    fn image_info(&self, target: &InternalTarget) -> Option<markdown::ResponsiveImage> {
        let is_target = |picture: &&entry::Picture| match target {
            InternalTarget::File(to, _) | InternalTarget::Address(to) => {
                picture.address.as_deref() == Some(&**to)
            }
            InternalTarget::FileOf(_, path) => picture.path == *path,
            InternalTarget::Entry(_) | InternalTarget::Relative(_) | InternalTarget::Outside => {
                false
            }
        };
        let picture = self.entry.pictures.iter().find(is_target)?;
        Some(markdown::ResponsiveImage { size: picture.size?, srcset: srcset(picture) })
    }
}

impl markdown::LinkResolver for EntryLinkResolver<'_> {
    fn resolve_link(
        &mut self,
        destination: &str,
        kind: markdown::LinkKind,
    ) -> markdown::LinkTarget {
        let Some(link) = self.links.get(destination) else {
            return markdown::LinkTarget::from_href(destination);
        };
        let mut target = resolve_link(&link.target, self.tracker);
        if kind == markdown::LinkKind::Image {
            target.image = self.image_info(&link.target);
        }
        target.href.push_str(&complete_encoding(&link.suffix));
        target
    }

    fn resolve_citation(&mut self, cited: &CitedDocument) -> Option<String> {
        let address = self.tracker.resolve_citation(cited, &self.entry.source)?;
        Some(href(&address))
    }
}

/// Returns the address of a link target; empty if it cannot be resolved.
fn resolve_link(target: &InternalTarget, tracker: &DependencyTracker) -> markdown::LinkTarget {
    let to = |address: &str| markdown::LinkTarget::from_href(href(address));
    match target {
        InternalTarget::Entry(source) => {
            to(tracker.metadata(source).as_ref().map_or("", |e| &e.address))
        }
        InternalTarget::FileOf(owner, path) => {
            let Some(entry) = tracker.metadata(owner) else { return to("") };
            // The files of a withdrawn entry are not published; its page says why.
            let files = if tracker.is_removed(&entry) { &[][..] } else { &entry.files };
            to(files
                .iter()
                .find(|file| file.path == *path)
                .map_or(&entry.address, |file| &file.address))
        }
        InternalTarget::File(address, name) => {
            let published = file_name(address);
            let download = (*published != **name).then(|| name.to_string());
            markdown::LinkTarget { download, ..to(address) }
        }
        InternalTarget::Address(address) | InternalTarget::Relative(address) => to(address),
        InternalTarget::Outside => to(""),
    }
}
