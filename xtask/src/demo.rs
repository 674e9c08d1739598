//! `cargo xtask demo`: the whole line, from a bank to a verified result, by the `invigil` command alone.
//!
//! Everything it makes lies under `target/demo/`. A scripted candidate answers, is killed, comes back, loses the hub,
//! seals and delivers later; a second one fails. Every step is a command that a person could type.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use xtask::keyring::PrivateKeyring;

use crate::page;
use crate::process::{self, Stop, cargo, command, run};
use crate::setup::{self, Needs};
use crate::suite::TESTABLE;

/// Runs the demo.
pub(crate) fn run_demo(arguments: &[String]) -> Result<(), Stop> {
    let Wanted { bank, headless } = read_arguments(arguments)?;
    setup::ensure(Needs::Window)?;
    page::ensure()?;
    // All of it at once, as the tests build it: one package alone would have its libraries built once more.
    run(cargo().args(["build", "--quiet", "--locked", "--workspace", "--bins", "--features", TESTABLE]))?;
    let home = process::root().join("target/demo");
    if home.exists() {
        fs::remove_dir_all(&home).map_err(|error| stop(home.display(), error))?;
    }
    fs::create_dir_all(&home).map_err(|error| stop(home.display(), error))?;
    let mut demo =
        Demo { commands: file(&home.join("commands.txt"))?, keyring: private_keyring(&home), home, step: 0 };
    let said = demo.line(bank.as_deref())?;
    // Somebody else's bank is for the part without a window.
    if bank.is_none() {
        window(&demo.home, headless)?;
    }
    println!("{said}");
    Ok(())
}

/// The window: on this screen, or driven on a hidden one.
fn window(home: &Path, headless: bool) -> Result<(), Stop> {
    let screens = home.join("screens");
    let mut tour = command(built("tour"));
    match headless {
        true => run(tour.arg("--out").arg(screens)),
        false if std::env::var_os("DISPLAY").or(std::env::var_os("WAYLAND_DISPLAY")).is_none() => {
            println!(
                "there is no screen here for the window; `cargo xtask demo --headless` drives it on a hidden one"
            );
            Ok(())
        }
        false => run(tour.arg("--open")),
    }
}

/// Where a program of ours was built.
fn built(program: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(process::root().join("target"), PathBuf::from);
    target.join("debug").join(program)
}

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    bank: Option<PathBuf>,
    headless: bool,
}

fn read_arguments(arguments: &[String]) -> Result<Wanted, Stop> {
    let usage = || Stop::Usage("usage: cargo xtask demo [--headless] [--bank FILE]".to_owned());
    let (mut bank, mut headless) = (None, false);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--headless" => headless = true,
            "--bank" => bank = Some(PathBuf::from(rest.next().ok_or_else(usage)?)),
            _ => return Err(usage()),
        }
    }
    let found = |bank: PathBuf| bank.canonicalize().map_err(|error| stop(bank.display(), error));
    Ok(Wanted { bank: bank.map(found).transpose()?, headless })
}

fn stop(what: impl std::fmt::Display, why: impl std::fmt::Display) -> Stop {
    Stop::Missing(format!("{what}: {why}"))
}

fn file(path: &Path) -> Result<File, Stop> {
    File::create(path).map_err(|error| stop(path.display(), error))
}

/// A keyring of the demo's own, where this machine has the programs for one.
fn private_keyring(home: &Path) -> Option<PrivateKeyring> {
    let unlocked = PrivateKeyring::bus(&home.join("keyring")).and_then(|mut keyring| {
        keyring.start(Some("demo"))?;
        Ok(keyring)
    });
    match unlocked {
        Ok(keyring) => {
            println!("keyring: a GNOME keyring of the demo's own");
            Some(keyring)
        }
        Err(error) => {
            println!(
                "keyring: none ({error}); the device key is kept in a file, as this exam's policy allows"
            );
            None
        }
    }
}

struct Demo {
    home: PathBuf,
    commands: File,
    keyring: Option<PrivateKeyring>,
    step: u32,
}

/// What a candidate's run showed.
struct Confirmed {
    percent: String,
    outcome: String,
}

impl Demo {
    fn line(&mut self, bank: Option<&Path>) -> Result<String, Stop> {
        let (programme, exam, certification, source) = self.prepare(bank)?;
        self.say("the programme's keys, and a hub that is pinned to their root");
        self.invigil(&["keys", "init", "--programme", &programme, "--out", "keys"])?;
        self.invigil(&["hub", "init", "--data", "hub", "--name", "Demo hub", "--trust", "keys/trust.json"])?;
        self.invigil(&[
            "keys",
            "delegate",
            "--keys",
            "keys",
            "--to",
            "hub/card.json",
            "--out",
            "hub.delegation",
        ])?;
        self.invigil(&["programme", "sign", &programme, "--keys", "keys", "--out", "programme.signed"])?;

        self.say("the bank, sealed: items and answers each under a key of their own");
        let seal = ["bank", "seal", &source, "--programme", &programme, "--exam", &exam, "--keys", "keys"];
        let to = ["--to", "hub/card.json", "--out", "sealed"];
        let sound = self.attempt(&[&seal[..], &to].concat())?;
        if !sound.ok {
            println!("   the bank has defects; they are accepted knowingly, and its manifest says so");
            self.invigil(&[&seal[..], &to, &["--accept-defects"]].concat())?;
        }

        self.say("the hub serves");
        let mut hub = Hub::start(self, "127.0.0.1:0")?;
        let address = hub.address.clone();
        let (sealed, vault) = (format!("sealed/{exam}.bank"), format!("sealed/{exam}.vault"));
        self.invigil(&[
            "hub",
            "load",
            "--hub",
            &address,
            "hub.delegation",
            "programme.signed",
            &sealed,
            &vault,
        ])?;
        self.invigil(&["bank", "answers", &source, "--out", "sheet.json"])?;
        for (name, ticket) in [("Ada Lovelace", "ada.ticket"), ("Charles Babbage", "charles.ticket")] {
            let who = ["register", "--hub", &address, "--keys", "keys", "--certification", &certification];
            self.invigil(&[&who[..], &["--candidate", name, "--out", ticket]].concat())?;
        }

        self.say("the first candidate answers half the form, and the process is killed (SIGKILL)");
        self.write("ada.yaml", PASSING)?;
        let sit = ["sit", "--ticket", "ada.ticket", "--script", "ada.yaml", "--data", "ada"];
        let mut first = Running::start(self, &sit)?;
        let acknowledged = first.until("waiting for", "saved")?;
        first.kill()?;
        self.write("go-on-1", "")?;

        self.say("the same command again: everything acknowledged is there");
        let mut second = Running::start(self, &sit)?;
        let came_back = second.until("running:", "")?;
        let resumed = answered(&acknowledged) == answered(&came_back) && answered(&came_back).is_some();
        check(resumed, "the resumed attempt has what was acknowledged", &came_back)?;
        second.until("waiting for", "")?;

        self.say("the hub goes away (SIGKILL); the candidate goes on, seals, and keeps the envelope");
        hub.kill()?;
        self.write("go-on-2", "")?;
        let offline = second.end()?;
        check(offline.contains("sealed envelope"), "the attempt was sealed without the hub", &offline)?;
        check(offline.contains("cannot be reached"), "delivery said that nobody answers", &offline)?;
        check(!offline.contains("provisional"), "no answer key has come", &offline)?;

        self.say("the hub comes back at its address, and the outbox delivers");
        let listen = address.trim_start_matches("http://").to_owned();
        hub = Hub::start(self, &listen)?;
        let delivered = self.invigil(&["outbox", "deliver", "--data", "ada"])?;
        let ada = confirmed(&delivered)?;
        let provisional =
            delivered.lines().any(|line| line.contains("provisional") && line.contains(&ada.percent));
        check(provisional, "the desk and the hub graded alike", &delivered)?;

        self.say("what the candidate may read of it, as far as the exam's policy shows it");
        self.invigil(&["attempts", "--data", "ada"])?;
        let result = self.invigil(&["result", "--data", "ada"])?;
        self.write("ada-result.txt", &result)?;
        self.say("what the candidate can show, checked without the hub");
        self.invigil(&["export", "--data", "ada", "--out", "ada-export"])?;
        hub.kill()?;
        for name in ["journal", "envelope", "receipt", "result"] {
            self.verify(&format!("ada-export/{name}.json"))?;
        }
        let certificate = match (ada.outcome.as_str(), self.home.join("ada-export/certificate.json").exists())
        {
            ("pass", true) => self.verify("ada-export/certificate.json").map(|()| "verified")?,
            ("pass", false) => return Err(failed("a passed certification has its certificate", &delivered)),
            _ => "none",
        };
        self.changed_receipt()?;

        self.say("the second candidate fails, and is told so");
        let hub = Hub::start(self, &listen)?;
        self.write("charles.yaml", FAILING)?;
        let sit = ["sit", "--ticket", "charles.ticket", "--script", "charles.yaml", "--data", "charles"];
        let failing = self.invigil(&sit)?;
        let charles = confirmed(&failing)?;
        check(charles.outcome == "fail", "the second script fails the exam", &failing)?;
        hub.kill()?;
        println!("   the second candidate: {} %, {}", charles.percent, charles.outcome);

        Ok(format!(
            "demo: ok result={} percent={} resumed=1 offline=1 receipt=verified certificate={certificate}",
            ada.outcome, ada.percent
        ))
    }

    /// The programme file, the exam, the certification and the bank source.
    fn prepare(&mut self, bank: Option<&Path>) -> Result<(String, String, String, String), Stop> {
        let Some(bank) = bank else {
            let demo = process::root().join("question-banks/demo");
            let path = |name: &str| demo.join(name).to_string_lossy().into_owned();
            let (programme, source) = (path("programme.yaml"), path("banks/exam-ready.yaml"));
            self.say("the demonstration's own programme and bank");
            self.invigil(&["programme", "check", &programme])?;
            self.invigil(&["bank", "check", &source])?;
            return Ok((programme, "exam-ready".to_owned(), "exam-ready".to_owned(), source));
        };
        let path = bank.to_string_lossy().into_owned();
        if bank.extension().is_some_and(|extension| extension == "md") {
            self.say("an Academy page, imported; its defects are named with their lines");
            self.invigil(&["bank", "import", &path, "--out", "bank.yaml"])?;
        } else {
            self.say("a bank source");
            self.invigil(&["bank", "check", &path])?;
            fs::copy(bank, self.home.join("bank.yaml")).map_err(|error| stop(bank.display(), error))?;
        }
        self.invigil(&["programme", "new", "--bank", "bank.yaml", "--out", "programme.yaml"])?;
        let [programme, exam, certification, source] =
            ["programme.yaml", "exam", "certification", "bank.yaml"];
        Ok((programme.to_owned(), exam.to_owned(), certification.to_owned(), source.to_owned()))
    }

    fn say(&mut self, what: &str) {
        self.step += 1;
        println!("{:>2}. {what}", self.step);
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Stop> {
        let path = self.home.join(name);
        fs::write(&path, text).map_err(|error| stop(path.display(), error))
    }

    /// The command, in the demo's folder, written down as it would be typed.
    fn command(&mut self, arguments: &[&str]) -> Result<Command, Stop> {
        let mut command = command(built("invigil"));
        command.current_dir(&self.home).args(arguments);
        match &self.keyring {
            Some(keyring) => command.envs(keyring.environment()),
            None => command.env_remove("DBUS_SESSION_BUS_ADDRESS"),
        };
        writeln!(self.commands, "invigil {}", arguments.join(" "))
            .map_err(|error| stop("commands.txt", error))?;
        Ok(command)
    }

    /// Runs a command to its end, whatever that is.
    fn attempt(&mut self, arguments: &[&str]) -> Result<Ran, Stop> {
        let mut command = self.command(arguments)?;
        let output = command.output().map_err(|error| Stop::failed(&command, error))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Ran { ok: output.status.success(), said: text(&output.stdout), complaint: text(&output.stderr) })
    }

    /// Runs a command that must succeed; gives what it printed.
    fn invigil(&mut self, arguments: &[&str]) -> Result<String, Stop> {
        let ran = self.attempt(arguments)?;
        let shown: Vec<&str> = ran.said.lines().collect();
        shown.iter().rev().take(4).rev().for_each(|line| println!("   {line}"));
        if ran.ok {
            Ok(ran.said)
        } else {
            Err(failed(&format!("invigil {}", arguments.join(" ")), &ran.complaint))
        }
    }

    fn verify(&mut self, file: &str) -> Result<(), Stop> {
        let ran = self.attempt(&["verify", file, "--trust", "keys/trust.json"])?;
        let verified = ran.ok && ran.said.lines().last() == Some("verified");
        check(verified, &format!("{file} is verified"), &(ran.said.clone() + &ran.complaint))?;
        println!("   {file}: verified, {} statements", ran.said.lines().count() - 1);
        Ok(())
    }

    /// A receipt with one digit changed must not pass for one.
    fn changed_receipt(&mut self) -> Result<(), Stop> {
        let path = self.home.join("ada-export/receipt.json");
        let text = fs::read_to_string(&path).map_err(|error| stop(path.display(), error))?;
        let receipt = "\"payloadType\": \"application/vnd.invigil.receipt.v0+json\"";
        let payload = text.find(receipt).and_then(|at| Some(at + text[at..].find("\"payload\": \"")?));
        let at = payload.ok_or_else(|| stop("receipt.json", "has no receipt"))? + 40;
        let other = if &text[at..=at] == "A" { "B" } else { "A" };
        self.write("changed-receipt.json", &format!("{}{other}{}", &text[..at], &text[at + 1..]))?;
        let ran = self.attempt(&["verify", "changed-receipt.json", "--trust", "keys/trust.json"])?;
        check(!ran.ok, "a changed receipt is refused", &ran.said)?;
        println!("   a receipt with one character changed: refused");
        Ok(())
    }
}

struct Ran {
    ok: bool,
    said: String,
    complaint: String,
}

/// A candidate's process, its lines read as they come.
struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
    said: String,
}

impl Running {
    fn start(demo: &mut Demo, arguments: &[&str]) -> Result<Self, Stop> {
        let mut command = demo.command(arguments)?;
        let mut child =
            command.stdout(Stdio::piped()).spawn().map_err(|error| Stop::failed(&command, error))?;
        let stdout = child.stdout.take().ok_or_else(|| Stop::failed(&command, "it has no output"))?;
        Ok(Self { child, lines: BufReader::new(stdout).lines(), said: String::new() })
    }

    /// Reads until a line holds `mark`; gives the last line before it that holds `keep`, or with an empty `keep` the
    /// line itself.
    fn until(&mut self, mark: &str, keep: &str) -> Result<String, Stop> {
        let mut kept = String::new();
        for line in self.lines.by_ref() {
            let line = line.map_err(|error| stop("invigil sit", error))?;
            self.said.push_str(&line);
            self.said.push('\n');
            if line.contains(mark) {
                return Ok(if keep.is_empty() { line } else { kept });
            }
            if line.contains(keep) {
                kept = line;
            }
        }
        Err(failed(&format!("invigil sit comes to `{mark}`"), &self.said))
    }

    fn kill(&mut self) -> Result<(), Stop> {
        self.child
            .kill()
            .and_then(|()| self.child.wait())
            .map(|_| ())
            .map_err(|error| stop("invigil sit", error))
    }

    fn end(mut self) -> Result<String, Stop> {
        for line in self.lines.by_ref() {
            self.said.push_str(&line.map_err(|error| stop("invigil sit", error))?);
            self.said.push('\n');
        }
        let status = self.child.wait().map_err(|error| stop("invigil sit", error))?;
        let said = std::mem::take(&mut self.said);
        if status.success() { Ok(said) } else { Err(failed("invigil sit", &said)) }
    }
}

/// Nothing is left running when the demo stops early.
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Hub {
    process: Running,
    address: String,
}

impl Hub {
    fn start(demo: &mut Demo, listen: &str) -> Result<Self, Stop> {
        let log = fs::OpenOptions::new().create(true).append(true).open(demo.home.join("hub.log"));
        let log = log.map_err(|error| stop("hub.log", error))?;
        let mut command = demo.command(&["serve", "--data", "hub", "--listen", listen])?;
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|error| Stop::failed(&command, error))?;
        let stdout = child.stdout.take().ok_or_else(|| Stop::failed(&command, "it has no output"))?;
        let mut process = Running { child, lines: BufReader::new(stdout).lines(), said: String::new() };
        let line = process.until("listening on ", "")?;
        let address = line.trim_start_matches("listening on ").to_owned();
        println!("   {line}");
        Ok(Self { process, address })
    }

    fn kill(mut self) -> Result<(), Stop> {
        self.process.kill()
    }
}

/// `12 of 25 answered`, wherever it stands in a line.
fn answered(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split([' ', '(', ')', ',']).collect();
    let at = words.iter().position(|word| *word == "answered")?;
    at.checked_sub(3).map(|from| words[from..at].join(" "))
}

/// Reads `… confirmed: P of M points, 84.00 %, pass`.
fn confirmed(said: &str) -> Result<Confirmed, Stop> {
    let line = said.lines().find(|line| line.contains(": confirmed: "));
    let parts: Option<Vec<&str>> = line.map(|line| line.split(", ").collect());
    match parts.as_deref() {
        Some([_, percent, outcome]) => {
            let percent = percent.trim_end_matches(" %").to_owned();
            Ok(Confirmed { percent, outcome: (*outcome).to_owned() })
        }
        _ => Err(failed("a confirmed result", said)),
    }
}

fn check(holds: bool, what: &str, said: &str) -> Result<(), Stop> {
    if holds { Ok(()) } else { Err(failed(what, said)) }
}

fn failed(what: &str, said: &str) -> Stop {
    Stop::Missing(format!("the demo stops: this did not happen: {what}\n{said}"))
}

const PASSING: &str = "\
invigil: script/v0
steps:
  - accept-rules: {}
  - answer: {sheet: sheet.json, first: 6, wrong_every: 6}
  - wait-for: {file: go-on-1}
  - answer: {sheet: sheet.json, first: 8, wrong_every: 6}
  - deliver: {}
  - wait-for: {file: go-on-2}
  - answer: {sheet: sheet.json, wrong_every: 6}
  - flag: {place: 3}
  - deliver: {}
  - seal: {}
  - deliver: {}
";

const FAILING: &str = "\
invigil: script/v0
steps:
  - accept-rules: {}
  - answer: {sheet: sheet.json, wrong_every: 2}
  - seal: {}
  - deliver: {}
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_says_is_read_back() {
        let came_back = "attempt 0198 running: 6 of 25 answered, 1799 s left, 14 records";
        assert_eq!(answered(came_back).as_deref(), Some("6 of 25"));
        assert_eq!(answered("saved 14 (6 of 25 answered)").as_deref(), Some("6 of 25"));
        assert_eq!(answered("nothing"), None);
        let result = confirmed("x\nattempt 0198: confirmed: 42 of 50 points, 84.00 %, pass\n").unwrap();
        assert_eq!((result.percent.as_str(), result.outcome.as_str()), ("84.00", "pass"));
        assert!(confirmed("attempt 0198: still open").is_err());
    }

    #[test]
    fn only_its_own_arguments_are_taken() {
        let hidden = Wanted { bank: None, headless: true };
        assert_eq!(read_arguments(&["--headless".to_owned()]).unwrap(), hidden);
        assert_eq!(read_arguments(&["--bank".to_owned()]).unwrap_err().exit_code(), 2);
        assert!(read_arguments(&["--bank".to_owned(), "/no/such/file".to_owned()]).is_err());
    }
}
