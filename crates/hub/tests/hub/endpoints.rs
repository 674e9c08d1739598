//! Every address against what should not be sent to it. The cases are generated from [`hub::ENDPOINTS`].

use evidence::{Signed, TicketCode};
use exam::{Digest, ProgrammeId, RegistrationId};
use hub::{ENDPOINTS, Endpoint};
use protocol::{Asking, Ordered, PROOF_HEADER, PROTOCOL_HEADER, Proof};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::desk::{Desk, Wanted};
use crate::world::{NOON_MS, World, random};

/// A world with an attempt whose envelope was taken, so that every address has something to say.
struct Case {
    world: World,
    desk: Desk,
    envelope: Signed,
    http: reqwest::Client,
}

impl Case {
    async fn new() -> Self {
        let world = World::new().await;
        let mut desk = Desk::started(&world).await;
        let envelope = desk.envelope(Wanted::default());
        desk.submit(&envelope).await.unwrap();
        Self { world, desk, envelope, http: reqwest::Client::new() }
    }

    fn path(&self, endpoint: &Endpoint, programme: ProgrammeId) -> String {
        endpoint
            .path
            .replace("{programme}", &programme.to_string())
            .replace("{locator}", &TicketCode::of(&self.desk.ticket.secret).locator().to_string())
            .replace("{manifest}", &self.world.manifest.to_string())
            .replace("{registration}", &self.desk.ticket.registration.0.to_string())
            .replace("{attempt}", &self.desk.attempt().to_string())
            .replace("{envelope}", &self.envelope.digest().to_string())
    }

    fn proof(&self, verb: &str) -> Proof {
        let attempt = self.desk.attempt();
        match verb {
            "release" => self.desk.proof(verb, &self.envelope.digest()),
            "credential" => self.desk.proof(verb, &self.desk.ticket.registration.0),
            _ => self.desk.proof(verb, &attempt),
        }
    }

    /// A body that the address would take.
    fn body(&self, endpoint: &Endpoint) -> Vec<u8> {
        let json = |value: Result<Vec<u8>, serde_json::Error>| value.unwrap();
        let path = endpoint.path;
        if endpoint.body == 0 {
            Vec::new()
        } else if path.ends_with("/enrolments") {
            json(serde_json::to_vec(&self.desk.enrolment()))
        } else if path.ends_with("/start") {
            json(serde_json::to_vec(&self.desk.start_request()))
        } else if path.ends_with("/records") {
            json(serde_json::to_vec(&self.desk.upload(0, self.desk.records.len())))
        } else if path.ends_with("/vault") {
            json(serde_json::to_vec(&self.world.sealed_vault()))
        } else if path.ends_with("/grants") {
            self.world.grant(self.desk.attempt(), evidence::v0::event::EffectDoc::Hold).1.to_json()
        } else if path.ends_with("/recoveries") {
            let (invigil, request) = ("recovery-request/v0".to_owned(), self.envelope.clone());
            let asking = Asking { invigil, request, mac: None };
            json(serde_json::to_vec(&Ordered { order: self.envelope.clone(), asking }))
        } else if path.ends_with("/registrations") {
            self.world.order(RegistrationId::mint(NOON_MS, random()), "Ada").to_json()
        } else if path.contains("/banks/") {
            self.world.bank.clone()
        } else if path.ends_with("/delegations") {
            self.world.bundle.delegations[0].to_json()
        } else {
            self.envelope.to_json()
        }
    }

    fn bare(&self, endpoint: &Endpoint, programme: ProgrammeId) -> RequestBuilder {
        let method = Method::from_bytes(endpoint.method.as_bytes()).unwrap();
        let url = format!("{}{}", self.world.client().address(), self.path(endpoint, programme));
        self.http.request(method, url)
    }

    fn request(&self, endpoint: &Endpoint, programme: ProgrammeId) -> RequestBuilder {
        let request = self.bare(endpoint, programme).header(PROTOCOL_HEADER, "0");
        match endpoint.proof {
            Some(verb) => request.header(PROOF_HEADER, serde_json::to_string(&self.proof(verb)).unwrap()),
            None => request,
        }
    }

    fn here(&self, endpoint: &Endpoint) -> RequestBuilder {
        self.request(endpoint, self.world.programme)
    }
}

/// Status and code of an answer that refuses, in JSON and nothing but.
async fn refused(request: RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let kind = response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
    let bytes = response.bytes().await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let json: Value = serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("{status} {text:?}"));
    assert_eq!(kind.as_deref(), Some("application/json"), "{text}");
    (status, json["code"].as_str().unwrap_or_else(|| panic!("{status} {text}")).to_owned())
}

fn is(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn every_address_wants_the_protocols_version() {
    let case = Case::new().await;
    for endpoint in ENDPOINTS {
        let bare = || case.bare(endpoint, case.world.programme).body(case.body(endpoint));
        for request in [bare(), bare().header(PROTOCOL_HEADER, "1"), bare().header(PROTOCOL_HEADER, "")] {
            assert_eq!(refused(request).await, is(426, "unsupported-protocol"), "{endpoint:?}");
        }
    }
}

#[tokio::test]
async fn every_address_of_a_programme_knows_its_programmes() {
    let case = Case::new().await;
    let other = ProgrammeId::mint(NOON_MS, random());
    for endpoint in ENDPOINTS.iter().filter(|endpoint| endpoint.path.contains("{programme}")) {
        let request = case.request(endpoint, other).body(case.body(endpoint));
        assert_eq!(refused(request).await, is(404, "unknown-programme"), "{endpoint:?}");
        let odd = case.path(endpoint, other).replace(&other.to_string(), "not-an-id");
        let method = Method::from_bytes(endpoint.method.as_bytes()).unwrap();
        let url = format!("{}{odd}", case.world.client().address());
        let request = case.http.request(method, url).header(PROTOCOL_HEADER, "0").body(case.body(endpoint));
        assert_eq!(refused(request).await, is(404, "unknown-programme"), "{endpoint:?}");
    }
}

#[tokio::test]
async fn every_proof_is_of_one_ticket_and_for_one_question() {
    let case = Case::new().await;
    let stranger = Desk::started(&case.world).await;
    let proved = || ENDPOINTS.iter().filter_map(|endpoint| Some((endpoint, endpoint.proof?)));
    assert!(proved().count() >= 5);
    for (endpoint, verb) in proved() {
        let with = |proof: String| {
            let bare = case.bare(endpoint, case.world.programme).header(PROTOCOL_HEADER, "0");
            bare.header(PROOF_HEADER, proof)
        };
        let text = |proof: &Proof| serde_json::to_string(proof).unwrap();
        let mut wrong = vec![
            String::new(),
            "{}".to_owned(),
            "x".repeat(5000),
            text(&stranger.proof(verb, &case.desk.attempt())),
            text(&stranger.proof(verb, &stranger.attempt())),
            text(&case.desk.proof(verb, &stranger.attempt())),
            text(&Proof {
                registration: case.desk.ticket.registration,
                ..stranger.proof(verb, &case.desk.attempt())
            }),
        ];
        // A proof seen on the way to another address is good for nothing here.
        wrong.extend(proved().filter(|(_, other)| *other != verb).map(|(_, other)| text(&case.proof(other))));
        for proof in wrong {
            assert_eq!(refused(with(proof.clone())).await, is(403, "wrong-proof"), "{endpoint:?} {proof}");
        }
        let none = case.bare(endpoint, case.world.programme).header(PROTOCOL_HEADER, "0");
        assert_eq!(refused(none).await, is(403, "wrong-proof"), "{endpoint:?}");
        assert!(case.here(endpoint).send().await.unwrap().status().is_success(), "{endpoint:?}");
    }
}

#[tokio::test]
async fn requests_proved_by_another_ticket_are_refused() {
    let case = Case::new().await;
    let stranger = Desk::started(&case.world).await;
    let secret = &stranger.ticket.secret;
    let proven = |request| serde_json::to_vec(&evidence::v0::Proven::new(request, secret)).unwrap();
    let mut upload = case.desk.upload(0, case.desk.records.len());
    upload.proof = stranger.proof("records", &case.desk.attempt());
    for (path, body) in [
        ("/enrolments", proven(case.desk.enrolment().request)),
        ("/start", proven(case.desk.start_request().request)),
        ("/records", serde_json::to_vec(&upload).unwrap()),
    ] {
        let endpoint = ENDPOINTS.iter().find(|endpoint| endpoint.path.ends_with(path)).unwrap();
        assert_eq!(refused(case.here(endpoint).body(body)).await, is(403, "wrong-proof"), "{path}");
    }
}

#[tokio::test]
async fn every_body_is_bounded_before_it_is_read() {
    let case = Case::new().await;
    let limited = || ENDPOINTS.iter().filter(|endpoint| endpoint.body > 0);
    // A bank's limit is tested by its announcement alone: half a gibibyte is not worth sending.
    for endpoint in limited().filter(|endpoint| endpoint.body <= 16 * 1024 * 1024) {
        let too_large = vec![b' '; endpoint.body + 1];
        assert_eq!(refused(case.here(endpoint).body(too_large)).await, is(413, "too-large"), "{endpoint:?}");
        let at_the_edge = vec![b' '; endpoint.body];
        let (status, _) = refused(case.here(endpoint).body(at_the_edge)).await;
        assert_eq!(status, 400, "{endpoint:?}");
    }
    for endpoint in limited() {
        let (status, code) = announced(&case, endpoint, endpoint.body as u64 + 1).await;
        assert_eq!((status, code.as_str()), (413, "too-large"), "{endpoint:?}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_announce_its_length_is_bounded_too() {
    let case = Case::new().await;
    for endpoint in ENDPOINTS.iter().filter(|endpoint| (1..=1024 * 1024).contains(&endpoint.body)) {
        let mut chunked = format!("{:x}\r\n", endpoint.body + 1).into_bytes();
        chunked.extend(vec![b' '; endpoint.body + 1]);
        chunked.extend(b"\r\n0\r\n\r\n");
        let answer = raw(&case, endpoint, "transfer-encoding: chunked", chunked).await;
        assert_eq!(answer, is(413, "too-large"), "{endpoint:?}");
    }
}

/// The answer to a request that announces a length and sends nothing.
async fn announced(case: &Case, endpoint: &Endpoint, length: u64) -> (u16, String) {
    raw(case, endpoint, &format!("content-length: {length}"), Vec::new()).await
}

/// The answer to a request written by hand.
async fn raw(case: &Case, endpoint: &Endpoint, header: &str, body: Vec<u8>) -> (u16, String) {
    use std::io::{Read, Write};
    let address = case.world.client().address().trim_start_matches("http://").to_owned();
    let path = case.path(endpoint, case.world.programme);
    let head = format!(
        "{} {path} HTTP/1.1\r\nhost: hub\r\n{PROTOCOL_HEADER}: 0\r\nconnection: close\r\n{header}\r\n\r\n",
        endpoint.method
    );
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let _ = stream.write_all(&body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    });
    let answer = answer.await.unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let json: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    (status, json["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn every_malformed_body_is_named_so() {
    let case = Case::new().await;
    for endpoint in ENDPOINTS.iter().filter(|endpoint| endpoint.body > 0) {
        let good = case.body(endpoint);
        let cut = good[..good.len() / 2].to_vec();
        for body in [Vec::new(), b"{}".to_vec(), b"\xff\xfe".to_vec(), b"[[[[".to_vec(), cut] {
            let answer = refused(case.here(endpoint).body(body)).await;
            assert_eq!(answer, is(400, "malformed"), "{endpoint:?}");
        }
    }
}

#[tokio::test]
async fn ids_that_are_not_there_are_named_so() {
    let case = Case::new().await;
    let registration = case.desk.ticket.registration.0.to_string();
    let locator = TicketCode::of(&case.desk.ticket.secret).locator().to_string();
    let (attempt, envelope) = (case.desk.attempt().to_string(), case.envelope.digest().to_string());
    for endpoint in ENDPOINTS {
        for (variable, known, code) in [
            ("{registration}", &registration, "unknown-registration"),
            ("{attempt}", &attempt, "unknown-attempt"),
            ("{locator}", &locator, "unknown-ticket"),
        ] {
            if !endpoint.path.contains(variable) {
                continue;
            }
            let mut other = known.clone();
            let last = if other.pop() == Some('0') { '1' } else { '0' };
            other.push(last);
            for odd in [other.as_str(), "x"] {
                let path = case.path(endpoint, case.world.programme).replace(known.as_str(), odd);
                let url = format!("{}{path}", case.world.client().address());
                let method = Method::from_bytes(endpoint.method.as_bytes()).unwrap();
                let mut request = case.http.request(method, url).header(PROTOCOL_HEADER, "0");
                if let Some(verb) = endpoint.proof {
                    request = request.header(PROOF_HEADER, serde_json::to_string(&case.proof(verb)).unwrap());
                }
                assert_eq!(
                    refused(request.body(case.body(endpoint))).await,
                    is(404, code),
                    "{endpoint:?} {odd}"
                );
            }
        }
    }
    let endpoint = ENDPOINTS.iter().find(|e| e.path.ends_with("{envelope}")).unwrap();
    let path = case.path(endpoint, case.world.programme).replace(&envelope, &Digest([1; 32]).to_string());
    let request = case.http.put(format!("{}{path}", case.world.client().address()));
    let request = request.header(PROTOCOL_HEADER, "0").body(case.envelope.to_json());
    assert_eq!(refused(request).await, is(422, "address-mismatch"));
}

#[tokio::test]
async fn an_address_that_is_none_is_said_to_be() {
    let case = Case::new().await;
    let address = case.world.client().address().to_owned();
    for path in ["/", "/v0", "/v0/", "/v0/a/b/c/d/e", "/v1/authority", "/v0/authority/x", "/admin"] {
        let request = case.http.get(format!("{address}{path}")).header(PROTOCOL_HEADER, "0");
        assert_eq!(refused(request).await, is(404, "no-such-address"), "{path}");
    }
    let request = case.http.delete(format!("{address}/v0/authority")).header(PROTOCOL_HEADER, "0");
    assert_eq!(refused(request).await, is(404, "no-such-address"), "a method that is none");
}

#[tokio::test]
async fn healthz_needs_nothing_and_says_ok() {
    let case = Case::new().await;
    let response = case.http.get(format!("{}/healthz", case.world.client().address())).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    let json: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    assert_eq!(json["status"], "ok");
}

/// docs/protocol.md lists these addresses and no others.
#[test]
fn the_page_about_the_protocol_lists_every_address() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/protocol.md");
    let page = std::fs::read_to_string(page).unwrap();
    let listed: Vec<_> =
        page.lines().filter(|line| line.starts_with("| `") && line.contains("/v0/")).collect();
    let row = |endpoint: &Endpoint| {
        let body = match endpoint.body {
            0 => "none".to_owned(),
            bytes => format!("{} MiB", bytes / 1024 / 1024),
        };
        let proof = endpoint.proof.map_or("none".to_owned(), |verb| format!("`{verb}`"));
        format!("| `{} {}` | {body} | {proof} |", endpoint.method, endpoint.path)
    };
    let expected: Vec<_> = ENDPOINTS.iter().map(row).collect();
    for (listed, expected) in listed.iter().zip(&expected) {
        assert!(listed.starts_with(expected), "{listed}\n{expected}");
    }
    assert_eq!(listed.len(), expected.len());
}
