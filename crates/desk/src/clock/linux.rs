//! `CLOCK_BOOTTIME`, which runs through suspend (clock_gettime(2)), and the kernel's boot id (random(4)).

use std::io;

use exam::ledger::BootId;
use rustix::time::{ClockId, clock_gettime};

pub(super) fn boot() -> io::Result<BootId> {
    super::from_uuid(&std::fs::read_to_string("/proc/sys/kernel/random/boot_id")?)
}

pub(super) fn boot_ms() -> u64 {
    let now = clock_gettime(ClockId::Boottime);
    u64::try_from(now.tv_sec).unwrap_or(0) * 1_000 + u64::try_from(now.tv_nsec).unwrap_or(0) / 1_000_000
}
