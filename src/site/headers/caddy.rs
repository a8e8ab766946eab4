//! `headers.caddy`, to be imported in the block of a site.
//!
//! All stands in one `route`, in which the order is that of the file, so that a later rule says over an earlier one.

use std::fmt::Write as _;

use super::{FileSet, RULES, SpecialAddresses, escape_regex, path_regex, server_only_addresses};
use crate::entry::address::{decode, href};

/// Writes the file.
pub(super) fn write(hosting: &SpecialAddresses, base: &str) -> String {
    let mut map = String::from("route {\n");
    let listed = |addresses: &mut dyn Iterator<Item = &str>| {
        addresses.map(|address| format!(" {base}{}", href(address))).collect::<String>()
    };
    for (at, rule) in RULES.iter().enumerate() {
        let matcher = match (rule.files, path_regex(rule.files, base)) {
            (FileSet::All, _) if base.is_empty() => String::new(),
            // Where a pattern is percent-encoded, Caddy lets its "*" stand for one part only.
            (FileSet::All, _) => format!("path_regexp ^{}/", escape_regex(&decode(base))),
            (_, Some(expression)) => format!("path_regexp {expression}"),
            (_, None) if hosting.active_content.is_empty() => continue,
            (_, None) => {
                format!("path{}", listed(&mut hosting.active_content.iter().map(|a| &**a)))
            }
        };
        let name = if matcher.is_empty() { String::new() } else { format!(" @niemyet_{at}") };
        // Writing to a String cannot fail.
        if !matcher.is_empty() {
            let _ = writeln!(map, "\t@niemyet_{at} {matcher}");
        }
        let _ = writeln!(map, "\theader{name} {{");
        for (header, value) in rule.headers {
            let _ = writeln!(map, "\t\t{header} \"{value}\"");
        }
        map.push_str("\t}\n");
    }
    let _ = writeln!(map, "\t@niemyet_unseen path{}", listed(&mut server_only_addresses()));
    map.push_str("\terror @niemyet_unseen 404\n");
    if !hosting.withdrawn.is_empty() {
        let gone = listed(&mut hosting.withdrawn.iter().map(|address| &**address));
        let _ = writeln!(map, "\t@niemyet_gone path{gone}");
        map.push_str("\thandle @niemyet_gone {\n\t\tfile_server {\n\t\t\tstatus 410\n\t\t}\n\t}\n");
    }
    map.push_str("}\n");
    map
}
