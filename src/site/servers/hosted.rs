//! Writes `_headers` and `_redirects` in the format of Netlify and Cloudflare Pages: a path pattern, and its headers
//! below it; a path, its parameters and the new address in one line.
//!
//! These services read the files and do not deliver them. They join the values of one header from several rules with a
//! comma. Two content security policies then both apply; any other header would become invalid, so the rule for all
//! files omits headers that another rule sets. Cloudflare Pages skips redirects with parameters.

use std::fmt::Write as _;

use super::policies::{CSP, FileSet, RULES};
use super::{ServerRules, SiteLocation, forms};
use crate::entry::address::href;

/// Writes `_headers`.
pub(super) fn write_headers(rules: &ServerRules, site: SiteLocation<'_>) -> String {
    let mut text = String::new();
    for rule in &RULES {
        let paths = path_patterns(rule.files, rules, site);
        let headers =
            rule.headers.iter().filter(|(name, _)| rule.files != FileSet::All || is_set_once(name));
        let headers: String = headers.map(|(name, value)| format!("  {name}: {value}\n")).collect();
        for path in paths {
            // Writing to a String cannot fail.
            let _ = write!(text, "{path}\n{headers}");
        }
    }
    text
}

/// Writes `_redirects`. A rule without parameters fits every query, so it comes after those with parameters.
pub(super) fn write_redirects(rules: &ServerRules, site: SiteLocation<'_>) -> String {
    let mut text = String::new();
    for redirect in &rules.redirects {
        let base = site.base;
        let query = match redirect.encoded_query(" ") {
            query if query.is_empty() => query,
            query => format!(" {query}"),
        };
        let (from, to) = (href(&redirect.path), href(&redirect.target));
        let _ = writeln!(text, "{base}{from}{query} {base}{to} 301");
    }
    text
}

/// Returns whether the rule for all files may set a header: no other rule sets it, or joined values are valid.
fn is_set_once(name: &str) -> bool {
    let others = RULES.iter().filter(|rule| rule.files != FileSet::All);
    name == CSP || !others.flat_map(|rule| rule.headers).any(|(other, _)| *other == name)
}

fn path_patterns(files: FileSet, rules: &ServerRules, site: SiteLocation<'_>) -> Vec<String> {
    let base = site.base;
    match files {
        FileSet::All => vec![format!("{base}/*")],
        // The format has no pattern but "*", which cannot match a hash.
        FileSet::Hashed => Vec::new(),
        FileSet::Below(address) => vec![format!("{base}{address}*")],
        FileSet::Name(name) => vec![format!("{base}/{name}"), format!("{base}/*/{name}")],
        FileSet::Suffix(suffix) => vec![format!("{base}/*{suffix}")],
        FileSet::Downloads => {
            let all = rules.downloads.iter().flat_map(|address| forms(address));
            all.map(|address| format!("{base}{}", href(&address))).collect()
        }
    }
}
