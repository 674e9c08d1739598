//! Where randomness comes from: always an argument.

use ring::rand::{SecureRandom, SystemRandom};

/// A source of unpredictable bytes.
pub trait Entropy: Send {
    /// Fills `bytes` with unpredictable bytes.
    fn fill(&mut self, bytes: &mut [u8]);

    /// So many unpredictable bytes.
    fn bytes<const N: usize>(&mut self) -> [u8; N]
    where
        Self: Sized,
    {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

/// The operating system's generator.
#[derive(Debug, Clone, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        // A computer without randomness must not go on: every key made after would be a known one.
        #[allow(clippy::expect_used, reason = "no caller can do better than stop")]
        SystemRandom::new().fill(bytes).expect("the operating system gives random bytes");
    }
}

/// Lets HPKE draw from an [`Entropy`].
pub(crate) struct Draw<'a, E: Entropy>(pub(crate) &'a mut E);

impl<E: Entropy> hpke::rand_core::TryRng for Draw<'_, E> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from_le_bytes(self.0.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from_le_bytes(self.0.bytes()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl<E: Entropy> hpke::rand_core::TryCryptoRng for Draw<'_, E> {}
