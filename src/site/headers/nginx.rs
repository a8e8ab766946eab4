//! Writes `headers.nginx`, to be included in a `server` block.
//!
//! The value of each header is a variable, set depending on the requested path; one `add_header` per header then
//! applies to all locations, unless a location of the server's own configuration has an `add_header` too.

use std::fmt::Write as _;

use super::{
    CONTENT_TYPE, FileSet, HeaderFileAddresses, HeaderRule, RULES, escape_regex, path_regex,
    server_only_addresses,
};
use crate::entry::address::decode;

/// Writes the file.
pub(super) fn write(special: &HeaderFileAddresses, base: &str) -> String {
    let mut map = String::new();
    let headers =
        RULES.iter().flat_map(|rule| rule.headers).filter(|(name, _)| *name != CONTENT_TYPE);
    let mut names: Vec<&str> = Vec::new();
    for (name, value) in headers {
        if names.contains(name) {
            continue;
        }
        names.push(name);
        // Under a sub-path the rest of the host is not affected.
        let is_default = base.is_empty() && RULES[0].headers.contains(&(*name, *value));
        let default = if is_default { value } else { "" };
        // Writing to a String cannot fail.
        let _ = writeln!(map, "set {} \"{default}\";", variable_name(name));
    }
    for rule in &RULES {
        for regex in path_regexes(rule, special, base) {
            let _ = write!(map, "{}", set_directive(rule, &regex));
        }
    }
    for name in names {
        let _ = writeln!(map, "add_header {name} {} always;", variable_name(name));
    }
    for rule in &RULES {
        let media_type = rule.headers.iter().find(|(name, _)| *name == CONTENT_TYPE);
        if let (Some((_, media_type)), Some(regex)) = (media_type, path_regex(rule.files, base)) {
            let _ = writeln!(
                map,
                "location ~ \"{regex}\" {{ types {{ }} default_type \"{media_type}\"; }}"
            );
        }
    }
    for address in &special.removed {
        let regex = format!("^{}{}$", escape_regex(&decode(base)), escape_regex(address));
        let notice = format!("{}{address}index.html", decode(base));
        let _ =
            writeln!(map, "location ~ \"{regex}\" {{ error_page 410 \"{notice}\"; return 410; }}");
    }
    for address in server_only_addresses() {
        let _ = writeln!(map, "location = \"{}{address}\" {{ return 404; }}", decode(base));
    }
    map
}

fn path_regexes(rule: &HeaderRule, special: &HeaderFileAddresses, base: &str) -> Vec<String> {
    let exact = |address| format!("^{}{}$", escape_regex(&decode(base)), escape_regex(address));
    match rule.files {
        FileSet::All if base.is_empty() => Vec::new(),
        FileSet::All => vec![format!("^{}/", escape_regex(&decode(base)))],
        FileSet::ActiveContent => {
            special.active_content.iter().map(|address| exact(address)).collect()
        }
        files => path_regex(files, base).into_iter().collect(),
    }
}

/// Returns the directive that sets the headers of a rule for paths that match `regex`; empty if there are none.
fn set_directive(rule: &HeaderRule, regex: &str) -> String {
    let headers = rule.headers.iter().filter(|(name, _)| *name != CONTENT_TYPE);
    let sets: String =
        headers.map(|(name, value)| format!(" set {} \"{value}\";", variable_name(name))).collect();
    if sets.is_empty() {
        return String::new();
    }
    format!("if ($uri ~ \"{regex}\") {{{sets} }}\n")
}

fn variable_name(name: &str) -> String {
    format!("$niemyet_{}", name.to_lowercase().replace('-', "_"))
}
