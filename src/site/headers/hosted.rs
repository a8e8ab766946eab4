//! `_headers`, as Netlify and Cloudflare Pages read it: a path, and below it what is said with it.
//!
//! These hosts read the file and do not hand it out.

use std::fmt::Write as _;

use super::{CSP, FileSet, RULES, SpecialAddresses};
use crate::entry::address::href;

/// Writes the file.
pub(super) fn write(hosting: &SpecialAddresses, base: &str) -> String {
    let mut map = String::new();
    for rule in &RULES {
        let paths = path_patterns(rule.files, hosting, base);
        let says =
            rule.headers.iter().filter(|(name, _)| rule.files != FileSet::All || is_set_once(name));
        let says: String = says.map(|(name, value)| format!("  {name}: {value}\n")).collect();
        for path in paths {
            // Writing to a String cannot fail.
            let _ = write!(map, "{path}\n{says}");
        }
    }
    map
}

/// Tells whether no other rule says something else in a header, which would be joined to what the rule for all says.
fn is_set_once(name: &str) -> bool {
    let others = RULES.iter().filter(|rule| rule.files != FileSet::All);
    name == CSP || !others.flat_map(|rule| rule.headers).any(|(other, _)| *other == name)
}

fn path_patterns(on: FileSet, hosting: &SpecialAddresses, base: &str) -> Vec<String> {
    match on {
        FileSet::All => vec![format!("{base}/*")],
        // Such a name can not be told by the one sign that stands for anything.
        FileSet::Hashed => Vec::new(),
        FileSet::Below(address) => vec![format!("{base}{address}*")],
        FileSet::Name(name) => vec![format!("{base}/{name}"), format!("{base}/*/{name}")],
        FileSet::Suffix(end) => vec![format!("{base}/*{end}")],
        FileSet::ActiveContent => hosting
            .active_content
            .iter()
            .map(|address| format!("{base}{}", href(address)))
            .collect(),
    }
}
