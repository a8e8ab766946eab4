//! `headers.caddy`, to be imported in the block of a site.
//!
//! All stands in one `route`, in which the order is that of the file, so that a later rule says over an earlier one.

use std::fmt::Write as _;

use super::{Hosting, On, RULES, expression, literal, unseen};
use crate::entry::address::{decode, href};

/// Writes the file.
pub(super) fn map(hosting: &Hosting, base: &str) -> String {
    let mut map = String::from("route {\n");
    let listed = |addresses: &mut dyn Iterator<Item = &str>| {
        addresses.map(|address| format!(" {base}{}", href(address))).collect::<String>()
    };
    for (at, rule) in RULES.iter().enumerate() {
        let matcher = match (rule.on, expression(rule.on, base)) {
            (On::All, _) if base.is_empty() => String::new(),
            // Where a pattern is percent-encoded, Caddy lets its "*" stand for one part only.
            (On::All, _) => format!("path_regexp ^{}/", literal(&decode(base))),
            (_, Some(expression)) => format!("path_regexp {expression}"),
            (_, None) if hosting.runnable.is_empty() => continue,
            (_, None) => format!("path{}", listed(&mut hosting.runnable.iter().map(|a| &**a))),
        };
        let name = if matcher.is_empty() { String::new() } else { format!(" @niemyet_{at}") };
        // Writing to a String cannot fail.
        if !matcher.is_empty() {
            let _ = writeln!(map, "\t@niemyet_{at} {matcher}");
        }
        let _ = writeln!(map, "\theader{name} {{");
        for (header, value) in rule.says {
            let _ = writeln!(map, "\t\t{header} \"{value}\"");
        }
        map.push_str("\t}\n");
    }
    let _ = writeln!(map, "\t@niemyet_unseen path{}", listed(&mut unseen()));
    map.push_str("\terror @niemyet_unseen 404\n");
    if !hosting.gone.is_empty() {
        let gone = listed(&mut hosting.gone.iter().map(|address| &**address));
        let _ = writeln!(map, "\t@niemyet_gone path{gone}");
        map.push_str("\thandle @niemyet_gone {\n\t\tfile_server {\n\t\t\tstatus 410\n\t\t}\n\t}\n");
    }
    map.push_str("}\n");
    map
}
