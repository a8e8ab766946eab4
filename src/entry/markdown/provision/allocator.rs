//! Allocates the ids of a body, each at most once.
//!
//! An id is the explicit one or else derived from the text, always as a slug. Which blocks get
//! which explicit id is decided in [`super::ids`].
//!
//! **Invariant.** No two ids of a body are equal, and none looks like that of a footnote (`ct-1`).

use std::collections::HashMap;

use crate::vietnamese::slug::slug;

/// The id of a heading whose text has no character for a slug.
const FALLBACK_ID: &str = "muc";

/// The ids allocated in a body.
#[derive(Default)]
pub(super) struct AnchorAllocator {
    /// For each id, the highest number allocated for it (`-2`, `-3`), from 1.
    counts: HashMap<String, usize>,
}

impl AnchorAllocator {
    /// Returns whether an explicit id (`{#id}`) yields a slug.
    pub(super) fn is_usable(explicit: Option<&str>) -> bool {
        explicit.is_some_and(|id| !slug(id).is_empty())
    }

    /// Returns whether an id is allocated.
    pub(super) fn contains(&self, id: &str) -> bool {
        self.counts.contains_key(id)
    }

    /// Allocates the id of a block: from `explicit` if there is one, else from its `text`. The
    /// second block with the same slug gets the suffix `-2`, the next `-3`.
    pub(super) fn allocate(&mut self, explicit: Option<&str>, text: &str) -> String {
        let mut base = slug(explicit.filter(|id| !slug(id).is_empty()).unwrap_or(text));
        if base.is_empty() {
            base.push_str(FALLBACK_ID);
        }
        if is_like_footnote_id(&base) {
            base.insert_str(0, "muc-");
        }
        self.allocate_slug(base)
    }

    /// Allocates an id that is already a slug, with the next free suffix if it is taken.
    pub(super) fn allocate_slug(&mut self, base: String) -> String {
        let mut count = self.counts.get(&base).map_or(1, |count| count + 1);
        let mut id = numbered(&base, count);
        // The text of a heading may equal the numbered id of another.
        while self.counts.contains_key(&id) {
            count += 1;
            id = numbered(&base, count);
        }
        self.counts.insert(base, count);
        self.counts.entry(id.clone()).or_insert(1);
        id
    }
}

fn numbered(base: &str, count: usize) -> String {
    match count {
        1 => base.to_owned(),
        _ if base == "ct" => format!("muc-{base}-{count}"),
        _ => format!("{base}-{count}"),
    }
}

fn is_like_footnote_id(id: &str) -> bool {
    id.strip_prefix("ct-").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::AnchorAllocator;

    #[test]
    fn ids_are_slugs_and_unique() {
        let mut anchors = AnchorAllocator::default();
        let cases = [
            (None, "Phần thứ nhất", "phan-thu-nhat"),
            (None, "Phần thứ nhất", "phan-thu-nhat-2"),
            (None, "Phần thứ nhất 3", "phan-thu-nhat-3"),
            (None, "Phần thứ nhất", "phan-thu-nhat-4"),
            (Some("Kết-luận"), "x", "ket-luan"),
            (Some("!"), "Đề nghị", "de-nghi"),
            (None, "***", "muc"),
            (None, "", "muc-2"),
            (None, "CT 1", "muc-ct-1"),
            (None, "CT", "ct"),
            (None, "CT", "muc-ct-2"),
            (None, "CT", "muc-ct-3"),
        ];
        for (explicit, text, expected) in cases {
            assert_eq!(anchors.allocate(explicit, text), expected, "{text}");
        }
    }
}
