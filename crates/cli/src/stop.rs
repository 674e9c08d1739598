//! How a command ends when it does not end well.

use std::fmt::Display;

/// A sentence for a person and an exit code for a program.
#[derive(Debug)]
pub(crate) struct Stop {
    /// What happened, where, and what to do.
    pub(crate) message: String,
    /// 1: failed. 2: refused because of what was given. 3: could not be checked to the end.
    pub(crate) code: u8,
}

impl Stop {
    /// Something failed.
    pub(crate) fn failed(message: impl Display) -> Self {
        Self { message: message.to_string(), code: 1 }
    }

    /// What was given cannot be used.
    pub(crate) fn refused(message: impl Display) -> Self {
        Self { message: message.to_string(), code: 2 }
    }

    /// Nothing is wrong, and something could not be checked.
    pub(crate) fn unchecked(message: impl Display) -> Self {
        Self { message: message.to_string(), code: 3 }
    }
}

macro_rules! failures {
    ($($error:ty),*) => {$(
        impl From<$error> for Stop {
            fn from(error: $error) -> Self {
                Self::failed(error)
            }
        }
    )*};
}
failures!(
    desk::Fault,
    protocol::Failure,
    hub::HubError,
    evidence::TrustError,
    evidence::ObjectError,
    evidence::BoxError,
    evidence::bank::BankError,
    exam::id::BadName,
    std::io::Error
);
