//! After the seal: what became of the answers.

use evidence::Entropy;
use exam::attempt::Phase;
use exam::programme::{Competency, Feedback, FeedbackWhen, Release};
use exam::{AttemptId, BasisPoints, Points, Slug};

use super::{Asked, At, State, Visit, cards, hold, problem};
use crate::clock::Clock;
use crate::device::Keyring;
use crate::session::Session;
use crate::wire::{
    Authorship, CompetencyCard, ExamState, Explained, Outcome, Qr, ReadingCard, ReceiptCard, ResultCard,
    SavedFile, Step, StepName,
};

impl<C: Clock + Clone, E: Entropy + Clone, K: Keyring> Visit<C, E, K> {
    pub(super) fn outcome(
        &self,
        state: &State<C, E>,
        attempt: AttemptId,
        session: &Session<C, E>,
    ) -> Outcome {
        let delivery = state.deliveries.get(&attempt);
        let seal = session.attempt().seals().last();
        let waits = session.bank().exam().policy.feedback_when == FeedbackWhen::Confirmed;
        let confirmed = session.statement().ok().flatten();
        let others = cards::exams(state, Some(attempt)).unwrap_or_default();
        let next = others.into_iter().find(|exam| exam.state != ExamState::Sealed);
        Outcome {
            exam: cards::exam_of(session, &state.lang),
            candidate: cards::candidate(state, session),
            practice: false,
            cause: seal.map_or(exam::attempt::SealCause::Candidate, |seal| seal.cause).into(),
            answered: u32::try_from(session.view().answered()).unwrap_or(u32::MAX),
            steps: steps(session),
            authority: cards::authority(session),
            result: result(session, &state.lang),
            result_waits: waits && confirmed.is_none(),
            receipt: receipt(session),
            certificate: session.credential().is_some(),
            clock: cards::clock(session),
            problem: delivery.and_then(|delivery| delivery.problem().cloned()),
            next,
        }
    }

    /// What each question earned, as far as the policy lets the candidate read it.
    pub async fn explain(&self) -> Asked<Vec<Explained>> {
        let lang = {
            let state = self.lock();
            if let At::Practice(practice) = &state.at {
                return Ok(practice.explain(&state.lang));
            }
            state.lang.clone()
        };
        let (_, session) = self.on_screen()?;
        let session = hold(&session);
        let graded = session.provisional().map_err(|fault| problem::of(&fault))?;
        let explained = graded.and_then(|graded| graded.explained(session.attempt().responses()));
        let explained = explained.ok_or_else(|| problem::plain("not-now"))?;
        let points = cards::points(&session);
        let sheet = cards::sheet(&session, &points, &lang);
        let one = |explained: &crate::result::Explained| {
            sheet.explained(session.attempt(), &explained.line, &explained.given, explained.key.as_ref())
        };
        Ok(explained.iter().filter_map(one).collect())
    }

    /// Saves the receipt as a slip to read or print.
    pub async fn save_receipt(&self) -> Asked<SavedFile> {
        let (attempt, session) = self.on_screen()?;
        let slip = {
            let session = hold(&session);
            let card = receipt(&session).ok_or_else(|| problem::plain("not-now"))?;
            let exam = cards::exam_of(&session, "en");
            format!(
                "INVIGIL RECEIPT\n\nExam       {}\nAttempt    {attempt}\nSealed     {}\nReceived   {}\n\n{}\n\n\
                 This number is the digest of a signed receipt: whoever signed it holds the sealed answers.\n\
                 To check it: invigil verify, with the evidence bundle saved on the same screen.\n",
                exam.title,
                utc(session.attempt().seals().last().and_then(|seal| session.recorded_at_ms(seal.seq))),
                utc(Some(card.at_ms)),
                card.code,
            )
        };
        self.save(&format!("invigil-receipt-{attempt}.txt"), slip.as_bytes())
    }

    /// Saves everything that proves something, with the answers, to be checked without us.
    pub async fn save_evidence(&self) -> Asked<SavedFile> {
        let (attempt, session) = self.on_screen()?;
        let dossier = hold(&session).dossier(true).map_err(|fault| problem::of(&fault))?;
        let bytes =
            serde_json::to_vec_pretty(&dossier).map_err(|error| problem::named("internal", &error))?;
        self.save(&format!("invigil-evidence-{attempt}.json"), &bytes)
    }
}

/// The UTC date and time, for a slip.
fn utc(at_ms: Option<i64>) -> String {
    let at = at_ms.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    at.map_or_else(|| "not yet".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

fn steps<C: Clock, E: Entropy>(session: &Session<C, E>) -> Vec<Step> {
    let step = |step, at_ms: Option<i64>, done| Step { step, done, at_ms };
    let sealed = session.attempt().seals().last().and_then(|seal| session.recorded_at_ms(seal.seq));
    let received = session.noted_at_ms("receipt-noted");
    let statement = session.statement().ok().flatten().map(|statement| statement.stated_at_ms);
    let by_hub = cards::authority(session) == Authorship::Hub;
    let mut steps = vec![step(StepName::Sealed, sealed, *session.attempt().phase() == Phase::Sealed)];
    match by_hub {
        true => steps.push(step(StepName::ReceivedHub, received, session.receipt().is_some())),
        false => steps.push(step(StepName::ReceivedStation, received, session.receipt().is_some())),
    }
    if session.bank().exam().policy.release != Release::Never {
        let graded = session.noted_at_ms("release-noted");
        steps.push(step(StepName::Graded, graded, session.attempt().is_released()));
    }
    if !by_hub {
        steps.push(step(StepName::ReceivedHub, None, statement.is_some()));
    }
    steps.push(step(StepName::Confirmed, statement, statement.is_some()));
    steps
}

fn result<C: Clock, E: Entropy>(session: &Session<C, E>, lang: &str) -> Option<ResultCard> {
    let exam = session.bank().exam();
    let graded = session.provisional().ok().flatten();
    let confirmed = session.statement().ok().flatten();
    let feedback = graded.as_ref().and_then(|graded| graded.feedback);
    let competencies = graded.as_ref().filter(|_| feedback >= Some(Feedback::Competencies)).map(|graded| {
        let earned = graded.marking.competencies();
        competency_cards(&earned, session.bank().competencies(), exam.pass_mark, lang)
    });
    let (points, max, share, passed) = match (&confirmed, &graded) {
        (Some(stated), _) => {
            (Points(stated.points), Points(stated.max), BasisPoints(stated.share_bp), stated.passed)
        }
        (None, Some(graded)) if feedback.is_some() => {
            (graded.marking.points, graded.marking.max, graded.share, graded.passed)
        }
        _ => return None,
    };
    Some(ResultCard {
        provisional: confirmed.is_none(),
        passed,
        share: share.to_string(),
        share_bp: share.0,
        pass_mark_bp: exam.pass_mark.0,
        points: points.to_string(),
        max: max.to_string(),
        competencies: competencies.or_else(|| {
            let listed = confirmed.as_ref()?.competencies.as_ref()?;
            let earned =
                listed.iter().map(|row| (row.competency.0.clone(), (Points(row.points), Points(row.max))));
            Some(competency_cards(&earned.collect(), session.bank().competencies(), exam.pass_mark, lang))
        }),
        items: feedback >= Some(Feedback::Items),
        full: feedback == Some(Feedback::Full),
    })
}

/// What each competency earned, and what to read where that is below the pass mark.
pub(super) fn competency_cards(
    earned: &std::collections::BTreeMap<Slug, (Points, Points)>,
    known: &[Competency],
    pass_mark: BasisPoints,
    lang: &str,
) -> Vec<CompetencyCard> {
    let card = |(id, (points, max)): (&Slug, &(Points, Points))| {
        let found = known.iter().find(|competency| competency.id == *id);
        let weak = !points.reach(pass_mark, *max);
        let reading =
            found.filter(|_| weak).map(|competency| competency.reading.as_slice()).unwrap_or_default();
        CompetencyCard {
            title: found.map_or_else(|| id.to_string(), |found| found.title.for_reader(lang).words()),
            points: points.to_string(),
            max: max.to_string(),
            share_bp: points.of(*max).0,
            weak,
            reading: reading
                .iter()
                .map(|reading| ReadingCard { title: reading.title.clone(), at: reading.at.clone() })
                .collect(),
        }
    };
    earned.iter().map(card).collect()
}

fn receipt<C: Clock, E: Entropy>(session: &Session<C, E>) -> Option<ReceiptCard> {
    let digest = session.receipt()?.to_string();
    let hex = digest.rsplit(':').next().unwrap_or(&digest).to_ascii_uppercase();
    let groups: Vec<String> =
        hex.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    Some(ReceiptCard {
        qr: qr(&format!("invigil:receipt:{digest}"))?,
        code: groups.join("-"),
        at_ms: session.noted_at_ms("receipt-noted").unwrap_or_default(),
    })
}

/// A QR code as an SVG path.
fn qr(text: &str) -> Option<Qr> {
    let code = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::M).build().ok()?;
    let mut path = String::new();
    for (y, row) in (0..code.size).map(|y| (y, &code[y])) {
        for (x, module) in row.iter().enumerate() {
            if module.value() {
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
    }
    Some(Qr { size: u32::try_from(code.size).ok()?, path })
}
