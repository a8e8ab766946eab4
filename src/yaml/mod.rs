//! YAML, known here and nowhere else.
//!
//! A document becomes a tree of [`Node`]s in which every key and value has its place, and every scalar stays the
//! text that was written: `0123`, `1e5` and `no` are words until a field says what it wants. Aliases and tags are
//! refused (they have no use in front matter and are the way to blow it up); nesting stops at [`DEPTH`].

mod mistake;

use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_yaml::granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span, StrInput};

use crate::diagnostic::faults::{self, YamlMistake};
use crate::diagnostic::{Diagnostic, Place, SourceText};
use crate::vietnamese::nearest::nearest;

/// How deep lists and maps may be nested.
pub const MAX_DEPTH: usize = 32;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlNode {
    /// The bytes of the value in the text it was read from.
    pub range: Range<usize>,
    /// The value.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing was written (`key:` or `~`).
    Empty,
    /// Text as written.
    Scalar(String),
    /// A list.
    List(Vec<YamlNode>),
    /// Keys with their values, in the order written.
    Map(Vec<(Key, YamlNode)>),
}

/// A key with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key as written.
    pub text: String,
    /// Its bytes in the text it was read from.
    pub range: Range<usize>,
}

/// A value without places, for data that is only handed on (`extra`, labels).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PlainValue {
    /// Text.
    Text(String),
    /// A list.
    List(Vec<PlainValue>),
    /// A map, in the order written.
    Map(Vec<(String, PlainValue)>),
}

/// A value as templates see it: a text, a list, a map.
#[derive(Serialize)]
#[serde(remote = "PlainValue", untagged)]
enum UntaggedPlainValue {
    Text(String),
    List(Vec<PlainValue>),
    Map(#[serde(serialize_with = "pairs_as_map")] Vec<(String, PlainValue)>),
}

/// A value in a form that does not say what follows, so that the case must be named.
#[derive(Serialize, Deserialize)]
#[serde(remote = "PlainValue")]
enum TaggedPlainValue {
    Text(String),
    List(Vec<PlainValue>),
    Map(Vec<(String, PlainValue)>),
}

impl Serialize for PlainValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            UntaggedPlainValue::serialize(self, serializer)
        } else {
            TaggedPlainValue::serialize(self, serializer)
        }
    }
}

impl<'de> Deserialize<'de> for PlainValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        TaggedPlainValue::deserialize(deserializer)
    }
}

fn pairs_as_map<S: Serializer>(
    pairs: &[(String, PlainValue)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

impl YamlNode {
    /// Drops the places.
    pub fn to_plain(&self) -> PlainValue {
        match &self.value {
            Value::Empty => PlainValue::Text(String::new()),
            Value::Scalar(text) => PlainValue::Text(text.clone()),
            Value::List(items) => PlainValue::List(items.iter().map(Self::to_plain).collect()),
            Value::Map(pairs) => PlainValue::Map(
                pairs.iter().map(|(key, value)| (key.text.clone(), value.to_plain())).collect(),
            ),
        }
    }

    /// Gives the text of a scalar, trimmed; nothing for an empty one.
    pub fn as_scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Value::Empty | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Gives the items of a list; a single value is a list of one, and nothing written a list of none.
    pub fn as_items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Empty => &[],
            Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(self),
        }
    }
}

/// A YAML text read key by key: what to do with each is the caller's, faults are gathered.
#[derive(Debug)]
pub struct YamlReader<'a> {
    text: &'a SourceText,
    /// Faults found so far.
    pub faults: Vec<Diagnostic>,
}

impl<'a> YamlReader<'a> {
    /// Begins to read values of `text`.
    pub fn new(text: &'a SourceText) -> Self {
        Self { text, faults: Vec::new() }
    }

    /// Finds the place of a range of the text.
    pub fn place(&self, range: &Range<usize>) -> Place {
        self.text.place(range.clone())
    }

    /// Gives a text value on one line; a list or map in its place is a fault.
    pub fn read_text(&mut self, node: &YamlNode) -> Option<String> {
        match &node.value {
            Value::Empty => None,
            Value::Scalar(text) => Some(one_line(text)).filter(|text| !text.is_empty()),
            Value::List(_) | Value::Map(_) => {
                self.faults.push(faults::expected_text(self.place(&node.range)));
                None
            }
        }
    }

    /// Gives a list of text values; a single text is a list of one.
    pub fn read_texts(&mut self, node: &YamlNode) -> Vec<String> {
        match &node.value {
            Value::List(items) => items.iter().filter_map(|item| self.read_text(item)).collect(),
            Value::Empty | Value::Scalar(_) | Value::Map(_) => {
                self.read_text(node).into_iter().collect()
            }
        }
    }

    /// Gives the keys of a map; anything else in its place is a fault.
    pub fn read_map<'n>(&mut self, node: &'n YamlNode) -> &'n [(Key, YamlNode)] {
        match &node.value {
            Value::Map(pairs) => pairs,
            Value::Empty => &[],
            Value::Scalar(_) | Value::List(_) => {
                self.faults.push(faults::expected_map(self.place(&node.range)));
                &[]
            }
        }
    }

    /// Reports a key that is none of `known`, as an error with the nearest of them.
    pub fn report_unknown_key(&mut self, key: &Key, known: &[&str]) {
        let near = nearest(&key.text, known.iter().copied());
        self.faults.push(faults::unknown_setting(self.place(&key.range), &key.text, near));
    }
}

/// Folds all white space, line ends included, to single spaces.
fn one_line(text: &str) -> String {
    text.split([' ', '\t', '\n']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Reads the YAML between the bytes `range` of `text`; nothing written gives an empty map.
pub fn parse(text: &SourceText, range: Range<usize>) -> Result<YamlNode, Box<Diagnostic>> {
    let source = &text.as_str()[range.clone()];
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    options.emit_unresolved_aliases = true;
    let mut tree = TreeBuilder {
        text,
        base: range.start,
        events: Parser::new_from_str_with_options(source, options),
    };
    tree.build_document(range)
}

struct TreeBuilder<'a> {
    text: &'a SourceText,
    base: usize,
    events: Parser<'a, StrInput<'a>>,
}

impl<'a> TreeBuilder<'a> {
    fn build_document(&mut self, whole: Range<usize>) -> Result<YamlNode, Box<Diagnostic>> {
        let mut root = None;
        while let Some((event, range)) = self.next_event()? {
            match event {
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                Event::StreamEnd => break,
                event if root.is_none() => root = Some(self.build_node(event, range, 0)?),
                _ => return Err(Box::new(faults::yaml_second_document(self.text.place(range)))),
            }
        }
        Ok(root.unwrap_or(YamlNode { range: whole, value: Value::Map(Vec::new()) }))
    }

    fn next_event(&mut self) -> Result<Option<(Event<'a>, Range<usize>)>, Box<Diagnostic>> {
        match self.events.next_event() {
            None => Ok(None),
            Some(Ok((event, span))) => {
                let range = self.byte_range(span);
                Ok(Some((event, range)))
            }
            Some(Err(error)) => Err(Box::new(self.syntax_fault(&error))),
        }
    }

    fn byte_range(&self, span: Span) -> Range<usize> {
        span.byte_range().map_or(self.base..self.base, |r| self.base + r.start..self.base + r.end)
    }

    fn build_node(
        &mut self,
        event: Event<'a>,
        range: Range<usize>,
        depth: usize,
    ) -> Result<YamlNode, Box<Diagnostic>> {
        if depth > MAX_DEPTH {
            return Err(Box::new(faults::yaml_too_deep(self.text.place(range), MAX_DEPTH)));
        }
        match event {
            Event::Scalar(text, style, ..) => {
                let plain = style == ScalarStyle::Plain;
                let empty = plain && (text.is_empty() || text == "~");
                let value = if empty { Value::Empty } else { Value::Scalar(text.into_owned()) };
                Ok(YamlNode { range: self.trim_range_end(range), value })
            }
            Event::SequenceStart(..) => self.build_list(range.start, depth),
            Event::MappingStart(..) => self.build_map(range.start, depth),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                Err(Box::new(faults::yaml_alias(self.text.place(range))))
            }
            _ => Err(Box::new(faults::yaml_syntax(
                self.text.place(range),
                YamlMistake::Other,
                "unexpected event",
            ))),
        }
    }

    fn build_list(&mut self, start: usize, depth: usize) -> Result<YamlNode, Box<Diagnostic>> {
        let mut items = Vec::new();
        while let Some((event, range)) = self.next_event()? {
            if event == Event::SequenceEnd {
                return Ok(self.collection_node(start, range.end, Value::List(items)));
            }
            items.push(self.build_node(event, range, depth + 1)?);
        }
        Ok(self.collection_node(start, start, Value::List(items)))
    }

    fn build_map(&mut self, start: usize, depth: usize) -> Result<YamlNode, Box<Diagnostic>> {
        let mut pairs: Vec<(Key, YamlNode)> = Vec::new();
        while let Some((event, range)) = self.next_event()? {
            if event == Event::MappingEnd {
                return Ok(self.collection_node(start, range.end, Value::Map(pairs)));
            }
            let key = self.build_node(event, range, depth + 1)?;
            let Value::Scalar(text) = key.value else {
                return Err(Box::new(faults::yaml_key_not_text(self.text.place(key.range))));
            };
            let Some((event, range)) = self.next_event()? else { break };
            let value = self.build_node(event, range, depth + 1)?;
            pairs.push((Key { text, range: key.range }, value));
        }
        Ok(self.collection_node(start, start, Value::Map(pairs)))
    }

    fn collection_node(&self, start: usize, end: usize, value: Value) -> YamlNode {
        YamlNode { range: self.trim_range_end(start..end.max(start)), value }
    }

    /// Leaves out the white space that a block scalar's or a block collection's span ends with.
    fn trim_range_end(&self, range: Range<usize>) -> Range<usize> {
        let end = range.start + self.text.as_str()[range.clone()].trim_end().len();
        range.start..end
    }

    /// The parser stumbles where it can read no further, which is often below the line with the mistake: the lines
    /// up to there are looked through for what writers slip on.
    fn syntax_fault(&self, error: &ScanError) -> Diagnostic {
        let whole = self.text.as_str();
        let at = (error.marker().byte_offset().unwrap_or(0) + self.base).min(whole.len());
        let read = self.base..whole[at..].find('\n').map_or(whole.len(), |end| at + end);
        let (range, slip) = match mistake::first_mistake(&whole[read]) {
            Some((range, slip)) => (self.base + range.start..self.base + range.end, slip),
            None => (at..at + 1, mistake::from_error_kind(error.kind())),
        };
        faults::yaml_syntax(self.text.place(range), slip, &error.info())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> YamlNode {
        let text = SourceText::new("a.yaml", source.to_owned());
        parse(&text, 0..text.as_str().len()).expect("the YAML is right")
    }

    #[test]
    fn scalars_stay_as_written() {
        let node = read("a: 0123\nb: 1e5\nc: no\nd: 2014-09-24\ne:\nf: \"x: y\"\n");
        let Value::Map(pairs) = node.value else { panic!("a map was written") };
        let texts: Vec<_> = pairs.iter().map(|(_, value)| value.as_scalar()).collect();
        let expected =
            [Some("0123"), Some("1e5"), Some("no"), Some("2014-09-24"), None, Some("x: y")];
        assert_eq!(texts, expected);
    }

    #[test]
    fn every_value_knows_its_place() {
        let source = "số hiệu: 85/BC\ndanh sách: [một, hai]\n";
        let node = read(source);
        let Value::Map(pairs) = node.value else { panic!("a map was written") };
        assert_eq!(&source[pairs[0].1.range.clone()], "85/BC");
        assert_eq!(&source[pairs[1].0.range.clone()], "danh sách");
        let Value::List(items) = &pairs[1].1.value else { panic!("a list was written") };
        assert_eq!(&source[items[1].range.clone()], "hai");
    }

    #[test]
    fn deep_nesting_and_aliases_are_refused() {
        for source in [format!("a: {}", "[".repeat(200_000)), "a: &x 1\nb: *x\n".to_owned()] {
            let text = SourceText::new("a.yaml", source);
            assert!(parse(&text, 0..text.as_str().len()).is_err());
        }
    }
}
