//! The sections of a portal: folders with a listing of everything below them.
//!
//! A section is named in portal.yaml or is a folder that holds an `_index.md`. What portal.yaml does not say of
//! the latter it takes from the section around it.

use std::sync::Arc;

use super::address;
use crate::config::{Config, Kind};
use crate::source::Tree;

/// A folder with a listing.
#[derive(Debug, Clone, Hash)]
pub struct Section {
    /// The folder under `content/`, without slashes at its ends.
    pub folder: String,
    /// Its address (`/van-ban/`).
    pub address: Arc<str>,
    /// What its entries are.
    pub kind: Kind,
    /// Its title by portal.yaml, else the folder's name.
    pub title: String,
    /// The language that its `_index.md` names, if it does.
    pub language: Option<String>,
    /// Its `_index.md`, if there is one.
    pub index: Option<Arc<str>>,
}

impl Section {
    /// Tells whether a path under `content/` lies in this section.
    pub fn holds(&self, path: &str) -> bool {
        path.strip_prefix(&self.folder).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Lists the sections, those of portal.yaml first and in its order.
pub fn sections(config: &Config, tree: &Tree) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for configured in &config.sections {
        let name = configured.folder.rsplit('/').next().unwrap_or_default();
        let title = configured.title.clone().unwrap_or_else(|| name.to_owned());
        sections.push(section(&configured.folder, configured.kind, title, tree));
    }
    for file in tree.files() {
        let Some(folder) = file.path.strip_prefix("content/").and_then(index_folder) else {
            continue;
        };
        let is_known = |folder: &str| sections.iter().any(|section| section.folder == folder);
        if is_known(folder) || lies_in_entry(folder, tree, &is_known) {
            continue;
        }
        let around = innermost(&sections, &format!("{folder}/")).map(|section| section.kind);
        let title = folder.rsplit('/').next().unwrap_or_default().to_owned();
        sections.push(section(folder, around.unwrap_or(Kind::Page), title, tree));
    }
    sections
}

fn section(folder: &str, kind: Kind, title: String, tree: &Tree) -> Section {
    let index = tree.get(&format!("content/{folder}/_index.md")).map(|file| file.path.clone());
    let (address, _) = address::of_folder(folder);
    let address = address.into();
    Section { folder: folder.to_owned(), address, kind, title, language: None, index }
}

/// Tells whether a folder is, or lies in, that of an entry (one with an `index.md`): no section can be in there.
fn lies_in_entry(folder: &str, tree: &Tree, is_section: &dyn Fn(&str) -> bool) -> bool {
    let holds_entry =
        |dir: &str| !is_section(dir) && tree.get(&format!("content/{dir}/index.md")).is_some();
    holds_entry(folder) || address::folders_above(folder).any(holds_entry)
}

fn index_folder(path: &str) -> Option<&str> {
    path.strip_suffix("/_index.md")
}

/// Finds the innermost section that a path under `content/` lies in.
pub fn innermost<'s>(sections: &'s [Section], path: &str) -> Option<&'s Section> {
    sections.iter().filter(|section| section.holds(path)).max_by_key(|section| section.folder.len())
}
