//! `headers.nginx`, to be included in a `server` block.
//!
//! What depends on the file is a variable, set by the path that was asked for: one `add_header` for each header holds
//! for all locations, unless a location of the server's own file has one too.

use std::fmt::Write as _;

use super::{Hosting, On, RULES, Rule, TYPE, expression, literal, unseen};
use crate::entry::address::decode;

/// Writes the file.
pub(super) fn map(hosting: &Hosting, base: &str) -> String {
    let mut map = String::new();
    let all = RULES.iter().flat_map(|rule| rule.says).filter(|(name, _)| *name != TYPE);
    let mut names: Vec<&str> = Vec::new();
    for (name, value) in all {
        if names.contains(name) {
            continue;
        }
        names.push(name);
        // Under a sub-path the rest of the host is left alone.
        let first = base.is_empty() && RULES[0].says.contains(&(*name, *value));
        // Writing to a String cannot fail.
        let _ = writeln!(map, "set {} \"{}\";", variable(name), if first { value } else { "" });
    }
    for rule in &RULES {
        for expression in expressions(rule, hosting, base) {
            let _ = write!(map, "{}", set(rule, &expression));
        }
    }
    for name in names {
        let _ = writeln!(map, "add_header {name} {} always;", variable(name));
    }
    for rule in &RULES {
        let media = rule.says.iter().find(|(name, _)| *name == TYPE);
        if let (Some((_, media)), Some(expression)) = (media, expression(rule.on, base)) {
            let _ = writeln!(
                map,
                "location ~ \"{expression}\" {{ types {{ }} default_type \"{media}\"; }}"
            );
        }
    }
    for address in &hosting.gone {
        let at = format!("^{}{}$", literal(&decode(base)), literal(address));
        let notice = format!("{}{address}index.html", decode(base));
        let _ = writeln!(map, "location ~ \"{at}\" {{ error_page 410 \"{notice}\"; return 410; }}");
    }
    for address in unseen() {
        let _ = writeln!(map, "location = \"{}{address}\" {{ return 404; }}", decode(base));
    }
    map
}

fn expressions(rule: &Rule, hosting: &Hosting, base: &str) -> Vec<String> {
    let one = |address| format!("^{}{}$", literal(&decode(base)), literal(address));
    match rule.on {
        On::All if base.is_empty() => Vec::new(),
        On::All => vec![format!("^{}/", literal(&decode(base)))],
        On::Runnable => hosting.runnable.iter().map(|address| one(address)).collect(),
        on => expression(on, base).into_iter().collect(),
    }
}

/// Sets what a rule says where it is for the file.
fn set(rule: &Rule, expression: &str) -> String {
    let says = rule.says.iter().filter(|(name, _)| *name != TYPE);
    let sets: String =
        says.map(|(name, value)| format!(" set {} \"{value}\";", variable(name))).collect();
    if sets.is_empty() {
        return String::new();
    }
    format!("if ($uri ~ \"{expression}\") {{{sets} }}\n")
}

fn variable(name: &str) -> String {
    format!("$niemyet_{}", name.to_lowercase().replace('-', "_"))
}
