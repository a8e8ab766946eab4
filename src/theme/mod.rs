//! Themes: templates, labels and assets. The only module that uses Tera.
//!
//! A theme is a folder under `themes/` with `theme.yaml`, `templates/`, `assets/` and `i18n/`. It may extend another
//! theme. The default theme is embedded in the program; a folder of the portal with the same name overrides it. Files
//! override files, labels, settings and design tokens those of the same name. Templates see plain data ([`view`]) and
//! may query the library through a few functions ([`scope`]); every query is recorded.
//!
//! **Left out on purpose.** Templates have no access to files, the clock or the environment.

mod contrast;
mod css;
pub mod dates;
mod embedded;
mod engine_sentences;
pub(crate) mod filters;
mod label_keys;
mod labels;
mod layers;
mod published_assets;
pub mod scope;
mod settings;
mod style;
mod templates;
mod tokens;
mod unrecognised_files;
pub mod view;

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use serde::Serialize;

use self::labels::NewKey;
use self::layers::{Layer, Layers};
use self::published_assets::{PublishedAssets, publish};
use self::scope::CurrentScope;
use self::style::{Assets, Style};
use self::templates::Templates;
use self::view::Presenter;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, FaultList, MachineFault, Place, SourceText, faults};
use crate::library::DependencyTracker;
use crate::site::Overview;
use crate::site::overview::SEARCH_SCRIPT;
use crate::source::fingerprint;

pub use labels::{Labels, UiLabels};
pub use scope::{Scope, SectionAddresses};
pub use templates::SharedValue;

/// The templates that a theme must have, because a kind of page is rendered with each.
pub const REQUIRED_TEMPLATES: [&str; 10] = [
    "home.html",
    "section.html",
    "terms.html",
    "term.html",
    "document.html",
    "news.html",
    "page.html",
    "withdrawn.html",
    "redirect.html",
    "404.html",
];

/// Lists the files of the embedded theme, sorted by path: path and bytes.
pub fn embedded_files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    embedded::FILES.iter().copied()
}

/// The folder of a theme with the files that are published.
const ASSETS: &str = "assets/";

/// A loaded theme.
#[derive(Debug)]
pub struct Theme {
    templates: Templates,
    labels: Arc<Labels>,
    style: Style,
    /// The published files, with the style sheets bundled.
    assets: Arc<PublishedAssets>,
    /// Whether every template was loaded and none is missing.
    complete: bool,
    /// Hash of templates and labels.
    fingerprint: u64,
}

impl Theme {
    /// Loads the theme named in portal.yaml from the portal's folders and the embedded theme.
    pub fn load(root: &Path, config: &Config) -> Result<(Self, Vec<Diagnostic>), MachineFault> {
        let mut faults = Vec::new();
        let Layers { mut all, is_complete } = Layers::read(root, &config.theme, &mut faults)?;
        let mut templates = Templates::from_layers(&mut all, &mut faults);
        let loaded = templates.load(&mut faults);
        let (labels, new_keys) = read_labels(&all, &mut faults);
        faults.extend(label_keys::unknown(&templates, &labels));
        faults.extend(label_keys::misspelt(&new_keys, &templates, &labels));
        let mut theme = Self {
            complete: is_complete && loaded,
            labels: Arc::new(labels),
            style: Style::from_layers(&all),
            templates,
            assets: Arc::default(),
            fingerprint: 0,
        };
        theme.fingerprint = fingerprint(&(theme.templates.fingerprint(), &theme.labels));
        let missing = REQUIRED_TEMPLATES.into_iter().filter(|name| !theme.templates.has(name));
        let missing: Vec<&str> = missing.filter(|_| theme.complete).collect();
        theme.complete &= missing.is_empty();
        let missing = missing.into_iter();
        faults.extend(missing.map(|name| faults::missing_template(Place::file("themes"), name)));
        theme.build_assets(&mut all, &mut faults);
        all.iter()
            .filter(|layer| layer.from_portal)
            .for_each(|l| unrecognised_files::report(l, &mut faults));
        Ok((theme, FaultList::limited(faults)))
    }

    /// Moves the assets out of the files of all layers, bundles the style sheets, and names the files.
    fn build_assets(&mut self, layers: &mut [Layer], faults: &mut Vec<Diagnostic>) {
        let mut assets = Assets::new();
        for layer in layers.iter_mut().rev() {
            assets.extend(layer.take_folder(ASSETS));
        }
        let files = assets.values().map(|(_, bytes)| bytes.as_slice());
        let texts = self.templates.texts().map(|text| text.as_str().as_bytes());
        self.style.validate(&files.chain(texts).collect::<Vec<_>>(), faults);
        self.style.bundle(&mut assets, faults);
        self.assets = Arc::new(publish(assets, faults));
    }

    /// Returns whether a template exists.
    pub fn has_template(&self, name: &str) -> bool {
        self.templates.has(name)
    }

    /// Returns whether an entry may use a template: one that is neither a base of others nor belongs to another kind of
    /// page.
    pub fn has_entry_template(&self, name: &str) -> bool {
        let entries = ["document.html", "news.html", "page.html"];
        let is_overview = || Overview::ALL.iter().any(|overview| overview.template() == name);
        let is_reserved =
            ["base.html", "components.html"].contains(&name) || REQUIRED_TEMPLATES.contains(&name);
        let is_reserved = is_reserved || is_overview();
        self.has_template(name) && (entries.contains(&name) || !is_reserved)
    }

    /// Returns whether pages can be rendered. If not, none is, since a template error would be repeated for each page.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Returns whether no theme was found, so that template names cannot be validated.
    pub fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }

    /// Returns the file of a template, as the place of faults in the pages rendered with it.
    pub fn template_place(&self, name: &str) -> Place {
        self.templates.place(name)
    }

    /// Finds the existing template with the nearest name.
    pub fn nearest_template(&self, name: &str) -> Option<&str> {
        self.templates.nearest(name)
    }

    /// Reports the portal's own templates that are used neither by the program, nor by an entry (`is_used`), nor by
    /// another template, and that define no component.
    pub fn unused_templates(&self, is_used: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
        self.templates.unused(&|name| {
            is_used(name) || unrecognised_files::known_templates().any(|known| known == name)
        })
    }

    /// Returns a hash of templates and labels.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Returns the labels.
    pub fn labels(&self) -> &Arc<Labels> {
        &self.labels
    }

    /// Returns the overviews for which there is a template.
    pub fn overviews(&self) -> Vec<Overview> {
        let has = |overview: &Overview| self.has_template(overview.template());
        Overview::ALL.into_iter().filter(has).collect()
    }

    /// Returns whether the lookup page answers queries: its template names the search script, and the script exists.
    pub fn is_searchable(&self) -> bool {
        let is_named = self.templates.mentions(Overview::Lookup.template(), SEARCH_SCRIPT);
        is_named && self.assets.contains_key(SEARCH_SCRIPT)
    }

    /// Returns the names of the assets with their addresses.
    pub fn assets(&self) -> Vec<(String, Arc<str>)> {
        let assets = self.assets.iter();
        assets.map(|(name, asset)| (name.clone(), asset.address.clone())).collect()
    }

    /// Returns the bytes of an asset.
    pub fn asset(&self, name: &str) -> Option<&[u8]> {
        self.assets.get(name).map(|asset| asset.bytes.as_slice())
    }

    /// Returns whether the text of a template or an asset has an address in it.
    pub fn mentions(&self, address: &str) -> bool {
        let assets = self.assets.values().filter_map(|one| std::str::from_utf8(&one.bytes).ok());
        let mut texts = self.templates.texts().map(SourceText::as_str).chain(assets);
        texts.any(|text| text.contains(address))
    }

    /// Returns a token of the light scheme as red, green and blue, if the theme has it and it is an opaque colour.
    pub fn colour(&self, token: &str) -> Option<[u8; 3]> {
        self.style.colour(token)
    }

    /// Reports pairs of colours with too little contrast.
    pub fn advice(&self) -> Vec<Diagnostic> {
        self.style.advice()
    }

    /// Returns what the template functions need for a page; `sections` are those of the portal.
    pub fn scope(
        &self,
        tracker: Rc<DependencyTracker>,
        presenter: Presenter,
        sections: SectionAddresses,
    ) -> Scope {
        Scope { tracker, presenter, assets: self.assets.clone(), sections }
    }

    /// Renders a component that is the same on all pages in a language; `None` if it must be rendered for each page.
    pub fn render_frame(
        &self,
        component: &str,
        portal: &SharedValue,
        language: &str,
    ) -> Option<String> {
        let scope = CurrentScope::Frame(self.labels.clone(), language.into());
        self.templates.render_frame(component, portal, scope)
    }

    /// Renders a page from the data of its own and the `portal`. Queries of the template are recorded by the scope's
    /// tracker.
    pub fn render(
        &self,
        template: &str,
        view: &impl Serialize,
        portal: &SharedValue,
        scope: Scope,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.templates.render(template, view, portal, scope)
    }
}

/// Reads a theme.yaml with its tokens.
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub fn read_theme_yaml(text: &SourceText) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    settings::Settings::read(text, true, &mut faults);
    faults
}

/// Reads the labels of all layers; a key in a higher layer overrides the same key below. Returns them with the keys
/// that only layers of the portal have.
fn read_labels(layers: &[Layer], faults: &mut Vec<Diagnostic>) -> (Labels, Vec<NewKey>) {
    let mut labels = Labels::default();
    let mut new_keys = Vec::new();
    for layer in layers.iter().rev() {
        for (path, (shown_path, bytes)) in &layer.files {
            let Some(language) = unrecognised_files::label_language(path) else { continue };
            match SourceText::from_bytes(shown_path.clone(), bytes.clone()) {
                Ok(text) => {
                    let new_keys = layer.from_portal.then_some(&mut new_keys);
                    labels.read(language, &text, new_keys, faults);
                }
                Err(fault) => faults.push(*fault),
            }
        }
    }
    (labels, new_keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DEFAULT_THEME;
    use crate::source::FileTree;

    #[test]
    fn the_embedded_theme_is_complete_and_lists_every_file_of_its_folder() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let text = SourceText::new("portal.yaml", String::new());
        let (config, _) = Config::read(&text).expect("an empty file is valid YAML");
        let (theme, faults) = Theme::load(root.path(), &config).expect("the theme can be read");
        assert!(faults.is_empty(), "{faults:?}");
        assert!(REQUIRED_TEMPLATES.iter().all(|name| theme.has_template(name)));
        let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (tree, _) = FileTree::scan(crate_root, &format!("themes/{DEFAULT_THEME}"))
            .expect("the folder can be read");
        let prefix = format!("themes/{DEFAULT_THEME}/");
        let on_disk: Vec<_> = tree.files().map(|f| f.path[prefix.len()..].to_owned()).collect();
        let embedded: Vec<_> = embedded::FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(embedded, on_disk);
    }
}
