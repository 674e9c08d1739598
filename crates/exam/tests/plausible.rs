//! What an authority says about time: honest desks, whatever happens to them, and the edge of each rule.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use exam::attempt::{
    Attempt, Command, Decision, Effect, Event, Opening, Paper, Phase, SealCause, Swap, Terms,
};
use exam::docket::{Anchor, Arrival, Head};
use exam::ledger::{BootId, Moment, Spent};
use exam::plausible::{
    Finding, Line, Mark, Place, READING_MS, Receipted, Sitting, TRANSPORT_MS, Weight, account,
};
use exam::programme::{Beyond, OutageAllowance};
use exam::{AttemptId, DeviceId, Digest, GrantId, OpId};
use proptest::prelude::*;

/// T0.
const START_MS: i64 = 1_795_435_200_000;
const MIN: i64 = 60_000;
const RULES: Digest = Digest([1; 32]);

fn head(segment: u32, seq: u64) -> Head {
    Head { segment, seq, digest: Digest([7; 32]) }
}

fn mark(event: &Event) -> Mark {
    match event {
        Event::RulesAccepted(_) => Mark::Accepted,
        Event::Interrupted(_) => Mark::Interrupted,
        Event::ClockJumped(_) => Mark::ClockJumped,
        Event::Sealed { .. } => Mark::Sealed,
        Event::GrantApplied { .. } => Mark::Applied,
        _ => Mark::Other,
    }
}

/// A desk that tells the truth, as its clocks let it.
struct Honest {
    attempt: Attempt,
    sitting: Sitting,
    /// True time since T0, in milliseconds.
    now_ms: i64,
    /// True time of the last start of the computer, its number, and what its clock gains, in parts per million.
    started: (i64, u8, i64),
    wall_off_ms: i64,
    alive: Moment,
    place: Place,
    ops: u64,
    late: bool,
}

impl Honest {
    fn new(ppm: i64) -> Self {
        let terms = Terms {
            attempt: AttemptId::mint(1, [1; 10]),
            rules: RULES,
            items: Vec::new(),
            entitled_ms: u64::MAX / 2,
            break_ms: 20 * MIN as u64,
            outage: OutageAllowance {
                each_ms: 5 * MIN as u64,
                total_ms: 30 * MIN as u64,
                beyond: Beyond::Ask,
            },
        };
        let at = Moment { boot: BootId([0; 16]), boot_ms: 0, wall_ms: 0 };
        let mut desk = Self {
            attempt: Attempt::new(terms),
            sitting: Sitting { started_at_ms: Some(START_MS), ..Sitting::default() },
            now_ms: 400,
            started: (-90 * MIN, 1, ppm),
            wall_off_ms: 0,
            alive: at,
            place: Place { segment: 0, seq: 0 },
            ops: 0,
            late: false,
        };
        desk.alive = desk.clocks();
        let digest = Digest([2; 32]);
        desk.put(Command::Open(Opening {
            entitlement: digest,
            start_token: digest,
            policy: digest,
            honesty: Vec::new(),
        }));
        desk.works(20_000);
        desk.put(Command::AcceptRules(RULES));
        desk
    }

    fn clocks(&self) -> Moment {
        let (started, boot, ppm) = self.started;
        let since = self.now_ms - started;
        let boot_ms = u64::try_from(since + since * ppm / 1_000_000).unwrap();
        Moment { boot: BootId([boot; 16]), boot_ms, wall_ms: START_MS + self.now_ms + self.wall_off_ms }
    }

    fn put(&mut self, command: Command) {
        let now = self.clocks();
        while let Some(unnoted) = self.attempt.unnoted(Some(self.alive), now) {
            self.alive = now;
            self.record(unnoted, now);
        }
        self.alive = now;
        self.record(command, now);
    }

    /// What is refused (a break in a hold) does not happen.
    fn record(&mut self, command: Command, now: Moment) {
        self.ops += 1;
        let op = OpId::mint(self.ops as i64, [3; 10]);
        let Ok(Decision::Record(event)) =
            self.attempt.decide(&Paper::new(), command, op, self.place.seq, now)
        else {
            return;
        };
        self.place = match event {
            Event::TakenOver { .. } => Place { segment: self.place.segment + 1, seq: 1 },
            _ => Place { seq: self.place.seq + 1, ..self.place },
        };
        self.attempt.evolve(&event, op, self.place.seq, now);
        self.sitting.journal.push(Line { place: self.place, mark: mark(&event), at: now });
    }

    /// The program runs: its last sign of life is less than a second old.
    fn works(&mut self, ms: i64) {
        self.now_ms += ms;
        self.alive = Moment { boot_ms: self.clocks().boot_ms.saturating_sub(900), ..self.clocks() };
        if let Some(command) = self.attempt.due(self.clocks()) {
            self.put(command);
        }
    }

    fn start_anew(&mut self, ms: i64, wall_off_ms: i64) {
        self.now_ms += ms;
        self.wall_off_ms = wall_off_ms;
        self.started = (self.now_ms - 500, self.started.1 + 1, -self.started.2);
    }

    fn applies(&mut self, effect: Effect) {
        self.ops += 1;
        let grant = GrantId::mint(self.ops as i64, [5; 10]);
        self.put(Command::Apply { grant, digest: RULES, effect });
    }

    fn anchors(&mut self, delay_ms: i64) {
        self.put(Command::AskHelp);
        let delay_ms = if self.late { delay_ms.min(TRANSPORT_MS as i64) } else { delay_ms };
        self.late = delay_ms > TRANSPORT_MS as i64;
        let anchor = Anchor { head: head(self.place.segment, self.place.seq), stated: Some(self.clocks()) };
        // A request that takes longer than the desk waits for it was held up by a computer that slept.
        if self.late {
            self.now_ms += delay_ms
        } else {
            self.works(delay_ms)
        }
        self.sitting.anchors.push((anchor, START_MS + self.now_ms));
    }

    fn seals(&mut self, after_ms: i64) {
        self.put(Command::Seal(SealCause::Candidate));
        let spent = self.attempt.seals().last().unwrap().spent;
        let at_ms = START_MS + self.now_ms + after_ms;
        let arrival = Arrival::OnTime;
        self.sitting.received = Some(Receipted { seal: self.place, spent, arrival, at_ms });
    }

    fn does(&mut self, step: Step) {
        match step {
            Step::Work(ms) => {
                self.works(ms);
                self.put(Command::AskHelp);
            }
            Step::Sleep(ms) => {
                self.now_ms += ms;
                self.put(Command::AskHelp);
            }
            Step::StartAnew(ms, wall_off_ms) => {
                self.start_anew(ms, wall_off_ms);
                self.put(Command::AskHelp);
            }
            Step::SetWall(by_ms) => {
                self.wall_off_ms += by_ms;
                self.put(Command::AskHelp);
            }
            Step::Anchor(delay_ms) => self.anchors(delay_ms),
            Step::Break(ms) => {
                self.put(Command::TakeBreak);
                self.works(ms);
                self.put(Command::EndBreak);
            }
            Step::Hold(ms) => {
                self.applies(Effect::Hold);
                self.works(ms);
                self.applies(Effect::Resume);
            }
            Step::Reopen(ms) => {
                self.seals(0);
                self.now_ms += ms;
                self.applies(Effect::Reopen(MIN as u64));
            }
            Step::Swap(ms, wall_off_ms) => {
                let last = self.alive;
                self.start_anew(ms, wall_off_ms);
                let device = |n| DeviceId::mint(1, [n; 10]);
                let after = head(self.place.segment, self.place.seq);
                let swap = Swap { from: device(1), to: device(2), after };
                self.ops += 1;
                let grant = GrantId::mint(self.ops as i64, [6; 10]);
                let now = self.clocks();
                self.alive = now;
                self.record(Command::TakeOver { grant, digest: RULES, swap, last }, now);
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Work(i64),
    Sleep(i64),
    StartAnew(i64, i64),
    SetWall(i64),
    Anchor(i64),
    Break(i64),
    Hold(i64),
    Reopen(i64),
    Swap(i64, i64),
}

fn step() -> impl Strategy<Value = Step> {
    let year = 365 * 24 * 60 * MIN;
    prop_oneof![
        6 => (0..20 * MIN).prop_map(Step::Work),
        2 => (0..30 * MIN).prop_map(Step::Sleep),
        1 => (0..30 * MIN, -year..year).prop_map(|(ms, off)| Step::StartAnew(ms, off)),
        1 => (-year..year).prop_map(Step::SetWall),
        8 => (0..=TRANSPORT_MS as i64).prop_map(Step::Anchor),
        2 => (0..40 * MIN).prop_map(Step::Anchor),
        1 => (0..30 * MIN).prop_map(Step::Break),
        1 => (0..30 * MIN).prop_map(Step::Hold),
        1 => (0..24 * 60 * MIN).prop_map(Step::Reopen),
        1 => (0..60 * MIN, -year..year).prop_map(|(ms, off)| Step::Swap(ms, off)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever happens to it, and as far as its journal is ever seen, a desk that tells the truth has nothing against it.
    #[test]
    fn nothing_speaks_against_an_honest_desk(
        ppm in -500..=500i64,
        steps in prop::collection::vec(step(), 0..40),
        delivered_after in 0..30 * 24 * 60 * MIN,
        held in 0.0..1.0f64,
    ) {
        let mut desk = Honest::new(ppm);
        steps.iter().for_each(|step| desk.does(*step));
        if *desk.attempt.phase() == Phase::Sealed {
            desk.applies(Effect::Reopen(MIN as u64));
        }
        desk.seals(delivered_after);
        let whole = account(&desk.sitting);
        prop_assert_eq!(whole.of(Weight::Against).next(), None);
        prop_assert!(whole.is_whole);
        // The bound holds for what the ledger measures by the boot clock.
        let working_ms = desk.sitting.received.unwrap().spent.working_ms;
        prop_assert!(working_ms <= whole.at_most_ms().unwrap() * 1_001 / 1_000 + READING_MS);
        // The journal is held in part, and an authority knows no more of heads than of records.
        let mut part = desk.sitting.clone();
        part.journal.truncate((part.journal.len() as f64 * held) as usize);
        let end = part.journal.last().map(|line| line.place);
        part.anchors.retain(|(anchor, _)| {
            Some(Place { segment: anchor.head.segment, seq: anchor.head.seq }) <= end
        });
        let part = account(&part);
        prop_assert_eq!(part.of(Weight::Against).next(), None);
    }
}

/// Found by the property above: drift counts until the later of two heads, and while a head is on its way.
#[test]
fn a_late_head_and_a_drifting_clock_together_are_honest() {
    let (late, slow_line) = (Step::Anchor(836_043), Step::Anchor(60_000));
    for (ppm, steps) in [
        (-200, vec![Step::Anchor(0), Step::Anchor(60_065), Step::Sleep(452_045), slow_line]),
        (258, vec![Step::Work(113_790), late, slow_line, Step::Anchor(0)]),
    ] {
        let mut desk = Honest::new(ppm);
        steps.iter().for_each(|step| desk.does(*step));
        desk.seals(0);
        check(&desk.sitting, &[]);
    }
}

/// A sitting of one start: records and heads by what the desk's boot clock said, and heads by when they came.
fn sitting(records: &[(Mark, u64)], heads: &[(u64, u64, i64)], received: Option<(Spent, i64)>) -> Sitting {
    let at = |boot_ms: u64| Moment { boot: BootId([1; 16]), boot_ms, wall_ms: START_MS + boot_ms as i64 };
    let place = |seq| Place { segment: 0, seq };
    let line = |(seq, (mark, ms)): (u64, &(Mark, u64))| Line { place: place(seq), mark: *mark, at: at(*ms) };
    let anchor = |(seq, stated, had): &(u64, u64, i64)| {
        (Anchor { head: head(0, *seq), stated: Some(at(*stated)) }, START_MS + had)
    };
    let seal = place(records.len() as u64);
    let receipted =
        |(spent, ms): (Spent, i64)| Receipted { seal, spent, arrival: Arrival::OnTime, at_ms: START_MS + ms };
    Sitting {
        started_at_ms: Some(START_MS),
        journal: (1..).zip(records).map(line).collect(),
        anchors: heads.iter().map(anchor).collect(),
        received: received.map(receipted),
    }
}

#[track_caller]
fn weighed(sitting: &Sitting, weight: Weight, expected: &[&str]) {
    let account = account(sitting);
    let codes: Vec<_> = account.of(weight).map(Finding::code).collect();
    assert_eq!(codes, expected, "{:?}", account.findings);
}

/// What speaks against the desk.
#[track_caller]
fn check(sitting: &Sitting, expected: &[&str]) {
    weighed(sitting, Weight::Against, expected);
}

const HOUR: u64 = 3_600_000;
/// What two right clocks may differ by in an hour.
const DRIFT: i64 = 3_600;
/// An hour by one clock, and so much more by the other: 60 seconds on the way, and drift over all of it.
const EDGE: i64 = 60_000 + 3_663;

/// Three heads an hour apart by the desk; the second and third come so many milliseconds late.
fn late(second: i64, third: i64, expected: &[&str]) {
    let heads = [(1, 0, 0), (1, HOUR, HOUR as i64 + second), (1, 2 * HOUR, 2 * HOUR as i64 + third)];
    check(&sitting(&[(Mark::Other, 0)], &heads, None), expected);
}

#[test]
fn a_clock_is_slow_when_two_heads_in_a_row_say_so() {
    late(EDGE, 2 * EDGE, &[]);
    late(EDGE + 1, 2 * EDGE, &["clock-slow"]);
    late(30 * MIN, 0, &[]);
    late(0, 30 * MIN, &[]);
}

/// Three heads; by the desk so many milliseconds more than an hour lie before the last, and as many more before the
/// second.
fn early(before_second: u64, before_third: u64, expected: &[&str]) {
    let late = 10 * MIN;
    let heads = [
        (1, 0, late),
        (1, before_second, late),
        (1, before_second + HOUR + before_third, late + HOUR as i64),
    ];
    check(&sitting(&[(Mark::Other, 0)], &heads, None), expected);
}

#[test]
fn a_clock_is_fast_when_it_was_behind_at_two_heads_in_a_row() {
    early(0, EDGE as u64, &[]);
    early(0, EDGE as u64 + 1, &["clock-fast"]);
    early(9 * MIN as u64, 0, &[]);
}

#[test]
fn no_head_is_had_before_it_was_signed() {
    let had = |ms: i64| sitting(&[(Mark::Other, 0)], &[(1, HOUR, HOUR as i64 - ms)], None);
    check(&had(READING_MS as i64 + DRIFT), &[]);
    check(&had(READING_MS as i64 + DRIFT + 1), &["clock-fast"]);
}

#[test]
fn a_clock_that_goes_back_is_seen_to_the_millisecond() {
    let records = |ms: u64| sitting(&[(Mark::Other, 5_000), (Mark::Other, ms)], &[], None);
    check(&records(5_000), &[]);
    check(&records(4_999), &["boot-clock-back"]);
    let beside = |stated: u64, next: u64| {
        sitting(&[(Mark::Other, 5_000), (Mark::Other, next)], &[(1, stated, 5_000)], None)
    };
    check(&beside(5_000, 5_000), &[]);
    check(&beside(4_999, 5_000), &["ahead-of-anchor"]);
    check(&beside(5_001, 5_001), &[]);
    check(&beside(5_001, 5_000), &["behind-anchor"]);
}

#[test]
fn a_start_does_not_come_back_within_a_segment() {
    let line = |seq, segment, boot: u8| Line {
        place: Place { segment, seq },
        mark: Mark::Other,
        at: Moment { boot: BootId([boot; 16]), boot_ms: 0, wall_ms: 0 },
    };
    let of = |journal: Vec<Line>| Sitting { journal, ..Sitting::default() };
    check(&of(vec![line(1, 0, 1), line(2, 0, 2), line(3, 0, 3)]), &[]);
    check(&of(vec![line(1, 0, 1), line(2, 0, 2), line(3, 0, 1)]), &["boot-returned"]);
    check(&of(vec![line(1, 0, 1), line(1, 1, 2), line(1, 2, 1)]), &[]);
}

/// Sealed after an hour, with a gap of ten minutes in it, by a ledger that says this.
fn ledger(working_min: u64, outage_min: u64, extra_ms: u64, received_ms: i64, expected: &[&str]) {
    let records = [
        (Mark::Accepted, 0),
        (Mark::Other, HOUR / 2),
        (Mark::Interrupted, HOUR / 2 + 10 * MIN as u64),
        (Mark::Sealed, HOUR),
    ];
    let spent = Spent {
        working_ms: working_min * MIN as u64 + extra_ms,
        outage_ms: outage_min * MIN as u64,
        ..Spent::default()
    };
    check(&sitting(&records, &[], Some((spent, received_ms))), expected);
}

#[test]
fn a_ledger_is_what_its_journal_measures() {
    let hour = HOUR as i64;
    ledger(50, 10, 0, hour, &[]);
    ledger(50, 9, MIN as u64 - READING_MS, hour, &[]);
    ledger(50, 9, MIN as u64 - READING_MS - 1, hour, &["uncounted"]);
    ledger(50, 10, READING_MS + 3_600, hour, &[]);
    ledger(50, 10, READING_MS + 3_601, hour, &["more-than-passed"]);
    ledger(49, 11, 0, hour, &["outage-without-gap"]);
    ledger(50, 10, 0, 5 * 24 * hour, &[]);
}

#[test]
fn the_wall_clock_is_noted_and_speaks_against_nobody() {
    let year = 365 * 24 * 60 * MIN;
    let set = |by_ms: i64| {
        let mut sitting =
            sitting(&[(Mark::Other, 0), (Mark::ClockJumped, 1_000)], &[(2, 1_000, 1_000)], None);
        sitting.journal[1].at.wall_ms += by_ms;
        sitting.anchors[0].0.stated.as_mut().unwrap().wall_ms += by_ms;
        sitting
    };
    for by_ms in [year, -year] {
        weighed(&set(by_ms), Weight::Noted, &["wall-off", "wall-set"]);
        check(&set(by_ms), &[]);
    }
    weighed(&set(TRANSPORT_MS as i64), Weight::Noted, &["wall-set"]);
    weighed(&set(TRANSPORT_MS as i64 + 1), Weight::Noted, &["wall-off", "wall-set"]);
}

/// Started anew after ten minutes, the wall clock then so many minutes after what it had said; heads after one minute
/// and after 30, sealed after 40, by the authority's clock. Nothing measures the gap but that wall clock.
fn started_anew(gap_min: i64, noted: &[&str], against: &[&str], working_min: i64) {
    let mut desk = sitting(
        &[
            (Mark::Accepted, 0),
            (Mark::Other, 10 * MIN as u64),
            (Mark::Interrupted, 5_000),
            (Mark::Other, 10 * MIN as u64),
            (Mark::Sealed, 15 * MIN as u64),
        ],
        &[(1, MIN as u64, MIN), (4, 10 * MIN as u64, 30 * MIN)],
        None,
    );
    desk.journal[2..].iter_mut().for_each(|line| line.at.boot = BootId([2; 16]));
    desk.anchors[1].0.stated.as_mut().unwrap().boot = BootId([2; 16]);
    desk.anchors[1].0.stated.as_mut().unwrap().wall_ms = START_MS + 30 * MIN;
    let spent = Spent {
        working_ms: (working_min * MIN) as u64,
        outage_ms: (gap_min * MIN) as u64,
        ..Spent::default()
    };
    let seal = Place { segment: 0, seq: 5 };
    let at_ms = START_MS + 40 * MIN;
    desk.received = Some(Receipted { seal, spent, arrival: Arrival::OnTime, at_ms });
    weighed(&desk, Weight::Noted, noted);
    check(&desk, against);
}

#[test]
fn across_a_start_only_working_time_is_held_to_the_bound() {
    started_anew(10, &[], &[], 25);
    started_anew(365 * 24 * 60, &["counted-by-wall"], &[], 25);
    started_anew(1, &["lost-across-starts"], &[], 25);
    started_anew(10, &[], &["more-than-passed"], 41);
    started_anew(10, &["lost-across-starts"], &["uncounted"], 5);
}

#[test]
fn the_bound_needs_both_ends_and_says_how_far_it_was_seen() {
    let records = [(Mark::Accepted, 0), (Mark::Sealed, HOUR)];
    let spent = Spent { working_ms: HOUR, ..Spent::default() };
    let heads = [(1, 10, 15), (2, HOUR, HOUR as i64 + 20)];
    let whole = sitting(&records, &heads, Some((spent, 2 * HOUR as i64)));
    let told = account(&whole);
    assert_eq!((told.at_most_ms(), told.said_ms()), (Some(2 * HOUR), Some(HOUR)));
    let seal = Place { segment: 0, seq: 2 };
    let seen_ms = START_MS + HOUR as i64 + 20;
    assert_eq!((told.anchored, told.seal_anchored_at_ms), (Some((seal, seen_ms)), Some(seen_ms)));
    assert!(told.is_whole && told.starts == 0 && told.findings.is_empty());
    let paper = account(&Sitting { started_at_ms: None, ..whole.clone() });
    assert_eq!((paper.at_most_ms(), paper.said_ms()), (None, Some(HOUR)));
    let running = account(&Sitting { received: None, ..whole });
    assert_eq!((running.at_most_ms(), running.said_ms(), running.seal_anchored_at_ms), (None, None, None));
}
