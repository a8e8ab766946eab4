//! Tests of the tree: scalars as they are written, their places, and what is refused or left out.
//!
//! Those of mistakes in the syntax are beside `mistake`.

use super::*;

fn parse_source(source: &str) -> YamlNode {
    let text = SourceText::new("a.yaml", source.to_owned());
    parse(&text, 0..text.as_str().len(), &mut FaultList::default()).expect("valid YAML")
}

#[test]
fn scalars_stay_as_written() {
    let node = parse_source("a: 0123\nb: 1e5\nc: no\nd: 2014-09-24\ne:\nf: \"x: y\"\n");
    let Value::Map(pairs) = node.value else { panic!("not a map") };
    let texts: Vec<_> = pairs.iter().map(|(_, value)| value.as_scalar()).collect();
    let expected = [Some("0123"), Some("1e5"), Some("no"), Some("2014-09-24"), None, Some("x: y")];
    assert_eq!(texts, expected);
}

#[test]
fn no_scalar_acts_on_what_shows_it() {
    let bidirectional = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}\u{2028}\u{2029}";
    let control = ('\0'..='\u{9f}').filter(|c| c.is_control() && !"\t\n".contains(*c));
    for c in bidirectional.chars().chain(control) {
        let escape = format!("\\U{:08x}", u32::from(c));
        let text = SourceText::new("a.yaml", format!("a: \"b{escape}c\"\n"));
        let mut faults = FaultList::default();
        let node = parse(&text, 0..text.as_str().len(), &mut faults).expect("valid YAML");
        let Value::Map(pairs) = node.value else { panic!("not a map") };
        let value = pairs[0].1.as_scalar().map(|value| value.replace(' ', ""));
        assert_eq!(value.as_deref(), Some("bc"), "{c:?}");
        let hint = &faults.into_vec()[0].hints[0].vi;
        assert!(hint.contains(&format!("ký tự ẩn U+{:04X}", u32::from(c))), "{hint}");
        let text = SourceText::new("a.yaml", format!("\"b{escape}c\": d\n"));
        let result = parse(&text, 0..text.as_str().len(), &mut FaultList::default());
        assert_eq!(result.expect_err("refused").code, "hidden-character-in-key", "{c:?}");
    }
}

#[test]
fn every_value_has_its_place() {
    let source = "số hiệu: 85/BC\ndanh sách: [một, hai]\n";
    let node = parse_source(source);
    let Value::Map(pairs) = node.value else { panic!("not a map") };
    assert_eq!(&source[pairs[0].1.range.clone()], "85/BC");
    assert_eq!(&source[pairs[1].0.range.clone()], "danh sách");
    let Value::List(items) = &pairs[1].1.value else { panic!("not a list") };
    assert_eq!(&source[items[1].range.clone()], "hai");
}

#[test]
fn deep_nesting_and_aliases_are_rejected() {
    for source in [format!("a: {}", "[".repeat(200_000)), "a: &x 1\nb: *x\n".to_owned()] {
        let text = SourceText::new("a.yaml", source);
        assert!(parse(&text, 0..text.as_str().len(), &mut FaultList::default()).is_err());
    }
}
