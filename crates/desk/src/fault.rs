//! What can break at the desk. A refusal is not a fault: see [`exam::attempt::Refusal`].

use std::path::{Path, PathBuf};

use evidence::bank::BankError;
use evidence::slots::SlotError;
use evidence::{BoxError, Mistyped, ObjectError, TrustError};
use exam::{Digest, RegistrationId};
use journal::JournalError;
use protocol::Failure;
use thiserror::Error;

/// Something broke. Nothing acknowledged is lost by any of these.
#[derive(Debug, Error)]
pub enum Fault {
    /// The journal. After a failed write: open the session again.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The computer's keys.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// A file beside the journal.
    #[error("{what} {}: {source}", path.display())]
    File {
        /// What was being done: `reading`, `writing`.
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Something that should be in the journal is not.
    #[error("the journal lacks its {0}")]
    Lacking(String),
    /// Something in the journal or from the authority is not what it should be.
    #[error("{what} cannot be used: {why}")]
    Unusable {
        /// What.
        what: String,
        /// Why.
        why: String,
    },
    /// The authority, or the way to it.
    #[error(transparent)]
    Authority(#[from] Failure),
    /// A ticket's typed form.
    #[error(transparent)]
    Typed(#[from] TypedFault),
    /// The authority is not the one the ticket names.
    #[error("this is not the authority the ticket names: it pins {pinned}")]
    OtherAuthority {
        /// The digest in the ticket.
        pinned: Digest,
    },
    /// The exam's policy wants a keyring and there is none.
    #[error("this exam keeps the computer's key in a keyring only, and no keyring can be used here: {0}")]
    KeyringRequired(String),
    /// There is nothing to sit under this registration.
    #[error("registration {0} has no such exam")]
    NoSuchExam(RegistrationId),
}

impl Fault {
    pub(crate) fn unusable(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Unusable { what: what.into(), why: why.to_string() }
    }

    pub(crate) fn file(what: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::File { what, path: path.to_owned(), source }
    }
}

macro_rules! unusable {
    ($($error:ty = $what:literal),*) => {$(
        impl From<$error> for Fault {
            fn from(error: $error) -> Self {
                Self::unusable($what, error)
            }
        }
    )*};
}
unusable!(
    TrustError = "a signed object",
    ObjectError = "an object",
    BankError = "the sealed bank",
    SlotError = "the journal's header",
    BoxError = "an encrypted object",
    evidence::record::RecordError = "a record"
);

/// What can be wrong with an address and a code that were typed. Nothing is used up by any of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TypedFault {
    /// The code has a slip. Nothing was sent.
    #[error(transparent)]
    Mistyped(#[from] Mistyped),
    /// Nobody answers at the address.
    #[error("nobody answers at {address}: {why}")]
    Unreached {
        /// As it was typed.
        address: String,
        /// Why not.
        why: String,
    },
    /// Who answers at the address keeps no ticket under this code.
    #[error("no ticket is kept under this code at {0}")]
    Unknown(String),
    /// What was answered at the address is not the ticket of this code, or was altered.
    #[error("what {0} gave is not the ticket of this code")]
    Altered(String),
}

/// What can be wrong with the computer's keys.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyFault {
    /// There is no keyring to talk to.
    #[error("there is no keyring here: {0}")]
    NoKeyring(String),
    /// The keyring does not answer in time; it may be asking somebody for a password.
    #[error("the keyring does not answer; unlock it and start again")]
    Silent,
    /// The keyring has no key for this computer although there was one: it is locked, or was emptied. No new key is
    /// ever made in its place.
    #[error("the keyring is locked, or this computer's key was removed from it; unlock it and start again")]
    LockedOrEmptied,
    /// The key that is there is not this computer's.
    #[error("the key in the {0} is not the one this computer was enrolled with")]
    Replaced(&'static str),
    /// The file that says which key this computer has cannot be read.
    #[error("{0} cannot be read: {1}")]
    BadFile(PathBuf, String),
}
