//! Reads typed values from the nodes of a text and collects faults.
//!
//! Keys are compared after folding (`Địa chỉ`, `dia_chi` and `dia-chi` are equal). Each key of a known map has a
//! Vietnamese and an English name; a message uses the one that was written, or else that of the language of the other
//! keys.
//!
//! **Left out on purpose.** Values with a form of their own (numbers, relations) are read where their fields are.

use std::cmp::Ordering;
use std::ops::Range;

use jiff::civil::Date;

use super::{Key, Value, YamlNode, mistake};
use crate::diagnostic::faults;
use crate::diagnostic::{Diagnostic, FaultList, Place, SourceText};
use crate::vietnamese::date::DateError;
use crate::vietnamese::fold;
use crate::vietnamese::nearest::nearest;

/// The names of a key, Vietnamese and English.
pub type KeyNames = (&'static str, &'static str);

/// The language of the keys of a file, in which messages name others.
#[derive(Debug, Clone, Copy, Default)]
pub enum KeyLanguage {
    /// As many are of one as of the other: that of the message.
    #[default]
    OfMessage,
    /// Most are Vietnamese.
    Vietnamese,
    /// Most are English.
    English,
}

impl KeyLanguage {
    /// Determines the language of the keys of a map.
    pub fn of(pairs: &[(Key, YamlNode)], known: &[KeyNames]) -> Self {
        let is_any = |written: &str, name: fn(&KeyNames) -> &str| {
            known.iter().any(|names| fold::key(name(names)) == fold::key(written))
        };
        let count = |name| pairs.iter().filter(|(key, _)| is_any(&key.text, name)).count();
        match count(|names| names.0).cmp(&count(|names| names.1)) {
            Ordering::Greater => Self::Vietnamese,
            Ordering::Less => Self::English,
            Ordering::Equal => Self::OfMessage,
        }
    }

    /// Returns what Vietnamese and English messages show of a Vietnamese and an English name, or list of names.
    pub const fn shown<T: Copy>(self, (vi, en): (T, T)) -> (T, T) {
        match self {
            Self::OfMessage => (vi, en),
            Self::Vietnamese => (vi, vi),
            Self::English => (en, en),
        }
    }
}

/// Returns whether a key is written under one of its names.
pub fn is_key(written: &str, names: KeyNames) -> bool {
    let folded = fold::key(written);
    folded == names.1 || folded == fold::key(names.0)
}

/// Reads typed values from nodes of a text and collects faults.
#[derive(Debug)]
pub struct YamlReader<'a> {
    text: &'a SourceText,
    /// The day of the build, if it is known, for the repair of dates.
    pub today: Option<Date>,
    /// The language of the keys, if it is known, for messages that name some.
    pub key_language: KeyLanguage,
    /// The keys at the top whose values are maps, by their English names, and the keys of those maps, if they are not
    /// free.
    pub keys_below: &'static [(&'static str, &'static [KeyNames])],
    /// The faults found so far.
    pub faults: FaultList,
}

impl<'a> YamlReader<'a> {
    /// Creates a reader for nodes of `text`.
    pub fn new(text: &'a SourceText) -> Self {
        Self {
            text,
            today: None,
            key_language: KeyLanguage::default(),
            keys_below: &[],
            faults: FaultList::default(),
        }
    }

    /// Returns the place of a byte range of the text.
    pub fn place(&self, range: &Range<usize>) -> Place {
        self.text.place(range.clone())
    }

    /// Returns a text value folded to one line; a list or map is a fault.
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

    /// Reads a boolean: có/không, đúng/sai, true/false, yes/no.
    pub fn read_boolean(&mut self, node: &YamlNode) -> bool {
        let Some(written) = self.read_text(node) else { return false };
        match fold::plain(&written).as_str() {
            "co" | "dung" | "true" | "yes" => true,
            "khong" | "sai" | "false" | "no" => false,
            _ => {
                self.faults.push(faults::expected_yes_no(self.place(&node.range), &written));
                false
            }
        }
    }

    /// Returns the keys and values of a map; a scalar or list is a fault.
    pub fn read_map<'n>(&mut self, node: &'n YamlNode) -> &'n [(Key, YamlNode)] {
        self.pairs(node, &[])
    }

    /// Returns the known keys of a map with their values, each key by its English name. An unknown key is a fault, and
    /// so is one that is given twice, under whichever names.
    pub fn read_known<'n>(
        &mut self,
        node: &'n YamlNode,
        known: &[KeyNames],
    ) -> Vec<(&'static str, &'n YamlNode)> {
        let mut found: Vec<(&str, &Key, &YamlNode)> = Vec::new();
        let pairs = self.pairs(node, known);
        let mut last_known: Option<(&Key, &YamlNode, &str)> = None;
        for (key, value) in pairs {
            let Some((_, name)) = known.iter().find(|names| is_key(&key.text, **names)) else {
                if let Some((above, indent)) = self.map_above(last_known, key, known) {
                    let place = self.place(&key.range);
                    self.faults.push(faults::setting_at_margin(place, &key.text, above, indent));
                    continue;
                }
                let (vi, en): (Vec<&str>, Vec<&str>) = known.iter().copied().unzip();
                self.report_unknown_key(key, &vi, &en);
                continue;
            };
            last_known = Some((key, value, name));
            match found.iter().find(|(other, ..)| other == name) {
                Some((_, first, _)) => self.report_duplicate_key(key, first),
                None => found.push((name, key, value)),
            }
        }
        found.into_iter().map(|(name, _, value)| (name, value)).collect()
    }

    /// Returns the key of the map to which an unknown key belongs, if it is the last known one above it, and the
    /// indentation that the unknown key lacks.
    fn map_above<'n>(
        &self,
        last_known: Option<(&'n Key, &YamlNode, &str)>,
        key: &Key,
        known: &[KeyNames],
    ) -> Option<(&'n str, usize)> {
        let (parent, value, name) = last_known?;
        let (_, keys) = self.keys_below.iter().find(|(with_map, _)| *with_map == name)?;
        let names = || known.iter().flat_map(|(vi, en)| [*vi, *en]);
        let is_below = match keys {
            [] => nearest(&key.text, names()).is_none(),
            keys => keys.iter().any(|names| is_key(&key.text, *names)),
        };
        Some((&*parent.text, value.indent_below(self.text).filter(|_| is_below)?))
    }

    fn pairs<'n>(&mut self, node: &'n YamlNode, known: &[KeyNames]) -> &'n [(Key, YamlNode)] {
        match &node.value {
            Value::Map(pairs) => pairs,
            Value::Empty => &[],
            Value::Scalar(_) | Value::List(_) => {
                self.faults.push(not_a_map(self.text, node, known));
                &[]
            }
        }
    }

    /// Reports a key that is none of the known ones, by their Vietnamese and their English names.
    pub fn report_unknown_key(&mut self, key: &Key, vi: &[&str], en: &[&str]) {
        let near = nearest(&key.text, vi.iter().chain(en).copied());
        let known = self.key_language.shown((vi, en));
        self.faults.push(faults::unknown_setting(self.place(&key.range), &key.text, near, known));
    }

    /// Reports a key for which another one was given before.
    pub fn report_duplicate_key(&mut self, key: &Key, first: &Key) {
        let (place, other) = (self.place(&key.range), self.place(&first.range));
        self.faults.push(faults::duplicate_key(place, other, &key.text, &first.text));
    }

    /// Reports that a map lacks a key; a node that is no map was reported as such.
    pub fn report_missing_key(&mut self, map: &YamlNode, names: KeyNames) {
        if matches!(map.value, Value::Map(_) | Value::Empty) {
            let (place, indent) = (self.place(&map.range), self.indent_below(map));
            let names = self.key_language.shown(names);
            self.faults.push(faults::missing_setting(place, names, indent));
        }
    }

    /// Returns how many spaces begin a line of a map; `None` if it is written in braces.
    pub fn indent_below(&self, map: &YamlNode) -> Option<usize> {
        map.indent_below(self.text)
    }

    /// Returns the key and the value, in quotes, that a comma cut in two, so that a key of a map in braces is the rest
    /// of the value above it: `{reason: a mistake, wrong figures}`.
    pub fn value_cut_at_comma(&self, key: &Key) -> Option<String> {
        let source = self.text.as_str();
        let open = source[..key.range.start].rfind('{')? + 1;
        let close = key.range.end + source[key.range.end..].find('}')?;
        let inner = &source[open..close];
        if inner.contains(['"', '\'', '[', ']', '{', '}', '\n']) {
            return None;
        }
        let items: Vec<&str> = inner.split(',').collect();
        let at = source[open..key.range.start].matches(',').count();
        let begins = |item: &&str| item.contains(": ");
        let from = items[..=at].iter().rposition(begins).filter(|from| *from < at)?;
        let to = items[at..].iter().position(begins).map_or(items.len(), |to| at + to);
        let joined = items[from..to].join(",");
        let (key, value) = joined.trim().split_once(": ")?;
        Some(format!("{key}: \"{value}\""))
    }

    /// Returns whether a map is written in braces.
    pub fn is_in_braces(&self, map: &YamlNode) -> bool {
        self.text.as_str()[map.range.clone()].starts_with('{')
    }

    /// Reports a date that does not exist or cannot be read.
    pub fn report_bad_date(&mut self, range: &Range<usize>, written: &str, error: &DateError) {
        self.faults.push(faults::bad_date(self.place(range), written, error, self.today));
    }
}

/// Returns the fault of a scalar or list in place of a map. A scalar on a line of its own is rather a map with a
/// mistake, such as a colon without a space.
pub(super) fn not_a_map(text: &SourceText, node: &YamlNode, known: &[KeyNames]) -> Diagnostic {
    let source = text.as_str();
    let before = source[..node.range.start].trim_end_matches([' ', '\t']);
    let line = source[node.range.clone()].lines().next().unwrap_or_default();
    if matches!(node.value, Value::Scalar(_))
        && (before.is_empty() || before.ends_with('\n'))
        && let Some((range, mistake)) = mistake::in_line(line)
    {
        let at = node.range.start;
        let place = text.place(at + range.start..at + range.end);
        return faults::yaml_syntax(place, mistake, "a map is expected");
    }
    faults::expected_map(text.place(node.range.clone()), known, node.as_scalar())
}

/// Collapses all white space, including line ends, to single spaces.
fn one_line(text: &str) -> String {
    text.split([' ', '\t', '\n']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
