//! Recovery: another device goes on with an attempt, from the records that there are.

use std::collections::BTreeMap;

use evidence::record::Frame;
use evidence::slots::{KeySlots, hand_over, object, seal_object};
use evidence::v0::{Envelope, Grant, HandoverDoc, RecoveryOrder, RecoveryRequest, Ticket};
use evidence::{Bytes, Name, ObjectError, Secret, Signed};
use exam::attempt::{Effect, Swap};
use exam::docket::{Event, Head};
use exam::{AttemptId, ProgrammeId};
use protocol::{Asking, Code, Failure, Ordered, Recovery};
use tracing::{info, warn};

use crate::chain::{Effects, Reading, TRIES, contended, refusal};
use crate::register::{own, same_programme};
use crate::sitting::{content_keys, place};
use crate::store::{AttemptRow, Keep, Kind};
use crate::{Hub, Store, distrust, internal};

/// A request that is whole and about this attempt.
struct Asked {
    request: RecoveryRequest,
    head: Option<Head>,
}

impl<S: Store> Hub<S> {
    /// Grants a swap, once for each order, and gives what the new device lacks.
    pub(crate) async fn take_recovery(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        ordered: Ordered,
    ) -> Result<Recovery, Failure> {
        let trust = self.trusted(programme).await?;
        let row = self.sat(programme, attempt).await?;
        let now = self.now_ms();
        let (order, _) =
            trust.open::<RecoveryOrder>(&ordered.order, now).map_err(|error| distrust(&error))?;
        same_programme(programme, order.programme)?;
        let asked = self.asked_for(programme, attempt, &row, &ordered.asking).await?;
        if order.attempt.0 != attempt || order.request.0 != ordered.asking.request.digest() {
            return Err(Failure::because(Code::AddressMismatch, "ordered for another attempt or request"));
        }
        let data_key = self.data_key(programme, attempt, &asked).await?;
        for _ in 0..TRIES {
            let reading = self.reading(programme, attempt).await?;
            let id = order.grant.0;
            if let Some((_, digest, effect)) = reading.state.grants().find(|(known, ..)| **known == id) {
                let Effect::Swap(Swap { to, after, .. }) = effect else {
                    return Err(Failure::refused(Code::Reused));
                };
                if to != asked.request.device.0 {
                    return Err(Failure::refused(Code::Reused));
                }
                let grant = self.kept(programme, attempt, Kind::Grant, *digest).await?;
                return self.recovery(programme, attempt, &row, &asked, grant, after, &data_key).await;
            }
            if order.not_after_ms < now {
                return Err(Failure::because(Code::NotEntitled, "the order has expired"));
            }
            let swap = self.swap(programme, attempt, &reading, &asked).await?;
            let to = asked.request.device;
            let boxed =
                hand_over(&data_key, (&attempt, &id, &to.0), &asked.request.sealing, &mut self.dice())
                    .map_err(|error| Failure::because(Code::Malformed, error))?;
            let grant = Grant {
                programme: Name(programme),
                attempt: Name(attempt),
                grant: order.grant,
                effect: Effect::Swap(swap).into(),
                handover: Some(HandoverDoc {
                    signing: asked.request.signing.clone(),
                    sealing: asked.request.sealing.clone(),
                    data_key: boxed,
                }),
                reason: order.reason.clone(),
                given_by: order.given_by.clone(),
                given_at_ms: now,
                not_after_ms: order.not_after_ms,
            };
            let grant = Signed::new(&grant, &self.inner.identity.signing);
            let (digest, effect) = (grant.digest(), Effect::Swap(swap));
            reading.state.grant(&id, digest, effect).map_err(|why| Failure::refused(refusal(why)))?;
            let event = Event::Granted { grant: id, digest, effect };
            let effects = Effects::keeping(vec![Keep::signed(Kind::Grant, &grant)]);
            if self.append(programme, attempt, &reading, &event, effects).await?.is_some() {
                info!(%attempt, grant = %id, from = %swap.from, to = %swap.to, "swap granted");
                return self.recovery(programme, attempt, &row, &asked, grant, swap.after, &data_key).await;
            }
        }
        Err(contended())
    }

    async fn asked_for(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: &AttemptRow,
        asking: &Asking,
    ) -> Result<Asked, Failure> {
        let malformed = |error: ObjectError| Failure::because(Code::Malformed, error);
        let request: RecoveryRequest = asking.request.read_unverified().map_err(malformed)?;
        if !asking.request.is_signed_by(&request.signing) {
            return Err(Failure::because(Code::NotEntitled, "not signed by the device's own key"));
        }
        same_programme(programme, request.programme)?;
        if request.attempt.0 != attempt {
            return Err(Failure::because(Code::AddressMismatch, "asked for another attempt"));
        }
        if let Some(mac) = &asking.mac {
            let stored = self.registered(programme, row.registration).await?;
            let ticket: Ticket = own(&stored.ticket)?;
            let proven = evidence::v0::Proven { request: asking.request.clone(), mac: mac.clone() };
            if !proven.holds(&ticket.secret) {
                return Err(Failure::refused(Code::WrongProof));
            }
        }
        let head = request.head.clone().map(Head::from);
        Ok(Asked { request, head })
    }

    /// The journal's data key: from the header that came with uploads, or from the one that came with the request. It
    /// must open what is held.
    async fn data_key(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        asked: &Asked,
    ) -> Result<Secret, Failure> {
        let mut headers = self.store().kept_all(programme, attempt, Kind::KeySlots).await?;
        headers.extend(asked.request.key_slots.iter().map(|slots| slots.0.clone()));
        let first = self.store().frames(programme, attempt, (0, 1), (0, 1)).await?.into_iter().next();
        let first = first.map(Frame::parse).transpose().map_err(|error| internal("a frame", &error))?;
        let key = headers.iter().find_map(|header| {
            let slots = KeySlots::parse(header).ok().filter(|slots| slots.attempt.0 == attempt)?;
            let key = slots.recover(&self.inner.identity.sealing).ok()?;
            first.as_ref().is_none_or(|first| first.open(&key).is_ok()).then_some(key)
        });
        key.ok_or_else(|| {
            let why = "no header of this journal that the recovery key opens; send the two files' header";
            Failure::because(Code::NotEntitled, why)
        })
    }

    /// Where the new segment begins: as far as the device or this hub has the journal.
    async fn swap(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        reading: &Reading,
        asked: &Asked,
    ) -> Result<Swap, Failure> {
        let held = self.store().journal_head(programme, attempt).await?;
        let at = |head: Head| (head.segment, head.seq);
        let after = match (asked.head, held) {
            (None, None) => return Err(Failure::because(Code::NotYet, "nothing is held of this journal")),
            (Some(there), None) => there,
            (None, Some(here)) => here,
            (Some(there), Some(here)) if at(there) > at(here) => there,
            (Some(there), Some(here)) if self.holds_journal_at(programme, attempt, there).await? => here,
            (Some(there), held) => {
                let why = format!("another record is held at {}; held: {}", place(Some(there)), place(held));
                return Err(Failure::because(Code::BrokenChain, why));
            }
        };
        let writer = reading.state.writer(after.segment);
        let writer = writer.ok_or_else(|| Failure::refused(Code::NotAdmitted))?;
        Ok(Swap { from: writer.device, to: asked.request.device.0, after })
    }

    #[allow(clippy::too_many_arguments, reason = "each is one thing a recovery rests on")]
    async fn recovery(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: &AttemptRow,
        asked: &Asked,
        grant: Signed,
        after: Head,
        data_key: &Secret,
    ) -> Result<Recovery, Failure> {
        let from = asked.head.map_or((0, 1), |head| (head.segment, head.seq.saturating_add(1)));
        let frames = self.store().frames(programme, attempt, from, (after.segment, after.seq)).await?;
        let objects = match asked.head {
            Some(_) => BTreeMap::new(),
            None => self.objects(programme, attempt, row, data_key).await?,
        };
        let frames = frames.into_iter().map(Bytes).collect();
        Ok(Recovery { invigil: "recovery/v0".to_owned(), grant, frames, objects })
    }

    /// What a journal keeps besides its records, as far as it was ever ours, under the journal's own key.
    async fn objects(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: &AttemptRow,
        data_key: &Secret,
    ) -> Result<BTreeMap<String, Bytes>, Failure> {
        let reading = self.reading(programme, attempt).await?;
        let (token, _) = reading.state.admitted().ok_or_else(|| Failure::refused(Code::NotAdmitted))?;
        let stored = self.registered(programme, row.registration).await?;
        let trust = serde_json::to_vec(&self.bundle(programme).await?);
        let opened = self.opened(programme, row.manifest).await?;
        let mut plain = vec![
            (object::TICKET.to_owned(), stored.ticket.to_json()),
            (object::TRUST.to_owned(), trust.map_err(|error| internal("trust", &error))?),
            (object::PROGRAMME.to_owned(), self.programme_now(programme).await?.0.to_json()),
            (object::ENTITLEMENT.to_owned(), row.entitlement.to_json()),
            (object::CONTENT_KEYS.to_owned(), content_keys(row, &opened)?),
        ];
        let mut named = vec![(object::START_TOKEN.to_owned(), Kind::StartToken, token)];
        for (event, _) in &reading.events {
            match event {
                Event::Granted { grant, digest, .. } => {
                    named.push((object::grant(grant), Kind::Grant, *digest))
                }
                Event::Received { envelope, receipt, seal_no, .. } => {
                    named.push((object::envelope(*seal_no), Kind::Envelope, *envelope));
                    named.push((object::receipt(*seal_no), Kind::Receipt, *receipt));
                }
                _ => {}
            }
        }
        for (name, kind, digest) in named {
            plain.push((name, self.kept(programme, attempt, kind, digest).await?.to_json()));
        }
        let mut dice = self.dice();
        let seal = |(name, plain): (String, Vec<u8>)| {
            let sealed = seal_object(data_key, &name, &plain, &mut dice);
            (name, Bytes(sealed))
        };
        Ok(plain.into_iter().map(seal).collect())
    }

    /// Keeps what a device writes whose attempt another goes on with: a second branch, for a person to look at.
    pub(crate) async fn keep_branch(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: &AttemptRow,
        reading: &Reading,
        head: &Signed,
        frames: &[Frame],
    ) -> Result<(), Failure> {
        for writer in reading.state.writers() {
            let device = self.keys_of(programme, attempt, row, writer).await?;
            if !head.is_signed_by(&device.signing) {
                continue;
            }
            let its_own = |frame: &&Frame| {
                let header = frame.header();
                !reading.state.may_write(device.device, header.segment, header.seq)
            };
            for frame in frames.iter().filter(its_own) {
                let bytes = frame.as_bytes().to_vec();
                self.put_aside(programme, attempt, "frame", bytes, &Code::OtherDevice, true).await?;
            }
            warn!(%attempt, device = %device.device, "incident: another device goes on with this attempt");
            return Err(Failure::because(Code::OtherDevice, "another device goes on with this attempt"));
        }
        Ok(())
    }
}

/// Whether a record may stand in its segment: the swap that gave the segment away is not behind it, and the one that
/// opened it is what it cites.
pub(crate) fn is_by_writer(reading: &Reading, frame: &Frame) -> bool {
    let (header, state) = (frame.header(), &reading.state);
    let at_end = |end: Head| header.seq < end.seq || frame.head() == end;
    let opened = state.writer(header.segment).map(|writer| writer.opened);
    let cited = match (header.seq, opened) {
        (_, None) => false,
        (1, Some(opened)) => {
            header.grant.map(|grant| grant.0) == opened.map(|(grant, _)| grant)
                && opened.is_none_or(|(_, after)| after.digest == header.previous.0)
        }
        (_, Some(_)) => true,
    };
    cited && state.ended(header.segment).is_none_or(at_end)
}

/// Whether bytes in quarantine are answers, or sealed answers, of a device that was not to go on.
pub(crate) fn is_live_branch(bytes: &[u8], code: &str) -> bool {
    const ANSWERS: [&str; 4] = ["answered", "cleared", "reported", "sealed"];
    if code != Code::OtherDevice.as_str() {
        return false;
    }
    match Frame::parse(bytes.to_vec()) {
        Ok(frame) => ANSWERS.contains(&frame.header().kind.as_str()),
        Err(_) => Signed::parse(bytes).is_ok_and(|signed| signed.is::<Envelope>()),
    }
}
