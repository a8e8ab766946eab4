//! Nearest known word, for "did you mean …" on keys, types, addresses and templates.
//!
//! Words are compared without tones and case, because the most common typing mistake in Vietnamese is
//! a missing diacritic. The distance is the optimal string alignment distance: letters inserted,
//! deleted, replaced, or swapped with their neighbour.
//!
//! **Invariant.** The result does not depend on the order of the candidates. A lower bound from
//! letter counts rejects most candidates before their distance is computed, so a search among all
//! addresses of a large portal takes milliseconds.

use super::fold;

/// Returns the candidate nearest to `wanted`, or `None` if all differ in more than about a third of
/// its letters.
///
/// ```
/// # use niemyet::vietnamese::nearest::nearest;
/// assert_eq!(nearest("ngay_ban_hnah", ["ngay_ban_hanh", "nguoi_ky"]), Some("ngay_ban_hanh"));
/// ```
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted_letters: Vec<char> = fold::plain(wanted).chars().collect();
    let wanted_counts = letter_counts(&wanted_letters);
    let mut edit_distance = EditDistance::default();
    let mut folded = String::new();
    let mut letters: Vec<char> = Vec::new();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let limit =
            best.map_or_else(|| max_distance(wanted_letters.len()), |(distance, _)| distance);
        folded.clear();
        fold::plain_into(candidate, &mut folded);
        letters.clear();
        letters.extend(folded.chars());
        if distance_lower_bound(&wanted_counts, &letter_counts(&letters)) > limit {
            continue;
        }
        let (wanted_rest, rest) = strip_common_ends(&wanted_letters, &letters);
        let Some(distance) = edit_distance.distance(wanted_rest, rest, limit) else {
            continue;
        };
        if best.is_none_or(|current| (distance, candidate) < current) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The number of occurrences of each letter in a word; letters are counted modulo 32.
type LetterCounts = [u16; 32];

/// Counts the letters of a word.
fn letter_counts(letters: &[char]) -> LetterCounts {
    let mut counts = [0_u16; 32];
    for &letter in letters {
        let count = &mut counts[letter as usize % counts.len()];
        *count = count.saturating_add(1);
    }
    counts
}

/// Returns a lower bound of the distance of two words: every surplus or missing letter costs an edit.
fn distance_lower_bound(one: &LetterCounts, other: &LetterCounts) -> usize {
    let surplus = |a: &LetterCounts, b: &LetterCounts| -> usize {
        a.iter().zip(b).map(|(a, b)| usize::from(a.saturating_sub(*b))).sum()
    };
    surplus(one, other).max(surplus(other, one))
}

/// Returns the greatest distance at which a word of this length still counts as a misspelling.
fn max_distance(length: usize) -> usize {
    match length {
        0..=3 => 1,
        4..=6 => 2,
        _ => length / 3,
    }
}

/// Strips the common prefix and suffix of two words, which do not affect their distance.
fn strip_common_ends<'w>(one: &'w [char], other: &'w [char]) -> (&'w [char], &'w [char]) {
    let prefix_len = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[prefix_len..], &other[prefix_len..]);
    let suffix_len = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    (&one[..one.len() - suffix_len], &other[..other.len() - suffix_len])
}

/// The last three rows of the distance matrix; the buffers are reused between words.
#[derive(Default)]
struct EditDistance {
    two_rows_up: Vec<usize>,
    previous_row: Vec<usize>,
    current_row: Vec<usize>,
}

impl EditDistance {
    /// Returns the distance of two words, or `None` as soon as it must exceed the limit.
    fn distance(&mut self, one: &[char], other: &[char], limit: usize) -> Option<usize> {
        self.previous_row.clear();
        self.previous_row.extend(0..=other.len());
        self.two_rows_up.clone_from(&self.previous_row);
        for row in 1..=one.len() {
            self.current_row.clear();
            self.current_row.push(row);
            for column in 1..=other.len() {
                let cost = self.cell_distance(one, other, row, column);
                self.current_row.push(cost);
            }
            if self.current_row.iter().min().is_none_or(|&least| least > limit) {
                return None;
            }
            std::mem::swap(&mut self.two_rows_up, &mut self.previous_row);
            std::mem::swap(&mut self.previous_row, &mut self.current_row);
        }
        self.previous_row.last().copied().filter(|&distance| distance <= limit)
    }

    /// Computes one cell from its neighbours; the current row ends just left of it.
    fn cell_distance(&self, one: &[char], other: &[char], row: usize, column: usize) -> usize {
        let equal = one[row - 1] == other[column - 1];
        let substituted = self.previous_row[column - 1] + usize::from(!equal);
        let without_swap =
            substituted.min(self.previous_row[column] + 1).min(self.current_row[column - 1] + 1);
        let swapped = row > 1
            && column > 1
            && one[row - 1] == other[column - 2]
            && one[row - 2] == other[column - 1];
        if swapped { without_swap.min(self.two_rows_up[column - 2] + 1) } else { without_swap }
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const KEYS: [&str; 8] = [
        "tieu_de",
        "so_hieu",
        "the_loai",
        "ngay_ban_hanh",
        "ngay_dang",
        "nguoi_ky",
        "nguoi_dang",
        "trich_yeu",
    ];

    #[test]
    fn misspellings_find_the_intended_word() {
        let table = [
            ("tieu_dee", Some("tieu_de")),
            ("teiu_de", Some("tieu_de")),
            ("Số_hiệu", Some("so_hieu")),
            ("số hiêu", Some("so_hieu")),
            ("ngay_ban_hnah", Some("ngay_ban_hanh")),
            ("ngay_dan", Some("ngay_dang")),
            ("trich_yu", Some("trich_yeu")),
            ("zzz", None),
            ("mot_khoa_khac_han", None),
            ("", None),
        ];
        for (wanted, expected) in table {
            assert_eq!(nearest(wanted, KEYS), expected, "{wanted}");
        }
        assert_eq!(nearest("a", []), None);
    }

    #[test]
    fn the_order_of_the_candidates_does_not_matter() {
        assert_eq!(nearest("bac", ["bao", "bab"]), Some("bab"));
        assert_eq!(nearest("bac", ["bab", "bao"]), Some("bab"));
        let backwards = KEYS.iter().rev().copied();
        assert_eq!(nearest("nguoi_dag", KEYS), nearest("nguoi_dag", backwards));
    }

    #[test]
    fn the_nearest_of_twenty_thousand_addresses_is_found() {
        let all: Vec<String> = (0..20_000).map(|n| format!("/van-ban/2014/{n}-bc-ldld/")).collect();
        let found = nearest("/van-ban/2014/8500-bc-lldd/", all.iter().map(String::as_str));
        assert_eq!(found, Some("/van-ban/2014/8500-bc-ldld/"));
    }
}
