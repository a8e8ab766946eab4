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
use crate::entry::address::{decode, href};
use crate::vietnamese::fold;

/// The names of parameters that social networks, mail programs and analytics append to links, and of Joomla's menu
/// item, as regular expressions.
const APPENDED: &str = "utm_[a-z_]+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|ttclid|twclid|igshid|zarsrc|\
                        mc_cid|mc_eid|_ga|_gl|Itemid";

/// A parameter of a query, decoded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parameter {
    pub(super) name: String,
    /// Empty also if there is no equals sign.
    pub(super) value: String,
}

impl Parameter {
    fn parse(written: &str) -> Self {
        let (name, value) = written.split_once('=').unwrap_or((written, ""));
        let decoded = |text: &str| decode(&text.replace('+', " "));
        Self { name: decoded(name), value: decoded(value) }
    }

    /// Returns the parameter as a regular expression for the query of a request.
    fn regex(&self) -> String {
        let name = encoded_regex(&self.name);
        match self.value.is_empty() {
            true => format!("{name}=?"),
            false => format!("{name}={}", encoded_regex(&self.value)),
        }
    }
}

/// Returns a regular expression for all ways to encode a text in a query.
pub(super) fn encoded_regex(text: &str) -> String {
    let escape = |byte: u8| {
        let digits = format!("{byte:02x}");
        let digits = digits.chars().map(|digit| match digit.is_ascii_digit() {
            true => digit.to_string(),
            false => format!("[{digit}{}]", digit.to_ascii_uppercase()),
        });
        format!("%{}", digits.collect::<String>())
    };
    let byte_regex = |byte: u8| match byte {
        b'-' | b'_' | b'~' => char::from(byte).to_string(),
        b'.' => "\\.".to_owned(),
        b' ' => "(?:\\x2b|%20)".to_owned(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte if byte.is_ascii() => format!("(?:\\x{byte:02x}|{})", escape(byte)),
        byte => escape(byte),
    };
    text.bytes().map(byte_regex).collect()
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
        let parameters = query.split('&').filter(|part| !part.is_empty());
        let mut query: Vec<Parameter> = parameters.map(Parameter::parse).collect();
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
        let parameter = |(name, value): (String, String)| match value.is_empty() {
            true => name,
            false => format!("{name}={value}"),
        };
        let query = self.encoded_parameters().map(parameter).collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{query}", href(&self.path))
    }

    /// Returns the length in bytes of what servers compare: the decoded path and the encoded query.
    pub(super) fn request_len(&self) -> usize {
        self.path.len() + self.source().len() - href(&self.path).len()
    }

    /// Returns the encoded names and values of the parameters.
    pub(super) fn encoded_parameters(&self) -> impl Iterator<Item = (String, String)> {
        let encoded =
            |text: &str| href(text).replace('&', "%26").replace('+', "%2B").replace('=', "%3D");
        self.query.iter().map(move |Parameter { name, value }| (encoded(name), encoded(value)))
    }

    /// Returns whether a page may have been there, with or without a slash at the end of its address.
    pub(super) fn is_page(&self) -> bool {
        let page = page_address(&self.path).filter(|_| self.query.is_empty());
        page.is_some_and(|page| page.ends_with('/') && page.len() > 1)
    }

    /// Returns a regular expression for the decoded path, without `^` and `$`. An old page has a slash at its end or
    /// none.
    pub(super) fn path_regex(&self) -> String {
        match self.is_page() {
            true => format!("{}/?", escape_regex(self.path.trim_end_matches('/'))),
            false => escape_regex(&self.path),
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
            self.query.iter().map(|parameter| encoded_regex(&parameter.name)).collect();
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
        let one = redirect("/index.php?view=bài+b&id=12#x");
        assert_eq!(one, redirect("/index.php?id=12&view=b%c3%a0i%20b"));
        assert_eq!(one.source(), "/index.php?id=12&view=b%C3%A0i%20b");
        assert_eq!(redirect("/?12").source(), "/?12");
        assert_eq!(redirect("/cu?").source(), "/cu");
        assert_eq!(encoded_regex("à[ "), "%[cC]3%[aA]0(?:\\x5b|%5[bB])(?:\\x2b|%20)");
    }
}
