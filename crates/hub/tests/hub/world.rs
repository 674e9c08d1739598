//! A programme with its keys, a small sealed bank, and a hub that answers on a port of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use evidence::bank::{Head as BankHead, ToSeal, opaque_option, seal};
use evidence::dsse::Written;
use evidence::trust::delegate;
use evidence::v0::event::EffectDoc;
use evidence::v0::{
    AccommodationDoc, Grant, ProgrammeDoc, RegistrationOrder, SealedVault, TrustBundle, TrustRoot, UsageDoc,
    Vault,
};
use evidence::{Bytes, Entropy, Holder, Name, OsEntropy, Role, Secret, Signed, SigningKey};
use exam::item::{Choice, Interaction, Item, ItemKey, Kind, Part, PartKey};
use exam::ledger::{BootId, Moment};
use exam::programme::{
    Beyond, Cell, Certification, DeviceKey, Exam, Feedback, FeedbackWhen, Issuer, Named, OutageAllowance,
    Policy, Programme, Release,
};
use exam::text::Text;
use exam::{AttemptId, BankId, BasisPoints, Digest, GrantId, Points, ProgrammeId, RegistrationId, Slug};
use hub::{Clock, Hub, Identity, SqliteStore};
use protocol::{Authority, Card, Client, Failure};

pub(crate) const NOON_MS: i64 = 1_795_435_200_000;
pub(crate) const MINUTE_MS: i64 = 60_000;
/// How many items the bank has, and how many a form.
pub(crate) const ITEMS: usize = 7;
pub(crate) const FORM: u32 = 4;

/// A clock that stands until it is set.
#[derive(Clone)]
pub(crate) struct Standing(Arc<AtomicI64>);

impl Standing {
    pub(crate) fn pass(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.now().wall_ms
    }
}

impl Clock for Standing {
    fn now(&self) -> Moment {
        let wall_ms = self.0.load(Ordering::SeqCst);
        Moment { boot: BootId([1; 16]), boot_ms: (wall_ms - NOON_MS) as u64, wall_ms }
    }
}

/// A directory that is gone when the test is.
pub(crate) struct TempDir(PathBuf);

impl TempDir {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("invigil-hub-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    OsEntropy.bytes()
}

pub(crate) fn key() -> SigningKey {
    SigningKey::from_seed(Secret::draw(&mut OsEntropy))
}

/// What a test may want otherwise than the rest.
pub(crate) struct Wishes {
    pub(crate) release: Release,
    pub(crate) demo: bool,
    pub(crate) usage: UsageDoc,
    pub(crate) items: usize,
    pub(crate) feedback: Feedback,
    pub(crate) delegated: bool,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            release: Release::AtOnce,
            demo: true,
            usage: UsageDoc::Live,
            items: ITEMS,
            feedback: Feedback::Items,
            delegated: true,
        }
    }
}

pub(crate) struct World {
    pub(crate) dir: TempDir,
    pub(crate) clock: Standing,
    pub(crate) programme: ProgrammeId,
    pub(crate) signing: SigningKey,
    pub(crate) card: Card,
    pub(crate) bundle: TrustBundle,
    pub(crate) vault: Vault,
    pub(crate) manifest: Digest,
    pub(crate) bank: Vec<u8>,
    pub(crate) running: Option<Running>,
}

/// A hub that answers.
pub(crate) struct Running {
    pub(crate) hub: Hub<SqliteStore>,
    pub(crate) client: Client,
    stop: tokio::sync::oneshot::Sender<()>,
    done: tokio::task::JoinHandle<Result<(), hub::HubError>>,
}

impl World {
    /// A hub with a programme and a bank in force.
    pub(crate) async fn new() -> Self {
        Self::with(Wishes::default()).await
    }

    pub(crate) async fn with(wishes: Wishes) -> Self {
        let dir = TempDir::new();
        let programme = ProgrammeId::mint(NOON_MS, random());
        let (root, signing) = (key(), key());
        let holder = |role, name: &str, signing| Holder {
            role,
            name: name.to_owned(),
            signing,
            sealing: None,
            not_before_ms: 0,
            not_after_ms: i64::MAX,
        };
        let trust_root = TrustRoot { programme: Name(programme), title: "Demo".into(), root: root.public() };
        let bundle = TrustBundle {
            invigil: "trust/v0".into(),
            trust_root: Bytes(Written::new(&trust_root).as_bytes().to_vec()),
            delegations: vec![delegate(programme, &holder(Role::Signing, "office", signing.public()), &root)],
        };
        let data = dir.path().join("hub");
        let card = hub::init(&data, "hub of the demo", &bundle).unwrap();
        let exam = exam(&wishes);
        let (bank, vault) = sealed(programme, &exam, &wishes, &signing);
        let manifest = vault.manifest.0;
        let clock = Standing(Arc::new(AtomicI64::new(NOON_MS)));
        let mut world =
            Self { dir, clock, programme, signing, card, bundle, vault, manifest, bank, running: None };
        world.open().await;
        let client = world.client();
        let hub = holder(Role::Hub, "hub", world.card.signing.clone());
        if wishes.delegated {
            client.delegate(programme, delegate(programme, &hub, &world.signing)).await.unwrap();
        }
        let doc = ProgrammeDoc::from(&whole(programme, exam, wishes.demo));
        client.put_programme(programme, Signed::new(&doc, &world.signing)).await.unwrap();
        client.put_bank(programme, manifest, world.bank.clone()).await.unwrap();
        client.put_vault(programme, world.sealed_vault()).await.unwrap();
        world
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("hub")
    }

    /// Opens the hub and answers on a free port.
    pub(crate) async fn open(&mut self) {
        let store = SqliteStore::open(&self.data()).unwrap();
        let identity = Identity::read(&self.data()).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let hub =
            Hub::new(store, identity, self.clock.clone(), Box::new(OsEntropy)).at(vec![address.clone()]);
        hub.finish_marking().await.unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let done = tokio::spawn(hub::serve(hub.clone(), listener, async {
            let _ = stopped.await;
        }));
        let client = Client::new(&address).unwrap();
        self.running = Some(Running { hub, client, stop, done });
    }

    /// Lets the hub go, and with it everything it knows that is not on disk.
    pub(crate) async fn close(&mut self) {
        let running = self.running.take().unwrap();
        drop(running.client);
        drop(running.hub);
        running.stop.send(()).unwrap();
        running.done.await.unwrap().unwrap();
    }

    pub(crate) fn client(&self) -> Client {
        self.running.as_ref().unwrap().client.clone()
    }

    pub(crate) fn hub(&self) -> Hub<SqliteStore> {
        self.running.as_ref().unwrap().hub.clone()
    }

    pub(crate) fn sealed_vault(&self) -> SealedVault {
        SealedVault::seal(&self.vault, &self.card.sealing, &mut OsEntropy).unwrap()
    }

    pub(crate) fn order(&self, registration: RegistrationId, candidate: &str) -> Signed {
        let order = RegistrationOrder {
            programme: Name(self.programme),
            registration: Name(registration),
            certification: Name(slug("cert")),
            candidate: candidate.to_owned(),
            accommodation: AccommodationDoc { more_time_bp: 2_500, more_ms: 0, break_ms: 0 },
            approved_by: None,
            ordered_at_ms: NOON_MS,
        };
        Signed::new(&order, &self.signing)
    }

    pub(crate) async fn ticket(&self) -> Signed {
        let order = self.order(RegistrationId::mint(NOON_MS, random()), "Ada Lovelace");
        self.client().register(self.programme, order).await.unwrap()
    }

    pub(crate) fn grant(&self, attempt: AttemptId, effect: EffectDoc) -> (GrantId, Signed) {
        let id = GrantId::mint(NOON_MS, random());
        let grant = Grant {
            programme: Name(self.programme),
            attempt: Name(attempt),
            grant: Name(id),
            effect,
            handover: None,
            reason: "power cut in the room".into(),
            given_by: "proctor".into(),
            given_at_ms: NOON_MS,
            not_after_ms: i64::MAX,
        };
        (id, Signed::new(&grant, &self.signing))
    }
}

fn exam(wishes: &Wishes) -> Exam {
    Exam {
        id: slug("exam"),
        title: Text::plain("en", "The exam"),
        blueprint: vec![Cell { competency: Some(slug("mesh")), items: FORM, unscored: false }],
        points_per_item: Points::whole(2),
        pass_mark: BasisPoints(7_000),
        policy: Policy {
            working_ms: 30 * MINUTE_MS as u64,
            rules: Text::plain("en", "Be fair."),
            feedback: wishes.feedback,
            feedback_when: FeedbackWhen::Confirmed,
            release: wishes.release,
            outage: OutageAllowance {
                each_ms: MINUTE_MS as u64,
                total_ms: 5 * MINUTE_MS as u64,
                beyond: Beyond::Ask,
            },
            device_key: DeviceKey::KeyringOrFile,
            upload_within_ms: 10 * MINUTE_MS as u64,
        },
    }
}

fn whole(id: ProgrammeId, exam: Exam, demo: bool) -> Programme {
    let named = |id: &str| Named { id: slug(id), title: Text::plain("en", id) };
    Programme {
        id,
        title: Text::plain("en", "Demo"),
        issuer: Issuer { name: "The demo".into(), url: None },
        demo,
        tracks: vec![named("track")],
        tiers: vec![named("tier")],
        certifications: vec![Certification {
            id: slug("cert"),
            title: Text::plain("en", "Certified"),
            description: None,
            track: slug("track"),
            tier: slug("tier"),
            exams: vec![exam.id.clone()],
            audience: None,
            prerequisites: Vec::new(),
            price: None,
            cool_down_ms: 0,
            attempts: 1,
            valid_months: Some(24),
        }],
        exams: vec![exam],
    }
}

/// The right option and a wrong one of an item: opaque, as in any sealed bank.
pub(crate) fn options(secret: &Secret, item: &Slug) -> (Slug, Slug) {
    let opaque = |option| opaque_option(secret, item, &slug("r"), &slug(option));
    (opaque("right"), opaque("wrong"))
}

fn sealed(programme: ProgrammeId, exam: &Exam, wishes: &Wishes, signing: &SigningKey) -> (Vec<u8>, Vault) {
    let head = BankHead {
        programme,
        bank: BankId::mint(NOON_MS, random()),
        exam: exam.clone(),
        title: "The bank".into(),
        usage: wishes.usage,
        sealed_at_ms: NOON_MS,
        competencies: Vec::new(),
        references: Vec::new(),
        accepted_defects: Vec::new(),
    };
    let secret = Secret::draw(&mut OsEntropy);
    let item = |n: usize| {
        let id = slug(&format!("q{n:02}"));
        let (right, wrong) = options(&secret, &id);
        let choice = |id: &Slug, says: &str| Choice { id: id.clone(), text: Text::plain("en", says) };
        let kind = Kind::Choice {
            options: vec![choice(&right, "yes"), choice(&wrong, "no")],
            min: 1,
            max: 1,
            shuffle: true,
        };
        ToSeal {
            item: Item {
                id: id.clone(),
                stimulus: None,
                body: vec![
                    Part::Text(Text::plain("en", &format!("Question {n}?"))),
                    Part::Interaction(Interaction { id: slug("r"), prompt: None, weight: 1, kind }),
                ],
            },
            key: ItemKey {
                parts: BTreeMap::from([(slug("r"), PartKey::Choice { accepted: vec![[right].into()] })]),
                explanation: None,
            },
            competencies: vec![slug("mesh")],
            points: Points::whole(2),
            unscored: false,
            needs: Vec::new(),
        }
    };
    let items = (0..wishes.items).map(item).collect();
    seal(head, items, BTreeMap::new(), secret.clone(), signing, &mut OsEntropy)
}

/// The code of a refusal.
#[track_caller]
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, Failure>) -> protocol::Code {
    result.unwrap_err().code().unwrap().clone()
}
