//! Degrees of secrecy in front matter: a document that has one must not be published, whatever its key is called.
//!
//! The degrees are Tuyệt mật, Tối mật and Mật (Law 29/2018/QH14, art. 8), on envelopes also the letters A, B and C
//! (Decree 26/2020/NĐ-CP, art. 4). People write them under `độ mật`, under the name of the stamp, or under the words of
//! another system; an error is better than a secret that is published.
//!
//! **Left out on purpose.** The text of the entry is not searched here.

use super::EntryReader;
use crate::diagnostic::faults;
use crate::vietnamese::fold;
use crate::yaml::{Value, YamlNode, YamlReader};

/// Words in a key that say that its value is a degree of secrecy.
const OF_SECRECY: [&str; 4] = ["_do_mat_", "_muc_mat_", "_bao_mat_", "_tai_lieu_mat_"];
/// Words of a key that may have a degree of secrecy as its value, or another value.
const MAYBE_OF_SECRECY: [&str; 15] = [
    "mat",
    "dau",
    "dong",
    "phan",
    "muc",
    "cap",
    "che",
    "tinh",
    "loai",
    "secret",
    "secrecy",
    "security",
    "classification",
    "classified",
    "confidentiality",
];
/// Words before a degree that do not change it.
const FILLERS: [&str; 14] = [
    "do", "dau", "muc", "loai", "cap", "che", "chi", "dong", "tai", "lieu", "van", "ban", "hang",
    "tinh",
];
const NOT_SECRET: [&str; 3] = ["khong", "thuong", "khong mat"];

/// Reads a degree of secrecy; any value other than "not secret" is an error, since the portal is public.
pub(super) fn read(reader: &mut YamlReader<'_>, node: &YamlNode) {
    if let Some((node, written)) = scalars(node).into_iter().find(|(_, text)| !is_not_secret(text))
    {
        reader.faults.push(faults::classified_document(reader.place(&node.range), written));
    }
}

impl EntryReader<'_> {
    /// Reports a key that is none of a field but has a degree of secrecy as its value; `is_misspelt` if the most
    /// similar key is that of the degree. Returns whether it did.
    pub(super) fn refuses_secret(&mut self, key: &str, node: &YamlNode, is_misspelt: bool) -> bool {
        let before = self.reader.faults.len();
        let folded = fold::key(key);
        let padded = format!("_{folded}_");
        if OF_SECRECY.iter().any(|words| padded.contains(words)) {
            read(&mut self.reader, node);
            return true;
        }
        let is_stamp = has_word(key, &["mật", "mat", "dấu"]) || folded == "dong_dau";
        let may_be = is_stamp || folded.split('_').any(|word| MAYBE_OF_SECRECY.contains(&word));
        let is_degree = |text: &str| match degree(text) {
            Some(Degree::Unmistakable) => true,
            Some(Degree::Plain) => is_misspelt || may_be,
            Some(Degree::Letter) => is_misspelt || is_stamp,
            None => false,
        };
        if let Some((node, written)) = scalars(node).into_iter().find(|(_, text)| is_degree(text)) {
            let place = self.reader.place(&node.range);
            self.reader.faults.push(faults::classified_document(place, written));
        }
        self.reader.faults.len() > before
    }
}

/// What a text that is a degree of secrecy leaves open.
enum Degree {
    /// It cannot mean anything else: "tối mật".
    Unmistakable,
    /// "Mật" may also be honey.
    Plain,
    /// A, B or C may be any rating.
    Letter,
}

fn degree(text: &str) -> Option<Degree> {
    let folded = fold::key(text);
    let words: Vec<&str> = folded.split('_').skip_while(|word| FILLERS.contains(word)).collect();
    let names_secret = has_word(text, &["mật", "mat"]);
    match words[..] {
        ["toi" | "tuyet", "mat", ..] if names_secret => Some(Degree::Unmistakable),
        ["top", "secret"] => Some(Degree::Unmistakable),
        ["mat"] | ["mat", "c" | "khan"] if names_secret => Some(Degree::Plain),
        ["secret" | "confidential" | "restricted"] => Some(Degree::Plain),
        ["a" | "b" | "c"] => Some(Degree::Letter),
        _ => None,
    }
}

/// Returns whether a text has one of these words, which may be typed without diacritics but not with others: "mặt" is a
/// face and "đầu" a head.
fn has_word(text: &str, words: &[&str]) -> bool {
    let mut found = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    found.any(|word| words.contains(&word.as_str()))
}

/// Returns whether a text says that there is no degree of secrecy.
fn is_not_secret(text: &str) -> bool {
    NOT_SECRET.contains(&fold::plain(text).as_str())
}

/// Returns the texts in a value with their nodes.
fn scalars(node: &YamlNode) -> Vec<(&YamlNode, &str)> {
    match &node.value {
        Value::Empty => Vec::new(),
        Value::Scalar(_) => node.as_scalar().map(|text| (node, text)).into_iter().collect(),
        Value::List(items) => items.iter().flat_map(scalars).collect(),
        Value::Map(pairs) => pairs.iter().flat_map(|(_, value)| scalars(value)).collect(),
    }
}
