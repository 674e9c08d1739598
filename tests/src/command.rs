//! The `invigil` command as a person at a prompt has it: the built program, a folder, a keyring.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;
use xtask::keyring::PrivateKeyring;

use crate::{Outcome, root};

/// A folder with a programme, its keys, a sealed bank and a hub, made by commands alone.
pub struct Prompt {
    /// Where commands run.
    pub home: TempDir,
    /// The keyring they find; none leaves them without a session bus.
    pub keyring: Option<PrivateKeyring>,
}

/// A hub's process; it is killed with this value.
pub struct Serving {
    child: Child,
    /// `http://…`
    pub address: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Both may fail only when it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The built program of that name; says how to build it when it is not there.
pub fn program(name: &str) -> Outcome<PathBuf> {
    let test = std::env::current_exe()?;
    let built = test.ancestors().map(|folder| folder.join(name)).find(|path| path.is_file());
    built.ok_or_else(|| format!("`{name}` is not built: run `cargo build --workspace --bins` first").into())
}

impl Prompt {
    /// An empty folder.
    pub fn new(keyring: Option<PrivateKeyring>) -> Outcome<Self> {
        Ok(Self { home: TempDir::new()?, keyring })
    }

    /// A file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file of the folder.
    pub fn write(&self, name: &str, text: &str) -> Outcome<()> {
        Ok(std::fs::write(self.path(name), text)?)
    }

    /// A command as it would be run.
    pub fn command(&self, words: &str) -> Outcome<Command> {
        let mut command = Command::new(program("invigil")?);
        command.current_dir(self.home.path()).args(words.split(' '));
        match &self.keyring {
            Some(keyring) => command.envs(keyring.environment()),
            None => command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/invigil-test"),
        };
        Ok(command)
    }

    /// Runs a command; words are separated by one space.
    pub fn run(&self, words: &str) -> Outcome<Output> {
        Ok(self.command(words)?.output()?)
    }

    /// Runs a command that must succeed; gives what it printed.
    pub fn ok(&self, words: &str) -> Outcome<String> {
        let output = self.run(words)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        Err(format!("invigil {words}: {}\n{}{}", output.status, text(&output.stdout), text(&output.stderr))
            .into())
    }

    /// Runs a command that must not succeed; gives its exit code and what it complained of.
    pub fn refused(&self, words: &str) -> Outcome<(i32, String)> {
        let output = self.run(words)?;
        match output.status.code() {
            Some(0) | None => Err(format!("invigil {words}: {}", output.status).into()),
            Some(code) => Ok((code, String::from_utf8_lossy(&output.stderr).into_owned())),
        }
    }

    /// The demonstration up to a serving hub, its programme file changed by `change`.
    pub fn demo(&self, change: impl Fn(String) -> String) -> Outcome<Serving> {
        let bank = std::fs::read_to_string(root().join("question-banks/demo/banks/exam-ready.yaml"))?;
        self.demo_of(&bank, change)
    }

    /// The same with three questions that are alike: whichever comes first, the screen and its words are the same.
    pub fn demo_alike(&self) -> Outcome<Serving> {
        self.demo_of(include_str!("alike.yaml"), |programme| {
            let (before, rest) = programme.split_once("    blueprint:\n").unwrap_or_default();
            let (_, after) = rest.split_once("    feedback:").unwrap_or_default();
            format!("{before}    blueprint:\n      - {{items: 3}}\n    feedback:{after}")
        })
    }

    /// The same with another bank.
    pub fn demo_of(&self, bank: &str, change: impl Fn(String) -> String) -> Outcome<Serving> {
        let demo = root().join("question-banks/demo");
        std::fs::create_dir(self.path("banks"))?;
        self.write("banks/exam-ready.yaml", bank)?;
        self.write("programme.yaml", &change(std::fs::read_to_string(demo.join("programme.yaml"))?))?;
        self.ok("keys init --programme programme.yaml --out keys")?;
        self.ok("hub init --data hub --name Hub --trust keys/trust.json")?;
        self.ok("keys delegate --keys keys --to hub/card.json --out hub.delegation")?;
        self.ok("programme sign programme.yaml --keys keys --out programme.signed")?;
        self.ok("bank seal --programme programme.yaml --exam exam-ready --keys keys --to hub/card.json --out sealed")?;
        let hub = self.serve("127.0.0.1:0")?;
        let address = &hub.address;
        let files = "hub.delegation programme.signed sealed/exam-ready.bank sealed/exam-ready.vault";
        self.ok(&format!("hub load --hub {address} {files}"))?;
        self.ok("bank answers banks/exam-ready.yaml --out sheet.json")?;
        Ok(hub)
    }

    /// Registers a candidate; the ticket is `NAME.ticket`. Gives what was printed, the ticket's typed form last.
    pub fn register(&self, hub: &Serving, name: &str) -> Outcome<String> {
        self.register_with(hub, name, "--more-minutes 0")
    }

    /// The same with an accommodation, as options of the command.
    pub fn register_with(&self, hub: &Serving, name: &str, accommodation: &str) -> Outcome<String> {
        let address = &hub.address;
        let words = format!(
            "register --hub {address} --keys keys --certification exam-ready --candidate {name} --out {name}.ticket {accommodation}"
        );
        self.ok(&words)
    }

    /// Starts the folder's hub.
    pub fn serve(&self, listen: &str) -> Outcome<Serving> {
        let mut command = self.command(&format!("serve --data hub --listen {listen}"))?;
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let stdout = child.stdout.take().ok_or("a hub without an output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address =
            line.trim().strip_prefix("listening on ").ok_or("a hub that does not listen")?.to_owned();
        Ok(Serving { child, address })
    }
}

/// All files below a folder, with their bytes.
pub fn files(folder: &Path) -> Outcome<Vec<(PathBuf, Vec<u8>)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            let bytes = std::fs::read(&path)?;
            found.push((path, bytes));
        }
    }
    Ok(found)
}
