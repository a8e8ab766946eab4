//! Makes inputs by changing known ones: bytes, ranges, words of the format, and parts of other inputs.

/// The greatest size of an input.
pub const MAX_BYTES: usize = 64 * 1024;

/// Bytes with a meaning in most formats.
const SYNTAX: &[u8] = b"\0\t\n \"'#&*-:<>[]{|}";

/// The greatest number of inputs kept besides the seeds.
const MAX_KEPT: usize = 4096;

/// A linear congruential generator (Knuth's MMIX): a seed gives the same inputs on every machine.
pub struct Rng(u64);

impl Rng {
    /// A number less than `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }

    fn range(&mut self, length: usize, longest: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..(start + self.below(longest)).min(length)
    }
}

pub struct Mutator {
    rng: Rng,
    words: &'static [&'static str],
    known: Vec<Vec<u8>>,
    seeds: usize,
    /// The seeds that were not yet given unchanged.
    untried: usize,
}

impl Mutator {
    pub fn new(seed: u64, words: &'static [&'static str], mut seeds: Vec<Vec<u8>>) -> Self {
        seeds.iter_mut().for_each(|seed| seed.truncate(MAX_BYTES));
        let count = seeds.len();
        Self { rng: Rng(seed), words, known: seeds, seeds: count, untried: count }
    }

    /// Keeps an input for further changes, in place of an older one if there are many.
    pub fn keep(&mut self, input: Vec<u8>) {
        if self.known.len() < self.seeds + MAX_KEPT {
            self.known.push(input);
        } else {
            let at = self.seeds + self.rng.below(MAX_KEPT);
            self.known[at] = input;
        }
    }

    pub fn next_input(&mut self) -> Vec<u8> {
        if self.untried > 0 {
            self.untried -= 1;
            return self.known[self.untried].clone();
        }
        let mut input = self.known[self.rng.below(self.known.len())].clone();
        for _ in 0..=self.rng.below(6) {
            self.change(&mut input);
        }
        input.truncate(MAX_BYTES);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let rng = &mut self.rng;
        let at = rng.below(input.len() + 1);
        match rng.below(9) {
            0 if at < input.len() => input[at] = rng.below(256) as u8,
            1 if at < input.len() => input[at] ^= 1 << rng.below(8),
            2 => {
                let range = rng.range(input.len(), 40);
                input.drain(range);
            }
            3 => {
                let copied = input[rng.range(input.len(), 60)].to_vec();
                input.splice(at..at, copied);
            }
            4 => {
                let other = &self.known[rng.below(self.known.len())];
                let part = other[rng.range(other.len(), 200)].to_vec();
                input.splice(at..at, part);
            }
            5 if !self.words.is_empty() => {
                // Repeated words make nesting.
                let times = if rng.below(10) == 0 { rng.below(2000) } else { 1 };
                let word = self.words[rng.below(self.words.len())];
                input.splice(at..at, word.repeat(times).into_bytes());
            }
            6 => input.truncate(at),
            7 => input.insert(at, SYNTAX[rng.below(SYNTAX.len())]),
            _ if !self.words.is_empty() => {
                let word = self.words[rng.below(self.words.len())];
                let range = at..(at + rng.below(20)).min(input.len());
                input.splice(range, word.bytes());
            }
            _ => {}
        }
    }
}
