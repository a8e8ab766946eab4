//! `headers.nginx`, to be included in a `server` block.
//!
//! What depends on the file is a variable, set by the path that was asked for: one `add_header` for each header holds
//! for all locations, unless a location of the server's own file has one too.

use std::fmt::Write as _;

use super::{
    CONTENT_TYPE, FileSet, HeaderRule, RULES, SpecialAddresses, escape_regex, path_regex,
    server_only_addresses,
};
use crate::entry::address::decode;

/// Writes the file.
pub(super) fn write(hosting: &SpecialAddresses, base: &str) -> String {
    let mut map = String::new();
    let all = RULES.iter().flat_map(|rule| rule.headers).filter(|(name, _)| *name != CONTENT_TYPE);
    let mut names: Vec<&str> = Vec::new();
    for (name, value) in all {
        if names.contains(name) {
            continue;
        }
        names.push(name);
        // Under a sub-path the rest of the host is left alone.
        let first = base.is_empty() && RULES[0].headers.contains(&(*name, *value));
        // Writing to a String cannot fail.
        let _ =
            writeln!(map, "set {} \"{}\";", variable_name(name), if first { value } else { "" });
    }
    for rule in &RULES {
        for expression in path_regexes(rule, hosting, base) {
            let _ = write!(map, "{}", set_directive(rule, &expression));
        }
    }
    for name in names {
        let _ = writeln!(map, "add_header {name} {} always;", variable_name(name));
    }
    for rule in &RULES {
        let media = rule.headers.iter().find(|(name, _)| *name == CONTENT_TYPE);
        if let (Some((_, media)), Some(expression)) = (media, path_regex(rule.files, base)) {
            let _ = writeln!(
                map,
                "location ~ \"{expression}\" {{ types {{ }} default_type \"{media}\"; }}"
            );
        }
    }
    for address in &hosting.withdrawn {
        let at = format!("^{}{}$", escape_regex(&decode(base)), escape_regex(address));
        let notice = format!("{}{address}index.html", decode(base));
        let _ = writeln!(map, "location ~ \"{at}\" {{ error_page 410 \"{notice}\"; return 410; }}");
    }
    for address in server_only_addresses() {
        let _ = writeln!(map, "location = \"{}{address}\" {{ return 404; }}", decode(base));
    }
    map
}

fn path_regexes(rule: &HeaderRule, hosting: &SpecialAddresses, base: &str) -> Vec<String> {
    let one = |address| format!("^{}{}$", escape_regex(&decode(base)), escape_regex(address));
    match rule.files {
        FileSet::All if base.is_empty() => Vec::new(),
        FileSet::All => vec![format!("^{}/", escape_regex(&decode(base)))],
        FileSet::ActiveContent => {
            hosting.active_content.iter().map(|address| one(address)).collect()
        }
        on => path_regex(on, base).into_iter().collect(),
    }
}

/// Sets what a rule says where it is for the file.
fn set_directive(rule: &HeaderRule, expression: &str) -> String {
    let says = rule.headers.iter().filter(|(name, _)| *name != CONTENT_TYPE);
    let sets: String =
        says.map(|(name, value)| format!(" set {} \"{value}\";", variable_name(name))).collect();
    if sets.is_empty() {
        return String::new();
    }
    format!("if ($uri ~ \"{expression}\") {{{sets} }}\n")
}

fn variable_name(name: &str) -> String {
    format!("$niemyet_{}", name.to_lowercase().replace('-', "_"))
}
