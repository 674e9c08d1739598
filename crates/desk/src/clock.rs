//! The clocks. The one place in the desk that reads them.
//!
//! Each system has a module of the same two functions: how long ago this start of the computer was, by a clock that runs
//! through sleep and that nobody can set, and which start it was. Linux is where all tests run. The two others are built
//! and their reading is tested on Linux; on their own systems they have never been run.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(any(target_os = "macos", test))]
mod macos;
#[cfg(any(target_os = "windows", test))]
mod windows;

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use exam::ledger::{BootId, Moment};

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;
#[cfg(target_os = "windows")]
use windows as system;

/// Where moments come from.
pub trait Clock: Send + Sync {
    /// One reading of all clocks.
    fn now(&self) -> Moment;
}

/// The computer's clocks.
#[derive(Debug, Clone)]
pub struct BootClock {
    boot: BootId,
}

impl BootClock {
    /// Learns which start of the computer this is.
    ///
    /// # Errors
    /// Where the system does not say so.
    pub fn new() -> io::Result<Self> {
        Ok(Self { boot: system::boot()? })
    }
}

impl Clock for BootClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one reading place")]
    fn now(&self) -> Moment {
        let wall_ms = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        Moment { boot: self.boot, boot_ms: system::boot_ms(), wall_ms }
    }
}

impl<C: Clock + ?Sized> Clock for std::sync::Arc<C> {
    fn now(&self) -> Moment {
        (**self).now()
    }
}

/// A start of a computer, from the digits of a UUID.
fn from_uuid(text: &str) -> io::Result<BootId> {
    let strange = || io::Error::other(format!("`{}` names no start of a computer", text.trim()));
    let digits: Vec<u8> = text.trim().bytes().filter(|byte| *byte != b'-').collect();
    if digits.len() != 32 {
        return Err(strange());
    }
    let mut boot = [0; 16];
    for (byte, pair) in boot.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
        *byte = pair.ok_or_else(strange)?;
    }
    Ok(BootId(boot))
}

/// What a program of the system says.
#[cfg(any(target_os = "macos", target_os = "windows", test))]
fn said(program: &str, arguments: &[&str]) -> io::Result<String> {
    let output = std::process::Command::new(program).args(arguments).output()?;
    String::from_utf8(output.stdout).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "01234567-89ab-cdef-0123-456789ABCDEF";
    const BYTES: [u8; 16] =
        [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef];

    #[test]
    fn a_start_is_named_by_a_uuid_and_by_nothing_else() {
        assert_eq!(from_uuid(&format!("{UUID}\n")).unwrap(), BootId(BYTES));
        for strange in ["", "0123", &UUID[1..], &UUID.replace('0', "x"), "é"] {
            assert!(from_uuid(strange).is_err(), "{strange}");
        }
    }

    #[test]
    fn this_computer_has_a_start_and_its_clock_goes_on() {
        let clock = BootClock::new().unwrap();
        let (first, then) = (clock.now(), clock.now());
        assert_eq!((first.boot, BootClock::new().unwrap().boot), (then.boot, clock.boot));
        assert!(then.boot_ms >= first.boot_ms && first.boot_ms > 0);
    }

    #[test]
    fn a_start_of_windows_is_its_number_on_this_installation() {
        let key = "HKEY_LOCAL_MACHINE\\SOFTWARE";
        let guid = format!("\r\n{key}\r\n    MachineGuid    REG_SZ    {UUID}\r\n\r\n");
        let number = |text: &str| format!("\r\n{key}\r\n    BootId    REG_DWORD    {text}\r\n\r\n");
        let (first, next) = (windows::read(&guid, &number("0x1f")), windows::read(&guid, &number("0x20")));
        assert_ne!(first.unwrap(), next.unwrap());
        assert!(windows::read(&guid, &number("31")).is_err());
        assert!(windows::read("ERROR: The system was unable to find it.", &number("0x1f")).is_err());
    }
}
