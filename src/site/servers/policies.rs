//! The table of HTTP headers by kind of file.
//!
//! Later rules override earlier ones. A file of an entry is a download unless browsers only show or store it.

use super::{ServerRules, SiteLocation, escape_regex, path_regexes};
use crate::entry::address::decode;
use crate::entry::media_types;
use crate::site::ASSETS_ADDRESS;
use crate::source::path_parts::extension;

/// The content security policy of all pages: load, run and submit only within the site.
pub const PAGE_POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; \
                          frame-ancestors 'self'; object-src 'none'";

/// The content security policy of files that browsers may run: display only.
const SANDBOX_POLICY: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:";

/// The headers that keep a file from acting as the site.
const DOWNLOAD_HEADERS: &[(&str, &str)] =
    &[(CSP, SANDBOX_POLICY), (CONTENT_DISPOSITION, "attachment")];

/// The headers of a file whose name contains a digest of its content.
const IMMUTABLE: &[(&str, &str)] = &[(CACHE_CONTROL, "public, max-age=31536000, immutable")];

/// The files to which a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileSet {
    All,
    /// Smaller pictures, whose names contain a hash of the original.
    Hashed,
    /// Files below an address.
    Below(&'static str),
    /// Files with a name, in any folder.
    Name(&'static str),
    /// Files whose names end in a suffix.
    Suffix(&'static str),
    /// The files of entries that are listed one by one.
    Downloads,
}

/// A rule: headers for some files.
pub(super) struct HeaderRule {
    pub(super) files: FileSet,
    pub(super) headers: &'static [(&'static str, &'static str)],
}

pub(super) const CACHE_CONTROL: &str = "Cache-Control";
pub(super) const NO_CACHE: (&str, &str) = (CACHE_CONTROL, "no-cache");
pub(super) const CSP: &str = "Content-Security-Policy";
const CONTENT_DISPOSITION: &str = "Content-Disposition";
const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
const RESOURCE_POLICY: &str = "Cross-Origin-Resource-Policy";
pub(super) const CONTENT_TYPE: &str = "Content-Type";

/// The table of rules. Later rules override earlier ones.
pub(super) const RULES: [HeaderRule; 12] = [
    HeaderRule {
        files: FileSet::All,
        headers: &[
            (CSP, PAGE_POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            (RESOURCE_POLICY, "same-site"),
            NO_CACHE,
        ],
    },
    HeaderRule { files: FileSet::Hashed, headers: IMMUTABLE },
    HeaderRule { files: FileSet::Below(ASSETS_ADDRESS), headers: IMMUTABLE },
    HeaderRule {
        files: FileSet::Below("/du-lieu/"),
        headers: &[(ALLOW_ORIGIN, "*"), (RESOURCE_POLICY, "cross-origin")],
    },
    HeaderRule {
        files: FileSet::Name("atom.xml"),
        headers: &[
            (CONTENT_TYPE, "application/atom+xml; charset=utf-8"),
            (ALLOW_ORIGIN, "*"),
            (RESOURCE_POLICY, "cross-origin"),
        ],
    },
    HeaderRule {
        files: FileSet::Name("opensearch.xml"),
        headers: &[(CONTENT_TYPE, "application/opensearchdescription+xml; charset=utf-8")],
    },
    HeaderRule {
        files: FileSet::Suffix(".csv"),
        headers: &[(CONTENT_TYPE, "text/csv; charset=utf-8")],
    },
    HeaderRule {
        files: FileSet::Suffix(".json"),
        headers: &[(CONTENT_TYPE, "application/json; charset=utf-8")],
    },
    HeaderRule {
        files: FileSet::Suffix(".txt"),
        headers: &[(CONTENT_TYPE, "text/plain; charset=utf-8")],
    },
    HeaderRule {
        files: FileSet::Suffix(".webmanifest"),
        headers: &[(CONTENT_TYPE, "application/manifest+json; charset=utf-8")],
    },
    HeaderRule { files: FileSet::Suffix(".svg"), headers: &[(CSP, SANDBOX_POLICY)] },
    HeaderRule { files: FileSet::Downloads, headers: DOWNLOAD_HEADERS },
];

/// The media types that are compressed, beside `text/html`.
pub(super) const COMPRESSED: &str = "text/css text/plain text/csv text/xml application/javascript text/javascript \
                                     application/json application/xml application/atom+xml image/svg+xml \
                                     application/manifest+json";

/// The pattern of the end of a rendition's name, with a hash and one of the generated widths: `-0123456789-480.webp`.
/// It is specific enough not to match names chosen by webmasters.
const HASHED_NAME: &str = "-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]\
                      [0-9a-f]-(480|960)\\.webp$";

/// The headers that the preview sends with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// `Content-Security-Policy`.
    pub content_security: &'static str,
    /// `Content-Disposition`, if it is not shown.
    pub disposition: Option<&'static str>,
}

/// Returns the policy for the file at an address, which may be a download.
pub fn policy_of(address: &str, is_download: bool) -> Policy {
    let is_sandboxed = is_download || extension(address) == "svg";
    Policy {
        content_security: if is_sandboxed { SANDBOX_POLICY } else { PAGE_POLICY },
        disposition: is_download.then_some("attachment"),
    }
}

/// Returns whether a file of an entry is a download: all are but those that browsers only show or store, whoever made
/// them: PDF, raster pictures, office files, plain text, archives, audio and video.
pub(in crate::site) fn is_download(address: &str) -> bool {
    !media_types::is_only_shown(&extension(address))
}

impl HeaderRule {
    /// Returns regular expressions for the decoded paths of the files, of which there may be none.
    pub(super) fn regexes(&self, rules: &ServerRules, site: SiteLocation<'_>) -> Vec<String> {
        let base = escape_regex(&decode(site.base));
        vec![match self.files {
            FileSet::All => format!("^{base}/"),
            FileSet::Downloads => return path_regexes(site, rules.download_forms()),
            FileSet::Hashed => format!("^{base}/.*{HASHED_NAME}"),
            FileSet::Below(address) => format!("^{base}{}", escape_regex(address)),
            FileSet::Name(name) => format!("^{base}/(.*/)?{}$", escape_regex(name)),
            FileSet::Suffix(suffix) => format!("^{base}/.*{}$", any_case_regex(suffix)),
        }]
    }

    /// Returns the media type that the rule sets.
    pub(super) fn media_type(&self) -> Option<&'static str> {
        let mut headers = self.headers.iter();
        headers.find(|(name, _)| *name == CONTENT_TYPE).map(|(_, media_type)| *media_type)
    }

    /// Returns the headers but the media type, which most servers set in another way.
    pub(super) fn other_headers(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.headers.iter().copied().filter(|(name, _)| *name != CONTENT_TYPE)
    }
}

/// Returns a regular expression for a text in upper or lower case; not all servers can be told to ignore case.
fn any_case_regex(text: &str) -> String {
    let any_case = |c: char| match c.is_ascii_lowercase() {
        true => format!("[{c}{}]", c.to_ascii_uppercase()),
        false => escape_regex(&c.to_string()),
    };
    text.chars().map(any_case).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_entries_are_downloads_unless_browsers_only_show_them() {
        for (address, expected) in [
            ("/a/b.html", true),
            ("/a/b.SVG", true),
            ("/a/b.xslt", true),
            ("/a/b", true),
            ("/a/.pdf/b", true),
            ("/a/b.PDF", false),
            ("/a/b.tar.gz", false),
        ] {
            assert_eq!(is_download(address), expected, "{address}");
        }
    }
}
