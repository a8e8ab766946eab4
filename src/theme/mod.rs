//! The theme: templates, labels and assets. The only room that knows Tera.
//!
//! A theme is a folder under `themes/`: `theme.yaml`, `templates/`, `assets/`, `i18n/`. The default one is embedded in
//! the program; a file of the portal's folder of that name takes the embedded one's place. Templates see plain
//! data ([`view`]) and may ask the library through a few functions ([`scope`]); every question is written down.
//!
//! **Left out on purpose.** Templates can read no file, no clock and no environment.

pub mod dates;
mod embedded;
mod labels;
pub mod scope;
pub mod view;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use crate::config::{Config, DEFAULT_THEME};
use crate::diagnostic::{Diagnostic, MachineFault, Place, Text, faults};
use crate::site::Overview;
use crate::site::overview::SEARCH_SCRIPT;
use crate::source::{Tree, fingerprint};
use crate::vietnamese::nearest::nearest;
use crate::yaml;

pub use labels::{Labels, Words};
pub use scope::Scope;

/// The templates without which a kind of page could not be made.
pub const REQUIRED: [&str; 10] = [
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

/// A loaded theme.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// The templates as read, for messages: file path and text.
    sources: BTreeMap<String, Text>,
    labels: Arc<Labels>,
    /// Files for the site by their name under `assets/`.
    assets: BTreeMap<String, Vec<u8>>,
    /// Whether every template was read and none is missing.
    whole: bool,
    /// Of all files but the assets.
    fingerprint: u64,
}

/// The files of a theme by their path in it, each with the path that messages show.
type Files = BTreeMap<String, (Arc<str>, Vec<u8>)>;

impl Theme {
    /// Loads the theme that portal.yaml names, from the portal and from what is embedded.
    pub fn load(root: &Path, config: &Config) -> Result<(Self, Vec<Diagnostic>), MachineFault> {
        let mut files = Files::new();
        let mut faults = Vec::new();
        let folder = format!("themes/{}", config.theme);
        if config.theme == DEFAULT_THEME {
            for (path, bytes) in embedded::FILES {
                let shown = format!("{folder}/{path}").into();
                files.insert((*path).to_owned(), (shown, bytes.to_vec()));
            }
        } else if !crate::source::has_folder(root, &folder) {
            faults.push(faults::no_theme(Place::file(crate::config::file_name()), &config.theme));
            return Ok((Self::empty(), faults));
        }
        if crate::source::has_folder(root, &folder) {
            let (tree, found) = Tree::scan(root, &folder)?;
            faults.extend(found);
            for file in tree.files() {
                let path = file.path[folder.len() + 1..].to_owned();
                files.insert(path, (file.path.clone(), file.bytes()?));
            }
        }
        let theme = Self::from_files(files, &mut faults);
        Ok((theme, faults))
    }

    fn empty() -> Self {
        Self {
            tera: Tera::default(),
            sources: BTreeMap::new(),
            labels: Arc::default(),
            assets: BTreeMap::new(),
            whole: false,
            fingerprint: 0,
        }
    }

    fn from_files(files: Files, faults: &mut Vec<Diagnostic>) -> Self {
        let words: Vec<_> = files.iter().filter(|(path, _)| !path.starts_with("assets/")).collect();
        let fingerprint = fingerprint(&words);
        let mut sources = BTreeMap::new();
        let mut labels = Labels::default();
        let mut assets = BTreeMap::new();
        for (path, (shown, bytes)) in files {
            if let Some(name) = path.strip_prefix("assets/") {
                assets.insert(name.to_owned(), bytes);
                continue;
            }
            let labels_file = path.starts_with("i18n/") && path.ends_with(".yaml");
            if !labels_file && path != "theme.yaml" && !path.starts_with("templates/") {
                continue;
            }
            let text = match Text::from_bytes(shown, bytes) {
                Ok(text) => text,
                Err(fault) => {
                    faults.push(*fault);
                    continue;
                }
            };
            if let Some(name) = path.strip_prefix("templates/") {
                sources.insert(name.to_owned(), text);
            } else if let Some(name) = path.strip_prefix("i18n/") {
                labels.read(name.trim_end_matches(".yaml"), &text, faults);
            } else if path == "theme.yaml"
                && let Err(fault) = yaml::parse(&text, 0..text.as_str().len())
            {
                faults.push(*fault);
            }
        }
        let labels = Arc::new(labels);
        let mut tera = Tera::default();
        scope::register(&mut tera);
        let theme = Self { tera, sources, labels, assets, whole: true, fingerprint };
        theme.with_templates(faults)
    }

    fn with_templates(mut self, faults: &mut Vec<Diagnostic>) -> Self {
        let all = self.sources.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        if let Err(error) = self.tera.add_raw_templates(all) {
            faults.extend(self.load_faults(&error));
            self.whole = false;
            return self;
        }
        for name in REQUIRED {
            if !self.sources.contains_key(name) {
                faults.push(faults::missing_template(Place::file("themes"), name));
                self.whole = false;
            }
        }
        self
    }

    /// Tells whether a template of that name exists.
    pub fn has_template(&self, name: &str) -> bool {
        self.sources.contains_key(name)
    }

    /// Tells whether an entry may ask for a template: one that is neither a part of others nor of another kind of page.
    pub fn has_entry_template(&self, name: &str) -> bool {
        let entries = ["document.html", "news.html", "page.html"];
        let overview = || Overview::ALL.iter().any(|overview| overview.template() == name);
        let other = ["base.html", "components.html"].contains(&name) || REQUIRED.contains(&name);
        let other = other || overview();
        self.has_template(name) && (entries.contains(&name) || !other)
    }

    /// Tells whether pages can be rendered: a template that does not load would fail once more on each of them.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Tells whether no theme was found: there is no template to judge anything by then.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Gives the place of a template as a whole, for what is wrong with the pages it makes.
    pub fn template_place(&self, name: &str) -> Place {
        Place::file(self.sources.get(name).map_or_else(|| "themes".into(), |t| t.file().clone()))
    }

    /// Finds the existing template with the nearest name.
    pub fn nearest_template(&self, name: &str) -> Option<&str> {
        nearest(name, self.sources.keys().map(String::as_str))
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
        let template = self.sources.get(Overview::Lookup.template());
        let named = template.is_some_and(|text| text.as_str().contains(SEARCH_SCRIPT));
        named && self.assets.contains_key(SEARCH_SCRIPT)
    }

    /// Gives the names of the assets.
    pub fn assets(&self) -> Vec<String> {
        self.assets.keys().cloned().collect()
    }

    /// Gives the bytes of an asset.
    pub fn asset(&self, name: &str) -> Option<&[u8]> {
        self.assets.get(name).map(Vec::as_slice)
    }

    /// Renders a page. Questions that the template asks are written into the scope's inquiry.
    pub fn render(
        &self,
        template: &str,
        view: &impl Serialize,
        scope: Scope,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let context = Context::from_serialize(view).map_err(|e| self.fault(template, &e))?;
        let _within = scope::enter(scope);
        let mut page = Vec::with_capacity(16 * 1024);
        self.tera
            .render_to(template, &context, &mut page)
            .map_err(|error| Box::new(self.fault(template, &error)))?;
        Ok(page)
    }

    /// Faults of loading may come several in one text, each with its place in it: `--> page.html:4:7`.
    fn load_faults(&self, error: &tera::Error) -> Vec<Diagnostic> {
        let told = error.to_string();
        if !matches!(error.kind(), ErrorKind::Msg(_)) || !told.contains("--> ") {
            return vec![self.fault("", error)];
        }
        let blocks = told.split("error: ").filter(|block| block.contains("--> "));
        blocks.map(|block| self.told(block)).collect()
    }

    fn told(&self, block: &str) -> Diagnostic {
        let said = block.lines().next().unwrap_or_default();
        let spot = block.split("--> ").nth(1).and_then(|rest| rest.lines().next());
        let mut parts = spot.unwrap_or_default().trim().rsplitn(3, ':');
        let column: usize = parts.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let line: usize = parts.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let Some(text) = parts.next().and_then(|name| self.sources.get(name)) else {
            return faults::template(Place::file("themes"), said);
        };
        let before = text.as_str().split_inclusive('\n').take(line - 1).map(str::len);
        let start = before.sum::<usize>();
        let within = text.as_str()[start..].char_indices().nth(column - 1).map_or(0, |(at, _)| at);
        faults::template(text.place(start + within..start + within + 1), said)
    }

    fn fault(&self, template: &str, error: &tera::Error) -> Diagnostic {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let place = match self.sources.get(report.filename()) {
                    Some(text) => text.place(report.span().range.clone()),
                    None => Place::file(report.filename()),
                };
                faults::template(place, report.message())
            }
            ErrorKind::TemplateNotFound(name) => {
                faults::missing_template(Place::file("themes"), name)
            }
            other => faults::template(self.template_place(template), &other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_theme_is_whole_and_the_folder_is_embedded_whole() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let text = Text::new("portal.yaml", String::new());
        let (config, _) = Config::read(&text).expect("nothing is YAML");
        let (theme, faults) = Theme::load(root.path(), &config).expect("readable");
        assert!(faults.is_empty(), "{faults:?}");
        assert!(REQUIRED.iter().all(|name| theme.has_template(name)));
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (tree, _) = Tree::scan(here, &format!("themes/{DEFAULT_THEME}")).expect("readable");
        let prefix = format!("themes/{DEFAULT_THEME}/");
        let on_disk: Vec<_> = tree.files().map(|f| f.path[prefix.len()..].to_owned()).collect();
        let embedded: Vec<_> = embedded::FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(embedded, on_disk);
    }
}
