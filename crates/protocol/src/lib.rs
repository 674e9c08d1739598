//! What crosses the network between a desk, an administrator and an authority (hub or station).
//!
//! [`Authority`] is one trait for both ends: the hub implements it over its store, [`Client`] over HTTP, so the two
//! cannot drift. Objects travel as the bytes they were signed as. Errors travel as [`Code`]s; sentences are made where
//! the reader's language is known.

mod client;
mod code;
mod message;

use std::future::Future;

use evidence::v0::{Proven, SealedVault, TrustBundle};
use evidence::{Signed, record::DocketRecord};
use exam::{AttemptId, Digest, ProgrammeId, RegistrationId};

pub use client::Client;
pub use code::{Code, Failure};
pub use message::{Anchored, Asking, Card, Enrolled, Ordered, Proof, Recovery, Started, Upload};

/// The version of the protocol in this program; sent and checked as the header [`PROTOCOL_HEADER`].
pub const PROTOCOL: u32 = 0;
/// The header that carries the version.
pub const PROTOCOL_HEADER: &str = "invigil-protocol";
/// The header that carries a [`Proof`].
pub const PROOF_HEADER: &str = "invigil-proof";

/// What an authority answers. Every call may be repeated without harm.
pub trait Authority: Send + Sync {
    /// Who this is: its public keys. `GET /v0/authority`
    fn card(&self) -> impl Future<Output = Result<Card, Failure>> + Send;

    /// The pinned root and all delegations. `GET /v0/{programme}/trust`
    fn trust(&self, programme: ProgrammeId) -> impl Future<Output = Result<TrustBundle, Failure>> + Send;

    /// Takes a delegation. `POST /v0/{programme}/delegations`
    fn delegate(
        &self,
        programme: ProgrammeId,
        delegation: Signed,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Takes the programme, signed; the latest replaces the one before. `PUT /v0/{programme}`
    fn put_programme(
        &self,
        programme: ProgrammeId,
        signed: Signed,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Takes a sealed bank. `PUT /v0/{programme}/banks/{manifest}`
    fn put_bank(
        &self,
        programme: ProgrammeId,
        manifest: Digest,
        file: Vec<u8>,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Takes the bank's keys and puts the bank in force for its exam. `PUT /v0/{programme}/banks/{manifest}/vault`
    fn put_vault(
        &self,
        programme: ProgrammeId,
        vault: SealedVault,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Gives a sealed bank. `GET /v0/{programme}/banks/{manifest}`
    fn bank(
        &self,
        programme: ProgrammeId,
        manifest: Digest,
    ) -> impl Future<Output = Result<Vec<u8>, Failure>> + Send;

    /// Registers a candidate: draws forms, writes entitlements, gives the ticket. `POST /v0/{programme}/registrations`
    fn register(
        &self,
        programme: ProgrammeId,
        order: Signed,
    ) -> impl Future<Output = Result<Signed, Failure>> + Send;

    /// A ticket as its typed form fetches it: encrypted under the code that the locator was made of, the same bytes
    /// every time ([`evidence::typed`]). `GET /v0/tickets/{locator}`
    fn ticket(&self, locator: Digest) -> impl Future<Output = Result<Vec<u8>, Failure>> + Send;

    /// Enrols a device with a ticket. `POST /v0/{programme}/registrations/{registration}/enrolments`
    fn enrol(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        request: Proven,
    ) -> impl Future<Output = Result<Enrolled, Failure>> + Send;

    /// Starts an attempt. The same start asked twice is given the same token. `POST /v0/{programme}/attempts/{attempt}/start`
    fn start(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        request: Proven,
    ) -> impl Future<Output = Result<Started, Failure>> + Send;

    /// Takes journal records and countersigns how far they go. `POST /v0/{programme}/attempts/{attempt}/records`
    fn records(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        upload: Upload,
    ) -> impl Future<Output = Result<Anchored, Failure>> + Send;

    /// The authority's docket of an attempt. `GET /v0/{programme}/attempts/{attempt}/docket`
    fn docket(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        proof: Proof,
    ) -> impl Future<Output = Result<Vec<DocketRecord>, Failure>> + Send;

    /// Takes a grant and enters it in the docket. `POST /v0/{programme}/attempts/{attempt}/grants`
    fn grant(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        grant: Signed,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Grants of an attempt, for its desk. `GET /v0/{programme}/attempts/{attempt}/grants`
    fn grants(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        proof: Proof,
    ) -> impl Future<Output = Result<Vec<Signed>, Failure>> + Send;

    /// Lets another device go on with an attempt, as ordered: makes the grant, once, and gives with it what the device
    /// lacks of the journal. `POST /v0/{programme}/attempts/{attempt}/recoveries`
    fn recover(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        ordered: Ordered,
    ) -> impl Future<Output = Result<Recovery, Failure>> + Send;

    /// Takes an envelope and gives its receipt, after the durable commit and the same bytes every time. Needs no proof:
    /// the device's signature is one, and anybody may carry an envelope.
    /// `PUT /v0/{programme}/attempts/{attempt}/envelopes/{envelope}`
    fn envelope(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        envelope: Signed,
    ) -> impl Future<Output = Result<Signed, Failure>> + Send;

    /// Releases answer keys against an envelope, if the exam's policy says so.
    /// `POST /v0/{programme}/attempts/{attempt}/envelopes/{envelope}/release`
    fn release(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        envelope: Digest,
        proof: Proof,
    ) -> impl Future<Output = Result<Signed, Failure>> + Send;

    /// The confirmed result. `GET /v0/{programme}/attempts/{attempt}/result`
    fn result(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        proof: Proof,
    ) -> impl Future<Output = Result<Signed, Failure>> + Send;

    /// The credential, once the certification's rule is met: JSON bytes, the same every time.
    /// `GET /v0/{programme}/registrations/{registration}/credential`
    fn credential(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        proof: Proof,
    ) -> impl Future<Output = Result<Vec<u8>, Failure>> + Send;
}
