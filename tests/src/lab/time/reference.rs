//! The rules of time as somebody would tell them, beside the product's ledger: whatever happens is a look at the clocks,
//! so many milliseconds after the last one.

use exam::ledger::{JUMP_MS, STALL_MS};

/// What was agreed before the start, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    pub(super) entitled: u64,
    pub(super) breaks: u64,
    pub(super) each: u64,
    pub(super) total: u64,
    pub(super) asks: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Working,
    Held,
    Break,
    Sealed,
}

/// A rule that is broken on purpose: the product has to differ from a reference with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bug {
    OutagesAreCharged,
    EachGapMayLast,
    TheTotalIsForgotten,
    BeyondIsFree,
    OffIsCharged,
    OffUsesTheAllowance,
    AskingIsForgotten,
    HeldTimeCounts,
    HeldGapsAreOutages,
    BreaksCount,
    BreaksGoOn,
    BreaksAreUsedUpByTheWallClock,
    GapsInBreaksAreBreaks,
    SealedTimeCounts,
    GrantsAreLost,
    GrantsCountTwice,
    ReopenedWithoutTime,
    PausesAreWork,
    ShortPausesAreOutages,
    TakingOverUsesTheAllowance,
    AClockSetBackGivesTime,
    JumpsAreUnseen,
    SmallJumpsAreUnseen,
    SlowJumpsAreUnseen,
    JumpsCount,
    TimeIsUpAMomentEarly,
    TimeIsUpWhileHeld,
}

impl Bug {
    pub(super) const ALL: &[Self] = &[
        Self::OutagesAreCharged,
        Self::EachGapMayLast,
        Self::TheTotalIsForgotten,
        Self::BeyondIsFree,
        Self::OffIsCharged,
        Self::OffUsesTheAllowance,
        Self::AskingIsForgotten,
        Self::HeldTimeCounts,
        Self::HeldGapsAreOutages,
        Self::BreaksCount,
        Self::BreaksGoOn,
        Self::BreaksAreUsedUpByTheWallClock,
        Self::GapsInBreaksAreBreaks,
        Self::SealedTimeCounts,
        Self::GrantsAreLost,
        Self::GrantsCountTwice,
        Self::ReopenedWithoutTime,
        Self::PausesAreWork,
        Self::ShortPausesAreOutages,
        Self::TakingOverUsesTheAllowance,
        Self::AClockSetBackGivesTime,
        Self::JumpsAreUnseen,
        Self::SmallJumpsAreUnseen,
        Self::SlowJumpsAreUnseen,
        Self::JumpsCount,
        Self::TimeIsUpAMomentEarly,
        Self::TimeIsUpWhileHeld,
    ];
}

/// What has passed, and what has become of it.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    pub(super) rules: Rules,
    pub(super) bug: Option<Bug>,
    pub(super) phase: Phase,
    pub(super) working: u64,
    pub(super) held: u64,
    pub(super) outage: u64,
    pub(super) breaks: u64,
    pub(super) excused: u64,
    pub(super) ending: bool,
    /// The wall clock ahead of the boot clock, as it was last noted; unknown before the first record of a start.
    ahead: Option<i64>,
    /// Every jump that is to be recorded.
    pub(super) jumps: Vec<i64>,
}

impl Reference {
    pub(super) fn new(rules: Rules, ahead: i64, bug: Option<Bug>) -> Self {
        let [working, held, outage, breaks, excused] = [0; 5];
        let (phase, ending, ahead, jumps) = (Phase::Working, false, Some(ahead), Vec::new());
        Self { rules, bug, phase, working, held, outage, breaks, excused, ending, ahead, jumps }
    }

    fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    /// The program was there all the time, or so it seems: the last look was so many milliseconds ago.
    pub(super) fn look(&mut self, ms: u64, ahead: i64) {
        let paused = if self.has(Bug::ShortPausesAreOutages) { STALL_MS / 2 } else { STALL_MS };
        if ms >= paused && !self.has(Bug::PausesAreWork) {
            self.gone(ms, true)
        } else {
            self.pass(ms)
        }
        self.compare(ahead);
    }

    /// Time passes as what it is.
    pub(super) fn pass(&mut self, ms: u64) {
        match self.phase {
            Phase::Working => self.working += ms,
            Phase::Held if self.has(Bug::HeldTimeCounts) => self.working += ms,
            Phase::Held => self.held += ms,
            Phase::Break if self.has(Bug::BreaksCount) => self.working += ms,
            Phase::Break => self.breaks += ms,
            Phase::Sealed if self.has(Bug::SealedTimeCounts) => self.working += ms,
            Phase::Sealed => {}
        }
    }

    /// The program did not run: a break goes on until none is left, held time goes on, and the rest is an outage.
    pub(super) fn gone(&mut self, ms: u64, measured: bool) {
        let left = self.rules.breaks.saturating_sub(self.breaks);
        let kept = match self.phase {
            Phase::Working => 0,
            Phase::Break if self.has(Bug::GapsInBreaksAreBreaks) => ms,
            Phase::Break if !measured && !self.has(Bug::BreaksAreUsedUpByTheWallClock) => 0,
            Phase::Break => ms.min(left),
            Phase::Held if self.has(Bug::HeldGapsAreOutages) => 0,
            Phase::Held | Phase::Sealed => ms,
        };
        self.pass(kept);
        let lost = ms - kept;
        let each = if self.has(Bug::EachGapMayLast) { u64::MAX } else { self.rules.each };
        let total = if self.has(Bug::TheTotalIsForgotten) { u64::MAX } else { self.rules.total };
        let free = each.min(total.saturating_sub(self.outage - self.excused));
        let beyond = lost.saturating_sub(free);
        let charged = match (self.rules.asks, measured || self.has(Bug::OffIsCharged)) {
            _ if self.has(Bug::OutagesAreCharged) => lost,
            (false, true) if !self.has(Bug::BeyondIsFree) => beyond,
            _ => 0,
        };
        self.working += charged;
        self.outage += lost - charged;
        if !self.rules.asks && !measured && !self.has(Bug::OffUsesTheAllowance) {
            self.excused += lost - charged;
        }
        if beyond > 0 && self.rules.asks && !self.has(Bug::AskingIsForgotten) {
            self.phase = Phase::Held;
        }
    }

    /// The computer was started anew, so that only the wall clock says for how long it was off.
    pub(super) fn off(&mut self, by_wall: i64, ahead: i64) {
        self.gone(self.since(by_wall), false);
        self.ahead = (self.phase != Phase::Sealed).then_some(ahead);
    }

    /// Another computer goes on: what that took is an outage by somebody's leave.
    pub(super) fn taken_over(&mut self, by_wall: i64, ahead: i64) {
        if self.has(Bug::TakingOverUsesTheAllowance) {
            return self.off(by_wall, ahead);
        }
        let (rules, before, excused) = (self.rules, self.outage, self.excused);
        self.rules = Rules { each: u64::MAX, total: u64::MAX, ..rules };
        self.off(by_wall, ahead);
        self.rules = rules;
        self.excused = excused + self.outage - before;
        self.ahead = Some(ahead);
    }

    fn since(&self, by_wall: i64) -> u64 {
        if self.has(Bug::AClockSetBackGivesTime) {
            by_wall.unsigned_abs()
        } else {
            by_wall.max(0).unsigned_abs()
        }
    }

    /// A wall clock that was set is noted, however slowly it was done, and nothing is counted by it.
    pub(super) fn compare(&mut self, ahead: i64) {
        if self.phase == Phase::Sealed {
            return;
        }
        let by = ahead - *self.ahead.get_or_insert(ahead);
        let least = if self.has(Bug::SmallJumpsAreUnseen) { 2 * JUMP_MS } else { JUMP_MS };
        if by.unsigned_abs() >= least && !self.has(Bug::JumpsAreUnseen) {
            self.jumps.push(by);
            self.ahead = Some(ahead);
            if self.has(Bug::JumpsCount) {
                self.working += by.unsigned_abs();
            }
        } else if self.has(Bug::SlowJumpsAreUnseen) {
            self.ahead = Some(ahead);
        }
    }

    /// What happens without anybody asking: at most one thing at a look.
    pub(super) fn due(&mut self) {
        let early = if self.has(Bug::TimeIsUpAMomentEarly) { 1 } else { 0 };
        let over = self.working + early >= self.rules.entitled;
        let stands = self.phase == Phase::Held && !self.has(Bug::TimeIsUpWhileHeld);
        if self.phase == Phase::Sealed {
            return;
        }
        if self.ending || (over && self.phase != Phase::Break && !stands) {
            (self.phase, self.ending) = (Phase::Sealed, false);
        } else if self.phase == Phase::Break && self.breaks >= self.rules.breaks && !self.has(Bug::BreaksGoOn)
        {
            self.phase = Phase::Working;
        }
    }

    pub(super) fn grant(&mut self, ms: u64) {
        let times = match self.bug {
            Some(Bug::GrantsAreLost) => 0,
            Some(Bug::GrantsCountTwice) => 2,
            _ => 1,
        };
        self.rules.entitled += times * ms;
    }

    pub(super) fn reopen(&mut self, ms: u64, ahead: i64) {
        self.phase = Phase::Working;
        self.ahead.get_or_insert(ahead);
        if !self.has(Bug::ReopenedWithoutTime) {
            self.rules.entitled += ms;
        }
    }

    /// How long until something is due, in milliseconds.
    pub(super) fn until_due(&self) -> Option<u64> {
        match self.phase {
            Phase::Working => Some(self.rules.entitled.saturating_sub(self.working)),
            Phase::Break => Some(self.rules.breaks.saturating_sub(self.breaks)),
            Phase::Held | Phase::Sealed => None,
        }
    }
}
