//! Writes `headers.caddy` and `redirects.caddy`, to be imported in the site block of a Caddyfile.
//!
//! All directives are in one `route` each, which keeps their order, so that later rules override earlier ones.
//!
//! Redirects whose old addresses have parameters of the same names are one map from the path and the values of these
//! parameters; Caddy has no regular expression for parameters in any order.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::policies::{FileSet, NO_CACHE, RULES};
use super::redirect::{Redirect, encoded_regex, known_parameters};
use super::{ServerRules, SiteLocation, escape_regex, unseen_regex};
use crate::entry::address::{decode, href};

/// Writes `headers.caddy`.
pub(super) fn write_headers(rules: &ServerRules, site: SiteLocation<'_>) -> String {
    let base = escape_regex(&decode(site.base));
    let mut text = String::from("encode zstd gzip\nroute {\n");
    // The file server cleans a path after the matchers below have seen it.
    let unclean = in_expression(&format!("^{base}(/.*)?/(/|\\.\\.?(/|$))"));
    let _ = writeln!(text, "\t@niemyet_unclean expression `{{path}}.matches(\"{unclean}\")`");
    text.push_str("\terror @niemyet_unclean 404\n");
    for (index, rule) in RULES.iter().enumerate() {
        // In a percent-encoded path pattern, Caddy matches "*" within one path segment only.
        let matcher = match rule.files {
            FileSet::All if site.base.is_empty() => String::new(),
            FileSet::Downloads if rules.downloads.is_empty() => continue,
            FileSet::Downloads => format!("path{}", path_list(rules.download_forms(), site)),
            _ => format!("path_regexp {}", rule.regexes(rules, site).concat()),
        };
        let name = if matcher.is_empty() { String::new() } else { format!(" @niemyet_{index}") };
        // Writing to a String cannot fail.
        if !matcher.is_empty() {
            let _ = writeln!(text, "\t@niemyet_{index} {matcher}");
        }
        let _ = writeln!(text, "\theader{name} {{");
        for (header, value) in rule.headers {
            let _ = writeln!(text, "\t\t{header} \"{value}\"");
        }
        text.push_str("\t}\n");
    }
    let _ = writeln!(text, "\t@niemyet_unseen path_regexp ^{base}/{}$", unseen_regex());
    text.push_str("\terror @niemyet_unseen 404\n");
    if !rules.removed.is_empty() {
        let _ = writeln!(text, "\t@niemyet_gone path{}", path_list(rules.removed_forms(), site));
        text.push_str("\thandle @niemyet_gone {\n");
        // The address of the page itself would lead back to that of its folder.
        text.push_str("\t\turi strip_suffix index.html\n\t\turi strip_suffix index\n");
        text.push_str("\t\turi strip_suffix /\n\t\trewrite * {path}/\n");
        text.push_str("\t\tfile_server {\n\t\t\tstatus 410\n\t\t\tdisable_canonical_uris\n");
        text.push_str("\t\t}\n\t}\n");
    }
    let _ = writeln!(text, "}}\nhandle_errors {{\n\t@niemyet_site path_regexp ^{base}/");
    let _ =
        writeln!(text, "\thandle @niemyet_site {{\n\t\trewrite * {}/404.html", decode(site.base));
    // What is missing now may be there soon, whatever its name promises.
    let (name, value) = NO_CACHE;
    let _ = writeln!(text, "\t\theader {name} \"{value}\"\n\t\tfile_server\n\t}}\n}}");
    text
}

fn path_list(addresses: impl Iterator<Item = String>, site: SiteLocation<'_>) -> String {
    addresses.map(|address| format!(" {}{}", site.base, href(&address))).collect()
}

/// Separates the path and the values of parameters in the keys of a map; none of them has a control character.
const SEPARATOR: &str = "\t";

/// Writes `redirects.caddy`.
pub(super) fn write_redirects(rules: &ServerRules, site: SiteLocation<'_>) -> String {
    let mut groups: BTreeMap<Vec<&str>, Vec<&Redirect>> = BTreeMap::new();
    for redirect in &rules.redirects {
        let names = redirect.query.iter().map(|parameter| &*parameter.name).collect();
        groups.entry(names).or_default().push(redirect);
    }
    // Those with more parameters first: the first that fits leads to the document.
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(names, _)| Reverse(names.len()));
    let mut text = String::from("route {\n");
    for (index, (names, redirects)) in groups.iter().enumerate() {
        write_group(&mut text, index, names, redirects, site);
    }
    text.push_str("}\n");
    text
}

/// Writes the redirects whose parameters have those names.
fn write_group(
    text: &mut String,
    index: usize,
    names: &[&str],
    redirects: &[&Redirect],
    site: SiteLocation<'_>,
) {
    let values = names.iter().map(|name| format!("{SEPARATOR}{{http.request.uri.query.{name}}}"));
    let _ =
        writeln!(text, "\tmap \"{{path}}{}\" {{niemyet_{index}}} {{", values.collect::<String>());
    for redirect in redirects {
        let target = format!("{}{}", site.base, href(&redirect.target));
        let values = redirect.query.iter();
        let values: String =
            values.map(|parameter| format!("{SEPARATOR}{}", parameter.value)).collect();
        let mut paths = vec![redirect.path.clone()];
        if redirect.is_page() {
            let page = redirect.path.trim_end_matches('/');
            paths = vec![page.to_owned(), format!("{page}/")];
        }
        for path in paths {
            let key = format!("{}{path}{values}", decode(site.base));
            let _ = writeln!(text, "\t\t{} {}", quote(&map_key(&key)), quote(&target));
        }
    }
    text.push_str("\t\tdefault \"\"\n\t}\n");
    let regexes: Vec<String> = names.iter().map(|name| encoded_regex(name)).collect();
    let mut conditions = vec![
        format!("{{niemyet_{index}}} != \"\""),
        format!("{{query}}.matches(\"^{}$\")", in_expression(&known_parameters(&regexes))),
    ];
    // A parameter that is absent is empty as well.
    let present = regexes.iter().map(|name| format!("(^|&){name}(=|&|$)"));
    conditions
        .extend(present.map(|regex| format!("{{query}}.matches(\"{}\")", in_expression(&regex))));
    let _ = writeln!(text, "\t@niemyet_{index} expression `{}`", conditions.join(" && "));
    let _ = writeln!(text, "\tredir @niemyet_{index} {{niemyet_{index}}} permanent");
}

/// Returns the key of a map for a text: a regular expression if Caddy would put a variable of the environment into it.
fn map_key(text: &str) -> String {
    match text.contains("{$") {
        true => format!("~^{}$", escape_regex(text)),
        false => text.to_owned(),
    }
}

/// Writes a regular expression in a string of an expression.
fn in_expression(regex: &str) -> String {
    regex.replace('\\', "\\\\")
}

/// Quotes a word; Caddy reads placeholders between braces in it.
fn quote(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\\\"").replace('{', "\\{"))
}
