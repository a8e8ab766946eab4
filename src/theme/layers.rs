//! The folders that a theme is made of, one over the other.
//!
//! On top lies the folder that portal.yaml names, below it the theme that it extends, and so on. The default theme is
//! embedded; a folder of the portal with its name lies over it. A file that lies higher takes the place of one below.
//!
//! Templates of lower layers go by the theme's name too (`cong-thong-tin/news.html`), so that a template can extend
//! the one whose place it takes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::embedded;
use super::settings::{LocatedName, Settings};
use crate::config::DEFAULT_THEME;
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::source::{FileTree, has_folder};

/// The files of a layer by their path in it, each with the path that messages show.
pub(super) type LayerFiles = BTreeMap<String, (Arc<str>, Vec<u8>)>;

/// One folder of a theme.
#[derive(Debug)]
pub(super) struct Layer {
    /// The theme's name.
    pub(super) name: String,
    /// Whether it is the portal's and not embedded.
    pub(super) from_portal: bool,
    /// Its files but theme.yaml.
    pub(super) files: LayerFiles,
    pub(super) settings: Settings,
}

/// The folders of a theme, the one on top first.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) all: Vec<Layer>,
    /// Whether every theme was found that another one extends.
    pub(super) is_complete: bool,
}

impl Layer {
    /// Takes out the files of a folder (`assets/`), by their paths in it.
    pub(super) fn take_folder(&mut self, folder: &str) -> LayerFiles {
        let all = std::mem::take(&mut self.files);
        let mut taken = LayerFiles::new();
        for (path, file) in all {
            match path.strip_prefix(folder) {
                Some(inside) => taken.insert(inside.to_owned(), file),
                None => self.files.insert(path, file),
            };
        }
        taken
    }
}

impl Layers {
    /// Reads the theme of a name and all that it extends.
    pub(super) fn read(
        root: &Path,
        name: &str,
        faults: &mut Vec<Diagnostic>,
    ) -> Result<Self, MachineFault> {
        let mut layers = Self { all: Vec::new(), is_complete: true };
        let mut chain: Vec<String> = Vec::new();
        let mut next = Some(LocatedName {
            text: name.to_owned(),
            place: Place::file(crate::config::shared_file_name()),
        });
        while let Some(LocatedName { text: name, place }) = next.take() {
            let is_first = chain.is_empty();
            let is_again = chain.contains(&name);
            chain.push(name.clone());
            if is_again {
                faults.push(faults::theme_cycle(place, &chain));
                layers.is_complete = false;
                break;
            }
            let folder = format!("themes/{name}");
            let is_there = has_folder(root, &folder);
            if !is_there && name != DEFAULT_THEME {
                let fault =
                    if is_first { faults::unknown_theme } else { faults::unknown_base_theme };
                faults.push(fault(place, &name));
                layers.is_complete = false;
                break;
            }
            let mut files = LayerFiles::new();
            if is_there {
                let (tree, found) = FileTree::scan(root, &folder)?;
                faults.extend(found);
                for file in tree.files() {
                    let path = file.path[folder.len() + 1..].to_owned();
                    files.insert(path, (file.path.clone(), file.read_bytes()?));
                }
            }
            // Over the embedded theme lies the portal's folder also where it is not there: so templates go by the
            // same names when it comes.
            next = layers.add(&name, true, files, faults);
            if name == DEFAULT_THEME {
                let shown = |path: &str| format!("{folder}/{path}").into();
                let files = embedded::FILES.iter();
                let files = files.map(|(path, b)| ((*path).to_owned(), (shown(path), b.to_vec())));
                let extended = layers.add(&name, false, files.collect(), faults);
                next = next.or(extended);
            }
        }
        Ok(layers)
    }

    /// Adds a layer below the others; gives the theme that it extends.
    fn add(
        &mut self,
        name: &str,
        is_own: bool,
        mut files: LayerFiles,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<LocatedName> {
        let mut settings = Settings::default();
        if let Some((shown, bytes)) = files.remove("theme.yaml") {
            match SourceText::from_bytes(shown, bytes) {
                Ok(text) => settings = Settings::read(&text, is_own, faults),
                Err(fault) => faults.push(*fault),
            }
        }
        let extends = settings.extends.take();
        self.all.push(Layer { name: name.to_owned(), from_portal: is_own, files, settings });
        extends
    }
}
