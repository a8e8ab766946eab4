//! Media types by address, as web servers determine them.
//!
//! Text is always UTF-8, like everything that the portal reads and writes.

use hyper::header::HeaderValue;

use crate::entry::media_types;
use crate::source::path_parts::{extension, file_name};

/// The media type of pages.
pub(super) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The media type of messages of the server itself.
pub(super) const PLAIN_TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// Returns the media type for an address.
///
/// Office formats have the type that pages and feeds state for them, all other files the usual one. `atom.xml` is an
/// Atom feed (RFC 4287, section 7) in spite of its extension.
pub(super) fn media_type_of(address: &str) -> HeaderValue {
    let name = file_name(address);
    let extension = extension(name);
    let usual = || mime_guess::from_ext(&extension).first_raw();
    let media = match name {
        "" => return HTML,
        "atom.xml" => "application/atom+xml",
        "opensearch.xml" => "application/opensearchdescription+xml",
        _ => media_types::of_extension(&extension)
            .or_else(usual)
            .unwrap_or("application/octet-stream"),
    };
    let charset = if media.starts_with("text/") { "; charset=utf-8" } else { "" };
    let value = HeaderValue::from_str(&format!("{media}{charset}"));
    value.expect("the tables of media types hold visible ASCII only")
}

#[cfg(test)]
mod tests {
    use super::media_type_of;

    #[test]
    fn the_address_determines_the_media_type() {
        for (address, media) in [
            ("/", "text/html; charset=utf-8"),
            ("/van-ban/", "text/html; charset=utf-8"),
            ("/404.html", "text/html; charset=utf-8"),
            ("/tai-nguyen/portal.css", "text/css; charset=utf-8"),
            ("/tai-nguyen/tra-cuu.js", "text/javascript; charset=utf-8"),
            ("/atom.xml", "application/atom+xml"),
            ("/tin-tuc/atom.xml", "application/atom+xml"),
            ("/opensearch.xml", "application/opensearchdescription+xml"),
            ("/sitemap.xml", "application/xml"),
            ("/robots.txt", "text/plain; charset=utf-8"),
            ("/du-lieu/van-ban-2014.csv", "text/csv; charset=utf-8"),
            ("/du-lieu/van-ban.json", "application/json"),
            ("/favicon.svg", "image/svg+xml"),
            ("/a/bao-cao.PDF", "application/pdf"),
            ("/a/chu.woff2", "font/woff2"),
            ("/.well-known/gi-do", "application/octet-stream"),
            ("/a.zip/b", "application/octet-stream"),
        ] {
            assert_eq!(media_type_of(address), media, "{address}");
        }
    }
}
