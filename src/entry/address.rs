//! Addresses: from a content path to the address of its page, and percent-encoding.
//!
//! Each segment of the path becomes a slug; `index.md` takes the address of its folder. Addresses are kept decoded
//! (pure ASCII, except those of files copied unchanged); [`href`] encodes one for a page.

use std::borrow::Borrow;
use std::fmt;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::config::{is_host, is_reserved};
use crate::limits;
use crate::vietnamese::slug;

/// The file that is served at the address of a folder.
const INDEX: &str = "index.html";

/// An address on the site, decoded (`/van-ban/`, `/atom.xml`). It is a text, kept once for all that is at it, with the
/// path of its file under the output folder.
#[derive(Clone)]
pub struct SiteAddress {
    /// The address of the file: that of a folder with an `index.html` at the end.
    file: Arc<str>,
    is_folder: bool,
}

impl SiteAddress {
    /// Returns the path under the output folder (`van-ban/index.html`).
    pub fn output(&self) -> &str {
        self.file.trim_start_matches('/')
    }
}

impl Deref for SiteAddress {
    type Target = str;

    fn deref(&self) -> &str {
        let is_index = self.is_folder.then(|| self.file.strip_suffix(INDEX)).flatten();
        is_index.unwrap_or(&self.file)
    }
}

impl From<&str> for SiteAddress {
    fn from(address: &str) -> Self {
        let is_folder = address.ends_with('/');
        let file = if is_folder { [address, INDEX].concat().into() } else { address.into() };
        Self { file, is_folder }
    }
}

impl From<String> for SiteAddress {
    fn from(address: String) -> Self {
        Self::from(address.as_str())
    }
}

impl From<&SiteAddress> for Arc<str> {
    fn from(address: &SiteAddress) -> Self {
        if address.is_folder { Self::from(&**address) } else { address.file.clone() }
    }
}

impl PartialEq for SiteAddress {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for SiteAddress {}

impl PartialOrd for SiteAddress {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SiteAddress {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (**self).cmp(&**other)
    }
}

impl Hash for SiteAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl Borrow<str> for SiteAddress {
    fn borrow(&self) -> &str {
        self
    }
}

impl fmt::Debug for SiteAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for SiteAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Serialize for SiteAddress {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for SiteAddress {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::from)
    }
}

/// Why a path has no usable address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnusableAddress {
    /// The slug of this segment is empty.
    Empty(String),
    /// This segment is reserved for the generator.
    Reserved(String),
    /// This segment is longer than file systems allow.
    TooLong(String),
}

/// Returns the address of an entry by its path under `content/`; `last` replaces the last segment.
///
/// The address is returned even if it is unusable, so that links to the entry are not reported as broken.
pub fn of_entry(path: &str, last: Option<&str>) -> (String, Option<UnusableAddress>) {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let stem = stem.strip_suffix("/index").or_else(|| stem.strip_suffix("/_index")).unwrap_or(stem);
    let stem = if matches!(stem, "index" | "_index") { "" } else { stem };
    let mut parts: Vec<&str> = stem.split('/').filter(|part| !part.is_empty()).collect();
    if let (Some(last), Some(end)) = (last, parts.last_mut()) {
        *end = last;
    }
    from_parts(&parts)
}

/// Returns the address of a folder under `content/`.
pub fn of_folder(folder: &str) -> (String, Option<UnusableAddress>) {
    let parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    from_parts(&parts)
}

fn from_parts(parts: &[&str]) -> (String, Option<UnusableAddress>) {
    let mut address = "/".to_owned();
    let mut unusable = None;
    for (at, part) in parts.iter().enumerate() {
        let slugged = slug::slug(part);
        if slugged.is_empty() {
            unusable = unusable.or_else(|| Some(UnusableAddress::Empty((*part).to_owned())));
            // Never published; the unslugged segment keeps the address from clashing with another.
            address.push_str(part);
            address.push('/');
            continue;
        }
        if slugged.len() > limits::ADDRESS_PART_BYTES {
            unusable = unusable.or_else(|| Some(UnusableAddress::TooLong(slugged.clone())));
        }
        if is_reserved(&slugged, at == 0) {
            unusable = unusable.or_else(|| Some(UnusableAddress::Reserved(slugged.clone())));
        }
        address.push_str(&slugged);
        address.push('/');
    }
    (address, unusable)
}

/// Returns whether an address of an entry has nothing but slugs, and can be published.
pub fn consists_of_slugs(address: &str) -> bool {
    address.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-".contains(&byte))
}

/// Returns whether an address is longer than file systems and servers take, or has too many segments.
pub fn is_too_long(address: &str) -> bool {
    address.len() > limits::ADDRESS_BYTES
        || address.trim_matches('/').matches('/').count() >= limits::ADDRESS_PARTS
}

/// Returns the folders that contain a path, the innermost first.
pub fn ancestor_folders(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

/// Returns the address of a file of an entry by the file's path below the entry's folder.
///
/// The error is a proposed name, if the file's name cannot be published.
pub fn of_file(entry: &str, below: &str) -> Result<String, String> {
    let (folders, name) = below.rsplit_once('/').unwrap_or(("", below));
    let name = slug::file_name(name).map_err(|unsafe_name| unsafe_name.proposal)?;
    let mut address = entry.to_owned();
    for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
        let slugged = slug::slug(folder);
        address.push_str(if slugged.is_empty() { "tep" } else { &slugged });
        address.push('/');
    }
    address.push_str(&name);
    Ok(address)
}

/// Percent-encodes a decoded address for an attribute or an XML element (RFC 3986).
pub fn href(address: &str) -> String {
    encode(address, b"-._~/!$&()*+,;=:@")
}

/// Percent-encodes a text as one part of an address, such as the value of a query (RFC 3986, unreserved characters).
pub fn encode_part(text: &str) -> String {
    encode(text, b"-._~")
}

/// Percent-encodes the characters of an address that the author left unencoded; query, fragment and existing escapes
/// are kept.
pub fn complete_encoding(written: &str) -> String {
    encode(written, b"-._~/!$&'()*+,;=:@?#%[]")
}

/// Normalizes an absolute web URL by RFC 3986: spaces and non-ASCII letters are encoded.
///
/// Returns `None` for a host with non-ASCII letters: it must be written as xn--, and a guessed conversion could name
/// another host.
pub fn normalize_web_url(written: &str) -> Option<String> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| written.starts_with(scheme))?;
    let rest = &written[scheme.len()..];
    let (host, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if !is_host(host) || tail.contains(char::is_control) {
        return None;
    }
    let (tail, fragment) = tail.split_once('#').map_or((tail, None), |(a, b)| (a, Some(b)));
    let part = |text: &str| encode(&escape_stray_percents(text), b"-._~/!$&'()*+,;=:@?%");
    let fragment = fragment.map_or_else(String::new, |text| format!("#{}", part(text)));
    Some(format!("{scheme}{host}{}{fragment}", part(tail)))
}

/// Encodes each "%" that does not begin an escape.
fn escape_stray_percents(text: &str) -> String {
    let hex = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + if hex(part) { "%" } else { "%25" } + part)
}

fn encode(address: &str, unescaped: &[u8]) -> String {
    if address.bytes().all(|b| b.is_ascii_alphanumeric() || unescaped.contains(&b)) {
        return address.to_owned();
    }
    let mut encoded = String::with_capacity(address.len() * 2);
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || unescaped.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Decodes percent-encoding; returns the input if the result is not UTF-8.
pub fn decode(written: &str) -> String {
    if !written.contains('%') {
        return written.to_owned();
    }
    let bytes = written.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| written.get(at + 1..at + 3)).flatten();
        // A sign would be read as part of a number.
        let hex = hex.filter(|hex| !hex.starts_with('+'));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| written.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_urls_are_normalized_by_rfc_3986_or_refused() {
        for (written, expected) in [
            ("https://a.vn/x", Some("https://a.vn/x")),
            ("http://a.vn:80", Some("http://a.vn:80")),
            (
                "https://a.vn/văn bản/1.pdf?q=a b#c",
                Some("https://a.vn/v%C4%83n%20b%E1%BA%A3n/1.pdf?q=a%20b#c"),
            ),
            ("https://a.vn/100%/%C3%A0#a#b", Some("https://a.vn/100%25/%C3%A0#a%23b")),
            ("https://a.vn?x[]=1|2", Some("https://a.vn?x%5B%5D=1%7C2")),
            ("https:// a.vn", None),
            ("https://", None),
            ("https:///a", None),
            ("https://côngbáo.vn/", None),
            ("https://a:b@c.vn/", None),
            ("a.vn", None),
            ("javascript:alert(1)", None),
        ] {
            assert_eq!(normalize_web_url(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn a_file_and_a_folder_with_index_have_the_same_address() {
        assert_eq!(of_entry("van-ban/2014/85 BC LĐLĐ.md", None).0, "/van-ban/2014/85-bc-ldld/");
        assert_eq!(
            of_entry("van-ban/2014/85-bc-ldld/index.md", None).0,
            "/van-ban/2014/85-bc-ldld/"
        );
        assert_eq!(of_entry("van-ban/_index.md", None).0, "/van-ban/");
        assert_eq!(of_entry("_index.md", None).0, "/");
        assert_eq!(of_entry("a/b.md", Some("Cái khác")).0, "/a/cai-khac/");
    }

    #[test]
    fn reserved_and_empty_segments_are_reported() {
        assert_eq!(
            of_entry("the-loai/a.md", None).1,
            Some(UnusableAddress::Reserved("the-loai".into()))
        );
        assert_eq!(of_entry("a/the-loai.md", None).1, None);
        assert_eq!(
            of_entry("van-ban/năm/a.md", None).1,
            Some(UnusableAddress::Reserved("nam".into()))
        );
        assert_eq!(of_entry("van-ban/!!!.md", None).1, Some(UnusableAddress::Empty("!!!".into())));
    }

    #[test]
    fn files_of_an_entry_get_ascii_names() {
        assert_eq!(of_file("/a/", "Báo cáo sơ kết.PDF").as_deref(), Ok("/a/bao-cao-so-ket.pdf"));
        assert_eq!(of_file("/a/", "Ảnh/1.jpg").as_deref(), Ok("/a/anh/1.jpg"));
        assert!(of_file("/a/", "???.pdf").is_err());
    }

    #[test]
    fn encoding_and_decoding_are_inverse() {
        let address = "/anh/Báo cáo 1.pdf";
        assert_eq!(href(address), "/anh/B%C3%A1o%20c%C3%A1o%201.pdf");
        assert_eq!(decode(&href(address)), address);
        assert_eq!(href("/50%#1?.svg"), "/50%25%231%3F.svg");
        assert_eq!(complete_encoding("/tìm/?q=a#b%20c"), "/t%C3%ACm/?q=a#b%20c");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("8%+1"), "8%+1");
    }
}
