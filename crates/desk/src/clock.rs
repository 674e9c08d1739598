//! The clocks. The one place in the desk that reads them.

use std::time::{SystemTime, UNIX_EPOCH};

use exam::ledger::{BootId, Moment};
use rustix::time::{ClockId, clock_gettime};

/// Where moments come from.
pub trait Clock: Send + Sync {
    /// One reading of all clocks.
    fn now(&self) -> Moment;
}

/// The computer's clocks: on Linux `CLOCK_BOOTTIME`, which runs through suspend, and the kernel's boot id.
#[derive(Debug, Clone)]
pub struct BootClock {
    boot: BootId,
}

impl BootClock {
    /// Learns which start of the computer this is.
    pub fn new() -> std::io::Result<Self> {
        let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id")?;
        let digits: Vec<u8> = text.trim().bytes().filter(|byte| *byte != b'-').collect();
        let mut boot = [0; 16];
        for (byte, pair) in boot.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
            *byte = pair.ok_or_else(|| std::io::Error::other("the kernel's boot id is not hexadecimal"))?;
        }
        Ok(Self { boot: BootId(boot) })
    }
}

impl Clock for BootClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one reading place")]
    fn now(&self) -> Moment {
        let boot = clock_gettime(ClockId::Boottime);
        let boot_ms = u64::try_from(boot.tv_sec).unwrap_or(0) * 1_000
            + u64::try_from(boot.tv_nsec).unwrap_or(0) / 1_000_000;
        let wall_ms = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        Moment { boot: self.boot, boot_ms, wall_ms }
    }
}

impl<C: Clock + ?Sized> Clock for std::sync::Arc<C> {
    fn now(&self) -> Moment {
        (**self).now()
    }
}
