//! The same with a real GNOME keyring and the built `invigil`: what a person at a prompt is told, and can do.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use desk::device::{Keyring, SystemKeyring};
use xtask::keyring::PrivateKeyring;

use super::case::{Files, contents, kept_somewhere};
use crate::Outcome;
use crate::command::{Prompt, Serving};

const PASSWORD: Option<&str> = Some("open sesame");
const HALF: &str =
    "invigil: script/v0\nsteps:\n  - accept-rules: {}\n  - answer: {sheet: sheet.json, first: 6}\n";
const REST: &str =
    "invigil: script/v0\nsteps:\n  - accept-rules: {}\n  - answer: {sheet: sheet.json}\n  - seal: {}\n";

/// What happens to the keyring, quickest first.
pub const CASES: [&str; 6] = ["locked", "emptied", "replaced", "absent", "late", "silent"];

/// Puts another secret in the place of a computer's own: a process with a keyring of ours in its environment.
pub fn replace(device: &str) -> Outcome<()> {
    Ok(SystemKeyring.set(device, &[7; 32])?)
}

/// A programme with its hub and a keyring, for all of them.
pub struct Room {
    prompt: Prompt,
    hub: Serving,
}

impl Room {
    /// Everything that a candidate needs.
    pub fn new() -> Outcome<Self> {
        let mut prompt = Prompt::new(None)?;
        let mut keyring = PrivateKeyring::bus(&prompt.path("keyring"))?;
        keyring.start(PASSWORD)?;
        prompt.keyring = Some(keyring);
        let only = |text: String| text.replace("device_key: keyring-or-file", "device_key: keyring");
        let hub = prompt.demo(only)?;
        prompt.write("half.yaml", HALF)?;
        prompt.write("rest.yaml", REST)?;
        Ok(Self { prompt, hub })
    }

    /// Half an exam that the hub knows nothing of, one thing that happens to the keyring, and the exam to its end.
    pub fn case(&mut self, what: &str) -> Outcome<()> {
        self.keyring()?.start(PASSWORD)?;
        self.prompt.register(&self.hub, what)?;
        let sit = format!("sit --ticket {what}.ticket --script rest.yaml --data {what}");
        let ask = format!("journal recover --data {what} --ticket {what}.ticket --request {what}.request");
        self.prompt.ok(&sit.replace("rest", "half"))?;
        let (root, before) = (self.prompt.path(what), contents(&self.prompt.path(what))?);
        match what {
            "locked" => {
                self.keyring()?.start(None)?;
                for words in [&sit, &ask] {
                    self.told(words, "unlock it and start again")?;
                }
                same(&before, &root)?;
                self.keyring()?.start(PASSWORD)?;
            }
            "absent" => {
                self.keyring()?.stop();
                self.told(&sit, "there is no keyring here")?;
                self.told(&ask, "keeps the computer's key in a keyring only")?;
                same(&before, &root)?;
                self.keyring()?.start(PASSWORD)?;
            }
            "late" => {
                self.keyring()?.freeze(true)?;
                let mut waiting = self.spawn(&format!("attempts --data {what}"))?;
                let asking = asks(&mut waiting);
                self.keyring()?.freeze(false)?;
                asking?;
                let output = waiting.wait_with_output()?;
                let said = String::from_utf8_lossy(&output.stdout).into_owned();
                if !output.status.success() || !said.contains("6 of 12 answered") {
                    return Err(format!("the keyring came late, and it says {said}").into());
                }
            }
            "silent" => {
                self.keyring()?.freeze(true)?;
                let told = self.told(&sit, "the keyring does not answer");
                let told = told.and_then(|()| self.told(&ask, "the keyring does not answer"));
                self.keyring()?.freeze(false)?;
                told?;
                same(&before, &root)?;
            }
            lost => {
                let words = if lost == "emptied" {
                    self.keyring()?.delete_all()?;
                    "this computer's key was removed from it"
                } else {
                    self.replaced(&root)?;
                    "is not the one this computer was enrolled with"
                };
                self.told(&sit, words)?;
                same(&before, &root)?;
                self.prompt.ok(&ask)?;
                let hub = &self.hub.address;
                let order =
                    format!("--request {what}.request --by Proctor --reason {what} --out {what}.grant");
                self.prompt.ok(&format!("hub recover --hub {hub} --keys keys {order}"))?;
                self.prompt.ok(&format!("journal recover --data {what} --grant {what}.grant"))?;
                kept_somewhere(&before, &contents(&root)?)?;
            }
        }
        if root.join("device.key").exists() || root.join("recovery/device.key").exists() {
            return Err("a key was put in a file, and the exam wants a keyring".into());
        }
        let sat = self.prompt.ok(&sit)?;
        if !sat.contains("running: 6 of 12 answered") {
            return Err(format!("not everything is there: {sat}").into());
        }
        let delivered = self.prompt.ok(&format!("outbox deliver --data {what}"))?;
        if delivered.contains("100.00 %, pass") { Ok(()) } else { Err(delivered.into()) }
    }

    fn keyring(&mut self) -> Outcome<&mut PrivateKeyring> {
        self.prompt.keyring.as_mut().ok_or_else(|| "no keyring".into())
    }

    fn told(&self, command: &str, words: &str) -> Outcome<()> {
        let (_, complaint) = self.prompt.refused(command)?;
        if complaint.contains(words) {
            return Ok(());
        }
        Err(format!("`{command}` says `{}`, and nothing of `{words}`", complaint.trim()).into())
    }

    fn spawn(&self, words: &str) -> Outcome<Child> {
        Ok(self.prompt.command(words)?.stdout(Stdio::piped()).spawn()?)
    }

    fn replaced(&self, root: &std::path::Path) -> Outcome<()> {
        let file: serde_json::Value = serde_json::from_slice(&std::fs::read(root.join("device.json"))?)?;
        let device = file["device"].as_str().ok_or("a device without a name")?;
        let keyring = self.prompt.keyring.as_ref().ok_or("no keyring")?;
        let mut command = Command::new(std::env::current_exe()?);
        let status = command.args(["--replace", device]).envs(keyring.environment()).status()?;
        if status.success() { Ok(()) } else { Err(format!("the key could not be replaced: {status}").into()) }
    }
}

/// Waits until a process has begun to ask its keyring: that is done on a thread of its own.
fn asks(process: &mut Child) -> Outcome<()> {
    let threads = PathBuf::from(format!("/proc/{}/task", process.id()));
    loop {
        if let Some(status) = process.try_wait()? {
            return Err(format!("it did not wait for the keyring: {status}").into());
        }
        if std::fs::read_dir(&threads)?.count() > 1 {
            return Ok(());
        }
        std::thread::yield_now();
    }
}

/// Nothing is changed, and nothing new but a folder for asking.
fn same(before: &Files, root: &std::path::Path) -> Outcome<()> {
    match contents(root)? == *before {
        true => Ok(()),
        false => Err("somebody was told what is wrong, and files were changed by it".into()),
    }
}
