//! Random numbers for tests.
//!
//! **Invariant.** A seed gives the same numbers on every machine.

/// A linear congruential generator (Knuth's MMIX).
pub(crate) struct TestRng(pub(crate) u64);

impl TestRng {
    /// A number less than `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % bound
    }

    /// One of some values.
    pub(crate) fn pick<'a>(&mut self, values: &[&'a str]) -> &'a str {
        values[self.below(values.len())]
    }

    /// One of some values in one of ten calls, otherwise an empty string.
    pub(crate) fn pick_rarely<'a>(&mut self, values: &[&'a str]) -> &'a str {
        if self.below(10) == 0 { self.pick(values) } else { "" }
    }
}
