//! The HTTP client of an authority.

use std::time::Duration;

use evidence::record::DocketRecord;
use evidence::v0::{Proven, SealedVault, TrustBundle};
use evidence::{Name, Signed};
use exam::{AttemptId, Digest, ProgrammeId, RegistrationId};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{
    Anchored, Authority, Card, Code, Enrolled, Failure, Ordered, PROOF_HEADER, PROTOCOL, PROTOCOL_HEADER,
    Proof, Recovery, Started, Upload,
};

/// An authority at the other end of a network.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    address: String,
}

#[derive(Deserialize)]
struct ErrorBody {
    code: Code,
    #[serde(default)]
    detail: Option<String>,
}

impl Client {
    /// A client of the authority at `address`, such as `http://127.0.0.1:7000`.
    pub fn new(address: &str) -> Result<Self, Failure> {
        // Two programs in one process may both install it; the first wins and both are the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(60))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| Failure::Unreachable(error.to_string()))?;
        Ok(Self { http, address: address.trim_end_matches('/').to_owned() })
    }

    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }

    async fn send(
        &self,
        method: Method,
        path: String,
        body: Option<Vec<u8>>,
        proof: Option<&Proof>,
    ) -> Result<Vec<u8>, Failure> {
        let mut request = self
            .http
            .request(method, format!("{}/v0/{path}", self.address))
            .header(PROTOCOL_HEADER, PROTOCOL.to_string());
        if let Some(proof) = proof {
            let json = serde_json::to_string(proof).map_err(|error| Failure::Garbled(error.to_string()))?;
            request = request.header(PROOF_HEADER, json);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let unreachable = |error: reqwest::Error| Failure::Unreachable(error.without_url().to_string());
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        let retry_after =
            response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let body = response.bytes().await.map_err(unreachable)?;
        if status.is_success() {
            return Ok(body.into());
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return Err(Failure::Busy { retry_after_s: retry_after.unwrap_or(5) });
        }
        match serde_json::from_slice::<ErrorBody>(&body) {
            Ok(error) => Err(Failure::Refused { code: error.code, detail: error.detail }),
            Err(_) => Err(Failure::Garbled(format!("status {status} without a code"))),
        }
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: String,
        body: Option<&impl Serialize>,
        proof: Option<&Proof>,
    ) -> Result<T, Failure> {
        let garbled = |error: serde_json::Error| Failure::Garbled(error.to_string());
        let body = body.map(serde_json::to_vec).transpose().map_err(garbled)?;
        serde_json::from_slice(&self.send(method, path, body, proof).await?).map_err(garbled)
    }

    async fn get<T: DeserializeOwned>(&self, path: String, proof: Option<&Proof>) -> Result<T, Failure> {
        self.ask(Method::GET, path, None::<&()>, proof).await
    }
}

impl Authority for Client {
    async fn card(&self) -> Result<Card, Failure> {
        self.get("authority".to_owned(), None).await
    }

    async fn trust(&self, programme: ProgrammeId) -> Result<TrustBundle, Failure> {
        self.get(format!("{programme}/trust"), None).await
    }

    async fn delegate(&self, programme: ProgrammeId, delegation: Signed) -> Result<(), Failure> {
        self.ask(Method::POST, format!("{programme}/delegations"), Some(&delegation), None).await
    }

    async fn put_programme(&self, programme: ProgrammeId, signed: Signed) -> Result<(), Failure> {
        self.ask(Method::PUT, programme.to_string(), Some(&signed), None).await
    }

    async fn put_bank(&self, programme: ProgrammeId, manifest: Digest, file: Vec<u8>) -> Result<(), Failure> {
        self.send(Method::PUT, format!("{programme}/banks/{manifest}"), Some(file), None).await.map(|_| ())
    }

    async fn put_vault(&self, programme: ProgrammeId, vault: SealedVault) -> Result<(), Failure> {
        let Name(manifest) = vault.manifest;
        self.ask(Method::PUT, format!("{programme}/banks/{manifest}/vault"), Some(&vault), None).await
    }

    async fn bank(&self, programme: ProgrammeId, manifest: Digest) -> Result<Vec<u8>, Failure> {
        self.send(Method::GET, format!("{programme}/banks/{manifest}"), None, None).await
    }

    async fn register(&self, programme: ProgrammeId, order: Signed) -> Result<Signed, Failure> {
        self.ask(Method::POST, format!("{programme}/registrations"), Some(&order), None).await
    }

    async fn ticket(&self, locator: Digest) -> Result<Vec<u8>, Failure> {
        self.send(Method::GET, format!("tickets/{locator}"), None, None).await
    }

    async fn enrol(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        request: Proven,
    ) -> Result<Enrolled, Failure> {
        self.ask(
            Method::POST,
            format!("{programme}/registrations/{registration}/enrolments"),
            Some(&request),
            None,
        )
        .await
    }

    async fn start(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        request: Proven,
    ) -> Result<Started, Failure> {
        self.ask(Method::POST, format!("{programme}/attempts/{attempt}/start"), Some(&request), None).await
    }

    async fn records(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        upload: Upload,
    ) -> Result<Anchored, Failure> {
        self.ask(Method::POST, format!("{programme}/attempts/{attempt}/records"), Some(&upload), None).await
    }

    async fn docket(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        proof: Proof,
    ) -> Result<Vec<DocketRecord>, Failure> {
        self.get(format!("{programme}/attempts/{attempt}/docket"), Some(&proof)).await
    }

    async fn grant(&self, programme: ProgrammeId, attempt: AttemptId, grant: Signed) -> Result<(), Failure> {
        self.ask(Method::POST, format!("{programme}/attempts/{attempt}/grants"), Some(&grant), None).await
    }

    async fn grants(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        proof: Proof,
    ) -> Result<Vec<Signed>, Failure> {
        self.get(format!("{programme}/attempts/{attempt}/grants"), Some(&proof)).await
    }

    async fn recover(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        ordered: Ordered,
    ) -> Result<Recovery, Failure> {
        self.ask(Method::POST, format!("{programme}/attempts/{attempt}/recoveries"), Some(&ordered), None)
            .await
    }

    async fn envelope(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        envelope: Signed,
    ) -> Result<Signed, Failure> {
        let path = format!("{programme}/attempts/{attempt}/envelopes/{}", envelope.digest());
        self.ask(Method::PUT, path, Some(&envelope), None).await
    }

    async fn release(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        envelope: Digest,
        proof: Proof,
    ) -> Result<Signed, Failure> {
        let path = format!("{programme}/attempts/{attempt}/envelopes/{envelope}/release");
        self.ask(Method::POST, path, None::<&()>, Some(&proof)).await
    }

    async fn result(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        proof: Proof,
    ) -> Result<Signed, Failure> {
        self.get(format!("{programme}/attempts/{attempt}/result"), Some(&proof)).await
    }

    async fn credential(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        proof: Proof,
    ) -> Result<Vec<u8>, Failure> {
        self.send(
            Method::GET,
            format!("{programme}/registrations/{registration}/credential"),
            None,
            Some(&proof),
        )
        .await
    }
}
