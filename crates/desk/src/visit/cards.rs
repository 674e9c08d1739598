//! Small cards of the picture: what each thing is, in a page's words.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use evidence::Entropy;
use evidence::v0::{Entitlement, SupervisionDoc};
use exam::attempt::Phase;
use exam::programme::{Exam, Programme};
use exam::{AttemptId, Points, Slug};

use super::delivery::Delivery;
use super::{State, hold};
use crate::clock::Clock;
use crate::session::Session;
use crate::wire::content::Sheet;
use crate::wire::{
    AttemptLine, AttemptState, Authorship, ClockFace, ExamCard, ExamState, PageName, Saved, Supervision,
    TicketCard,
};

/// The ticket on the table.
pub(super) fn ticket<C: Clock, E: Entropy>(state: &State<C, E>) -> Option<TicketCard> {
    let enrolment = state.enrolment.as_ref()?;
    let programme = &enrolment.programme;
    let certification =
        enrolment.entitlements.first().and_then(|(first, _)| programme.certification(&first.certification));
    Some(TicketCard {
        registration: enrolment.ticket.registration.to_string(),
        candidate: enrolment.candidate.clone(),
        programme: programme.title.for_reader(&state.lang).words(),
        issuer: programme.issuer.name.clone(),
        certification: certification
            .map(|certification| certification.title.for_reader(&state.lang).words())
            .unwrap_or_default(),
        demo: programme.demo,
        exams: exams(state, None)?,
    })
}

/// The exams of the ticket on the table, without one whose session the caller holds: nobody can hold it twice.
pub(super) fn exams<C: Clock, E: Entropy>(
    state: &State<C, E>,
    held: Option<AttemptId>,
) -> Option<Vec<ExamCard>> {
    let (enrolment, desk) = (state.enrolment.as_ref()?, state.desk.as_ref()?);
    let others = enrolment.entitlements.iter().filter(|(entitlement, _)| Some(entitlement.attempt.0) != held);
    let exams = others.filter_map(|(entitlement, _)| {
        let session = state.sessions.get(&entitlement.attempt.0);
        let stands = match session.map(|session| hold(session).attempt().phase().clone()) {
            None => ExamState::Open,
            Some(Phase::Sealed) => ExamState::Sealed,
            Some(_) => ExamState::Begun,
        };
        let bank = enrolment.bank(&desk.folder, entitlement).ok().flatten();
        let programme = &enrolment.programme;
        let exam = bank.as_ref().map(|bank| bank.exam()).or(programme.exam(&entitlement.exam))?;
        Some(self::exam(entitlement, exam, Some(programme), stands, &state.lang))
    });
    Some(exams.collect())
}

fn exam(
    entitlement: &Entitlement,
    exam: &Exam,
    programme: Option<&Programme>,
    state: ExamState,
    lang: &str,
) -> ExamCard {
    let certification = programme.and_then(|programme| programme.certification(&entitlement.certification));
    let exams = certification.map(|certification| certification.exams.as_slice()).unwrap_or_default();
    let place = exams.iter().position(|id| *id == entitlement.exam.0).unwrap_or(0) + 1;
    ExamCard {
        attempt: entitlement.attempt.to_string(),
        title: exam.title.for_reader(lang).words(),
        certification: certification
            .map(|certification| certification.title.for_reader(lang).words())
            .unwrap_or_default(),
        place: u32::try_from(place).unwrap_or(1),
        of: u32::try_from(exams.len().max(1)).unwrap_or(1),
        attempt_no: entitlement.attempt_no,
        items: exam.items(),
        unscored: unscored(exam),
        pass_percent: exam.pass_mark.to_string(),
        working_ms: entitlement.working_ms,
        break_ms: entitlement.break_ms,
        outage: exam.policy.outage.into(),
        supervision: match entitlement.supervision {
            SupervisionDoc::None => Supervision::None,
            SupervisionDoc::Remote => Supervision::Remote,
            SupervisionDoc::Room => Supervision::Room,
        },
        state,
    }
}

fn unscored(exam: &Exam) -> u32 {
    exam.blueprint.iter().filter(|cell| cell.unscored).map(|cell| cell.items).sum()
}

/// The exam of an attempt that is open.
pub(super) fn exam_of<C: Clock, E: Entropy>(session: &Session<C, E>, lang: &str) -> ExamCard {
    let state = match session.attempt().phase() {
        Phase::Sealed => ExamState::Sealed,
        _ => ExamState::Begun,
    };
    exam(session.entitlement(), session.bank().exam(), session.programme(), state, lang)
}

/// The candidate's name, where this computer was told it.
pub(super) fn candidate<C: Clock, E: Entropy>(state: &State<C, E>, session: &Session<C, E>) -> String {
    let enrolment = state.enrolment.as_ref();
    let own =
        enrolment.filter(|enrolment| enrolment.ticket.registration == session.entitlement().registration);
    own.map(|enrolment| enrolment.candidate.clone()).unwrap_or_default()
}

pub(super) fn line<C: Clock, E: Entropy>(session: &Session<C, E>, lang: &str) -> AttemptLine {
    let sealed = *session.attempt().phase() == Phase::Sealed;
    let seal = session.attempt().seals().last().filter(|_| sealed);
    let received = session.receipt().is_some();
    let statement = session.statement().ok().flatten();
    let by_hub = authority(session) == Authorship::Hub;
    AttemptLine {
        attempt: session.attempt().terms().attempt.to_string(),
        title: session.bank().exam().title.for_reader(lang).words(),
        state: if sealed { AttemptState::Sealed } else { AttemptState::Begun },
        sealed_at_ms: seal.and_then(|seal| session.recorded_at_ms(seal.seq)),
        received_station: received && !by_hub,
        received_hub: (received && by_hub) || statement.is_some(),
        confirmed: statement.map(|statement| statement.passed),
    }
}

pub(super) fn unreadable(attempt: AttemptId) -> AttemptLine {
    AttemptLine {
        attempt: attempt.to_string(),
        title: String::new(),
        state: AttemptState::Unreadable,
        sealed_at_ms: None,
        received_station: false,
        received_hub: false,
        confirmed: None,
    }
}

/// Whether the hub itself receives, or a station in between.
pub(super) fn authority<C: Clock, E: Entropy>(session: &Session<C, E>) -> Authorship {
    let entitlement = session.entitlement();
    match entitlement.sealing_authority.signing == entitlement.hub.signing {
        true => Authorship::Hub,
        false => Authorship::Station,
    }
}

/// What each item of the form is worth.
pub(super) fn points<C: Clock, E: Entropy>(session: &Session<C, E>) -> BTreeMap<Slug, Points> {
    let worth = |item: &Slug| Some((item.clone(), Points(session.bank().listed(item).ok()?.points)));
    session.form().items.iter().filter_map(worth).collect()
}

pub(super) fn sheet<'a, C: Clock, E: Entropy>(
    session: &'a Session<C, E>,
    points: &'a BTreeMap<Slug, Points>,
    lang: &'a str,
) -> Sheet<'a> {
    Sheet { paper: session.paper(), stimuli: session.stimuli(), form: session.form(), points, lang }
}

/// The time ledger of an attempt, now.
pub(super) fn clock<C: Clock, E: Entropy>(session: &Session<C, E>) -> ClockFace {
    let view = session.view();
    face(session.attempt(), view.left_ms, view.spent)
}

/// A time ledger.
pub(super) fn face(attempt: &exam::attempt::Attempt, left_ms: u64, spent: exam::ledger::Spent) -> ClockFace {
    let (terms, entitled_ms) = (attempt.terms(), attempt.ledger().entitled_ms());
    ClockFace {
        left_ms,
        entitled_ms,
        working_ms: spent.working_ms,
        held_ms: spent.held_ms,
        outage_ms: spent.outage_ms,
        break_ms: spent.break_ms,
        break_left_ms: terms.break_ms.saturating_sub(spent.break_ms),
        granted_ms: entitled_ms.saturating_sub(terms.entitled_ms),
        jumps: attempt.jumps(),
    }
}

/// How far the answers have got.
pub(super) fn saved<C: Clock, E: Entropy>(session: &Session<C, E>, delivery: Option<&Delivery>) -> Saved {
    let held = session.held_seq();
    Saved {
        here_at_ms: session.recorded_at_ms(session.seq()).unwrap_or_default(),
        all_received: held > 0 && session.waiting_after(held) == 0,
        received_at_ms: session.recorded_at_ms(held),
        authority: authority(session),
        reached: delivery.and_then(Delivery::reached),
    }
}

pub(super) fn page_name(page: &exam::programme::Page, lang: &str) -> PageName {
    PageName { id: page.id.to_string(), title: page.title.for_reader(lang).words() }
}

/// Bytes of a picture as a data address; none for what is no picture.
pub(crate) fn data_address(bytes: &[u8]) -> Option<String> {
    let kind = match bytes {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ if bytes.starts_with(b"<svg") || bytes.starts_with(b"<?xml") => "image/svg+xml",
        _ => return None,
    };
    Some(format!("data:{kind};base64,{}", STANDARD.encode(bytes)))
}
