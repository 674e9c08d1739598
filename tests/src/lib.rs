//! A whole world in one process, of real parts: a programme with its keys, a sealed bank, a hub on its own store, and
//! desks with their journals. Only the clock and the keyring are ours, so that a test can turn them.

pub mod command;
pub mod dice;
pub mod lab;
pub mod link;
pub mod unseen;
#[cfg(target_os = "linux")]
pub mod window;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bank::seal::{Defects, seal};
use bank::{Limits, NoPictures, Reading};
use desk::device::Keyring;
use desk::{Device, Enrolment, Folder, Keeping, KeyFault, Session};
use evidence::bank::{Bank, SealedBank};
use evidence::dsse::Written;
use evidence::trust::delegate;
use evidence::v0::{
    AccommodationDoc, Grant, ProgrammeDoc, RecoveryOrder, RecoveryRequest, RegistrationOrder, SealedVault,
    Ticket, TrustRoot, Vault,
};
use evidence::{Entropy, Holder, Name, Role, Secret, Signed, SigningKey, Trust, sha256};
use exam::attempt::{Command, Effect, Measure, SealCause};
use exam::item::{Kind, PartKey, Value};
use exam::ledger::{BootId, Moment};
use exam::{AttemptId, DeviceId, GrantId, OpId, RegistrationId, Slug};
use hub::{Hub, SqliteStore};
use protocol::{Asking, Authority, Ordered, Recovery};
use tempfile::TempDir;

use crate::dice::Dice;

/// What a test or a lab stops with.
pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// One minute, in milliseconds.
pub const MIN: u64 = 60_000;

/// A clock that stands still until it is turned.
#[derive(Debug, Clone)]
pub struct HandClock(Arc<Mutex<Moment>>);

impl HandClock {
    /// A clock at some moment of 2026.
    pub fn start() -> Self {
        Self(Arc::new(Mutex::new(Moment {
            boot: BootId([1; 16]),
            boot_ms: 1_000,
            wall_ms: 1_795_000_000_000,
        })))
    }

    /// Lets time pass.
    pub fn pass(&self, ms: u64) {
        self.change(|moment| {
            moment.boot_ms += ms;
            moment.wall_ms += i64::try_from(ms).unwrap_or(i64::MAX);
        });
    }

    /// Changes the clocks as nothing good would.
    pub fn change(&self, change: impl FnOnce(&mut Moment)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn read(&self) -> Moment {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl desk::Clock for HandClock {
    fn now(&self) -> Moment {
        self.read()
    }
}

impl hub::Clock for HandClock {
    fn now(&self) -> Moment {
        self.read()
    }
}

/// A keyring in memory that can be locked, emptied and taken away.
#[derive(Debug, Clone, Default)]
pub struct HandKeyring {
    secrets: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    /// What it answers instead of what it holds.
    pub fault: Option<KeyFault>,
    /// Whether it says "no such entry" to whoever asks, as a locked one may, and takes nothing.
    pub locked: bool,
}

impl HandKeyring {
    /// Takes everything out.
    pub fn empty(&self) {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Puts other secrets in the place of all.
    pub fn replace(&self) {
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.values_mut().for_each(|secret| *secret = vec![7; 32]);
    }
}

impl Keyring for HandKeyring {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyFault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(secrets.get(name).filter(|_| !self.locked).cloned())
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyFault> {
        match &self.fault {
            Some(fault) => Err(fault.clone()),
            None if self.locked => Err(KeyFault::LockedOrEmptied),
            None => {
                let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
                secrets.insert(name.to_owned(), secret.to_vec());
                Ok(())
            }
        }
    }
}

/// Where `../shared` is; says clearly when it is not there.
pub fn shared() -> Outcome<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let path = std::env::var_os("INVIGIL_SHARED").map_or(beside, PathBuf::from);
    match path.canonicalize() {
        Ok(path) => Ok(path),
        Err(error) => {
            Err(format!("the shared folder {} is needed and cannot be used: {error}", path.display()).into())
        }
    }
}

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// An open attempt of this world.
pub type Desk = Session<HandClock, Dice>;

/// A programme, its hub, and the folder they live in.
pub struct World {
    /// Removed with the world.
    pub home: TempDir,
    /// Turns both the hub's and the desks' clocks.
    pub clock: HandClock,
    /// The desks' keyring.
    pub keyring: HandKeyring,
    /// Root and delegations.
    pub trust: Trust,
    /// The programme's signing key.
    pub signing: SigningKey,
    /// The hub.
    pub hub: Hub<SqliteStore>,
    /// The sealed bank, verified.
    pub bank: Bank,
    /// Its keys, which no desk has.
    pub vault: Vault,
    certification: Slug,
    dice: Dice,
}

/// The demonstration's programme file, with its text changed by `change`.
pub fn demo_programme(change: impl Fn(String) -> String) -> Outcome<bank::programme::ProgrammeFile> {
    let text = std::fs::read_to_string(root().join("question-banks/demo/programme.yaml"))?;
    Ok(bank::programme::read("programme.yaml", change(text).as_bytes(), &Limits::default())?)
}

/// The demonstration's bank.
pub fn demo_bank() -> Outcome<bank::Bank> {
    let text = std::fs::read(root().join("question-banks/demo/banks/exam-ready.yaml"))?;
    let reading = Reading { limits: &Limits::default(), digest: &sha256, pictures: &NoPictures };
    Ok(bank::source::read("exam-ready.yaml", &text, reading)?)
}

impl World {
    /// The demonstration.
    pub async fn demo() -> Outcome<Self> {
        Self::new(demo_programme(|text| text)?, &demo_bank()?).await
    }

    /// The demonstration under other rules.
    pub async fn demo_with(change: impl Fn(String) -> String) -> Outcome<Self> {
        Self::new(demo_programme(change)?, &demo_bank()?).await
    }

    /// A world around the first exam of a programme.
    pub async fn new(file: bank::programme::ProgrammeFile, source: &bank::Bank) -> Outcome<Self> {
        Self::thrown(file, source, Dice::system()).await
    }

    /// A world in which every key, id and draw comes from these dice: the same again for the same dice.
    pub async fn thrown(
        file: bank::programme::ProgrammeFile,
        source: &bank::Bank,
        mut dice: Dice,
    ) -> Outcome<Self> {
        let (home, clock) = (TempDir::new()?, HandClock::start());
        let programme = file.programme;
        let now_ms = clock.read().wall_ms;
        let (root, signing) =
            (SigningKey::from_seed(Secret::draw(&mut dice)), SigningKey::from_seed(Secret::draw(&mut dice)));
        let trust_root =
            TrustRoot { programme: Name(programme.id), title: "A world".to_owned(), root: root.public() };
        let mut trust = Trust::in_root(Written::new(&trust_root).as_bytes())?;
        let mut holder = Holder {
            role: Role::Signing,
            name: "signing".to_owned(),
            signing: signing.public(),
            sealing: None,
            not_before_ms: now_ms - 1,
            not_after_ms: now_ms + 400 * 24 * 60 * 60_000,
        };
        trust.admit(&delegate(programme.id, &holder, &root))?;
        let data = home.path().join("hub");
        hub::init(&data, "hub", &trust.bundle())?;
        // The same place, and keys of our own throw.
        std::fs::remove_file(data.join("identity.json"))?;
        let identity = hub::Identity::draw("hub", &mut dice);
        identity.create(&data)?;
        let card = identity.card();
        holder = Holder {
            role: Role::Hub,
            name: card.name,
            signing: card.signing,
            sealing: Some(card.sealing.clone()),
            ..holder
        };
        let delegation = delegate(programme.id, &holder, &signing);
        trust.admit(&delegation)?;

        let exam = programme.exams.first().ok_or("a programme without an exam")?;
        let certification =
            programme.certifications.first().ok_or("a programme without a certification")?.id.clone();
        let (source, reviews) = lab::made::approved(source)?;
        let target = (programme.id, exam);
        let (bytes, vault) = seal(target, (&source, &reviews), Defects::Accept, &signing, now_ms, &mut dice)?;
        let sealed = SealedBank::parse(bytes.clone())?.verify(&trust)?;
        let boxed = SealedVault::seal(&vault, &card.sealing, &mut dice)?;

        let hub = Self::hub_of(home.path(), &clock, &dice)?;
        hub.delegate(programme.id, delegation).await?;
        hub.put_programme(programme.id, Signed::new(&ProgrammeDoc::from(&programme), &signing)).await?;
        hub.put_bank(programme.id, sealed.digest(), bytes).await?;
        hub.put_vault(programme.id, boxed).await?;
        Ok(Self {
            home,
            clock,
            keyring: HandKeyring::default(),
            trust,
            signing,
            hub,
            bank: sealed,
            vault,
            certification,
            dice,
        })
    }

    /// Opens the hub in a home's folder under a clock.
    pub fn open_hub(home: &Path, clock: &HandClock) -> Outcome<Hub<SqliteStore>> {
        Self::hub_of(home, clock, &Dice::system())
    }

    fn hub_of(home: &Path, clock: &HandClock, dice: &Dice) -> Outcome<Hub<SqliteStore>> {
        let data = home.join("hub");
        let (identity, store) = (hub::Identity::read(&data)?, SqliteStore::open(&data)?);
        Ok(Hub::new(store, identity, clock.clone(), Box::new(dice.clone()))
            .at(vec!["http://127.0.0.1:1".to_owned()]))
    }

    /// Registers a candidate.
    pub async fn register(&self) -> Outcome<(Ticket, Signed)> {
        let now_ms = self.clock.read().wall_ms;
        let order = RegistrationOrder {
            programme: Name(self.trust.programme()),
            registration: Name(RegistrationId::mint(now_ms, self.dice.clone().bytes())),
            certification: Name(self.certification.clone()),
            candidate: "Ada Lovelace".to_owned(),
            accommodation: AccommodationDoc::default(),
            approved_by: None,
            ordered_at_ms: now_ms,
        };
        let ticket = self.hub.register(self.trust.programme(), Signed::new(&order, &self.signing)).await?;
        Ok((ticket.read_unverified()?, ticket))
    }

    /// The folder of a desk.
    pub fn folder(&self, name: &str) -> Outcome<Folder> {
        Ok(Folder::open(&self.home.path().join(name))?)
    }

    /// Enrols a desk and starts its attempt, without opening it.
    pub async fn start(&self, folder: &Folder, ticket: &Signed) -> Outcome<(Device, AttemptId)> {
        self.start_over(&self.hub, folder, ticket).await
    }

    /// The same over a network.
    pub async fn start_over(
        &self,
        authority: &impl Authority,
        folder: &Folder,
        ticket: &Signed,
    ) -> Outcome<(Device, AttemptId)> {
        let (keyring, clock, mut dice) = (&self.keyring, &self.clock, self.dice.clone());
        let obtained = Enrolment::obtain(folder, keyring, ticket, authority, clock, &mut dice).await?;
        let (mut enrolment, device) = obtained;
        let honesty: Vec<Measure> = Vec::new();
        let attempt =
            desk::start::start(folder, &device, &mut enrolment, None, honesty, authority, clock, &mut dice)
                .await?;
        Ok((device, attempt))
    }

    /// The keys of the one desk there is.
    pub fn only_device(&self) -> Outcome<Device> {
        let secrets = self.keyring.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        let (name, secret) = secrets.first_key_value().ok_or("a world without a desk")?;
        let secret = Secret::from_slice(secret).ok_or("a device's secret has 32 bytes")?;
        Ok(Device::of(DeviceId::parse(name)?, &secret, Keeping::Keyring))
    }

    /// Opens a started attempt.
    pub fn open(&self, folder: &Folder, device: &Device, attempt: AttemptId) -> Outcome<Desk> {
        Ok(Session::open(folder, device.clone(), attempt, self.clock.clone(), self.dice.clone())?)
    }

    /// Registers a candidate, starts at a desk and accepts the rules: what opens the attempt, and the open attempt.
    pub async fn seat(&self, folder: &Folder) -> Outcome<(Device, AttemptId, Desk)> {
        let (_, ticket) = self.register().await?;
        let (device, attempt) = self.start(folder, &ticket).await?;
        let mut desk = self.open(folder, &device, attempt)?;
        let rules = desk.attempt().terms().rules;
        perform(&mut desk, Command::AcceptRules(rules))?;
        Ok((device, attempt, desk))
    }

    /// A desk that has registered, enrolled, started and accepted the rules.
    pub async fn running(&self, name: &str) -> Outcome<Desk> {
        Ok(self.seat(&self.folder(name)?).await?.2)
    }

    /// A grant of the programme's for a desk's attempt.
    pub fn grant(&self, desk: &Desk, effect: Effect) -> Signed {
        let now_ms = self.clock.read().wall_ms;
        let grant = Grant {
            programme: Name(self.trust.programme()),
            attempt: Name(desk.attempt().terms().attempt),
            grant: Name(GrantId::mint(now_ms, self.dice.clone().bytes())),
            effect: effect.into(),
            handover: None,
            reason: "a test".to_owned(),
            given_by: "a test".to_owned(),
            given_at_ms: now_ms,
            not_after_ms: now_ms + 60 * 60_000,
        };
        Signed::new(&grant, &self.signing)
    }

    /// What the authority gives when the programme orders that a request be granted.
    pub async fn recovery(&self, asking: &Asking) -> Outcome<Recovery> {
        let (now_ms, request) = (self.clock.read().wall_ms, &asking.request);
        let read: RecoveryRequest = request.read_unverified()?;
        let order = RecoveryOrder {
            programme: read.programme,
            attempt: read.attempt,
            grant: Name(GrantId::mint(now_ms, self.dice.clone().bytes())),
            request: Name(request.digest()),
            reason: "a test".to_owned(),
            given_by: "a test".to_owned(),
            given_at_ms: now_ms,
            not_after_ms: now_ms + 60 * 60_000,
        };
        let order = Signed::new(&order, &self.signing);
        let ordered = Ordered { order, asking: asking.clone() };
        Ok(self.hub.recover(read.programme.0, read.attempt.0, ordered).await?)
    }

    /// The right answer to an interaction, from the vault; none where nothing is accepted.
    pub fn right(&self, item: &Slug, interaction: &Slug) -> Outcome<Option<Value>> {
        let answer = self.vault.answers.get(&Name(item.clone())).ok_or("an item without an answer key")?;
        Ok(match self.bank.key(item, answer)?.parts.get(interaction) {
            Some(PartKey::Choice { accepted }) => accepted.first().cloned().map(Value::Choice),
            Some(PartKey::Text { accepted, .. }) => accepted.first().cloned().map(Value::Text),
            None => None,
        })
    }

    /// Answers the first `right` items of a desk's form rightly and the others wrongly.
    pub fn answer(&self, desk: &mut Desk, right: usize) -> Outcome<()> {
        for (place, id) in desk.attempt().terms().items.clone().iter().enumerate() {
            let item = desk.paper().get(id).cloned().ok_or("an item that is not on the paper")?;
            for interaction in item.interactions() {
                let correct = self.right(id, &interaction.id)?;
                let value = if place < right { correct } else { wrong(&interaction.kind, correct.as_ref()) };
                if let Some(value) = value {
                    let (item, interaction) = (id.clone(), interaction.id.clone());
                    perform(desk, Command::Answer { item, interaction, value })?;
                }
            }
        }
        Ok(())
    }
}

/// Something that is not right and fits.
fn wrong(kind: &Kind, right: Option<&Value>) -> Option<Value> {
    match (kind, right) {
        (Kind::TextEntry { .. }, _) => Some(Value::Text("something else".to_owned())),
        (Kind::Choice { options, .. }, Some(Value::Choice(right))) => {
            let other = options.iter().find(|option| !right.contains(&option.id))?;
            Some(Value::Choice([other.id.clone()].into()))
        }
        (Kind::Choice { .. }, _) => None,
    }
}

/// Carries out a command from the newest picture; a refusal is an error here.
pub fn perform(desk: &mut Desk, command: Command) -> Outcome<()> {
    // Another click from another picture, and the same name again in the same world.
    let picture = desk.head().map_or([0; 32], |head| head.digest.0);
    let op = OpId::mint(1, std::array::from_fn(|at| picture[at]));
    match desk.perform(op, desk.seq(), command)? {
        desk::Reply::Saved(_) => Ok(()),
        desk::Reply::Refused(refusal) => Err(format!("refused: {refusal:?}").into()),
    }
}

/// Seals as a candidate would.
pub fn seal_answers(desk: &mut Desk) -> Outcome<()> {
    perform(desk, Command::Seal(SealCause::Candidate))
}
