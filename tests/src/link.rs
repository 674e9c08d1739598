//! An authority behind a network that somebody cuts, records, or changes what comes over it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use evidence::Signed;
use evidence::record::DocketRecord;
use evidence::v0::{Proven, SealedVault, TrustBundle};
use exam::{AttemptId, Digest, ProgrammeId, RegistrationId};
use protocol::{Anchored, Authority, Card, Enrolled, Failure, Ordered, Proof, Recovery, Started, Upload};

/// What lies between a desk and its authority.
pub trait Network: Send + Sync {
    /// A call's arguments go out; an error is what the caller gets instead of an answer.
    fn sends(&self, call: &'static str, arguments: Vec<Vec<u8>>) -> Result<(), Failure>;

    /// An answer comes back, or a refusal's words.
    fn gets(&self, call: &'static str, answer: Vec<u8>);

    /// A last chance to change what starts an attempt.
    fn started(&self, started: Started) -> Started {
        started
    }
}

impl<N: Network> Network for &N {
    fn sends(&self, call: &'static str, arguments: Vec<Vec<u8>>) -> Result<(), Failure> {
        (**self).sends(call, arguments)
    }

    fn gets(&self, call: &'static str, answer: Vec<u8>) {
        (**self).gets(call, answer);
    }

    fn started(&self, started: Started) -> Started {
        (**self).started(started)
    }
}

/// An authority at the other end of a network.
pub struct Link<'a, A: Authority, N: Network> {
    /// The authority.
    pub authority: &'a A,
    /// The network.
    pub network: N,
}

/// A network that can be down.
#[derive(Debug, Default)]
pub struct Cut(AtomicBool);

impl Cut {
    /// Cuts it, or mends it.
    pub fn set(&self, down: bool) {
        self.0.store(down, Ordering::SeqCst);
    }
}

impl Network for Cut {
    fn sends(&self, _: &'static str, _: Vec<Vec<u8>>) -> Result<(), Failure> {
        if self.0.load(Ordering::SeqCst) { Err(Failure::Unreachable("cut".to_owned())) } else { Ok(()) }
    }

    fn gets(&self, _: &'static str, _: Vec<u8>) {}
}

/// A message as it went over the network.
#[derive(Debug, Clone)]
pub struct Message {
    /// The call, and which way.
    pub what: String,
    /// Its JSON, or the bytes of a file or a name.
    pub bytes: Vec<u8>,
}

/// A network that keeps everything that goes over it.
#[derive(Debug, Default)]
pub struct Recorder(Mutex<Vec<Message>>);

impl Recorder {
    /// Everything so far.
    pub fn messages(&self) -> Vec<Message> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, what: String, bytes: Vec<u8>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Message { what, bytes });
    }
}

impl Network for Recorder {
    fn sends(&self, call: &'static str, arguments: Vec<Vec<u8>>) -> Result<(), Failure> {
        arguments.into_iter().for_each(|bytes| self.keep(format!("{call} sent"), bytes));
        Ok(())
    }

    fn gets(&self, call: &'static str, answer: Vec<u8>) {
        self.keep(format!("{call} got"), answer);
    }
}

/// Something that goes over the network, as bytes.
trait Carried {
    fn carried(&self) -> Vec<u8>;
}

macro_rules! carried {
    (json: $($json:ty),*; text: $($text:ty),*) => {
        $(impl Carried for $json {
            fn carried(&self) -> Vec<u8> {
                serde_json::to_vec(self).unwrap_or_else(|error| error.to_string().into_bytes())
            }
        })*
        $(impl Carried for $text {
            fn carried(&self) -> Vec<u8> {
                self.to_string().into_bytes()
            }
        })*
    };
}

carried! {
    json: (), Card, TrustBundle, Signed, SealedVault, Enrolled, Started, Anchored, Upload, Proven, Proof, Ordered,
        Recovery, Vec<DocketRecord>, Vec<Signed>;
    text: ProgrammeId, AttemptId, RegistrationId, Digest
}

impl Carried for Vec<u8> {
    fn carried(&self) -> Vec<u8> {
        self.clone()
    }
}

/// What the network does to an answer; only [`Network::started`] does anything.
trait Arrives: Sized {
    fn arrives(self, _: &impl Network) -> Self {
        self
    }
}

macro_rules! arrives {
    ($($kind:ty),*) => { $(impl Arrives for $kind {})* };
}
arrives!(
    (),
    Card,
    TrustBundle,
    Vec<u8>,
    Signed,
    Enrolled,
    Anchored,
    Vec<DocketRecord>,
    Vec<Signed>,
    Recovery
);

impl Arrives for Started {
    fn arrives(self, network: &impl Network) -> Self {
        network.started(self)
    }
}

macro_rules! link {
    ($($name:ident($($arg:ident: $ty:ty),*) -> $reply:ty;)*) => {
        impl<A: Authority, N: Network> Authority for Link<'_, A, N> {
            $(async fn $name(&self, $($arg: $ty),*) -> Result<$reply, Failure> {
                self.network.sends(stringify!($name), vec![$($arg.carried()),*])?;
                let reply = self.authority.$name($($arg),*).await.map(|reply| reply.arrives(&self.network));
                self.network.gets(stringify!($name), match &reply {
                    Ok(reply) => reply.carried(),
                    Err(failure) => format!("{failure} {failure:?}").into_bytes(),
                });
                reply
            })*
        }
    };
}

link! {
    card() -> Card;
    trust(programme: ProgrammeId) -> TrustBundle;
    delegate(programme: ProgrammeId, delegation: Signed) -> ();
    put_programme(programme: ProgrammeId, signed: Signed) -> ();
    put_bank(programme: ProgrammeId, manifest: Digest, file: Vec<u8>) -> ();
    put_vault(programme: ProgrammeId, vault: SealedVault) -> ();
    bank(programme: ProgrammeId, manifest: Digest) -> Vec<u8>;
    register(programme: ProgrammeId, order: Signed) -> Signed;
    ticket(locator: Digest) -> Vec<u8>;
    enrol(programme: ProgrammeId, registration: RegistrationId, request: Proven) -> Enrolled;
    start(programme: ProgrammeId, attempt: AttemptId, request: Proven) -> Started;
    records(programme: ProgrammeId, attempt: AttemptId, upload: Upload) -> Anchored;
    docket(programme: ProgrammeId, attempt: AttemptId, proof: Proof) -> Vec<DocketRecord>;
    grant(programme: ProgrammeId, attempt: AttemptId, grant: Signed) -> ();
    grants(programme: ProgrammeId, attempt: AttemptId, proof: Proof) -> Vec<Signed>;
    recover(programme: ProgrammeId, attempt: AttemptId, ordered: Ordered) -> Recovery;
    envelope(programme: ProgrammeId, attempt: AttemptId, envelope: Signed) -> Signed;
    release(programme: ProgrammeId, attempt: AttemptId, envelope: Digest, proof: Proof) -> Signed;
    result(programme: ProgrammeId, attempt: AttemptId, proof: Proof) -> Signed;
    credential(programme: ProgrammeId, registration: RegistrationId, proof: Proof) -> Vec<u8>;
}
