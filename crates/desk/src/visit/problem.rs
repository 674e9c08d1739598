//! Faults, failures and refusals as codes with arguments. Their sentences are the page's.

use std::collections::BTreeMap;

use exam::attempt::Refusal;
use exam::item::Unfit;
use journal::JournalError;
use protocol::{Code, Failure};

use crate::fault::{Fault, KeyFault, TypedFault};
use crate::wire::Problem;

pub(super) fn plain(code: &str) -> Problem {
    Problem { code: code.to_owned(), args: BTreeMap::new() }
}

/// A code of our own, with what the fault itself says for people who look into it.
pub(super) fn named(code: &str, why: &impl ToString) -> Problem {
    with(code, &[("why", why.to_string())])
}

fn with(code: &str, args: &[(&str, String)]) -> Problem {
    let args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Problem { code: code.to_owned(), args }
}

pub(super) fn of(fault: &Fault) -> Problem {
    match fault {
        Fault::Key(fault) => key(fault),
        Fault::Authority(failure) => failed(failure),
        Fault::Typed(fault) => typed(fault),
        Fault::Journal(error) => journal(error),
        Fault::File { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => plain("disk-full"),
        Fault::File { .. } => named("folder-unusable", fault),
        Fault::OtherAuthority { .. } => plain("other-authority"),
        Fault::KeyringRequired(_) => plain("keyring-required"),
        Fault::NoSuchExam(_) => plain("no-such-exam"),
        Fault::Lacking(what) => with("unusable", &[("what", what.clone()), ("why", "it is missing".into())]),
        Fault::Unusable { what, why } if what == "the sealed bank" => named("bank-unusable", why),
        Fault::Unusable { why, .. } if why.contains("not begun anew") => named("lost-journal", why),
        Fault::Unusable { what, why } => with("unusable", &[("what", what.clone()), ("why", why.clone())]),
    }
}

fn typed(fault: &TypedFault) -> Problem {
    let at = |code, address: &String| with(code, &[("address", address.clone()), ("why", fault.to_string())]);
    match fault {
        TypedFault::Mistyped(_) => named("code-mistyped", fault),
        TypedFault::Unreached { address, .. } => at("address-unreached", address),
        TypedFault::Unknown(address) => at("code-unknown", address),
        TypedFault::Altered(address) => at("code-answer", address),
    }
}

fn key(fault: &KeyFault) -> Problem {
    named(
        match fault {
            KeyFault::NoKeyring(_) => "keyring-missing",
            KeyFault::Silent => "keyring-silent",
            KeyFault::LockedOrEmptied => "keyring-locked",
            KeyFault::Replaced(_) | KeyFault::BadFile(..) => "key-replaced",
        },
        fault,
    )
}

fn journal(error: &JournalError) -> Problem {
    match error {
        JournalError::Locked { .. } => plain("journal-in-use"),
        JournalError::BothLost { .. } | JournalError::Missing { .. } => named("journal-damaged", error),
        full if full.is_full_disk() => plain("disk-full"),
        other => named("cannot-save", other),
    }
}

pub(super) fn failed(failure: &Failure) -> Problem {
    match failure {
        Failure::Unreachable(why) => named("unreachable", why),
        Failure::Busy { retry_after_s } => with("busy", &[("seconds", retry_after_s.to_string())]),
        Failure::Refused { code: Code::Reused, .. } => plain("ticket-used"),
        Failure::Refused { code: Code::WrongProof | Code::UnknownRegistration, .. } => {
            plain("ticket-unknown")
        }
        Failure::Refused { code, .. } => with("refused", &[("code", code.as_str().to_owned())]),
        Failure::Garbled(why) => named("garbled", why),
    }
}

pub(super) fn refused(refusal: &Refusal) -> Problem {
    plain(match refusal {
        Refusal::Held => "refused-held",
        Refusal::Sealed | Refusal::Released => "refused-sealed",
        Refusal::TimeOver => "refused-time-over",
        Refusal::Outdated(_) => "refused-outdated",
        Refusal::OnBreak => "refused-on-break",
        Refusal::NoBreakLeft => "refused-no-break-left",
        Refusal::TakenOver => "refused-held",
        Refusal::NotRunning | Refusal::AlreadyOpen | Refusal::NotSealed | Refusal::NotHeld => {
            "refused-not-running"
        }
        Refusal::Unfit(Unfit::TooLong) => "refused-too-long",
        Refusal::Unfit(_) | Refusal::NoSuchItem => "refused-unfit",
        Refusal::OtherRules | Refusal::NotOnBreak | Refusal::GrantUsed => "not-now",
    })
}
