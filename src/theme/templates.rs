//! The templates of all layers of a theme, and the errors of the template engine as diagnostics.
//!
//! Templates of the top layer are named by their file names. Templates of lower layers are prefixed with the name of
//! their theme, and are also found without the prefix if no higher layer has a template of that name. So
//! `{% extends "cong-thong-tin/news.html" %}` in a portal's `news.html` overrides blocks of the template that it
//! replaces. Components are found in the same way.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera, Value};

use super::engine_sentences::{self, TemplateNameKind};
use super::filters;
use super::layers::Layer;
use super::scope::{self, CurrentScope, Scope};
use super::unrecognised_files;
use crate::diagnostic::{Diagnostic, Place, SourceText, faults};
use crate::source::fingerprint;
use crate::vietnamese::nearest::nearest;

/// The folder of a theme with its templates.
const TEMPLATES: &str = "templates/";

/// A value that the pages of a build share: it is converted for the engine once, and not for each page.
#[derive(Debug, Clone)]
pub struct SharedValue(Value);

impl SharedValue {
    /// Converts plain data.
    pub fn new(data: &impl Serialize) -> Self {
        Self(Value::from_serializable(data))
    }
}

/// The templates of a theme.
#[derive(Debug, Default)]
pub(super) struct Templates {
    tera: Tera,
    /// All templates by their name in the engine.
    sources: BTreeMap<String, SourceText>,
    /// The names of the templates in folders of the portal.
    portal_templates: BTreeSet<String>,
    /// The prefix of the names of each layer, the top layer first.
    prefixes: Vec<String>,
}

impl Templates {
    /// Moves the templates out of the files of all layers.
    pub(super) fn from_layers(layers: &mut [Layer], faults: &mut Vec<Diagnostic>) -> Self {
        let mut templates = Self { prefixes: prefixes(layers), ..Self::default() };
        for (layer, prefix) in layers.iter_mut().zip(&templates.prefixes) {
            for (name, (shown_path, bytes)) in layer.take_folder(TEMPLATES) {
                let lower = templates.prefixes.iter().skip(1).find_map(|p| name.strip_prefix(p));
                if let Some(inside) = lower {
                    // The engine would confuse it with the template of the theme below.
                    let suggestion = format!("themes/{}/{TEMPLATES}{inside}", layer.name);
                    faults.push(faults::unused_theme_file(
                        Place::file(shown_path),
                        Some(&suggestion),
                    ));
                    continue;
                }
                match SourceText::from_bytes(shown_path, bytes) {
                    Ok(text) => {
                        let name = format!("{prefix}{name}");
                        templates.portal_templates.extend(layer.from_portal.then(|| name.clone()));
                        templates.sources.insert(name, text);
                    }
                    Err(fault) => faults.push(*fault),
                }
            }
        }
        templates
    }

    /// Loads the templates into the engine, and returns whether all could be loaded.
    pub(super) fn load(&mut self, faults: &mut Vec<Diagnostic>) -> bool {
        scope::register(&mut self.tera);
        filters::register(&mut self.tera);
        let lower = self.prefixes.iter().skip(1).cloned();
        self.tera.set_fallback_prefixes(lower).expect("no template was added yet");
        let all = self
            .sources
            .iter()
            .map(|(name, text)| (name, self.rewrite_shadowed_names(name, text.as_str())));
        let all: Vec<_> = all.collect();
        if let Err(error) = self.tera.add_raw_templates(all) {
            faults.extend(match error.kind() {
                ErrorKind::SyntaxError(_) => self.syntax_faults(),
                _ => self.load_faults(&error),
            });
            return false;
        }
        true
    }

    /// Reports the first syntax error of each template.
    fn syntax_faults(&self) -> Vec<Diagnostic> {
        let errors = self.sources.iter().filter_map(|(name, text)| {
            let alone = Tera::default().add_raw_template(name, text.as_str()).err()?;
            matches!(alone.kind(), ErrorKind::SyntaxError(_)).then_some(alone)
        });
        errors.map(|error| self.fault("", &error)).collect()
    }

    /// Reports a sentence of the engine at a place.
    fn sentence(&self, place: Place, sentence: &str) -> Diagnostic {
        engine_sentences::fault(place, sentence, &|kind| match kind {
            TemplateNameKind::Filter => filters::names().collect(),
            TemplateNameKind::Test => {
                filters::ENGINE_TESTS.iter().map(|(name, ..)| *name).collect()
            }
            TemplateNameKind::Function => scope::function_names(),
            TemplateNameKind::Component => {
                self.sources.values().flat_map(|text| components(text.as_str())).collect()
            }
            TemplateNameKind::Template => self.names().collect(),
        })
    }

    /// Returns the source of a template with references to shadowed templates prefixed for the embedded theme.
    ///
    /// A portal's folder above the embedded theme has the name of that theme. If a third theme is on top, the templates
    /// of both would have the same prefix. A reference with that prefix means the embedded theme if it is made in the
    /// folder itself, or if the folder does not have the template.
    fn rewrite_shadowed_names(&self, name: &str, source: &str) -> String {
        let mut rewritten = source.to_owned();
        let shared = self.prefixes.windows(2).find(|pair| pair[1].ends_with(EMBEDDED_SEPARATOR));
        let Some([folder, below]) = shared.and_then(|pair| <&[String; 2]>::try_from(pair).ok())
        else {
            return rewritten;
        };
        let is_in_folder = name.starts_with(folder);
        for reference in references(source) {
            let name = &source[reference.clone()];
            if name.starts_with(folder) && (is_in_folder || !self.sources.contains_key(name)) {
                // Both prefixes have the same length, so that byte offsets in messages stay valid.
                rewritten.replace_range(reference.start..reference.start + folder.len(), below);
            }
        }
        rewritten
    }

    /// Finds a template by its name without prefix, in the highest layer that has it.
    fn resolve(&self, name: &str) -> Option<(&String, &SourceText)> {
        let mut candidates = self.prefixes.iter().map(|prefix| format!("{prefix}{name}"));
        candidates.find_map(|name| self.sources.get_key_value(&name))
    }

    /// Returns whether a template exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.resolve(name).is_some()
    }

    /// Returns whether there are no templates.
    pub(super) fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Returns the file of a template as a place.
    pub(super) fn place(&self, name: &str) -> Place {
        Place::file(self.resolve(name).map_or_else(|| "themes".into(), |(_, t)| t.file().clone()))
    }

    /// Returns the names of all templates without prefix.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(|name| self.unprefixed(name))
    }

    /// Returns the name of a template without the prefix of its layer.
    fn unprefixed<'n>(&self, name: &'n str) -> &'n str {
        let prefix = self.prefixes.iter().find(|p| !p.is_empty() && name.starts_with(*p));
        &name[prefix.map_or(0, String::len)..]
    }

    /// Finds the existing template with the nearest name.
    pub(super) fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.names())
    }

    /// Returns whether a template, or one that it extends, contains a word.
    pub(super) fn mentions(&self, name: &str, word: &str) -> bool {
        let mut next = self.resolve(name);
        for _ in 0..self.sources.len() {
            let Some((full, text)) = next else { return false };
            if text.as_str().contains(word) {
                return true;
            }
            let source = self.rewrite_shadowed_names(full, text.as_str());
            let parent = references(&source)
                .into_iter()
                .next()
                .filter(|reference| is_extends(&source, reference));
            next = parent.and_then(|reference| self.resolve(&source[reference]));
        }
        false
    }

    /// Reports the portal's own templates that are used neither by a page (`is_used`) nor by another template, and that
    /// define no component.
    pub(super) fn unused(&self, is_used: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
        let mut referenced: BTreeSet<&String> = BTreeSet::new();
        for (name, text) in &self.sources {
            let source = self.rewrite_shadowed_names(name, text.as_str());
            let resolved = references(&source)
                .into_iter()
                .filter_map(|reference| self.resolve(&source[reference]));
            referenced.extend(resolved.map(|(name, _)| name));
        }
        let mut unused = Vec::new();
        for name in self.portal_templates.iter().filter(|name| !referenced.contains(name)) {
            let text = &self.sources[name];
            let plain = self.unprefixed(name);
            if is_used(plain)
                || components(text.as_str()).next().is_some()
                || !plain.ends_with(".html")
            {
                continue;
            }
            let suggestion =
                unrecognised_files::suggest_template(plain).filter(|suggested| suggested != plain);
            let suggestion = suggestion.map(|suggested| text.file().replace(plain, &suggested));
            unused.push(faults::unused_theme_file(
                Place::file(text.file().clone()),
                suggestion.as_deref(),
            ));
        }
        unused
    }

    /// Returns the texts of all templates.
    pub(super) fn texts(&self) -> impl Iterator<Item = &SourceText> {
        self.sources.values()
    }

    /// Returns the texts of the templates in folders of the portal.
    pub(super) fn portal_texts(&self) -> impl Iterator<Item = &SourceText> {
        self.portal_templates.iter().map(|name| &self.sources[name])
    }

    /// Returns a hash of all templates.
    pub(super) fn fingerprint(&self) -> u64 {
        let all: Vec<_> = self.sources.iter().map(|(name, text)| (name, text.as_str())).collect();
        fingerprint(&(&self.prefixes, all))
    }

    /// Renders a page. Queries of the template are recorded by the scope's tracker.
    pub(super) fn render(
        &self,
        template: &str,
        view: &impl Serialize,
        portal: &SharedValue,
        scope: Scope,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut context = Context::from_serialize(view).map_err(|e| self.fault(template, &e))?;
        context.insert_value("portal", portal.0.clone());
        let _guard = scope::enter(CurrentScope::Page(scope));
        let mut page = Vec::with_capacity(16 * 1024);
        self.tera
            .render_to(template, &context, &mut page)
            .map_err(|error| Box::new(self.fault(template, &error)))?;
        Ok(page)
    }

    /// Renders a component that needs only the portal; `None` if there is no such component, or if it queries the
    /// library.
    pub(super) fn render_frame(
        &self,
        component: &str,
        portal: &SharedValue,
        scope: CurrentScope,
    ) -> Option<String> {
        let mut arguments = Context::new();
        arguments.insert_value("portal", portal.0.clone());
        let _guard = scope::enter(scope);
        self.tera.render_component(component, &arguments, None, true).ok()
    }

    /// Splits an error of loading, which may list several faults, each with its place (`--> page.html:4:7`).
    fn load_faults(&self, error: &tera::Error) -> Vec<Diagnostic> {
        let message = error.to_string();
        if !matches!(error.kind(), ErrorKind::Msg(_)) || !message.contains("--> ") {
            return vec![self.fault("", error)];
        }
        let blocks = message.split("error: ").filter(|block| block.contains("--> "));
        blocks.map(|block| self.load_fault(block)).collect()
    }

    /// Converts one block of a load error, whose first line is the message.
    fn load_fault(&self, block: &str) -> Diagnostic {
        let message = block.lines().next().unwrap_or_default();
        let location = block.split("--> ").nth(1).and_then(|rest| rest.lines().next());
        let mut parts = location.unwrap_or_default().trim().rsplitn(3, ':');
        let column: usize = parts.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let line: usize = parts.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let Some(text) = parts.next().and_then(|name| self.sources.get(name)) else {
            return self.sentence(Place::file("themes"), message);
        };
        let before = text.as_str().split_inclusive('\n').take(line - 1).map(str::len);
        let start = before.sum::<usize>();
        let within = text.as_str()[start..].char_indices().nth(column - 1).map_or(0, |(at, _)| at);
        self.sentence(text.place(start + within..start + within + 1), message)
    }

    fn fault(&self, template: &str, error: &tera::Error) -> Diagnostic {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let place = match self.sources.get(report.filename()) {
                    Some(text) => text.place(report.span().range.clone()),
                    None => Place::file(report.filename()),
                };
                self.sentence(place, report.message())
            }
            ErrorKind::CircularExtend { tpl, .. } if self.sources.contains_key(tpl) => {
                let text = &self.sources[tpl];
                let reference = references(text.as_str()).into_iter().next().unwrap_or_default();
                let plain = self.unprefixed(tpl);
                let lower = self.prefixes.iter().skip(1).map(|prefix| format!("{prefix}{plain}"));
                let lower = lower.filter(|name| name != tpl).find(|n| self.sources.contains_key(n));
                let lower = lower.map(|name| name.replacen(EMBEDDED_SEPARATOR, "/", 1));
                faults::template_cycle(text.place(reference), lower.as_deref())
            }
            ErrorKind::MissingParent { current, parent } if self.sources.contains_key(current) => {
                let text = &self.sources[current];
                let reference = references(text.as_str()).into_iter().next().unwrap_or_default();
                let parent = parent.replacen(EMBEDDED_SEPARATOR, "/", 1);
                faults::unknown_parent_template(
                    text.place(reference),
                    &parent,
                    self.nearest(&parent),
                )
            }
            ErrorKind::TemplateNotFound(name) => {
                faults::missing_template(Place::file("themes"), name)
            }
            other => self.sentence(self.place(template), &other.to_string()),
        }
    }
}

/// The end of the prefix of the embedded theme if a folder of the portal with the same name is above it.
const EMBEDDED_SEPARATOR: char = ':';

fn prefixes(layers: &[Layer]) -> Vec<String> {
    let mut prefixes: Vec<String> = Vec::new();
    for (index, layer) in layers.iter().enumerate() {
        let prefix = format!("{}/", layer.name);
        prefixes.push(match index {
            0 => String::new(),
            _ if prefixes.contains(&prefix) => format!("{}{EMBEDDED_SEPARATOR}", layer.name),
            _ => prefix,
        });
    }
    prefixes
}

/// Returns the byte ranges of template names in `{% extends "…" %}` and `{% include "…" %}`.
fn references(source: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices("{%") {
        let inside = source[at + 2..].trim_start_matches('-').trim_start();
        let rest = ["extends", "include"].iter().find_map(|word| inside.strip_prefix(word));
        let Some(rest) = rest.map(str::trim_start) else { continue };
        let Some(quote) = rest.chars().next().filter(|c| "\"'`".contains(*c)) else { continue };
        let start = source.len() - rest.len() + 1;
        found.extend(rest[1..].find(quote).map(|length| start..start + length));
    }
    found
}

/// Returns the names of the components that a template defines.
fn components(source: &str) -> impl Iterator<Item = &str> {
    let tags = source.split("{%").skip(1);
    let definitions =
        tags.filter_map(|tag| tag.trim_start_matches('-').trim_start().strip_prefix("component "));
    definitions.filter_map(|rest| rest.trim_start().split(|c: char| !is_name(c)).next())
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns whether a reference is the one in `{% extends %}`.
fn is_extends(source: &str, reference: &Range<usize>) -> bool {
    source[..reference.start - 1].trim_end().ends_with("extends")
}
