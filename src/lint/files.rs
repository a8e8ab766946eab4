//! Advice on files that no entry uses, on documents without a text or a file, and on the data of the portal's owner.
//!
//! A file counts as used if an entry attaches it, shows it or links to it, or if the menu or the theme has its address.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::{EntryLinter, LintInput, SettingKeys};
use crate::config::{Config, EntryKind, Owner, keys};
use crate::diagnostic::{Diagnostic, Place, faults};
use crate::entry::path_resolution::InternalTarget;
use crate::entry::{Entry, FieldKey, address};
use crate::library::Library;

/// For each document whose only file equals that of another, by source file, the other.
pub(super) struct SameFiles<'a>(HashMap<&'a str, &'a Arc<str>>);

impl<'a> SameFiles<'a> {
    pub(super) fn new(library: &'a Library) -> Self {
        let is_original = |entry: &&Arc<Entry>| {
            entry.kind == EntryKind::Document && entry.metadata.translation_of.is_none()
        };
        let mut documents: Vec<&Arc<Entry>> = library.entries().filter(is_original).collect();
        documents.sort_by_key(|entry| &entry.source);
        let (mut first_with, mut others) = (HashMap::new(), HashMap::new());
        for entry in documents {
            let [file] = &entry.metadata.attachments[..] else { continue };
            let (path, source) =
                *first_with.entry(file.sha256).or_insert((&file.path, &entry.source));
            // One file at a path of its own is shared on purpose.
            if *path != file.path && file.size > 0 {
                others.insert(&*entry.source, source);
            }
        }
        Self(others)
    }
}

/// Reports the files that are published but not used. Files right in `content/` and in `.well-known/` are for machines,
/// which find them by their names.
pub(super) fn unused_files(input: LintInput<'_>) -> Vec<Diagnostic> {
    let mut used = HashSet::new();
    let mut own = Vec::new();
    for entry in input.library.entries() {
        add_used(entry, &mut used);
        if !entry.is_removed(input.library.today()) {
            own.extend(entry.files.iter().map(|file| (&file.path, &*file.address)));
        }
    }
    let config = input.config;
    let links = config.menu.iter().chain(&config.links);
    let linked: Vec<String> = links.map(|link| address::decode(&link.url)).collect();
    used.extend(linked.iter().map(String::as_str));
    let copied = input.copies.iter().map(|path| (path, path.trim_start_matches("content")));
    let is_found_by_name = |address: &str| {
        !address.trim_start_matches('/').contains('/') || address.starts_with("/.well-known/")
    };
    let unused = own.into_iter().chain(copied).filter(|(path, address)| {
        !used.contains(&***path)
            && !used.contains(address)
            && !is_found_by_name(address)
            && !input.theme.mentions(address)
    });
    let unused: BTreeSet<&Arc<str>> = unused.map(|(path, _)| path).collect();
    unused.into_iter().map(|path| faults::unused_file(Place::file(path.clone()))).collect()
}

/// Adds the paths and addresses of the files to which an entry refers.
fn add_used<'a>(entry: &'a Entry, used: &mut HashSet<&'a str>) {
    used.extend(entry.metadata.attachments.iter().map(|file| &*file.path));
    used.extend(entry.shown_pictures().map(|picture| &*picture.path));
    for link in &entry.links {
        used.extend(match &link.target {
            InternalTarget::FileOf(_, path) => Some(&**path),
            InternalTarget::File(address, _)
            | InternalTarget::Address(address)
            | InternalTarget::Relative(address) => Some(&**address),
            InternalTarget::Entry(_) | InternalTarget::Outside => None,
        });
    }
}

/// Reports data of the owner that the footer must show and portal.yaml lacks.
pub(super) fn incomplete_owner(config: &Config, settings: &SettingKeys<'_>) -> Option<Diagnostic> {
    let Owner { responsible, address, phone, email, .. } = &config.owner;
    let values =
        [(responsible, "responsible"), (address, "address"), (phone, "phone"), (email, "email")];
    let is_missing = |name| values.iter().any(|(value, key)| value.is_none() && *key == name);
    let missing: Vec<_> = keys::OWNER.iter().filter(|names| is_missing(names.1)).collect();
    if missing.is_empty() {
        return None;
    }
    let (vi, en): (Vec<&str>, Vec<&str>) = missing.iter().copied().copied().unzip();
    let lines = missing.iter().map(|names| settings.language.shown(**names));
    let indent = settings.indent_below("owner");
    let (begin, end, joint) = match indent {
        Some(indent) => (format!("«{}", " ".repeat(indent)), "»", ", "),
        None => (", ".to_owned(), "", ""),
    };
    let line = |name: &str| format!("{begin}{name}: …{end}");
    let (vi_lines, en_lines): (Vec<String>, Vec<String>) =
        lines.map(|(vi, en)| (line(vi), line(en))).unzip();
    let (owner, place) = settings.find("owner");
    let names = (&*vi.join(", "), &*en.join(", "));
    let lines = (&*vi_lines.join(joint), &*en_lines.join(joint));
    Some(faults::incomplete_owner(place, names, owner, lines, indent.is_none()))
}

impl EntryLinter<'_> {
    /// Reports a document without a text and without a file, or with the file of another.
    pub(super) fn check_files(&mut self) {
        if let Some(other) = self.portal.same_files.0.get(&*self.entry.source)
            && let Some(file) = self.entry.metadata.attachments.first()
        {
            let place = self.field_place(FieldKey::nth(FieldKey::Attachment, 0));
            self.advice.push(faults::file_of_other_document(place, file.name(), other));
        }
        if self.entry.metadata.attachments.is_empty() && self.body().trim().is_empty() {
            let place = self.field_place(FieldKey::FrontMatter);
            self.advice.push(faults::nothing_to_read(place));
        }
    }
}
