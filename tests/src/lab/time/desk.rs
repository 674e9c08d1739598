//! The product's attempt in memory, looked after as `desk::Session` looks after the one on a disk: what is decided is
//! applied, with nothing in between.

use exam::attempt::{Attempt, Command, Decision, Opening, Paper, Refusal, Terms};
use exam::ledger::Moment;
use exam::programme::{Beyond, OutageAllowance};
use exam::{AttemptId, Digest, OpId};

use super::reference::Rules;

/// Any digest: nothing here is looked up by it.
pub(super) const ANY: Digest = Digest([7; 32]);

pub(super) struct Desk {
    pub(super) attempt: Attempt,
    paper: Paper,
    alive: Moment,
    seq: u64,
    /// What was recorded of the wall clock.
    pub(super) jumps: Vec<i64>,
}

impl Desk {
    /// An attempt whose rules are accepted.
    pub(super) fn begin(rules: Rules, now: Moment) -> Result<Self, Refusal> {
        let terms = Terms {
            attempt: AttemptId::mint(0, [1; 10]),
            rules: ANY,
            items: Vec::new(),
            entitled_ms: rules.entitled,
            break_ms: rules.breaks,
            outage: OutageAllowance {
                each_ms: rules.each,
                total_ms: rules.total,
                beyond: if rules.asks { Beyond::Ask } else { Beyond::Charge },
            },
        };
        let (attempt, paper) = (Attempt::new(terms), Paper::new());
        let mut desk = Self { attempt, paper, alive: now, seq: 0, jumps: Vec::new() };
        let opening = Opening { entitlement: ANY, start_token: ANY, policy: ANY, honesty: Vec::new() };
        desk.note(Command::Open(opening), now)?;
        desk.note(Command::AcceptRules(ANY), now)?;
        Ok(desk)
    }

    fn note(&mut self, command: Command, now: Moment) -> Result<(), Refusal> {
        let op = OpId::mint(self.seq.cast_signed(), [1; 10]);
        let jump = if let Command::NoteJump(by_ms) = command { Some(by_ms) } else { None };
        if let Decision::Record(event) = self.attempt.decide(&self.paper, command, op, self.seq, now)? {
            self.seq += 1;
            self.attempt.evolve(&event, op, self.seq, now);
            self.alive = now;
            self.jumps.extend(jump);
        }
        Ok(())
    }

    fn catch_up(&mut self, alive: Option<Moment>, now: Moment) -> Result<(), Refusal> {
        if let Some(command) = self.attempt.unnoted(alive, now) {
            self.note(command, now)?;
            if let Some(command) = self.attempt.unnoted(None, now) {
                self.note(command, now)?;
            }
        }
        Ok(())
    }

    fn tick(&mut self, now: Moment) -> Result<(), Refusal> {
        match self.attempt.due(now) {
            Some(command) => self.note(command, now),
            None => Ok(()),
        }
    }

    /// The beat of every second.
    pub(super) fn beat(&mut self, now: Moment) -> Result<(), Refusal> {
        self.catch_up(Some(self.alive), now)?;
        self.alive = now;
        self.tick(now)
    }

    /// Beats that are left out because nothing is due at them: whether that is so.
    pub(super) fn idles(&self, before: Moment, now: Moment) -> bool {
        self.attempt.unnoted(Some(before), now).is_none() && self.attempt.due(now).is_none()
    }

    /// As if it had beaten until then.
    pub(super) fn idle_until(&mut self, now: Moment) {
        self.alive = now;
    }

    /// What somebody does.
    pub(super) fn act(&mut self, command: Command, now: Moment) -> Result<(), Refusal> {
        self.catch_up(Some(self.alive), now)?;
        self.alive = now;
        self.note(command, now)?;
        self.tick(now)
    }

    /// The program was gone, and is there again.
    pub(super) fn restart(&mut self, now: Moment) -> Result<(), Refusal> {
        if self.attempt.ledger().class().is_some() {
            self.note(Command::NoteInterruption(self.alive), now)?;
        }
        self.catch_up(None, now)?;
        self.alive = now;
        self.tick(now)
    }

    /// Another computer goes on.
    pub(super) fn take_over(
        &mut self,
        command: impl FnOnce(Moment) -> Command,
        now: Moment,
    ) -> Result<(), Refusal> {
        self.note(command(self.alive), now)?;
        self.catch_up(None, now)?;
        self.alive = now;
        self.tick(now)
    }
}
