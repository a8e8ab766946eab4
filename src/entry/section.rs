//! The sections of a portal: folders with a listing of everything below them.
//!
//! A section is configured in portal.yaml, or is a folder with an `_index.md`. The latter inherits its kind from the
//! section that contains it.

use std::sync::Arc;

use super::address;
use crate::config::{Config, EntryKind};
use crate::limits;
use crate::source::FileTree;
use crate::source::path_parts::file_name;
use crate::vietnamese::fold;

/// A folder with a listing.
#[derive(Debug, Clone, Hash)]
pub struct Section {
    /// The folder under `content/`, without leading and trailing slashes.
    pub folder: String,
    /// The address (`/van-ban/`).
    pub address: Arc<str>,
    /// The kind of its entries.
    pub kind: EntryKind,
    /// The title in portal.yaml, else the folder's name.
    pub title: String,
    /// The language set in its `_index.md`, if any.
    pub language: Option<String>,
    /// The path of its `_index.md`, if there is one.
    pub index: Option<Arc<str>>,
}

impl Section {
    /// Returns whether a path under `content/` is in this section.
    pub fn contains(&self, path: &str) -> bool {
        path.strip_prefix(&self.folder).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Lists the sections: first those of portal.yaml in their order, then those with an `_index.md`; of more than
/// [`limits::SECTIONS`], only the first beyond them.
pub fn sections(config: &Config, tree: &FileTree) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for configured in config.sections.iter().take(limits::SECTIONS + 1) {
        let name = file_name(&configured.folder);
        let title = configured.title.clone().unwrap_or_else(|| name.to_owned());
        let folder = folder_meant(&configured.folder, config, tree);
        let folder = folder.unwrap_or(&configured.folder);
        sections.push(new_section(folder, configured.kind, title, tree));
    }
    for file in tree.files() {
        let Some(folder) = file.path.strip_prefix("content/").and_then(section_folder) else {
            continue;
        };
        if sections.len() > limits::SECTIONS {
            break;
        }
        let is_known = |folder: &str| sections.iter().any(|section| section.folder == folder);
        if is_known(folder) || is_in_entry_folder(folder, tree, &is_known) {
            continue;
        }
        let inherited =
            innermost_section(&sections, &format!("{folder}/")).map(|section| section.kind);
        let title = file_name(folder).to_owned();
        sections.push(new_section(folder, inherited.unwrap_or(EntryKind::Page), title, tree));
    }
    sections
}

/// Returns the folder that is meant by a section without one: a folder that portal.yaml does not name, whose name is
/// the same but for diacritics, hyphens and spaces. Reading its entries as meant avoids consequential faults.
pub fn folder_meant<'t>(folder: &str, config: &Config, tree: &'t FileTree) -> Option<&'t str> {
    if tree.with_prefix(&format!("content/{folder}/")).next().is_some() {
        return None;
    }
    let letters = |folder: &str| -> Vec<String> {
        folder.split('/').map(|part| fold::key(part).replace('_', "")).collect()
    };
    let (wanted, depth) = (letters(folder), folder.split('/').count());
    let is_named = |folder: &str| config.sections.iter().any(|section| section.folder == folder);
    let paths = tree.files().filter_map(|file| file.path.strip_prefix("content/"));
    let folders = paths.filter_map(|path| {
        let (end, _) = path.match_indices('/').nth(depth - 1)?;
        Some(&path[..end])
    });
    let mut unnamed = folders.filter(|folder| !is_named(folder));
    unnamed.find(|folder| letters(folder) == wanted)
}

fn new_section(folder: &str, kind: EntryKind, title: String, tree: &FileTree) -> Section {
    let index = tree.get(&format!("content/{folder}/_index.md")).map(|file| file.path.clone());
    let (address, _) = address::of_folder(folder);
    let address = address.into();
    Section { folder: folder.to_owned(), address, kind, title, language: None, index }
}

/// Returns whether a folder is, or is inside, the folder of an entry (one with an `index.md`), which contains no
/// sections.
fn is_in_entry_folder(folder: &str, tree: &FileTree, is_section: &dyn Fn(&str) -> bool) -> bool {
    let has_entry =
        |dir: &str| !is_section(dir) && tree.get(&format!("content/{dir}/index.md")).is_some();
    has_entry(folder) || address::ancestor_folders(folder).any(has_entry)
}

fn section_folder(path: &str) -> Option<&str> {
    path.strip_suffix("/_index.md")
}

/// Returns the innermost section that contains a path under `content/`.
pub fn innermost_section<'s>(sections: &'s [Section], path: &str) -> Option<&'s Section> {
    sections
        .iter()
        .filter(|section| section.contains(path))
        .max_by_key(|section| section.folder.len())
}
