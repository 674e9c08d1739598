//! Results: graded by the authority from the responses alone.

use std::collections::BTreeMap;

use evidence::envelope::{EnvelopeError, open_body};
use evidence::v0::{
    CompetencyResultDoc, Entitlement, Envelope, FormDoc, ItemResultDoc, ResultStateDoc, ResultStatement,
};
use evidence::{Name, Signed};
use exam::docket::{Arrival, Event};
use exam::grade::{GRADER_VERSION, Keyed, Marking, grade};
use exam::programme::Feedback;
use exam::{AttemptId, Digest, Points, ProgrammeId};
use protocol::{Code, Failure};
use tracing::error;

use crate::banks::{Opened, broken};
use crate::chain::{Effects, Reading, TRIES, contended};
use crate::recovery::is_live_branch;
use crate::register::own;
use crate::sitting::form;
use crate::store::{AttemptRow, Keep, Kind};
use crate::{Hub, Store, internal};

impl<S: Store> Hub<S> {
    /// The result of the envelope in force: as stated, or stated now. None while there is nothing to grade, or while
    /// what is there cannot be opened.
    pub(crate) async fn mark(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> Result<Option<Signed>, Failure> {
        let row = self.sat(programme, attempt).await?;
        for _ in 0..TRIES {
            let reading = self.reading(programme, attempt).await?;
            if reading.state.voided().is_some() {
                return Err(Failure::refused(Code::Voided));
            }
            let Some(in_force) = reading.state.in_force() else { return Ok(None) };
            let before = match reading.state.result() {
                Some(digest) => Some(self.kept(programme, attempt, Kind::ResultStatement, digest).await?),
                None => None,
            };
            let envelope: Envelope = own(&self.kept(programme, attempt, Kind::Envelope, in_force).await?)?;
            let contradicted = self.is_contradicted(programme, attempt, &reading, &envelope).await?;
            if let Some(before) = &before {
                let stated: ResultStatement = own(before)?;
                if stated.envelope.0 == in_force && stated.equivocated == contradicted {
                    return Ok(Some(before.clone()));
                }
            }
            let opened = self.opened(programme, row.manifest).await?;
            let Some(marking) = self.marking(&row, &opened, &envelope)? else { return Ok(None) };
            let supersedes = before.map(|before| before.digest());
            let statement = self.statement(
                &row,
                &opened,
                &reading,
                in_force,
                &envelope,
                &marking,
                (supersedes, contradicted),
            )?;
            let statement = Signed::new(&statement, &self.inner.identity.signing);
            let event = Event::Result { statement: statement.digest() };
            let effects = Effects::keeping(vec![Keep::signed(Kind::ResultStatement, &statement)]);
            if self.append(programme, attempt, &reading, &event, effects).await?.is_some() {
                return Ok(Some(statement));
            }
        }
        Err(contended())
    }

    /// Whether something contradicts the envelope in force: a second envelope, or another journal than the one held. Then
    /// a person has to look, and no credential follows.
    async fn is_contradicted(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        reading: &Reading,
        envelope: &Envelope,
    ) -> Result<bool, Failure> {
        if !reading.state.equivocated().is_empty() {
            return Ok(true);
        }
        let place = (envelope.head.segment, envelope.head.seq);
        let held = self.store().frames(programme, attempt, place, place).await?;
        if !held.is_empty()
            && !self.holds_journal_at(programme, attempt, envelope.head.clone().into()).await?
        {
            return Ok(true);
        }
        let aside = self.store().quarantined(programme, attempt).await?;
        Ok(aside
            .iter()
            .any(|(bytes, code)| code == Code::BrokenChain.as_str() || is_live_branch(bytes, code)))
    }

    /// Grades the answers of an envelope; none where they do not open.
    fn marking(
        &self,
        row: &AttemptRow,
        opened: &Opened,
        envelope: &Envelope,
    ) -> Result<Option<Marking>, Failure> {
        let attempt = envelope.attempt.0;
        let (written, form) = form(row)?;
        let answers = match open_body(envelope, &self.inner.identity.sealing) {
            Ok(answers) => answers,
            Err(error) => {
                // Never the error itself: it may quote what it could not read.
                let why = match error {
                    EnvelopeError::Box(_) => "their key does not open",
                    EnvelopeError::Altered => "their bytes were changed",
                    EnvelopeError::Content(_) => "they open and cannot be read",
                };
                error!(%attempt, why, "incident: sealed answers");
                return Ok(None);
            }
        };
        if answers.form != written.digest() {
            error!(%attempt, "incident: the answers name another form");
        }
        Ok(Some(grade(&keyed(opened, &form)?, &answers.responses)))
    }

    #[allow(clippy::too_many_arguments, reason = "a statement names everything it rests on")]
    fn statement(
        &self,
        row: &AttemptRow,
        opened: &Opened,
        reading: &Reading,
        in_force: Digest,
        envelope: &Envelope,
        marking: &Marking,
        (supersedes, equivocated): (Option<Digest>, bool),
    ) -> Result<ResultStatement, Failure> {
        let entitlement: Entitlement = own(&row.entitlement)?;
        let exam = opened.bank.exam();
        let feedback = exam.policy.feedback;
        let state = if marking.is_complete() { ResultStateDoc::Confirmed } else { ResultStateDoc::Partial };
        Ok(ResultStatement {
            programme: entitlement.programme,
            registration: entitlement.registration,
            attempt: entitlement.attempt,
            exam: entitlement.exam,
            envelope: Name(in_force),
            manifest: Name(row.manifest),
            grader_version: GRADER_VERSION,
            key_version: Name(opened.bank.key_version()),
            points: marking.points.0,
            max: marking.max.0,
            share_bp: marking.points.of(marking.max).0,
            pass_mark_bp: exam.pass_mark.0,
            passed: marking.points.reach(exam.pass_mark, marking.max),
            state,
            competencies: (feedback >= Feedback::Competencies).then(|| competencies(marking)),
            items: (feedback >= Feedback::Items).then(|| items(marking)),
            spent: envelope.spent,
            arrival: arrived(reading, in_force)?.into(),
            equivocated,
            stated_at_ms: self.now_ms(),
            supersedes: supersedes.map(Name),
        })
    }
}

/// How the envelope in force arrived, as its docket record says.
fn arrived(reading: &Reading, in_force: Digest) -> Result<Arrival, Failure> {
    let found = reading.events.iter().rev().find_map(|(event, _)| match event {
        Event::Received { envelope, arrival, .. } if *envelope == in_force => Some(*arrival),
        _ => None,
    });
    found.ok_or_else(|| internal("docket", &"an envelope in force that was never received"))
}

/// What the form's items need to be graded: the manifest's word for their worth, the vault's keys for what is right.
fn keyed(opened: &Opened, form: &FormDoc) -> Result<Vec<Keyed>, Failure> {
    let fault = |error| broken(&error);
    form.items
        .iter()
        .map(|item| {
            let row = opened.bank.listed(item).map_err(fault)?;
            let key = opened.vault.answers.get(item).ok_or_else(|| internal("vault", &item.0))?;
            Ok(Keyed {
                item: item.0.clone(),
                points: Points(row.points),
                unscored: row.unscored,
                competencies: row.competencies.iter().map(|name| name.0.clone()).collect(),
                weights: row
                    .weights
                    .iter()
                    .map(|(id, weight)| (id.0.clone(), *weight))
                    .collect::<BTreeMap<_, _>>(),
                key: opened.bank.key(item, key).map_err(fault)?,
            })
        })
        .collect()
}

fn competencies(marking: &Marking) -> Vec<CompetencyResultDoc> {
    let row = |(competency, (points, max)): (_, (Points, Points))| CompetencyResultDoc {
        competency: Name(competency),
        points: points.0,
        max: max.0,
    };
    marking.competencies().into_iter().map(row).collect()
}

fn items(marking: &Marking) -> Vec<ItemResultDoc> {
    let row = |line: &exam::grade::Line| ItemResultDoc {
        item: Name(line.item.clone()),
        unscored: line.unscored,
        points: line.earned.0,
        max: line.max.0,
    };
    marking.lines.iter().map(row).collect()
}
