//! What signed objects are made of, and what travels or is kept without a signature of its own.

use std::collections::BTreeMap;

use exam::{Digest, Slug};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::distinct;
use crate::keys::{Boxed, PublicKey, SealingPublic};
use crate::secret::{Bytes, Name, Secret};

/// What a bank may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UsageDoc {
    /// Public; yields no credential outside a demonstration.
    Practice,
    /// Secret until drawn.
    Live,
}

/// Something encrypted under its own content key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryDoc {
    /// `item/ID`, `stimulus/ID` or `media/DIGEST`.
    pub entry: String,
    /// The encrypted bytes.
    pub blob: BlobDoc,
}

/// Encrypted bytes in the bank file: how many, which, and under which key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobDoc {
    /// How many bytes.
    pub length: u64,
    /// SHA-256 of them.
    pub sha256: Name<Digest>,
    /// Names the key without helping to guess it: SHA-256 over a tag and the key.
    pub key: Name<Digest>,
}

/// An item as a manifest shows it: nothing of what it says or what is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestItemDoc {
    /// The item.
    pub item: Name<Slug>,
    /// The competencies it belongs to.
    pub competencies: Vec<Name<Slug>>,
    /// What it is worth, in 1/100,000 of a point.
    pub points: u64,
    /// A pilot.
    pub unscored: bool,
    /// Each interaction's weight.
    #[serde(deserialize_with = "distinct::keys")]
    pub weights: BTreeMap<Name<Slug>, u32>,
    /// The entries it needs on the screen, its own first: names in `entries`.
    pub needs: Vec<String>,
    /// Its key and explanation, encrypted under its answer key.
    pub answer: BlobDoc,
    /// HMAC-SHA256 under a secret that only the answer key opens, over the item's key.
    pub commitment: Name<Digest>,
}

/// A defect that was sealed knowingly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedDefectDoc {
    /// The item.
    pub item: Name<Slug>,
    /// The finding's code.
    pub code: String,
}

/// What a candidate's sittings differ in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct AccommodationDoc {
    /// More working time, in 1/10,000 of the exam's.
    pub more_time_bp: u32,
    /// More working time, in milliseconds, after that.
    pub more_ms: u64,
    /// Breaks that stop the clock, in milliseconds in all.
    pub break_ms: u64,
}

/// An authority's public keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityDoc {
    /// It signs with this.
    pub signing: PublicKey,
    /// Things are encrypted to it with this.
    pub sealing: SealingPublic,
}

/// Who watches a sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SupervisionDoc {
    /// Nobody.
    None,
    /// A person at a distance.
    Remote,
    /// A person in the room.
    Room,
}

/// The time ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpentDoc {
    /// Counted against the entitlement.
    pub working_ms: u64,
    /// Stopped by someone or something.
    pub held_ms: u64,
    /// The application was not running.
    pub outage_ms: u64,
    /// Breaks.
    pub break_ms: u64,
}

impl From<exam::ledger::Spent> for SpentDoc {
    fn from(spent: exam::ledger::Spent) -> Self {
        Self {
            working_ms: spent.working_ms,
            held_ms: spent.held_ms,
            outage_ms: spent.outage_ms,
            break_ms: spent.break_ms,
        }
    }
}

impl From<SpentDoc> for exam::ledger::Spent {
    fn from(doc: SpentDoc) -> Self {
        Self {
            working_ms: doc.working_ms,
            held_ms: doc.held_ms,
            outage_ms: doc.outage_ms,
            break_ms: doc.break_ms,
        }
    }
}

/// Encrypted answers: one key, wrapped for each who may read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyDoc {
    /// AES-256-GCM under a key of its own.
    pub ciphertext: Bytes,
    /// That key, for each recipient.
    pub recipients: Vec<Boxed>,
}

/// How far a result is final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResultStateDoc {
    /// A person still has to mark something.
    Partial,
    /// Graded by the authority from the answers alone.
    Confirmed,
}

/// What a competency earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompetencyResultDoc {
    /// Which.
    pub competency: Name<Slug>,
    /// Earned, in 1/100,000 of a point.
    pub points: u64,
    /// Worth, in the same.
    pub max: u64,
}

/// What an item earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemResultDoc {
    /// Which.
    pub item: Name<Slug>,
    /// A pilot.
    pub unscored: bool,
    /// Earned, in 1/100,000 of a point.
    pub points: u64,
    /// Worth, in the same.
    pub max: u64,
}

/// A request with proof that its sender holds the ticket: HMAC-SHA256 under the ticket's secret over the request's
/// digest.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proven {
    /// The device-signed request.
    pub request: crate::Signed,
    /// The proof.
    pub mac: Bytes,
}

impl Proven {
    /// Proves a request.
    pub fn new(request: crate::Signed, ticket: &Secret) -> Self {
        let mac = Bytes(crate::keys::mac(ticket, &request.digest().0).to_vec());
        Self { request, mac }
    }

    /// Whether the proof fits.
    pub fn holds(&self, ticket: &Secret) -> bool {
        crate::keys::mac_verifies(ticket, &self.request.digest().0, &self.mac.0)
    }
}

/// What a swap hands over to the new device.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoverDoc {
    /// The new device signs with this.
    pub signing: crate::PublicKey,
    /// Things are encrypted to it with this.
    pub sealing: crate::SealingPublic,
    /// The journal's data key, encrypted to it.
    pub data_key: crate::Boxed,
}

/// A form and the content keys of its items, as they travel encrypted to a device.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentKeys {
    /// The bytes of a [`FormDoc`].
    pub form: Bytes,
    /// Content keys of the entries the form needs, and no others.
    #[serde(deserialize_with = "distinct::keys")]
    pub keys: BTreeMap<String, Secret>,
}

/// Answer keys of a form's items, as they travel encrypted to a device.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerKeys {
    /// By item.
    #[serde(deserialize_with = "distinct::keys")]
    pub keys: BTreeMap<Name<Slug>, Secret>,
}

/// A bank's keys, as they travel encrypted to the hub.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vault {
    /// The manifest.
    pub manifest: Name<Digest>,
    /// Content keys by entry.
    #[serde(deserialize_with = "distinct::keys")]
    pub content: BTreeMap<String, Secret>,
    /// Answer keys by item.
    #[serde(deserialize_with = "distinct::keys")]
    pub answers: BTreeMap<Name<Slug>, Secret>,
    /// Makes the opaque option ids; needed to correct a key.
    pub options: Secret,
}

/// A [`Vault`] encrypted to a hub: a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedVault {
    /// `vault/v0`.
    pub invigil: String,
    /// The manifest it belongs to.
    pub manifest: Name<Digest>,
    /// The keys.
    pub keys: Boxed,
}

/// What a verifier or a hub pins and is given: the trust root's bytes and the delegations under it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustBundle {
    /// `trust/v0`.
    #[serde(deserialize_with = "trust_v0")]
    pub invigil: String,
    /// The bytes of a [`TrustRoot`].
    pub trust_root: Bytes,
    /// Signed [`Delegation`]s, nearest the root first.
    pub delegations: Vec<crate::Signed>,
}

/// Reads the word that says what a file is and of which version: this one and no other.
fn marked<'de, D: Deserializer<'de>>(deserializer: D, known: &str) -> Result<String, D::Error> {
    let found = String::deserialize(deserializer)?;
    if found == known {
        Ok(found)
    } else {
        Err(de::Error::custom(format_args!("this is `{found}`, and this program knows `{known}`")))
    }
}

fn trust_v0<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    marked(deserializer, "trust/v0")
}

fn dossier_v0<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    marked(deserializer, "dossier/v0")
}

/// A file of evidence: what somebody holds of an attempt, to be checked without us.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// `dossier/v0`.
    #[serde(deserialize_with = "dossier_v0")]
    pub invigil: String,
    /// The root and the delegations that were in force. A verifier compares the root with one it has from elsewhere.
    pub trust: TrustBundle,
    /// Signed objects.
    pub objects: Vec<crate::Signed>,
    /// The desk's journal in the clear: only the candidate can give it.
    pub journal: Vec<OpenRecord>,
    /// The authority's docket.
    pub docket: Vec<crate::record::DocketRecord>,
}

/// A journal record in the clear.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenRecord {
    /// The header's bytes.
    pub header: Bytes,
    /// The payload's salt.
    pub salt: Bytes,
    /// The payload.
    pub payload: Bytes,
}
