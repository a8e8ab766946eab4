//! Rows: how one record is encoded.
//!
//! Nearly every string of a record contains the path of its own file: the source, the address, the keys of its queries,
//! the links to its attachments. The stem of that path is written once, and only its positions elsewhere.
//!
//! **Invariant.** Any bytes decode to a record or to `None`, in memory that is limited.

use memchr::memmem;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::source::path_parts::without_extension;

/// A shorter stem takes more room as a position than as itself.
const MIN_STEM_LEN: usize = 6;

/// The largest decoded row, in bytes; anything larger is not written by a build.
const MAX_DECODED_LEN: usize = 64 * 1024 * 1024;

/// Encodes a record about the file at `path`.
pub(super) fn encode(path: &str, record: &impl Serialize) -> Vec<u8> {
    let bytes = to_bytes(record);
    let stem = Some(stem(path)).filter(|stem| stem.len() >= MIN_STEM_LEN).unwrap_or_default();
    let (mut gaps, mut rest, mut start) = (Vec::new(), Vec::with_capacity(bytes.len()), 0);
    if !stem.is_empty() {
        for at in memmem::find_iter(&bytes, stem) {
            gaps.push(at - start);
            rest.extend(&bytes[start..at]);
            start = at + stem.len();
        }
    }
    rest.extend(&bytes[start..]);
    let mut row = to_bytes(&(stem, gaps));
    row.append(&mut rest);
    row
}

/// Decodes a record; `None` if it is invalid.
pub(super) fn decode<T: DeserializeOwned>(row: &[u8]) -> Option<T> {
    let bytes = unfold(row)?;
    let (record, remaining) = postcard::take_from_bytes(&bytes).ok()?;
    remaining.is_empty().then_some(record)
}

/// Puts the stem back where it was left out.
pub(super) fn unfold(row: &[u8]) -> Option<Vec<u8>> {
    let ((stem, gaps), mut rest): ((&str, Vec<usize>), &[u8]) =
        postcard::take_from_bytes(row).ok()?;
    let length = stem.len().checked_mul(gaps.len())?.checked_add(rest.len())?;
    if length > MAX_DECODED_LEN {
        return None;
    }
    let mut bytes = Vec::with_capacity(length);
    for gap in gaps {
        let (before, after) = rest.split_at_checked(gap)?;
        bytes.extend(before);
        bytes.extend(stem.as_bytes());
        rest = after;
    }
    bytes.extend(rest);
    Some(bytes)
}

/// Returns what the path of a content file and those of its pages have in common.
fn stem(path: &str) -> &str {
    let stem = without_extension(path.strip_prefix("content/").unwrap_or(path));
    stem.strip_suffix("/index").unwrap_or(stem)
}

fn to_bytes(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("serializing plain data to a vector cannot fail")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stem_of_the_own_path_is_written_once() {
        let path = "content/van-ban/2020/quyet-dinh-01/index.md";
        let record = ["van-ban/2020/quyet-dinh-01/index.html", path, "/van-ban/2020/", ""];
        let record: Vec<String> = record.map(str::to_owned).to_vec();
        let row = encode(path, &record);
        assert_eq!(memmem::find_iter(&row, "quyet-dinh-01").count(), 1);
        assert_eq!(decode::<Vec<String>>(&row), Some(record));
    }

    #[test]
    fn any_stem_and_any_record_are_read_back() {
        for path in ["", "a", "content/.md", "aaaaaaa.md", "content/aaaaaa/index.md"] {
            for record in ["", "a", "aaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaabaaaaaa"] {
                assert_eq!(decode::<String>(&encode(path, &record)).as_deref(), Some(record));
            }
        }
    }

    #[test]
    fn a_truncated_row_is_invalid() {
        let row = encode("content/van-ban/a.md", &("van-ban/a", 7_u64));
        assert!((0..row.len()).all(|end| decode::<(String, u64)>(&row[..end]).is_none()));
    }
}
