//! `CLOCK_MONOTONIC`, which on macOS goes on while the computer sleeps (Apple's clock_gettime(3)), and the boot session's
//! UUID (`kern.bootsessionuuid`). Never run on macOS by us.
#![cfg_attr(not(target_os = "macos"), allow(dead_code, reason = "built to see that it builds"))]

use std::io;

use exam::ledger::BootId;
use rustix::time::{ClockId, clock_gettime};

pub(super) fn boot() -> io::Result<BootId> {
    super::from_uuid(&super::said("/usr/sbin/sysctl", &["-n", "kern.bootsessionuuid"])?)
}

pub(super) fn boot_ms() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    u64::try_from(now.tv_sec).unwrap_or(0) * 1_000 + u64::try_from(now.tv_nsec).unwrap_or(0) / 1_000_000
}
