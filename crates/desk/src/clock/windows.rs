//! The time since the start of Windows, sleep and hibernation included, in whole seconds (`GetTickCount64`, by way of
//! `sysinfo`), and which start it was: the registry counts them, and the installation has a GUID. A fast start-up goes on
//! with the kernel of before; it counts as the same start or as another, and either way only real time is counted. Never
//! run on Windows by us.
#![cfg_attr(not(target_os = "windows"), allow(dead_code, reason = "built to see that it builds"))]

use std::io;

use evidence::sha256;
use exam::ledger::BootId;

const REG: &str = r"C:\Windows\System32\reg.exe";
const INSTALLATION: &str = r"HKLM\SOFTWARE\Microsoft\Cryptography";
const STARTS: &str =
    r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters";

pub(super) fn boot() -> io::Result<BootId> {
    let value = |key, name| super::said(REG, &["query", key, "/v", name, "/reg:64"]);
    read(&value(INSTALLATION, "MachineGuid")?, &value(STARTS, "BootId")?)
}

/// From what `reg query` prints: the value stands last on its line.
pub(super) fn read(installation: &str, starts: &str) -> io::Result<BootId> {
    let value = |text: &str, kind: &str| {
        let line = text.lines().find(|line| line.contains(kind)).unwrap_or_default();
        line.split_whitespace().last().unwrap_or_default().to_owned()
    };
    let installation = super::from_uuid(&value(installation, "REG_SZ"))?;
    let number = value(starts, "REG_DWORD");
    let number = number.strip_prefix("0x").and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let number = number.ok_or_else(|| io::Error::other("Windows does not say which start this is"))?;
    // The GUID names a computer for good, and a record is read by others: only a digest of both leaves.
    let both = [&b"invigil start"[..], &installation.0, &number.to_be_bytes()].concat();
    let mut boot = [0; 16];
    boot.copy_from_slice(&sha256(&both).0[..16]);
    Ok(BootId(boot))
}

pub(super) fn boot_ms() -> u64 {
    // Where it does not say, nothing is counted.
    sysinfo::System::uptime().unwrap_or(0).saturating_mul(1_000)
}
