//! The built `invigil` program itself, killed before each operation of a sitting, and started again with the same words.

use super::trace::{Act, Kind, Plan};
use super::watch::{Watch, Watched};
use crate::Outcome;
use crate::command::{Prompt, Serving};

/// What it does: from the ticket to the envelope, without carrying anything.
const SCRIPT: &str = r#"{"invigil": "script/v0", "steps": [{"accept-rules": {}},
    {"answer": {"sheet": "sheet.json", "first": 3}}, {"flag": {"place": 2}}, {"clear": {"place": 1}}, {"seal": {}}]}"#;

/// How many candidates sit until one comes to an operation.
const CANDIDATES: u32 = 8;

/// A hub that serves, and a prompt.
pub struct Program {
    prompt: Prompt,
    hub: Serving,
    tickets: u64,
}

/// What it said of its journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Heard {
    /// The last record that was said to be saved.
    saved: u64,
    /// How many records it found, once it had opened the journal.
    found: Option<u64>,
    /// How many questions it said are answered.
    answered: Option<u64>,
    /// Whether it spoke of an envelope.
    sealed: bool,
}

impl Heard {
    fn of(watched: &Watched) -> Self {
        let mut heard = Self::default();
        let said = watched.entries.iter().filter(|entry| entry.kind == Kind::Said);
        let text: Vec<u8> = said.flat_map(|entry| entry.bytes.clone()).collect();
        for line in String::from_utf8_lossy(&text).lines() {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["saved", seq, answered, ..] => {
                    heard.saved = seq.parse().unwrap_or_default();
                    heard.answered = answered.trim_start_matches('(').parse().ok();
                }
                ["sealed", "envelope", _] => heard.sealed = true,
                ["attempt", _, _, answered, .., found, "records"] => {
                    heard.answered = answered.parse().ok();
                    heard.found = found.parse().ok();
                }
                _ => {}
            }
        }
        heard
    }
}

impl Program {
    /// The demonstration.
    pub fn new() -> Outcome<Self> {
        let prompt = Prompt::new(None)?;
        let hub = prompt.demo(|text| text)?;
        prompt.write("script.json", SCRIPT)?;
        Ok(Self { prompt, hub, tickets: 0 })
    }

    /// How many operations a sitting has, of a candidate of its own.
    pub fn points(&mut self) -> Outcome<u64> {
        let (watch, ticket) = (Watch::new()?, self.ticket()?);
        let whole = self.sit(&watch, &ticket, None)?;
        if !whole.status.success() || !Heard::of(&whole).sealed {
            return Err(format!("the program did not come to its end: {}", whole.complaint).into());
        }
        Ok(whole.points())
    }

    /// Killed at an operation. Says whether it was; what it said before must be there when it is started again. Keys and
    /// names are drawn anew for each candidate, and with them SQLite's pages: a sitting that came to its end an operation
    /// earlier is followed by another.
    pub fn kill(&mut self, at: u64) -> Outcome<bool> {
        for _ in 0..CANDIDATES {
            if self.kill_once(at)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn kill_once(&mut self, at: u64) -> Outcome<bool> {
        let (watch, ticket) = (Watch::new()?, self.ticket()?);
        let killed = self.sit(&watch, &ticket, Some(Plan { at, act: Act::Kill }))?;
        let before = Heard::of(&killed);
        let again = self.sit(&watch, &ticket, None)?;
        let after = Heard::of(&again);
        if !again.status.success() {
            return Err(format!("it does not go on: {}", again.complaint).into());
        }
        if after.found.is_none_or(|found| found < before.saved) {
            return Err(format!("record {} was saved, and there are {:?}", before.saved, after.found).into());
        }
        if after.answered != Some(2) {
            return Err(
                format!("two questions are answered in the end, and it says {:?}", after.answered).into()
            );
        }
        Ok(killed.killed())
    }

    fn ticket(&mut self) -> Outcome<String> {
        self.tickets += 1;
        let name = format!("candidate-{}", self.tickets);
        self.prompt.register(&self.hub, &name)?;
        Ok(name)
    }

    fn sit(&self, watch: &Watch, ticket: &str, plan: Option<Plan>) -> Outcome<Watched> {
        let words =
            format!("sit --ticket {ticket}.ticket --script script.json --data {}", watch.desk().display());
        watch.run(self.prompt.command(&words)?, plan)
    }
}
