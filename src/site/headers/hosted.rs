//! `_headers`, as Netlify and Cloudflare Pages read it: a path, and below it what is said with it.
//!
//! These hosts read the file and do not hand it out.

use std::fmt::Write as _;

use super::{CSP, Hosting, On, RULES};
use crate::entry::address::href;

/// Writes the file.
pub(super) fn map(hosting: &Hosting, base: &str) -> String {
    let mut map = String::new();
    for rule in &RULES {
        let paths = paths(rule.on, hosting, base);
        let says = rule.says.iter().filter(|(name, _)| rule.on != On::All || is_said_once(name));
        let says: String = says.map(|(name, value)| format!("  {name}: {value}\n")).collect();
        for path in paths {
            // Writing to a String cannot fail.
            let _ = write!(map, "{path}\n{says}");
        }
    }
    map
}

/// Tells whether no other rule says something else in a header, which would be joined to what the rule for all says.
fn is_said_once(name: &str) -> bool {
    let others = RULES.iter().filter(|rule| rule.on != On::All);
    name == CSP || !others.flat_map(|rule| rule.says).any(|(other, _)| *other == name)
}

fn paths(on: On, hosting: &Hosting, base: &str) -> Vec<String> {
    match on {
        On::All => vec![format!("{base}/*")],
        // Such a name can not be told by the one sign that stands for anything.
        On::Hashed => Vec::new(),
        On::Below(address) => vec![format!("{base}{address}*")],
        On::Named(name) => vec![format!("{base}/{name}"), format!("{base}/*/{name}")],
        On::Ending(end) => vec![format!("{base}/*{end}")],
        On::Runnable => {
            hosting.runnable.iter().map(|address| format!("{base}{}", href(address))).collect()
        }
    }
}
