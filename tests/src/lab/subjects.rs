//! Every kind of signed or sealed object of one sitting, each with the door it is taken in by.

use std::ops::Range;
use std::sync::Arc;

use evidence::bank::SealedBank;
use evidence::dsse::Written;
use evidence::envelope::open_body;
use evidence::keys::{Purpose, open_box};
use evidence::record::{DocketRecord, Frame};
use evidence::slots::{KeySlots, Pulse, open_object, seal_object};
use evidence::trust::delegate;
use evidence::v0::{
    ContentKeys, EnrolmentRequest, Entitlement, Envelope, FormDoc, Grant, JournalHead, KeyVersion, Manifest,
    ProgrammeDoc, Proven, Receipt, RegistrationOrder, Release, ResultStatement, SealedVault, StartRequest,
    StartToken, Ticket, TrustBundle, Vault,
};
use evidence::{
    Boxed, Bytes, Holder, Name, Object, PublicKey, Role, SealingKey, Secret, Signed, Trust, sha256,
};
use exam::Digest;
use exam::attempt::Effect;
use exam::ledger::Moment;
use protocol::{Anchored, Enrolled, Started, Upload};

use super::made;
use super::sitting::Sitting;
use crate::dice::Dice;
use crate::link::{Message, Recorder};
use crate::{Outcome, World};

/// Says what it takes bytes to be: everything that was signed or sealed in them; none if it refuses them.
pub type Door = Box<dyn Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync>;

/// An object, and the door it is taken in by.
pub struct Subject {
    /// What kind.
    pub kind: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Where bytes may change and what they say stays: parts that no signature and no cipher covers.
    pub uncovered: Vec<Range<usize>>,
    /// The door.
    pub door: Door,
}

impl Subject {
    /// An object of JSON or of bytes. Its key hints are uncovered: a `keyid` says which key to try first and nothing
    /// else, and whoever forwards an object may change it.
    pub fn new(
        kind: &str,
        bytes: Vec<u8>,
        door: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        Self { kind: kind.to_owned(), uncovered: values(&bytes, "keyid"), bytes, door: Box::new(door) }
    }
}

/// Where the values of a field stand in JSON without spaces, quotation marks excluded.
fn values(bytes: &[u8], field: &str) -> Vec<Range<usize>> {
    let head = format!("\"{field}\":\"").into_bytes();
    let begins = bytes.windows(head.len()).enumerate().filter(|(_, window)| *window == head);
    begins
        .map(|(at, _)| at + head.len())
        .map(|begin| begin..begin + bytes[begin..].iter().take_while(|byte| **byte != b'"').count())
        .collect()
}

/// One sitting, taken apart.
pub struct Scene {
    /// Whom everything is checked against.
    pub trust: Arc<Trust>,
    /// The root and its delegates, as handed on.
    pub bundle: TrustBundle,
    /// The hub's signing key.
    pub hub: PublicKey,
    /// The hub's other key, which is the recovery key as well.
    pub hub_sealing: SealingKey,
    /// The desk's keys.
    pub device: desk::Device,
    /// What the candidate carries.
    pub ticket: Signed,
    ticket_secret: Secret,
    enrolment: Proven,
    enrolled: Enrolled,
    start: Proven,
    /// What started the attempt.
    pub started: Started,
    upload: Upload,
    data_key: Secret,
    /// One line of the docket.
    pub anchored: Anchored,
    envelope: Signed,
    /// The receipt.
    pub receipt: Signed,
    release: Signed,
    result: Signed,
    credential: Vec<u8>,
    grant: Signed,
    order: Signed,
    delegation: Signed,
    /// The bank's file.
    pub bank: Vec<u8>,
    /// The bank's keys.
    pub vault: Vault,
    dice: Dice,
}

fn find<'a>(messages: &'a [Message], what: &str, nth: usize) -> Outcome<&'a [u8]> {
    let found = messages.iter().filter(|message| message.what == what).nth(nth);
    Ok(found.map(|message| message.bytes.as_slice()).ok_or_else(|| format!("no message `{what}`"))?)
}

impl Scene {
    /// Plays a sitting to its certificate and takes it apart; the same again for the same seed.
    pub async fn play(seed: u64) -> Outcome<Self> {
        let mut dice = Dice::seeded(seed, "tamper");
        let source = made::bank(&mut dice, 6, 5)?;
        // Whatever is answered passes: there has to be a certificate.
        let mut programme = made::programme(1, "at-once")?;
        programme.programme.exams.iter_mut().for_each(|exam| exam.pass_mark = exam::BasisPoints(0));
        let world = World::thrown(programme, &source, dice.clone()).await?;
        let recorder = Recorder::default();
        let mut sitting = Sitting::begin(&world, "desk", &recorder).await?;
        sitting.answer()?;
        sitting.deliver().await?;
        sitting.seal()?;
        sitting.deliver().await?;
        let messages = recorder.messages();
        let ticket = Signed::parse(find(&messages, "ticket sent", 0)?)?;
        let read: Ticket = ticket.read_unverified()?;
        let upload: Upload = serde_json::from_slice(find(&messages, "records sent", 2)?)?;
        let identity = hub::Identity::read(&world.home.path().join("hub"))?;
        let now_ms = desk::Clock::now(&world.clock).wall_ms;
        let holder = Holder {
            role: Role::Proctor,
            name: "a proctor".to_owned(),
            signing: sitting.device.signing.public(),
            sealing: None,
            not_before_ms: now_ms,
            not_after_ms: now_ms + 1_000_000,
        };
        let order = RegistrationOrder {
            programme: read.programme,
            registration: read.registration,
            certification: Name(exam::Slug::parse("exam-ready")?),
            candidate: "Ada Lovelace".to_owned(),
            accommodation: Default::default(),
            approved_by: None,
            ordered_at_ms: now_ms,
        };
        Ok(Self {
            bundle: world.trust.bundle(),
            hub: identity.signing.public(),
            hub_sealing: identity.sealing,
            data_key: KeySlots::parse(&upload.key_slots.0)?.open(&sitting.device.wrap)?,
            enrolment: serde_json::from_slice(find(&messages, "enrol sent", 2)?)?,
            enrolled: serde_json::from_slice(find(&messages, "enrol got", 0)?)?,
            start: serde_json::from_slice(find(&messages, "start sent", 2)?)?,
            started: serde_json::from_slice(find(&messages, "start got", 0)?)?,
            anchored: serde_json::from_slice(find(&messages, "records got", 0)?)?,
            envelope: Signed::parse(find(&messages, "envelope sent", 2)?)?,
            receipt: Signed::parse(find(&messages, "envelope got", 0)?)?,
            release: Signed::parse(find(&messages, "release got", 0)?)?,
            result: Signed::parse(find(&messages, "result got", 0)?)?,
            credential: find(&messages, "credential got", 0)?.to_vec(),
            grant: world.grant(&sitting.desk, Effect::Minutes(60_000)),
            order: Signed::new(&order, &world.signing),
            delegation: delegate(read.programme.0, &holder, &world.signing),
            bank: world.bank.as_bytes().to_vec(),
            vault: world.vault.clone(),
            trust: Arc::new(world.trust.clone()),
            device: sitting.device.clone(),
            ticket_secret: read.secret,
            ticket,
            upload,
            dice,
        })
    }

    /// An object that trust decides on.
    fn trusted<T: Object>(&self, signed: &Signed) -> Subject {
        let trust = Arc::clone(&self.trust);
        Subject::new(T::NAME, signed.to_json(), move |bytes| {
            let signed = Signed::parse(bytes).ok()?;
            trust.open_timeless::<T>(&signed).ok()?;
            Some(identity(&signed))
        })
    }

    /// An object that one known key has signed.
    fn signed<T: Object>(&self, signed: &Signed, key: PublicKey) -> Subject {
        Subject::new(T::NAME, signed.to_json(), move |bytes| {
            let signed = Signed::parse(bytes).ok()?;
            signed.open::<T>(&key).ok()?;
            Some(identity(&signed))
        })
    }

    /// A request with its proof.
    fn proven<T: Object>(&self, proven: &Proven) -> Outcome<Subject> {
        let (secret, key) = (self.ticket_secret.clone(), self.device.signing.public());
        Ok(Subject::new(T::NAME, serde_json::to_vec(proven)?, move |bytes| {
            let proven: Proven = serde_json::from_slice(bytes).ok()?;
            proven.request.open::<T>(&key).ok().filter(|_| proven.holds(&secret))?;
            Some(identity(&proven.request))
        }))
    }

    /// A box to one key.
    fn boxed(
        kind: &str,
        boxed: &Boxed,
        key: &SealingKey,
        purpose: Purpose,
        context: Vec<u8>,
    ) -> Outcome<Subject> {
        let key = key.clone();
        Ok(Subject::new(kind, serde_json::to_vec(boxed)?, move |bytes| {
            open_box(&key, purpose, &context, &serde_json::from_slice(bytes).ok()?).ok()
        }))
    }

    /// All kinds.
    pub fn subjects(&self) -> Outcome<Vec<Subject>> {
        let entitlement = self.enrolled.entitlements.first().ok_or("an enrolment without an entitlement")?;
        let envelope: Envelope = self.envelope.read_unverified()?;
        let release: Release = self.release.read_unverified()?;
        let sealed = SealedBank::parse(self.bank.clone())?;
        let bank = sealed.clone().verify(&self.trust)?;
        let mut all = vec![
            self.trust_bundle()?,
            self.delegation(),
            self.trusted::<ProgrammeDoc>(&self.enrolled.programme),
            self.trusted::<Manifest>(sealed.manifest()),
            self.trusted::<KeyVersion>(&self.key_version()?),
            self.trusted::<RegistrationOrder>(&self.order),
            self.trusted::<Ticket>(&self.ticket),
            self.proven::<EnrolmentRequest>(&self.enrolment)?,
            self.trusted::<Entitlement>(entitlement),
            self.proven::<StartRequest>(&self.start)?,
            self.signed::<StartToken>(&self.started.token, self.hub.clone()),
            self.signed::<JournalHead>(&self.upload.head, self.device.signing.public()),
            self.trusted::<Grant>(&self.grant),
            self.signed::<Envelope>(&self.envelope, self.device.signing.public()),
            self.signed::<Receipt>(&self.receipt, self.hub.clone()),
            self.signed::<Release>(&self.release, self.hub.clone()),
            self.trusted::<ResultStatement>(&self.result),
        ];
        let (device, hub) = (&self.device.sealing, &self.hub_sealing);
        let token = self.started.token.digest().0.to_vec();
        all.push(Self::boxed(
            "content-keys box",
            &self.started.content,
            device,
            Purpose::ContentKeys,
            token,
        )?);
        let bound = Release::context(release.attempt.0, release.envelope.0);
        all.push(Self::boxed("answer-keys box", &release.keys, device, Purpose::AnswerKeys, bound)?);
        all.push(self.form()?);
        all.push(self.docket_record()?);
        for frame in self.upload.frames.iter().take(2) {
            all.push(self.frame(frame));
        }
        all.push(Self::body(&envelope, hub)?);
        all.push(self.vault_box()?);
        all.push(self.key_slots());
        all.extend(self.at_rest()?);
        all.push(Subject::new("credential", self.credential.clone(), |bytes| {
            let verified = credential::verify(bytes).ok()?;
            Some(format!("{verified:?}").into_bytes())
        }));
        all.push(self.bank_file(&bank));
        Ok(all)
    }

    fn trust_bundle(&self) -> Outcome<Subject> {
        let pin = self.trust.root_digest();
        Ok(Subject::new("trust bundle", serde_json::to_vec(&self.bundle)?, move |bytes| {
            let trust = Trust::pinned(&serde_json::from_slice(bytes).ok()?, pin).ok()?;
            Some(format!("{} {} {:?}", trust.programme(), trust.title(), trust.holders()).into_bytes())
        }))
    }

    fn delegation(&self) -> Subject {
        let trust = Arc::clone(&self.trust);
        Subject::new("delegation", self.delegation.to_json(), move |bytes| {
            let mut trust = (*trust).clone();
            trust.admit(&Signed::parse(bytes).ok()?).ok()?;
            Some(format!("{:?}", trust.holders()).into_bytes())
        })
    }

    /// The key version in the bank's file: the second of its two signed parts.
    fn key_version(&self) -> Outcome<Signed> {
        let mut rest = self.bank.get(b"INVIGIL BANK v0\n".len()..).unwrap_or_default();
        let mut parts = Vec::new();
        for _ in 0..2 {
            let (length, after) = rest.split_first_chunk::<4>().ok_or("a bank cut short")?;
            let (part, after) =
                after.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or("a short part")?;
            parts.push(part);
            rest = after;
        }
        Ok(Signed::parse(parts[1])?)
    }

    /// A form's bytes are known by the digest in the start token.
    fn form(&self) -> Outcome<Subject> {
        let token: StartToken = self.started.token.read_unverified()?;
        let digest = token.form.0;
        Ok(Subject::new("form", self.form_bytes()?, move |bytes| {
            let (written, _) = Written::<FormDoc>::parse(bytes.to_vec()).ok()?;
            (written.digest() == digest).then(|| bytes.to_vec())
        }))
    }

    /// The form's bytes.
    pub fn form_bytes(&self) -> Outcome<Vec<u8>> {
        let context = self.started.token.digest().0;
        let plain = open_box(&self.device.sealing, Purpose::ContentKeys, &context, &self.started.content)?;
        Ok(serde_json::from_slice::<ContentKeys>(&plain)?.form.0)
    }

    fn docket_record(&self) -> Outcome<Subject> {
        let key = self.hub.clone();
        Ok(Subject::new("docket record", serde_json::to_vec(&self.anchored.anchor)?, move |bytes| {
            let read: DocketRecord = serde_json::from_slice(bytes).ok()?;
            Some(whole_record(&read.open(&key).ok()?))
        }))
    }

    fn frame(&self, frame: &Bytes) -> Subject {
        let key = self.data_key.clone();
        Subject::new("frame", frame.0.clone(), move |bytes| {
            Some(whole_record(&Frame::parse(bytes.to_vec()).ok()?.open(&key).ok()?))
        })
    }

    fn body(envelope: &Envelope, hub: &SealingKey) -> Outcome<Subject> {
        let (outer, hub) = (envelope.clone(), hub.clone());
        Ok(Subject::new("envelope body", serde_json::to_vec(&envelope.body)?, move |bytes| {
            let envelope = Envelope { body: serde_json::from_slice(bytes).ok()?, ..outer.clone() };
            let answers = open_body(&envelope, &hub).ok()?;
            let responses = evidence::v0::ResponsesDoc::from(&answers.responses);
            Some([answers.form.0.to_vec(), serde_json::to_vec(&responses).ok()?].concat())
        }))
    }

    fn vault_box(&self) -> Outcome<Subject> {
        let sealed = SealedVault::seal(&self.vault, &self.hub_sealing.public(), &mut self.dice.clone())?;
        let key = self.hub_sealing.clone();
        Ok(Subject::new("vault box", serde_json::to_vec(&sealed)?, move |bytes| {
            let sealed: SealedVault = serde_json::from_slice(bytes).ok()?;
            serde_json::to_vec(&sealed.open(&key).ok()?).ok()
        }))
    }

    /// The data key must come out both ways. Programme and device stand in the slots for whoever looks at a journal
    /// without a key; no key is chosen and nothing is decided by them, so no cipher covers them.
    fn key_slots(&self) -> Subject {
        let (device, recovery) = (self.device.wrap.clone(), self.hub_sealing.clone());
        let mut subject = Subject::new("key slots", self.upload.key_slots.0.clone(), move |bytes| {
            let slots = KeySlots::parse(bytes).ok()?;
            let (own, recovered) = (slots.open(&device).ok()?, slots.recover(&recovery).ok()?);
            Some([own.expose().as_slice(), recovered.expose(), slots.attempt.as_bytes()].concat())
        });
        for field in ["programme", "device"] {
            subject.uncovered.extend(values(&subject.bytes, field));
        }
        subject
    }

    fn at_rest(&self) -> Outcome<[Subject; 2]> {
        let frame = Frame::parse(self.upload.frames.first().ok_or("an upload without records")?.0.clone())?;
        let moment: Moment = frame.header().moment()?;
        let pulse = Pulse { head: frame.head(), at: moment }.seal(&self.data_key, &mut self.dice.clone());
        let object =
            seal_object(&self.data_key, "receipt/1", &self.receipt.to_json(), &mut self.dice.clone());
        let (one, other) = (self.data_key.clone(), self.data_key.clone());
        Ok([
            Subject::new("pulse", pulse, move |bytes| {
                Some(format!("{:?}", Pulse::open(&one, bytes)?).into_bytes())
            }),
            Subject::new("sealed object", object, move |bytes| open_object(&other, "receipt/1", bytes)),
        ])
    }

    fn bank_file(&self, bank: &evidence::bank::Bank) -> Subject {
        let (trust, vault) = (Arc::clone(&self.trust), self.vault.clone());
        let items: Vec<_> = bank.manifest().items.iter().map(|row| row.item.clone()).collect();
        Subject::new("bank file", self.bank.clone(), move |bytes| {
            let bank = SealedBank::parse(bytes.to_vec()).ok()?.verify(&trust).ok()?;
            let mut all = bank.digest().0.to_vec();
            for (name, key) in &vault.content {
                all.extend(sha256(&bank.entry(name, key).ok()?).0);
            }
            for item in &items {
                let key = bank.key(item, vault.answers.get(item)?).ok()?;
                all.extend(format!("{key:?}").into_bytes());
            }
            Some(all)
        })
    }

    /// The data key of the sitting's journal.
    pub fn data_key(&self) -> &Secret {
        &self.data_key
    }

    /// A frame of the journal.
    pub fn first_frame(&self) -> Outcome<Frame> {
        Ok(Frame::parse(self.upload.frames.first().ok_or("an upload without records")?.0.clone())?)
    }

    /// The enrolment request with its proof.
    pub fn enrolment(&self) -> &Proven {
        &self.enrolment
    }

    /// The credential.
    pub fn credential(&self) -> &[u8] {
        &self.credential
    }
}

/// What makes a signed object the object it is.
pub fn identity(signed: &Signed) -> Vec<u8> {
    let Digest(digest) = signed.digest();
    [&digest, signed.payload_type().as_bytes(), b"\0", signed.payload()].concat()
}

fn whole_record(record: &evidence::record::Record) -> Vec<u8> {
    [record.header_bytes(), record.salt().as_slice(), record.payload()].concat()
}
