//! What happens, to the product and to the reference alike.

use exam::attempt::{Command, Effect, HoldCause, Phase as Real, SealCause, Swap};
use exam::docket::Head;
use exam::ledger::{BootId, Moment};
use exam::{DeviceId, GrantId};

use super::desk::{ANY, Desk};
use super::dice::{Dice, MINUTE, SECOND, TEN_YEARS};
use super::reference::{Bug, Phase, Reference, Rules};

/// What happens.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// The program runs for so long, with a beat every second.
    Run(u64),
    /// It is stopped, the computer sleeps, or its virtual machine pauses; then there is a beat.
    Pause(u64),
    /// It is killed, and started again.
    Kill(u64),
    /// The computer is started anew, and its wall clock set meanwhile.
    Reboot(u64, i64),
    /// The wall clock is set.
    Set(i64),
    Hold,
    Resume,
    Grant(u64),
    TakeBreak,
    EndBreak,
    Seal,
    Reopen(u64),
    End,
    /// Another computer goes on, whose wall clock differs by so much.
    TakeOver(u64, i64),
}

impl Step {
    pub(super) fn draw(dice: &mut Dice, world: &World) -> Self {
        match dice.below(20) {
            0..=4 => Self::Run(dice.span(world)),
            5..=6 => Self::Pause(dice.span(world)),
            7 => Self::Kill(dice.span(world)),
            8 => Self::Reboot(dice.span(world), dice.jump()),
            9..=10 => Self::Set(dice.jump()),
            11 => Self::Hold,
            12..=13 => Self::Resume,
            14 => Self::Grant(dice.span(world)),
            15..=16 => Self::TakeBreak,
            17 => Self::EndBreak,
            18 => match dice.below(3) {
                0 => Self::Seal,
                1 => Self::End,
                _ => Self::TakeOver(dice.span(world), dice.jump()),
            },
            _ => Self::Reopen(dice.span(world)),
        }
    }
}

/// A computer with its clocks, the product on it, and what it should come to.
pub(super) struct World {
    pub(super) desk: Desk,
    pub(super) reference: Reference,
    now: Moment,
    /// When both sides last looked at the clocks.
    last: Moment,
    /// What has passed by then and is somebody's.
    passed: u64,
    grants: u64,
}

impl World {
    pub(super) fn new(dice: &mut Dice, bug: Option<Bug>) -> Result<Self, String> {
        let minutes = |dice: &mut Dice, most| dice.below(most) * MINUTE + dice.below(3);
        let rules = Rules {
            entitled: MINUTE + minutes(dice, 180),
            breaks: if dice.below(3) == 0 { 0 } else { minutes(dice, 15) },
            each: minutes(dice, 10),
            total: minutes(dice, 20),
            asks: dice.below(2) == 0,
        };
        let now =
            Moment { boot: BootId([0; 16]), boot_ms: dice.below(TEN_YEARS), wall_ms: 1_800_000_000_000 };
        let desk = Desk::begin(rules, now).map_err(|refused| format!("no beginning: {refused:?}"))?;
        let reference = Reference::new(rules, ahead(now), bug);
        Ok(Self { desk, reference, now, last: now, passed: 0, grants: 0 })
    }

    /// Carries out a step on both sides.
    pub(super) fn step(&mut self, step: Step, dice: &mut Dice) -> Result<(), String> {
        let open = |phase| phase != Phase::Sealed;
        match step {
            Step::Run(ms) => self.run(ms, dice)?,
            Step::Pause(ms) => {
                self.pass(ms);
                self.beat()?;
            }
            Step::Kill(ms) => {
                self.pass(ms);
                let gone = self.gone(self.now.boot_ms - self.last.boot_ms);
                self.reference.gone(gone, true);
                self.reference.compare(ahead(self.now));
                self.desk.restart(self.now).map_err(|refused| format!("no restart: {refused:?}"))?;
                self.reference.due();
            }
            Step::Reboot(ms, by) => {
                let by_wall = self.off(ms, by, dice);
                self.reference.off(by_wall, ahead(self.now));
                self.desk.restart(self.now).map_err(|refused| format!("no restart: {refused:?}"))?;
                self.reference.due();
            }
            Step::TakeOver(ms, by) => {
                let by_wall = self.off(ms, by, dice);
                self.reference.taken_over(by_wall, ahead(self.now));
                let (grant, device) = (self.grant_id(), DeviceId::mint(1, [1; 10]));
                let swap = Swap { from: device, to: device, after: Head { segment: 0, seq: 1, digest: ANY } };
                let command = |last| Command::TakeOver { grant, digest: ANY, swap, last };
                self.desk
                    .take_over(command, self.now)
                    .map_err(|refused| format!("no taking over: {refused:?}"))?;
                self.reference.due();
            }
            Step::Set(by) => self.now.wall_ms += by,
            Step::Hold => {
                let fits = |then: &Reference| matches!(then.phase, Phase::Working | Phase::Break);
                self.act(Command::Hold(HoldCause::Fork), fits, |then| then.phase = Phase::Held)?;
            }
            Step::Seal => {
                let seal = |then: &mut Reference| (then.phase, then.ending) = (Phase::Sealed, false);
                self.act(Command::Seal(SealCause::Candidate), |then| open(then.phase), seal)?;
            }
            Step::TakeBreak => {
                let fits = |then: &Reference| {
                    then.phase == Phase::Working
                        && then.breaks < then.rules.breaks
                        && then.working < then.rules.entitled
                };
                self.act(Command::TakeBreak, fits, |then| then.phase = Phase::Break)?;
            }
            Step::EndBreak => {
                let fits = |then: &Reference| then.phase == Phase::Break;
                self.act(Command::EndBreak, fits, |then| then.phase = Phase::Working)?;
            }
            Step::Resume => {
                self.grant(Effect::Resume, |phase| phase == Phase::Held, |then| then.phase = Phase::Working)?;
            }
            Step::Grant(ms) => self.grant(Effect::Minutes(ms), open, |then| then.grant(ms))?,
            Step::End => self.grant(Effect::End, open, |then| then.ending = true)?,
            Step::Reopen(ms) => {
                let ahead = ahead(self.now);
                let reopen = |then: &mut Reference| then.reopen(ms, ahead);
                self.grant(Effect::Reopen(ms), |phase| phase == Phase::Sealed, reopen)?;
            }
        }
        self.compare()
    }

    /// Both sides at the last look, to the millisecond.
    fn compare(&self) -> Result<(), String> {
        let (attempt, then) = (&self.desk.attempt, &self.reference);
        let spent = attempt.ledger().spent_at(self.last);
        let ours = [
            spent.working_ms,
            spent.held_ms,
            spent.outage_ms,
            spent.break_ms,
            attempt.ledger().entitled_ms(),
        ];
        let theirs = [then.working, then.held, then.outage, then.breaks, then.rules.entitled];
        if ours != theirs {
            return Err(format!(
                "working, held, outage, break, entitled: {ours:?}, and it should be {theirs:?}"
            ));
        }
        let phase = match attempt.phase() {
            Real::Running => Phase::Working,
            Real::Held(_) => Phase::Held,
            Real::OnBreak => Phase::Break,
            Real::Sealed => Phase::Sealed,
            Real::Registered | Real::Admitted => return Err("it has not begun".into()),
        };
        if phase != then.phase {
            return Err(format!("it is {phase:?}, and it should be {:?}", then.phase));
        }
        if self.desk.jumps != then.jumps {
            return Err(format!("jumps recorded: {:?}, and there were {:?}", self.desk.jumps, then.jumps));
        }
        if spent.total_ms() != self.passed {
            return Err(format!("{} ms are accounted for, and {} passed", spent.total_ms(), self.passed));
        }
        Ok(())
    }

    fn pass(&mut self, ms: u64) {
        self.now.boot_ms += ms;
        self.now.wall_ms += ms.cast_signed();
    }

    /// So much has passed since the last look, which is now.
    fn gone(&mut self, ms: u64) -> u64 {
        self.last = self.now;
        if self.reference.phase != Phase::Sealed {
            self.passed += ms;
        }
        ms
    }

    /// Off for so long, then another start of a computer, with its clock set. What the wall clocks say of it.
    fn off(&mut self, ms: u64, by: i64, dice: &mut Dice) -> i64 {
        self.pass(ms);
        let boot = BootId([self.now.boot.0[0].wrapping_add(1); 16]);
        self.now = Moment { boot, boot_ms: dice.below(TEN_YEARS), wall_ms: self.now.wall_ms + by };
        let by_wall = self.now.wall_ms - self.last.wall_ms;
        self.gone(by_wall.max(0).unsigned_abs());
        by_wall
    }

    fn look(&mut self) {
        let ms = self.gone(self.now.boot_ms - self.last.boot_ms);
        self.reference.look(ms, ahead(self.now));
    }

    fn beat(&mut self) -> Result<(), String> {
        self.look();
        self.reference.due();
        self.desk.beat(self.now).map_err(|refused| format!("a beat was refused: {refused:?}"))
    }

    /// The program runs. Beats at which nothing is due are left out; two of them are looked at.
    fn run(&mut self, ms: u64, dice: &mut Dice) -> Result<(), String> {
        let end = self.now.boot_ms + ms;
        while end - self.last.boot_ms >= SECOND {
            self.pass(self.last.boot_ms + SECOND - self.now.boot_ms);
            self.beat()?;
            let beats = (end - self.last.boot_ms) / SECOND;
            let quiet = match self.reference.until_due() {
                Some(ms) => beats.min(ms.div_ceil(SECOND).saturating_sub(1)),
                None => beats,
            };
            for beat in [1 + dice.below(quiet.max(1)), quiet] {
                let at = |beats: u64| Moment {
                    boot_ms: self.last.boot_ms + beats * SECOND,
                    wall_ms: self.last.wall_ms + (beats * SECOND).cast_signed(),
                    ..self.last
                };
                if beat > 0 && beat <= quiet && !self.desk.idles(at(beat - 1), at(beat)) {
                    return Err(format!("something is due {beat} s after the last look"));
                }
            }
            self.pass(quiet * SECOND);
            let ms = self.gone(quiet * SECOND);
            self.reference.pass(ms);
            self.desk.idle_until(self.now);
        }
        self.pass(end - self.now.boot_ms);
        Ok(())
    }

    /// Both sides are asked for the same, and have to agree whether it can be done.
    fn act(
        &mut self,
        command: Command,
        fits: impl FnOnce(&Reference) -> bool,
        change: impl FnOnce(&mut Reference),
    ) -> Result<(), String> {
        self.look();
        match (self.desk.act(command, self.now), fits(&self.reference)) {
            (Ok(()), true) => {
                change(&mut self.reference);
                self.reference.due();
                Ok(())
            }
            (Err(_), false) => Ok(()),
            (Ok(()), false) => Err("it was done, and should have been refused".into()),
            (Err(refused), true) => Err(format!("it was refused: {refused:?}")),
        }
    }

    fn grant(
        &mut self,
        effect: Effect,
        fits: impl FnOnce(Phase) -> bool,
        change: impl FnOnce(&mut Reference),
    ) -> Result<(), String> {
        let command = Command::Apply { grant: self.grant_id(), digest: ANY, effect };
        self.act(command, |then| fits(then.phase), change)
    }

    fn grant_id(&mut self) -> GrantId {
        self.grants += 1;
        GrantId::mint(self.grants.cast_signed(), [3; 10])
    }
}

/// The wall clock ahead of the boot clock.
fn ahead(now: Moment) -> i64 {
    now.wall_ms - now.boot_ms.cast_signed()
}
