//! One pass over a rendered page: puts the site's sub-path in front of its own addresses, and collects them.
//!
//! Templates and bodies write `/x/` as if the site lay at the root of its host. Attributes that hold addresses are
//! found by a scanner of tags, not by a search for text, so that code samples and script are left alone.

use crate::entry::address::decode;

/// A page with its links settled.
#[derive(Debug)]
pub(super) struct Finished {
    /// The page.
    pub(super) bytes: Vec<u8>,
    /// The addresses of the site it leads to, decoded, without query and fragment; sorted, each once.
    pub(super) links: Vec<String>,
}

/// Attributes that hold one address.
const ADDRESS: [&[u8]; 7] =
    [b"href", b"src", b"action", b"formaction", b"poster", b"data", b"cite"];
/// Elements whose text is not markup.
const RAW: [&[u8]; 3] = [b"script", b"style", b"textarea"];

/// Settles the links of the page at `address`; `base` is the site's path, with a slash at both ends.
pub(super) fn finish(page: &[u8], address: &str, base: &str) -> Finished {
    let prefix = base.trim_end_matches('/');
    let mut pass = Pass { page, at: 0, bytes: Vec::with_capacity(page.len() + 256), links: vec![] };
    while let Some(offset) = pass.page[pass.at..].iter().position(|b| *b == b'<') {
        pass.keep(offset + 1);
        if pass.rest().starts_with(b"!--") {
            pass.skip_to(b"-->");
        } else if pass.rest().first().is_some_and(u8::is_ascii_alphabetic) {
            pass.tag(address, prefix);
        }
    }
    pass.keep(pass.page.len() - pass.at);
    pass.links.sort_unstable();
    pass.links.dedup();
    Finished { bytes: pass.bytes, links: pass.links }
}

struct Pass<'p> {
    page: &'p [u8],
    at: usize,
    bytes: Vec<u8>,
    links: Vec<String>,
}

impl<'p> Pass<'p> {
    fn rest(&self) -> &'p [u8] {
        &self.page[self.at..]
    }

    /// Copies the next `count` bytes as they are.
    fn keep(&mut self, count: usize) {
        let end = (self.at + count).min(self.page.len());
        self.bytes.extend_from_slice(&self.page[self.at..end]);
        self.at = end;
    }

    fn skip_to(&mut self, end: &[u8]) {
        let found = self.rest().windows(end.len()).position(|w| w.eq_ignore_ascii_case(end));
        self.keep(found.unwrap_or(self.rest().len()));
    }

    fn name(&mut self) -> &'p [u8] {
        let start = self.at;
        let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/');
        let length = self.rest().iter().position(ends).unwrap_or(self.rest().len());
        self.keep(length);
        &self.page[start..start + length]
    }

    fn spaces(&mut self) {
        let count = self.rest().iter().position(|b| !b.is_ascii_whitespace());
        self.keep(count.unwrap_or(self.rest().len()));
    }

    fn tag(&mut self, address: &str, prefix: &str) {
        let element = self.name();
        loop {
            self.spaces();
            match self.rest().first() {
                None | Some(b'>') => break,
                Some(b'/' | b'=') => self.keep(1),
                Some(_) => self.attribute(address, prefix),
            }
        }
        if let Some(raw) = RAW.iter().find(|raw| raw.eq_ignore_ascii_case(element)) {
            let end = [b"</", *raw].concat();
            self.skip_to(&end);
        }
    }

    fn attribute(&mut self, address: &str, prefix: &str) {
        let name = self.name();
        self.spaces();
        if self.rest().first() != Some(&b'=') {
            return;
        }
        self.keep(1);
        self.spaces();
        let quote = self.rest().first().copied().filter(|b| matches!(b, b'"' | b'\''));
        let length = match quote {
            Some(quote) => {
                self.keep(1);
                self.rest().iter().position(|b| *b == quote)
            }
            None => self.rest().iter().position(|b| b.is_ascii_whitespace() || *b == b'>'),
        };
        let value = &self.rest()[..length.unwrap_or(self.rest().len())];
        if ADDRESS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            self.address(value, address, prefix);
        } else if name.eq_ignore_ascii_case(b"srcset") {
            self.srcset(value, address, prefix);
        }
        self.keep((value.len() + usize::from(quote.is_some())).saturating_sub(self.taken(value)));
    }

    /// Counts how much of a value has been dealt with already.
    fn taken(&self, value: &[u8]) -> usize {
        let start = value.as_ptr_range().start as usize - self.page.as_ptr_range().start as usize;
        self.at - start
    }

    /// Settles one address; the position moves behind it.
    fn address(&mut self, value: &[u8], page: &str, prefix: &str) {
        let Ok(written) = std::str::from_utf8(value) else { return };
        let written = written.trim();
        if let Some(link) = resolve(written, page) {
            self.links.push(link);
            if written.starts_with('/') {
                self.bytes.extend_from_slice(prefix.as_bytes());
            }
        }
        self.keep(value.len());
    }

    fn srcset(&mut self, value: &[u8], page: &str, prefix: &str) {
        for candidate in value.split_inclusive(|b| *b == b',') {
            let lead = candidate.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
            self.keep(lead);
            let rest = &candidate[lead..];
            let ends = |b: &u8| b.is_ascii_whitespace() || *b == b',';
            let length = rest.iter().position(ends).unwrap_or(rest.len());
            self.address(&rest[..length], page, prefix);
            self.keep(rest.len() - length);
        }
    }
}

/// Gives the decoded address of the site that a link leads to; nothing for other hosts and the same page.
fn resolve(written: &str, page: &str) -> Option<String> {
    if written.is_empty() || written.starts_with(['#', '?']) {
        return None;
    }
    if crate::entry::files::leaves_site(written) {
        return None;
    }
    let written = ["&amp;", "&#39;", "&#x27;", "&quot;", "&lt;", "&gt;"]
        .into_iter()
        .zip(["&", "'", "'", "\"", "<", ">"])
        .fold(written.to_owned(), |text, (reference, sign)| text.replace(reference, sign));
    let path = decode(written.split(['#', '?']).next().unwrap_or_default());
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

    fn run(page: &str) -> (String, Vec<String>) {
        let finished = finish(page.as_bytes(), "/a/b/", "/cong-doan/");
        (String::from_utf8(finished.bytes).expect("still UTF-8"), finished.links)
    }

    #[test]
    fn own_addresses_get_the_sub_path_and_others_stay() {
        let (page, links) = run(
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
    fn text_comments_and_code_are_left_alone() {
        for page in [
            "<p>href=\"/x/\" 1 < 2 <3</p>",
            "<!-- <a href=\"/x/\"> -->",
            "<script>a='<a href=\"/x/\">'</script>",
            "<code>&lt;a href=\"/x/\"&gt;</code>",
            "<a title=\"/x/\" data-x=/y/>z</a>",
        ] {
            assert_eq!(run(page), (page.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn encoded_addresses_are_collected_decoded() {
        assert_eq!(run("<a href=\"/b%C3%A1o%20c%C3%A1o.pdf\">x</a>").1, ["/báo cáo.pdf"]);
    }
}
