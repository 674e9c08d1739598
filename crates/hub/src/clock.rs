//! The clock: the one place of the hub that reads it.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use evidence::Entropy;
use exam::ledger::{BootId, Moment};

/// Says what time it is.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Moment;
}

/// The computer's clock. Its boot id names this run of this process: two moments of two runs are not comparable.
#[derive(Debug, Clone)]
pub struct SystemClock {
    boot: BootId,
    started: Instant,
}

impl SystemClock {
    /// Starts it.
    #[allow(clippy::disallowed_methods, reason = "this is the reading place")]
    pub fn start(entropy: &mut impl Entropy) -> Self {
        Self { boot: BootId(entropy.bytes()), started: Instant::now() }
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the reading place")]
    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment {
            boot: self.boot,
            boot_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            wall_ms: i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        }
    }
}
