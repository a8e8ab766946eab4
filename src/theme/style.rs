//! The style of a theme: its design tokens and the style sheets listed in theme.yaml, bundled into one file.
//!
//! One file needs only one request. It has the name of the first sheet of the lowest theme, because the templates of
//! that theme refer to it.
//!
//! The list of a theme replaces that of the theme below. The name of a theme in the list includes all its sheets.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::contrast;
use super::css::{self, SheetScan};
use super::layers::Layer;
use super::settings::LocatedName;
use super::tokens::{self, Tokens};
use crate::diagnostic::{Diagnostic, SourceText, faults};
use crate::vietnamese::nearest::nearest;

/// The bundle's name if no layer lists style sheets.
const DEFAULT_SHEET: &str = "style.css";

/// The files under `assets/` by name: the path shown in messages, and the bytes.
pub(super) type Assets = BTreeMap<String, (Arc<str>, Vec<u8>)>;

/// The merged style settings of all layers.
#[derive(Debug, Default)]
pub(super) struct Style {
    tokens: Tokens,
    sheets: Vec<LocatedName>,
    /// The name of the bundle.
    bundle_name: Option<String>,
    contrast_pairs: Vec<(LocatedName, LocatedName)>,
}

impl Style {
    /// Merges the styles of all layers.
    pub(super) fn from_layers(layers: &[Layer]) -> Self {
        let mut style = Self::default();
        let mut below: Vec<(&str, Vec<LocatedName>)> = Vec::new();
        for layer in layers.iter().rev() {
            let settings = &layer.settings;
            style.tokens = settings.tokens.clone().merged_over(style.tokens);
            style.contrast_pairs.extend(settings.contrast_pairs.iter().cloned());
            if !settings.styles.is_empty() {
                style.sheets = Vec::new();
                for sheet in &settings.styles {
                    let theme = below.iter().rfind(|(name, _)| *name == sheet.text);
                    match theme {
                        Some((_, sheets)) => style.sheets.extend(sheets.iter().cloned()),
                        None => style.sheets.push(sheet.clone()),
                    }
                }
                let first = style.sheets.first().map(|sheet| sheet.text.clone());
                style.bundle_name = style.bundle_name.or(first);
            }
            below.push((&layer.name, style.sheets.clone()));
        }
        style
    }

    /// Bundles tokens and sheets into one asset, which replaces the sheets.
    pub(super) fn bundle(&self, assets: &mut Assets, faults: &mut Vec<Diagnostic>) {
        let tokens = self.tokens.to_css();
        if self.sheets.is_empty() && tokens.is_empty() {
            return;
        }
        let name = self.bundle_name.clone().unwrap_or_else(|| DEFAULT_SHEET.to_owned());
        let mut bundle = tokens;
        let mut shown_path: Arc<str> = name.as_str().into();
        let mut bundled: Vec<&str> = Vec::new();
        for sheet in &self.sheets {
            let Some((path, bytes)) = assets.get(&sheet.text).filter(|_| is_sheet(&sheet.text))
            else {
                let near =
                    nearest(&sheet.text, assets.keys().map(String::as_str).filter(|n| is_sheet(n)));
                faults.push(faults::missing_style_file(sheet.place.clone(), &sheet.text, near));
                continue;
            };
            if bundled.contains(&sheet.text.as_str()) {
                continue;
            }
            bundle.push_str(&bundled_sheet(path, bytes, faults));
            shown_path = path.clone();
            bundled.push(&sheet.text);
        }
        if self.sheets.is_empty()
            && let Some((path, bytes)) = assets.get(DEFAULT_SHEET)
        {
            bundle.push_str(&bundled_sheet(path, bytes, faults));
        }
        for sheet in bundled {
            assets.remove(sheet);
        }
        assets.insert(name, (shown_path, bundle.into_bytes()));
    }

    /// Reports settings without effect: tokens that are used nowhere, and contrast pairs of unknown or invalid colours.
    /// `texts` are all files in which a token may be used.
    pub(super) fn validate(&self, texts: &[&[u8]], faults: &mut Vec<Diagnostic>) {
        let portal_tokens = || self.tokens.custom_properties().filter(|token| token.from_portal);
        let longest = portal_tokens().map(|token| token.name.len()).max();
        let values = self.tokens.custom_properties().map(|token| token.value.as_bytes());
        let texts = || texts.iter().copied().chain(values);
        let mut known: HashSet<&[u8]> = match longest {
            Some(longest) => texts().flat_map(|text| used_properties(text, longest)).collect(),
            None => HashSet::new(),
        };
        for token in portal_tokens() {
            // A token that is reported counts as known, so that it is reported once.
            if known.insert(token.name.as_bytes()) {
                let others = self.tokens.custom_properties().filter(|other| !other.from_portal);
                let near = nearest(&token.name, others.map(|other| other.name.as_str()));
                faults.push(faults::unused_token(token.place.clone(), &token.name, near));
            }
        }
        faults.extend(contrast::unknown_names(&self.tokens, &self.contrast_pairs));
        faults.extend(contrast::non_colours(&self.tokens, &self.contrast_pairs));
    }

    /// Returns a token of the light scheme as red, green and blue, if it is an opaque colour.
    pub(super) fn colour(&self, token: &str) -> Option<[u8; 3]> {
        self.tokens.find(token, &[tokens::BASE])?;
        let colour = contrast::colour(&self.tokens, token, &[tokens::BASE])?;
        let [red, green, blue, alpha] = colour.to_rgba8();
        (alpha == u8::MAX).then_some([red, green, blue])
    }

    /// Reports pairs of colours with too little contrast.
    pub(super) fn advice(&self) -> Vec<Diagnostic> {
        contrast::advise(&self.tokens, &self.contrast_pairs)
    }
}

fn is_sheet(name: &str) -> bool {
    name.ends_with(".css")
}

/// Lists the names of custom properties in a text (`--name`), of which those that are longer than `longest` may be left
/// out.
fn used_properties(text: &[u8], longest: usize) -> impl Iterator<Item = &[u8]> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    let starts = text.windows(2).enumerate().filter(|(_, two)| *two == b"--");
    starts.filter_map(move |(at, _)| {
        let rest = &text[at + 2..];
        let length = rest.iter().take(longest + 1).take_while(|byte| is_name(byte)).count();
        (length <= longest).then(|| &rest[..length])
    })
}

/// Returns a sheet in the form that can be concatenated, and reports what does not work in a bundle.
fn bundled_sheet(path: &Arc<str>, bytes: &[u8], faults: &mut Vec<Diagnostic>) -> String {
    let text = match SourceText::from_bytes(path.clone(), bytes.to_vec()) {
        Ok(text) => text,
        Err(fault) => {
            faults.push(*fault);
            return String::new();
        }
    };
    let SheetScan { unclosed, imports, closing, .. } = css::scan(text.as_str());
    let place = |at: usize, width: usize| text.place(at..at + width);
    faults.extend(unclosed.map(|(at, what)| faults::unclosed_style(place(at, what.len()), what)));
    let imports = imports.iter().map(|at| place(*at, "@import".len()));
    faults.extend(imports.map(faults::import_in_joined_style));
    let line_end = if text.as_str().ends_with('\n') { "" } else { "\n" };
    format!("{}{closing}{line_end}", text.as_str())
}
