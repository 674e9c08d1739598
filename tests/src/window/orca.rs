//! A screen reader at the window: Orca, whose every word is taken down and not spoken.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::program::tool;
use super::screen::{Screen, until};
use crate::Outcome;

/// Starts the bus that applications tell screen readers over; Debian's package at-spi2-core brings it.
const BUS: &str = "/usr/libexec/at-spi-bus-launcher";

/// A speech dispatcher whose words go nowhere; Orca does not start without one.
const SPEECH: &str = "LogLevel 1
AudioOutputMethod \"libao\"
AddModule \"dummy\" \"sd_dummy\" \"\"
DefaultModule dummy
";

/// Orca on a screen; it ends with this value.
pub struct Orca {
    bus: Child,
    speech: Child,
    orca: Child,
    log: PathBuf,
}

impl Drop for Orca {
    fn drop(&mut self) {
        for child in [&mut self.orca, &mut self.speech, &mut self.bus] {
            // Both may fail only when it has ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Orca {
    /// Starts the bus of screen readers, then an application that is to be read, then Orca, and waits until it speaks.
    ///
    /// # Errors
    /// When `orca` or `at-spi2-core` is not on this machine.
    pub fn start<T>(screen: &Screen, application: impl FnOnce() -> Outcome<T>) -> Outcome<(Self, T)> {
        let program = tool("orca", "orca")?;
        if !PathBuf::from(BUS).is_file() {
            return Err(format!("{BUS} is not here: `apt-get install at-spi2-core`").into());
        }
        let log = screen.home().join("orca.log");
        let silent = |command: &mut Command| -> Outcome<Child> {
            let said = File::create(screen.home().join("orca.said"))?;
            let command = command.envs(screen.environment()).stdin(Stdio::null()).stdout(said.try_clone()?);
            Ok(command.stderr(said).spawn()?)
        };
        let bus = silent(Command::new(BUS).args(["--launch-immediately", "--a11y=1", "--screen-reader=1"]))?;
        let application = application()?;
        let folder = screen.home().join("speech");
        let socket = screen.home().join("session/run/speech-dispatcher/speechd.sock");
        for made in [folder.as_path(), socket.parent().unwrap_or(&folder)] {
            fs::create_dir_all(made)?;
        }
        fs::write(folder.join("speechd.conf"), SPEECH)?;
        fs::write(screen.home().join("session/home/.libao"), "default_driver=null\n")?;
        let dispatcher = tool("speech-dispatcher", "speech-dispatcher speech-dispatcher-audio-plugins")?;
        let mut dispatcher = Command::new(dispatcher);
        dispatcher.args(["--run-single", "--timeout", "0", "--communication-method", "unix_socket"]);
        dispatcher
            .arg("--socket-path")
            .arg(&socket)
            .arg("--config-dir")
            .arg(&folder)
            .arg("--log-dir")
            .arg(&folder);
        let speech = silent(&mut dispatcher)?;
        until("a speech dispatcher", || {
            if socket.exists() { Ok(()) } else { Err("it is not there yet".into()) }
        })?;
        let orca = silent(Command::new(program).arg("--replace").arg("--debug-file").arg(&log))?;
        let started = Self { bus, speech, orca, log };
        until("Orca", || {
            if started.written()?.contains("SPEECH OUTPUT") { Ok(()) } else { Err("it says nothing".into()) }
        })?;
        Ok((started, application))
    }

    /// All that it has said so far, in order.
    pub fn said(&self) -> Outcome<Vec<String>> {
        let written = self.written()?;
        let spoken = written.lines().filter_map(|line| line.split_once("SPEECH OUTPUT: '"));
        Ok(spoken
            .filter_map(|(_, rest)| rest.split_once("'{"))
            .map(|(words, _)| words.trim().to_owned())
            .collect())
    }

    /// Waits until it has said that, and gives all that it said.
    pub fn says(&self, words: &str) -> Outcome<Vec<String>> {
        until(&format!("Orca to say `{words}`"), || {
            let said = self.said()?;
            let found = said.iter().any(|spoken| spoken.contains(words));
            if found { Ok(said) } else { Err(said.join(" | ").into()) }
        })
    }

    fn written(&self) -> Outcome<String> {
        // It is created when Orca is up.
        Ok(fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default())
    }
}
