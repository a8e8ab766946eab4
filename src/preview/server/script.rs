//! The client script of the preview: its tag in pages, and the addresses reserved for it.
//!
//! The addresses are below `.niemyet/`, where a site has no files: hidden files are never published.

use crate::preview::backend::PageFingerprint;

/// The address of the script.
pub(super) const SCRIPT_PATH: &str = "/.niemyet/preview.js";

/// The address of the event stream.
pub(super) const EVENTS_PATH: &str = "/.niemyet/events";

/// The source of the script. It takes the base path and the page's fingerprint from its own `src`.
pub(super) const SCRIPT_SOURCE: &str = include_str!("../script/niemyet-preview.js");

/// Inserts the script tag into a page: before the last `</body`, else at the end.
pub(super) fn insert_script_tag(page: &mut Vec<u8>, base: &str) {
    const END: &[u8] = b"</body";
    let fingerprint = PageFingerprint::of(page);
    let end = page.windows(END.len()).rposition(|part| part.eq_ignore_ascii_case(END));
    let position = end.unwrap_or(page.len());
    let tag = format!("<script src=\"{base}{SCRIPT_PATH}?seen={fingerprint}\" defer></script>");
    page.splice(position..position, tag.into_bytes());
}

#[cfg(test)]
mod tests {
    use super::{PageFingerprint, insert_script_tag};

    #[test]
    fn one_tag_is_inserted_and_nothing_else_changes() {
        for (before, after) in [
            ("<body>a</body></html>\n", Some("</body></html>\n")),
            ("<BODY>a</BODY >", Some("</BODY >")),
            ("<!-- </body> --><p>a</body>\n", Some("</body>\n")),
            ("<p>a", None),
            ("", None),
        ] {
            let mut page = before.as_bytes().to_vec();
            insert_script_tag(&mut page, "/x");
            let fingerprint = PageFingerprint::of(before.as_bytes());
            let tag = format!(
                "<script src=\"/x/.niemyet/preview.js?seen={fingerprint}\" defer></script>"
            );
            let rest = after.unwrap_or_default();
            let kept = &before[..before.len() - rest.len()];
            assert_eq!(String::from_utf8_lossy(&page), format!("{kept}{tag}{rest}"));
        }
    }
}
