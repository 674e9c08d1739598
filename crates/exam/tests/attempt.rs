//! The attempt against a small reference, refusals as a table, and the absence of dead ends.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::collections::BTreeMap;

use exam::attempt::{
    Attempt, Command, Decision, Effect, Event, HoldCause, Opening, Paper, Phase, Refusal, SealCause, Terms,
};
use exam::item::{Choice, Interaction, Item, Kind, Part, Unfit, Value};
use exam::ledger::{BootId, Moment};
use exam::programme::{Beyond, OutageAllowance};
use exam::text::Text;
use exam::{AttemptId, Digest, GrantId, OpId, Slug};
use proptest::prelude::*;

const MIN: u64 = 60_000;

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

fn at(ms: u64) -> Moment {
    Moment { boot: BootId([1; 16]), boot_ms: ms, wall_ms: ms as i64 }
}

fn op(n: u64) -> OpId {
    OpId::mint(n as i64, [(n % 251) as u8; 10])
}

fn grant(n: u8) -> GrantId {
    GrantId::mint(1, [n; 10])
}

fn digest(n: u8) -> Digest {
    Digest([n; 32])
}

fn paper() -> Paper {
    let options = ["a", "b", "c"].map(|id| Choice { id: slug(id), text: Text::plain("en", id) }).to_vec();
    let item = |id: &str| Item {
        id: slug(id),
        stimulus: None,
        body: vec![Part::Interaction(Interaction {
            id: slug("r"),
            prompt: None,
            weight: 1,
            kind: Kind::Choice { options: options.clone(), min: 1, max: 1, shuffle: true },
        })],
    };
    ["q1", "q2", "q3"].map(|id| (slug(id), item(id))).into()
}

fn attempt() -> Attempt {
    Attempt::new(Terms {
        attempt: AttemptId::mint(1, [1; 10]),
        rules: digest(9),
        items: ["q1", "q2", "q3"].map(slug).to_vec(),
        entitled_ms: 30 * MIN,
        break_ms: 5 * MIN,
        outage: OutageAllowance { each_ms: 10 * MIN, total_ms: 20 * MIN, beyond: Beyond::Ask },
    })
}

fn answer(item: &str, option: &str) -> Command {
    Command::Answer { item: slug(item), interaction: slug("r"), value: Value::Choice([slug(option)].into()) }
}

fn open() -> Command {
    Command::Open(Opening {
        entitlement: digest(1),
        start_token: digest(2),
        policy: digest(3),
        honesty: Vec::new(),
    })
}

fn apply(n: u8, effect: Effect) -> Command {
    Command::Apply { grant: grant(n), digest: digest(n), effect }
}

/// Plays commands from the newest picture; says what the last came to.
struct Play {
    attempt: Attempt,
    seq: u64,
    now: u64,
}

impl Play {
    fn new() -> Self {
        Self { attempt: attempt(), seq: 0, now: 0 }
    }

    fn running() -> Self {
        let mut play = Self::new();
        play.ok(open());
        play.ok(Command::AcceptRules(digest(9)));
        play
    }

    fn try_as(&mut self, op: OpId, seen: u64, command: Command) -> Result<Decision, Refusal> {
        let decision = self.attempt.decide(&paper(), command, op, seen, at(self.now))?;
        if let Decision::Record(event) = &decision {
            self.seq += 1;
            self.attempt.evolve(event, op, self.seq, at(self.now));
        }
        Ok(decision)
    }

    fn play(&mut self, command: Command) -> Result<Decision, Refusal> {
        self.try_as(op(1_000 + self.seq), self.seq, command)
    }

    fn ok(&mut self, command: Command) {
        let shown = format!("{command:?}");
        assert!(matches!(self.play(command), Ok(Decision::Record(_))), "{shown}");
    }
}

fn check(before: &[Command], command: Command, refusal: Refusal) {
    let mut play = Play::running();
    for command in before {
        play.ok(command.clone());
    }
    assert_eq!(play.play(command.clone()), Err(refusal), "{before:?} then {command:?}");
}

#[test]
fn refusals() {
    let seal = || Command::Seal(SealCause::Candidate);
    let hold = || apply(7, Effect::Hold);
    check(&[], open(), Refusal::AlreadyOpen);
    check(&[], Command::AcceptRules(digest(9)), Refusal::AlreadyOpen);
    check(&[], answer("q9", "a"), Refusal::NoSuchItem);
    check(&[], answer("q1", "z"), Refusal::Unfit(Unfit::NoSuchOption));
    check(&[], Command::GoTo(slug("q9")), Refusal::NoSuchItem);
    check(&[], Command::EndBreak, Refusal::NotOnBreak);
    check(&[], apply(1, Effect::Resume), Refusal::NotHeld);
    check(&[], apply(1, Effect::Reopen(0)), Refusal::NotSealed);
    check(&[], Command::NoteReceipt { envelope: digest(1), receipt: digest(2) }, Refusal::NotSealed);
    check(&[apply(1, Effect::Minutes(1))], apply(1, Effect::Minutes(1)), Refusal::GrantUsed);
    check(&[hold()], answer("q1", "a"), Refusal::Held);
    check(&[hold()], apply(8, Effect::Hold), Refusal::Held);
    check(&[Command::TakeBreak], answer("q1", "a"), Refusal::OnBreak);
    check(&[seal()], answer("q1", "a"), Refusal::Sealed);
    check(&[seal()], seal(), Refusal::Sealed);
    check(&[seal()], apply(1, Effect::Minutes(1)), Refusal::Sealed);
    check(&[seal(), Command::NoteRelease(digest(5))], apply(1, Effect::Reopen(0)), Refusal::Released);
}

#[test]
fn nothing_runs_before_the_rules_are_accepted() {
    let mut play = Play::new();
    assert_eq!(play.play(answer("q1", "a")), Err(Refusal::NotRunning));
    play.ok(open());
    play.now += 60 * MIN;
    assert_eq!(play.play(answer("q1", "a")), Err(Refusal::NotRunning));
    assert_eq!(play.play(Command::AcceptRules(digest(8))), Err(Refusal::OtherRules));
    play.ok(Command::AcceptRules(digest(9)));
    assert_eq!(play.attempt.ledger().left_ms(at(play.now)), 30 * MIN);
}

#[test]
fn a_retry_changes_nothing_and_says_where_it_stands() {
    let mut play = Play::running();
    assert!(matches!(play.try_as(op(1), 2, answer("q1", "a")), Ok(Decision::Record(_))));
    let before = play.attempt.clone();
    assert_eq!(play.try_as(op(1), 2, answer("q1", "b")), Ok(Decision::Already(3)));
    assert_eq!(play.attempt, before);
}

#[test]
fn a_command_is_outdated_only_by_the_same_response_a_hold_or_a_seal() {
    let mut play = Play::running();
    play.ok(answer("q1", "a"));
    play.ok(answer("q2", "a"));
    play.ok(Command::Flag { item: slug("q1"), on: true });
    assert_eq!(play.try_as(op(1), 2, answer("q1", "b")), Err(Refusal::Outdated(3)));
    assert!(play.try_as(op(2), 3, answer("q1", "b")).is_ok(), "others changed, this one did not");
    let seen = play.seq;
    play.ok(apply(1, Effect::Hold));
    play.ok(apply(2, Effect::Resume));
    assert_eq!(play.try_as(op(3), seen, answer("q3", "b")), Err(Refusal::Outdated(seen + 1)));
}

#[test]
fn the_time_is_over_at_the_entitlement_and_not_a_millisecond_before() {
    let mut play = Play::running();
    play.now = 30 * MIN - 1;
    play.ok(answer("q1", "a"));
    assert_eq!(play.attempt.due(at(play.now)), None);
    play.now += 1;
    assert_eq!(play.play(answer("q1", "b")), Err(Refusal::TimeOver));
    assert_eq!(play.attempt.due(at(play.now)), Some(Command::Seal(SealCause::TimeUp)));
    play.ok(apply(1, Effect::Minutes(5 * MIN)));
    assert_eq!(play.attempt.due(at(play.now)), None, "granted minutes count at once");
    play.ok(answer("q1", "b"));
}

#[test]
fn a_seal_can_be_reopened_until_release_and_keeps_every_answer() {
    let mut play = Play::running();
    play.ok(answer("q1", "a"));
    play.now = 10 * MIN;
    play.ok(Command::Seal(SealCause::Candidate));
    play.now = 90 * MIN;
    play.ok(apply(1, Effect::Reopen(0)));
    assert_eq!(play.attempt.ledger().left_ms(at(play.now)), 20 * MIN, "sealed time costs nothing");
    play.ok(answer("q2", "b"));
    play.ok(Command::Seal(SealCause::Candidate));
    let seals = play.attempt.seals();
    assert_eq!((seals[0].seal_no, seals[1].seal_no), (1, 2));
    assert_eq!(seals[1].reopened_by, Some((grant(1), digest(1))));
    assert_eq!(play.attempt.responses().len(), 2);
}

#[test]
fn a_proctor_s_end_seals_and_a_long_outage_asks() {
    let mut play = Play::running();
    play.ok(apply(1, Effect::End));
    assert_eq!(play.attempt.due(at(play.now)), Some(Command::Seal(SealCause::Ended)));

    let mut play = Play::running();
    let last = at(MIN);
    play.now = 12 * MIN;
    play.ok(Command::NoteInterruption(last));
    assert_eq!(play.attempt.phase(), &Phase::Held(HoldCause::LongOutage));
    assert_eq!(play.attempt.ledger().left_ms(at(play.now)), 29 * MIN);
    play.ok(apply(1, Effect::Resume));
    assert_eq!(play.attempt.phase(), &Phase::Running);
}

/// What a reader of the rules would write down: phase by name, answers, flags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Reference {
    phase: &'static str,
    answers: BTreeMap<String, String>,
    used: Vec<u8>,
    ending: bool,
}

impl Reference {
    fn accepts(&mut self, step: &Step) -> bool {
        let phase = self.phase;
        match step {
            Step::Open => self.go(phase == "registered", "admitted"),
            Step::Accept => self.go(phase == "admitted", "running"),
            Step::Answer(item, option) => {
                let fits = phase == "running";
                if fits {
                    self.answers.insert((*item).into(), (*option).into());
                }
                fits
            }
            Step::Clear(item) => {
                let fits = phase == "running";
                if fits {
                    self.answers.remove(*item);
                }
                fits
            }
            Step::Break => self.go(phase == "running", "break"),
            Step::EndBreak => self.go(phase == "break", "running"),
            Step::Seal => self.go(["running", "break", "held"].contains(&phase), "sealed"),
            Step::Grant(n, effect) => {
                let to = match effect {
                    _ if self.used.contains(n) || phase == "registered" => return false,
                    Effect::Minutes(_) if phase != "sealed" => phase,
                    Effect::Hold if ["running", "break"].contains(&phase) => "held",
                    Effect::Resume if phase == "held" => "running",
                    Effect::Reopen(_) if phase == "sealed" => "running",
                    Effect::End if ["running", "break", "held"].contains(&phase) => {
                        self.ending = true;
                        phase
                    }
                    _ => return false,
                };
                self.used.push(*n);
                self.go(true, to)
            }
        }
    }

    fn go(&mut self, fits: bool, to: &'static str) -> bool {
        if fits {
            self.phase = to;
            self.ending &= to != "sealed";
        }
        fits
    }
}

#[derive(Debug, Clone)]
enum Step {
    Open,
    Accept,
    Answer(&'static str, &'static str),
    Clear(&'static str),
    Break,
    EndBreak,
    Seal,
    Grant(u8, Effect),
}

fn step() -> impl Strategy<Value = Step> {
    let item = prop_oneof![Just("q1"), Just("q2"), Just("q3")];
    let option = prop_oneof![Just("a"), Just("b"), Just("c")];
    let effect = prop_oneof![
        (0..MIN).prop_map(Effect::Minutes),
        Just(Effect::Hold),
        Just(Effect::Resume),
        (0..MIN).prop_map(Effect::Reopen),
        Just(Effect::End),
    ];
    prop_oneof![
        1 => Just(Step::Open),
        2 => Just(Step::Accept),
        6 => (item.clone(), option).prop_map(|(item, option)| Step::Answer(item, option)),
        2 => item.prop_map(Step::Clear),
        1 => Just(Step::Break),
        2 => Just(Step::EndBreak),
        1 => Just(Step::Seal),
        4 => (0..12u8, effect).prop_map(|(n, effect)| Step::Grant(n, effect)),
    ]
}

fn command(step: &Step) -> Command {
    match step {
        Step::Open => open(),
        Step::Accept => Command::AcceptRules(digest(9)),
        Step::Answer(item, option) => answer(item, option),
        Step::Clear(item) => Command::Clear { item: slug(item), interaction: slug("r") },
        Step::Break => Command::TakeBreak,
        Step::EndBreak => Command::EndBreak,
        Step::Seal => Command::Seal(SealCause::Candidate),
        Step::Grant(n, effect) => apply(*n, *effect),
    }
}

fn name(phase: &Phase) -> &'static str {
    match phase {
        Phase::Registered => "registered",
        Phase::Admitted => "admitted",
        Phase::Running => "running",
        Phase::OnBreak => "break",
        Phase::Held(_) => "held",
        Phase::Sealed => "sealed",
    }
}

proptest! {
    /// The machine does what the reference does; a replay of its events is the same state; no phase is a dead end.
    #[test]
    fn the_machine_agrees_with_the_reference(steps in prop::collection::vec(step(), 0..60)) {
        let mut play = Play::new();
        let mut reference = Reference { phase: "registered", ..Reference::default() };
        let mut events: Vec<(Event, OpId)> = Vec::new();
        for step in &steps {
            let expected = reference.accepts(step);
            let op = op(5_000 + events.len() as u64);
            let seen = play.seq;
            match play.try_as(op, seen, command(step)) {
                Ok(Decision::Record(event)) => {
                    prop_assert!(expected, "{:?} was taken", step);
                    events.push((event, op));
                }
                Ok(Decision::Already(_)) => prop_assert!(false, "every step has its own operation"),
                Err(refusal) => prop_assert!(!expected, "{:?} was refused: {:?}", step, refusal),
            }
            prop_assert_eq!(name(play.attempt.phase()), reference.phase);
            let answers: BTreeMap<String, String> = play.attempt.responses().iter().map(|(item, response)| {
                let Value::Choice(chosen) = &response[&slug("r")] else { panic!("a choice") };
                (item.to_string(), chosen.first().unwrap().to_string())
            }).collect();
            prop_assert_eq!(&answers, &reference.answers);
            prop_assert_eq!(play.attempt.due(at(0)).is_some(), reference.ending);
        }
        let mut replayed = attempt();
        for (index, (event, op)) in events.iter().enumerate() {
            replayed.evolve(event, *op, index as u64 + 1, at(0));
        }
        prop_assert_eq!(&replayed, &play.attempt);
        if !["registered", "admitted", "sealed"].contains(&reference.phase) {
            prop_assert!(play.play(Command::Seal(SealCause::Candidate)).is_ok(), "from every phase there is a seal");
        }
    }
}
