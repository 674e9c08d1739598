//! Open Badges 3.0 credentials with an `eddsa-jcs-2022` proof: made by [`issue`], checked by [`verify`].
//!
//! A credential names no person: its subject is an opaque id, and who may show it is settled elsewhere. Its issuer is
//! the key itself (`did:key`), so checking needs no network. Contexts are named by their addresses and never fetched:
//! the proof covers every byte of the document's canonical form (RFC 8785), defined term or not.
//!
//! docs/formats/credential.md describes the document field by field.

mod badge;
mod did;
mod document;
mod proof;

use thiserror::Error;

pub use badge::{Award, Evidence, TimeEvidence, issue};
pub use did::{did_key, key_of_did, multibase};
pub use document::{canonical, read};
pub use proof::{Proved, Verified, prove, verify};

/// Why a credential is not made, or not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CredentialError {
    /// Not JSON, or JSON in which a name stands twice.
    #[error("this is not a JSON document: {0}")]
    NotJson(String),
    /// JSON that has no canonical form.
    #[error("the document has no canonical form: {0}")]
    NotCanonical(String),
    /// No proof of the kind this program checks.
    #[error("the document carries no eddsa-jcs-2022 proof")]
    NoProof,
    /// The proof lacks something or has it in a shape that is not the suite's.
    #[error("the proof's `{0}` is missing or not what the suite asks for")]
    BadProof(&'static str),
    /// The proof was made for a document of other contexts.
    #[error("the document's contexts do not begin with the contexts that were signed")]
    OtherContext,
    /// The verification method is not a `did:key` of an Ed25519 key.
    #[error("the verification method `{0}` is not an Ed25519 did:key")]
    UnknownMethod(String),
    /// The issuer is a key, and another key signed.
    #[error("the issuer is `{issuer}`, and `{method}` signed")]
    OtherIssuer {
        /// Who says to have issued it.
        issuer: String,
        /// Who signed.
        method: String,
    },
    /// The signature does not fit.
    #[error("the signature does not fit: the credential was changed, or another key signed it")]
    BadSignature,
    /// A date that is no date.
    #[error("`{0}` is not a date")]
    BadDate(String),
    /// What is to be awarded is not in the programme.
    #[error("the programme has no certification `{0}`")]
    UnknownCertification(String),
}
