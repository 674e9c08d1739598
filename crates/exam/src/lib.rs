//! The pure domain of Invigil.
//!
//! Nothing here does I/O, reads a clock or draws randomness: time and seeds are arguments. So nothing here can
//! fail; it can only refuse, and a refusal is a value. Nothing here is serialisable either: what crosses a
//! disk or a network is `evidence::v0`'s to say.
//!
//! Start at [`attempt`]: what a candidate does, [`attempt::Attempt::decide`], and what follows from it.

pub mod attempt;
pub mod award;
pub mod docket;
pub mod form;
pub mod grade;
pub mod id;
pub mod item;
pub mod ledger;
pub mod plausible;
pub mod points;
pub mod programme;
pub mod statistics;
pub mod text;

pub use id::{
    AttemptId, BankId, CredentialId, DeviceId, Digest, GrantId, OpId, ProgrammeId, RegistrationId, Slug,
};
pub use points::{BasisPoints, Points};
