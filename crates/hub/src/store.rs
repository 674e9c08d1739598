//! What the hub keeps, and the only place that knows SQL.
//!
//! [`Store`] is coarse: each method is one durable transaction, and what it returns is on disk. The hub decides on a
//! docket it has read and commits against that docket's head; if somebody was faster nothing is written and it decides
//! again. SQLite implements it here; a database shared by several hubs can implement the same.

mod rows;
mod schema;
mod sqlite;
mod thread;

use std::future::Future;

use evidence::Signed;
use evidence::record::DocketRecord;
use evidence::v0::{SealedVault, TrustBundle};
use exam::docket::Head;
use exam::{AttemptId, DeviceId, Digest, ProgrammeId, RegistrationId, Slug};
use thiserror::Error;

pub use sqlite::SqliteStore;

/// Why the store did not do it. Nothing was promised.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// More is waiting than may wait.
    #[error("the store has too much to do")]
    Busy,
    /// The store has stopped after a fault of the disk; only a restart goes on.
    #[error("the store has stopped")]
    Stopped,
    /// The database.
    #[error("the database: {0}")]
    Database(String),
    /// Something stored cannot be read.
    #[error("what was stored as {0} cannot be read")]
    Unreadable(&'static str),
}

/// What a kept object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A start token.
    StartToken,
    /// The encrypted content keys that go with a start token, under the token's digest.
    ContentKeys,
    /// A device's statement of how far its journal goes.
    JournalHead,
    /// The header of a journal: how its data key is wrapped.
    KeySlots,
    /// A grant.
    Grant,
    /// An envelope that was taken, or kept as an equivocation.
    Envelope,
    /// A receipt.
    Receipt,
    /// A release.
    Release,
    /// A result statement.
    ResultStatement,
}

impl Kind {
    /// Its name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StartToken => "start-token",
            Self::ContentKeys => "content-keys",
            Self::JournalHead => "journal-head",
            Self::KeySlots => "key-slots",
            Self::Grant => "grant",
            Self::Envelope => "envelope",
            Self::Receipt => "receipt",
            Self::Release => "release",
            Self::ResultStatement => "result-statement",
        }
    }
}

/// A new registration with everything that was drawn and signed for it.
#[derive(Debug, Clone)]
pub struct NewRegistration {
    /// The tenant.
    pub programme: ProgrammeId,
    /// The registration.
    pub registration: RegistrationId,
    /// What it is for.
    pub certification: Slug,
    /// The order.
    pub order: Signed,
    /// The ticket.
    pub ticket: Signed,
    /// The ticket's typed form: what it is asked for by, and the ticket encrypted under the code that asks.
    pub typed: (Digest, Vec<u8>),
    /// One for each exam.
    pub attempts: Vec<NewAttempt>,
}

/// A new attempt.
#[derive(Debug, Clone)]
pub struct NewAttempt {
    /// The attempt.
    pub attempt: AttemptId,
    /// The exam.
    pub exam: Slug,
    /// The sealed bank its form was drawn from.
    pub manifest: Digest,
    /// What it entitles to.
    pub entitlement: Signed,
    /// The bytes of its form.
    pub form: Vec<u8>,
}

/// A stored registration.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The order.
    pub order: Signed,
    /// What it is for.
    pub certification: Slug,
    /// Its ticket.
    pub ticket: Signed,
    /// Its attempts, in the order they were made.
    pub attempts: Vec<AttemptId>,
}

/// A stored attempt.
#[derive(Debug, Clone)]
pub struct AttemptRow {
    /// Its registration.
    pub registration: RegistrationId,
    /// The exam.
    pub exam: Slug,
    /// The sealed bank its form was drawn from.
    pub manifest: Digest,
    /// What it entitles to.
    pub entitlement: Signed,
    /// The bytes of its form.
    pub form: Vec<u8>,
}

/// An object to be kept under its digest. Keeping the same again changes nothing.
#[derive(Debug, Clone)]
pub struct Keep {
    /// What it is.
    pub kind: Kind,
    /// The digest it is found by.
    pub digest: Digest,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Keep {
    /// Keeps a signed object.
    pub fn signed(kind: Kind, object: &Signed) -> Self {
        Self { kind, digest: object.digest(), bytes: object.to_json() }
    }
}

/// A journal record as it came.
#[derive(Debug, Clone)]
pub struct FrameRow {
    /// Where it stands.
    pub head: Head,
    /// What kind of thing happened.
    pub kind: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A docket record and everything that becomes true with it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The record.
    pub record: DocketRecord,
    /// Where it stands.
    pub head: Head,
    /// What kind of thing happened.
    pub kind: String,
    /// Objects.
    pub keep: Vec<Keep>,
    /// Journal records.
    pub frames: Vec<FrameRow>,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// It is on disk.
    Done,
    /// The docket has moved on since it was read. Nothing was written.
    Moved,
}

/// Bytes that count for nothing and are kept for a person to look at.
#[derive(Debug, Clone)]
pub struct Quarantined {
    /// `envelope`, `frame`, ...
    pub kind: &'static str,
    /// The digest they are found by.
    pub digest: Digest,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The code with which they were refused.
    pub reason: String,
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// Keep no more than so many of an attempt: for bytes that anybody may have sent.
    pub at_most: Option<u32>,
}

/// What a hub keeps. Every method is one durable transaction.
pub trait Store: Send + Sync + 'static {
    /// The programmes served.
    fn programmes(&self) -> impl Future<Output = Result<Vec<ProgrammeId>, StoreError>> + Send;

    /// The pinned root and all delegations; none for a programme that is not served.
    fn trust(
        &self,
        programme: ProgrammeId,
    ) -> impl Future<Output = Result<Option<TrustBundle>, StoreError>> + Send;

    /// Adds a delegation. Adding it again changes nothing.
    fn add_delegation(
        &self,
        programme: ProgrammeId,
        delegation: Signed,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Replaces the programme.
    fn put_programme(
        &self,
        programme: ProgrammeId,
        signed: Signed,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The programme, once there is one.
    fn programme(
        &self,
        programme: ProgrammeId,
    ) -> impl Future<Output = Result<Option<Signed>, StoreError>> + Send;

    /// Keeps a sealed bank. Keeping it again changes nothing.
    fn put_bank(
        &self,
        programme: ProgrammeId,
        manifest: Digest,
        file: Vec<u8>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A sealed bank's file.
    fn bank(
        &self,
        programme: ProgrammeId,
        manifest: Digest,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>> + Send;

    /// Keeps a bank's keys and puts the bank in force for its exam.
    fn put_vault(
        &self,
        programme: ProgrammeId,
        exam: Slug,
        vault: SealedVault,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A bank's keys.
    fn vault(
        &self,
        programme: ProgrammeId,
        manifest: Digest,
    ) -> impl Future<Output = Result<Option<SealedVault>, StoreError>> + Send;

    /// The bank in force for an exam.
    fn in_force(
        &self,
        programme: ProgrammeId,
        exam: Slug,
    ) -> impl Future<Output = Result<Option<Digest>, StoreError>> + Send;

    /// Stores a registration with its attempts, unless there is one of that id: the first wins and is returned.
    fn register(&self, new: NewRegistration) -> impl Future<Output = Result<Registered, StoreError>> + Send;

    /// A registration.
    fn registration(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
    ) -> impl Future<Output = Result<Option<Registered>, StoreError>> + Send;

    /// A ticket encrypted under its code, by the code's locator.
    fn typed_ticket(
        &self,
        locator: Digest,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>> + Send;

    /// An attempt.
    fn attempt(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> impl Future<Output = Result<Option<AttemptRow>, StoreError>> + Send;

    /// Stores a device's enrolment, unless there is one of that id: the first wins and is returned.
    fn enrol(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        device: DeviceId,
        request: Signed,
    ) -> impl Future<Output = Result<Signed, StoreError>> + Send;

    /// A device's enrolment.
    fn device(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        device: DeviceId,
    ) -> impl Future<Output = Result<Option<Signed>, StoreError>> + Send;

    /// An attempt's docket, in order.
    fn docket(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> impl Future<Output = Result<Vec<DocketRecord>, StoreError>> + Send;

    /// Appends a docket record with everything that becomes true with it, if the docket still ends at `expected`.
    fn commit(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        expected: Option<Head>,
        entry: Entry,
    ) -> impl Future<Output = Result<Committed, StoreError>> + Send;

    /// A kept object's bytes.
    fn kept(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        kind: Kind,
        digest: Digest,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>> + Send;

    /// All kept objects of a kind, in no order that means anything.
    fn kept_all(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        kind: Kind,
    ) -> impl Future<Output = Result<Vec<Vec<u8>>, StoreError>> + Send;

    /// How far an attempt's journal is held.
    fn journal_head(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> impl Future<Output = Result<Option<Head>, StoreError>> + Send;

    /// Journal records held from one place (segment and number) to another, both included, in order.
    fn frames(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        from: (u32, u64),
        to: (u32, u64),
    ) -> impl Future<Output = Result<Vec<Vec<u8>>, StoreError>> + Send;

    /// Keeps bytes that count for nothing; whether they are kept now.
    fn quarantine(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        bytes: Quarantined,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// What is in quarantine of an attempt: bytes and the code of their refusal, in the order they came.
    fn quarantined(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> impl Future<Output = Result<Vec<(Vec<u8>, String)>, StoreError>> + Send;

    /// Attempts with an envelope that no result takes account of.
    fn unmarked(&self) -> impl Future<Output = Result<Vec<(ProgrammeId, AttemptId)>, StoreError>> + Send;

    /// Keeps a registration's credential, unless there is one: the first wins and is returned.
    fn put_credential(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Result<Vec<u8>, StoreError>> + Send;

    /// A registration's credential.
    fn credential(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>> + Send;
}
