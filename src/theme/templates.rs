//! The templates of all layers of a theme, and where they are wrong in the words of the template engine.
//!
//! Those of the top layer go by their file names. Those of lower layers go by the theme's name and theirs, and by
//! their names alone where no higher layer has them: so `{% extends "cong-thong-tin/news.html" %}` in a portal's
//! `news.html` changes one block of the one that it takes the place of. Components are found in the same way.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use super::layers::Layer;
use super::scope::{self, Scope};
use super::unrecognised_files;
use crate::diagnostic::{Diagnostic, Place, SourceText, faults};
use crate::source::fingerprint;
use crate::vietnamese::nearest::nearest;

/// Where templates lie in a theme.
const TEMPLATES: &str = "templates/";

/// The templates of a theme.
#[derive(Debug, Default)]
pub(super) struct Templates {
    tera: Tera,
    /// All of them by the name that the engine knows them by.
    sources: BTreeMap<String, SourceText>,
    /// Those of the portal's own folders, by the same name.
    portal_templates: BTreeSet<String>,
    /// What begins the names of each layer, the one on top first.
    prefixes: Vec<String>,
}

impl Templates {
    /// Takes the templates out of the files of all layers.
    pub(super) fn from_layers(layers: &mut [Layer], faults: &mut Vec<Diagnostic>) -> Self {
        let mut templates = Self { prefixes: prefixes(layers), ..Self::default() };
        for (layer, prefix) in layers.iter_mut().zip(&templates.prefixes) {
            for (name, (shown, bytes)) in layer.take_folder(TEMPLATES) {
                let lower = templates.prefixes.iter().skip(1).find_map(|p| name.strip_prefix(p));
                if let Some(inside) = lower {
                    // The engine would take it for the one of the theme below.
                    let better = format!("themes/{}/{TEMPLATES}{inside}", layer.name);
                    faults.push(faults::unused_theme_file(Place::file(shown), Some(&better)));
                    continue;
                }
                match SourceText::from_bytes(shown, bytes) {
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

    /// Reads the templates; tells whether all could be read.
    pub(super) fn load(&mut self, faults: &mut Vec<Diagnostic>) -> bool {
        scope::register(&mut self.tera);
        let lower = self.prefixes.iter().skip(1).cloned();
        self.tera.set_fallback_prefixes(lower).expect("no template was added yet");
        let all = self
            .sources
            .iter()
            .map(|(name, text)| (name, self.rewrite_shadowed_names(name, text.as_str())));
        let all: Vec<_> = all.collect();
        if let Err(error) = self.tera.add_raw_templates(all) {
            faults.extend(self.load_faults(&error));
            return false;
        }
        true
    }

    /// Gives a template with the names in it that mean another one here.
    ///
    /// A portal's folder over an embedded theme has the name of that theme, and so have both sets of templates where
    /// a third theme lies on top. What the folder calls by that name is below it, and so is what it does not have.
    fn rewrite_shadowed_names(&self, name: &str, source: &str) -> String {
        let mut meant = source.to_owned();
        let shared = self.prefixes.windows(2).find(|two| two[1].ends_with(EMBEDDED_SEPARATOR));
        let Some([folder, below]) = shared.and_then(|two| <&[String; 2]>::try_from(two).ok())
        else {
            return meant;
        };
        let is_within = name.starts_with(folder);
        for call in references(source) {
            let called = &source[call.clone()];
            if called.starts_with(folder) && (is_within || !self.sources.contains_key(called)) {
                // As long as it was, so that places in messages stay right.
                meant.replace_range(call.start..call.start + folder.len(), below);
            }
        }
        meant
    }

    fn resolve(&self, name: &str) -> Option<(&String, &SourceText)> {
        let mut full = self.prefixes.iter().map(|prefix| format!("{prefix}{name}"));
        full.find_map(|full| self.sources.get_key_value(&full))
    }

    /// Tells whether there is a template of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.resolve(name).is_some()
    }

    /// Tells whether there is none at all.
    pub(super) fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Gives the place of a template as a whole.
    pub(super) fn place(&self, name: &str) -> Place {
        Place::file(self.resolve(name).map_or_else(|| "themes".into(), |(_, t)| t.file().clone()))
    }

    /// Gives the names by which pages may ask for templates.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(|name| self.unprefixed(name))
    }

    /// Gives the name of a template as its file has it.
    fn unprefixed<'n>(&self, name: &'n str) -> &'n str {
        let prefix = self.prefixes.iter().find(|p| !p.is_empty() && name.starts_with(*p));
        &name[prefix.map_or(0, String::len)..]
    }

    /// Finds the existing template with the nearest name.
    pub(super) fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.names())
    }

    /// Tells whether a template, or one that it extends, holds a word.
    pub(super) fn mentions(&self, name: &str, word: &str) -> bool {
        let mut next = self.resolve(name);
        for _ in 0..self.sources.len() {
            let Some((full, text)) = next else { return false };
            if text.as_str().contains(word) {
                return true;
            }
            let meant = self.rewrite_shadowed_names(full, text.as_str());
            let parent =
                references(&meant).into_iter().next().filter(|call| is_extends(&meant, call));
            next = parent.and_then(|call| self.resolve(&meant[call]));
        }
        false
    }

    /// Finds the portal's own templates that nobody asks for and that hold no component.
    pub(super) fn unused(&self, asked: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
        let mut called: BTreeSet<&String> = BTreeSet::new();
        for (name, text) in &self.sources {
            let meant = self.rewrite_shadowed_names(name, text.as_str());
            let calls =
                references(&meant).into_iter().filter_map(|call| self.resolve(&meant[call]));
            called.extend(calls.map(|(name, _)| name));
        }
        let mut found = Vec::new();
        for name in self.portal_templates.iter().filter(|name| !called.contains(name)) {
            let text = &self.sources[name];
            let plain = self.unprefixed(name);
            if asked(plain) || defines_component(text.as_str()) || !plain.ends_with(".html") {
                continue;
            }
            let better =
                unrecognised_files::suggest_template(plain).filter(|better| better != plain);
            let better = better.map(|better| text.file().replace(plain, &better));
            found.push(faults::unused_theme_file(
                Place::file(text.file().clone()),
                better.as_deref(),
            ));
        }
        found
    }

    /// Gives the texts of all templates.
    pub(super) fn texts(&self) -> impl Iterator<Item = &SourceText> {
        self.sources.values()
    }

    /// Gives a hash: equal as long as the templates are.
    pub(super) fn fingerprint(&self) -> u64 {
        let all: Vec<_> = self.sources.iter().map(|(name, text)| (name, text.as_str())).collect();
        fingerprint(&(&self.prefixes, all))
    }

    /// Renders a page. Questions that the template asks are written into the scope's inquiry.
    pub(super) fn render(
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
        blocks.map(|block| self.load_fault(block)).collect()
    }

    fn load_fault(&self, block: &str) -> Diagnostic {
        let said = block.lines().next().unwrap_or_default();
        let spot = block.split("--> ").nth(1).and_then(|rest| rest.lines().next());
        let mut parts = spot.unwrap_or_default().trim().rsplitn(3, ':');
        let column: usize = parts.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let line: usize = parts.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let Some(text) = parts.next().and_then(|name| self.sources.get(name)) else {
            return faults::template_error(Place::file("themes"), said);
        };
        let before = text.as_str().split_inclusive('\n').take(line - 1).map(str::len);
        let start = before.sum::<usize>();
        let within = text.as_str()[start..].char_indices().nth(column - 1).map_or(0, |(at, _)| at);
        faults::template_error(text.place(start + within..start + within + 1), said)
    }

    fn fault(&self, template: &str, error: &tera::Error) -> Diagnostic {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let place = match self.sources.get(report.filename()) {
                    Some(text) => text.place(report.span().range.clone()),
                    None => Place::file(report.filename()),
                };
                faults::template_error(place, report.message())
            }
            ErrorKind::CircularExtend { tpl, .. } if self.sources.contains_key(tpl) => {
                let text = &self.sources[tpl];
                let call = references(text.as_str()).into_iter().next().unwrap_or_default();
                let plain = self.unprefixed(tpl);
                let lower = self.prefixes.iter().skip(1).map(|prefix| format!("{prefix}{plain}"));
                let lower = lower.filter(|name| name != tpl).find(|n| self.sources.contains_key(n));
                let lower = lower.map(|name| name.replacen(EMBEDDED_SEPARATOR, "/", 1));
                faults::template_cycle(text.place(call), lower.as_deref())
            }
            ErrorKind::MissingParent { current, parent } if self.sources.contains_key(current) => {
                let text = &self.sources[current];
                let call = references(text.as_str()).into_iter().next().unwrap_or_default();
                let parent = parent.replacen(EMBEDDED_SEPARATOR, "/", 1);
                faults::unknown_parent_template(text.place(call), &parent, self.nearest(&parent))
            }
            ErrorKind::TemplateNotFound(name) => {
                faults::missing_template(Place::file("themes"), name)
            }
            other => faults::template_error(self.place(template), &other.to_string()),
        }
    }
}

/// What ends the prefix of an embedded theme below a folder of the portal that bears its name.
const EMBEDDED_SEPARATOR: char = ':';

fn prefixes(layers: &[Layer]) -> Vec<String> {
    let mut prefixes: Vec<String> = Vec::new();
    for (at, layer) in layers.iter().enumerate() {
        let usual = format!("{}/", layer.name);
        prefixes.push(match at {
            0 => String::new(),
            _ if prefixes.contains(&usual) => format!("{}{EMBEDDED_SEPARATOR}", layer.name),
            _ => usual,
        });
    }
    prefixes
}

/// Finds the names of other templates in `{% extends "…" %}` and `{% include "…" %}`.
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

/// Tells whether a template holds parts for others.
fn defines_component(source: &str) -> bool {
    let mut tags = source.split("{%").skip(1);
    tags.any(|tag| tag.trim_start_matches('-').trim_start().starts_with("component "))
}

/// Tells whether a call is that of the template that is extended.
fn is_extends(source: &str, call: &Range<usize>) -> bool {
    source[..call.start - 1].trim_end().ends_with("extends")
}
