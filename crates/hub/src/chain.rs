//! The docket: read as a state, and appended to.

use evidence::record::{DocketRecord, Log, Place, Record, check_chain};
use evidence::v0::event::write_docket;
use exam::docket::{Docket, Event, Head};
use exam::{AttemptId, Digest, OpId, ProgrammeId};
use protocol::{Code, Failure};
use tracing::info;

use crate::store::{Committed, Entry, FrameRow, Keep};
use crate::{Hub, Store, internal};

/// How often a decision is made anew because the docket moved on, before the caller is asked to come again.
pub(crate) const TRIES: usize = 32;

/// A docket as read.
#[derive(Debug)]
pub(crate) struct Reading {
    /// What it comes to.
    pub(crate) state: Docket,
    /// What happened and when, UTC milliseconds.
    pub(crate) events: Vec<(Event, i64)>,
    /// Where it ends.
    pub(crate) head: Option<Head>,
    /// The records.
    pub(crate) records: Vec<DocketRecord>,
}

/// Everything that becomes true with a docket record.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    pub(crate) keep: Vec<Keep>,
    pub(crate) frames: Vec<FrameRow>,
}

impl Effects {
    pub(crate) fn keeping(keep: Vec<Keep>) -> Self {
        Self { keep, frames: Vec::new() }
    }
}

/// Too many at once about one attempt.
pub(crate) fn contended() -> Failure {
    Failure::Busy { retry_after_s: 1 }
}

impl<S: Store> Hub<S> {
    /// Reads and folds an attempt's docket.
    pub(crate) async fn reading(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> Result<Reading, Failure> {
        let records = self.store().docket(programme, attempt).await?;
        let mut opened = Vec::with_capacity(records.len());
        for record in &records {
            let salt = record.salt.0.as_slice().try_into().map_err(|_| internal("docket", &"a salt"))?;
            let read = Record::assemble(record.header.payload().to_vec(), salt, record.payload.0.clone());
            opened.push(read.map_err(|error| internal("docket", &error))?);
        }
        let head = check_chain(None, opened.iter().map(|record| (record.header(), record.digest())))
            .map_err(|error| internal("docket", &error))?;
        let (mut state, mut events) = (Docket::default(), Vec::with_capacity(opened.len()));
        for record in &opened {
            let event = record.docket_event().map_err(|error| internal("docket", &error))?;
            state.evolve(&event);
            events.push((event, record.header().wall_ms));
        }
        Ok(Reading { state, events, head, records })
    }

    /// Appends an event with everything that follows from it, unless the docket has moved on since it was read.
    pub(crate) async fn append(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        reading: &Reading,
        event: &Event,
        effects: Effects,
    ) -> Result<Option<DocketRecord>, Failure> {
        let mut dice = self.dice();
        let at = self.inner.clock.now();
        let op = OpId::mint(at.wall_ms, evidence::Entropy::bytes(&mut dice));
        let place = Place { log: Log::Docket, programme, attempt, segment: 0, op, at };
        let (kind, payload) = write_docket(event);
        let seq = reading.head.map_or(1, |head| head.seq + 1);
        let previous = reading.head.map_or(Digest([0; 32]), |head| head.digest);
        let record = Record::write(place, seq, previous, kind, payload, &mut dice);
        let signed = DocketRecord::new(&record, &self.inner.identity.signing);
        let entry = Entry {
            record: signed.clone(),
            head: record.head(),
            kind: kind.to_owned(),
            keep: effects.keep,
            frames: effects.frames,
        };
        match self.store().commit(programme, attempt, reading.head, entry).await? {
            Committed::Done => {
                info!(%attempt, kind, seq, "docket");
                Ok(Some(signed))
            }
            Committed::Moved => Ok(None),
        }
    }
}

/// A refusal of the domain, as a code.
pub(crate) fn refusal(refusal: exam::docket::Refusal) -> Code {
    use exam::docket::Refusal as R;
    match refusal {
        R::NotAdmitted => Code::NotAdmitted,
        R::OtherDevice => Code::OtherDevice,
        R::Voided => Code::Voided,
        R::Released => Code::Released,
        R::NotInForce => Code::NotInForce,
        R::RoomOpen => Code::RoomOpen,
        R::Never => Code::NeverReleased,
        R::GrantReused => Code::Reused,
        R::OtherHistory => Code::BrokenChain,
    }
}
