//! The time ledger: every millisecond of a sitting has a class, and only *working* counts.
//!
//! Counted with a clock that runs through suspend and starts at boot. Across boots nothing is measured: the
//! wall clock then only helps to choose between resuming and asking, and is never charged.

use crate::programme::{Beyond, OutageAllowance};

/// Signs of life come once a second. A program that left none for so long, in milliseconds, did not run: it was stopped,
/// the computer slept, or the disk kept it waiting. Shorter pauses are working time.
pub const STALL_MS: u64 = 5_000;

/// From here on a change of the wall clock against the boot clock is noted, in milliseconds. Below are the leap second
/// and what a time service corrects without anybody noticing.
pub const JUMP_MS: u64 = 2_000;

/// One start of one computer. Two moments are comparable only within one boot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BootId(pub [u8; 16]);

/// One reading of the clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Which start of the computer.
    pub boot: BootId,
    /// Milliseconds since then, counting suspend.
    pub boot_ms: u64,
    /// UTC, in milliseconds since 1970, as the computer believes. Noticed, never counted.
    pub wall_ms: i64,
}

impl Moment {
    /// Milliseconds from `earlier` to `self`, where both belong to one boot; a clock that went back gives 0.
    fn measured_since(&self, earlier: &Self) -> Option<u64> {
        (self.boot == earlier.boot).then(|| self.boot_ms.saturating_sub(earlier.boot_ms))
    }

    /// By how many milliseconds the wall clock went further than the boot clock since `earlier`; nothing can be said
    /// across boots.
    pub fn jump_since(&self, earlier: &Self) -> i64 {
        if self.boot != earlier.boot {
            return 0;
        }
        let apart = |now: i128, then: i128| now - then;
        let wall = apart(self.wall_ms.into(), earlier.wall_ms.into());
        let boot = apart(self.boot_ms.into(), earlier.boot_ms.into());
        i64::try_from(wall - boot).unwrap_or(if wall > boot { i64::MAX } else { i64::MIN })
    }

    /// Whether a program whose last sign of life was at `alive` did not run until now.
    pub fn stalled_since(&self, alive: &Self) -> bool {
        self.measured_since(alive).is_none_or(|ms| ms >= STALL_MS)
    }

    /// Milliseconds since `earlier`: measured where that is possible, and otherwise as the wall clocks have it.
    pub fn gap_since(&self, earlier: &Self) -> u64 {
        let by_wall = || u64::try_from(self.wall_ms.saturating_sub(earlier.wall_ms)).unwrap_or(0);
        self.measured_since(earlier).unwrap_or_else(by_wall)
    }
}

/// What a stretch of time was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The candidate could work. Only this counts against the entitlement.
    Working,
    /// Someone or something stopped the clock.
    Held,
    /// The application was not running, or the computer was off.
    Outage,
    /// The candidate took a break that stops the clock.
    Break,
}

/// How much of each class has passed, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Counts against the entitlement.
    pub working_ms: u64,
    /// Costs the candidate nothing.
    pub held_ms: u64,
    /// Costs the candidate nothing, within the allowance.
    pub outage_ms: u64,
    /// Costs the candidate nothing; ends by itself when the breaks are used up.
    pub break_ms: u64,
}

impl Spent {
    /// Everything together.
    pub fn total_ms(&self) -> u64 {
        self.working_ms
            .saturating_add(self.held_ms)
            .saturating_add(self.outage_ms)
            .saturating_add(self.break_ms)
    }
}

/// What became of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// The clock was not running anyway.
    Idle,
    /// Inside the allowance.
    Forgiven,
    /// Beyond it: someone with authority must resume.
    MustAsk,
    /// Beyond it, by so many milliseconds of working time.
    Charged(u64),
}

/// The ledger of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    allowance: OutageAllowance,
    entitled_ms: u64,
    breaks_ms: u64,
    spent: Spent,
    /// What of the outage is not held against the allowance.
    excused_ms: u64,
    running: Option<(Class, Moment)>,
}

impl Ledger {
    /// A ledger that has not started, for so much working time and so much time on breaks.
    pub fn new(entitled_ms: u64, breaks_ms: u64, allowance: OutageAllowance) -> Self {
        Self { allowance, entitled_ms, breaks_ms, spent: Spent::default(), excused_ms: 0, running: None }
    }

    /// Starts counting as `class`, or goes on as another class, from `now`.
    pub fn switch(&mut self, class: Class, now: Moment) {
        self.reach(now);
        self.running = Some((class, now));
    }

    /// Stops counting at `now`.
    pub fn stop(&mut self, now: Moment) {
        self.reach(now);
        self.running = None;
    }

    /// Counts up to `now`. What cannot be measured (another boot, a clock gone back) counts as nothing.
    pub fn reach(&mut self, now: Moment) {
        if let Some((class, since)) = self.running {
            self.add(class, now.measured_since(&since).unwrap_or(0));
            self.running = Some((class, now));
        }
    }

    /// Accounts for a gap: the application last ran at `last` and runs again at `now`. A gap in working time is an
    /// outage; so is one in a break, where only the wall clock measured it, or as far as it lasted longer than the breaks
    /// that are left; held time goes on as that.
    pub fn interrupted(&mut self, last: Moment, now: Moment) -> Gap {
        let Some((class, gap_ms)) = self.lost(last, now) else { return Gap::Idle };
        if gap_ms == 0 && class != Class::Working {
            return Gap::Idle;
        }
        let measured = now.measured_since(&last).is_some();
        let used_ms = self.spent.outage_ms.saturating_sub(self.excused_ms);
        if !measured && self.allowance.beyond == Beyond::Charge {
            // Nobody is asked, and what only the wall clock says makes nothing else cost more.
            self.excused_ms = self.excused_ms.saturating_add(gap_ms);
        }
        let left_ms = self.allowance.total_ms.saturating_sub(used_ms).min(self.allowance.each_ms);
        let beyond_ms = gap_ms.saturating_sub(left_ms);
        match self.allowance.beyond {
            _ if beyond_ms == 0 => {
                self.add(Class::Outage, gap_ms);
                Gap::Forgiven
            }
            Beyond::Ask => {
                self.add(Class::Outage, gap_ms);
                self.running = Some((Class::Held, now));
                Gap::MustAsk
            }
            Beyond::Charge if measured => {
                self.add(Class::Outage, gap_ms - beyond_ms);
                self.add(Class::Working, beyond_ms);
                Gap::Charged(beyond_ms)
            }
            Beyond::Charge => {
                self.add(Class::Outage, gap_ms);
                Gap::Forgiven
            }
        }
    }

    /// Accounts for the time it took until another device could go on. Somebody with authority has looked, so that
    /// the allowance plays no part: it is an outage, whatever it lasted, and never charged.
    pub fn taken_over(&mut self, last: Moment, now: Moment) {
        if let Some((_, gap_ms)) = self.lost(last, now) {
            self.add(Class::Outage, gap_ms);
            self.excused_ms = self.excused_ms.saturating_add(gap_ms);
        }
    }

    /// Counts up to `last` and goes on from `now`: what was running, and what of the time between is nobody's yet.
    fn lost(&mut self, last: Moment, now: Moment) -> Option<(Class, u64)> {
        let (class, since) = self.running?;
        if last.measured_since(&since).is_some_and(|ms| ms > 0) {
            self.reach(last);
        }
        let (measured, gap_ms) = (now.measured_since(&last), now.gap_since(&last));
        self.running = Some((class, now));
        let kept_ms = match class {
            Class::Working | Class::Outage => 0,
            // No break is used up by a wall clock.
            Class::Break if measured.is_none() => 0,
            Class::Break => gap_ms.min(self.breaks_ms.saturating_sub(self.spent.break_ms)),
            Class::Held => gap_ms,
        };
        self.add(class, kept_ms);
        Some((class, gap_ms - kept_ms))
    }

    /// Adds working time by a grant.
    pub fn grant(&mut self, ms: u64) {
        self.entitled_ms = self.entitled_ms.saturating_add(ms);
    }

    /// What is running, if anything.
    pub fn class(&self) -> Option<Class> {
        self.running.map(|(class, _)| class)
    }

    /// Working time in all, grants included, in milliseconds.
    pub fn entitled_ms(&self) -> u64 {
        self.entitled_ms
    }

    /// Working time left at `now`, in milliseconds, never negative.
    pub fn left_ms(&self, now: Moment) -> u64 {
        self.entitled_ms.saturating_sub(self.spent_at(now).working_ms)
    }

    /// Time for breaks that is left at `now`, in milliseconds, never negative.
    pub fn break_left_ms(&self, now: Moment) -> u64 {
        self.breaks_ms.saturating_sub(self.spent_at(now).break_ms)
    }

    /// What has passed by `now`.
    pub fn spent_at(&self, now: Moment) -> Spent {
        let mut then = self.clone();
        then.reach(now);
        then.spent
    }

    fn add(&mut self, class: Class, ms: u64) {
        let entry = match class {
            Class::Working => &mut self.spent.working_ms,
            Class::Held => &mut self.spent.held_ms,
            Class::Outage => &mut self.spent.outage_ms,
            Class::Break => &mut self.spent.break_ms,
        };
        *entry = entry.saturating_add(ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MIN: u64 = 60_000;

    fn at(boot: u8, boot_ms: u64, wall_ms: i64) -> Moment {
        Moment { boot: BootId([boot; 16]), boot_ms, wall_ms }
    }

    fn ledger(beyond: Beyond) -> Ledger {
        let mut ledger =
            Ledger::new(30 * MIN, 10 * MIN, OutageAllowance { each_ms: 5 * MIN, total_ms: 8 * MIN, beyond });
        ledger.switch(Class::Working, at(1, 0, 0));
        ledger
    }

    /// (last seen, back at, what became of it, working minutes, outage minutes)
    fn check(beyond: Beyond, last: Moment, back: Moment, gap: Gap, working: u64, outage: u64) {
        let mut ledger = ledger(beyond);
        assert_eq!(ledger.interrupted(last, back), gap, "{last:?} {back:?}");
        let spent = ledger.spent_at(back);
        assert_eq!((spent.working_ms, spent.outage_ms), (working * MIN, outage * MIN), "{last:?} {back:?}");
    }

    #[test]
    fn gaps_are_outages_up_to_the_allowance() {
        let last = at(1, 2 * MIN, 0);
        check(Beyond::Ask, last, at(1, 7 * MIN, 0), Gap::Forgiven, 2, 5);
        check(Beyond::Ask, last, at(1, 8 * MIN, 0), Gap::MustAsk, 2, 6);
        check(Beyond::Charge, last, at(1, 9 * MIN, 0), Gap::Charged(2 * MIN), 4, 5);
        check(Beyond::Ask, last, at(2, 9, 5 * MIN as i64), Gap::Forgiven, 2, 5);
        check(Beyond::Ask, last, at(2, 9, 6 * MIN as i64), Gap::MustAsk, 2, 6);
        check(Beyond::Charge, last, at(2, 9, 60 * MIN as i64), Gap::Forgiven, 2, 60);
        check(Beyond::Ask, last, at(2, 9, -999), Gap::Forgiven, 2, 0);
    }

    #[test]
    fn the_total_allowance_binds_too() {
        let mut ledger = ledger(Beyond::Ask);
        assert_eq!(ledger.interrupted(at(1, 0, 0), at(1, 5 * MIN, 0)), Gap::Forgiven);
        assert_eq!(ledger.interrupted(at(1, 5 * MIN, 0), at(1, 9 * MIN, 0)), Gap::MustAsk);
        assert_eq!(ledger.class(), Some(Class::Held));
        assert_eq!(ledger.left_ms(at(1, 60 * MIN, 0)), 30 * MIN, "waiting costs nothing");
    }

    #[test]
    fn taking_over_is_an_outage_of_any_length_and_uses_no_allowance() {
        for back in [at(1, 42 * MIN, 0), at(2, 9, 40 * MIN as i64)] {
            let mut ledger = ledger(Beyond::Charge);
            ledger.taken_over(at(1, 2 * MIN, 0), back);
            let spent = ledger.spent_at(back);
            assert_eq!((spent.working_ms, spent.outage_ms), (2 * MIN, 40 * MIN));
            let later = Moment { boot_ms: back.boot_ms + 5 * MIN, ..back };
            assert_eq!(ledger.interrupted(back, later), Gap::Forgiven);
        }
    }

    #[test]
    fn a_clock_set_by_hand_changes_nothing() {
        let mut ledger = ledger(Beyond::Ask);
        ledger.reach(at(1, MIN, 10_000_000_000_000));
        ledger.reach(at(1, 2 * MIN, -10_000_000_000_000));
        assert_eq!(ledger.left_ms(at(1, 3 * MIN, 0)), 27 * MIN);
    }

    proptest! {
        /// However the clocks behave, no class shrinks and working never outruns the boot clock.
        #[test]
        fn time_is_neither_lost_nor_made(steps in prop::collection::vec((0..3u8, 0..4u8, any::<u32>(), any::<i32>()), 0..40)) {
            let mut ledger = ledger(Beyond::Ask);
            let (mut boot, mut boot_ms, mut ran_ms) = (1u8, 0u64, 0u64);
            let mut before = Spent::default();
            let mut last = at(1, 0, 0);
            for (action, class, ms, wall) in steps {
                let ms = u64::from(ms % 1_000_000);
                match action {
                    0 => { boot_ms += ms; if ledger.class() == Some(Class::Working) { ran_ms += ms; } }
                    1 => { boot_ms += ms; let now = at(boot, boot_ms, i64::from(wall)); ledger.interrupted(last, now); }
                    _ => { boot += 1; boot_ms = ms; ledger.interrupted(last, at(boot, boot_ms, i64::from(wall))); }
                }
                let now = at(boot, boot_ms, i64::from(wall));
                let class = [Class::Working, Class::Held, Class::Break, Class::Working][class as usize];
                ledger.switch(class, now);
                let spent = ledger.spent_at(now);
                prop_assert!(spent.working_ms >= before.working_ms && spent.held_ms >= before.held_ms);
                prop_assert!(spent.outage_ms >= before.outage_ms && spent.break_ms >= before.break_ms);
                prop_assert_eq!(spent.working_ms, ran_ms);
                (before, last) = (spent, now);
            }
        }
    }
}
