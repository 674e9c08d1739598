//! What the hub can say about the time of a sitting: its own clock beside the desk's.
//!
//! Read from the two logs whenever somebody asks, and kept nowhere: a journal may arrive long after its envelope.

use evidence::record::Frame;
use evidence::v0::{Envelope, Receipt};
use exam::docket::Event;
use exam::plausible::{Account, Place, Receipted, Sitting, Weight, account};
use exam::{AttemptId, ProgrammeId};
use protocol::Failure;
use tracing::{error, warn};

use crate::chain::Reading;
use crate::register::own;
use crate::store::Kind;
use crate::{Hub, Store, internal};

impl<S: Store> Hub<S> {
    /// What can be said about the time of an attempt that was admitted. Nothing in it ends or voids anything.
    pub async fn time(&self, programme: ProgrammeId, attempt: AttemptId) -> Result<Account, Failure> {
        self.sat(programme, attempt).await?;
        let reading = self.reading(programme, attempt).await?;
        let token = self.token(programme, attempt, &reading).await?;
        let held = self.store().frames(programme, attempt, (0, 0), (u32::MAX, u64::MAX)).await?;
        let line = |bytes: Vec<u8>| Frame::parse(bytes).and_then(|frame| frame.header().line());
        let journal: Result<Vec<_>, _> = held.into_iter().map(line).collect();
        let anchor = |(event, at_ms): &(Event, i64)| match event {
            Event::Anchored(anchor) => Some((*anchor, *at_ms)),
            _ => None,
        };
        Ok(account(&Sitting {
            started_at_ms: token.started_at_ms,
            journal: journal.map_err(|error| internal("a frame", &error))?,
            anchors: reading.events.iter().filter_map(anchor).collect(),
            received: self.receipted(programme, attempt, &reading).await?,
        }))
    }

    /// The envelope in force, with its receipt.
    async fn receipted(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        reading: &Reading,
    ) -> Result<Option<Receipted>, Failure> {
        let received = reading.events.iter().rev().find_map(|(event, _)| match event {
            Event::Received { envelope, receipt, arrival, .. } => Some((*envelope, *receipt, *arrival)),
            _ => None,
        });
        let Some((envelope, receipt, arrival)) = received else { return Ok(None) };
        let envelope: Envelope = own(&self.kept(programme, attempt, Kind::Envelope, envelope).await?)?;
        let receipt: Receipt = own(&self.kept(programme, attempt, Kind::Receipt, receipt).await?)?;
        let seal = Place { segment: envelope.head.segment, seq: envelope.head.seq };
        let (spent, at_ms) = (envelope.spent.into(), receipt.received_at_ms);
        Ok(Some(Receipted { seal, spent, arrival, at_ms }))
    }

    /// Tells the log what speaks against a desk. What cannot be looked at holds nothing up: the receipt stands.
    pub(crate) async fn look_at_time(&self, programme: ProgrammeId, attempt: AttemptId) {
        match self.time(programme, attempt).await {
            Ok(account) => {
                for finding in account.of(Weight::Against) {
                    warn!(%attempt, finding = finding.code(), "incident: time");
                }
            }
            Err(failure) => error!(%attempt, %failure, "time was not looked at"),
        }
    }
}
