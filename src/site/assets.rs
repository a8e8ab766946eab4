//! The addresses of the files of a theme. Each contains a digest of the published content
//! (`/tai-nguyen/portal.3f9a0c1d2e.css`), so that browsers keep a file for ever and never show an old one.
//!
//! **Invariant.** Nothing else has an address below [`ASSETS_ADDRESS`].

use std::ops::Range;

use memchr::memmem;

use crate::source::DIGEST_IN_NAME_DIGITS;
use crate::source::path_parts::without_extension;

/// The folder of the files of the theme.
pub const ASSETS_ADDRESS: &str = "/tai-nguyen/";

/// Returns the address of a file of the theme by its name and the digest of its content.
pub fn asset_address(name: &str, digest: &str) -> String {
    let (stem, extension) = name.split_at(without_extension(name).len());
    format!("{ASSETS_ADDRESS}{stem}.{digest}{extension}")
}

/// Returns where the addresses of style sheets in a page have their digests.
pub fn sheet_digests(page: &[u8]) -> impl Iterator<Item = Range<usize>> {
    memmem::find_iter(page, ASSETS_ADDRESS).filter_map(|start| {
        let length = page[start..].iter().position(|byte| b"\"'>".contains(byte))?;
        let before_extension = page[start..start + length].strip_suffix(b".css")?;
        let stem = before_extension.len().checked_sub(DIGEST_IN_NAME_DIGITS)?;
        let digest = &before_extension[stem..];
        let is_digest = digest.iter().all(u8::is_ascii_hexdigit);
        is_digest.then_some(start + stem..start + before_extension.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_stands_before_the_extension() {
        for (name, expected) in [
            ("portal.css", "/tai-nguyen/portal.0123456789.css"),
            ("phong/chu.v2.woff2", "/tai-nguyen/phong/chu.v2.0123456789.woff2"),
            ("v1.2/GIAY-PHEP", "/tai-nguyen/v1.2/GIAY-PHEP.0123456789"),
        ] {
            assert_eq!(asset_address(name, "0123456789"), expected);
        }
    }

    #[test]
    fn only_digests_of_style_sheets_are_found() {
        let page = "<link href=\"/doan/tai-nguyen/a.0123456789.css\"><script src=\"/tai-nguyen/b.0123456789.js\">\
                    <link href='/tai-nguyen/c.css'> /tai-nguyen/";
        let found: Vec<&str> = sheet_digests(page.as_bytes()).map(|range| &page[range]).collect();
        assert_eq!(found, ["0123456789"]);
    }
}
