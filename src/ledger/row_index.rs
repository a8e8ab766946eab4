//! The index of rows: where the row of a path is, found by the hash of the path.
//!
//! Rows of fixed width, sorted by hash; of several rows for one path the last one counts. In a portal of 100,000 files
//! two of them have the same hash with probability 2⁻¹⁴. Then one of them has the row of the other, which is compared
//! with the current state like any other row, and so read or made again by each build.

use crate::source::fingerprint;

/// The size of the hash of a path.
pub(super) const HASH_LEN: usize = 6;

/// Returns the hash of a path, of 48 bits.
pub(super) fn path_hash(path: &str) -> u64 {
    fingerprint(path) >> (64 - 8 * HASH_LEN)
}

/// The hashes of some paths.
#[derive(Debug, Default)]
pub struct PathSet(Vec<u64>);

impl<'p> FromIterator<&'p str> for PathSet {
    fn from_iter<I: IntoIterator<Item = &'p str>>(paths: I) -> Self {
        let mut hashes: Vec<u64> = paths.into_iter().map(path_hash).collect();
        hashes.sort_unstable();
        Self(hashes)
    }
}

impl PathSet {
    pub(super) fn contains(&self, hash: u64) -> bool {
        self.0.binary_search(&hash).is_ok()
    }
}

/// A row: its part and its position in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowPlace {
    pub(super) part: u32,
    pub(super) ordinal: u32,
}

/// The rows of one kind.
#[derive(Debug, Default)]
pub(super) struct RowIndex(Vec<(u64, RowPlace)>);

impl RowIndex {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the row of a path.
    pub(super) fn find(&self, hash: u64) -> Option<RowPlace> {
        let at = self.0.binary_search_by_key(&hash, |(hash, _)| *hash).ok()?;
        Some(self.0[at].1)
    }

    /// Returns the rows of the paths whose hash begins with these 24 bits.
    pub(super) fn find_by_prefix(&self, prefix: u32) -> impl Iterator<Item = RowPlace> {
        let prefix_of = |hash: u64| (hash >> 24) as u32;
        let first = self.0.partition_point(|(hash, _)| prefix_of(*hash) < prefix);
        let rows = self.0[first..].iter().take_while(move |(hash, _)| prefix_of(*hash) == prefix);
        rows.map(|(_, place)| *place)
    }

    /// Adds rows, which replace earlier ones of the same paths.
    pub(super) fn extend(&mut self, rows: impl Iterator<Item = (u64, RowPlace)>) {
        self.0.extend(rows);
        // Stable, so that the last row of a path is the last one of its hash.
        self.0.sort_by_key(|(hash, _)| *hash);
        let mut rows = std::mem::take(&mut self.0);
        rows.reverse();
        rows.dedup_by_key(|(hash, _)| *hash);
        rows.reverse();
        self.0 = rows;
    }

    /// Drops the rows of other paths; returns whether there were any.
    pub(super) fn retain(&mut self, paths: &PathSet) -> bool {
        let before = self.len();
        self.0.retain(|(hash, _)| paths.contains(*hash));
        self.len() < before
    }

    /// Lists the rows in the order in which they were written.
    pub(super) fn in_file_order(&self) -> Vec<(RowPlace, u64)> {
        let mut rows: Vec<_> = self.0.iter().map(|(hash, place)| (*place, *hash)).collect();
        rows.sort_unstable();
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_row_of_a_path_counts() {
        let place = |part| RowPlace { part, ordinal: 0 };
        let mut index = RowIndex::default();
        index.extend([(2, place(0)), (1, place(1)), (2, place(2))].into_iter());
        index.extend([(1, place(3)), (1 << 24, place(4))].into_iter());
        assert_eq!([1, 2, 3].map(|hash| index.find(hash)), [Some(place(3)), Some(place(2)), None]);
        let in_file_order = [(place(2), 2), (place(3), 1), (place(4), 1 << 24)];
        assert_eq!(index.in_file_order(), in_file_order);
        assert_eq!(index.find_by_prefix(0).collect::<Vec<_>>(), [place(3), place(2)]);
        assert_eq!(index.find_by_prefix(1).collect::<Vec<_>>(), [place(4)]);
    }
}
