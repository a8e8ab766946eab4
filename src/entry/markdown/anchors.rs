//! The ids that are given away: each once.
//!
//! An id is the one asked for or else made of the text, always as a slug. What is asked for, and
//! for which block, is told in [`super::provision`].
//!
//! **Invariant.** No two ids of a body are equal, and none is like that of a footnote (`ct-1`).

use std::collections::HashMap;

use crate::vietnamese::slug::slug;

/// The id of a heading of which no letter can stand in an id.
const FALLBACK_ID: &str = "muc";

/// The ids that a body has given away.
#[derive(Default)]
pub(super) struct AnchorAllocator {
    /// For each id, how often it was asked for.
    counts: HashMap<String, usize>,
}

impl AnchorAllocator {
    /// Tells whether something of what stands in braces can be an id.
    pub(super) fn is_usable(explicit: Option<&str>) -> bool {
        explicit.is_some_and(|id| !slug(id).is_empty())
    }

    /// Tells whether an id is given away.
    pub(super) fn contains(&self, id: &str) -> bool {
        self.counts.contains_key(id)
    }

    /// Gives an id to a block: `explicit` if there is one, else made of its `text`; a second
    /// one of that name gets `-2`, the next `-3`.
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

    /// Gives an id that is a slug already, or the next free one of that name.
    pub(super) fn allocate_slug(&mut self, base: String) -> String {
        let mut count = self.counts.get(&base).map_or(1, |count| count + 1);
        let mut id = numbered(&base, count);
        // A heading may be called what the numbering of another would give.
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
    fn ids_are_slugs_and_never_meet() {
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
