//! A real keyring of our own: a private session bus with a GNOME keyring on it, its secrets in a folder we choose.

use std::io::{BufRead, BufReader, Error, Result, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A session bus that starts no services by itself: where no keyring was started, there is none.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Asks whether the login keyring is locked.
const IS_LOCKED: [&str; 7] = [
    "--session",
    "--print-reply",
    "--dest=org.freedesktop.secrets",
    "/org/freedesktop/secrets/collection/login",
    "org.freedesktop.DBus.Properties.Get",
    "string:org.freedesktop.Secret.Collection",
    "string:Locked",
];

/// A session bus and a keyring that end with this value. Nothing of the user's own is touched.
#[derive(Debug)]
pub struct PrivateKeyring {
    bus: Child,
    daemon: Option<Child>,
    environment: Vec<(&'static str, String)>,
}

impl PrivateKeyring {
    /// A bus without a keyring, with its files in `home`.
    ///
    /// # Errors
    /// When there is no `dbus-daemon`, or it does not start.
    pub fn bus(home: &Path) -> Result<Self> {
        std::fs::create_dir_all(home)?;
        let configuration = home.join("bus.conf");
        std::fs::write(&configuration, BUS)?;
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", configuration.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut address = String::new();
        let stdout = bus.stdout.take().ok_or_else(|| Error::other("dbus-daemon has no output"))?;
        BufReader::new(stdout).read_line(&mut address)?;
        let folder = |name: &str| home.join(name).to_string_lossy().into_owned();
        let environment = vec![
            ("DBUS_SESSION_BUS_ADDRESS", address.trim().to_owned()),
            ("XDG_DATA_HOME", folder("data")),
            ("XDG_RUNTIME_DIR", folder("run")),
            ("HOME", folder("home")),
        ];
        for (name, path) in &environment[1..] {
            std::fs::create_dir_all(path)?;
            #[cfg(unix)]
            if *name == "XDG_RUNTIME_DIR" {
                use std::os::unix::fs::PermissionsExt;
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
            }
        }
        Ok(Self { bus, daemon: None, environment })
    }

    /// Starts the keyring on the bus: unlocked with a password, or (after it has been started so once) locked.
    ///
    /// # Errors
    /// When there is no `gnome-keyring-daemon`, or it does not start.
    pub fn start(&mut self, password: Option<&str>) -> Result<()> {
        self.stop();
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        if password.is_some() {
            command.arg("--unlock");
        }
        let mut daemon = command
            .envs(self.environment())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        if let Some(mut stdin) = daemon.stdin.take() {
            stdin.write_all(password.unwrap_or_default().as_bytes())?;
        }
        self.daemon = Some(daemon);
        // It answers on the bus before it has unlocked anything, and says nothing when it has.
        let ready = if password.is_some() { "boolean false" } else { "boolean true" };
        for _ in 0..200 {
            let output = Command::new("dbus-send").args(IS_LOCKED).envs(self.environment()).output()?;
            if String::from_utf8_lossy(&output.stdout).contains(ready) {
                return Ok(());
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        self.stop();
        Err(Error::other("gnome-keyring-daemon did not get ready within ten seconds"))
    }

    /// Stops the keyring where it is, so that it answers nobody, or lets it go on.
    ///
    /// # Errors
    /// When there is no keyring, or no `kill`.
    pub fn freeze(&self, frozen: bool) -> Result<()> {
        let daemon = self.daemon.as_ref().ok_or_else(|| Error::other("no keyring was started"))?;
        let signal = if frozen { "-STOP" } else { "-CONT" };
        let status = Command::new("kill").args([signal, &daemon.id().to_string()]).status()?;
        if status.success() { Ok(()) } else { Err(Error::other(format!("kill {signal}: {status}"))) }
    }

    /// Deletes every secret of the login keyring, as a person could. Gives how many there were.
    ///
    /// # Errors
    /// When the keyring does not do it.
    pub fn delete_all(&self) -> Result<usize> {
        let send = |arguments: &[&str]| -> Result<String> {
            let output = Command::new("dbus-send")
                .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"])
                .args(arguments)
                .envs(self.environment())
                .output()?;
            if output.status.success() {
                return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
            }
            Err(Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
        };
        let listed = send(&[
            "/org/freedesktop/secrets/collection/login",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Items",
        ])?;
        let paths = listed.split('"').filter(|word| word.starts_with("/org/"));
        let paths: Vec<&str> = paths.collect();
        for path in &paths {
            send(&[path, "org.freedesktop.Secret.Item.Delete"])?;
        }
        Ok(paths.len())
    }

    /// Ends the keyring; the bus stays.
    pub fn stop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            // Both may fail only when it has ended by itself.
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }

    /// The variables a program needs to find this bus and keyring.
    pub fn environment(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.environment.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

impl Drop for PrivateKeyring {
    fn drop(&mut self) {
        self.stop();
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}
