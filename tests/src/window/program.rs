//! The built application, and what runs of it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::driver::page_of;
use super::screen::{Screen, until};
use crate::{Outcome, root};

/// Which build of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// With the feature `testable`: WebDriver can attach.
    Testable,
    /// As it is packaged.
    Packaged,
}

impl Build {
    fn name(self) -> &'static str {
        match self {
            Self::Testable => "testable",
            Self::Packaged => "packaged",
        }
    }
}

/// The desk's program in that build, built now if it is not. `INVIGIL_DESK_TESTABLE` and `INVIGIL_DESK_PACKAGED` name
/// one that is built already.
///
/// # Errors
/// When the pages are not built, or the build fails.
pub fn desk(build: Build) -> Outcome<PathBuf> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(given) = std::env::var_os(format!("INVIGIL_DESK_{}", build.name().to_ascii_uppercase())) {
        return Ok(given.into());
    }
    if !root().join("ui/dist/index.html").is_file() {
        return Err("the pages are not built: run `npm ci && npm run build` in ui/".into());
    }
    let kept = target().join("window").join(build.name());
    fs::create_dir_all(&kept)?;
    // Another test program may be building the other one.
    let lock = File::create(target().join("window/lock"))?;
    lock.lock()?;
    // All programs, as `cargo xtask test` builds them: one package alone would have its libraries built once more, with
    // other features.
    let built = match build {
        Build::Testable => cargo_build(&["--bins", "--features", "invigil-window/testable"])?,
        Build::Packaged => cargo_build(&["--bins"])?,
    };
    let program = kept.join("invigil-desk");
    let fresh = kept.join("invigil-desk.new");
    fs::copy(built.join("invigil-desk"), &fresh)?;
    fs::rename(&fresh, &program)?;
    Ok(program)
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or(root().join("target"), PathBuf::from)
}

/// Builds what is named of the workspace, as this very program was built, with optimisation or without; gives where it is.
pub(super) fn cargo_build(what: &[&str]) -> Outcome<PathBuf> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root()).args(["build", "--quiet", "--locked", "--workspace"]).args(what);
    let optimised = !cfg!(debug_assertions);
    if optimised {
        cargo.arg("--release");
    }
    // Variables about this package would make a build script of another one run again.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_") && name != "CARGO_TARGET_DIR") {
            cargo.env_remove(name);
        }
    }
    let output = cargo.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("the window cannot be built ({what:?}):\n{said}").into());
    }
    Ok(target().join(if optimised { "release" } else { "debug" }))
}

/// The desk as a person starts it, by itself and driven by nobody. It is killed with this value.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Each may fail only when it has ended by itself.
        let below = processes(self.0.id()).unwrap_or_default();
        let _ = self.0.kill();
        let _ = self.0.wait();
        for process in below {
            let _ = process.kill();
        }
    }
}

impl Running {
    /// Starts it on a screen, with further variables or others.
    pub fn start(screen: &Screen, build: Build, more: &[(&str, &str)]) -> Outcome<Self> {
        let mut command = Command::new(desk(build)?);
        command.env_clear().envs(screen.environment()).envs(more.iter().copied()).current_dir(screen.home());
        let log = File::create(screen.home().join("running.log"))?;
        Ok(Self(command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?))
    }

    fn app(&self) -> Process {
        Process { pid: self.0.id(), parent: std::process::id(), name: "invigil-desk".to_owned() }
    }

    /// The process that shows its page, as soon as there is one.
    pub fn page(&self) -> Outcome<Process> {
        until("a page", || page_of(&self.app()))
    }

    /// The same once it is another one than that.
    pub fn another_page(&self, than: &Process) -> Outcome<Process> {
        until("another process for the page", || {
            let now = page_of(&self.app())?;
            if now.pid == than.pid { Err("it is the old one".into()) } else { Ok(now) }
        })
    }

    /// It and all that belongs to it.
    pub fn processes(&self) -> Outcome<Vec<Process>> {
        let mut all = processes(self.0.id())?;
        all.push(self.app());
        Ok(all)
    }
}

/// A program of this machine; says which package brings it when it is not there.
pub(super) fn tool(name: &str, package: &str) -> Outcome<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.ok_or_else(|| {
        format!("`{name}` is needed to test the window and is not here: `apt-get install {package}`").into()
    })
}

/// What `/proc` says of a process.
#[derive(Debug, Clone)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// Its parent's.
    pub parent: u32,
    /// Its name, of which the kernel keeps 15 letters.
    pub name: String,
}

impl Process {
    /// Ends it as a power cut would.
    pub fn kill(&self) -> Outcome<()> {
        self.signal("KILL")
    }

    /// Sends it a signal by its name: `STOP`.
    pub fn signal(&self, name: &str) -> Outcome<()> {
        let status = Command::new("kill").args([&format!("-{name}"), &self.pid.to_string()]).status()?;
        if status.success() { Ok(()) } else { Err(format!("{self:?} did not take {name}: {status}").into()) }
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid)).unwrap_or_default();
        // One that ended and is not yet waited for is called Z.
        stat.rsplit(')')
            .next()
            .is_some_and(|rest| !rest.trim_start().starts_with(['Z', 'X']) && !rest.is_empty())
    }

    /// The variables it was started with: `NAME=VALUE`.
    pub fn environment(&self) -> Outcome<Vec<String>> {
        let bytes = fs::read(format!("/proc/{}/environ", self.pid))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(text.split('\0').filter(|entry| !entry.is_empty()).map(str::to_owned).collect())
    }
}

/// Everything below a process.
pub fn processes(ancestor: u32) -> Outcome<Vec<Process>> {
    let mut all = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // It may have ended since.
        if let Ok(stat) = fs::read_to_string(Path::new("/proc").join(format!("{pid}/stat")))
            && let (Some(open), Some(close)) = (stat.find('('), stat.rfind(')'))
            && let Some(parent) =
                stat[close + 1..].split_whitespace().nth(1).and_then(|word| word.parse().ok())
        {
            all.push(Process { pid, parent, name: stat[open + 1..close].to_owned() });
        }
    }
    let mut below = vec![ancestor];
    let mut found = Vec::new();
    while let Some(parent) = below.pop() {
        for process in all.iter().filter(|process| process.parent == parent) {
            below.push(process.pid);
            found.push(process.clone());
        }
    }
    Ok(found)
}
