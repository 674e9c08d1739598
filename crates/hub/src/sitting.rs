//! During the sitting: starts, journal records and grants.

use std::collections::BTreeMap;

use evidence::dsse::Written;
use evidence::keys::{Purpose, seal_to};
use evidence::record::{Frame, Log, check_chain};
use evidence::v0::{
    ContentKeys, EnrolmentRequest, FormDoc, Grant, HeadDoc, JournalHead, Proven, StartRequest, StartToken,
    Ticket, Vault,
};
use evidence::{Boxed, Bytes, Name, PublicKey, Role, SealingPublic, Signed};
use exam::docket::{Anchor, Event, Head, Writer};
use exam::{AttemptId, DeviceId, Digest, ProgrammeId, RegistrationId};
use protocol::{Anchored, Code, Failure, Proof, Started, Upload};
use tracing::{info, warn};

use crate::banks::{Opened, broken};
use crate::chain::{Effects, Reading, TRIES, contended, refusal};
use crate::recovery::is_by_writer;
use crate::register::{own, same_programme};
use crate::store::{AttemptRow, FrameRow, Keep, Kind, Quarantined};
use crate::{Hub, Store, distrust, internal};

/// A device and its keys.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) device: DeviceId,
    pub(crate) signing: PublicKey,
    pub(crate) sealing: SealingPublic,
}

impl<S: Store> Hub<S> {
    /// An attempt that must exist, of a programme that must be served.
    pub(crate) async fn sat(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> Result<AttemptRow, Failure> {
        self.served(programme).await?;
        let found = self.store().attempt(programme, attempt).await?;
        found.ok_or_else(|| Failure::refused(Code::UnknownAttempt))
    }

    /// An attempt, for somebody who proves to hold its registration's ticket.
    pub(crate) async fn asked(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        proof: &Proof,
        verb: &str,
        subject: &(impl ToString + Sync),
    ) -> Result<AttemptRow, Failure> {
        let row = self.sat(programme, attempt).await?;
        let stored = self.registered(programme, row.registration).await?;
        let ticket: Ticket = own(&stored.ticket)?;
        if proof.registration.0 == row.registration && proof.holds(&ticket.secret, verb, subject) {
            Ok(row)
        } else {
            Err(Failure::refused(Code::WrongProof))
        }
    }

    /// A device that has enrolled for a registration.
    pub(crate) async fn enrolled(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        device: DeviceId,
    ) -> Result<Option<EnrolmentRequest>, Failure> {
        let request = self.store().device(programme, registration, device).await?;
        request.map(|request| own(&request)).transpose()
    }

    /// The keys of a device that writes, or wrote, a segment of an attempt's journal.
    pub(crate) async fn keys_of(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: &AttemptRow,
        writer: Writer,
    ) -> Result<Keys, Failure> {
        let strange = || internal("device", &"it writes the journal and its keys are not known");
        let (signing, sealing) = match writer.opened {
            None => {
                let enrolled = self.enrolled(programme, row.registration, writer.device).await?;
                enrolled.map(|enrolled| (enrolled.signing, enrolled.sealing)).ok_or_else(strange)?
            }
            Some((grant, _)) => {
                let grant: Grant = own(&self.kept(programme, attempt, Kind::Grant, grant).await?)?;
                grant.handover.map(|over| (over.signing, over.sealing)).ok_or_else(strange)?
            }
        };
        Ok(Keys { device: writer.device, signing, sealing })
    }

    /// The device that sits the attempt now.
    pub(crate) async fn sitter(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        row: &AttemptRow,
        reading: &Reading,
    ) -> Result<Keys, Failure> {
        let writer = reading.state.current().ok_or_else(|| Failure::refused(Code::NotAdmitted))?;
        self.keys_of(programme, attempt, row, writer).await
    }

    /// A kept object that a docket record names.
    pub(crate) async fn kept(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        kind: Kind,
        digest: Digest,
    ) -> Result<Signed, Failure> {
        let bytes = self.store().kept(programme, attempt, kind, digest).await?;
        let bytes = bytes.ok_or_else(|| internal(kind.as_str(), &"named by the docket and not kept"))?;
        serde_json::from_slice(&bytes).map_err(|error| internal(kind.as_str(), &error))
    }

    pub(crate) async fn take_start(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        request: Proven,
    ) -> Result<Started, Failure> {
        let row = self.sat(programme, attempt).await?;
        let stored = self.registered(programme, row.registration).await?;
        let ticket: Ticket = own(&stored.ticket)?;
        if !request.holds(&ticket.secret) {
            return Err(Failure::refused(Code::WrongProof));
        }
        let malformed = |error| Failure::because(Code::Malformed, error);
        let asked: StartRequest = request.request.read_unverified().map_err(malformed)?;
        same_programme(programme, asked.programme)?;
        let device = self.enrolled(programme, row.registration, asked.device.0).await?;
        let device = device
            .filter(|device| request.request.is_signed_by(&device.signing))
            .ok_or_else(|| Failure::because(Code::NotEntitled, "not signed by an enrolled device"))?;
        if asked.attempt.0 != attempt || asked.entitlement.0 != row.entitlement.digest() {
            return Err(Failure::because(Code::AddressMismatch, "for another attempt or entitlement"));
        }
        let opened = self.opened(programme, row.manifest).await?;
        for _ in 0..TRIES {
            let reading = self.reading(programme, attempt).await?;
            let before =
                reading.state.admit(device.device.0).map_err(|why| Failure::refused(refusal(why)))?;
            if let Some(token) = before {
                return self.started(programme, attempt, token).await;
            }
            let (token, content) = self.admit(&row, &opened, &request.request, &asked, &device)?;
            let digest = token.digest();
            let boxed = serde_json::to_vec(&content).map_err(|error| internal("content keys", &error))?;
            let keep = vec![
                Keep::signed(Kind::StartToken, &token),
                Keep { kind: Kind::ContentKeys, digest, bytes: boxed },
            ];
            let event = Event::Admitted { start_token: digest, device: device.device.0 };
            if self.append(programme, attempt, &reading, &event, Effects::keeping(keep)).await?.is_some() {
                return Ok(Started { token, content });
            }
        }
        Err(contended())
    }

    async fn started(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        digest: Digest,
    ) -> Result<Started, Failure> {
        let token = self.kept(programme, attempt, Kind::StartToken, digest).await?;
        let content = self.store().kept(programme, attempt, Kind::ContentKeys, digest).await?;
        let content = content.ok_or_else(|| internal("content keys", &"not kept"))?;
        let content = serde_json::from_slice(&content).map_err(|error| internal("content keys", &error))?;
        Ok(Started { token, content })
    }

    /// Makes a start token, and the form's content keys for its device.
    fn admit(
        &self,
        row: &AttemptRow,
        opened: &Opened,
        request: &Signed,
        asked: &StartRequest,
        device: &EnrolmentRequest,
    ) -> Result<(Signed, Boxed), Failure> {
        let (form, _) = form(row)?;
        let token = StartToken {
            programme: asked.programme,
            attempt: asked.attempt,
            request: Name(request.digest()),
            entitlement: asked.entitlement,
            form: Name(form.digest()),
            device: device.device,
            device_key: device.signing.clone(),
            sealing_authority: self.inner.identity.signing.public(),
            started_at_ms: Some(self.now_ms()),
        };
        let token = Signed::new(&token, &self.inner.identity.signing);
        let plain = content_keys(row, opened)?;
        let context = token.digest().0;
        let boxed = seal_to(&device.sealing, Purpose::ContentKeys, &context, &plain, &mut self.dice())
            .map_err(|error| Failure::because(Code::Malformed, error))?;
        Ok((token, boxed))
    }

    pub(crate) async fn take_records(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        upload: Upload,
    ) -> Result<Anchored, Failure> {
        let row = self.asked(programme, attempt, &upload.proof, "records", &attempt).await?;
        let frames = frames(programme, attempt, upload.frames)?;
        for _ in 0..TRIES {
            let reading = self.reading(programme, attempt).await?;
            let device = self.sitter(programme, attempt, &row, &reading).await?;
            let stated: JournalHead = match upload.head.open(&device.signing) {
                Ok(stated) => stated,
                Err(error) => {
                    self.keep_branch(programme, attempt, &row, &reading, &upload.head, &frames).await?;
                    return Err(Failure::because(Code::NotEntitled, error));
                }
            };
            if (stated.programme.0, stated.attempt.0) != (programme, attempt) {
                return Err(Failure::because(Code::AddressMismatch, "another attempt's journal head"));
            }
            let at = stated
                .at
                .map(TryInto::try_into)
                .transpose()
                .map_err(|error| Failure::because(Code::Malformed, error))?;
            let anchor = Anchor { head: Head::from(stated.head), stated: at };
            let stated = anchor.head;
            let held = self.store().journal_head(programme, attempt).await?;
            let new = self.unheld(programme, attempt, held, &frames, &upload.head).await?;
            let fresh = new.iter().map(|frame| (frame.header(), frame.digest()));
            let reached = check_chain(held, fresh).map_err(|error| {
                Failure::because(Code::BrokenChain, format!("{error}; held: {}", place(held)))
            })?;
            if let Some(frame) = new.iter().find(|frame| !is_by_writer(&reading, frame)) {
                let why = format!("no swap leads to {}", place(Some(frame.head())));
                return Err(Failure::because(Code::BrokenChain, why));
            }
            if new.is_empty() {
                return self.anchored_before(programme, attempt, &reading, held, stated).await;
            }
            if reached != Some(stated) {
                return Err(Failure::because(Code::BrokenChain, "the head is not the last record's"));
            }
            let mut keep = vec![Keep::signed(Kind::JournalHead, &upload.head)];
            if new.iter().any(|frame| frame.header().seq == 1) {
                let digest = evidence::sha256(&upload.key_slots.0);
                keep.push(Keep { kind: Kind::KeySlots, digest, bytes: upload.key_slots.0.clone() });
            }
            let row = |frame: &&Frame| FrameRow {
                head: frame.head(),
                kind: frame.header().kind.chars().take(64).collect(),
                bytes: frame.as_bytes().to_vec(),
            };
            let effects = Effects { keep, frames: new.iter().map(row).collect() };
            if let Some(anchor) =
                self.append(programme, attempt, &reading, &Event::Anchored(anchor), effects).await?
            {
                if reading.state.in_force().is_some() {
                    // The envelope came first: now there is more to lay beside it.
                    self.look_at_time(programme, attempt).await;
                }
                return Ok(Anchored { held: HeadDoc::from(stated), anchor });
            }
        }
        Err(contended())
    }

    /// The frames that are not held yet. One that differs from what is held at its place is kept, and ends it.
    async fn unheld<'a>(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        held: Option<Head>,
        frames: &'a [Frame],
        stated: &Signed,
    ) -> Result<Vec<&'a Frame>, Failure> {
        let at = |frame: &Frame| (frame.header().segment, frame.header().seq);
        let (Some(head), Some(first)) = (held, frames.first()) else { return Ok(frames.iter().collect()) };
        let end = (head.segment, head.seq);
        let here = self.store().frames(programme, attempt, at(first), end).await?;
        let mut known = BTreeMap::new();
        for bytes in here {
            let frame = Frame::parse(bytes).map_err(|error| internal("a frame", &error))?;
            known.insert(at(&frame), frame);
        }
        let mut new = Vec::new();
        for frame in frames {
            match known.get(&at(frame)) {
                Some(before) if before == frame => {}
                None if at(frame) > end => new.push(frame),
                _ => {
                    warn!(%attempt, segment = at(frame).0, seq = at(frame).1, "incident: two journals");
                    let (head, frame) = (stated.to_json(), frame.as_bytes().to_vec());
                    for (kind, bytes) in [("journal-head", head), ("frame", frame)] {
                        self.put_aside(programme, attempt, kind, bytes, &Code::BrokenChain, true).await?;
                    }
                    return Err(Failure::because(Code::BrokenChain, "another record is held at that place"));
                }
            }
        }
        Ok(new)
    }

    /// The anchor that covers records which are all held.
    async fn anchored_before(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        reading: &Reading,
        held: Option<Head>,
        stated: Head,
    ) -> Result<Anchored, Failure> {
        let nothing = || Failure::because(Code::BrokenChain, format!("held: {}", place(held)));
        if !self.holds_journal_at(programme, attempt, stated).await? {
            return Err(nothing());
        }
        let is_same = |event: &Event| matches!(event, Event::Anchored(anchor) if anchor.head == stated);
        let same = reading.events.iter().position(|(event, _)| is_same(event));
        let last = reading.events.iter().rposition(|(event, _)| matches!(event, Event::Anchored(_)));
        let at = same.or(last).ok_or_else(nothing)?;
        match (&reading.events[at].0, reading.records.get(at)) {
            (Event::Anchored(before), Some(anchor)) => {
                Ok(Anchored { held: HeadDoc::from(before.head), anchor: anchor.clone() })
            }
            _ => Err(nothing()),
        }
    }

    /// Whether the journal is held up to there, and that record is the one meant.
    pub(crate) async fn holds_journal_at(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        head: Head,
    ) -> Result<bool, Failure> {
        let at = (head.segment, head.seq);
        let held = self.store().frames(programme, attempt, at, at).await?;
        let frame = held.into_iter().next().map(Frame::parse).transpose();
        Ok(frame
            .map_err(|error| internal("a frame", &error))?
            .is_some_and(|frame| frame.digest() == head.digest))
    }

    /// Keeps bytes that count for nothing. Such as anybody may have sent are kept up to a number.
    pub(crate) async fn put_aside(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        kind: &'static str,
        bytes: Vec<u8>,
        reason: &Code,
        signed: bool,
    ) -> Result<(), Failure> {
        const STRANGERS: u32 = 64;
        let quarantined = Quarantined {
            kind,
            digest: evidence::sha256(&bytes),
            bytes,
            reason: reason.as_str().to_owned(),
            at_ms: self.now_ms(),
            at_most: (!signed).then_some(STRANGERS),
        };
        let kept = self.store().quarantine(programme, attempt, quarantined).await?;
        warn!(%attempt, kind, %reason, kept, "incident: quarantine");
        Ok(())
    }

    pub(crate) async fn take_grant(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        signed: Signed,
    ) -> Result<(), Failure> {
        let trust = self.trusted(programme).await?;
        self.sat(programme, attempt).await?;
        let now = self.now_ms();
        let (grant, by) = trust.open::<Grant>(&signed, now).map_err(|error| distrust(&error))?;
        if by.role != Role::Signing {
            return Err(Failure::because(Code::NotEntitled, "only the programme's signing keys, for now"));
        }
        same_programme(programme, grant.programme)?;
        if grant.attempt.0 != attempt {
            return Err(Failure::because(Code::AddressMismatch, "another attempt's grant"));
        }
        let (id, digest, effect) = (grant.grant.0, signed.digest(), grant.effect.into());
        for _ in 0..TRIES {
            let reading = self.reading(programme, attempt).await?;
            reading.state.grant(&id, digest, effect).map_err(|why| Failure::refused(refusal(why)))?;
            if reading.state.grants().any(|(known, ..)| *known == id) {
                return Ok(());
            }
            if grant.not_after_ms < now {
                return Err(Failure::because(Code::NotEntitled, "the grant has expired"));
            }
            let event = Event::Granted { grant: id, digest, effect };
            let effects = Effects::keeping(vec![Keep::signed(Kind::Grant, &signed)]);
            if self.append(programme, attempt, &reading, &event, effects).await?.is_some() {
                info!(%attempt, grant = %id, "grant taken");
                return Ok(());
            }
        }
        Err(contended())
    }

    pub(crate) async fn given_grants(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> Result<Vec<Signed>, Failure> {
        let reading = self.reading(programme, attempt).await?;
        let mut grants = Vec::new();
        for (event, _) in &reading.events {
            if let Event::Granted { digest, .. } = event {
                grants.push(self.kept(programme, attempt, Kind::Grant, *digest).await?);
            }
        }
        Ok(grants)
    }
}

/// The form of an attempt, with the bytes its digest is over.
pub(crate) fn form(row: &AttemptRow) -> Result<(Written<FormDoc>, FormDoc), Failure> {
    Written::parse(row.form.clone()).map_err(|error| internal("form", &error))
}

/// A form with the content keys of its items, as a device keeps them.
pub(crate) fn content_keys(row: &AttemptRow, opened: &Opened) -> Result<Vec<u8>, Failure> {
    let (form, doc) = form(row)?;
    let keys = ContentKeys { form: Bytes(form.as_bytes().to_vec()), keys: content(opened, &doc)? };
    serde_json::to_vec(&keys).map_err(|error| internal("content keys", &error))
}

/// Content keys of what the form's items need, and of nothing else.
fn content(opened: &Opened, form: &FormDoc) -> Result<BTreeMap<String, evidence::Secret>, Failure> {
    let Vault { content, .. } = &opened.vault;
    let mut keys = BTreeMap::new();
    for item in &form.items {
        let row = opened.bank.listed(item).map_err(|error| broken(&error))?;
        for entry in &row.needs {
            let key = content.get(entry).ok_or_else(|| internal("vault", entry))?;
            keys.insert(entry.clone(), key.clone());
        }
    }
    Ok(keys)
}

/// Reads frames, and refuses what is not this attempt's journal.
fn frames(programme: ProgrammeId, attempt: AttemptId, bytes: Vec<Bytes>) -> Result<Vec<Frame>, Failure> {
    bytes
        .into_iter()
        .map(|Bytes(bytes)| {
            let frame = Frame::parse(bytes).map_err(|error| match error {
                evidence::record::RecordError::UnknownVersion(_) => {
                    Failure::because(Code::UnknownVersion, error)
                }
                error => Failure::because(Code::Malformed, error),
            })?;
            let header = frame.header();
            let ours =
                (header.log, header.programme.0, header.attempt.0) == (Log::Journal, programme, attempt);
            if ours {
                Ok(frame)
            } else {
                Err(Failure::because(Code::AddressMismatch, "another log's record"))
            }
        })
        .collect()
}

pub(crate) fn place(head: Option<Head>) -> String {
    head.map_or_else(|| "nothing".to_owned(), |head| format!("{}/{}", head.segment, head.seq))
}
