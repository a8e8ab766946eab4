//! The stack of folders that make up a theme.
//!
//! The top layer is the folder named in portal.yaml, the next one the theme that it extends, and so on. The default
//! theme is embedded; a folder of the portal with the same name is the layer above it. A file overrides files of the
//! same path in lower layers.
//!
//! Templates of lower layers are also available under the name of their theme (`cong-thong-tin/news.html`), so that a
//! template can extend the one that it overrides.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::ASSETS;
use super::embedded;
use super::settings::{LocatedName, Settings};
use crate::config::DEFAULT_THEME;
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::limits;
use crate::source::path_parts::extension;
use crate::source::{FileTree, SourceFile, git, has_folder};
use crate::vietnamese::fold;

/// The files of a layer by their path in it: the path shown in messages, and the bytes.
pub(super) type LayerFiles = BTreeMap<String, (Arc<str>, Vec<u8>)>;

/// One layer of a theme.
#[derive(Debug)]
pub(super) struct Layer {
    /// The theme's name.
    pub(super) name: String,
    /// Whether it is a folder of the portal and not embedded.
    pub(super) from_portal: bool,
    /// Its files without theme.yaml.
    pub(super) files: LayerFiles,
    pub(super) settings: Settings,
}

/// The layers of a theme, the top one first.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) all: Vec<Layer>,
    /// Whether every extended theme was found.
    pub(super) is_complete: bool,
}

impl Layer {
    /// Removes and returns the files of a folder (`assets/`), by their path in it.
    pub(super) fn take_folder(&mut self, folder: &str) -> LayerFiles {
        let all = std::mem::take(&mut self.files);
        let mut removed = LayerFiles::new();
        for (path, file) in all {
            match path.strip_prefix(folder) {
                Some(inside) => removed.insert(inside.to_owned(), file),
                None => self.files.insert(path, file),
            };
        }
        removed
    }
}

impl Layers {
    /// Reads the theme with the given name and all themes that it extends.
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
            let is_cycle = chain.contains(&name);
            chain.push(name.clone());
            if is_cycle {
                faults.push(faults::theme_cycle(place, &chain));
                layers.is_complete = false;
                break;
            }
            let folder = format!("themes/{name}");
            let exists = has_folder(root, &folder)?;
            if !exists && name != DEFAULT_THEME {
                let fault =
                    if is_first { faults::unknown_theme } else { faults::unknown_base_theme };
                faults.push(fault(place, &name));
                layers.is_complete = false;
                break;
            }
            let mut files = LayerFiles::new();
            if exists {
                let (tree, scan_faults) = FileTree::scan(root, &folder)?;
                faults.extend(scan_faults);
                let is_too_large = |file: &&SourceFile| {
                    let is_asset = file.path[folder.len() + 1..].starts_with(ASSETS);
                    !is_asset && file.metadata_key.size() > limits::SETTINGS_BYTES
                };
                faults.extend(tree.files().filter(is_too_large).map(|file| {
                    let place = Place::file(file.path.clone());
                    faults::text_too_large(place, limits::SETTINGS_BYTES)
                }));
                for file in tree.files().filter(|file| !is_too_large(file)) {
                    let path = file.path[folder.len() + 1..].to_owned();
                    let mut bytes = file.read_bytes()?;
                    faults.extend(git::check_bytes(&file.path, &mut bytes));
                    warn_hidden_characters(&file.path, &bytes, faults);
                    files.insert(path, (file.path.clone(), bytes));
                }
            }
            // The layer above the embedded theme is added even if the portal has no such folder, so that the names of
            // the embedded templates do not change when one is created.
            next = layers.add(&name, true, files, faults);
            if name == DEFAULT_THEME {
                let shown_path = |path: &str| format!("{folder}/{path}").into();
                let files = embedded::FILES.iter();
                let files =
                    files.map(|(path, b)| ((*path).to_owned(), (shown_path(path), b.to_vec())));
                let extended = layers.add(&name, false, files.collect(), faults);
                next = next.or(extended);
            }
        }
        Ok(layers)
    }

    /// Adds a layer below the others, and returns the theme that it extends.
    fn add(
        &mut self,
        name: &str,
        from_portal: bool,
        mut files: LayerFiles,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<LocatedName> {
        let mut settings = Settings::default();
        if let Some((shown_path, bytes)) = files.remove("theme.yaml") {
            match SourceText::from_bytes(shown_path, bytes) {
                Ok(text) => settings = Settings::read(&text, from_portal, faults),
                Err(fault) => faults.push(*fault),
            }
        }
        let extends = settings.extends.take();
        self.all.push(Layer { name: name.to_owned(), from_portal, files, settings });
        extends
    }
}

/// Warns of characters in a template, style sheet or script that act on what shows it, of one in each line.
fn warn_hidden_characters(path: &Arc<str>, bytes: &[u8], found: &mut Vec<Diagnostic>) {
    let is_code = ["css", "html", "js"].contains(&&*extension(path));
    let text = is_code.then(|| SourceText::from_bytes(path.clone(), bytes.to_vec()));
    // One that is no text is reported when it is used.
    let Some(Ok(text)) = text else { return };
    let mut start = 0;
    for line in text.as_str().split_inclusive('\n') {
        if let Some((at, c)) = fold::active_characters(line).next() {
            let range = start + at..start + at + c.len_utf8();
            found.push(faults::hidden_character_in_theme(text.place(range), c));
        }
        start += line.len();
    }
}
