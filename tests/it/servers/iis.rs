//! What IIS 10 with URL Rewrite 2.1 answers for a folder with a `web.config`, by the documentation of both.
//!
//! Inbound rules are asked in order, with the decoded path relative to the folder of the file; one that fits and stops
//! processing answers. Outbound rules are all applied, later ones over earlier ones. Patterns are ECMAScript and ignore
//! case unless told. A file of an unknown type and the file itself are 404, a folder's address gets its slash.

use std::collections::BTreeMap;

use fancy_regex::Regex;
use niemyet::entry::address::{decode, href};
use quick_xml::XmlVersion;
use quick_xml::events::Event;

use super::server::Response;
use crate::files::Files;

/// The greatest size of the file: `maxWebConfigSizeInKB` is 250.
pub(super) const MAX_CONFIG_BYTES: usize = 250 * 1024;

/// Types that every IIS knows.
const KNOWN_TYPES: [&str; 9] =
    [".html", ".htm", ".css", ".js", ".png", ".jpg", ".gif", ".xml", ".ico"];

type XmlAttributes = BTreeMap<String, String>;

/// A rule, inbound or outbound.
#[derive(Debug, Default)]
struct IisRule {
    stops: bool,
    matches: XmlAttributes,
    conditions: Vec<XmlAttributes>,
    action: XmlAttributes,
}

/// A site on IIS.
#[derive(Debug, Default)]
pub(super) struct IisSite {
    files: Files,
    /// The path of the folder with the file, decoded, without a slash at its end.
    base: String,
    inbound: Vec<IisRule>,
    outbound: Vec<IisRule>,
    headers: Vec<(String, String)>,
    types: BTreeMap<String, String>,
    missing: String,
    compresses: bool,
}

impl IisSite {
    /// Reads the file in the folder of the site, whose path below the root of the host is `base`.
    pub(super) fn new(files: Files, base: &str) -> Self {
        let config = format!("{base}/web.config");
        let text = String::from_utf8(files[config.trim_start_matches('/')].clone());
        let text = text.expect("web.config is a text");
        assert!(text.len() <= MAX_CONFIG_BYTES, "IIS reads no more than 250 KB: {}", text.len());
        let mut site = Self { files, base: base.to_owned(), ..Self::default() };
        site.read_config(&text);
        site
    }

    fn read_config(&mut self, text: &str) {
        let mut reader = quick_xml::Reader::from_str(text);
        let mut open: Vec<String> = Vec::new();
        loop {
            match reader.read_event().expect("web.config is XML") {
                Event::Start(tag) => {
                    open.push(tag.name().as_ref().to_owned());
                    self.read_element(&open.join("/"), attributes(&tag));
                }
                Event::Empty(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    self.read_element(&format!("{}/{name}", open.join("/")), attributes(&tag));
                }
                Event::End(_) => drop(open.pop()),
                Event::Eof => return,
                _ => {}
            }
        }
    }

    fn read_element(&mut self, path: &str, attributes: XmlAttributes) {
        let path = path.strip_prefix("configuration/system.webServer/").unwrap_or_default();
        let of = |name: &str| attributes.get(name).cloned().unwrap_or_default();
        match path {
            "rewrite/rules/rule" | "rewrite/outboundRules/rule" => {
                let rule = IisRule { stops: of("stopProcessing") == "true", ..IisRule::default() };
                self.rules(path).push(rule);
            }
            "httpErrors/error" if of("statusCode") == "404" => self.missing = of("path"),
            "httpProtocol/customHeaders/add" => self.headers.push((of("name"), of("value"))),
            "staticContent/mimeMap" => {
                // A type that is given twice stops the site, so one that IIS may know is removed first.
                let twice = self.types.insert(of("fileExtension"), of("mimeType"));
                assert_eq!(twice, None, "{attributes:?}");
            }
            "staticContent/remove" => drop(self.types.remove(&of("fileExtension"))),
            "urlCompression" => self.compresses = of("doStaticCompression") == "true",
            _ => {
                let Some((rules, part)) = path.split_once("/rule/") else { return };
                let rule = self.rules(rules).last_mut().expect("parts are in a rule");
                match part {
                    "match" => rule.matches = attributes,
                    "conditions/add" => rule.conditions.push(attributes),
                    "action" => rule.action = attributes,
                    _ => {}
                }
            }
        }
    }

    fn rules(&mut self, path: &str) -> &mut Vec<IisRule> {
        if path.contains("outbound") { &mut self.outbound } else { &mut self.inbound }
    }

    /// The response for an encoded address.
    pub(super) fn get(&self, address: &str) -> Response {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let path = decode(path);
        let Some(below) = path.strip_prefix(&format!("{}/", self.base)) else {
            return self.missing_page(&path);
        };
        let variable = |name: &str| match name {
            "{QUERY_STRING}" => query.to_owned(),
            other => panic!("a variable that this reader does not know: {other}"),
        };
        let fits = |rule: &&IisRule| {
            fits(&rule.matches, "url", below)
                && rule
                    .conditions
                    .iter()
                    .all(|condition| fits(condition, "pattern", &variable(&condition["input"])))
        };
        if let Some(rule) = self.inbound.iter().find(fits) {
            assert!(rule.stops, "a rule that answers stops processing: {rule:?}");
            let action = |name: &str| rule.action.get(name).map_or("", String::as_str);
            let is_plain = !action("url").contains(['{', '}']);
            match (action("type"), action("statusCode")) {
                ("Redirect", _) if is_plain && action("appendQueryString") == "false" => {
                    assert_eq!(action("redirectType"), "Permanent", "{rule:?}");
                    return self.answer(301, &path, String::new(), &[("Location", action("url"))]);
                }
                ("CustomResponse", "404") => return self.missing_page(&path),
                ("CustomResponse", "410") => return self.answer(410, &path, String::new(), &[]),
                _ => panic!("an action that this reader does not know: {rule:?}"),
            }
        }
        self.file(&path)
    }

    fn file(&self, path: &str) -> Response {
        let key = path.trim_start_matches('/');
        let index = format!("{key}index.html");
        let (key, is_index) = match path.ends_with('/') {
            true => (index.as_str(), true),
            false => (key, false),
        };
        let extension =
            key.rsplit('/').next().and_then(|name| name.rfind('.').map(|at| &name[at..]));
        let extension = extension.unwrap_or(".").to_lowercase();
        let media_type = self.types.get(&extension).map(String::as_str);
        let media_type = media_type.or(KNOWN_TYPES.contains(&&*extension).then_some("text/html"));
        match (self.files.get(key), media_type) {
            (Some(bytes), Some(media_type)) if extension != ".config" => {
                let shown = if is_index { format!("{path}index.html") } else { path.to_owned() };
                let body = String::from_utf8_lossy(bytes).into_owned();
                let mut headers = vec![("Content-Type", media_type)];
                headers.extend(self.compresses.then_some(("Content-Encoding", "gzip")));
                self.answer(200, &shown, body, &headers)
            }
            _ if !is_index && self.files.contains_key(&format!("{key}/index.html")) => {
                let location = format!("{}/", href(path));
                self.answer(301, path, String::new(), &[("Location", &location)])
            }
            _ => self.missing_page(path),
        }
    }

    fn missing_page(&self, path: &str) -> Response {
        let key = decode(self.missing.trim_start_matches('/'));
        let body = String::from_utf8_lossy(&self.files[&key]).into_owned();
        self.answer(404, path, body, &[])
    }

    /// A response with the headers for the decoded path of the file.
    fn answer(&self, status: u16, path: &str, body: String, own: &[(&str, &str)]) -> Response {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in
            own.iter().copied().chain(self.headers.iter().map(|(n, v)| (&**n, &**v)))
        {
            headers.insert(name.to_owned(), value.to_owned());
        }
        for rule in &self.outbound {
            let variable = &rule.matches["serverVariable"];
            let name = variable.strip_prefix("RESPONSE_").expect("a header").replace('_', "-");
            let applies = rule.conditions.iter().all(|condition| match &*condition["input"] {
                "{URL}" => fits(condition, "pattern", path),
                "{RESPONSE_STATUS}" => fits(condition, "pattern", &status.to_string()),
                other => panic!("a variable that this reader does not know: {other}"),
            });
            if applies {
                assert_eq!((&*rule.matches["pattern"], &*rule.action["type"]), (".*", "Rewrite"));
                headers.insert(name, rule.action["value"].clone());
            }
        }
        Response::new(status, &headers, body)
    }
}

/// Whether a text fits the pattern in an attribute.
fn fits(attributes: &XmlAttributes, name: &str, text: &str) -> bool {
    let is_exact = attributes.get("ignoreCase").is_some_and(|value| value == "false");
    let flags = if is_exact { "" } else { "(?i)" };
    let regex = Regex::new(&format!("{flags}{}", attributes[name])).expect("a valid pattern");
    regex.is_match(text).expect("a pattern that ends")
}

fn attributes(tag: &quick_xml::events::BytesStart<'_>) -> XmlAttributes {
    let pair = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).expect("a valid value");
        (attribute.key.as_ref().to_owned(), value.into_owned())
    };
    tag.attributes().map(|attribute| pair(attribute.expect("a valid attribute"))).collect()
}
