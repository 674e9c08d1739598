//! What this process may have inherited. A variable can make a web view automatable, debuggable, or load a stranger's
//! code; so the process starts itself again with an allow-list before any window toolkit is touched.

use std::ffi::OsString;

/// What may be inherited: who and where the person is, the display, the session, the language.
const ALLOWED: &[&str] = &[
    "HOME",
    "USER",
    "LOGNAME",
    "PATH",
    "SHELL",
    "LANG",
    "LANGUAGE",
    "TZ",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    "AT_SPI_BUS_ADDRESS",
    "XDG_RUNTIME_DIR",
    "XDG_SESSION_TYPE",
    "XDG_CURRENT_DESKTOP",
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
    "XDG_DATA_DIRS",
    "XDG_CONFIG_DIRS",
    "XDG_DOCUMENTS_DIR",
    "GTK_THEME",
];

/// Only in a build for tests: what lets WebDriver attach. It names the place where it waits in the second of them. And a
/// key of a test's own for updates, and a recorder between the program, the disk and the clocks.
#[cfg(feature = "testable")]
const ALLOWED_IN_TESTS: &[&str] = &[
    "TAURI_WEBVIEW_AUTOMATION",
    "WEBKIT_INSPECTOR_SERVER",
    "NO_AT_BRIDGE",
    "GDK_BACKEND",
    "INVIGIL_UPDATE_KEY",
    "INVIGIL_UPDATE_URL",
    "LD_PRELOAD",
    "INVIGIL_RECORDER_ROOT",
    "INVIGIL_RECORDER_TRACE",
    "INVIGIL_RECORDER_PLAN",
    "INVIGIL_RECORDER_CLOCKS",
    "INVIGIL_RECORDER_BOOT_ID",
];
#[cfg(not(feature = "testable"))]
const ALLOWED_IN_TESTS: &[&str] = &[];

/// Set in the process that was started again. Whoever sets it from outside gains nothing: what is not allowed is
/// looked for anew.
const AGAIN: &str = "INVIGIL_STARTED_AGAIN";

/// Starts this program again without what it should not have inherited, if there is anything of that.
///
/// # Errors
/// When the program cannot start itself, or would do so for ever.
pub(crate) fn only_what_is_needed() -> std::io::Result<()> {
    let foreign = std::env::vars_os().any(|(name, _)| !may_stay(&name));
    if !foreign {
        return Ok(());
    }
    if std::env::var_os(AGAIN).is_some()
        && std::env::vars_os().all(|(name, _)| may_stay(&name) || name == AGAIN)
    {
        return Ok(());
    }
    start_again()
}

fn may_stay(name: &OsString) -> bool {
    let Some(name) = name.to_str() else { return false };
    ALLOWED.contains(&name) || ALLOWED_IN_TESTS.contains(&name) || name.starts_with("LC_")
}

#[cfg(unix)]
fn start_again() -> std::io::Result<()> {
    use std::os::unix::process::CommandExt;
    let kept = std::env::vars_os().filter(|(name, _)| may_stay(name));
    let program = std::env::current_exe()?;
    // Does not return where it works.
    Err(std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env_clear()
        .envs(kept)
        .env(AGAIN, "1")
        .exec())
}

#[cfg(not(unix))]
fn start_again() -> std::io::Result<()> {
    let kept: Vec<_> = std::env::vars_os().filter(|(name, _)| may_stay(name)).collect();
    let program = std::env::current_exe()?;
    let status = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env_clear()
        .envs(kept)
        .env(AGAIN, "1")
        .status()?;
    std::process::exit(status.code().unwrap_or(1));
}

/// Whether WebDriver drives this process. A web view that keeps nothing cannot be driven, so it keeps its files then.
pub(crate) fn is_driven() -> bool {
    cfg!(feature = "testable") && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some()
}
