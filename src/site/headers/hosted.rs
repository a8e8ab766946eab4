//! Writes `_headers` in the format of Netlify and Cloudflare Pages: a path pattern, and its headers below it.
//!
//! These services read the file and do not deliver it.

use std::fmt::Write as _;

use super::{CSP, FileSet, HeaderFileAddresses, RULES};
use crate::entry::address::href;

/// Writes the file.
pub(super) fn write(special: &HeaderFileAddresses, base: &str) -> String {
    let mut map = String::new();
    for rule in &RULES {
        let paths = path_patterns(rule.files, special, base);
        let headers =
            rule.headers.iter().filter(|(name, _)| rule.files != FileSet::All || is_set_once(name));
        let headers: String = headers.map(|(name, value)| format!("  {name}: {value}\n")).collect();
        for path in paths {
            // Writing to a String cannot fail.
            let _ = write!(map, "{path}\n{headers}");
        }
    }
    map
}

/// Returns whether the rule for all files may set a header: no other rule sets it, or joined values are valid.
fn is_set_once(name: &str) -> bool {
    let others = RULES.iter().filter(|rule| rule.files != FileSet::All);
    name == CSP || !others.flat_map(|rule| rule.headers).any(|(other, _)| *other == name)
}

fn path_patterns(files: FileSet, special: &HeaderFileAddresses, base: &str) -> Vec<String> {
    match files {
        FileSet::All => vec![format!("{base}/*")],
        // The format has no pattern but "*", which cannot match a hash.
        FileSet::Hashed => Vec::new(),
        FileSet::Below(address) => vec![format!("{base}{address}*")],
        FileSet::Name(name) => vec![format!("{base}/{name}"), format!("{base}/*/{name}")],
        FileSet::Suffix(suffix) => vec![format!("{base}/*{suffix}")],
        FileSet::ActiveContent => special
            .active_content
            .iter()
            .map(|address| format!("{base}{}", href(address)))
            .collect(),
    }
}
