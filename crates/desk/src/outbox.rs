//! What goes out and what comes back, in any order, any number of times. Nothing here is waited for by a candidate.

use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};

use evidence::record::{Frame, Log};
use evidence::v0::{Entitlement, Grant, HeadDoc, Receipt, Release, ResultStatement};
use evidence::{Bytes, Entropy, Name, Signed};
use exam::Digest;
use exam::attempt::{Command, Effect, Phase};
use exam::docket::{Event, Head};
use protocol::{Anchored, Authority, Code, Failure, Proof, Upload};

use crate::clock::Clock;
use crate::fault::Fault;
use crate::session::{Reply, Session};
use crate::start::object;

/// The most records one upload carries.
const BATCH: usize = 200;
/// Kinds that only note what the authority said: not worth an upload of their own.
pub(crate) const ECHOES: &[&str] = &["anchored", "receipt-noted", "release-noted"];

/// What a delivery came to.
#[derive(Debug, Clone, Default)]
pub struct Delivered {
    /// How far the authority holds the journal: a record's number.
    pub held_seq: u64,
    /// Grants that were put into effect.
    pub grants: u32,
    /// The receipt for the envelope in force.
    pub receipt: Option<Digest>,
    /// Whether answer keys have come.
    pub released: bool,
    /// The result, once confirmed.
    pub result: Option<ResultStatement>,
    /// Whether the credential has come.
    pub credential: bool,
    /// What could not be done now. What was done before it stays done.
    pub open: Vec<Failure>,
}

/// A session that is taken for a moment at a time: nobody waits for the network to use it.
pub trait Access {
    /// Its clock.
    type Clock: Clock;
    /// Its randomness.
    type Entropy: Entropy;

    /// Does something with the session.
    fn with<R>(&self, act: impl FnOnce(&mut Session<Self::Clock, Self::Entropy>) -> R) -> R;
}

impl<C: Clock, E: Entropy> Access for Mutex<Session<C, E>> {
    type Clock = C;
    type Entropy = E;

    fn with<R>(&self, act: impl FnOnce(&mut Session<C, E>) -> R) -> R {
        act(&mut self.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<C: Clock, E: Entropy> Access for RefCell<&mut Session<C, E>> {
    type Clock = C;
    type Entropy = E;

    fn with<R>(&self, act: impl FnOnce(&mut Session<C, E>) -> R) -> R {
        act(&mut self.borrow_mut())
    }
}

/// Carries an attempt's records and envelope to its authority.
#[derive(Debug)]
pub struct Outbox<'a, A: Authority> {
    authority: &'a A,
    attended: bool,
}

impl<'a, A: Authority> Outbox<'a, A> {
    /// An outbox to an authority.
    pub fn new(authority: &'a A) -> Self {
        Self { authority, attended: true }
    }

    /// An outbox with nobody at the desk: a grant that would start the clock waits for somebody.
    pub fn unattended(authority: &'a A) -> Self {
        Self { authority, attended: false }
    }

    /// [`Outbox::deliver_through`] for somebody who has the session to themselves.
    pub async fn deliver<C: Clock, E: Entropy>(
        &self,
        session: &mut Session<C, E>,
    ) -> Result<Delivered, Fault> {
        self.deliver_through(&RefCell::new(session)).await
    }

    /// Delivers what there is to deliver and takes what there is to take. Only a fault of this computer is an error;
    /// whatever the network or the authority do is told in the answer.
    pub async fn deliver_through(&self, session: &impl Access) -> Result<Delivered, Fault> {
        let mut delivered = Delivered::default();
        let steps = self.steps(session, &mut delivered).await;
        session.with(|session| {
            delivered.held_seq = session.held_seq();
            delivered.credential = session.credential().is_some();
        });
        match steps {
            Err(Fault::Authority(failure)) => delivered.open.push(failure),
            other => other?,
        }
        Ok(delivered)
    }

    async fn steps(&self, session: &impl Access, delivered: &mut Delivered) -> Result<(), Fault> {
        let sealed = || session.with(|session| *session.attempt.phase() == Phase::Sealed);
        // Nothing waits for another: records, envelope and grants can each arrive without the others.
        self.records(session).await.or_else(|fault| self.note(fault, delivered))?;
        if sealed() {
            match self.envelope(session).await {
                Ok(receipt) => delivered.receipt = Some(receipt),
                Err(fault) => self.note(fault, delivered)?,
            }
        }
        self.grants(session, delivered).await.or_else(|fault| self.note(fault, delivered))?;
        if !sealed() || delivered.receipt.is_none() {
            return Ok(());
        }
        self.release(session).await.or_else(|fault| self.note(fault, delivered))?;
        delivered.released = session.with(|session| session.attempt.is_released());
        self.result(session, delivered).await.or_else(|fault| self.note(fault, delivered))
    }

    /// What the authority says or does not say, usable or not, is told; a fault of this computer is not swallowed.
    fn note(&self, fault: Fault, delivered: &mut Delivered) -> Result<(), Fault> {
        match fault {
            Fault::Authority(failure) => delivered.open.push(failure),
            Fault::Unusable { .. } => delivered.open.push(Failure::Garbled(fault.to_string())),
            other => return Err(other),
        }
        Ok(())
    }

    async fn records(&self, session: &impl Access) -> Result<(), Fault> {
        while let Some((last, upload)) = session.with(|session| Self::next_upload(session)) {
            let Entitlement { programme, attempt, .. } = session.with(|session| session.entitlement.clone());
            let anchored = self.authority.records(programme.0, attempt.0, upload).await?;
            session.with(|session| Self::take_anchor(session, last, anchored))?;
        }
        Ok(())
    }

    /// The next records to send, up to the number they end with.
    fn next_upload<C: Clock, E: Entropy>(session: &Session<C, E>) -> Option<(u64, Upload)> {
        let held = session.held_seq();
        let mut waiting = session.frames.iter().skip(usize::try_from(held).unwrap_or(usize::MAX));
        if waiting.clone().all(|frame| ECHOES.contains(&frame.header().kind.as_str())) {
            return None;
        }
        let batch: Vec<&Frame> = waiting.by_ref().take(BATCH).collect();
        let last = batch.last().map(|frame| frame.head())?;
        let end = held + batch.len() as u64;
        let Entitlement { attempt, .. } = session.entitlement;
        let upload = Upload {
            proof: proof(session, "records", &attempt.0),
            head: session.signed_head(last),
            key_slots: Bytes(session.key_slots.clone()),
            frames: batch.iter().map(|frame| Bytes(frame.as_bytes().to_vec())).collect(),
        };
        Some((end, upload))
    }

    fn take_anchor<C: Clock, E: Entropy>(
        session: &mut Session<C, E>,
        last: u64,
        Anchored { held, anchor }: Anchored,
    ) -> Result<(), Fault> {
        let Entitlement { programme, attempt, .. } = session.entitlement;
        let record = anchor.open(&session.entitlement.sealing_authority.signing)?;
        let header = record.header();
        let ours = (header.log, header.programme, header.attempt) == (Log::Docket, programme, attempt);
        let anchors =
            |event| matches!(event, Event::Anchored(anchor) if anchor.head == Head::from(held.clone()));
        if !ours || !anchors(record.docket_event()?) {
            return Err(Fault::unusable("the countersignature", "it is of something else"));
        }
        let bytes =
            serde_json::to_vec(&anchor).map_err(|error| Fault::unusable("the docket record", error))?;
        session.keep(&object::docket(record.header().seq), &bytes)?;
        let known = session.frames.iter().rposition(|frame| HeadDoc::from(frame.head()) == held);
        if known.is_none_or(|known| (known as u64) + 1 < last) {
            return Err(Failure::because(Code::BrokenChain, "the authority holds another journal").into());
        }
        session.by_itself(Command::NoteAnchor(held.digest.0)).map(drop)
    }

    async fn grants(&self, session: &impl Access, delivered: &mut Delivered) -> Result<(), Fault> {
        let (programme, attempt, proof) = session.with(|session| {
            let Entitlement { programme, attempt, .. } = session.entitlement;
            (programme, attempt, proof(session, "grants", &attempt.0))
        });
        for signed in self.authority.grants(programme.0, attempt.0, proof).await? {
            session.with(|session| self.take_grant(session, &signed, delivered))?;
        }
        Ok(())
    }

    fn take_grant<C: Clock, E: Entropy>(
        &self,
        session: &mut Session<C, E>,
        signed: &Signed,
        delivered: &mut Delivered,
    ) -> Result<(), Fault> {
        let grant: Grant = signed.read_unverified()?;
        let effect = Effect::from(grant.effect);
        let starts_clock = matches!(effect, Effect::Reopen(_) | Effect::Resume);
        // What was refused when it came stays refused: an old resumption must not undo a later hold. Minutes alone
        // are taken whenever they fit.
        let considered = session.object(&object::grant(&grant.grant)).is_some();
        let skip = session.attempt.has_applied(&grant.grant)
            || (considered && !matches!(effect, Effect::Minutes(_)))
            || (starts_clock && !self.attended);
        if skip {
            return Ok(());
        }
        match session.apply(signed) {
            Ok(Reply::Saved(_)) => delivered.grants += 1,
            Ok(Reply::Refused(_)) => {}
            Err(fault) => self.note(fault, delivered)?,
        }
        Ok(())
    }

    async fn envelope(&self, session: &impl Access) -> Result<Digest, Fault> {
        let (seal, programme, attempt, envelope) = session.with(|session| {
            let seal = session.attempt.seals().last().cloned();
            let seal = seal.ok_or_else(|| Fault::Lacking("seal".to_owned()))?;
            let Entitlement { programme, attempt, .. } = session.entitlement;
            let envelope = session.signed(&object::envelope(seal.seal_no))?;
            Ok::<_, Fault>((seal, programme, attempt, envelope))
        })?;
        if let Some((_, receipt)) = seal.receipts.first() {
            return Ok(*receipt);
        }
        let signed = self.authority.envelope(programme.0, attempt.0, envelope.clone()).await?;
        session.with(|session| {
            let receipt: Receipt = signed.open(&session.entitlement.sealing_authority.signing)?;
            if receipt.envelope.0 != envelope.digest() || receipt.attempt != attempt {
                return Err(Fault::unusable("the receipt", "it is for another envelope"));
            }
            session.keep(&object::receipt(seal.seal_no), &signed.to_json())?;
            session
                .by_itself(Command::NoteReceipt { envelope: envelope.digest(), receipt: signed.digest() })?;
            Ok(signed.digest())
        })
    }

    async fn release(&self, session: &impl Access) -> Result<(), Fault> {
        let asked = session.with(|session| {
            if session.attempt.is_released() {
                return Ok(None);
            }
            let Some(envelope) = session.envelope()? else { return Ok(None) };
            let Entitlement { programme, attempt, .. } = session.entitlement;
            let digest = envelope.digest();
            Ok::<_, Fault>(Some((programme, attempt, digest, proof(session, "release", &digest))))
        })?;
        let Some((programme, attempt, digest, proof)) = asked else { return Ok(()) };
        let signed = self.authority.release(programme.0, attempt.0, digest, proof).await?;
        session.with(|session| {
            let release: Release = signed.open(&session.entitlement.sealing_authority.signing)?;
            if release.envelope.0 != digest || release.attempt != attempt {
                return Err(Fault::unusable("the release", "it is for another envelope"));
            }
            session.keep(object::RELEASE, &signed.to_json())?;
            session.by_itself(Command::NoteRelease(signed.digest())).map(drop)
        })
    }

    async fn result(&self, session: &impl Access, delivered: &mut Delivered) -> Result<(), Fault> {
        let (entitlement, proof) = session.with(|session| {
            (session.entitlement.clone(), proof(session, "result", &session.entitlement.attempt.0))
        });
        let Entitlement { programme, attempt, registration, .. } = entitlement;
        let signed = self.authority.result(programme.0, attempt.0, proof).await?;
        let statement: ResultStatement = signed.open(&entitlement.hub.signing)?;
        if statement.attempt != attempt {
            return Err(Fault::unusable("the result", "it is another attempt's"));
        }
        let passed = statement.passed;
        delivered.result = Some(statement);
        let asked = session.with(|session| {
            session.keep(&object::statement(&signed.digest()), &signed.to_json())?;
            let wanted = passed && session.credential().is_none();
            Ok::<_, Fault>(wanted.then(|| self::proof(session, "credential", &registration.0)))
        })?;
        let Some(proof) = asked else { return Ok(()) };
        match self.authority.credential(programme.0, registration.0, proof).await {
            Ok(bytes) => session.with(|session| session.keep(object::CREDENTIAL, &bytes)),
            // Other exams of the certification are still open.
            Err(Failure::Refused { code: Code::NotYet, .. }) => Ok(()),
            Err(failure) => Err(failure.into()),
        }
    }
}

fn proof<C: Clock, E: Entropy>(session: &Session<C, E>, verb: &str, subject: &impl ToString) -> Proof {
    let Name(registration) = session.entitlement.registration;
    Proof::new(registration, &session.ticket.secret, verb, subject)
}
