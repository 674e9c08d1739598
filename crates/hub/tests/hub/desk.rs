//! A candidate's computer, as far as a hub can tell.

use std::collections::BTreeMap;

use evidence::envelope::{Answers, seal_body};
use evidence::keys::{Purpose, open_box};
use evidence::record::{Log, Place, Record};
use evidence::v0::event::SealCauseDoc;
use evidence::v0::{
    ContentKeys, EnrolmentRequest, Entitlement, Envelope, FormDoc, HeadDoc, JournalHead, Proven, SpentDoc,
    StartRequest, Ticket,
};
use evidence::{Bytes, Name, OsEntropy, SealingKey, Secret, Signed, SigningKey};
use exam::item::{Response, Value};
use exam::ledger::{BootId, Moment};
use exam::{AttemptId, DeviceId, Digest, GrantId, OpId, ProgrammeId, Slug};
use protocol::{Authority, Client, Enrolled, Failure, Proof, Started, Upload};

use crate::world::{NOON_MS, World, key, options, random, slug};

pub(crate) struct Desk {
    pub(crate) client: Client,
    pub(crate) programme: ProgrammeId,
    pub(crate) ticket: Ticket,
    pub(crate) ticket_digest: Digest,
    pub(crate) device: DeviceId,
    pub(crate) signing: SigningKey,
    pub(crate) sealing: SealingKey,
    pub(crate) entitlement: Option<Signed>,
    pub(crate) started: Option<Started>,
    pub(crate) records: Vec<Record>,
    pub(crate) frames: Vec<Bytes>,
    data_key: Secret,
    options: Secret,
}

/// An envelope that a test may want otherwise than usual.
pub(crate) struct Wanted {
    pub(crate) right: usize,
    pub(crate) seal_no: u32,
    pub(crate) supersedes: Option<Digest>,
    pub(crate) grant: Option<GrantId>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { right: usize::MAX, seal_no: 1, supersedes: None, grant: None }
    }
}

impl Desk {
    pub(crate) fn new(world: &World, ticket: &Signed) -> Self {
        Self {
            client: world.client(),
            programme: world.programme,
            ticket: ticket.open(&world.card.signing).unwrap(),
            ticket_digest: ticket.digest(),
            device: DeviceId::mint(NOON_MS, random()),
            signing: key(),
            sealing: SealingKey::from_seed(Secret::draw(&mut OsEntropy)),
            entitlement: None,
            started: None,
            records: Vec::new(),
            frames: Vec::new(),
            data_key: Secret::draw(&mut OsEntropy),
            options: world.vault.options.clone(),
        }
    }

    /// A desk that has enrolled and started.
    pub(crate) async fn started(world: &World) -> Self {
        let mut desk = Self::new(world, &world.ticket().await);
        desk.enrol().await.unwrap();
        desk.start().await.unwrap();
        desk
    }

    pub(crate) fn enrolment(&self) -> Proven {
        let request = EnrolmentRequest {
            programme: Name(self.programme),
            registration: self.ticket.registration,
            ticket: Name(self.ticket_digest),
            device: Name(self.device),
            signing: self.signing.public(),
            sealing: self.sealing.public(),
        };
        Proven::new(Signed::new(&request, &self.signing), &self.ticket.secret)
    }

    pub(crate) async fn enrol(&mut self) -> Result<Enrolled, Failure> {
        let enrolled =
            self.client.enrol(self.programme, self.ticket.registration.0, self.enrolment()).await?;
        self.entitlement = enrolled.entitlements.first().cloned();
        Ok(enrolled)
    }

    pub(crate) fn entitlement(&self) -> Entitlement {
        self.entitlement.as_ref().unwrap().read_unverified().unwrap()
    }

    pub(crate) fn attempt(&self) -> AttemptId {
        self.entitlement().attempt.0
    }

    pub(crate) fn start_request(&self) -> Proven {
        let request = StartRequest {
            programme: Name(self.programme),
            attempt: Name(self.attempt()),
            entitlement: Name(self.entitlement.as_ref().unwrap().digest()),
            device: Name(self.device),
            nonce: Bytes(random::<16>().to_vec()),
        };
        Proven::new(Signed::new(&request, &self.signing), &self.ticket.secret)
    }

    pub(crate) async fn start(&mut self) -> Result<Started, Failure> {
        let started = self.client.start(self.programme, self.attempt(), self.start_request()).await?;
        self.started = Some(started.clone());
        Ok(started)
    }

    /// The form and the keys that came with the start.
    pub(crate) fn content(&self) -> (FormDoc, ContentKeys) {
        let started = self.started.as_ref().unwrap();
        let context = started.token.digest().0;
        let plain = open_box(&self.sealing, Purpose::ContentKeys, &context, &started.content).unwrap();
        let content: ContentKeys = serde_json::from_slice(&plain).unwrap();
        (serde_json::from_slice(&content.form.0).unwrap(), content)
    }

    /// Writes journal records, the kind and payload of no matter.
    pub(crate) fn write(&mut self, count: usize) {
        for _ in 0..count {
            self.write_at("flagged", Moment { boot: BootId([2; 16]), boot_ms: 1, wall_ms: NOON_MS });
        }
    }

    /// Writes a journal record of a kind, when the clocks say so; its payload is of no matter.
    pub(crate) fn write_at(&mut self, kind: &str, at: Moment) {
        let place = Place {
            log: Log::Journal,
            programme: self.programme,
            attempt: self.attempt(),
            segment: 0,
            op: OpId::mint(NOON_MS, random()),
            at,
        };
        let previous = self.records.last().map_or(Digest([0; 32]), Record::digest);
        let seq = self.records.len() as u64 + 1;
        let record = Record::write(place, seq, previous, kind, b"{}".to_vec(), &mut OsEntropy);
        self.frames.push(Bytes(record.seal(&self.data_key, &mut OsEntropy).as_bytes().to_vec()));
        self.records.push(record);
    }

    pub(crate) fn proof(&self, verb: &str, subject: &impl ToString) -> Proof {
        Proof::new(self.ticket.registration.0, &self.ticket.secret, verb, subject)
    }

    /// The records from `from` (0 is the first) up to `to`, signed as soon as the last was written.
    pub(crate) fn upload(&self, from: usize, to: usize) -> Upload {
        self.upload_at(from, to, self.records[to - 1].header().moment().unwrap())
    }

    /// The records from `from` (0 is the first) up to `to`, signed when the clocks say so.
    pub(crate) fn upload_at(&self, from: usize, to: usize, at: Moment) -> Upload {
        let head = JournalHead {
            programme: Name(self.programme),
            attempt: Name(self.attempt()),
            head: HeadDoc::from(self.records[to - 1].head()),
            at: Some(at.into()),
        };
        Upload {
            proof: self.proof("records", &self.attempt()),
            head: Signed::new(&head, &self.signing),
            key_slots: Bytes(b"slots".to_vec()),
            frames: self.frames[from..to].to_vec(),
        }
    }

    /// Another desk's journal head, signed by this one.
    pub(crate) fn signed_head_of(&self, other: &Self) -> Signed {
        let head: JournalHead = other.upload(0, other.records.len()).head.read_unverified().unwrap();
        Signed::new(&head, &self.signing)
    }

    /// So many right answers, the rest wrong.
    pub(crate) fn responses(&self, right: usize) -> BTreeMap<Slug, Response> {
        let (form, _) = self.content();
        let answer = |(at, item): (usize, &Name<Slug>)| {
            let (yes, no) = options(&self.options, item);
            let chosen = if at < right { yes } else { no };
            (item.0.clone(), Response::from([(slug("r"), Value::Choice([chosen].into()))]))
        };
        form.items.iter().enumerate().map(answer).collect()
    }

    /// The envelope as a structure, to be changed before it is signed.
    pub(crate) fn draft(&mut self, wanted: &Wanted) -> Envelope {
        if self.records.is_empty() {
            self.write(3);
        }
        let entitlement = self.entitlement();
        let started = self.started.as_ref().unwrap();
        let token: evidence::v0::StartToken = started.token.read_unverified().unwrap();
        let answers =
            Answers { form: token.form.0, responses: self.responses(wanted.right), reports: BTreeMap::new() };
        let to = [entitlement.sealing_authority.sealing.clone(), entitlement.hub.sealing.clone()];
        Envelope {
            programme: Name(self.programme),
            attempt: Name(self.attempt()),
            seal_no: wanted.seal_no,
            supersedes: wanted.supersedes.map(Name),
            grant: wanted.grant.map(Name),
            head: HeadDoc::from(self.records.last().unwrap().head()),
            start_token: Name(started.token.digest()),
            entitlement: Name(self.entitlement.as_ref().unwrap().digest()),
            device: Name(self.device),
            cause: SealCauseDoc::Candidate,
            spent: SpentDoc { working_ms: 1, held_ms: 0, outage_ms: 0, break_ms: 0 },
            sealed_at_ms: NOON_MS,
            body: seal_body(self.attempt(), wanted.seal_no, &answers, &to, &mut OsEntropy).unwrap(),
        }
    }

    pub(crate) fn envelope(&mut self, wanted: Wanted) -> Signed {
        Signed::new(&self.draft(&wanted), &self.signing)
    }

    pub(crate) async fn submit(&self, envelope: &Signed) -> Result<Signed, Failure> {
        self.client.envelope(self.programme, self.attempt(), envelope.clone()).await
    }

    pub(crate) async fn result(&self) -> Result<Signed, Failure> {
        let attempt = self.attempt();
        self.client.result(self.programme, attempt, self.proof("result", &attempt)).await
    }

    pub(crate) async fn release(&self, envelope: Digest) -> Result<Signed, Failure> {
        let proof = self.proof("release", &envelope);
        self.client.release(self.programme, self.attempt(), envelope, proof).await
    }

    pub(crate) async fn credential(&self) -> Result<Vec<u8>, Failure> {
        let registration = self.ticket.registration.0;
        let proof = self.proof("credential", &registration);
        self.client.credential(self.programme, registration, proof).await
    }
}

/// The same object in another wrapper: a second signature, other hints.
pub(crate) fn rewrapped(signed: &Signed) -> Signed {
    let mut json: serde_json::Value = serde_json::from_slice(&signed.to_json()).unwrap();
    let signatures = json["signatures"].as_array_mut().unwrap();
    signatures[0]["keyid"] = "another hint".into();
    let again = signatures[0].clone();
    signatures.push(again);
    serde_json::from_value(json).unwrap()
}
