//! Requests: the protocol's version, the names in the path, the proof, and bodies bounded before they are read.

use axum::body::{Body, Bytes as Raw};
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use exam::{AttemptId, Digest, ProgrammeId, RegistrationId};
use protocol::{Code, Failure, PROOF_HEADER, PROTOCOL, PROTOCOL_HEADER, Proof};
use serde::de::DeserializeOwned;
use tokio::sync::OwnedSemaphorePermit;

use super::answer::Refused;
use super::routes::Shared;
use crate::Store;

/// The longest proof.
const LONGEST_PROOF: usize = 4096;
/// In what steps the memory of bodies is counted.
const STEP: usize = 1024;
/// How much memory all bodies together may take, in steps: the largest bank, and half as much again.
pub(super) const ROOM: usize = 768 * 1024;

/// Refuses requests under `/v0` that do not speak this version.
pub(super) async fn speaks_our_protocol(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let versioned = path == "/v0" || path.starts_with("/v0/");
    let spoken = request.headers().get(PROTOCOL_HEADER).and_then(|value| value.to_str().ok());
    if versioned && spoken != Some(PROTOCOL.to_string().as_str()) {
        return Refused(Failure::because(Code::Protocol, format!("this is protocol {PROTOCOL}")))
            .into_response();
    }
    next.run(request).await
}

async fn named<T, N>(
    parts: &mut Parts,
    state: &Shared<impl Store>,
    variable: &str,
    read: impl Fn(&str) -> Result<T, N>,
    code: Code,
) -> Result<T, Refused> {
    let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| code.clone())?;
    let text = params.iter().find(|(name, _)| *name == variable).map_or("", |(_, text)| text);
    read(text).map_err(|_| code.into())
}

/// A programme that this hub serves.
pub(super) struct Programme(pub(super) ProgrammeId);

impl<S: Store> FromRequestParts<Shared<S>> for Programme {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, state: &Shared<S>) -> Result<Self, Refused> {
        let id = named(parts, state, "programme", ProgrammeId::parse, Code::UnknownProgramme).await?;
        state.hub.served(id).await?;
        Ok(Self(id))
    }
}

macro_rules! path_names {
    ($($(#[$doc:meta])* $name:ident($ty:ty) = $variable:literal, $code:ident;)*) => {$(
        $(#[$doc])*
        pub(super) struct $name(pub(super) $ty);

        impl<S: Store> FromRequestParts<Shared<S>> for $name {
            type Rejection = Refused;
            async fn from_request_parts(parts: &mut Parts, state: &Shared<S>) -> Result<Self, Refused> {
                named(parts, state, $variable, <$ty>::parse, Code::$code).await.map(Self)
            }
        }
    )*};
}

path_names! {
    /// A registration.
    Registration(RegistrationId) = "registration", UnknownRegistration;
    /// An attempt.
    Attempt(AttemptId) = "attempt", UnknownAttempt;
    /// What a ticket's code is asked for by.
    Locator(Digest) = "locator", UnknownTicket;
    /// A manifest's digest.
    Manifest(Digest) = "manifest", UnknownBank;
    /// An envelope's digest.
    Envelope(Digest) = "envelope", AddressMismatch;
}

/// The proof in the header.
pub(super) struct Shown(pub(super) Proof);

impl<S: Store> FromRequestParts<Shared<S>> for Shown {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, _: &Shared<S>) -> Result<Self, Refused> {
        let header = parts.headers.get(PROOF_HEADER).map(|value| value.as_bytes());
        let header = header.filter(|bytes| bytes.len() <= LONGEST_PROOF);
        let proof = header.and_then(|bytes| serde_json::from_slice(bytes).ok());
        proof.map(Self).ok_or_else(|| Code::WrongProof.into())
    }
}

/// A body of at most so many bytes. Holds its share of the memory that bodies may take.
pub(super) struct Bounded<const MOST: usize> {
    bytes: Raw,
    room: OwnedSemaphorePermit,
}

impl<const MOST: usize> Bounded<MOST> {
    /// The bytes, and their share of the memory, to be given back when they are done with.
    pub(super) fn split(self) -> (Vec<u8>, OwnedSemaphorePermit) {
        (self.bytes.into(), self.room)
    }

    /// The body as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Refused> {
        // Where it stops, and never what stands there: a body may hold keys.
        serde_json::from_slice(&self.bytes).map_err(|error| {
            let at = format!("{:?} at byte {}", error.classify(), error.column());
            Refused(Failure::because(Code::Malformed, at))
        })
    }
}

impl<S: Store, const MOST: usize> FromRequest<Shared<S>> for Bounded<MOST> {
    type Rejection = Refused;
    async fn from_request(request: Request, state: &Shared<S>) -> Result<Self, Refused> {
        let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let announced = announced.and_then(|text| text.parse::<usize>().ok());
        if announced.is_some_and(|length| length > MOST) {
            return Err(Code::TooLarge.into());
        }
        let steps = u32::try_from(announced.unwrap_or(MOST).div_ceil(STEP)).unwrap_or(u32::MAX);
        let room = state.room.clone().try_acquire_many_owned(steps);
        let room = room.map_err(|_| Refused(Failure::Busy { retry_after_s: 5 }))?;
        let bytes = axum::body::to_bytes(Body::new(request.into_body()), MOST).await;
        let bytes = bytes.map_err(|error| {
            let full = std::error::Error::source(&error)
                .is_some_and(|source| source.to_string().contains("length limit"));
            Refused::from(if full { Code::TooLarge } else { Code::Malformed })
        })?;
        Ok(Self { bytes, room })
    }
}
