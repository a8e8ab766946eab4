//! Writes `headers.caddy`, to be imported in the site block of a Caddyfile.
//!
//! All directives are in one `route`, which keeps their order, so that later rules override earlier ones.

use std::fmt::Write as _;

use super::{FileSet, HeaderFileAddresses, RULES, escape_regex, path_regex, server_only_addresses};
use crate::entry::address::{decode, href};

/// Writes the file.
pub(super) fn write(special: &HeaderFileAddresses, base: &str) -> String {
    let mut map = String::from("route {\n");
    let path_list = |addresses: &mut dyn Iterator<Item = &str>| {
        addresses.map(|address| format!(" {base}{}", href(address))).collect::<String>()
    };
    for (index, rule) in RULES.iter().enumerate() {
        let matcher = match (rule.files, path_regex(rule.files, base)) {
            (FileSet::All, _) if base.is_empty() => String::new(),
            // In a percent-encoded path pattern, Caddy matches "*" within one path segment only.
            (FileSet::All, _) => format!("path_regexp ^{}/", escape_regex(&decode(base))),
            (_, Some(regex)) => format!("path_regexp {regex}"),
            (_, None) if special.active_content.is_empty() => continue,
            (_, None) => {
                format!("path{}", path_list(&mut special.active_content.iter().map(|a| &**a)))
            }
        };
        let name = if matcher.is_empty() { String::new() } else { format!(" @niemyet_{index}") };
        // Writing to a String cannot fail.
        if !matcher.is_empty() {
            let _ = writeln!(map, "\t@niemyet_{index} {matcher}");
        }
        let _ = writeln!(map, "\theader{name} {{");
        for (header, value) in rule.headers {
            let _ = writeln!(map, "\t\t{header} \"{value}\"");
        }
        map.push_str("\t}\n");
    }
    let _ = writeln!(map, "\t@niemyet_unseen path{}", path_list(&mut server_only_addresses()));
    map.push_str("\terror @niemyet_unseen 404\n");
    if !special.removed.is_empty() {
        let removed = path_list(&mut special.removed.iter().map(|address| &**address));
        let _ = writeln!(map, "\t@niemyet_gone path{removed}");
        map.push_str("\thandle @niemyet_gone {\n\t\tfile_server {\n\t\t\tstatus 410\n\t\t}\n\t}\n");
    }
    map.push_str("}\n");
    map
}
