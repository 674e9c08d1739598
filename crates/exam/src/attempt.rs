//! One sitting as a state machine: the reading of a journal.
//!
//! [`Attempt::decide`] says what a command makes happen or why not; [`Attempt::evolve`] applies what happened
//! and cannot fail. Between the two somebody makes the event durable. There are no dead ends: every phase but
//! a voided one can reach a seal, and a seal can be reopened until the answer keys are released.

mod command;

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{AttemptId, Digest, GrantId, OpId, Slug};
use crate::item::{Item, Response, Unfit};
use crate::ledger::{Class, Gap, JUMP_MS, Ledger, Moment, Spent};
use crate::programme::OutageAllowance;

pub use command::{
    Command, Decision, Display, Effect, Event, HoldCause, LONGEST_NOTE, Measure, MeasureState, Opening,
    Refusal, SealCause, Swap, TextSize, Theme,
};

/// What the signed objects fix before the first record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Which attempt.
    pub attempt: AttemptId,
    /// The rules text that must be accepted.
    pub rules: Digest,
    /// The form, in the order of the screen.
    pub items: Vec<Slug>,
    /// Working time with accommodations, in milliseconds.
    pub entitled_ms: u64,
    /// Breaks that stop the clock, in milliseconds in all.
    pub break_ms: u64,
    /// How much lost time is forgiven.
    pub outage: OutageAllowance,
}

/// The items of a form, by name: what an answer is checked against.
pub type Paper = BTreeMap<Slug, Item>;

/// Where an attempt stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Nothing has happened.
    Registered,
    /// Opened under a start token; the rules are not yet accepted and no time runs.
    Admitted,
    /// The candidate works.
    Running,
    /// The candidate takes a break that stops the clock.
    OnBreak,
    /// The clock is stopped and only a grant continues.
    Held(HoldCause),
    /// The answers are sealed.
    Sealed,
}

/// One seal of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// 1 for the first, one more after each reopening.
    pub seal_no: u32,
    /// Why.
    pub cause: SealCause,
    /// The sequence number of its record.
    pub seq: u64,
    /// The time ledger at that moment.
    pub spent: Spent,
    /// The grant that had reopened the attempt before, from the second seal on.
    pub reopened_by: Option<(GrantId, Digest)>,
    /// Receipts for the envelope of this seal: envelope and receipt.
    pub receipts: Vec<(Digest, Digest)>,
}

/// The state of one attempt: a fold of its journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    terms: Terms,
    phase: Phase,
    ledger: Ledger,
    current: Option<Slug>,
    seen: BTreeSet<Slug>,
    flagged: BTreeSet<Slug>,
    struck: BTreeSet<(Slug, Slug, Slug)>,
    notes: BTreeMap<Slug, String>,
    reports: BTreeMap<Slug, String>,
    display: Display,
    responses: BTreeMap<Slug, Response>,
    changed: BTreeMap<(Slug, Slug), u64>,
    barrier: u64,
    ops: BTreeMap<OpId, u64>,
    grants: BTreeMap<GrantId, Digest>,
    reopened_by: Option<(GrantId, Digest)>,
    ending: bool,
    released: bool,
    anchored: Option<Digest>,
    /// What the wall clock is compared with: the first record of this start of the computer, or the last jump.
    set: Option<Moment>,
    jumps: u32,
    help_asked: u32,
    seals: Vec<Seal>,
}

impl Attempt {
    /// An attempt in which nothing has happened.
    pub fn new(terms: Terms) -> Self {
        Self {
            ledger: Ledger::new(terms.entitled_ms, terms.break_ms, terms.outage),
            terms,
            phase: Phase::Registered,
            current: None,
            seen: BTreeSet::new(),
            flagged: BTreeSet::new(),
            struck: BTreeSet::new(),
            notes: BTreeMap::new(),
            reports: BTreeMap::new(),
            display: Display::default(),
            responses: BTreeMap::new(),
            changed: BTreeMap::new(),
            barrier: 0,
            ops: BTreeMap::new(),
            grants: BTreeMap::new(),
            reopened_by: None,
            ending: false,
            released: false,
            anchored: None,
            set: None,
            jumps: 0,
            help_asked: 0,
            seals: Vec::new(),
        }
    }

    /// What `command`, made from the picture drawn at `seen` (a sequence number), comes to at `now`.
    pub fn decide(
        &self,
        paper: &Paper,
        command: Command,
        op: OpId,
        seen: u64,
        now: Moment,
    ) -> Result<Decision, Refusal> {
        if let Some(seq) = self.ops.get(&op) {
            return Ok(Decision::Already(*seq));
        }
        self.event(paper, command, seen, now).map(Decision::Record)
    }

    fn event(&self, paper: &Paper, command: Command, seen: u64, now: Moment) -> Result<Event, Refusal> {
        match command {
            Command::Open(opening) => match self.phase {
                Phase::Registered => Ok(Event::Opened(opening)),
                _ => Err(Refusal::AlreadyOpen),
            },
            Command::AcceptRules(text) => match self.phase {
                Phase::Admitted if text == self.terms.rules => Ok(Event::RulesAccepted(text)),
                Phase::Admitted => Err(Refusal::OtherRules),
                Phase::Registered => Err(Refusal::NotRunning),
                _ => Err(Refusal::AlreadyOpen),
            },
            Command::GoTo(item) => {
                self.working(now)?;
                self.item(&item)?;
                Ok(Event::WentTo(item))
            }
            Command::Answer { item, interaction, value } => {
                self.working(now)?;
                self.current_picture(&item, &interaction, seen)?;
                let found = paper.get(&item).ok_or(Refusal::NoSuchItem)?;
                found.admits(&interaction, &value).map_err(Refusal::Unfit)?;
                Ok(Event::Answered { item, interaction, value })
            }
            Command::Clear { item, interaction } => {
                self.working(now)?;
                self.current_picture(&item, &interaction, seen)?;
                Ok(Event::Cleared { item, interaction })
            }
            Command::Flag { item, on } => {
                self.working(now)?;
                self.item(&item)?;
                Ok(Event::Flagged { item, on })
            }
            Command::Strike { item, interaction, option, on } => {
                self.working(now)?;
                let found = paper.get(&item).ok_or(Refusal::NoSuchItem)?;
                found.has_option(&interaction, &option).map_err(Refusal::Unfit)?;
                Ok(Event::Struck { item, interaction, option, on })
            }
            Command::Note { item, text } => {
                self.written(&item, &text, now)?;
                Ok(Event::Noted { item, text })
            }
            Command::Report { item, text } => {
                self.written(&item, &text, now)?;
                Ok(Event::Reported { item, text })
            }
            Command::Adjust(display) => match self.phase {
                Phase::Registered => Err(Refusal::NotRunning),
                _ => Ok(Event::Adjusted(display)),
            },
            Command::TakeBreak => {
                self.working(now)?;
                if self.ledger.break_left_ms(now) == 0 {
                    return Err(Refusal::NoBreakLeft);
                }
                Ok(Event::BreakTaken)
            }
            Command::EndBreak => match self.phase {
                Phase::OnBreak => Ok(Event::BreakEnded),
                _ => Err(Refusal::NotOnBreak),
            },
            Command::AskHelp => match self.phase {
                Phase::Registered => Err(Refusal::NotRunning),
                _ => Ok(Event::HelpAsked),
            },
            Command::Hold(cause) => match self.phase {
                Phase::Running | Phase::OnBreak => Ok(Event::Held(cause)),
                Phase::Held(_) => Err(Refusal::Held),
                Phase::Sealed => Err(Refusal::Sealed),
                Phase::Registered | Phase::Admitted => Err(Refusal::NotRunning),
            },
            Command::Apply { grant, digest, effect } => self.apply(grant, digest, effect),
            Command::TakeOver { grant, digest, swap, last } => match self.phase {
                Phase::Registered => Err(Refusal::NotRunning),
                _ if self.grants.contains_key(&grant) => Err(Refusal::GrantUsed),
                _ => Ok(Event::TakenOver { grant, digest, swap, last }),
            },
            Command::NoteInterruption(last) => match self.phase {
                Phase::Registered => Err(Refusal::NotRunning),
                _ => Ok(Event::Interrupted(last)),
            },
            Command::NoteJump(by_ms) => match self.phase {
                Phase::Registered => Err(Refusal::NotRunning),
                _ => Ok(Event::ClockJumped(by_ms)),
            },
            Command::NoteAnchor(head) => match self.phase {
                Phase::Registered => Err(Refusal::NotRunning),
                _ => Ok(Event::Anchored(head)),
            },
            Command::Seal(cause) => match self.phase {
                Phase::Running | Phase::OnBreak | Phase::Held(_) => {
                    Ok(Event::Sealed { seal_no: self.next_seal_no(), cause })
                }
                Phase::Sealed => Err(Refusal::Sealed),
                Phase::Registered | Phase::Admitted => Err(Refusal::NotRunning),
            },
            Command::NoteReceipt { envelope, receipt } => match self.phase {
                Phase::Sealed => Ok(Event::ReceiptNoted { envelope, receipt }),
                _ => Err(Refusal::NotSealed),
            },
            Command::NoteRelease(release) => match self.phase {
                Phase::Sealed => Ok(Event::ReleaseNoted(release)),
                _ => Err(Refusal::NotSealed),
            },
        }
    }

    fn apply(&self, grant: GrantId, digest: Digest, effect: Effect) -> Result<Event, Refusal> {
        if self.grants.contains_key(&grant) {
            return Err(Refusal::GrantUsed);
        }
        match (effect, &self.phase) {
            (_, Phase::Registered) => Err(Refusal::NotRunning),
            (Effect::Reopen(_), Phase::Sealed) if self.released => Err(Refusal::Released),
            (Effect::Reopen(_), Phase::Sealed) => Ok(()),
            (Effect::Reopen(_), _) => Err(Refusal::NotSealed),
            // Whoever takes over opens a segment; in the one that ended nothing applies it.
            (Effect::Swap(_), _) => Err(Refusal::TakenOver),
            (_, Phase::Sealed) => Err(Refusal::Sealed),
            (Effect::Minutes(_), _) => Ok(()),
            (Effect::Resume, Phase::Held(_)) => Ok(()),
            (Effect::Resume, _) => Err(Refusal::NotHeld),
            (Effect::Hold, Phase::Held(_)) => Err(Refusal::Held),
            (Effect::Hold | Effect::End, Phase::Admitted) => Err(Refusal::NotRunning),
            (Effect::Hold | Effect::End, _) => Ok(()),
        }?;
        Ok(Event::GrantApplied { grant, digest, effect })
    }

    fn working(&self, now: Moment) -> Result<(), Refusal> {
        match self.phase {
            Phase::Running if self.ledger.left_ms(now) == 0 => Err(Refusal::TimeOver),
            Phase::Running => Ok(()),
            Phase::OnBreak => Err(Refusal::OnBreak),
            Phase::Held(_) => Err(Refusal::Held),
            Phase::Sealed => Err(Refusal::Sealed),
            Phase::Registered | Phase::Admitted => Err(Refusal::NotRunning),
        }
    }

    fn written(&self, item: &Slug, text: &str, now: Moment) -> Result<(), Refusal> {
        self.working(now)?;
        self.item(item)?;
        if text.chars().count() > LONGEST_NOTE { Err(Refusal::Unfit(Unfit::TooLong)) } else { Ok(()) }
    }

    fn item(&self, item: &Slug) -> Result<(), Refusal> {
        if self.terms.items.contains(item) { Ok(()) } else { Err(Refusal::NoSuchItem) }
    }

    fn current_picture(&self, item: &Slug, interaction: &Slug, seen: u64) -> Result<(), Refusal> {
        self.item(item)?;
        let same = self.changed.get(&(item.clone(), interaction.clone())).copied().unwrap_or(0);
        match same.max(self.barrier) {
            last if last > seen => Err(Refusal::Outdated(last)),
            _ => Ok(()),
        }
    }

    fn next_seal_no(&self) -> u32 {
        u32::try_from(self.seals.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// Applies what happened, as record number `seq` at `at`. Total: an event that was decided always applies.
    pub fn evolve(&mut self, event: &Event, op: OpId, seq: u64, at: Moment) {
        self.ops.insert(op, seq);
        if self.set.is_none_or(|set| set.boot != at.boot) {
            self.set = Some(at);
        }
        match event {
            Event::Opened(_) => self.phase = Phase::Admitted,
            Event::RulesAccepted(_) => self.enter(Phase::Running, at),
            Event::WentTo(item) => {
                self.seen.insert(item.clone());
                self.current = Some(item.clone());
            }
            Event::Answered { item, interaction, value } => {
                self.responses.entry(item.clone()).or_default().insert(interaction.clone(), value.clone());
                self.changed.insert((item.clone(), interaction.clone()), seq);
            }
            Event::Cleared { item, interaction } => {
                if let Some(response) = self.responses.get_mut(item) {
                    response.remove(interaction);
                    if response.is_empty() {
                        self.responses.remove(item);
                    }
                }
                self.changed.insert((item.clone(), interaction.clone()), seq);
            }
            Event::Flagged { item, on: true } => {
                self.flagged.insert(item.clone());
            }
            Event::Flagged { item, on: false } => {
                self.flagged.remove(item);
            }
            Event::Struck { item, interaction, option, on } => {
                let place = (item.clone(), interaction.clone(), option.clone());
                if *on {
                    self.struck.insert(place)
                } else {
                    self.struck.remove(&place)
                };
            }
            Event::Noted { item, text } => write_down(&mut self.notes, item, text),
            Event::Reported { item, text } => write_down(&mut self.reports, item, text),
            Event::Adjusted(display) => self.display = *display,
            Event::BreakTaken => self.enter(Phase::OnBreak, at),
            Event::BreakEnded => self.enter(Phase::Running, at),
            Event::HelpAsked => self.help_asked += 1,
            Event::Held(cause) => self.hold(cause.clone(), seq, at),
            Event::GrantApplied { grant, digest, effect } => {
                self.grants.insert(*grant, *digest);
                match effect {
                    Effect::Minutes(ms) => self.ledger.grant(*ms),
                    Effect::Hold => self.hold(HoldCause::Proctor, seq, at),
                    Effect::Resume => self.enter(Phase::Running, at),
                    Effect::Reopen(ms) => {
                        self.ledger.grant(*ms);
                        self.reopened_by = Some((*grant, *digest));
                        self.enter(Phase::Running, at);
                    }
                    Effect::End => self.ending = true,
                    Effect::Swap(_) => {}
                }
            }
            Event::TakenOver { grant, digest, last, .. } => {
                self.grants.insert(*grant, *digest);
                self.ledger.taken_over(*last, at);
            }
            Event::Interrupted(last) => {
                if self.ledger.interrupted(*last, at) == Gap::MustAsk {
                    self.hold(HoldCause::LongOutage, seq, at);
                }
            }
            Event::ClockJumped(_) => {
                self.set = Some(at);
                self.jumps = self.jumps.saturating_add(1);
            }
            Event::Anchored(head) => self.anchored = Some(*head),
            Event::Sealed { seal_no, cause } => {
                self.ledger.stop(at);
                self.phase = Phase::Sealed;
                self.barrier = seq;
                self.ending = false;
                self.seals.push(Seal {
                    seal_no: *seal_no,
                    cause: *cause,
                    seq,
                    spent: self.ledger.spent_at(at),
                    reopened_by: self.reopened_by.take(),
                    receipts: Vec::new(),
                });
            }
            Event::ReceiptNoted { envelope, receipt } => {
                if let Some(seal) = self.seals.last_mut() {
                    seal.receipts.push((*envelope, *receipt));
                }
            }
            Event::ReleaseNoted(_) => self.released = true,
        }
        self.ledger.reach(at);
    }

    fn enter(&mut self, phase: Phase, at: Moment) {
        self.ledger.switch(if phase == Phase::OnBreak { Class::Break } else { Class::Working }, at);
        self.phase = phase;
    }

    fn hold(&mut self, cause: HoldCause, seq: u64, at: Moment) {
        self.ledger.switch(Class::Held, at);
        self.phase = Phase::Held(cause);
        self.barrier = seq;
    }

    /// What is to be noted at `now` before anything else is done, one thing at a time: that this program, whose last
    /// sign of life was at `alive`, did not run; that the wall clock was set.
    pub fn unnoted(&self, alive: Option<Moment>, now: Moment) -> Option<Command> {
        match alive.filter(|alive| now.stalled_since(alive)) {
            Some(alive) if self.ledger.class().is_some() => return Some(Command::NoteInterruption(alive)),
            _ => {}
        }
        let jump = self.set.map_or(0, |set| now.jump_since(&set));
        let open = !matches!(self.phase, Phase::Registered | Phase::Sealed);
        (open && jump.unsigned_abs() >= JUMP_MS).then_some(Command::NoteJump(jump))
    }

    /// What is due at `now` without anybody asking: to seal, because the time is used up or a proctor ended the attempt;
    /// to go on, because the breaks are used up.
    pub fn due(&self, now: Moment) -> Option<Command> {
        match self.phase {
            Phase::Running | Phase::OnBreak | Phase::Held(_) if self.ending => {
                Some(Command::Seal(SealCause::Ended))
            }
            Phase::Running if self.ledger.left_ms(now) == 0 => Some(Command::Seal(SealCause::TimeUp)),
            Phase::OnBreak if self.ledger.break_left_ms(now) == 0 => Some(Command::EndBreak),
            _ => None,
        }
    }

    /// What was fixed before the first record.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Where the attempt stands.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The time ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The item on the screen.
    pub fn current(&self) -> Option<&Slug> {
        self.current.as_ref()
    }

    /// Whether an item has been shown.
    pub fn is_seen(&self, item: &Slug) -> bool {
        self.seen.contains(item)
    }

    /// The number of the record that began the hold, while there is one.
    pub fn held_since(&self) -> Option<u64> {
        matches!(self.phase, Phase::Held(_)).then_some(self.barrier)
    }

    /// Whether an option is crossed out.
    pub fn is_struck(&self, item: &Slug, interaction: &Slug, option: &Slug) -> bool {
        self.struck.contains(&(item.clone(), interaction.clone(), option.clone()))
    }

    /// The candidate's own note beside an item.
    pub fn note(&self, item: &Slug) -> Option<&str> {
        self.notes.get(item).map(String::as_str)
    }

    /// What the candidate says is wrong with items.
    pub fn reports(&self) -> &BTreeMap<Slug, String> {
        &self.reports
    }

    /// How the candidate wants the exam shown.
    pub fn display(&self) -> Display {
        self.display
    }

    /// Whether an item is marked to come back to.
    pub fn is_flagged(&self, item: &Slug) -> bool {
        self.flagged.contains(item)
    }

    /// The answers, by item. Items without an answer have no entry.
    pub fn responses(&self) -> &BTreeMap<Slug, Response> {
        &self.responses
    }

    /// All seals, the one in force last.
    pub fn seals(&self) -> &[Seal] {
        &self.seals
    }

    /// Whether answer keys have come to this desk.
    pub fn is_released(&self) -> bool {
        self.released
    }

    /// The last journal head the authority has countersigned.
    pub fn anchored(&self) -> Option<Digest> {
        self.anchored
    }

    /// How often the wall clock was seen to be set.
    pub fn jumps(&self) -> u32 {
        self.jumps
    }

    /// Whether a grant has been put into effect.
    pub fn has_applied(&self, grant: &GrantId) -> bool {
        self.grants.contains_key(grant)
    }

    /// How often help was asked for.
    pub fn help_asked(&self) -> u32 {
        self.help_asked
    }
}

fn write_down(notes: &mut BTreeMap<Slug, String>, item: &Slug, text: &str) {
    if text.is_empty() {
        notes.remove(item);
    } else {
        notes.insert(item.clone(), text.to_owned());
    }
}
