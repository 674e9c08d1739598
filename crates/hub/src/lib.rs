//! The programme's server: it registers, lets attempts start, countersigns journals, takes envelopes and gives
//! receipts, releases answer keys, grades from the answers alone and awards.
//!
//! Start at [`Hub`]: it is a [`protocol::Authority`], so that everything can be asked of it in one process exactly as
//! over HTTP ([`router`]). What is true is in dockets: every change is decided on the docket as read, appended with
//! everything that follows from it in one durable transaction ([`store::Store`]), and only then answered.

mod authority;
mod award;
mod banks;
mod chain;
pub mod clock;
mod entropy;
mod http;
pub mod identity;
mod marking;
mod recovery;
mod register;
mod sealing;
mod sitting;
pub mod store;
mod time;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use evidence::v0::TrustBundle;
use evidence::{Entropy, OsEntropy, Trust, TrustError};
use exam::ProgrammeId;
use protocol::{Card, Code, Failure};
use thiserror::Error;
use tracing::{error, info, warn};

pub use clock::{Clock, SystemClock};
pub use http::{ENDPOINTS, Endpoint, router};
pub use identity::Identity;
pub use store::{SqliteStore, Store, StoreError};

use banks::Banks;
use entropy::Dice;

/// Why a hub is not set up or does not run.
#[derive(Debug, Error)]
pub enum HubError {
    /// There is a hub in that directory already.
    #[error("{0} holds a hub already")]
    AlreadyThere(PathBuf),
    /// There is no hub in that directory.
    #[error("{0} holds no hub; set it up first")]
    NotThere(PathBuf),
    /// A file or a directory.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// What.
        error: std::io::Error,
    },
    /// The identity file.
    #[error("{path} is not an identity: {why}")]
    Identity {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The trust bundle.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The network.
    #[error("the network: {0}")]
    Network(std::io::Error),
}

/// A hub over its store.
pub struct Hub<S: Store> {
    inner: Arc<Inner<S>>,
}

impl<S: Store> Clone for Hub<S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

struct Inner<S> {
    store: S,
    identity: Identity,
    clock: Box<dyn Clock>,
    entropy: Dice,
    addresses: Vec<String>,
    banks: Banks,
}

impl<S: Store> Hub<S> {
    /// A hub over a store, with a clock and randomness of the caller's choice.
    pub fn new(store: S, identity: Identity, clock: impl Clock, entropy: Box<dyn Entropy>) -> Self {
        Self {
            inner: Arc::new(Inner {
                store,
                identity,
                clock: Box::new(clock),
                entropy: Dice::new(entropy),
                addresses: Vec::new(),
                banks: Banks::default(),
            }),
        }
    }

    /// Says where it answers: the addresses that new tickets carry. To be called before the hub is shared.
    #[must_use]
    pub fn at(mut self, addresses: Vec<String>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            inner.addresses = addresses;
        }
        self
    }

    /// Its public keys.
    pub fn public_card(&self) -> Card {
        self.inner.identity.card()
    }

    /// Its store, to look into.
    pub fn store(&self) -> &S {
        &self.inner.store
    }

    /// Whether its store answers.
    pub async fn is_well(&self) -> bool {
        self.store().programmes().await.is_ok()
    }

    /// Grades whatever was received before a crash and not graded. What cannot be graded is logged and stays.
    pub async fn finish_marking(&self) -> Result<(), StoreError> {
        for (programme, attempt) in self.store().unmarked().await? {
            match self.mark(programme, attempt).await {
                Ok(_) => info!(%attempt, "marking looked after at the start"),
                Err(failure) => error!(%attempt, %failure, "marking failed"),
            }
        }
        Ok(())
    }

    fn now_ms(&self) -> i64 {
        self.inner.clock.now().wall_ms
    }

    fn dice(&self) -> Dice {
        self.inner.entropy.clone()
    }

    /// Whom the programme trusts; refuses programmes that are not served.
    async fn trusted(&self, programme: ProgrammeId) -> Result<Trust, Failure> {
        let bundle = self.bundle(programme).await?;
        Trust::bundled(&bundle).map_err(|error| internal("trust", &error))
    }

    async fn bundle(&self, programme: ProgrammeId) -> Result<TrustBundle, Failure> {
        let bundle = self.store().trust(programme).await?;
        bundle.ok_or_else(|| Failure::refused(Code::UnknownProgramme))
    }

    /// Refuses programmes that are not served.
    async fn served(&self, programme: ProgrammeId) -> Result<(), Failure> {
        self.bundle(programme).await.map(|_| ())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy { retry_after_s: 2 },
            fault => internal("store", &fault),
        }
    }
}

/// A fault on our side: logged with what is known, told without it.
fn internal(what: &'static str, error: &dyn std::fmt::Display) -> Failure {
    error!(what, %error, "fault");
    Failure::refused(Code::Internal)
}

/// A refusal by trust, as a code.
fn distrust(error: &TrustError) -> Failure {
    use evidence::ObjectError as O;
    let code = match error {
        TrustError::Object(O::UnknownVersion(_)) => Code::UnknownVersion,
        TrustError::Object(O::BadSignature) => Code::NotEntitled,
        TrustError::Object(_) => Code::Malformed,
        TrustError::OtherProgramme(_) => Code::UnknownProgramme,
        TrustError::OtherRoot { .. } | TrustError::NotEntitled(_) | TrustError::NotInForce { .. } => {
            Code::NotEntitled
        }
    };
    Failure::because(code, error)
}

/// Sets a hub up in a directory: its keys, its store, its one programme pinned. Refuses to overwrite anything.
pub fn init(data: &Path, name: &str, trust: &TrustBundle) -> Result<Card, HubError> {
    let programme = Trust::bundled(trust)?.programme();
    if identity::file(data).exists() || SqliteStore::exists(data) {
        return Err(HubError::AlreadyThere(data.to_owned()));
    }
    identity::directory(data)?;
    let identity = Identity::draw(name, &mut OsEntropy);
    // The identity last: a directory without one holds no hub, whatever else was begun in it.
    SqliteStore::create(data, programme, trust)?;
    identity.create(data)?;
    Ok(identity.card())
}

/// Opens the hub of a directory; new tickets will carry the addresses. Grades what a crash left ungraded.
pub async fn open(data: &Path, addresses: Vec<String>) -> Result<Hub<SqliteStore>, HubError> {
    let identity = Identity::read(data)?;
    let store = SqliteStore::open(data)?;
    let clock = SystemClock::start(&mut OsEntropy);
    let hub = Hub::new(store, identity, clock, Box::new(OsEntropy)).at(addresses);
    hub.finish_marking().await?;
    Ok(hub)
}

/// Opens the hub of a directory to look into it, also while another process serves it. It takes nothing: whatever
/// would write is refused by its store.
pub fn look(data: &Path) -> Result<Hub<SqliteStore>, HubError> {
    let (identity, store) = (Identity::read(data)?, SqliteStore::look(data)?);
    Ok(Hub::new(store, identity, SystemClock::start(&mut OsEntropy), Box::new(OsEntropy)))
}

/// Answers on a listener until `shutdown`, then finishes what it has begun.
pub async fn serve<S: Store>(
    hub: Hub<S>,
    listener: tokio::net::TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), HubError> {
    match listener.local_addr() {
        Ok(address) => info!(%address, "serving"),
        Err(error) => warn!(%error, "serving at an unknown address"),
    }
    axum::serve(listener, router(hub)).with_graceful_shutdown(shutdown).await.map_err(HubError::Network)
}
