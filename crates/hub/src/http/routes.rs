//! From addresses to calls.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post, put};
use evidence::Signed;
use evidence::v0::SealedVault;
use protocol::{Authority, Code, Failure};
use serde::Serialize;
use tokio::sync::Semaphore;

use super::answer::{Refused, bytes, json};
use super::limits::{BANK, LARGE, OBJECT, RECORDS};
use super::request::{Attempt, Bounded, Envelope, Locator, Manifest, Programme, ROOM, Registration, Shown};
use crate::{Hub, Store};

type Answer = Result<Response, Refused>;

/// What all requests share.
pub(super) struct Shared<S: Store> {
    pub(super) hub: Hub<S>,
    pub(super) room: Arc<Semaphore>,
}

impl<S: Store> Shared<S> {
    pub(super) fn new(hub: Hub<S>) -> Self {
        Self { hub, room: Arc::new(Semaphore::new(ROOM)) }
    }
}

impl<S: Store> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self { hub: self.hub.clone(), room: self.room.clone() }
    }
}

pub(super) fn routes<S: Store>() -> Router<Shared<S>> {
    let one = "/v0/{programme}/attempts/{attempt}";
    let at = |rest: &str| format!("{one}/{rest}");
    Router::new()
        .route("/healthz", get(healthz))
        .route("/v0/authority", get(card))
        .route("/v0/tickets/{locator}", get(ticket))
        .route("/v0/{programme}", put(put_programme))
        .route("/v0/{programme}/trust", get(trust))
        .route("/v0/{programme}/delegations", post(delegate))
        .route("/v0/{programme}/banks/{manifest}", put(put_bank).get(bank))
        .route("/v0/{programme}/banks/{manifest}/vault", put(put_vault))
        .route("/v0/{programme}/registrations", post(register))
        .route("/v0/{programme}/registrations/{registration}/enrolments", post(enrol))
        .route("/v0/{programme}/registrations/{registration}/credential", get(credential))
        .route(&at("start"), post(start))
        .route(&at("records"), post(records))
        .route(&at("docket"), get(docket))
        .route(&at("grants"), post(grant).get(grants))
        .route(&at("recoveries"), post(recover))
        .route(&at("envelopes/{envelope}"), put(envelope))
        .route(&at("envelopes/{envelope}/release"), post(release))
        .route(&at("result"), get(result))
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
}

async fn healthz<S: Store>(State(shared): State<Shared<S>>) -> Answer {
    if !shared.hub.is_well().await {
        return Err(Refused(Failure::Busy { retry_after_s: 5 }));
    }
    json(&Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

async fn card<S: Store>(State(shared): State<Shared<S>>) -> Answer {
    json(&shared.hub.card().await?)
}

async fn ticket<S: Store>(State(shared): State<Shared<S>>, Locator(locator): Locator) -> Answer {
    Ok(bytes("application/octet-stream", shared.hub.ticket(locator).await?))
}

async fn trust<S: Store>(State(shared): State<Shared<S>>, Programme(programme): Programme) -> Answer {
    json(&shared.hub.trust(programme).await?)
}

async fn delegate<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    body: Bounded<OBJECT>,
) -> Answer {
    json(&shared.hub.delegate(programme, body.json()?).await?)
}

async fn put_programme<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    body: Bounded<OBJECT>,
) -> Answer {
    json(&shared.hub.put_programme(programme, body.json()?).await?)
}

async fn put_bank<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Manifest(manifest): Manifest,
    body: Bounded<BANK>,
) -> Answer {
    let (file, _room) = body.split();
    json(&shared.hub.put_bank(programme, manifest, file).await?)
}

async fn bank<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Manifest(manifest): Manifest,
) -> Answer {
    Ok(bytes("application/octet-stream", shared.hub.bank(programme, manifest).await?))
}

async fn put_vault<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Manifest(manifest): Manifest,
    body: Bounded<LARGE>,
) -> Answer {
    let vault: SealedVault = body.json()?;
    if vault.manifest.0 != manifest {
        return Err(Code::AddressMismatch.into());
    }
    json(&shared.hub.put_vault(programme, vault).await?)
}

async fn register<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    body: Bounded<OBJECT>,
) -> Answer {
    json(&shared.hub.register(programme, body.json()?).await?)
}

async fn enrol<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Registration(registration): Registration,
    body: Bounded<OBJECT>,
) -> Answer {
    json(&shared.hub.enrol(programme, registration, body.json()?).await?)
}

async fn credential<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Registration(registration): Registration,
    Shown(proof): Shown,
) -> Answer {
    let credential = shared.hub.credential(programme, registration, proof).await?;
    Ok(bytes("application/vc+ld+json", credential))
}

async fn start<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Attempt(attempt): Attempt,
    body: Bounded<OBJECT>,
) -> Answer {
    json(&shared.hub.start(programme, attempt, body.json()?).await?)
}

async fn records<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Attempt(attempt): Attempt,
    body: Bounded<RECORDS>,
) -> Answer {
    json(&shared.hub.records(programme, attempt, body.json()?).await?)
}

async fn docket<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Attempt(attempt): Attempt,
    Shown(proof): Shown,
) -> Answer {
    json(&shared.hub.docket(programme, attempt, proof).await?)
}

async fn grant<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Attempt(attempt): Attempt,
    body: Bounded<OBJECT>,
) -> Answer {
    json(&shared.hub.grant(programme, attempt, body.json()?).await?)
}

async fn grants<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Attempt(attempt): Attempt,
    Shown(proof): Shown,
) -> Answer {
    json(&shared.hub.grants(programme, attempt, proof).await?)
}

async fn recover<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Attempt(attempt): Attempt,
    body: Bounded<OBJECT>,
) -> Answer {
    json(&shared.hub.recover(programme, attempt, body.json()?).await?)
}

async fn envelope<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Attempt(attempt): Attempt,
    Envelope(digest): Envelope,
    body: Bounded<LARGE>,
) -> Answer {
    let envelope: Signed = body.json()?;
    if envelope.digest() != digest {
        return Err(Code::AddressMismatch.into());
    }
    json(&shared.hub.envelope(programme, attempt, envelope).await?)
}

async fn release<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Attempt(attempt): Attempt,
    Envelope(digest): Envelope,
    Shown(proof): Shown,
) -> Answer {
    json(&shared.hub.release(programme, attempt, digest, proof).await?)
}

async fn result<S: Store>(
    State(shared): State<Shared<S>>,
    Programme(programme): Programme,
    Attempt(attempt): Attempt,
    Shown(proof): Shown,
) -> Answer {
    json(&shared.hub.result(programme, attempt, proof).await?)
}
