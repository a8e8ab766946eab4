//! Reads old addresses, which lead to an entry.
//!
//! They are written to the redirect rules of servers, where some characters are patterns or end a word; an address with
//! one of those is refused.

use std::collections::HashSet;

use super::EntryReader;
use crate::diagnostic::faults;
use crate::entry::{FieldKey, address};
use crate::limits;
use crate::vietnamese::fold;
use crate::yaml::YamlNode;

impl EntryReader<'_> {
    pub(super) fn read_aliases(&mut self, node: &YamlNode) {
        for item in node.as_items() {
            let Some(written) = self.reader.read_text(item) else { continue };
            if !is_valid_alias(&written) {
                let place = self.reader.place(&item.range);
                self.reader.faults.push(faults::bad_alias(place, &written));
                continue;
            }
            self.mark(FieldKey::nth(FieldKey::Alias, self.metadata.aliases.len()), item);
            self.metadata.aliases.push(written);
        }
    }
}

/// Returns whether an old address is a valid path of the site and can be written to the redirect rules of servers,
/// where some characters are patterns.
fn is_valid_alias(written: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || fold::is_active(c) || "\"'<>\\{}*".contains(c);
    let path = address::decode(written.split(['?', '#']).next().unwrap_or_default());
    let Some(inner) = path.strip_prefix('/') else { return false };
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let is_usable = |part: &str| {
        !matches!(part, "" | "." | "..")
            && part.len() <= limits::ADDRESS_PART_BYTES
            && !part.starts_with([':', '@'])
            && !part.starts_with(".niemyet-")
            && !part.contains(|c: char| fold::is_active(c) || "\\\"*".contains(c))
    };
    !written.contains(forbidden)
        && (inner.is_empty() || inner.split('/').all(is_usable))
        && has_valid_query(written)
}

/// Returns whether each parameter of an old address has a name of its own, and no value that is a pattern for servers.
fn has_valid_query(written: &str) -> bool {
    let address = written.split('#').next().unwrap_or_default();
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let mut names = HashSet::new();
    query.split('&').filter(|parameter| !parameter.is_empty()).all(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let (name, value) = (address::decode(name), address::decode(value));
        let is_special = |c: char| fold::is_active(c) || "\\\"{};".contains(c);
        !name.contains(is_special)
            && !value.contains(is_special)
            && !value.starts_with(':')
            && names.insert(name)
    })
}
