//! Writes `_headers` and `_redirects` in the format of Netlify and Cloudflare Pages: a path pattern, and its headers
//! below it; a path, its parameters and the new address in one line.
//!
//! These services read the files and do not deliver them. Cloudflare Pages joins the values of one header from several
//! rules with a comma, Netlify takes the last. Two content security policies then both apply; any other header would
//! become invalid, so the rule for all files omits headers that another rule sets.
//!
//! Cloudflare Pages skips rules with parameters, and those whose status has a `!`, with which Netlify prefers a rule to
//! a file. A rule without parameters fits every query there; where it would take the requests for another document, it
//! gets that sign.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::policies::{CSP, FileSet, RULES};
use super::{Redirect, ServerFile, ServerRules, SiteLocation};
use crate::entry::address::href;

/// The greatest numbers of rules that Cloudflare Pages reads.
pub(super) const MAX_HEADER_RULES: usize = 100;
pub(super) const MAX_REDIRECTS: usize = 2000;

/// The status of a rule that only Netlify reads.
const NETLIFY_ONLY: &str = "301!";

/// Writes `_headers`.
pub(super) fn write_headers(rules: &ServerRules, site: SiteLocation<'_>) -> String {
    let mut text = String::new();
    for rule in &RULES {
        let headers =
            rule.headers.iter().filter(|(name, _)| rule.files != FileSet::All || is_set_once(name));
        let headers: String = headers.map(|(name, value)| format!("  {name}: {value}\n")).collect();
        for path in path_patterns(rule.files, rules, site) {
            // Writing to a String cannot fail.
            let _ = write!(text, "{path}\n{headers}");
        }
    }
    text
}

/// Writes `_redirects`. A rule without parameters fits every query, so it comes after those with parameters.
pub(super) fn write_redirects(rules: &ServerRules, site: SiteLocation<'_>) -> String {
    let mut text = String::new();
    let base = site.base;
    for (redirect, status) in with_status(rules) {
        let query: String =
            redirect.encoded_parameters().map(|(name, value)| format!("{name}={value} ")).collect();
        let (from, to) = (literal_path(&redirect.path), href(&redirect.target));
        let _ = writeln!(text, "{base}{from} {query}{base}{to} {status}");
    }
    // Files for servers and for the program, which are no pages: the second line is for Cloudflare Pages.
    let own = ServerFile::ALL.iter().map(|(_, address)| *address);
    for address in own.chain(["/.niemyet-manifest", "/.niemyet-lock"]) {
        let _ = writeln!(text, "{base}{address} {base}/404.html 404!");
        let _ = writeln!(text, "{base}{address} {base}/404.html 302");
    }
    if !base.is_empty() {
        let _ = writeln!(text, "{base}/* {base}/404.html 404");
    }
    text
}

/// Returns the redirects, each with its status.
fn with_status(rules: &ServerRules) -> impl Iterator<Item = (&Redirect, &'static str)> {
    let asked = rules.redirects.iter().filter(|redirect| !redirect.query.is_empty());
    let asked: HashSet<&str> = asked.map(|redirect| redirect.path.as_str()).collect();
    rules.redirects.iter().map(move |redirect| {
        (redirect, if asked.contains(&*redirect.path) { NETLIFY_ONLY } else { "301" })
    })
}

/// Returns the old addresses that Cloudflare Pages reads.
pub(super) fn read_redirects(rules: &ServerRules) -> impl Iterator<Item = &Redirect> {
    with_status(rules).filter(|(_, status)| *status != NETLIFY_ONLY).map(|(redirect, _)| redirect)
}

/// Returns the paths of all rules in `_headers`.
pub(super) fn header_paths(rules: &ServerRules, site: SiteLocation<'_>) -> Vec<String> {
    RULES.iter().flat_map(|rule| path_patterns(rule.files, rules, site)).collect()
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
        FileSet::Suffix(suffix) => {
            vec![format!("{base}/*{suffix}"), format!("{base}/*{}", suffix.to_uppercase())]
        }
        FileSet::Downloads => rules
            .download_forms()
            .map(|address| format!("{base}{}", literal_path(&address)))
            .collect(),
    }
}

/// Encodes a path, with a colon that would begin a pattern.
fn literal_path(path: &str) -> String {
    href(path).replace(':', "%3A")
}
