//! A sitting in a process of its own: the product's desk under a clock and dice of ours, saying on its standard output
//! what it is about to do and what it was told is saved. A recorder between it and the disk sees both in one order.

use std::collections::BTreeMap;
use std::path::Path;

use desk::{Folder, KeyFault, Session};
use evidence::sha256;
use exam::attempt::{Command, SealCause};
use exam::item::{Kind, Response, Value};
use exam::ledger::{BootId, Moment};
use exam::{AttemptId, Slug};

use super::trace::{self, Entry};
use crate::dice::Dice;
use crate::{Desk, HandClock, HandKeyring, Outcome, World, perform};

/// The clock of a sitting begins here, in milliseconds since the computer's start.
pub const BEGIN_MS: u64 = 1_000;

/// Answers as the sitter knows them, from what it did and not from what the desk says.
type Answers = BTreeMap<Slug, Response>;

/// The words of a sitter, read back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The attempt, once it is started.
    pub started: Option<AttemptId>,
    /// The number of the last record that was told to be saved.
    pub seq: u64,
    /// The answers that must be there.
    pub answers: String,
    /// The answers if what was begun last has arrived.
    pub or: Option<String>,
    /// The moment it was opened at.
    pub opened_ms: u64,
    /// The last moment of which the desk took a sign of life.
    pub alive_ms: u64,
    /// The last moment at which it may have taken one.
    pub latest_ms: u64,
    /// The envelope, once it is there.
    pub sealed: Option<String>,
    /// Whether more than one life spoke: how long each worked is not known from the last one's words.
    pub lives: bool,
    /// Whether the sitter came to its end.
    pub ended: bool,
}

impl Said {
    /// Reads what an entry of a trace says, if it says something.
    pub fn overhear(&mut self, entry: &Entry) {
        if entry.kind == trace::Kind::Said {
            String::from_utf8_lossy(&entry.bytes).lines().for_each(|line| self.hear(line));
        }
    }

    /// Reads one more line.
    pub fn hear(&mut self, line: &str) {
        let mut words = line.split(' ');
        let word = words.next().unwrap_or_default();
        let mut number = || words.next().and_then(|word| word.parse::<u64>().ok()).unwrap_or_default();
        match word {
            "started" => self.started = words.next().and_then(|id| AttemptId::parse(id).ok()),
            "try" => {
                self.latest_ms = number();
                self.or = words.next().map(str::to_owned);
            }
            "ok" => {
                self.seq = number();
                self.alive_ms = number();
                self.latest_ms = self.latest_ms.max(self.alive_ms);
                if self.opened_ms == 0 {
                    self.opened_ms = self.alive_ms;
                }
                self.answers = words.next().unwrap_or_default().to_owned();
                self.or = None;
            }
            "beat" => self.latest_ms = number(),
            "alive" => self.alive_ms = number(),
            "sealed" => self.sealed = words.next().map(str::to_owned),
            "end" => self.ended = true,
            _ => {}
        }
    }
}

/// A digest of answers. It is short: chance, not malice, is what it must tell apart.
pub fn fingerprint(answers: &Answers) -> String {
    let mut all = String::new();
    for (item, response) in answers {
        for (interaction, value) in response {
            let value = match value {
                Value::Choice(chosen) => format!("{chosen:?}"),
                Value::Text(text) => text.clone(),
            };
            all += &format!("{item} {interaction} {value}\n");
        }
    }
    sha256(all.as_bytes()).to_string()[..16].to_owned()
}

/// What a sitter is told to do.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    /// Where its dice begin.
    pub seed: u64,
    /// How many things it does.
    pub steps: u64,
    /// Whether it seals in the end.
    pub seals: bool,
}

/// From a ticket on, in an empty folder.
pub async fn from_the_ticket(folder: &Path, task: Task) -> Outcome<()> {
    let mut world = World::thrown(
        crate::demo_programme(|text| text)?,
        &crate::demo_bank()?,
        Dice::seeded(task.seed, "world"),
    )
    .await?;
    world.keyring = no_keyring();
    let folder = Folder::open(folder)?;
    let (_, ticket) = world.register().await?;
    let (device, attempt) = world.start(&folder, &ticket).await?;
    println!("started {attempt}");
    let desk = world.open(&folder, &device, attempt)?;
    Sitter::at(desk, world.clock.clone(), task).sit()
}

/// Goes on where another process ended, at a moment of the same start of the computer.
pub fn go_on(folder: &Path, now_ms: u64, task: Task) -> Outcome<()> {
    let clock = clock_at(now_ms);
    let desk =
        reopen(folder, &clock, Dice::seeded(task.seed, "again"))?.ok_or("no attempt in this folder")?;
    println!("started {}", desk.attempt().terms().attempt);
    Sitter::at(desk, clock, task).sit()
}

/// A clock that shows so many milliseconds since the computer's start.
pub fn clock_at(now_ms: u64) -> HandClock {
    let clock = HandClock::start();
    clock.change(|moment| {
        let begin = Moment { boot: BootId([1; 16]), ..*moment };
        let wall_ms = begin.wall_ms + i64::try_from(now_ms.saturating_sub(begin.boot_ms)).unwrap_or(0);
        *moment = Moment { boot_ms: now_ms, wall_ms, ..begin };
    });
    clock
}

/// A computer without a keyring.
pub fn no_keyring() -> HandKeyring {
    HandKeyring { fault: Some(KeyFault::NoKeyring("none here".to_owned())), ..HandKeyring::default() }
}

/// Opens the one attempt of a folder; none if it has none.
pub fn reopen(folder: &Path, clock: &HandClock, dice: Dice) -> Outcome<Option<Desk>> {
    let folder = Folder::open(folder)?;
    let Some(device) = desk::Device::load(&folder, &no_keyring())? else { return Ok(None) };
    let Some(attempt) = folder.attempts()?.first().copied() else { return Ok(None) };
    Ok(Some(Session::open(&folder, device, attempt, clock.clone(), dice)?))
}

struct Sitter {
    desk: Desk,
    clock: HandClock,
    dice: Dice,
    answers: Answers,
    task: Task,
}

impl Sitter {
    fn at(desk: Desk, clock: HandClock, task: Task) -> Self {
        let answers = desk.attempt().responses().clone();
        Self { desk, clock, dice: Dice::seeded(task.seed, "steps"), answers, task }
    }

    fn now_ms(&self) -> u64 {
        desk::Clock::now(&self.clock).boot_ms
    }

    fn sit(mut self) -> Outcome<()> {
        self.say_ok();
        if matches!(self.desk.attempt().phase(), exam::attempt::Phase::Admitted) {
            let rules = self.desk.attempt().terms().rules;
            self.perform(Command::AcceptRules(rules))?;
        }
        for _ in 0..self.task.steps {
            self.clock.pass(self.dice.below(3_000));
            if self.dice.below(2) == 0 {
                self.beat()?;
            }
            self.step()?;
        }
        if self.task.seals {
            self.perform(Command::Seal(SealCause::Candidate))?;
            let envelope = self.desk.envelope()?.ok_or("sealed, and no envelope")?;
            println!("sealed {}", envelope.digest());
        }
        println!("end");
        Ok(())
    }

    fn beat(&mut self) -> Outcome<()> {
        let now = self.now_ms();
        println!("beat {now}");
        // Nothing acknowledged rests on a sign of life: the sitting goes on without.
        if self.desk.pulse().is_ok() {
            println!("alive {now}");
        }
        Ok(())
    }

    fn step(&mut self) -> Outcome<()> {
        let items = self.desk.attempt().terms().items.clone();
        let item = self.dice.pick(&items).cloned().ok_or("a form without items")?;
        let question = self.desk.paper().get(&item).cloned().ok_or("an item that is not on the paper")?;
        let interaction = question.interactions().next().cloned().ok_or("an item without interactions")?;
        let id = interaction.id.clone();
        match self.dice.below(10) {
            0 => self.perform(Command::GoTo(item)),
            1 => {
                let on = !self.desk.attempt().is_flagged(&item);
                self.perform(Command::Flag { item, on })
            }
            2 => self.perform(Command::Note { item, text: self.dice.clone().letters(12) }),
            3 if self.answers.get(&item).is_some_and(|response| response.contains_key(&id)) => {
                if let Some(response) = self.answers.get_mut(&item) {
                    response.remove(&id);
                }
                self.answers.retain(|_, response| !response.is_empty());
                self.perform(Command::Clear { item, interaction: id })
            }
            _ => {
                let value = match &interaction.kind {
                    Kind::Choice { options, .. } => {
                        let option = self.dice.pick(options).ok_or("no options")?;
                        Value::Choice([option.id.clone()].into())
                    }
                    Kind::TextEntry { .. } => Value::Text(self.dice.letters(20)),
                };
                self.answers.entry(item.clone()).or_default().insert(id.clone(), value.clone());
                self.perform(Command::Answer { item, interaction: id, value })
            }
        }
    }

    fn perform(&mut self, command: Command) -> Outcome<()> {
        println!("try {} {}", self.now_ms(), fingerprint(&self.answers));
        if perform(&mut self.desk, command).is_err() {
            println!("fault");
            // A journal that could not write takes nothing more. If it does, what is said here must be true.
            let item = self.desk.attempt().terms().items.first().cloned().ok_or("a form without items")?;
            perform(&mut self.desk, Command::GoTo(item))?;
        }
        self.say_ok();
        Ok(())
    }

    fn say_ok(&self) {
        println!("ok {} {} {}", self.desk.seq(), self.now_ms(), fingerprint(&self.answers));
    }
}
