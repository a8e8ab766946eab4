//! Whether two colours of a theme can be told apart: the contrast of WCAG 2.2, success criterion 1.4.3.
//!
//! A theme names its pairs itself, for it knows what is printed on what. A colour that depends on where it stands
//! (`light-dark()`, `color-mix()`, a length …) is not judged.

use csscolorparser::Color;

use super::settings::LocatedName;
use super::tokens::Tokens;
use crate::diagnostic::{Diagnostic, faults};
use crate::vietnamese::nearest::nearest;

/// The least contrast of text that is not large.
const MIN_CONTRAST: f64 = 4.5;

/// How often a token may stand for another before it is taken for a circle.
const MAX_VAR_DEPTH: usize = 8;

/// Advises on the pairs that are hard to tell apart.
pub(super) fn advise(tokens: &Tokens, pairs: &[(LocatedName, LocatedName)]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for (scheme, mixture) in tokens.scheme_combinations() {
        for (ink, ground) in pairs {
            let colours = |name: &LocatedName| colour(tokens, &name.text, &mixture);
            let Some(contrast) = colours(ink).zip(colours(ground)).and_then(contrast_ratio) else {
                continue;
            };
            if contrast >= MIN_CONTRAST {
                continue;
            }
            let set = [ink, ground].map(|name| tokens.find(&name.text, &mixture));
            let own = set.into_iter().flatten().find(|token| token.from_portal);
            let token = own.or(set.into_iter().flatten().next());
            let place = token.map_or(&ink.place, |token| &token.place).clone();
            // Cut and not rounded: 4.496 is no 4.5.
            let ratio = format!("{:.2}", (contrast * 100.0).floor() / 100.0);
            let fault = faults::low_contrast(place, (&ink.text, &ground.text), scheme, &ratio);
            if !found.contains(&fault) {
                found.push(fault);
            }
        }
    }
    found
}

/// Finds the names in pairs that are neither tokens nor colours.
pub(super) fn unknown_names(
    tokens: &Tokens,
    pairs: &[(LocatedName, LocatedName)],
) -> Vec<Diagnostic> {
    let names = pairs.iter().flat_map(|(ink, ground)| [ink, ground]);
    let known = |name: &&LocatedName| {
        tokens.custom_properties().any(|token| token.name == name.text)
            || csscolorparser::parse(&name.text).is_ok()
    };
    let unknown = names.filter(|name| !known(name));
    let fault = |name: &LocatedName| {
        let near = nearest(&name.text, tokens.custom_properties().map(|token| token.name.as_str()));
        faults::unknown_token(name.place.clone(), &name.text, near)
    };
    unknown.map(fault).collect()
}

/// Words of CSS that are colours and depend on the reader's device or on what stands around.
const CONTEXT_COLOURS: [&str; 9] = [
    "canvas",
    "canvastext",
    "linktext",
    "buttonface",
    "buttontext",
    "highlight",
    "graytext",
    "currentcolor",
    "transparent",
];

/// Finds the tokens of pairs whose value is no colour, so that a browser would drop it.
pub(super) fn non_colours(
    tokens: &Tokens,
    pairs: &[(LocatedName, LocatedName)],
) -> Vec<Diagnostic> {
    let paired = |name: &str| pairs.iter().any(|(a, b)| a.text == name || b.text == name);
    let wrong = tokens
        .custom_properties()
        .filter(|token| paired(&token.name) && !is_colour(tokens, &token.value));
    wrong
        .map(|token| faults::invalid_colour(token.place.clone(), &token.name, &token.value))
        .collect()
}

/// Tells whether a value is a colour as far as can be told: a function other than `var()` may be one.
fn is_colour(tokens: &Tokens, value: &str) -> bool {
    let value = value.trim();
    if let Some(inner) = value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) {
        return inner.contains(',')
            || tokens.custom_properties().any(|token| token.name == inner.trim());
    }
    // The parser takes digits without their sign, CSS does not.
    let bare = !value.starts_with('#') && value.contains(|c: char| c.is_ascii_digit());
    value.contains('(')
        || CONTEXT_COLOURS.contains(&value.to_ascii_lowercase().as_str())
        || (!bare && csscolorparser::parse(value).is_ok())
}

/// Finds the colour of a token, or of a colour as such.
pub(super) fn colour(tokens: &Tokens, name: &str, mixture: &[usize]) -> Option<Color> {
    let mut value = tokens.find(name, mixture).map_or(name, |token| token.value.as_str());
    for _ in 0..MAX_VAR_DEPTH {
        let inner = value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')'));
        let Some(inner) = inner else { return csscolorparser::parse(value).ok() };
        value = &tokens.find(inner.trim(), mixture)?.value;
    }
    None
}

/// Gives the contrast of ink and ground; nothing where what lies under the ground decides.
fn contrast_ratio((ink, ground): (Color, Color)) -> Option<f64> {
    if ground.a < 1.0 {
        return None;
    }
    let share = f64::from(ink.a);
    let luminance = |colour: &dyn Fn(usize) -> f64| {
        let linear = |channel: f64| {
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        };
        [0.2126, 0.7152, 0.0722]
            .iter()
            .enumerate()
            .map(|(at, part)| part * linear(colour(at)))
            .sum::<f64>()
    };
    let [ink, ground] =
        [ink, ground].map(|c| [c.r, c.g, c.b].map(|c| f64::from(c).clamp(0.0, 1.0)));
    let under = luminance(&|at| ground[at]);
    let over = luminance(&|at| ink[at] * share + ground[at] * (1.0 - share));
    Some((over.max(under) + 0.05) / (over.min(under) + 0.05))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(ink: &str, ground: &str) -> Option<f64> {
        let colour = |written: &str| csscolorparser::parse(written).expect("a colour");
        contrast_ratio((colour(ink), colour(ground))).map(|ratio| (ratio * 100.0).round() / 100.0)
    }

    #[test]
    fn values_a_browser_would_drop_are_not_colours() {
        let tokens = Tokens::default();
        for value in [
            "#0b4f8a",
            "#fff",
            "rebeccapurple",
            "rgb(1 2 3)",
            "color-mix(in srgb, red, blue)",
            "CanvasText",
        ] {
            assert!(is_colour(&tokens, value), "{value}");
        }
        for value in ["#0b4f8", "0b4f8a", "112233", "do đậm", "“#0b4f8a”", "var(--acent)"] {
            assert!(!is_colour(&tokens, value), "{value}");
        }
    }

    #[test]
    fn contrast_ratio_follows_wcag() {
        assert_eq!(ratio("#000", "#fff"), Some(21.0));
        assert_eq!(ratio("#fff", "#fff"), Some(1.0));
        assert_eq!(ratio("#777", "white"), Some(4.48));
        assert_eq!(ratio("#767676", "rgb(255 255 255)"), Some(4.54));
        assert_eq!(ratio("rgb(0 0 0 / 50%)", "#fff"), Some(3.98));
        assert_eq!(ratio("#000", "rgb(255 255 255 / 50%)"), None);
    }
}
