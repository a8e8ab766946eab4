//! A seeded random number generator for the property tests of entries and of the modules above them.
//!
//! Every run of a test sees the same sequence.

/// A linear congruential generator (Knuth's constants).
pub(crate) struct SeededRng(pub(crate) u64);

impl SeededRng {
    /// Returns the next number, from 0 up to but not including `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % bound
    }
}
