//! Writes `headers.nginx`, to be included in a `server` block, and `redirects.nginx`, to be included in the `http`
//! block.
//!
//! The value of each header is a variable, set depending on the requested path; one `add_header` per header then
//! applies to all locations, unless a location of the server's own configuration has an `add_header` too.
//!
//! Redirects are regular expressions of one map: nginx limits the length of its other keys, and ignores their case.

use std::fmt::Write as _;

use super::policies::{COMPRESSED, FileSet, HeaderRule, RULES};
use super::{Redirect, ServerRules, SiteLocation, escape_regex, unseen_regex};
use crate::entry::address::{decode, href};
use crate::limits::REQUEST_BYTES;

/// The greatest length of a word of a configuration, in bytes; nginx reads it in buffers of 4,096.
const MAX_WORD_BYTES: usize = 4000;

/// Writes `redirects.nginx`: the map from a request to its new address.
pub(super) fn write_redirects(rules: &ServerRules, site: SiteLocation<'_>) -> String {
    let mut text =
        format!("map \"$uri?$args\" {} {{\n    default \"\";\n", redirect_variable(site));
    // The first expression that fits decides: no long query is compared with every old address.
    if !rules.redirects.is_empty() {
        let _ = writeln!(text, "    \"~^.{{{REQUEST_BYTES}}}\" \"\";");
    }
    for redirect in &rules.redirects {
        let regex = regex(redirect, site);
        if regex.len() > MAX_WORD_BYTES {
            let _ = writeln!(text, "    # too long for nginx: {}", redirect.source());
            continue;
        }
        let _ = writeln!(text, "    \"{regex}\" \"{}\";", target(site, &redirect.target));
    }
    text.push_str("}\n");
    text
}

/// Returns the word of a configuration that fits the requests for an old address.
fn regex(redirect: &Redirect, site: SiteLocation<'_>) -> String {
    let base = escape_regex(&decode(site.base));
    format!("~^{base}{}\\?{}$", redirect.path_regex(), redirect.query_regex())
}

/// Returns whether nginx cannot redirect from an old address, because it is too long; mostly Apache cannot either.
pub(super) fn is_too_long(redirect: &Redirect, site: SiteLocation<'_>) -> bool {
    site.base.len() + redirect.request_len() >= REQUEST_BYTES
        || regex(redirect, site).len() > MAX_WORD_BYTES
}

/// Returns the variable with the new address for the request; other sites of the server have others.
fn redirect_variable(site: SiteLocation<'_>) -> String {
    format!("$niemyet_{:08x}", site.id & 0xffff_ffff)
}

/// Returns the encoded address of a page, without the sign for a variable.
fn target(site: SiteLocation<'_>, address: &str) -> String {
    format!("{}{}", site.base, href(address)).replace('$', "%24")
}

/// Writes `headers.nginx`.
pub(super) fn write_headers(rules: &ServerRules, site: SiteLocation<'_>) -> String {
    let mut text = String::new();
    write_header_variables(&mut text, rules, site);
    let redirect = redirect_variable(site);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "if ({redirect}) {{ return 301 {redirect}; }}");
    let base = decode(site.base);
    let _ = writeln!(text, "location \"{base}/\" {{");
    let _ = writeln!(text, "    index index.html;\n    absolute_redirect off;");
    let _ = writeln!(text, "    error_page 404 \"{base}/404.html\";");
    let _ = writeln!(text, "    gzip on;\n    gzip_vary on;\n    gzip_types {COMPRESSED};");
    // The first expression that fits decides.
    let unseen = format!("^{}/{}$", escape_regex(&base), unseen_regex());
    let _ = writeln!(text, "    location ~ \"{unseen}\" {{ return 404; }}");
    for rule in &RULES {
        let Some(media_type) = rule.media_type() else { continue };
        for regex in rule.regexes(rules, site) {
            let _ = writeln!(
                text,
                "    location ~ \"{regex}\" {{ types {{ }} default_type \"{media_type}\"; }}"
            );
        }
    }
    let gone = format!("@niemyet_{:08x}_gone", site.id & 0xffff_ffff);
    for address in rules.removed_forms() {
        let _ = writeln!(
            text,
            "    location = \"{base}{address}\" {{ error_page 410 {gone}; return 410; }}"
        );
    }
    let _ = writeln!(
        text,
        "}}\nlocation {gone} {{ try_files $uri ${{uri}}index.html $uri/index.html $uri.html =410; }}"
    );
    text
}

fn write_header_variables(text: &mut String, rules: &ServerRules, site: SiteLocation<'_>) {
    let mut names: Vec<&str> = Vec::new();
    for (name, value) in RULES.iter().flat_map(HeaderRule::other_headers) {
        if names.contains(&name) {
            continue;
        }
        names.push(name);
        // Under a sub-path the rest of the host is not affected.
        let is_default = site.base.is_empty() && RULES[0].headers.contains(&(name, value));
        let default = if is_default { value } else { "" };
        let _ = writeln!(text, "set {} \"{default}\";", variable_name(site, name));
    }
    for rule in RULES.iter().filter(|rule| rule.files != FileSet::All || !site.base.is_empty()) {
        for regex in rule.regexes(rules, site) {
            text.push_str(&set_directive(site, rule, &regex));
        }
    }
    for name in names {
        let _ = writeln!(text, "add_header {name} {} always;", variable_name(site, name));
    }
}

/// Returns the directive that sets the headers of a rule for paths that match `regex`; empty if there are none.
fn set_directive(site: SiteLocation<'_>, rule: &HeaderRule, regex: &str) -> String {
    let set = |(name, value)| format!(" set {} \"{value}\";", variable_name(site, name));
    let sets: String = rule.other_headers().map(set).collect();
    if sets.is_empty() {
        return String::new();
    }
    format!("if ($uri ~ \"{regex}\") {{{sets} }}\n")
}

fn variable_name(site: SiteLocation<'_>, name: &str) -> String {
    format!("{}_{}", redirect_variable(site), name.to_lowercase().replace('-', "_"))
}
