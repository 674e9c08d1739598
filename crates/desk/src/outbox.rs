//! What goes out and what comes back, in any order, any number of times. Nothing here is waited for by a candidate.

use evidence::record::Frame;
use evidence::v0::{Entitlement, JournalHead, Receipt, Release, ResultStatement};
use evidence::{Bytes, Entropy, Name, Signed};
use exam::Digest;
use exam::attempt::{Command, Phase};
use protocol::{Anchored, Authority, Code, Failure, Proof, Upload};

use crate::clock::Clock;
use crate::enrol::proof;
use crate::fault::Fault;
use crate::session::Session;
use crate::start::object;

/// The most records one upload carries.
const BATCH: usize = 200;
/// Kinds that only note what the authority said: not worth an upload of their own.
const ECHOES: &[&str] = &["anchored", "receipt-noted", "release-noted"];

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

/// Carries an attempt's records and envelope to its authority.
#[derive(Debug)]
pub struct Outbox<'a, A: Authority> {
    authority: &'a A,
}

impl<'a, A: Authority> Outbox<'a, A> {
    /// An outbox to an authority.
    pub fn new(authority: &'a A) -> Self {
        Self { authority }
    }

    /// Delivers what there is to deliver and takes what there is to take. Only a fault of this computer is an error;
    /// whatever the network or the authority do is told in the answer.
    pub async fn deliver<C: Clock, E: Entropy>(
        &self,
        session: &mut Session<C, E>,
    ) -> Result<Delivered, Fault> {
        let mut delivered = Delivered::default();
        let steps = self.steps(session, &mut delivered).await;
        delivered.held_seq = session.held_seq();
        delivered.credential = session.credential().is_some();
        match steps {
            Err(Fault::Authority(failure)) => delivered.open.push(failure),
            other => other?,
        }
        Ok(delivered)
    }

    async fn steps<C: Clock, E: Entropy>(
        &self,
        session: &mut Session<C, E>,
        delivered: &mut Delivered,
    ) -> Result<(), Fault> {
        // An envelope does not wait for its records: each can arrive without the other.
        if let Err(fault) = self.records(session).await {
            self.note(fault, delivered)?;
        }
        if let Err(fault) = self.grants(session, delivered).await {
            self.note(fault, delivered)?;
        }
        if *session.attempt.phase() != Phase::Sealed {
            return Ok(());
        }
        let receipt = self.envelope(session).await?;
        delivered.receipt = Some(receipt);
        self.release(session).await.or_else(|fault| self.note(fault, delivered))?;
        delivered.released = session.attempt.is_released();
        self.result(session, delivered).await.or_else(|fault| self.note(fault, delivered))
    }

    /// A refusal or a silence of the authority is told; a fault of this computer is not swallowed.
    fn note(&self, fault: Fault, delivered: &mut Delivered) -> Result<(), Fault> {
        match fault {
            Fault::Authority(failure) => {
                delivered.open.push(failure);
                Ok(())
            }
            other => Err(other),
        }
    }

    async fn records<C: Clock, E: Entropy>(&self, session: &mut Session<C, E>) -> Result<(), Fault> {
        loop {
            let held = session.held_seq();
            let mut waiting = session.frames.iter().filter(|frame| frame.header().seq > held);
            if waiting.clone().all(|frame| ECHOES.contains(&frame.header().kind.as_str())) {
                return Ok(());
            }
            let batch: Vec<&Frame> = waiting.by_ref().take(BATCH).collect();
            let Some(last) = batch.last().map(|frame| frame.head()) else { return Ok(()) };
            let Entitlement { programme, attempt, .. } = session.entitlement;
            let head = JournalHead { programme, attempt, head: last.into() };
            let upload = Upload {
                proof: self.proof(session, "records", &attempt.0),
                head: Signed::new(&head, &session.device.signing),
                key_slots: Bytes(session.key_slots.clone()),
                frames: batch.iter().map(|frame| Bytes(frame.as_bytes().to_vec())).collect(),
            };
            let Anchored { held, anchor } = self.authority.records(programme.0, attempt.0, upload).await?;
            let record = anchor.open(&session.entitlement.sealing_authority.signing)?;
            let bytes =
                serde_json::to_vec(&anchor).map_err(|error| Fault::unusable("the docket record", error))?;
            session.keep(&object::docket(record.header().seq), &bytes)?;
            let known = session.frames.iter().any(|frame| frame.digest() == held.digest.0);
            if !known || held.seq < last.seq {
                return Err(Failure::because(Code::BrokenChain, "the authority holds another journal").into());
            }
            session.by_itself(Command::NoteAnchor(held.digest.0))?;
        }
    }

    async fn grants<C: Clock, E: Entropy>(
        &self,
        session: &mut Session<C, E>,
        delivered: &mut Delivered,
    ) -> Result<(), Fault> {
        let Entitlement { programme, attempt, .. } = session.entitlement;
        let proof = self.proof(session, "grants", &attempt.0);
        for signed in self.authority.grants(programme.0, attempt.0, proof).await? {
            let grant: evidence::v0::Grant = signed.read_unverified()?;
            if !session.attempt.has_applied(&grant.grant)
                && matches!(session.apply(&signed)?, crate::Reply::Saved(_))
            {
                delivered.grants += 1;
            }
        }
        Ok(())
    }

    async fn envelope<C: Clock, E: Entropy>(&self, session: &mut Session<C, E>) -> Result<Digest, Fault> {
        let seal =
            session.attempt.seals().last().cloned().ok_or_else(|| Fault::Lacking("seal".to_owned()))?;
        if let Some((_, receipt)) = seal.receipts.first() {
            return Ok(*receipt);
        }
        let Entitlement { programme, attempt, .. } = session.entitlement;
        let envelope = session.signed(&object::envelope(seal.seal_no))?;
        let signed = self.authority.envelope(programme.0, attempt.0, envelope.clone()).await?;
        let receipt: Receipt = signed.open(&session.entitlement.sealing_authority.signing)?;
        if receipt.envelope.0 != envelope.digest() || receipt.attempt != attempt {
            return Err(Fault::unusable("the receipt", "it is for another envelope"));
        }
        session.keep(&object::receipt(seal.seal_no), &signed.to_json())?;
        session.by_itself(Command::NoteReceipt { envelope: envelope.digest(), receipt: signed.digest() })?;
        Ok(signed.digest())
    }

    async fn release<C: Clock, E: Entropy>(&self, session: &mut Session<C, E>) -> Result<(), Fault> {
        if session.attempt.is_released() {
            return Ok(());
        }
        let Entitlement { programme, attempt, .. } = session.entitlement;
        let Some(envelope) = session.envelope()? else { return Ok(()) };
        let digest = envelope.digest();
        let proof = self.proof(session, "release", &digest);
        let signed = self.authority.release(programme.0, attempt.0, digest, proof).await?;
        let release: Release = signed.open(&session.entitlement.sealing_authority.signing)?;
        if release.envelope.0 != digest || release.attempt != attempt {
            return Err(Fault::unusable("the release", "it is for another envelope"));
        }
        session.keep(object::RELEASE, &signed.to_json())?;
        session.by_itself(Command::NoteRelease(signed.digest()))?;
        Ok(())
    }

    async fn result<C: Clock, E: Entropy>(
        &self,
        session: &mut Session<C, E>,
        delivered: &mut Delivered,
    ) -> Result<(), Fault> {
        let Entitlement { programme, attempt, registration, .. } = session.entitlement;
        let proof = self.proof(session, "result", &attempt.0);
        let signed = self.authority.result(programme.0, attempt.0, proof).await?;
        let statement: ResultStatement = signed.open(&session.entitlement.hub.signing)?;
        if statement.attempt != attempt {
            return Err(Fault::unusable("the result", "it is another attempt's"));
        }
        session.keep(&object::statement(&signed.digest()), &signed.to_json())?;
        let passed = statement.passed;
        delivered.result = Some(statement);
        if !passed || session.credential().is_some() {
            return Ok(());
        }
        let proof = self.proof(session, "credential", &registration.0);
        match self.authority.credential(programme.0, registration.0, proof).await {
            Ok(bytes) => session.keep(object::CREDENTIAL, &bytes),
            // Other exams of the certification are still open.
            Err(Failure::Refused { code: Code::NotYet, .. }) => Ok(()),
            Err(failure) => Err(failure.into()),
        }
    }

    fn proof<C: Clock, E: Entropy>(
        &self,
        session: &Session<C, E>,
        verb: &str,
        subject: &impl ToString,
    ) -> Proof {
        let Name(registration) = session.entitlement.registration;
        proof(registration, &session.ticket.secret, verb, subject)
    }
}
