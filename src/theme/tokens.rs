//! Design tokens: colours, sizes and fonts that theme.yaml sets, and the custom properties they become.
//!
//! A token `red` under `style` becomes `--red`. There are three maps: `base`, and what differs in the `dark` scheme
//! and where more `contrast` is wished for. A reader's own choice (`data-scheme`, `data-contrast` on the root element)
//! goes before the one of the system. Paper is light: what differs is for screens only.
//!
//! **Invariant.** A value can neither end its declaration nor fetch anything, so a file of tokens is only ever tokens.

use std::fmt::Write as _;

use crate::diagnostic::{Place, faults};
use crate::yaml::{Key, Value, YamlNode, YamlReader};

/// The schemes, as the keys below `style`.
pub(super) const SCHEMES: [&str; 3] = ["base", "dark", "contrast"];
pub(super) const BASE: usize = 0;
const DARK: usize = 1;
const CONTRAST: usize = 2;

/// The one token that is a property of its own: how the browser draws what it draws itself.
const COLOR_SCHEME: &str = "color-scheme";

/// A token.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) name: String,
    pub(super) value: String,
    /// Where its name is written.
    pub(super) place: Place,
    /// Whether the portal sets it, and not the theme that comes with the program.
    pub(super) from_portal: bool,
}

/// The tokens of a theme by scheme, each scheme in the order written.
#[derive(Debug, Clone, Default)]
pub(super) struct Tokens([Vec<Token>; 3]);

impl Tokens {
    /// Reads what stands under `style`.
    pub(super) fn read(reader: &mut YamlReader<'_>, node: &YamlNode, is_own: bool) -> Self {
        let mut tokens = Self::default();
        for (key, value) in super::settings::unique_keys(reader, node) {
            match SCHEMES.iter().position(|scheme| *scheme == key.text) {
                Some(scheme) => tokens.0[scheme] = read_tokens(reader, value, is_own),
                None => reader.report_unknown_key(key, &SCHEMES),
            }
        }
        tokens
    }

    /// Lays these tokens over those of a theme below.
    pub(super) fn merged_over(self, below: Self) -> Self {
        let Self(mut all) = below;
        for (under, over) in all.iter_mut().zip(self.0) {
            for token in over {
                match under.iter_mut().find(|known| known.name == token.name) {
                    Some(known) => *known = token,
                    None => under.push(token),
                }
            }
        }
        Self(all)
    }

    /// Gives all tokens that become custom properties, of all schemes.
    pub(super) fn custom_properties(&self) -> impl Iterator<Item = &Token> {
        self.0.iter().flatten().filter(|token| token.name != COLOR_SCHEME)
    }

    /// Finds a token as it is where these schemes apply, the last of them first.
    pub(super) fn find(&self, name: &str, schemes: &[usize]) -> Option<&Token> {
        let mut found = schemes.iter().rev().map(|scheme| &self.0[*scheme]);
        found.find_map(|tokens| tokens.iter().find(|token| token.name == name))
    }

    /// Gives the schemes that can apply together, with the key that the last of them has.
    pub(super) fn scheme_combinations(&self) -> Vec<(&'static str, Vec<usize>)> {
        let has = |scheme: &usize| *scheme == BASE || !self.0[*scheme].is_empty();
        let all = [vec![BASE], vec![BASE, DARK], vec![BASE, CONTRAST], vec![BASE, DARK, CONTRAST]];
        let all = all.into_iter().filter(|schemes| schemes.iter().all(has));
        all.map(|schemes| (SCHEMES[*schemes.last().expect("each has one")], schemes)).collect()
    }

    /// Writes the tokens as CSS; nothing where there are none.
    pub(super) fn to_css(&self) -> String {
        let mut css = String::new();
        if self.0.iter().all(Vec::is_empty) {
            return css;
        }
        let given = |scheme: usize| self.find(COLOR_SCHEME, &[scheme]).map(|t| t.value.as_str());
        let rule = |selector: &str, scheme: usize, default: Option<&str>| {
            let drawn = given(scheme).or(default).map(|value| format!("{COLOR_SCHEME}:{value}"));
            let own = self.0[scheme].iter().filter(|token| token.name != COLOR_SCHEME);
            let own = own.map(|token| format!("--{}:{}", token.name, token.value));
            let all: Vec<String> = drawn.into_iter().chain(own).collect();
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

fn read_tokens(reader: &mut YamlReader<'_>, node: &YamlNode, is_own: bool) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (key, value) in super::settings::unique_keys(reader, node) {
        let place = reader.place(&key.range);
        let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if key.text.is_empty() || !key.text.chars().all(named) {
            reader.faults.push(faults::bad_token_name(place, &key.text));
        } else if let Some(value) = read_value(reader, key, value) {
            tokens.push(Token { name: key.text.clone(), value, place, from_portal: is_own });
        }
    }
    tokens
}

fn read_value(reader: &mut YamlReader<'_>, key: &Key, node: &YamlNode) -> Option<String> {
    let place = reader.place(&node.range);
    match &node.value {
        // A colour without quotation marks: its # begins a comment of YAML.
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
    if let Some(found) = forbidden_part(raw) {
        reader.faults.push(faults::bad_token(place, raw, &found));
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

/// Finds what may not stand in a value: what would end it, and what could fetch a file.
fn forbidden_part(value: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    let barred = ["/*", "*/", "<!--", "-->", "url(", "src(", "image-set(", "image("];
    let word = barred.into_iter().find(|word| lower.contains(word));
    let sign = value.chars().find(|c| ";{}<>@\\".contains(*c));
    let broken = value.chars().any(char::is_control).then(|| "\u{21b5}".to_owned());
    word.map(str::to_owned).or(sign.map(String::from)).or(broken)
}

/// Finds a bracket or a quotation mark without its partner.
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
