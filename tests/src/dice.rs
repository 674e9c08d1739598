//! Randomness a test can repeat.

use std::sync::{Arc, Mutex, PoisonError};

use evidence::{Entropy, OsEntropy, sha256};

/// Dice: the operating system's, or the same throws for the same seed. Copies throw from one cup.
#[derive(Debug, Clone)]
pub struct Dice(Arc<Mutex<Cup>>);

#[derive(Debug)]
enum Cup {
    System,
    Seeded { seed: String, block: u64, left: Vec<u8> },
}

impl Dice {
    /// The operating system's.
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(Cup::System)))
    }

    /// SHA-256 over the seed, a label and a counter: other labels, other throws.
    pub fn seeded(seed: u64, label: &str) -> Self {
        let seed = format!("{seed} {label}");
        Self(Arc::new(Mutex::new(Cup::Seeded { seed, block: 0, left: Vec::new() })))
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        u64::from_le_bytes(self.bytes()) % bound.max(1)
    }

    /// One of the things, if there is one.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(usize::try_from(self.below(things.len() as u64)).unwrap_or(0))
    }

    /// So many lower-case letters.
    pub fn letters(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'a' + u8::try_from(self.below(26)).unwrap_or(0))).collect()
    }
}

impl Entropy for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Cup::System => OsEntropy.fill(bytes),
            Cup::Seeded { seed, block, left } => {
                while left.len() < bytes.len() {
                    left.extend(sha256(format!("{seed} {block}").as_bytes()).0);
                    *block += 1;
                }
                let rest = left.split_off(bytes.len());
                bytes.copy_from_slice(left);
                *left = rest;
            }
        }
    }
}
