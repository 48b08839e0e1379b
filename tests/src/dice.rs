//! Randomness that can be had again: the seed is printed, and `ADFORGE_TEST_SEED` sets it.

use rand::{RngExt, SeedableRng, rngs::StdRng};

/// Dice with a seed.
pub struct Dice(StdRng);

impl Dice {
    /// Dice for a test, whose name is printed with the seed.
    #[allow(clippy::disallowed_methods, reason = "a failed run has to be repeatable from the outside")]
    pub fn thrown(test: &str) -> Self {
        let given = std::env::var("ADFORGE_TEST_SEED").ok();
        let seed = given.map_or_else(rand::random, |seed| seed.parse().expect("ADFORGE_TEST_SEED is a number"));
        println!("{test}: ADFORGE_TEST_SEED={seed}");
        Self(StdRng::seed_from_u64(seed))
    }

    /// Dice with this seed.
    pub fn of(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// Dice for somebody else, which fall as these say.
    pub fn split(&mut self) -> Self {
        Self::of(self.0.random_range(0..u64::MAX))
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0.random_range(0..end)
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.0.random_range(0..from.len());
        &from[at]
    }
}
