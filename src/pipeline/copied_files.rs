//! The content files that are copied to the same path of the site.
//!
//! A file that an entry owns is published at the address of the entry, and at its own path only if another entry
//! requires it there. Nor is a symbolic link a way around that.

use std::sync::Arc;

use rapidhash::RapidHashSet;

use crate::entry::path_resolution::{InternalTarget, markdown_stem};
use crate::entry::{Entry, address};
use crate::source::FileTree;

/// Lists the files that are copied to the same path of the site: those that belong to no entry, and those that a link
/// or an attachment requires at that path.
///
/// Only `shown` entries can require a file: what a draft or a removed entry links to is not published by that.
pub(super) fn files_to_copy(
    tree: &FileTree,
    entries: &[Arc<Entry>],
    shown: &[&Arc<Entry>],
) -> Vec<Arc<str>> {
    let entry_folders: RapidHashSet<&str> =
        entries.iter().filter_map(|entry| entry.source.strip_suffix("/index.md")).collect();
    let owned: RapidHashSet<&str> =
        entries.iter().flat_map(|entry| entry.files.iter().map(|file| &*file.path)).collect();
    // The files of a section's `_index.md` are published at their own path already.
    let own: RapidHashSet<&str> =
        shown.iter().flat_map(|entry| entry.files.iter().map(|file| &*file.address)).collect();
    let required = required_addresses(shown);
    let hidden = links_to_hidden_files(tree, entries, shown);
    let is_in_entry_folder =
        |path: &str| address::ancestor_folders(path).any(|folder| entry_folders.contains(folder));
    let is_copied = |path: &&Arc<str>| {
        let address = path.trim_start_matches("content");
        let is_required = required.contains(address) && !own.contains(address);
        let is_free = !(owned.contains(&***path) || hidden.contains(&***path)) || is_required;
        markdown_stem(path).is_none() && !is_in_entry_folder(path) && is_free
    };
    tree.files().map(|file| &file.path).filter(is_copied).cloned().collect()
}

/// Lists the files that a symbolic link takes from an entry that is not shown, such as a draft.
fn links_to_hidden_files<'t>(
    tree: &'t FileTree,
    entries: &[Arc<Entry>],
    shown: &[&Arc<Entry>],
) -> RapidHashSet<&'t str> {
    let mut linked = tree.linked_files().peekable();
    if linked.peek().is_none() {
        return RapidHashSet::default();
    }
    let shown: RapidHashSet<&str> = shown.iter().map(|entry| &*entry.source).collect();
    let hidden = || entries.iter().filter(|entry| !shown.contains(&*entry.source));
    let files = hidden().flat_map(|entry| entry.files.iter().map(|file| &*file.path));
    let sources = hidden().map(|entry| &*entry.source);
    let folders = hidden().filter_map(|entry| entry.source.strip_suffix("/index.md"));
    let hidden: RapidHashSet<&str> = files.chain(sources).chain(folders).collect();
    let is_hidden = |path: &str| {
        hidden.contains(path) || address::ancestor_folders(path).any(|at| hidden.contains(at))
    };
    linked.filter(|(_, original)| is_hidden(original)).map(|(file, _)| &*file.path).collect()
}

/// Lists the addresses at which entries require a file.
pub(super) fn required_addresses<'e>(entries: &[&'e Arc<Entry>]) -> RapidHashSet<&'e str> {
    let links = entries.iter().flat_map(|entry| &entry.links);
    let link_addresses = links.filter_map(|link| match &link.target {
        InternalTarget::File(address, _) | InternalTarget::Address(address) => Some(&**address),
        _ => None,
    });
    let picture_addresses = entries.iter().filter_map(|entry| entry.metadata.image.as_ref());
    let picture_addresses = picture_addresses.filter_map(|image| image.picture.address.as_deref());
    let attachment_addresses = entries.iter().flat_map(|entry| &entry.metadata.attachments);
    let attachment_addresses = attachment_addresses.map(|file| &*file.address);
    link_addresses.chain(picture_addresses).chain(attachment_addresses).collect()
}
