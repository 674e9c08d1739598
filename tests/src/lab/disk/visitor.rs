//! A visit in a process of its own: the desk behind the window, a hub over HTTP, and a person who clicks on. What the
//! person is told, and what they were told is saved, is said on standard output, where a recorder hears it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use desk::Visit;
use desk::wire::{PartWire, Picture, Problem, Sitting, Stage};
use evidence::Entropy;
use exam::item::{Response, Value};
use exam::{OpId, Slug};
use tokio::net::TcpListener;

use crate::dice::Dice;
use crate::lab::store::sitter::{clock_at, fingerprint, no_keyring};
use crate::lab::store::trace::{Entry, PLAN, TRACE};
use crate::unseen::Unseen;
use crate::{HandClock, HandKeyring, Outcome, World};

/// How much the desk keeps aside here: enough for this sitting, and quickly made.
pub const RESERVE: u64 = 256 * 1024;
/// So often a person tries again before a desk that does not recover is a failure.
const PATIENCE: u32 = 4;
/// A beat of the desk, in milliseconds.
const BEAT_MS: u64 = 1_000;
/// How long a disk stalls, in milliseconds.
const STALL_MS: u64 = 5_000;

/// What the person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Open,
    Ticket,
    Check,
    Begin,
    Rules,
    /// Shows the question of this place.
    GoTo(usize),
    /// Answers the question on the screen.
    Answer,
    Flag,
    Deliver,
    Seal,
}

/// Two exams' worth of clicks would show no more.
const DEEDS: &[Deed] = &[
    Deed::Open,
    Deed::Ticket,
    Deed::Check,
    Deed::Begin,
    Deed::Rules,
    Deed::GoTo(0),
    Deed::Answer,
    Deed::Answer,
    Deed::GoTo(1),
    Deed::Answer,
    Deed::Flag,
    Deed::GoTo(2),
    Deed::Answer,
    Deed::Deliver,
];

/// Everything a visitor knows.
struct Visitor {
    visit: Visit<HandClock, Dice, HandKeyring>,
    clock: HandClock,
    dice: Dice,
    ticket: String,
    attempt: String,
    answers: BTreeMap<Slug, Response>,
    /// What was clicked and is not answered yet: item, interaction, answer.
    clicked: Option<(String, String, Value)>,
    picture: Option<Picture>,
    /// Whether this lasts until somebody does something about the disk, and nobody has to.
    full: bool,
}

/// From a ticket to an answer, or to the envelope.
pub async fn visit(folder: &Path, seed: u64, seals: bool) -> Outcome<()> {
    let mut world =
        World::thrown(crate::demo_programme(|text| text)?, &crate::demo_bank()?, Dice::seeded(seed, "world"))
            .await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    world.hub = world.hub.at(vec![format!("http://{}", listener.local_addr()?)]);
    tokio::spawn(hub::serve(world.hub.clone(), listener, std::future::pending()));
    let (ticket, signed) = world.register().await?;
    let clock = clock_at(crate::lab::store::sitter::BEGIN_MS);
    let attempt = ticket.registration.0.to_string();
    let visit = Visit::new(
        folder.to_owned(),
        clock.clone(),
        Dice::seeded(seed, "desk"),
        no_keyring(),
        Box::new(Unseen),
    )
    .with_reserve(RESERVE);
    let plan = std::env::var_os(PLAN).map(PathBuf::from);
    let full =
        plan.and_then(|plan| std::fs::read_to_string(plan).ok()).is_some_and(|text| text.starts_with("full"));
    let mut visitor = Visitor {
        visit,
        clock: clock.clone(),
        dice: Dice::seeded(seed, "clicks"),
        ticket: String::from_utf8(signed.to_json())?,
        attempt,
        answers: BTreeMap::new(),
        clicked: None,
        picture: None,
        full,
    };
    std::thread::spawn(move || outlast(&clock));
    let last = if seals { &[Deed::Seal, Deed::Deliver][..] } else { &[] };
    for deed in DEEDS.iter().chain(last) {
        visitor.insist(*deed).await?;
        // Long enough for who only looks to be told.
        let beats = if *deed == Deed::Answer { 3 } else { 1 };
        (0..beats).for_each(|_| visitor.beat());
    }
    println!("end");
    Ok(())
}

/// Where the disk stalls, five seconds pass, and it goes on.
fn outlast(clock: &HandClock) {
    let (Some(trace), Some(plan)) = (std::env::var_os(TRACE), std::env::var_os(PLAN)) else { return };
    if !std::fs::read_to_string(&plan).is_ok_and(|text| text.starts_with("stall")) {
        return;
    }
    loop {
        let entries = Entry::decode_all(&std::fs::read(&trace).unwrap_or_default());
        if entries.iter().any(|entry| entry.error == -1) {
            break;
        }
        std::thread::yield_now();
    }
    clock.pass(STALL_MS);
    println!("lifted");
    let _ = std::fs::write(plan, []);
}

/// Ends what is planned: the disk is as it should be again.
fn lift() {
    if let Some(plan) = std::env::var_os(PLAN) {
        println!("lifted");
        let _ = std::fs::write(plan, []);
    }
}

impl Visitor {
    fn now_ms(&self) -> u64 {
        desk::Clock::now(&self.clock).boot_ms
    }

    fn sitting(&self) -> Outcome<&Sitting> {
        match self.picture.as_ref().map(|picture| &picture.stage) {
            Some(Stage::Sitting { sitting }) => Ok(sitting),
            other => Err(format!("there is no exam on the screen: {other:?}").into()),
        }
    }

    /// Does it until it is done. Whoever is told that it is not waits two beats, and somebody sees to the disk.
    async fn insist(&mut self, deed: Deed) -> Outcome<()> {
        let op = OpId::mint(0, self.dice.bytes()).to_string();
        for _ in 0..PATIENCE {
            match self.does(deed, &op).await? {
                Ok(picture) => {
                    self.clicked = None;
                    self.heed(picture);
                    println!("ok {} {} {}", self.seq(), self.now_ms(), fingerprint(&self.answers));
                    return Ok(());
                }
                Err(problem) => {
                    println!("told {} {}", problem.code, problem.args.get("why").map_or("", String::as_str));
                    self.beat();
                    self.beat();
                    if !self.full || self.sitting().is_err() {
                        lift();
                    }
                }
            }
        }
        Err(format!("{deed:?} could not be done at last").into())
    }

    fn seq(&self) -> u64 {
        self.sitting().map_or(0, |sitting| sitting.seq)
    }

    fn heed(&mut self, picture: Picture) {
        if let Stage::Sitting { sitting } = &picture.stage
            && let Some(trouble) = &sitting.trouble
        {
            println!("told {}", trouble.code);
            if trouble.code == "saving-stopped" {
                lift();
            }
        }
        self.picture = Some(picture);
    }

    /// One second passes.
    fn beat(&mut self) {
        self.clock.pass(BEAT_MS);
        println!("beat {}", self.now_ms());
        self.visit.tick();
        println!("tick");
        if let Some(Ok(picture)) = futures_now(self.visit.picture()) {
            self.heed(picture);
        }
    }

    async fn does(&mut self, deed: Deed, op: &str) -> Outcome<Result<Picture, Problem>> {
        let op = op.to_owned();
        println!("try {} {}", self.now_ms(), fingerprint(&self.answers));
        Ok(match deed {
            Deed::Open => self.visit.try_again().await.and_then(|picture| match picture.stage {
                Stage::Unusable { problem } => Err(problem),
                _ => Ok(picture),
            }),
            Deed::Ticket => {
                let taken = self.visit.take_ticket(self.ticket.clone()).await;
                if let Ok(Picture { stage: Stage::Ticket { ticket }, .. }) = &taken {
                    self.attempt.clone_from(&ticket.exams.first().ok_or("a ticket without exams")?.attempt);
                }
                taken
            }
            Deed::Check => self.visit.check(self.attempt.clone()).await,
            Deed::Begin => {
                let begun = self.visit.begin().await;
                match &begun {
                    Ok(_) => println!("started {}", self.attempt),
                    // What was found at the check stands no more: it is made again.
                    Err(problem) if problem.code == "not-ready" => {
                        let _checked = self.visit.check(self.attempt.clone()).await;
                    }
                    Err(_) => {}
                }
                begun
            }
            Deed::Rules => self.visit.accept_rules(op).await,
            Deed::GoTo(at) => {
                let sitting = self.sitting()?;
                let (seq, cell) = (sitting.seq, sitting.cells.get(at).ok_or("a form that is too short")?);
                self.visit.go_to(op, seq, cell.item.clone()).await
            }
            Deed::Flag => {
                let sitting = self.sitting()?;
                let item = sitting.question.as_ref().ok_or("no question on the screen")?.item.clone();
                self.visit.flag(op, sitting.seq, item, true).await
            }
            Deed::Answer => self.answer(op).await?,
            Deed::Deliver => self.visit.deliver().await,
            // What was said to have failed was done after all, and is on the screen.
            Deed::Seal if matches!(&self.picture, Some(Picture { stage: Stage::Sealed { .. }, .. })) => {
                self.visit.picture().await
            }
            Deed::Seal => {
                let seq = self.sitting()?.seq;
                self.visit.seal(op, seq).await
            }
        })
    }

    async fn answer(&mut self, op: String) -> Outcome<Result<Picture, Problem>> {
        let sitting = self.sitting()?;
        let seq = sitting.seq;
        let (item, interaction, value) = match &self.clicked {
            Some(clicked) => clicked.clone(),
            None => another(sitting)?,
        };
        self.clicked = Some((item.clone(), interaction.clone(), value.clone()));
        let response = self.answers.entry(Slug::parse(&item)?).or_default();
        response.insert(Slug::parse(&interaction)?, value.clone());
        println!("try {} {}", self.now_ms(), fingerprint(&self.answers));
        Ok(match value {
            Value::Choice(chosen) => {
                let options = chosen.iter().map(ToString::to_string).collect();
                self.visit.choose(op, seq, item, interaction, options).await
            }
            Value::Text(text) => self.visit.write(op, seq, item, interaction, text).await,
        })
    }
}

/// Another answer to the question on the screen than it has.
fn another(sitting: &Sitting) -> Outcome<(String, String, Value)> {
    let question = sitting.question.as_ref().ok_or("no question on the screen")?;
    for part in &question.parts {
        match part {
            PartWire::Text { .. } => {}
            PartWire::Choice { interaction, options, .. } => {
                let option = options.iter().find(|option| !option.chosen).ok_or("no option is left")?;
                let value = Value::Choice([Slug::parse(&option.id)?].into());
                return Ok((question.item.clone(), interaction.clone(), value));
            }
            PartWire::TextEntry { interaction, text, .. } => {
                let value = Value::Text(format!("{text}more"));
                return Ok((question.item.clone(), interaction.clone(), value));
            }
        }
    }
    Err("a question without an answer".into())
}

/// What a future says that waits for nothing.
fn futures_now<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => Some(value),
        std::task::Poll::Pending => None,
    }
}
