//! Design tokens: colours, sizes and fonts set in theme.yaml, written as CSS custom properties.
//!
//! A token `red` under `style` becomes `--red`. There are three maps: `base`, and the overrides for the `dark` scheme
//! and for more `contrast`. The reader's choice on the page (`data-scheme`, `data-contrast` on the root element) takes
//! precedence over the system setting. The overrides apply to screens only; print uses `base`.
//!
//! **Invariant.** A value can neither end its declaration nor load a resource.

use std::fmt::Write as _;

use crate::diagnostic::{Place, faults};
use crate::yaml::{Key, Value, YamlNode, YamlReader};

/// The schemes, as the keys below `style`.
pub(super) const SCHEMES: [&str; 3] = ["base", "dark", "contrast"];
pub(super) const BASE: usize = 0;
const DARK: usize = 1;
const CONTRAST: usize = 2;

/// The one token that is not a custom property: the CSS property for the colours of browser controls.
const COLOR_SCHEME: &str = "color-scheme";

/// A token.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) name: String,
    pub(super) value: String,
    /// Where its name is written.
    pub(super) place: Place,
    /// Whether it is set in a folder of the portal and not in the embedded theme.
    pub(super) from_portal: bool,
}

/// The tokens of a theme by scheme, each scheme in the order written.
#[derive(Debug, Clone, Default)]
pub(super) struct Tokens([Vec<Token>; 3]);

impl Tokens {
    /// Reads the value of the key `style`.
    pub(super) fn read(reader: &mut YamlReader<'_>, node: &YamlNode, from_portal: bool) -> Self {
        let mut tokens = Self::default();
        for (key, value) in super::settings::unique_keys(reader, node) {
            match SCHEMES.iter().position(|scheme| *scheme == key.text) {
                Some(scheme) => tokens.0[scheme] = read_tokens(reader, value, from_portal),
                None => reader.report_unknown_key(key, &SCHEMES, &SCHEMES),
            }
        }
        tokens
    }

    /// Merges these tokens over those of the theme below.
    pub(super) fn merged_over(self, below: Self) -> Self {
        let Self(mut merged) = below;
        for (tokens, overrides) in merged.iter_mut().zip(self.0) {
            for token in overrides {
                match tokens.iter_mut().find(|known| known.name == token.name) {
                    Some(known) => *known = token,
                    None => tokens.push(token),
                }
            }
        }
        Self(merged)
    }

    /// Returns the tokens of all schemes that become custom properties.
    pub(super) fn custom_properties(&self) -> impl Iterator<Item = &Token> {
        self.0.iter().flatten().filter(|token| token.name != COLOR_SCHEME)
    }

    /// Finds a token while the given schemes apply; later schemes take precedence.
    pub(super) fn find(&self, name: &str, schemes: &[usize]) -> Option<&Token> {
        let mut maps = schemes.iter().rev().map(|scheme| &self.0[*scheme]);
        maps.find_map(|tokens| tokens.iter().find(|token| token.name == name))
    }

    /// Returns the sets of schemes that can apply together, each with the key of its last scheme.
    pub(super) fn scheme_combinations(&self) -> Vec<(&'static str, Vec<usize>)> {
        let has = |scheme: &usize| *scheme == BASE || !self.0[*scheme].is_empty();
        let all = [vec![BASE], vec![BASE, DARK], vec![BASE, CONTRAST], vec![BASE, DARK, CONTRAST]];
        let all = all.into_iter().filter(|schemes| schemes.iter().all(has));
        all.map(|schemes| (SCHEMES[*schemes.last().expect("each set has a scheme")], schemes))
            .collect()
    }

    /// Writes the tokens as CSS; empty if there are none.
    pub(super) fn to_css(&self) -> String {
        let mut css = String::new();
        if self.0.iter().all(Vec::is_empty) {
            return css;
        }
        let color_scheme =
            |scheme: usize| self.find(COLOR_SCHEME, &[scheme]).map(|t| t.value.as_str());
        let rule = |selector: &str, scheme: usize, default: Option<&str>| {
            let color_scheme =
                color_scheme(scheme).or(default).map(|value| format!("{COLOR_SCHEME}:{value}"));
            let custom = self.0[scheme].iter().filter(|token| token.name != COLOR_SCHEME);
            let custom = custom.map(|token| format!("--{}:{}", token.name, token.value));
            let all: Vec<String> = color_scheme.into_iter().chain(custom).collect();
            format!("{selector}{{{}}}", all.join(";"))
        };
        css += &rule(":root", BASE, Some("light"));
        if !self.0[DARK].is_empty() {
            let system = rule(":root:not([data-scheme=\"light\"])", DARK, Some("dark"));
            let chosen = rule(":root[data-scheme=\"dark\"]", DARK, Some("dark"));
            let _ = write!(css, "@media screen and (prefers-color-scheme:dark){{{system}}}");
            let _ = write!(css, "@media screen{{{chosen}}}");
        }
        if !self.0[CONTRAST].is_empty() {
            let system = rule(":root:not([data-contrast=\"normal\"])", CONTRAST, None);
            let chosen = rule(":root[data-contrast=\"more\"]", CONTRAST, None);
            let _ = write!(css, "@media screen and (prefers-contrast:more){{{system}}}");
            let _ = write!(css, "@media screen{{{chosen}}}");
        }
        css
    }
}

fn read_tokens(reader: &mut YamlReader<'_>, node: &YamlNode, from_portal: bool) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (key, value) in super::settings::unique_keys(reader, node) {
        let place = reader.place(&key.range);
        let is_name_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if key.text.is_empty() || !key.text.chars().all(is_name_char) {
            reader.faults.push(faults::bad_token_name(place, &key.text));
        } else if let Some(value) = read_value(reader, key, value) {
            tokens.push(Token { name: key.text.clone(), value, place, from_portal });
        }
    }
    tokens
}

fn read_value(reader: &mut YamlReader<'_>, key: &Key, node: &YamlNode) -> Option<String> {
    let place = reader.place(&node.range);
    match &node.value {
        // Probably a colour without quotation marks: its # begins a comment in YAML.
        Value::Empty => {
            let place = reader.place(&key.range);
            reader.faults.push(faults::empty_token(place, &key.text));
            return None;
        }
        Value::Scalar(written) if written.trim().is_empty() => {
            reader.faults.push(faults::empty_token(place, &key.text));
            return None;
        }
        Value::Scalar(_) | Value::List(_) | Value::Map(_) => {}
    }
    let raw = node.as_scalar().unwrap_or_default();
    if let Some(part) = forbidden_part(raw) {
        reader.faults.push(faults::bad_token(place, raw, &part));
        return None;
    }
    if let Some(mark) = unbalanced(raw) {
        reader.faults.push(faults::unbalanced_token(place, raw, mark));
        return None;
    }
    let value = reader.read_text(node)?;
    if key.text == COLOR_SCHEME && !["light", "dark", "light dark"].contains(&value.as_str()) {
        reader.faults.push(faults::bad_setting(place, &value, "light, dark"));
        return None;
    }
    Some(value)
}

/// Finds a forbidden part of a value: one that would end the declaration or could load a resource.
fn forbidden_part(value: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    let forbidden = ["/*", "*/", "<!--", "-->", "url(", "src(", "image-set(", "image("];
    let word = forbidden.into_iter().find(|word| lower.contains(word));
    let sign = value.chars().find(|c| ";{}<>@\\".contains(*c));
    let broken = value.chars().any(char::is_control).then(|| "\u{21b5}".to_owned());
    word.map(str::to_owned).or(sign.map(String::from)).or(broken)
}

/// Finds a bracket or a quotation mark without a counterpart.
fn unbalanced(value: &str) -> Option<char> {
    let mut open: Vec<char> = Vec::new();
    for c in value.chars() {
        let inside = open.last().copied().filter(|c| matches!(c, '"' | '\''));
        match (inside, c) {
            (Some(quote), c) if c == quote => drop(open.pop()),
            (Some(_), _) => {}
            (None, '"' | '\'' | '(' | '[') => open.push(c),
            (None, ')') if open.last() == Some(&'(') => drop(open.pop()),
            (None, ']') if open.last() == Some(&'[') => drop(open.pop()),
            (None, ')' | ']') => return Some(c),
            (None, _) => {}
        }
    }
    open.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_end_a_declaration_or_load_files_are_rejected() {
        for value in [
            "red;",
            "a}b",
            "{",
            "a<b",
            "a>b",
            "URL(x)",
            "url( x )",
            "@x",
            "a\\b",
            "a/*b",
            "b*/",
            "a\nb",
            "image-set('x')",
            "src('x')",
        ] {
            assert!(forbidden_part(value).is_some(), "{value}");
        }
        for value in ["(", "a)", "\"a", "a'b", "([)]", "rgb(1 2 3"] {
            assert!(unbalanced(value).is_some(), "{value}");
        }
        for value in [
            "#9c1219",
            "clamp(1rem, 2vw + .5rem, 2rem)",
            "system-ui, \"Segoe UI\", sans-serif",
            "light-dark(#fff, var(--ink))",
            "1fr / 2fr",
            "\"it's (\"",
        ] {
            assert_eq!((forbidden_part(value), unbalanced(value)), (None, None), "{value}");
        }
    }
}
