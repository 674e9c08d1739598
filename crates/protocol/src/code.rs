//! How a call can fail, as codes.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal;)*) => {
        /// Why an authority does not do what was asked. Travels as its text; a code this program does not know is kept
        /// as it is.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $name,)*
            /// A code of a newer program.
            Other(String),
        }

        impl Code {
            /// All codes this program knows.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The text that travels.
            pub fn as_str(&self) -> &str {
                match self { $(Self::$name => $text,)* Self::Other(text) => text }
            }

            /// The HTTP status it travels with.
            pub fn status(&self) -> u16 {
                match self { $(Self::$name => $status,)* Self::Other(_) => 500 }
            }

            /// Reads the text.
            pub fn read(text: &str) -> Self {
                match text { $($text => Self::$name,)* other => Self::Other(other.chars().take(80).collect()) }
            }
        }
    };
}

codes! {
    /// The body is not what the call takes.
    Malformed = "malformed", 400;
    /// The body is larger than the call takes.
    TooLarge = "too-large", 413;
    /// The address names something else than the body.
    AddressMismatch = "address-mismatch", 422;
    /// The protocol's version is not understood here.
    Protocol = "unsupported-protocol", 426;
    /// The object is of a version not understood here. It was kept.
    UnknownVersion = "unknown-version", 422;
    /// There is no such address.
    NoSuchAddress = "no-such-address", 404;
    /// This authority does not serve that programme.
    UnknownProgramme = "unknown-programme", 404;
    /// No such registration.
    UnknownRegistration = "unknown-registration", 404;
    /// No ticket is kept under that locator.
    UnknownTicket = "unknown-ticket", 404;
    /// No such attempt.
    UnknownAttempt = "unknown-attempt", 404;
    /// No such bank.
    UnknownBank = "unknown-bank", 404;
    /// No such certification, or one of its exams has no bank in force.
    UnknownCertification = "unknown-certification", 404;
    /// The exam has no sealed bank with keys, or too small a one.
    NotReady = "not-ready", 409;
    /// The proof is not of this registration's ticket.
    WrongProof = "wrong-proof", 403;
    /// A signature does not fit, or its key may not sign such an object.
    NotEntitled = "not-entitled", 403;
    /// The registration was ordered before with another content.
    Reused = "reused", 409;
    /// Another device sits the attempt.
    OtherDevice = "other-device", 409;
    /// The attempt was not started here.
    NotAdmitted = "not-admitted", 409;
    /// The attempt is void.
    Voided = "voided", 409;
    /// Answer keys are out.
    Released = "released", 409;
    /// The envelope is not the one in force.
    NotInForce = "not-in-force", 409;
    /// A second envelope that no grant allows. It was kept; a person decides.
    EquivocationKept = "equivocation-kept", 409;
    /// Keys are released when the room closes.
    RoomOpen = "room-open", 409;
    /// Keys are never released for this exam.
    NeverReleased = "never-released", 403;
    /// Records do not continue what is held.
    BrokenChain = "broken-chain", 409;
    /// There is nothing to give yet.
    NotYet = "not-yet", 404;
    /// Too much at once; try again after the time given.
    Busy = "busy", 503;
    /// A fault on the authority's side. Nothing was promised.
    Internal = "internal", 500;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::read(&text))
    }
}

/// Why a call came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Failure {
    /// The authority refuses.
    #[error("the authority refuses: {code}")]
    Refused {
        /// Why.
        code: Code,
        /// For people who look into it; never shown to a candidate.
        detail: Option<String>,
    },
    /// The authority has too much to do; try again after so many seconds.
    #[error("the authority is busy; try again in {retry_after_s} s")]
    Busy {
        /// Seconds.
        retry_after_s: u64,
    },
    /// Nobody answered.
    #[error("the authority cannot be reached: {0}")]
    Unreachable(String),
    /// The answer is not an answer.
    #[error("the authority's answer cannot be read: {0}")]
    Garbled(String),
}

impl Failure {
    /// A refusal without detail.
    pub fn refused(code: Code) -> Self {
        Self::Refused { code, detail: None }
    }

    /// A refusal with something for people who look into it.
    pub fn because(code: Code, detail: impl fmt::Display) -> Self {
        Self::Refused { code, detail: Some(detail.to_string()) }
    }

    /// The code, where the authority refused.
    pub fn code(&self) -> Option<&Code> {
        match self {
            Self::Refused { code, .. } => Some(code),
            Self::Busy { .. } => Some(&Code::Busy),
            Self::Unreachable(_) | Self::Garbled(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_survive_their_text() {
        for code in Code::ALL {
            assert_eq!(&Code::read(code.as_str()), code);
            assert!((400..600).contains(&code.status()), "{code}");
        }
        assert_eq!(Code::read("of-tomorrow"), Code::Other("of-tomorrow".into()));
    }
}
