//! The nearest known word: "did you mean …" for keys, types, addresses and templates.
//!
//! Words are compared without tones and case, because the commonest slip in Vietnamese is a missing
//! mark. The distance counts letters added, dropped, replaced, or swapped with their neighbour.
//!
//! **Invariant.** The answer does not depend on the order of the candidates. Candidates of another
//! length or with other letters are turned down before they are measured, so asking among all
//! addresses of a large portal stays a matter of milliseconds.

use super::fold;

/// Finds the candidate nearest to what was wanted, or none when all are more than about a third
/// away.
///
/// ```
/// # use niemyet::vietnamese::nearest::nearest;
/// assert_eq!(nearest("ngay_ban_hnah", ["ngay_ban_hanh", "nguoi_ky"]), Some("ngay_ban_hanh"));
/// ```
pub fn nearest<'a>(wanted: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let goal: Vec<char> = fold::plain(wanted).chars().collect();
    let goal_bag = letter_counts(&goal);
    let mut ruler = EditDistance::default();
    let mut folded = String::new();
    let mut letters: Vec<char> = Vec::new();
    let mut best: Option<(usize, &str)> = None;
    for candidate in among {
        let limit = best.map_or_else(|| max_distance(goal.len()), |(distance, _)| distance);
        folded.clear();
        fold::plain_into(candidate, &mut folded);
        letters.clear();
        letters.extend(folded.chars());
        if distance_lower_bound(&goal_bag, &letter_counts(&letters)) > limit {
            continue;
        }
        let (goal, letters) = strip_common_ends(&goal, &letters);
        let Some(distance) = ruler.distance(goal, letters, limit) else {
            continue;
        };
        if best.is_none_or(|held| (distance, candidate) < held) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How often each letter occurs in a word, letters that are 32 apart counted as one.
type LetterCounts = [u16; 32];

/// Counts the letters of a word.
fn letter_counts(letters: &[char]) -> LetterCounts {
    let mut bag = [0_u16; 32];
    for &letter in letters {
        let count = &mut bag[letter as usize % bag.len()];
        *count = count.saturating_add(1);
    }
    bag
}

/// Gives a distance that two words can not fall below: each letter too many or too few costs a
/// step.
fn distance_lower_bound(one: &LetterCounts, other: &LetterCounts) -> usize {
    let more = |a: &LetterCounts, b: &LetterCounts| -> usize {
        a.iter().zip(b).map(|(a, b)| usize::from(a.saturating_sub(*b))).sum()
    };
    more(one, other).max(more(other, one))
}

/// Gives the greatest distance at which a word of a length still counts as a slip.
fn max_distance(length: usize) -> usize {
    match length {
        0..=3 => 1,
        4..=6 => 2,
        _ => length / 3,
    }
}

/// Cuts off what two words begin and end with alike, which adds nothing to their distance.
fn strip_common_ends<'w>(one: &'w [char], other: &'w [char]) -> (&'w [char], &'w [char]) {
    let head = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[head..], &other[head..]);
    let tail = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    (&one[..one.len() - tail], &other[..other.len() - tail])
}

/// The three rows of the table of distances, kept between words.
#[derive(Default)]
struct EditDistance {
    two_rows_up: Vec<usize>,
    previous_row: Vec<usize>,
    current_row: Vec<usize>,
}

impl EditDistance {
    /// Measures the distance of two words, or gives up as soon as it must exceed the limit.
    fn distance(&mut self, one: &[char], other: &[char], limit: usize) -> Option<usize> {
        self.previous_row.clear();
        self.previous_row.extend(0..=other.len());
        self.two_rows_up.clone_from(&self.previous_row);
        for at in 1..=one.len() {
            self.current_row.clear();
            self.current_row.push(at);
            for to in 1..=other.len() {
                let cost = self.cell_distance(one, other, at, to);
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

    /// Computes one cell from its neighbours; the row so far ends just left of it.
    fn cell_distance(&self, one: &[char], other: &[char], at: usize, to: usize) -> usize {
        let same = one[at - 1] == other[to - 1];
        let replaced = self.previous_row[to - 1] + usize::from(!same);
        let moved = replaced.min(self.previous_row[to] + 1).min(self.current_row[to - 1] + 1);
        let swapped =
            at > 1 && to > 1 && one[at - 1] == other[to - 2] && one[at - 2] == other[to - 1];
        if swapped { moved.min(self.two_rows_up[to - 2] + 1) } else { moved }
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
    fn slips_find_what_was_meant() {
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
        for (wanted, found) in table {
            assert_eq!(nearest(wanted, KEYS), found, "{wanted}");
        }
        assert_eq!(nearest("a", []), None);
    }

    #[test]
    fn the_order_of_the_candidates_does_not_count() {
        assert_eq!(nearest("bac", ["bao", "bab"]), Some("bab"));
        assert_eq!(nearest("bac", ["bab", "bao"]), Some("bab"));
        let backwards = KEYS.iter().rev().copied();
        assert_eq!(nearest("nguoi_dag", KEYS), nearest("nguoi_dag", backwards));
    }

    #[test]
    fn twenty_thousand_addresses_are_read() {
        let all: Vec<String> = (0..20_000).map(|n| format!("/van-ban/2014/{n}-bc-ldld/")).collect();
        let found = nearest("/van-ban/2014/8500-bc-lldd/", all.iter().map(String::as_str));
        assert_eq!(found, Some("/van-ban/2014/8500-bc-ldld/"));
    }
}
