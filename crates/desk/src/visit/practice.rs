//! The practice exam: the same screens and the same rules, with nothing recorded and nothing proved.

use std::collections::BTreeMap;

use ::bank::{Bank, Limits, NoPictures, Reading};
use ::exam::attempt::{Attempt, Command, Decision, Event, Opening, Paper, Phase, SealCause, Terms};
use ::exam::form::{Candidate, Form, draw};
use ::exam::grade::{Keyed, Marking, grade};
use ::exam::ledger::Moment;
use ::exam::programme::{Beyond, Cell, OutageAllowance};
use ::exam::{AttemptId, BasisPoints, Digest, OpId, Points, Slug};
use evidence::Entropy;
use evidence::keys::sha256;

use super::{Asked, cards, outcome, problem};
use crate::clock::Clock;
use crate::wire::content::Sheet;
use crate::wire::{
    Authorship, ClockFace, ExamCard, ExamState, Explained, Outcome, ResultCard, Saved, Sitting, SittingPhase,
    Stage, Step, StepName, Supervision,
};

/// The bank it draws from. What it asks and how long it takes stand in the file.
const BANK: &str = include_str!("../../../../question-banks/demo/banks/exam-ready.yaml");
/// What a question is worth where the bank does not say.
const WORTH: Points = Points::whole(1);

/// A practice exam that is going on, or is over.
#[derive(Debug)]
pub(super) struct Practice {
    attempt: Attempt,
    bank: Bank,
    paper: Paper,
    form: Form,
    points: BTreeMap<Slug, Points>,
    pass_mark: BasisPoints,
    seq: u64,
    saved_at_ms: i64,
    marking: Option<Marking>,
}

impl Practice {
    /// Draws a form and begins. There are no rules to accept and no start to prove.
    pub(super) fn begin(clock: &impl Clock, entropy: &mut impl Entropy) -> Asked<Self> {
        let reading = Reading { limits: &Limits::default(), digest: &sha256, pictures: &NoPictures };
        let bank = ::bank::source::read("practice", BANK.as_bytes(), reading)
            .map_err(|refused| problem::named("internal", &refused))?;
        let hints = &bank.hints;
        let count = hints.draw.unwrap_or(u32::try_from(bank.items.len()).unwrap_or(u32::MAX));
        let blueprint = [Cell { competency: None, items: count, unscored: false }];
        let candidates: Vec<Candidate> = bank.candidates();
        let form = draw(&candidates, &blueprint, entropy.bytes()).map_err(|_| problem::plain("internal"))?;
        let now = clock.now();
        let mut paper = Paper::new();
        let mut points = BTreeMap::new();
        for id in &form.items {
            let found = bank.item(id).ok_or_else(|| problem::plain("internal"))?;
            paper.insert(id.clone(), found.item.clone());
            points.insert(id.clone(), found.points.unwrap_or(WORTH));
        }
        let minutes = u64::from(hints.minutes.unwrap_or(20));
        let nothing = Digest([0; 32]);
        let terms = Terms {
            attempt: AttemptId::mint(now.wall_ms, entropy.bytes()),
            rules: nothing,
            items: form.items.clone(),
            entitled_ms: minutes * 60_000,
            break_ms: 0,
            outage: OutageAllowance { each_ms: 0, total_ms: 0, beyond: Beyond::Charge },
        };
        let pass_mark = hints.pass_mark.unwrap_or(BasisPoints(0));
        let mut practice = Self {
            attempt: Attempt::new(terms),
            bank,
            paper,
            form,
            points,
            pass_mark,
            seq: 0,
            saved_at_ms: now.wall_ms,
            marking: None,
        };
        let opening =
            Opening { entitlement: nothing, start_token: nothing, policy: nothing, honesty: Vec::new() };
        practice.note(&Event::Opened(opening), OpId::mint(now.wall_ms, entropy.bytes()), now);
        practice.note(&Event::RulesAccepted(nothing), OpId::mint(now.wall_ms, entropy.bytes()), now);
        if let Some(first) = practice.form.items.first().cloned() {
            practice.note(&Event::WentTo(first), OpId::mint(now.wall_ms, entropy.bytes()), now);
        }
        Ok(practice)
    }

    fn note(&mut self, event: &Event, op: OpId, now: Moment) {
        self.seq += 1;
        self.attempt.evolve(event, op, self.seq, now);
        self.saved_at_ms = now.wall_ms;
        if matches!(event, Event::Sealed { .. }) {
            self.marking = Some(self.graded());
        }
    }

    /// Carries out a command: decided as in an exam, and kept in memory only.
    pub(super) fn perform(&mut self, op: OpId, seen: u64, command: Command, now: Moment) -> Asked<()> {
        match self.attempt.decide(&self.paper, command, op, seen, now) {
            Ok(Decision::Record(event)) => {
                self.note(&event, op, now);
                Ok(())
            }
            Ok(Decision::Already(_)) => Ok(()),
            Err(refusal) => Err(problem::refused(&refusal)),
        }
    }

    /// Seals when the time is up. Whether it did.
    pub(super) fn tick(&mut self, now: Moment, op: OpId) -> bool {
        let Some(command) = self.attempt.due(now) else { return false };
        self.perform(op, self.seq, command, now).is_ok()
    }

    pub(super) fn clock(&self, now: Moment) -> ClockFace {
        let ledger = self.attempt.ledger();
        cards::face(&self.attempt, ledger.left_ms(now), ledger.spent_at(now))
    }

    pub(super) fn media(&self, digest: &Digest) -> Option<String> {
        cards::data_address(&self.bank.media.get(digest)?.bytes)
    }

    fn graded(&self) -> Marking {
        let keyed = |id: &Slug| {
            let found = self.bank.item(id)?;
            Some(Keyed {
                item: id.clone(),
                points: self.points.get(id).copied()?,
                unscored: found.unscored,
                competencies: found.competencies.clone(),
                weights: found.item.interactions().map(|i| (i.id.clone(), i.weight)).collect(),
                key: found.key.clone(),
            })
        };
        let keyed: Vec<Keyed> = self.form.items.iter().filter_map(keyed).collect();
        grade(&keyed, self.attempt.responses())
    }

    fn sheet<'a>(&'a self, lang: &'a str) -> Sheet<'a> {
        let (paper, stimuli) = (&self.paper, &self.bank.stimuli);
        Sheet { paper, stimuli, form: &self.form, points: &self.points, lang }
    }

    fn card(&self, lang: &str) -> ExamCard {
        let sealed = *self.attempt.phase() == Phase::Sealed;
        ExamCard {
            attempt: String::new(),
            title: self.bank.title.for_reader(lang).words(),
            certification: String::new(),
            place: 1,
            of: 1,
            attempt_no: 1,
            items: u32::try_from(self.form.items.len()).unwrap_or(u32::MAX),
            unscored: 0,
            pass_percent: self.pass_mark.to_string(),
            working_ms: self.attempt.terms().entitled_ms,
            break_ms: 0,
            outage: self.attempt.terms().outage.into(),
            supervision: Supervision::None,
            state: if sealed { ExamState::Sealed } else { ExamState::Begun },
        }
    }

    pub(super) fn stage(&self, now: Moment, lang: &str) -> Stage {
        if *self.attempt.phase() == Phase::Sealed {
            return Stage::Sealed { outcome: Box::new(self.outcome(now, lang)) };
        }
        let sheet = self.sheet(lang);
        let current = self.attempt.current();
        Stage::Sitting {
            sitting: Box::new(Sitting {
                exam: self.card(lang),
                candidate: String::new(),
                practice: true,
                seq: self.seq,
                phase: SittingPhase::Running,
                clock: self.clock(now),
                saved: Saved {
                    here_at_ms: self.saved_at_ms,
                    all_received: false,
                    received_at_ms: None,
                    authority: Authorship::Hub,
                    reached: None,
                },
                cells: sheet.cells(&self.attempt),
                question: current.and_then(|item| sheet.question(&self.attempt, item)),
                references: self.bank.references.iter().map(|page| cards::page_name(page, lang)).collect(),
                help_asked: self.attempt.help_asked() > 0,
                trouble: None,
            }),
        }
    }

    pub(super) fn reference(&self, id: &str, lang: &str) -> Option<crate::wire::PageWire> {
        let found = self.bank.references.iter().find(|page| page.id.as_str() == id)?;
        Some(crate::wire::content::page(found, lang))
    }

    fn outcome(&self, now: Moment, lang: &str) -> Outcome {
        let cause = self.attempt.seals().last().map_or(SealCause::Candidate, |seal| seal.cause);
        Outcome {
            exam: self.card(lang),
            candidate: String::new(),
            practice: true,
            cause: cause.into(),
            answered: u32::try_from(self.attempt.responses().len()).unwrap_or(u32::MAX),
            steps: vec![Step { step: StepName::Sealed, done: true, at_ms: Some(self.saved_at_ms) }],
            authority: Authorship::Hub,
            result: self.marking.as_ref().map(|marking| self.result(marking, lang)),
            result_waits: false,
            receipt: None,
            certificate: false,
            clock: self.clock(now),
            problem: None,
            next: None,
        }
    }

    fn result(&self, marking: &Marking, lang: &str) -> ResultCard {
        let share = marking.points.of(marking.max);
        let (earned, known) = (marking.competencies(), &self.bank.competencies);
        ResultCard {
            provisional: false,
            passed: marking.is_complete() && marking.points.reach(self.pass_mark, marking.max),
            share: share.to_string(),
            share_bp: share.0,
            pass_mark_bp: self.pass_mark.0,
            points: marking.points.to_string(),
            max: marking.max.to_string(),
            competencies: Some(outcome::competency_cards(&earned, known, self.pass_mark, lang)),
            items: true,
            full: true,
        }
    }

    pub(super) fn explain(&self, lang: &str) -> Vec<Explained> {
        let sheet = self.sheet(lang);
        let responses = self.attempt.responses();
        let lines = self.marking.iter().flat_map(|marking| &marking.lines);
        let one = |line: &::exam::grade::Line| {
            let given = responses.get(&line.item).cloned().unwrap_or_default();
            let key = self.bank.item(&line.item).map(|item| &item.key);
            sheet.explained(&self.attempt, line, &given, key)
        };
        lines.filter_map(one).collect()
    }
}
