//! Makes links of bare web and mail addresses: `https://a.vn`, `www.a.vn`, `dichvucong.gov.vn`,
//! `a@b.vn`.
//!
//! The rules are those of GitHub Flavored Markdown ("Autolinks (extension)"); names that end in
//! `.gov.vn` need no scheme, because public bodies write them so.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::blocks::{Inlines, SpannedEvent};
use super::inlines;

/// What an address contains, or else `@`; content without any of these is not searched.
const HINTS: [&str; 5] = ["://", "www.", "WWW.", ".gov.vn", ".GOV.VN"];

/// An address in a text.
struct Address {
    range: Range<usize>,
    /// What the destination has before the address.
    scheme: &'static str,
}

/// Returns whether `text` may contain an address.
pub(super) fn may_contain_address(text: &str) -> bool {
    text.contains('@') || HINTS.iter().any(|hint| text.contains(hint))
}

/// Replaces the addresses in the text of `content` by links.
pub(super) fn link_addresses<'a>(text: &'a str, content: &mut Inlines<'a>) {
    let may_contain = |(event, _): &SpannedEvent<'_>| match event {
        Event::Text(text) => may_contain_address(text),
        _ => false,
    };
    if !content.iter().any(may_contain) {
        return;
    }
    let events = inlines::joined(text, std::mem::take(content));
    let mut excluded = 0_usize;
    for (event, range) in events {
        match &event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => excluded += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => excluded = excluded.saturating_sub(1),
            Event::InlineHtml(tag) if tag.starts_with("<kbd") => excluded += 1,
            Event::InlineHtml(tag) if tag.starts_with("</kbd") => {
                excluded = excluded.saturating_sub(1);
            }
            Event::Text(found) if excluded == 0 => {
                let before = match content.last() {
                    Some((Event::Text(text), _)) => text.chars().next_back(),
                    _ => None,
                };
                push_linked(found, &range, before, content);
                continue;
            }
            _ => {}
        }
        content.push((event, range));
    }
}

/// Adds a text with its addresses as links; `before` is the character before it.
fn push_linked<'a>(
    text: &CowStr<'a>,
    range: &Range<usize>,
    before: Option<char>,
    out: &mut Inlines<'a>,
) {
    let mut addresses = find_addresses(text);
    // An escaped character parts a word into two texts.
    addresses
        .retain(|address| address.range.start > 0 || before.is_none_or(|c| !c.is_alphanumeric()));
    // Of a text with entities only the whole range is known.
    let is_exact = text.len() == range.len();
    let source = |part: &Range<usize>| {
        if is_exact { range.start + part.start..range.start + part.end } else { range.clone() }
    };
    let mut taken = 0;
    for Address { range: found, scheme } in addresses {
        let before = taken..found.start;
        push_text(out, inlines::slice(text, before.clone()), source(&before));
        let address = inlines::slice(text, found.clone());
        let part = source(&found);
        let dest_url =
            if scheme.is_empty() { address.clone() } else { format!("{scheme}{address}").into() };
        let tag =
            Tag::Link { link_type: LinkType::Shortcut, dest_url, title: "".into(), id: "".into() };
        out.push((Event::Start(tag), part.clone()));
        out.push((Event::Text(address), part.clone()));
        out.push((Event::End(TagEnd::Link), part));
        taken = found.end;
    }
    let rest = taken..text.len();
    push_text(out, inlines::slice(text, rest.clone()), source(&rest));
}

fn push_text<'a>(out: &mut Inlines<'a>, text: CowStr<'a>, range: Range<usize>) {
    if !text.is_empty() {
        out.push((Event::Text(text), range));
    }
}

/// Finds the addresses in `text`, in order.
fn find_addresses(text: &str) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    let mut offset = 0;
    let is_boundary = |c: char| c.is_whitespace() || matches!(c, '<' | '|');
    for word in text.split_inclusive(is_boundary) {
        let end = offset + word.trim_end_matches(is_boundary).len();
        if may_contain_address(&text[offset..end]) {
            while let Some(address) = find_in_word(text, offset..end) {
                offset = address.range.end;
                found.push(address);
            }
        }
        offset = end.max(offset) + (word.len() - word.trim_end_matches(is_boundary).len());
    }
    found
}

/// Finds the first address in the part `word` of `text`, which contains no white space.
fn find_in_word(text: &str, word: Range<usize>) -> Option<Address> {
    let part = &text[word.clone()];
    let starts = part.char_indices().filter(|(at, _)| {
        let before = text[..word.start + at].chars().next_back();
        before
            .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '@' | '.' | '-' | '_' | '+'))
    });
    for (at, _) in starts {
        let rest = &part[at..];
        let found = web_address(rest).or_else(|| mail_address(rest));
        if let Some((len, scheme)) = found {
            let start = word.start + at;
            return Some(Address { range: start..start + len, scheme });
        }
    }
    None
}

/// Returns the length of the web address at the start of `text`, and the scheme that it lacks.
fn web_address(text: &str) -> Option<(usize, &'static str)> {
    let scheme_len = ["https://", "http://"].iter().find_map(|scheme| {
        let start = text.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(scheme.len())
    });
    let domain = &text[scheme_len.unwrap_or_default()..];
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let domain = &domain[..domain.find(|c| !is_domain(c)).unwrap_or(domain.len())];
    let domain = domain.trim_end_matches(['.', '-', '_']);
    let labels: Vec<&str> = domain.split('.').collect();
    let is_valid = labels.iter().all(|label| !label.is_empty())
        && labels.iter().rev().take(2).all(|label| !label.contains('_'));
    let scheme = match scheme_len {
        Some(_) if is_valid => "",
        None if is_valid && labels[0].eq_ignore_ascii_case("www") && labels.len() > 1 => "http://",
        None if is_valid && has_suffix(domain, ".gov.vn") && labels.len() > 2 => "https://",
        _ => return None,
    };
    let end = scheme_len.unwrap_or_default() + domain.len();
    let has_path = text[end..].starts_with(['/', ':', '?', '#', '@']);
    let is_mail = scheme == "https://" && text[end..].starts_with('@');
    (!is_mail).then(|| (if has_path { trimmed_len(text) } else { end }, scheme))
}

fn has_suffix(domain: &str, suffix: &str) -> bool {
    let start = domain.len().checked_sub(suffix.len()).and_then(|start| domain.get(start..));
    start.is_some_and(|end| end.eq_ignore_ascii_case(suffix))
}

/// Returns the length of an address without the punctuation of the sentence after it.
fn trimmed_len(text: &str) -> usize {
    let mut address = text;
    let mut unopened = text.matches(')').count().saturating_sub(text.matches('(').count());
    loop {
        let trimmed = address.trim_end_matches([
            '?', '!', '.', ',', ':', '*', '_', '~', '\'', '"', ';', '”', '“', '’', '»', '>', ']',
            '…',
        ]);
        let name = address.strip_suffix(';').unwrap_or_default();
        let before = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        if let Some(before) = before.strip_suffix('&').filter(|_| before.len() < name.len()) {
            address = before;
            continue;
        }
        let is_unbalanced = trimmed.ends_with(')') && unopened > 0;
        unopened -= usize::from(is_unbalanced);
        let trimmed = if is_unbalanced { &trimmed[..trimmed.len() - 1] } else { trimmed };
        if trimmed.len() == address.len() {
            return trimmed.len();
        }
        address = trimmed;
    }
}

/// Returns the length of the mail address at the start of `text`.
fn mail_address(text: &str) -> Option<(usize, &'static str)> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let prefix = if text.starts_with("mailto:") { "mailto:".len() } else { 0 };
    let name = &text[prefix..];
    let local = name.find(|c| !is_local(c)).filter(|len| *len > 0)?;
    let domain = name[local..].strip_prefix('@')?;
    let is_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let domain = &domain[..domain.find(|c| !is_domain(c)).unwrap_or(domain.len())];
    let domain = domain.trim_end_matches('.');
    let is_valid =
        domain.contains('.') && !domain.ends_with(['-', '_']) && !domain.starts_with('.');
    let scheme = if prefix > 0 { "" } else { "mailto:" };
    is_valid.then_some((prefix + local + 1 + domain.len(), scheme))
}

#[cfg(test)]
mod tests {
    use super::find_addresses;

    #[test]
    fn addresses_end_before_the_punctuation_of_the_sentence() {
        let cases = [
            ("Xem https://a.example.vn/b_c?d=1.", &["https://a.example.vn/b_c?d=1"][..]),
            ("(https://a.vn/b_(c)), www.a.vn/x)", &["https://a.vn/b_(c)", "www.a.vn/x"]),
            ("a.b+c@d.gov.vn; x@y", &["a.b+c@d.gov.vn"]),
            ("dichvucong.gov.vn/x, gov.vn, a.vn", &["dichvucong.gov.vn/x"]),
            ("xhttps://a.vn http:// www.", &[]),
            ("“https://a.vn”", &["https://a.vn"]),
            ("http://a@b.vn", &["http://a@b.vn"]),
            (
                "CHINHPHU.GOV.VN, a.gov.vn[1]|b.gov.vn/c",
                &["CHINHPHU.GOV.VN", "a.gov.vn", "b.gov.vn/c"],
            ),
            ("mailto:a@b.vn", &["mailto:a@b.vn"]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> =
                find_addresses(text).into_iter().map(|address| &text[address.range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
