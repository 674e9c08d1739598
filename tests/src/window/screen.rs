//! A machine of its own: a display with a window manager, a session bus with a keyring, and a home.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use xtask::keyring::PrivateKeyring;

use super::program::tool;
use super::{BEAT, PATIENCE};
use crate::Outcome;

/// What unlocks the keyring.
const PASSWORD: &str = "open sesame";

/// A display, a session bus, a keyring and a home; all of it ends with this value.
pub struct Screen {
    display: String,
    server: Child,
    manager: Child,
    /// The session bus, and the keyring on it.
    pub keyring: PrivateKeyring,
    home: TempDir,
}

impl Drop for Screen {
    fn drop(&mut self) {
        for child in [&mut self.manager, &mut self.server] {
            // Both may fail only when it has ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Screen {
    /// A screen of 1280 by 800, and an unlocked keyring.
    ///
    /// # Errors
    /// When a program for it is not on this machine: the sentence names the package.
    pub fn new() -> Outcome<Self> {
        let home = TempDir::new()?;
        for (name, package) in [
            ("dbus-daemon", "dbus"),
            ("gnome-keyring-daemon", "gnome-keyring"),
            ("WebKitWebDriver", "webkit2gtk-driver"),
            ("xdotool", "xdotool"),
            ("xrandr", "x11-xserver-utils"),
            ("wmctrl", "wmctrl"),
        ] {
            tool(name, package)?;
        }
        let mut keyring = PrivateKeyring::bus(&home.path().join("session"))?;
        keyring.start(Some(PASSWORD))?;
        // Where a person's documents are, as a desktop writes it down.
        let own = home.path().join("session/home");
        fs::create_dir_all(own.join("Documents"))?;
        fs::create_dir_all(own.join(".config"))?;
        fs::write(own.join(".config/user-dirs.dirs"), "XDG_DOCUMENTS_DIR=\"$HOME/Documents\"\n")?;

        let log = File::create(home.path().join("display.log"))?;
        let mut server = Command::new(tool("Xvfb", "xvfb")?)
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let mut number = String::new();
        let stdout = server.stdout.take().ok_or("a display without an output")?;
        BufReader::new(stdout).read_line(&mut number)?;
        let display = format!(":{}", number.trim());
        let ready = home.path().join("managed");
        let manager = Command::new(tool("openbox", "openbox")?)
            .args(["--startup", &format!("touch {}", ready.display())])
            .envs(keyring.environment())
            .env("DISPLAY", &display)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let manager = match manager {
            Ok(manager) => manager,
            Err(error) => {
                let _ = server.kill();
                let _ = server.wait();
                return Err(error.into());
            }
        };
        let screen = Self { display, server, manager, keyring, home };
        until(
            "a window manager",
            || if ready.exists() { Ok(()) } else { Err("it is not there yet".into()) },
        )?;
        Ok(screen)
    }

    /// The variables of this machine's session.
    pub fn environment(&self) -> Vec<(String, String)> {
        let session = self.keyring.environment().map(|(name, value)| (name.to_owned(), value.to_owned()));
        session
            .chain([
                ("DISPLAY".to_owned(), self.display.clone()),
                ("XDG_SESSION_TYPE".to_owned(), "x11".to_owned()),
                ("LANG".to_owned(), "C.UTF-8".to_owned()),
                ("TZ".to_owned(), "UTC".to_owned()),
                ("PATH".to_owned(), std::env::var("PATH").unwrap_or_default()),
            ])
            .collect()
    }

    /// Locks the keyring.
    pub fn lock_keyring(&mut self) -> Outcome<()> {
        Ok(self.keyring.start(None)?)
    }

    /// Unlocks the keyring.
    pub fn unlock_keyring(&mut self) -> Outcome<()> {
        Ok(self.keyring.start(Some(PASSWORD))?)
    }

    /// Where this machine's own files are.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The desk's folder.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("session/data/org.invigil.desk")
    }

    /// Where files are saved for a person.
    pub fn documents(&self) -> PathBuf {
        self.home.path().join("session/home/Documents")
    }

    /// Makes the screen another size. A window that fills it follows.
    pub fn resize(&self, width: u32, height: u32) -> Outcome<()> {
        let mode = format!("{width}x{height}");
        let (w, h) = (width.to_string(), height.to_string());
        // A mode that is known already is refused, and that is all.
        let _ = self.x("xrandr", &["--newmode", &mode, "16", &w, &w, &w, &w, &h, &h, &h, &h]);
        let _ = self.x("xrandr", &["--addmode", "screen", &mode]);
        self.x("xrandr", &["--output", "screen", "--mode", &mode])
    }

    /// Presses keys as a keyboard does, before the window manager: `alt+F4`.
    pub fn press(&self, keys: &str) -> Outcome<()> {
        self.x("xdotool", &["key", "--clearmodifiers", keys])
    }

    /// Asks the window manager to close every window that is called Invigil, as a panel's or a title bar's button does.
    pub fn ask_to_close(&self) -> Outcome<()> {
        self.x("wmctrl", &["-c", "Invigil"])
    }

    /// Takes every window that is called Invigil out of sight.
    pub fn minimise(&self) -> Outcome<()> {
        self.x("xdotool", &["search", "--onlyvisible", "--name", "Invigil", "windowminimize"])
    }

    /// Brings it back.
    pub fn bring_back(&self) -> Outcome<()> {
        self.x("wmctrl", &["-a", "Invigil"])
    }

    /// Presses a button of the mouse: 1 is the left one, 3 the right one.
    pub fn click(&self, (x, y): (u32, u32), button: u8) -> Outcome<()> {
        self.x("xdotool", &["mousemove", &x.to_string(), &y.to_string(), "click", &button.to_string()])
    }

    /// Types into whatever has the focus.
    pub fn type_text(&self, text: &str) -> Outcome<()> {
        self.x("xdotool", &["type", text])
    }

    /// Looks until a condition holds on this machine.
    pub fn until<T>(&self, what: &str, look: impl FnMut() -> Outcome<T>) -> Outcome<T> {
        until(what, look)
    }

    /// Waits until the title of a window fits.
    pub fn titled(&self, what: &str, fits: impl Fn(&str) -> bool) -> Outcome<()> {
        until(&format!("a window called {what}"), || {
            let titles = self.titles()?;
            if titles.iter().any(|title| fits(title)) { Ok(()) } else { Err(titles.join("\n").into()) }
        })
    }

    /// The titles of all windows.
    pub fn titles(&self) -> Outcome<Vec<String>> {
        let search = ["search", "--onlyvisible", "--name", ".", "getwindowname", "%@"];
        let output = Command::new("xdotool").args(search).envs(self.environment()).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
    }

    /// How many windows are drawn, menus included.
    pub fn windows(&self) -> Outcome<usize> {
        let search = ["search", "--onlyvisible", "--class", ""];
        let output = Command::new("xdotool").args(search).envs(self.environment()).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).lines().count())
    }

    fn x(&self, program: &str, arguments: &[&str]) -> Outcome<()> {
        let package = match program {
            "xrandr" => "x11-xserver-utils",
            other => other,
        };
        let output =
            Command::new(tool(program, package)?).args(arguments).envs(self.environment()).output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(()) } else { Err(format!("{program} {arguments:?}: {said}").into()) }
    }
}

/// Looks until a condition holds; the last complaint is what a test reads when it never does.
pub(super) fn until<T>(what: &str, mut look: impl FnMut() -> Outcome<T>) -> Outcome<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let (mut beat, begun) =
        runtime.block_on(async { (tokio::time::interval(BEAT), tokio::time::Instant::now()) });
    loop {
        match look() {
            Ok(found) => return Ok(found),
            Err(error) if begun.elapsed() > PATIENCE => {
                return Err(
                    format!("this did not come within {} s: {what}: {error}", PATIENCE.as_secs()).into()
                );
            }
            Err(_) => runtime.block_on(beat.tick()),
        };
    }
}
