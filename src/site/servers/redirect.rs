//! Redirects from old addresses: what a request must be to lead to a document, and the page for static hosting.
//!
//! A request leads to a document if it has the path and all parameters of the old address, in any order. Further
//! parameters may only be those that others append to links: any other may name a different document.
//!
//! A redirect page works only at a path that servers deliver as HTML; an old address with a query
//! (`/index.php?id=85`) or of another program (`.php`, `.aspx`) is covered only by the files for servers.

use std::cmp::Reverse;
use std::sync::Arc;

use super::escape_regex;
use crate::entry::address::{complete_encoding, decode};
use crate::vietnamese::fold;

/// The names of parameters that social networks, mail programs and analytics append to links, and of Joomla's menu
/// item, as regular expressions.
const APPENDED: &str = "utm_[a-z_]+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|ttclid|twclid|igshid|zarsrc|\
                        mc_cid|mc_eid|_ga|_gl|Itemid";

/// A parameter of a query, as it stands in requests; it may have no value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parameter {
    pub(super) name: String,
    pub(super) value: Option<String>,
}

impl Parameter {
    /// Returns the parameter as a regular expression.
    fn regex(&self) -> String {
        let name = escape_regex(&self.name);
        match &self.value {
            Some(value) => format!("{name}={}", escape_regex(value)),
            None => format!("{name}=?"),
        }
    }
}

/// A redirect from an old address to a new one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Redirect {
    /// The path of the old address, decoded.
    pub path: String,
    /// The parameters of its query, sorted; empty without a query.
    pub query: Vec<Parameter>,
    /// The new address.
    pub target: Arc<str>,
}

impl Redirect {
    /// Parses an old address as written in front matter.
    pub fn parse(alias: &str, target: Arc<str>) -> Self {
        let alias = alias.split('#').next().unwrap_or_default();
        let (path, query) = alias.split_once('?').unwrap_or((alias, ""));
        let query = upper_case_escapes(&complete_encoding(query));
        let parameter = |part: &str| match part.split_once('=') {
            Some((name, value)) => {
                Parameter { name: name.to_owned(), value: Some(value.to_owned()) }
            }
            None => Parameter { name: part.to_owned(), value: None },
        };
        let mut query: Vec<Parameter> =
            query.split('&').filter(|part| !part.is_empty()).map(parameter).collect();
        query.sort();
        query.dedup();
        Self { path: fold::nfc(&decode(path)).into_owned(), query, target }
    }

    /// Returns the key by which redirects are sorted: those with more parameters come first.
    pub fn order(&self) -> (Reverse<usize>, &str, &[Parameter]) {
        (Reverse(self.query.len()), &self.path, &self.query)
    }

    /// Returns the old address, encoded, with its parameters in order.
    pub fn source(&self) -> String {
        let parameter = |parameter: &Parameter| match &parameter.value {
            Some(value) => format!("{}={value}", parameter.name),
            None => parameter.name.clone(),
        };
        let query: Vec<String> = self.query.iter().map(parameter).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", self.path, query.join("&"))
    }

    /// Returns a regular expression for the decoded path, without `^` and `$`. An old page has a slash at its end or
    /// none.
    pub(super) fn path_regex(&self) -> String {
        match page_address(&self.path) {
            Some(page) if self.query.is_empty() && page.ends_with('/') && page.len() > 1 => {
                format!("{}/?", escape_regex(page.trim_end_matches('/')))
            }
            _ => escape_regex(&self.path),
        }
    }

    /// Returns a regular expression with look-ahead for queries that lead to the document, without `^` and `$`.
    pub(super) fn query_regex(&self) -> String {
        let present: String = self
            .query
            .iter()
            .map(|parameter| format!("(?=(?:.*&)?{}(?:&|$))", parameter.regex()))
            .collect();
        let names: Vec<String> =
            self.query.iter().map(|parameter| escape_regex(&parameter.name)).collect();
        // A parameter that is written twice means one thing to one program and another to the next.
        let twice = match names.is_empty() {
            true => String::new(),
            false => format!("(?!(?:.*&)?({})=.*&\\1=)", names.join("|")),
        };
        format!("{twice}{present}{}", known_parameters(&names))
    }
}

/// Returns a regular expression for queries with no other parameters than those and the appended ones.
pub(super) fn known_parameters(names: &[String]) -> String {
    let names: String = names.iter().map(|name| format!("{name}|")).collect();
    format!("(?:(?:{names}{APPENDED})(?:=[^&]*)?(?:&|$))*")
}

/// Returns the address of the redirect page for an old path, if it can have one.
pub fn page_address(path: &str) -> Option<String> {
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.is_empty() {
        return Some(path.to_owned());
    }
    match last.rsplit_once('.') {
        Some((_, "html" | "htm")) => Some(path.to_owned()),
        Some(_) => None,
        None => Some(format!("{path}/")),
    }
}

/// Writes the hexadecimal digits of escapes in upper case, as browsers do.
fn upper_case_escapes(query: &str) -> String {
    let mut parts = query.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let (head, rest) = digits.map_or(("", part), |digits| (digits, &part[2..]));
        format!("{all}%{}{rest}", head.to_ascii_uppercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirect(alias: &str) -> Redirect {
        Redirect::parse(alias, "/van-ban/85/".into())
    }

    #[test]
    fn only_addresses_of_pages_get_a_redirect_page() {
        assert_eq!(page_address("/cu").as_deref(), Some("/cu/"));
        assert_eq!(page_address("/cu/").as_deref(), Some("/cu/"));
        assert_eq!(page_address("/cu.html").as_deref(), Some("/cu.html"));
        assert_eq!(page_address("/bai.aspx"), None);
        assert_eq!(redirect("/b%C3%A1o/").path, "/báo/");
    }

    #[test]
    fn parameters_have_one_order_and_one_encoding() {
        let one = redirect("/index.php?view=bài&id=12#x");
        assert_eq!(one, redirect("/index.php?id=12&view=b%c3%a0i"));
        assert_eq!(one.source(), "/index.php?id=12&view=b%C3%A0i");
        assert_eq!(redirect("/?12").source(), "/?12");
        assert_eq!(redirect("/cu?").source(), "/cu");
    }
}
