//! Randomness shared by all requests.

use std::sync::{Arc, Mutex, PoisonError};

use evidence::Entropy;

/// One source of randomness behind a lock.
#[derive(Clone)]
pub(crate) struct Dice(Arc<Mutex<Box<dyn Entropy>>>);

impl Dice {
    pub(crate) fn new(source: Box<dyn Entropy>) -> Self {
        Self(Arc::new(Mutex::new(source)))
    }
}

impl Entropy for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
    }
}
