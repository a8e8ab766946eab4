//! Checks the contrast of colour pairs of a theme by WCAG 2.2, success criterion 1.4.3.
//!
//! The theme lists the pairs of text and background colours in theme.yaml. Colours that depend on their context
//! (`light-dark()`, `color-mix()` …) are not checked.

use csscolorparser::Color;

use super::settings::LocatedName;
use super::tokens::Tokens;
use crate::diagnostic::{Diagnostic, faults};
use crate::vietnamese::nearest::nearest;

/// The minimum contrast of text that is not large.
const MIN_CONTRAST: f64 = 4.5;

/// The maximum number of `var()` references to follow; more are treated as a cycle.
const MAX_VAR_DEPTH: usize = 8;

/// Reports the pairs with too little contrast.
pub(super) fn advise(tokens: &Tokens, pairs: &[(LocatedName, LocatedName)]) -> Vec<Diagnostic> {
    let mut faults: Vec<Diagnostic> = Vec::new();
    for (scheme, schemes) in tokens.scheme_combinations() {
        for (ink, ground) in pairs {
            let colours = |name: &LocatedName| colour(tokens, &name.text, &schemes);
            let Some(contrast) = colours(ink).zip(colours(ground)).and_then(contrast_ratio) else {
                continue;
            };
            if contrast >= MIN_CONTRAST {
                continue;
            }
            let tokens_found = [ink, ground].map(|name| tokens.find(&name.text, &schemes));
            let own = tokens_found.into_iter().flatten().find(|token| token.from_portal);
            let token = own.or(tokens_found.into_iter().flatten().next());
            let place = token.map_or(&ink.place, |token| &token.place).clone();
            // Truncated and not rounded, so that 4.496 is not shown as 4.5.
            let ratio = format!("{:.2}", (contrast * 100.0).floor() / 100.0);
            let fault = faults::low_contrast(place, (&ink.text, &ground.text), scheme, &ratio);
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    faults
}

/// Reports the names in pairs that are neither tokens nor colours.
pub(super) fn unknown_names(
    tokens: &Tokens,
    pairs: &[(LocatedName, LocatedName)],
) -> Vec<Diagnostic> {
    let names = pairs.iter().flat_map(|(ink, ground)| [ink, ground]);
    let is_known = |name: &&LocatedName| {
        tokens.custom_properties().any(|token| token.name == name.text)
            || csscolorparser::parse(&name.text).is_ok()
    };
    let unknown = names.filter(|name| !is_known(name));
    let fault = |name: &LocatedName| {
        let near = nearest(&name.text, tokens.custom_properties().map(|token| token.name.as_str()));
        faults::unknown_token(name.place.clone(), &name.text, near)
    };
    unknown.map(fault).collect()
}

/// CSS colour keywords whose value depends on the device or on the surrounding element.
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

/// Reports the tokens of pairs whose value is not a colour, so that a browser would drop it.
pub(super) fn non_colours(
    tokens: &Tokens,
    pairs: &[(LocatedName, LocatedName)],
) -> Vec<Diagnostic> {
    let is_paired = |name: &str| pairs.iter().any(|(a, b)| a.text == name || b.text == name);
    let wrong = tokens
        .custom_properties()
        .filter(|token| is_paired(&token.name) && !is_colour(tokens, &token.value));
    wrong
        .map(|token| faults::invalid_colour(token.place.clone(), &token.name, &token.value))
        .collect()
}

/// Returns whether a value may be a colour. Any function other than `var()` is assumed to be one.
fn is_colour(tokens: &Tokens, value: &str) -> bool {
    let value = value.trim();
    if let Some(inner) = value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) {
        return inner.contains(',')
            || tokens.custom_properties().any(|token| token.name == inner.trim());
    }
    // The parser accepts hexadecimal digits without `#`, CSS does not.
    let lacks_hash = !value.starts_with('#') && value.contains(|c: char| c.is_ascii_digit());
    value.contains('(')
        || CONTEXT_COLOURS.contains(&value.to_ascii_lowercase().as_str())
        || (!lacks_hash && csscolorparser::parse(value).is_ok())
}

/// Returns the colour of a token, or parses `name` itself as a colour.
pub(super) fn colour(tokens: &Tokens, name: &str, schemes: &[usize]) -> Option<Color> {
    let mut value = tokens.find(name, schemes).map_or(name, |token| token.value.as_str());
    for _ in 0..MAX_VAR_DEPTH {
        let inner = value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')'));
        let Some(inner) = inner else { return csscolorparser::parse(value).ok() };
        value = &tokens.find(inner.trim(), schemes)?.value;
    }
    None
}

/// Returns the contrast ratio of ink and ground; `None` if the ground is translucent.
fn contrast_ratio((ink, ground): (Color, Color)) -> Option<f64> {
    if ground.a < 1.0 {
        return None;
    }
    let alpha = f64::from(ink.a);
    let luminance = |colour: &dyn Fn(usize) -> f64| {
        let linear = |channel: f64| {
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        };
        [0.2126, 0.7152, 0.0722]
            .iter()
            .enumerate()
            .map(|(channel, part)| part * linear(colour(channel)))
            .sum::<f64>()
    };
    let [ink, ground] =
        [ink, ground].map(|c| [c.r, c.g, c.b].map(|c| f64::from(c).clamp(0.0, 1.0)));
    let ground_luminance = luminance(&|channel| ground[channel]);
    let ink_luminance =
        luminance(&|channel| ink[channel] * alpha + ground[channel] * (1.0 - alpha));
    let (lighter, darker) =
        (ink_luminance.max(ground_luminance), ink_luminance.min(ground_luminance));
    Some((lighter + 0.05) / (darker + 0.05))
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
