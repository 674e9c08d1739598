//! A Chromium without a window, which draws one page and ends.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::stop::Stop;

/// What it is usually called.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// What to do where there is none.
const MISSING: &str = "pictures are drawn by Chromium, and there is none on this computer: install the package `chromium` \
                       (Debian, Fedora) or name one with --browser";

/// How long one page may take, in looks 50 ms apart: a minute.
const LOOKS: u32 = 1_200;

/// A Chromium and a profile of its own, which goes with this value.
pub(super) struct Browser {
    program: PathBuf,
    profile: TempDir,
}

impl Browser {
    /// The one that is named, or the first that is found.
    ///
    /// # Errors
    /// When there is none: the sentence says what to install.
    pub(super) fn find(named: Option<&Path>) -> Result<Self, Stop> {
        let program = match named {
            Some(path) if path.is_file() => Some(path.to_owned()),
            Some(path) => return Err(Stop::refused(format!("{}: there is no such program", path.display()))),
            None => on_path(),
        };
        let program = program.ok_or_else(|| Stop::unchecked(MISSING))?;
        Ok(Self { program, profile: TempDir::new()? })
    }

    /// The page after everything on it has been loaded, as the text of its document.
    pub(super) fn document(&self, address: &str) -> Result<String, Stop> {
        let output = self.run(&["--dump-dom".to_owned(), address.to_owned()])?;
        Ok(String::from_utf8_lossy(&output).into_owned())
    }

    /// Draws the page into a PNG of that size, in CSS pixels.
    pub(super) fn picture(&self, address: &str, (width, height): (u32, u32), out: &Path) -> Result<(), Stop> {
        let out = std::path::absolute(out)?;
        let shot = format!("--screenshot={}", out.display());
        self.run(&[shot, format!("--window-size={width},{height}"), address.to_owned()])?;
        if out.is_file() {
            return Ok(());
        }
        Err(Stop::failed(format!("{}: Chromium drew no picture", out.display())))
    }

    fn run(&self, own: &[String]) -> Result<Vec<u8>, Stop> {
        let mut command = Command::new(&self.program);
        command.args([
            "--headless",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-gpu",
            "--disable-sync",
            "--disable-extensions",
            "--disable-background-networking",
            "--force-device-scale-factor=1",
            // It reaches this computer and nothing else.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            // Time passes as fast as the page can use it, and stands still while something is loaded.
            "--virtual-time-budget=10000",
        ]);
        command.arg(format!("--user-data-dir={}", self.profile.path().display()));
        if is_root() {
            // Chromium's sandbox refuses root. What it draws here is our own page.
            command.arg("--no-sandbox");
        }
        command.args(own).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let child =
            command.spawn().map_err(|error| Stop::failed(format!("{}: {error}", self.program.display())))?;
        finished(child)
    }
}

/// What it printed, or an error when it fails or takes longer than a minute.
fn finished(mut child: Child) -> Result<Vec<u8>, Stop> {
    let printed = child.stdout.take().map(|mut stdout| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut stdout, &mut bytes).map(|_| bytes)
        })
    });
    for _ in 0..LOOKS {
        if let Some(status) = child.try_wait()? {
            if !status.success() {
                return Err(Stop::failed(format!("Chromium ended with {status}")));
            }
            let printed = printed.and_then(|thread| thread.join().ok()).transpose()?;
            return Ok(printed.unwrap_or_default());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    // It may have ended just now; then there is nothing to kill.
    let _ = child.kill();
    let _ = child.wait();
    Err(Stop::failed("Chromium did not end within a minute"))
}

fn on_path() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let file = |name: &&str| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    NAMES.iter().find_map(file)
}

#[cfg(target_os = "linux")]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

#[cfg(not(target_os = "linux"))]
fn is_root() -> bool {
    false
}
