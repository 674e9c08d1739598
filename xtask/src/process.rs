//! Running other programs, and the one way in which a command of ours stops.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

/// Why a command stopped before its end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The words on the command line mean nothing.
    Usage(String),
    /// The machine lacks something that we could not put there; the text says what to do.
    Missing(String),
    /// A program was run and did not succeed.
    Failed {
        /// The command as a person would type it.
        command: String,
        /// How it ended.
        status: String,
    },
    /// What was asked for is not there yet; the text says so.
    NotYet(String),
}

impl Stop {
    /// 2 for a wrong command line, 1 for everything else.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Missing(_) | Self::Failed { .. } | Self::NotYet(_) => 1,
        }
    }

    /// The failure of a command that ran, or could not even be started.
    pub(crate) fn failed(command: &Command, status: impl fmt::Display) -> Self {
        Self::Failed { command: shown(command), status: status.to_string() }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Missing(text) | Self::NotYet(text) => out.write_str(text),
            Self::Failed { command, status } => write!(out, "`{command}` did not succeed: {status}"),
        }
    }
}

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// A program to be run at the repository's root.
///
/// `cargo run` tells us about *this* package in variables such as `CARGO_MANIFEST_DIR`. A build script that
/// watches them (ring's does) would run again at every change between `cargo xtask test` and `cargo test`, so
/// they are not passed on.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(describes_this_package) {
            command.env_remove(&name);
        }
    }
    command
}

fn describes_this_package(variable: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
        .iter()
        .any(|prefix| variable.starts_with(prefix))
}

/// The cargo that started us.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end; anything but success is a [`Stop`].
pub(crate) fn run(command: &mut Command) -> Result<(), Stop> {
    let status = command.status().map_err(|error| Stop::failed(command, error))?;
    succeeded(command, status)
}

/// Success, or the [`Stop`] that names the command.
pub(crate) fn succeeded(command: &Command, status: ExitStatus) -> Result<(), Stop> {
    if status.success() { Ok(()) } else { Err(Stop::failed(command, status)) }
}

/// What a program prints, or nothing when it is absent or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// Where a program is found on `PATH`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy();
    let words = command.get_args().map(OsStr::to_string_lossy);
    std::iter::once(name).chain(words).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_as_it_would_be_typed() {
        let mut command = command("/usr/bin/false");
        let stop = run(command.arg("--now")).unwrap_err();
        assert_eq!(stop.to_string(), "`false --now` did not succeed: exit status: 1");
        assert_eq!(stop.exit_code(), 1);
    }

    #[test]
    fn a_program_that_is_not_there_is_a_failure_too() {
        assert!(run(&mut command("no-such-program-anywhere")).is_err());
        assert_eq!(on_path("no-such-program-anywhere"), None);
        assert_eq!(answer(&mut command("no-such-program-anywhere")), None);
    }

    #[test]
    fn variables_about_this_package_are_not_passed_on() {
        assert!(describes_this_package("CARGO_MANIFEST_DIR"));
        assert!(describes_this_package("CARGO_PKG_VERSION"));
        assert!(!describes_this_package("CARGO_HOME"));
        assert!(!describes_this_package("CARGO_TARGET_DIR"));
        let seen = answer(&mut command("env")).unwrap();
        assert!(!seen.lines().any(describes_this_package), "{seen}");
    }

    #[test]
    fn the_root_holds_the_workspace() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"));
    }
}
