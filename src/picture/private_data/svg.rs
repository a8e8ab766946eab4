//! The parts of an SVG drawing that are published: all but the metadata that drawing programs add, and the attributes
//! in which they note the paths of files on the author's computer.
//!
//! It is read as far as needed to tell tags from comments and from character data, which are kept.

use std::ops::Range;

use super::public_parts::PublicParts;

/// The attributes of Inkscape and Sodipodi that contain paths.
const PRIVATE_ATTRIBUTES: [&[u8]; 4] =
    [b"sodipodi:docname", b"sodipodi:docbase", b"sodipodi:absref", b"inkscape:export-filename"];

/// How much of a file is searched for the root element.
const MAX_HEAD_BYTES: usize = 4096;

/// Returns whether a file is an SVG drawing.
pub(super) fn is_svg(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(MAX_HEAD_BYTES)];
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    text.starts_with(b"<") && find(head, 0, b"<svg").is_some()
}

pub(super) fn svg(bytes: &[u8]) -> PublicParts {
    let mut parts = PublicParts::default();
    let (mut kept, mut at) = (0, 0);
    while let Some(start) = find(bytes, at, b"<") {
        let rest = &bytes[start..];
        at = if rest.starts_with(b"<!--") {
            end_of(bytes, start, b"-->")
        } else if rest.starts_with(b"<![CDATA[") {
            end_of(bytes, start, b"]]>")
        } else {
            let (end, mut removed) = read_tag(bytes, start);
            let is_metadata = rest.strip_prefix(b"<metadata").is_some_and(|after| {
                after.first().is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'>')
            });
            let has_content = is_metadata && !bytes[..end].ends_with(b"/>");
            let mut after = end;
            if has_content {
                after = end_of(bytes, end_of(bytes, end, b"</metadata"), b">");
                removed.clear();
                removed.push(start..after);
            }
            for range in removed {
                parts.keep(kept..range.start);
                kept = range.end;
            }
            after
        };
    }
    parts.keep(kept..bytes.len());
    parts
}

/// Returns the end of the tag that begins at `start`, and the places of its private attributes.
fn read_tag(bytes: &[u8], start: usize) -> (usize, Vec<Range<usize>>) {
    let mut private = Vec::new();
    // Where an attribute begins, with and without the space before it.
    let (mut attribute, mut name, mut at) = (start, start, start + 1);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return (at + 1, private),
            b'"' | b'\'' => {
                let end = end_of(bytes, at + 1, &[*byte]);
                let written = bytes[name..at].trim_ascii_end();
                let written = written.strip_suffix(b"=").unwrap_or(written).trim_ascii_end();
                if PRIVATE_ATTRIBUTES.contains(&written) {
                    private.push(attribute..end);
                }
                (attribute, name, at) = (end, end, end);
            }
            byte if byte.is_ascii_whitespace() => {
                let space = bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace());
                let end = at + space.count();
                if !(bytes[at - 1] == b'=' || bytes.get(end) == Some(&b'=')) {
                    (attribute, name) = (at, end);
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    (bytes.len(), private)
}

/// Returns where a mark first ends after a place; the end of the file if it is missing.
fn end_of(bytes: &[u8], from: usize, mark: &[u8]) -> usize {
    find(bytes, from, mark).map_or(bytes.len(), |at| at + mark.len())
}

fn find(bytes: &[u8], from: usize, mark: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    memchr::memmem::find(rest, mark).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::super::{PrivateData, remove_private_data};

    #[test]
    fn metadata_and_paths_are_removed_and_the_drawing_stays() {
        let drawn = "<?xml version=\"1.0\"?>\n<!-- <metadata>a</metadata> --><svg a='>' b = \"1\">\
                     <metadata/><style><![CDATA[<metadata>b</metadata>]]></style><g id=\"x\"/></svg>";
        let mut bytes = drawn.as_bytes().to_vec();
        assert_eq!(remove_private_data(&mut bytes), PrivateData::None);
        let private = drawn
            .replace(
                "<style>",
                "<metadata\n id=\"m\"><dc:creator>A</dc:creator></metadata ><style>",
            )
            .replace(" b =", "\n sodipodi:docname=\"C:/a/b.svg\" b =")
            .replace("/></svg>", " inkscape:export-filename = 'C:\\a'/></svg>");
        let mut bytes = private.into_bytes();
        assert_eq!(remove_private_data(&mut bytes), PrivateData::Removed);
        assert_eq!(String::from_utf8_lossy(&bytes), drawn);
    }

    #[test]
    fn a_drawing_that_is_cut_off_is_no_reason_to_panic() {
        let whole = b"<svg a=\"x\" sodipodi:docname='y'><metadata>z</metadata><!-- c --></svg>";
        for end in 0..whole.len() {
            remove_private_data(&mut whole[..end].to_vec());
        }
    }
}
