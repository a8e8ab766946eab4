//! The theme: templates, labels and assets. The only room that knows Tera.
//!
//! A theme is a folder under `themes/`: `theme.yaml`, `templates/`, `assets/`, `i18n/`. It may extend another one; the
//! default one is embedded in the program, and a folder of the portal with its name lies over it. Files go over files,
//! labels, settings and design tokens over those of the same name. Templates see plain data ([`view`]) and may ask the
//! library through a few functions ([`scope`]); every question is written down.
//!
//! **Left out on purpose.** Templates can read no file, no clock and no environment.

mod contrast;
mod css;
pub mod dates;
mod embedded;
mod labels;
mod layers;
pub mod scope;
mod settings;
mod style;
mod templates;
mod tokens;
mod unrecognised_files;
pub mod view;

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use self::layers::{Layer, Layers};
use self::style::{Assets, Style};
use self::templates::Templates;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::site::Overview;
use crate::site::overview::SEARCH_SCRIPT;
use crate::source::fingerprint;

pub use labels::{Labels, UiLabels};
pub use scope::Scope;

/// The templates without which a kind of page could not be made.
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

/// Where the files for the site lie in a theme.
const ASSETS: &str = "assets/";

/// A loaded theme.
#[derive(Debug)]
pub struct Theme {
    templates: Templates,
    labels: Arc<Labels>,
    style: Style,
    /// Files for the site by their name under `assets/`, the style joined.
    assets: Assets,
    /// Whether every template was read and none is missing.
    complete: bool,
    /// Of templates and labels.
    fingerprint: u64,
}

impl Theme {
    /// Loads the theme that portal.yaml names, from the portal and from what is embedded.
    pub fn load(root: &Path, config: &Config) -> Result<(Self, Vec<Diagnostic>), MachineFault> {
        let mut faults = Vec::new();
        let Layers { mut all, is_complete: is_whole } =
            Layers::read(root, &config.theme, &mut faults)?;
        let mut templates = Templates::from_layers(&mut all, &mut faults);
        let loaded = templates.load(&mut faults);
        let mut theme = Self {
            complete: is_whole && loaded,
            labels: Arc::new(read_labels(&all, &mut faults)),
            style: Style::from_layers(&all),
            templates,
            assets: Assets::new(),
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
        Ok((theme, faults))
    }

    /// Takes the assets out of the files of all layers, and joins the style.
    fn build_assets(&mut self, layers: &mut [Layer], faults: &mut Vec<Diagnostic>) {
        for layer in layers.iter_mut().rev() {
            self.assets.extend(layer.take_folder(ASSETS));
        }
        let files = self.assets.values().map(|(_, bytes)| bytes.as_slice());
        let texts = self.templates.texts().map(|text| text.as_str().as_bytes());
        self.style.validate(&files.chain(texts).collect::<Vec<_>>(), faults);
        self.style.bundle(&mut self.assets, faults);
    }

    /// Tells whether a template of that name exists.
    pub fn has_template(&self, name: &str) -> bool {
        self.templates.has(name)
    }

    /// Tells whether an entry may ask for a template: one that is neither a part of others nor of another kind of page.
    pub fn has_entry_template(&self, name: &str) -> bool {
        let entries = ["document.html", "news.html", "page.html"];
        let overview = || Overview::ALL.iter().any(|overview| overview.template() == name);
        let other =
            ["base.html", "components.html"].contains(&name) || REQUIRED_TEMPLATES.contains(&name);
        let other = other || overview();
        self.has_template(name) && (entries.contains(&name) || !other)
    }

    /// Tells whether pages can be rendered: a template that does not load would fail once more on each of them.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Tells whether no theme was found: there is no template to judge anything by then.
    pub fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }

    /// Gives the place of a template as a whole, for what is wrong with the pages it makes.
    pub fn template_place(&self, name: &str) -> Place {
        self.templates.place(name)
    }

    /// Finds the existing template with the nearest name.
    pub fn nearest_template(&self, name: &str) -> Option<&str> {
        self.templates.nearest(name)
    }

    /// Finds the portal's own templates that make no page: nobody asks for them by name, neither the program nor an
    /// entry (`asked`) nor another template, and they hold no component.
    pub fn unused_templates(&self, asked: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
        self.templates.unused(&|name| {
            asked(name) || unrecognised_files::known_templates().any(|known| known == name)
        })
    }

    /// Gives a hash of templates and labels: equal as long as they are.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Gives the labels.
    pub fn labels(&self) -> &Arc<Labels> {
        &self.labels
    }

    /// Gives the overviews that there is a template for.
    pub fn overviews(&self) -> Vec<Overview> {
        let has = |overview: &Overview| self.has_template(overview.template());
        Overview::ALL.into_iter().filter(has).collect()
    }

    /// Tells whether the page of ways to look answers queries: its template names the script, and the script is there.
    pub fn is_searchable(&self) -> bool {
        let named = self.templates.mentions(Overview::Lookup.template(), SEARCH_SCRIPT);
        named && self.assets.contains_key(SEARCH_SCRIPT)
    }

    /// Gives the names of the assets.
    pub fn assets(&self) -> Vec<String> {
        self.assets.keys().cloned().collect()
    }

    /// Gives the bytes of an asset.
    pub fn asset(&self, name: &str) -> Option<&[u8]> {
        self.assets.get(name).map(|(_, bytes)| bytes.as_slice())
    }

    /// Gives a token of the light scheme as red, green and blue, if the theme has it and it is an opaque colour.
    pub fn colour(&self, token: &str) -> Option<[u8; 3]> {
        self.style.colour(token)
    }

    /// Advises on colours that are hard to tell apart.
    pub fn advice(&self) -> Vec<Diagnostic> {
        self.style.advice()
    }

    /// Renders a page. Questions that the template asks are written into the scope's inquiry.
    pub fn render(
        &self,
        template: &str,
        view: &impl Serialize,
        scope: Scope,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.templates.render(template, view, scope)
    }
}

/// Takes the labels out of the files of all layers; a key of a higher one takes the place of the same below.
fn read_labels(layers: &[Layer], faults: &mut Vec<Diagnostic>) -> Labels {
    let mut labels = Labels::default();
    for layer in layers.iter().rev() {
        for (path, (shown, bytes)) in &layer.files {
            let Some(language) = unrecognised_files::label_language(path) else { continue };
            match SourceText::from_bytes(shown.clone(), bytes.clone()) {
                Ok(text) => labels.read(language, &text, faults),
                Err(fault) => faults.push(*fault),
            }
        }
    }
    labels
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
        let (config, _) = Config::read(&text).expect("nothing is YAML");
        let (theme, faults) = Theme::load(root.path(), &config).expect("readable");
        assert!(faults.is_empty(), "{faults:?}");
        assert!(REQUIRED_TEMPLATES.iter().all(|name| theme.has_template(name)));
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (tree, _) = FileTree::scan(here, &format!("themes/{DEFAULT_THEME}")).expect("readable");
        let prefix = format!("themes/{DEFAULT_THEME}/");
        let on_disk: Vec<_> = tree.files().map(|f| f.path[prefix.len()..].to_owned()).collect();
        let embedded: Vec<_> = embedded::FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(embedded, on_disk);
    }
}
