//! What is made of an attempt in the end: the envelope, and everything that proves something.

use evidence::envelope::{Answers, seal_body};
use evidence::record::Record;
use evidence::v0::{Dossier, Entitlement, Envelope, JournalHead, OpenRecord, ResultStatement};
use evidence::{Bytes, Entropy, Name, Signed};
use exam::Digest;
use exam::attempt::{Event, Phase, Seal};
use exam::docket::Head;

use super::{Session, placed};
use crate::clock::Clock;
use crate::fault::Fault;
use crate::start::object;
use crate::swap::read;

impl<C: Clock, E: Entropy> Session<C, E> {
    /// Makes the envelope of the seal in force, if there is none yet: once, durable before anyone sees it.
    pub(super) fn finish_seal(&mut self) -> Result<(), Fault> {
        let Some(seal) = self.attempt.seals().last().cloned() else { return Ok(()) };
        let name = object::envelope(seal.seal_no);
        if self.objects.contains_key(&name) {
            return Ok(());
        }
        let envelope = self.envelope_of(&seal)?;
        let signed = Signed::new(&envelope, &self.device.signing);
        self.keep(&name, &signed.to_json())
    }

    fn envelope_of(&mut self, seal: &Seal) -> Result<Envelope, Fault> {
        let attempt = self.attempt.terms().attempt;
        let record = placed(seal.seq).and_then(|at| self.records.get(at));
        let record = record.ok_or_else(|| Fault::Lacking(format!("record of seal {}", seal.seal_no)))?;
        let Event::Sealed { cause, .. } = record.journal_event()? else {
            return Err(Fault::unusable("the record of the seal", "it is another kind of record"));
        };
        let (head, sealed_at_ms) = (record.head(), record.header().wall_ms);
        let supersedes = match seal.seal_no {
            1 => None,
            later => Some(Name(self.signed(&object::envelope(later - 1))?.digest())),
        };
        let answers = Answers {
            form: self.form_digest,
            responses: self.attempt.responses().clone(),
            reports: self.attempt.reports().clone(),
        };
        let recipients =
            [self.entitlement.sealing_authority.sealing.clone(), self.entitlement.hub.sealing.clone()];
        Ok(Envelope {
            programme: self.entitlement.programme,
            attempt: Name(attempt),
            seal_no: seal.seal_no,
            supersedes,
            grant: seal.reopened_by.map(|(grant, _)| Name(grant)),
            head: head.into(),
            start_token: Name(self.start_token),
            entitlement: Name(self.signed(object::ENTITLEMENT)?.digest()),
            device: Name(self.device.id),
            cause: cause.into(),
            spent: seal.spent.into(),
            sealed_at_ms,
            body: seal_body(attempt, seal.seal_no, &answers, &recipients, &mut self.entropy)?,
        })
    }

    /// The envelope in force, if the attempt is sealed.
    pub fn envelope(&self) -> Result<Option<Signed>, Fault> {
        match (self.attempt.phase(), self.attempt.seals().last()) {
            (Phase::Sealed, Some(seal)) => self.signed(&object::envelope(seal.seal_no)).map(Some),
            _ => Ok(None),
        }
    }

    /// Everything this desk holds that proves something, to be checked without us. `with_answers` adds the journal in
    /// the clear.
    pub fn dossier(&self, with_answers: bool) -> Result<Dossier, Fault> {
        let mut objects = Vec::new();
        let mut docket = Vec::new();
        for (name, bytes) in &self.objects {
            match name.split('/').next().unwrap_or_default() {
                object::ENTITLEMENT
                | object::START_TOKEN
                | "envelope"
                | "receipt"
                | "grant"
                | "statement"
                | object::RELEASE => {
                    objects.push(Signed::parse(bytes)?);
                }
                "docket" => docket.push(read(name, bytes)?),
                _ => {}
            }
        }
        // The records after the last countersignature are bound by the desk's own.
        if let (true, Some(head)) = (with_answers, self.head()) {
            objects.push(self.signed_head(head));
        }
        let open = |record: &Record| OpenRecord {
            header: Bytes(record.header_bytes().to_vec()),
            salt: Bytes(record.salt().to_vec()),
            payload: Bytes(record.payload().to_vec()),
        };
        let journal = if with_answers { self.records.iter().map(open).collect() } else { Vec::new() };
        Ok(Dossier { invigil: "dossier/v0".to_owned(), trust: self.trust.bundle(), objects, journal, docket })
    }

    /// States that the journal goes so far, and, where it goes no further, what the clocks say now: no later record may
    /// say an earlier time.
    pub(crate) fn signed_head(&self, head: Head) -> Signed {
        let Entitlement { programme, attempt, .. } = self.entitlement;
        let at = (Some(head) == self.head()).then(|| self.clock.now().into());
        let head = JournalHead { programme, attempt, head: head.into(), at };
        Signed::new(&head, &self.device.signing)
    }

    /// The receipt for the envelope in force, if it has come.
    pub fn receipt(&self) -> Option<Digest> {
        let seal = self.attempt.seals().last().filter(|_| *self.attempt.phase() == Phase::Sealed)?;
        seal.receipts.first().map(|(_, receipt)| *receipt)
    }

    /// The newest confirmed result that has come.
    pub fn statement(&self) -> Result<Option<ResultStatement>, Fault> {
        let mut newest: Option<ResultStatement> = None;
        for (name, bytes) in &self.objects {
            if name.starts_with("statement/") {
                let statement: ResultStatement = Signed::parse(bytes)?.open(&self.entitlement.hub.signing)?;
                if newest.as_ref().is_none_or(|other| other.stated_at_ms <= statement.stated_at_ms) {
                    newest = Some(statement);
                }
            }
        }
        Ok(newest)
    }

    /// The credential's bytes, once it has come.
    pub fn credential(&self) -> Option<&[u8]> {
        self.object(object::CREDENTIAL)
    }
}
