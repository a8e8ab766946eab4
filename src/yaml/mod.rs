//! YAML parser; the only module that uses the YAML library.
//!
//! A document becomes a tree of [`YamlNode`]s in which every key and value has its place, and every scalar stays the
//! text as written: `0123`, `1e5` and `no` are strings until a field is read as another type. Only characters that act
//! on what shows them are left out. Aliases are rejected (front matter does not need them, and they allow exponential
//! expansion); nesting is limited.

mod mistake;
mod reader;
#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_yaml::granit_parser::{
    ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span, StrInput,
};

use crate::diagnostic::faults::{self, YamlMistake};
use crate::diagnostic::{Diagnostic, FaultList, Place, SourceText};
use crate::limits;
use crate::vietnamese::fold;

pub use reader::{KeyLanguage, KeyNames, YamlReader, is_key};

/// A value with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlNode {
    /// The byte range of the value in the text it was parsed from.
    pub range: Range<usize>,
    /// The value.
    pub value: Value,
}

/// The value of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing was written (`key:`, `~` or `null`).
    Empty,
    /// Text as written, without active characters.
    Scalar(String),
    /// A list.
    List(Vec<YamlNode>),
    /// Keys with their values, in the order written.
    Map(Vec<(Key, YamlNode)>),
}

/// A key with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key as written.
    pub text: String,
    /// The byte range of the key in the text it was parsed from.
    pub range: Range<usize>,
}

/// A value without places, for data that is only passed on (`extra`, labels).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PlainValue {
    /// Text.
    Text(String),
    /// A list.
    List(Vec<PlainValue>),
    /// A map, in the order written.
    Map(Vec<(String, PlainValue)>),
}

/// Serialises a value for templates: a string, a list or a map.
#[derive(Serialize)]
#[serde(remote = "PlainValue", untagged)]
enum UntaggedPlainValue {
    Text(String),
    List(Vec<PlainValue>),
    Map(#[serde(serialize_with = "pairs_as_map")] Vec<(String, PlainValue)>),
}

/// Serialises a value in a format that is not self-describing, so that the variant must be written.
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
    /// Converts the node to a value without places.
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

    /// Returns the trimmed text of a scalar; `None` if it is empty or no scalar.
    pub fn as_scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Value::Empty | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Returns how many spaces begin a line that belongs to a map; `None` if the value has no such lines.
    pub fn indent_below(&self, text: &SourceText) -> Option<usize> {
        match &self.value {
            Value::Empty => Some(2),
            Value::Map(pairs) if !text.as_str()[self.range.clone()].starts_with('{') => {
                let (key, _) = pairs.first()?;
                Some(text.place(key.range.clone()).column as usize - 1)
            }
            Value::Map(_) | Value::List(_) | Value::Scalar(_) => None,
        }
    }

    /// Returns the items of a list; a single value counts as a list of one, an empty value as an empty list.
    pub fn as_items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Empty => &[],
            Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(self),
        }
    }
}

/// Returns a text as a scalar: in quotes, unless all its characters are letters, digits, or in `harmless`.
pub fn quoted_unless(harmless: &str, text: &str) -> String {
    let is_harmless = |c: char| c.is_alphanumeric() || harmless.contains(c);
    if text.chars().all(is_harmless) && text.starts_with(|c: char| c.is_alphanumeric() || c == '/')
    {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\t'], " "))
}

/// Parses the YAML in the byte range `range` of `text`, which must be a map; an empty document becomes an empty one.
///
/// Warns of characters that are left out of values; those in a key are refused.
pub fn parse(
    text: &SourceText,
    range: Range<usize>,
    faults: &mut FaultList,
) -> Result<YamlNode, Box<Diagnostic>> {
    let source = &text.as_str()[range.clone()];
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = limits::YAML_DEPTH;
    options.block_nesting_limit = limits::YAML_DEPTH;
    options.emit_unresolved_aliases = true;
    let mut tree = TreeBuilder {
        text,
        base: range.start,
        events: Parser::new_from_str_with_options(source, options),
        faults,
    };
    let root = tree.build_document(range)?;
    match root.value {
        Value::Empty | Value::Map(_) => Ok(root),
        Value::Scalar(_) | Value::List(_) => Err(Box::new(reader::not_a_map(text, &root, &[]))),
    }
}

struct TreeBuilder<'a> {
    text: &'a SourceText,
    base: usize,
    events: Parser<'a, StrInput<'a>>,
    faults: &'a mut FaultList,
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
        if depth > limits::YAML_DEPTH {
            return Err(Box::new(faults::yaml_too_deep(
                self.text.place(range),
                limits::YAML_DEPTH,
            )));
        }
        match event {
            Event::Scalar(_, _, anchor, ref tag) if anchor != 0 || tag.is_some() => {
                Err(Box::new(faults::yaml_anchor(self.text.place(self.line_rest(range)))))
            }
            Event::Scalar(text, style, ..) => {
                let is_empty = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                let range = self.trim_range_end(range);
                if let Some((place, c)) = self.find_active(&text, &range) {
                    self.faults.push(faults::hidden_character(place, c));
                }
                let text = fold::without_active(&text).into_owned();
                let value = if is_empty { Value::Empty } else { Value::Scalar(text) };
                Ok(YamlNode { range, value })
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

    /// Returns the first active character of a scalar, with its place, or that of the scalar if it is an escape.
    fn find_active(&self, text: &str, range: &Range<usize>) -> Option<(Place, char)> {
        let (_, c) = fold::active_characters(text).next()?;
        let at = self.text.as_str()[range.clone()].find(c).map(|at| range.start + at);
        let place = at.map_or(range.clone(), |at| at..at + c.len_utf8());
        Some((self.text.place(place), c))
    }

    /// Extends a range to what stands before it on its line, from the mark of an anchor or a tag.
    fn line_rest(&self, range: Range<usize>) -> Range<usize> {
        let text = self.text.as_str();
        let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let mark = text[line..range.start].rfind(['&', '!']).map_or(range.start, |at| line + at);
        mark..range.end.max(mark + 1)
    }

    fn build_list(&mut self, start: usize, depth: usize) -> Result<YamlNode, Box<Diagnostic>> {
        let mut items = Vec::new();
        while let Some((event, range)) = self.next_event()? {
            if event == Event::SequenceEnd {
                return Ok(self.collection_node(start, range.end, Value::List(items)));
            }
            if items.len() == limits::YAML_LIST_ITEMS {
                return Err(Box::new(faults::yaml_list_too_long(self.text.place(range))));
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
            if let Event::Scalar(text, ..) = &event
                && let Some((place, c)) = self.find_active(text, &range)
            {
                return Err(Box::new(faults::hidden_character_in_key(place, c)));
            }
            let key = self.build_node(event, range, depth + 1)?;
            let Value::Scalar(text) = key.value else {
                return Err(Box::new(faults::yaml_key_not_text(self.text.place(key.range))));
            };
            self.check_indentation(&key.range, pairs.last().map(|(_, value)| value))?;
            let Some((event, range)) = self.next_event()? else { break };
            let value = self.build_node(event, range, depth + 1)?;
            pairs.push((Key { text, range: key.range }, value));
        }
        Ok(self.collection_node(start, start, Value::Map(pairs)))
    }

    /// Refuses a key that is indented by spaces which YAML does not count as such, below a key without a value: it is
    /// meant to belong to that one.
    fn check_indentation(
        &self,
        key: &Range<usize>,
        previous: Option<&YamlNode>,
    ) -> Result<(), Box<Diagnostic>> {
        let first = self.text.as_str()[key.clone()].chars().next().filter(|c| is_odd_space(*c));
        match (first, previous) {
            (Some(space), Some(YamlNode { value: Value::Empty, .. })) => {
                let place = self.text.place(key.start..key.start + space.len_utf8());
                let reason = "not indented by spaces";
                Err(Box::new(faults::yaml_syntax(place, YamlMistake::OddSpace(space), reason)))
            }
            _ => Ok(()),
        }
    }

    fn collection_node(&self, start: usize, end: usize, value: Value) -> YamlNode {
        YamlNode { range: self.trim_range_end(start..end.max(start)), value }
    }

    /// Excludes the trailing white space that the span of a block scalar or block collection includes.
    fn trim_range_end(&self, range: Range<usize>) -> Range<usize> {
        let end = range.start + self.text.as_str()[range.clone()].trim_end().len();
        range.start..end
    }

    /// Converts a parser error to a fault. The parser often fails below the line with the mistake, so the lines up to
    /// the error are searched for common mistakes.
    fn syntax_fault(&self, error: &ScanError) -> Diagnostic {
        let source = self.text.as_str();
        let at = (error.marker().byte_offset().unwrap_or(0) + self.base).min(source.len());
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            return faults::yaml_too_deep(self.text.place(at..at + 1), limits::YAML_DEPTH);
        }
        let (range, mistake) = mistake::find(&source[self.base..], at - self.base, error.kind());
        let range = self.base + range.start..self.base + range.end;
        faults::yaml_syntax(self.text.place(range), mistake, &error.info())
    }
}

/// Returns whether a character looks like a space but is none in YAML, such as the no-break space of word processors.
fn is_odd_space(c: char) -> bool {
    !c.is_ascii() && (c.is_whitespace() || fold::is_invisible(c))
}
