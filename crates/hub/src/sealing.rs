//! After the sitting: envelopes, receipts and releases.

use evidence::bank::Bank;
use evidence::keys::{Purpose, seal_to};
use evidence::v0::{AnswerKeys, Entitlement, Envelope, HeadDoc, Receipt, Release, StartToken};
use evidence::{Name, ObjectError, Signed};
use exam::attempt::Effect;
use exam::docket::{Anchor, Arrival, Event, Head, Sealed, Take, arrival};
use exam::plausible::at_most_ms;
use exam::{AttemptId, Digest, ProgrammeId};
use protocol::{Code, Failure};
use tracing::{error, warn};

use crate::chain::{Effects, Reading, TRIES, contended, refusal};
use crate::register::own;
use crate::sitting::{Keys, form};
use crate::store::{AttemptRow, Keep, Kind};
use crate::{Hub, Store, internal};

impl<S: Store> Hub<S> {
    /// Takes an envelope. Whatever is refused is kept aside, as long as it can be read as a signed object at all.
    pub(crate) async fn take_envelope(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        signed: Signed,
    ) -> Result<Signed, Failure> {
        let row = self.sat(programme, attempt).await?;
        let answer = self.receive(programme, attempt, &row, &signed).await;
        match &answer {
            // The receipt stands whatever becomes of the marking; it is looked after again when asked for.
            Ok(_) | Err(Failure::Refused { code: Code::EquivocationKept, .. }) => {
                if let Err(failure) = self.mark(programme, attempt).await {
                    error!(%attempt, %failure, "marking failed");
                }
            }
            Err(Failure::Refused { code: Code::Internal, .. }) => {}
            Err(Failure::Refused { code, .. }) => {
                let known = self.is_by_admitted(programme, attempt, &row, &signed).await?;
                self.put_aside(programme, attempt, "envelope", signed.to_json(), code, known).await?;
            }
            Err(_) => {}
        }
        answer
    }

    async fn is_by_admitted(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: &AttemptRow,
        signed: &Signed,
    ) -> Result<bool, Failure> {
        let reading = self.reading(programme, attempt).await?;
        for writer in reading.state.writers() {
            let device = self.keys_of(programme, attempt, row, writer).await?;
            if signed.is_signed_by(&device.signing) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The device that signed an envelope: the one that sits the attempt now, or one that sat it, for what it sealed
    /// before another took over.
    async fn sealer(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: &AttemptRow,
        reading: &Reading,
        envelope: &Envelope,
        signed: &Signed,
    ) -> Result<Keys, Failure> {
        let sitter = self.sitter(programme, attempt, row, reading).await?;
        if signed.is_signed_by(&sitter.signing) {
            return Ok(sitter);
        }
        for writer in reading.state.writers() {
            let device = self.keys_of(programme, attempt, row, writer).await?;
            if !signed.is_signed_by(&device.signing) {
                continue;
            }
            if reading.state.may_write(device.device, envelope.head.segment, envelope.head.seq) {
                return Ok(device);
            }
            return Err(Failure::because(Code::OtherDevice, "another device goes on with this attempt"));
        }
        Err(Failure::because(Code::NotEntitled, "not signed by a device that sat"))
    }

    async fn receive(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: &AttemptRow,
        signed: &Signed,
    ) -> Result<Signed, Failure> {
        let readable = |error: ObjectError| match error {
            ObjectError::UnknownVersion(_) => Failure::because(Code::UnknownVersion, error),
            error => Failure::because(Code::Malformed, error),
        };
        let envelope: Envelope = signed.read_unverified().map_err(readable)?;
        for _ in 0..TRIES {
            let reading = self.reading(programme, attempt).await?;
            let (token, _) = reading.state.admitted().ok_or_else(|| Failure::refused(Code::NotAdmitted))?;
            let device = self.sealer(programme, attempt, row, &reading, &envelope, signed).await?;
            let ours = (envelope.programme.0, envelope.attempt.0) == (programme, attempt)
                && envelope.start_token.0 == token
                && envelope.entitlement.0 == row.entitlement.digest()
                && envelope.device.0 == device.device;
            if !ours {
                return Err(Failure::because(
                    Code::AddressMismatch,
                    "of another attempt, token or entitlement",
                ));
            }
            let sealed = Sealed {
                envelope: signed.digest(),
                seal_no: envelope.seal_no,
                supersedes: envelope.supersedes.map(|name| name.0),
                grant: envelope.grant.map(|name| name.0),
            };
            let taken = reading.state.take(&sealed).map_err(|why| Failure::refused(refusal(why)))?;
            match taken {
                Take::Again(receipt) => return self.kept(programme, attempt, Kind::Receipt, receipt).await,
                Take::KeptBefore => return Err(Failure::refused(Code::EquivocationKept)),
                Take::Equivocation => {
                    let event = Event::Equivocated { envelope: sealed.envelope, seal_no: sealed.seal_no };
                    let effects = Effects::keeping(vec![Keep::signed(Kind::Envelope, signed)]);
                    if self.append(programme, attempt, &reading, &event, effects).await?.is_some() {
                        warn!(%attempt, envelope = %sealed.envelope, "incident: second envelope");
                        return Err(Failure::refused(Code::EquivocationKept));
                    }
                }
                Take::InForce => {
                    if let Some(receipt) =
                        self.give_receipt(programme, attempt, row, &reading, &envelope, signed).await?
                    {
                        return Ok(receipt);
                    }
                }
            }
        }
        Err(contended())
    }

    /// Commits an envelope with its receipt; none if the docket has moved on.
    async fn give_receipt(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: &AttemptRow,
        reading: &Reading,
        envelope: &Envelope,
        signed: &Signed,
    ) -> Result<Option<Signed>, Failure> {
        let now = self.now_ms();
        let token = self.token(programme, attempt, reading).await?;
        let arrival = self.arrival(programme, attempt, row, reading, envelope, (&token, now)).await?;
        let last = reading.events.iter().rfind(|(event, _)| matches!(event, Event::Anchored(_)));
        let receipt = Receipt {
            programme: Name(programme),
            attempt: Name(attempt),
            envelope: Name(signed.digest()),
            seal_no: envelope.seal_no,
            received_at_ms: now,
            arrival: arrival.into(),
            at_most_ms: token.started_at_ms.and_then(|started| at_most_ms(started, now)),
            journal_held: self.store().journal_head(programme, attempt).await?.map(HeadDoc::from),
            anchored_at_ms: last.map(|(_, at_ms)| *at_ms),
            docket: reading.head.map(HeadDoc::from),
        };
        let receipt = Signed::new(&receipt, &self.inner.identity.signing);
        let event = Event::Received {
            envelope: signed.digest(),
            receipt: receipt.digest(),
            seal_no: envelope.seal_no,
            arrival,
        };
        let keep = vec![Keep::signed(Kind::Envelope, signed), Keep::signed(Kind::Receipt, &receipt)];
        if self.append(programme, attempt, reading, &event, Effects::keeping(keep)).await?.is_none() {
            return Ok(None);
        }
        self.look_at_time(programme, attempt).await;
        Ok(Some(receipt))
    }

    /// The start token of an attempt that was admitted.
    pub(crate) async fn token(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        reading: &Reading,
    ) -> Result<StartToken, Failure> {
        let (token, _) = reading.state.admitted().ok_or_else(|| Failure::refused(Code::NotAdmitted))?;
        own(&self.kept(programme, attempt, Kind::StartToken, token).await?)
    }

    /// How an envelope's arrival compares with the time its sitting had.
    async fn arrival(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: &AttemptRow,
        reading: &Reading,
        envelope: &Envelope,
        (token, now): (&StartToken, i64),
    ) -> Result<Arrival, Failure> {
        let entitlement: Entitlement = own(&row.entitlement)?;
        let opened = self.opened(programme, row.manifest).await?;
        let until =
            until_ms(token.started_at_ms.unwrap_or(i64::MIN), &entitlement, &opened.bank, reading, now);
        let head = Head::from(envelope.head.clone());
        let anchored = if self.holds_journal_at(programme, attempt, head).await? {
            reading.events.iter().find_map(|(event, at_ms)| match event {
                Event::Anchored(Anchor { head: anchor, .. })
                    if (anchor.segment, anchor.seq) >= (head.segment, head.seq) =>
                {
                    Some(*at_ms)
                }
                _ => None,
            })
        } else {
            None
        };
        Ok(arrival(now, until, anchored))
    }

    pub(crate) async fn give_release(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: AttemptRow,
        envelope: Digest,
    ) -> Result<Signed, Failure> {
        let opened = self.opened(programme, row.manifest).await?;
        for _ in 0..TRIES {
            let reading = self.reading(programme, attempt).await?;
            let policy = opened.bank.exam().policy.release;
            let before = reading.state.release(envelope, policy, false);
            if let Some(release) = before.map_err(|why| Failure::refused(refusal(why)))? {
                return self.kept(programme, attempt, Kind::Release, release).await;
            }
            let device = self.sitter(programme, attempt, &row, &reading).await?;
            let (_, doc) = form(&row)?;
            let key = |item: &Name<exam::Slug>| {
                opened.vault.answers.get(item).map(|key| (item.clone(), key.clone()))
            };
            let keys = AnswerKeys { keys: doc.items.iter().filter_map(key).collect() };
            let plain = serde_json::to_vec(&keys).map_err(|error| internal("answer keys", &error))?;
            let context = Release::context(attempt, envelope);
            let boxed = seal_to(&device.sealing, Purpose::AnswerKeys, &context, &plain, &mut self.dice())
                .map_err(|error| internal("answer keys", &error))?;
            let release = Release {
                programme: Name(programme),
                attempt: Name(attempt),
                envelope: Name(envelope),
                key_version: Name(opened.bank.key_version()),
                keys: boxed,
                released_at_ms: self.now_ms(),
            };
            let release = Signed::new(&release, &self.inner.identity.signing);
            let event = Event::Released { envelope, release: release.digest() };
            let effects = Effects::keeping(vec![Keep::signed(Kind::Release, &release)]);
            if self.append(programme, attempt, &reading, &event, effects).await?.is_some() {
                return Ok(release);
            }
        }
        Err(contended())
    }
}

/// Until when an envelope is on time: the working time and every stop of the clock it may have had, from the start.
fn until_ms(started_at_ms: i64, entitlement: &Entitlement, bank: &Bank, reading: &Reading, now: i64) -> i64 {
    let policy = &bank.exam().policy;
    let granted: u64 = reading
        .state
        .grants()
        .map(|(_, _, effect)| match effect {
            Effect::Minutes(ms) | Effect::Reopen(ms) => ms,
            _ => 0,
        })
        .fold(0, u64::saturating_add);
    [
        entitlement.working_ms,
        granted,
        stopped_ms(reading, now),
        policy.outage.total_ms,
        entitlement.break_ms,
        policy.upload_within_ms,
    ]
    .into_iter()
    .fold(started_at_ms, |until, ms| until.saturating_add(i64::try_from(ms).unwrap_or(i64::MAX)))
}

/// How long the clock has stood for the authority to see: from each hold by grant to the resumption after it, or to
/// now; from each receipt to the reopening after it; and from the last that was seen of a device to the first that was
/// seen of the one which took over.
fn stopped_ms(reading: &Reading, now: i64) -> u64 {
    let (mut stopped, mut held, mut sealed, mut swapped) = (0u64, None, None, None);
    let mut seen = now;
    for (event, at_ms) in &reading.events {
        match event {
            Event::Admitted { .. } => seen = *at_ms,
            Event::Granted { effect: Effect::Swap(_), .. } => swapped = swapped.or(Some(seen)),
            Event::Anchored(_) => {
                seen = *at_ms;
                stopped = stopped.saturating_add(between(swapped.take(), *at_ms));
            }
            Event::Granted { effect: Effect::Hold, .. } => held = held.or(Some(*at_ms)),
            Event::Granted { effect: Effect::Resume, .. } => {
                stopped = stopped.saturating_add(between(held.take(), *at_ms));
            }
            Event::Received { .. } => sealed = Some(*at_ms),
            Event::Granted { effect: Effect::Reopen(_), .. } => {
                stopped = stopped.saturating_add(between(sealed.take(), *at_ms));
            }
            _ => {}
        }
    }
    stopped.saturating_add(between(held, now)).saturating_add(between(swapped, now))
}

fn between(since: Option<i64>, until: i64) -> u64 {
    since.map_or(0, |since| u64::try_from(until.saturating_sub(since)).unwrap_or(0))
}
