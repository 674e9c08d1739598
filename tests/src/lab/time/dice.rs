//! Dice for millions of schedules: quick, and the same for the same seed and case. What they throw lies about the edges of
//! the rules more often than chance would have it.

use exam::ledger::{JUMP_MS, STALL_MS};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::world::World;

pub(super) const SECOND: u64 = 1_000;
pub(super) const MINUTE: u64 = 60 * SECOND;
/// Clocks are set by up to so much, either way.
pub(super) const TEN_YEARS: u64 = 10 * 366 * 24 * 60 * MINUTE;

pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn of(seed: u64, case: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&case.to_le_bytes());
        Self(ChaCha8Rng::from_seed(bytes))
    }

    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0.next_u64() % bound.max(1)
    }

    /// Two milliseconds around an edge.
    fn about(&mut self, edge: u64) -> u64 {
        (edge + self.below(5)).saturating_sub(2)
    }

    /// A length of time.
    pub(super) fn span(&mut self, world: &World) -> u64 {
        let (then, rules) = (&world.reference, world.reference.rules);
        match self.below(10) {
            0 => self.below(3 * SECOND),
            1 => self.below(10 * SECOND),
            2 => self.about(STALL_MS),
            3 => self.about(rules.each),
            4 => self.about(rules.total.saturating_sub(then.outage - then.excused)),
            5 => self.about(then.until_due().unwrap_or(0)),
            6 | 7 => self.below(20 * MINUTE),
            8 => self.below(5 * 60 * MINUTE),
            _ => self.below(TEN_YEARS),
        }
    }

    /// What a clock is set by.
    pub(super) fn jump(&mut self) -> i64 {
        let by = match self.below(6) {
            0 => self.below(JUMP_MS),
            1 => self.about(JUMP_MS),
            2 => self.below(10 * MINUTE),
            3 => 60 * MINUTE,
            4 => self.below(48 * 60 * MINUTE),
            _ => self.below(TEN_YEARS),
        };
        if self.below(2) == 0 { by.cast_signed() } else { -by.cast_signed() }
    }
}
