//! The script of the preview: how a page names it, and the addresses that are its own.
//!
//! They lie below `.niemyet/`, where a site has nothing: hidden files are never published.

use crate::preview::backend::PageFingerprint;

/// Where the script lies, below the sub-path.
pub(super) const SCRIPT_PATH: &str = "/.niemyet/preview.js";

/// Where the stream of events lies, below the sub-path.
pub(super) const EVENTS_PATH: &str = "/.niemyet/events";

/// The script itself. It finds its addresses and what the page has seen in its own `src`.
pub(super) const SCRIPT_SOURCE: &str = include_str!("../script/niemyet-preview.js");

/// Puts the script into a page: before the end of its body, else at its end.
pub(super) fn insert_script_tag(page: &mut Vec<u8>, base: &str) {
    const END: &[u8] = b"</body";
    let seen = PageFingerprint::of(page);
    let end = page.windows(END.len()).rposition(|part| part.eq_ignore_ascii_case(END));
    let at = end.unwrap_or(page.len());
    let tag = format!("<script src=\"{base}{SCRIPT_PATH}?seen={seen}\" defer></script>");
    page.splice(at..at, tag.into_bytes());
}

#[cfg(test)]
mod tests {
    use super::{PageFingerprint, insert_script_tag};

    #[test]
    fn a_page_gets_one_tag_and_nothing_else() {
        for (before, after) in [
            ("<body>a</body></html>\n", Some("</body></html>\n")),
            ("<BODY>a</BODY >", Some("</BODY >")),
            ("<!-- </body> --><p>a</body>\n", Some("</body>\n")),
            ("<p>a", None),
            ("", None),
        ] {
            let mut page = before.as_bytes().to_vec();
            insert_script_tag(&mut page, "/x");
            let seen = PageFingerprint::of(before.as_bytes());
            let tag = format!("<script src=\"/x/.niemyet/preview.js?seen={seen}\" defer></script>");
            let rest = after.unwrap_or_default();
            let kept = &before[..before.len() - rest.len()];
            assert_eq!(String::from_utf8_lossy(&page), format!("{kept}{tag}{rest}"));
        }
    }
}
