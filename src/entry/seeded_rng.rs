//! The dice of the property tests of entries and of what is made of them.
//!
//! Bodies and texts are put together by chance, and every run sees the same.

/// A linear congruential generator (Knuth's constants).
pub(crate) struct SeededRng(pub(crate) u64);

impl SeededRng {
    /// Rolls a die with so many sides, from 0.
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % sides
    }
}
