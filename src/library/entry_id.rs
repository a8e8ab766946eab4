//! The ids of entries, and the numbers that compare them by the listing order.
//!
//! An [`EntryId`] stays valid as long as its source file has an entry, so indexes can hold ids while other entries are
//! added and removed. `arena` assigns ids and ranks.

/// Identifies an entry of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct EntryId(pub(super) u32);

impl EntryId {
    /// The id of the entry with an index in the arena.
    pub(super) fn new(index: usize) -> Self {
        Self(u32::try_from(index).expect("a portal has far fewer than 2^31 files"))
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The ranks of all entries, by id.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranks<'a>(pub(super) &'a [u64]);

impl Ranks<'_> {
    /// Returns the rank of an entry in the listing order.
    pub(super) fn of(self, id: EntryId) -> u64 {
        self.0[id.index()]
    }
}
