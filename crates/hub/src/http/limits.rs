//! Every address with how much it takes, as data: docs/protocol.md renders it and the tests are generated from it.

const MIB: usize = 1024 * 1024;

/// One address of the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// The method.
    pub method: &'static str,
    /// The path with its variables.
    pub path: &'static str,
    /// The largest body, in bytes; 0 where there is none.
    pub body: usize,
    /// The verb its proof is for, where it wants one in the header.
    pub proof: Option<&'static str>,
}

const fn endpoint(
    method: &'static str,
    path: &'static str,
    body: usize,
    proof: Option<&'static str>,
) -> Endpoint {
    Endpoint { method, path, body, proof }
}

/// A small object.
pub(super) const OBJECT: usize = MIB;
/// An object that grows with a bank or with what a candidate writes: as large as a signed object may be.
pub(super) const LARGE: usize = evidence::dsse::LARGEST;
/// Journal records.
pub(super) const RECORDS: usize = 16 * MIB;
/// A bank.
pub(super) const BANK: usize = evidence::bank::LARGEST;

/// Every address under `/v0`.
pub const ENDPOINTS: &[Endpoint] = &[
    endpoint("GET", "/v0/authority", 0, None),
    endpoint("GET", "/v0/tickets/{locator}", 0, None),
    endpoint("PUT", "/v0/{programme}", OBJECT, None),
    endpoint("GET", "/v0/{programme}/trust", 0, None),
    endpoint("POST", "/v0/{programme}/delegations", OBJECT, None),
    endpoint("PUT", "/v0/{programme}/banks/{manifest}", BANK, None),
    endpoint("GET", "/v0/{programme}/banks/{manifest}", 0, None),
    endpoint("PUT", "/v0/{programme}/banks/{manifest}/vault", LARGE, None),
    endpoint("POST", "/v0/{programme}/registrations", OBJECT, None),
    endpoint("POST", "/v0/{programme}/registrations/{registration}/enrolments", OBJECT, None),
    endpoint("GET", "/v0/{programme}/registrations/{registration}/credential", 0, Some("credential")),
    endpoint("POST", "/v0/{programme}/attempts/{attempt}/start", OBJECT, None),
    endpoint("POST", "/v0/{programme}/attempts/{attempt}/records", RECORDS, None),
    endpoint("GET", "/v0/{programme}/attempts/{attempt}/docket", 0, Some("docket")),
    endpoint("POST", "/v0/{programme}/attempts/{attempt}/grants", OBJECT, None),
    endpoint("GET", "/v0/{programme}/attempts/{attempt}/grants", 0, Some("grants")),
    endpoint("POST", "/v0/{programme}/attempts/{attempt}/recoveries", OBJECT, None),
    endpoint("PUT", "/v0/{programme}/attempts/{attempt}/envelopes/{envelope}", LARGE, None),
    endpoint("POST", "/v0/{programme}/attempts/{attempt}/envelopes/{envelope}/release", 0, Some("release")),
    endpoint("GET", "/v0/{programme}/attempts/{attempt}/result", 0, Some("result")),
];
