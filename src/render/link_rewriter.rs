//! Prefixes the site's own addresses in a rendered page with the sub-path of the base URL, and collects them.
//!
//! Templates and bodies write `/x/` as if the site were at the root of its host. Attributes that hold URLs are found by
//! a scanner of tags and not by text search, so that code samples and scripts are left alone.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2};

use crate::entry::address::decode;

/// A page with rewritten links.
#[derive(Debug)]
pub(super) struct RewrittenPage {
    /// The HTML of the page.
    pub(super) bytes: Vec<u8>,
    /// The addresses on this site that it links to, decoded, without query and fragment; sorted and deduplicated.
    pub(super) links: Vec<String>,
}

/// Attributes that hold one URL.
const URL_ATTRIBUTES: [&[u8]; 7] =
    [b"href", b"src", b"action", b"formaction", b"poster", b"data", b"cite"];
/// Most pages have fewer links.
const USUAL_LINKS: usize = 64;
/// Elements whose content is not markup.
const RAW_TEXT_ELEMENTS: [&[u8]; 3] = [b"script", b"style", b"textarea"];

/// Rewrites the links of the page at `address`; `base` is the path of the base URL, with a slash at both ends.
pub(super) fn rewrite_links(page: Vec<u8>, address: &str, base: &str) -> RewrittenPage {
    let prefix = base.trim_end_matches('/');
    let links = Vec::with_capacity(USUAL_LINKS);
    let mut rewriter =
        LinkRewriter { page: &page, position: 0, copied: 0, bytes: Vec::new(), links };
    while let Some(offset) = memchr(b'<', rewriter.rest()) {
        rewriter.position += offset + 1;
        if rewriter.rest().starts_with(b"!--") {
            rewriter.skip_until(b"-->");
        } else if rewriter.rest().first().is_some_and(u8::is_ascii_alphabetic) {
            rewriter.rewrite_tag(address, prefix);
        }
    }
    let LinkRewriter { copied, mut bytes, mut links, .. } = rewriter;
    links.sort_unstable();
    links.dedup();
    if copied > 0 {
        bytes.extend_from_slice(&page[copied..]);
        return RewrittenPage { bytes, links };
    }
    RewrittenPage { bytes: page, links }
}

/// Lists the addresses that a page links to on its own host, decoded, without query and fragment; sorted.
pub fn links_of(page: Vec<u8>, address: &str) -> Vec<String> {
    rewrite_links(page, address, "/").links
}

struct LinkRewriter<'p> {
    page: &'p [u8],
    position: usize,
    /// The end of what is copied to the rewritten page.
    copied: usize,
    bytes: Vec<u8>,
    links: Vec<String>,
}

impl<'p> LinkRewriter<'p> {
    fn rest(&self) -> &'p [u8] {
        &self.page[self.position..]
    }

    fn skip_until(&mut self, end: &[u8]) {
        let rest = self.rest();
        let is_end = |at: &usize| {
            rest.get(*at..at + end.len()).is_some_and(|found| found.eq_ignore_ascii_case(end))
        };
        self.position += memchr_iter(end[0], rest).find(is_end).unwrap_or(rest.len());
    }

    fn skip_name(&mut self) -> &'p [u8] {
        let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/');
        let rest = self.rest();
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.position += length;
        &rest[..length]
    }

    fn skip_whitespace(&mut self) {
        self.position += self.rest().len() - self.rest().trim_ascii_start().len();
    }

    fn rewrite_tag(&mut self, address: &str, prefix: &str) {
        let element = self.skip_name();
        loop {
            self.skip_whitespace();
            match self.rest().first() {
                None | Some(b'>') => break,
                Some(b'/' | b'=') => self.position += 1,
                Some(_) => self.rewrite_attribute(address, prefix),
            }
        }
        if let Some(raw) = RAW_TEXT_ELEMENTS.iter().find(|raw| raw.eq_ignore_ascii_case(element)) {
            let end = [b"</", *raw].concat();
            self.skip_until(&end);
        }
    }

    fn rewrite_attribute(&mut self, address: &str, prefix: &str) {
        let name = self.skip_name();
        self.skip_whitespace();
        if self.rest().first() != Some(&b'=') {
            return;
        }
        self.position += 1;
        self.skip_whitespace();
        let quote = self.rest().first().copied().filter(|b| matches!(b, b'"' | b'\''));
        let length = match quote {
            Some(quote) => {
                self.position += 1;
                memchr(quote, self.rest())
            }
            None => self.rest().iter().position(|b| b.is_ascii_whitespace() || *b == b'>'),
        };
        let value = &self.rest()[..length.unwrap_or(self.rest().len())];
        let end = self.position + value.len();
        if URL_ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            self.rewrite_url(value, address, prefix);
        } else if name.eq_ignore_ascii_case(b"srcset") {
            self.rewrite_srcset(value, address, prefix);
        }
        self.position = (end + usize::from(quote.is_some())).min(self.page.len());
    }

    /// Rewrites the URL at the position if it is an address of this site.
    fn rewrite_url(&mut self, value: &[u8], page: &str, prefix: &str) {
        let Ok(url) = std::str::from_utf8(value) else { return };
        let url = url.trim();
        if let Some(link) = resolve(url, page) {
            self.links.push(link);
            if url.starts_with('/') && !prefix.is_empty() {
                self.bytes.extend_from_slice(&self.page[self.copied..self.position]);
                self.bytes.extend_from_slice(prefix.as_bytes());
                self.copied = self.position;
            }
        }
    }

    fn rewrite_srcset(&mut self, value: &[u8], page: &str, prefix: &str) {
        for candidate in value.split_inclusive(|b| *b == b',') {
            let end = self.position + candidate.len();
            let rest = candidate.trim_ascii_start();
            self.position = end - rest.len();
            let ends = |b: &u8| b.is_ascii_whitespace() || *b == b',';
            let length = rest.iter().position(ends).unwrap_or(rest.len());
            self.rewrite_url(&rest[..length], page, prefix);
            self.position = end;
        }
    }
}

/// Returns the decoded address on this site that a link points to; `None` for other hosts and links within the page.
fn resolve(url: &str, page: &str) -> Option<String> {
    if url.is_empty() || url.starts_with(['#', '?']) {
        return None;
    }
    if crate::entry::path_resolution::is_external(url) {
        return None;
    }
    let mut url = Cow::Borrowed(url);
    if url.contains('&') {
        let references = ["&amp;", "&#39;", "&#x27;", "&quot;", "&lt;", "&gt;"];
        for (reference, sign) in references.into_iter().zip(["&", "'", "'", "\"", "<", ">"]) {
            url = url.replace(reference, sign).into();
        }
    }
    let end = memchr2(b'#', b'?', url.as_bytes()).unwrap_or(url.len());
    let path = decode(&url[..end]);
    if path.starts_with('/') {
        return Some(path);
    }
    // A relative link is resolved against the page's folder, as a browser does.
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                if parts.len() > 1 {
                    parts.pop();
                }
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(page: &str) -> (String, Vec<String>) {
        let page = rewrite_links(page.into(), "/a/b/", "/cong-doan/");
        (String::from_utf8(page.bytes).expect("still UTF-8"), page.links)
    }

    #[test]
    fn site_urls_get_the_sub_path_and_other_urls_stay() {
        let (page, links) = rewritten(
            "<a href=\"/x/?q=1#y\">x</a><img src='/i.png' srcset=\"/i.png 1x, /j.png 2x\">\
             <a href=https://a.vn/>a</a><a href=\"//b.vn/\">b</a><a href=\"#c\">c</a><a href=../d/>d</a>",
        );
        assert_eq!(
            page,
            "<a href=\"/cong-doan/x/?q=1#y\">x</a><img src='/cong-doan/i.png' \
             srcset=\"/cong-doan/i.png 1x, /cong-doan/j.png 2x\">\
             <a href=https://a.vn/>a</a><a href=\"//b.vn/\">b</a><a href=\"#c\">c</a><a href=../d/>d</a>"
        );
        assert_eq!(links, ["/a/d/", "/i.png", "/j.png", "/x/"]);
    }

    #[test]
    fn text_comments_and_scripts_are_not_rewritten() {
        for page in [
            "<p>href=\"/x/\" 1 < 2 <3</p>",
            "<!-- <a href=\"/x/\"> -->",
            "<script>a='<a href=\"/x/\">'</script>",
            "<code>&lt;a href=\"/x/\"&gt;</code>",
            "<a title=\"/x/\" data-x=/y/>z</a>",
        ] {
            assert_eq!(rewritten(page), (page.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn encoded_urls_are_collected_decoded() {
        assert_eq!(rewritten("<a href=\"/b%C3%A1o%20c%C3%A1o.pdf\">x</a>").1, ["/báo cáo.pdf"]);
    }
}
