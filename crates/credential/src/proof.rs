//! Data Integrity proofs with the cryptosuite `eddsa-jcs-2022`
//! (<https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022>).

use evidence::{PublicKey, SigningKey, sha256};
use exam::Digest;
use serde_json::{Map, Value, json};

use crate::did::{from_multibase, key_of_did, method, multibase};
use crate::document::{canonical, read};
use crate::{CredentialError, did_key};

const SUITE: &str = "eddsa-jcs-2022";

/// A document with its proof, and every step on the way, for those who compare them.
#[derive(Debug, Clone, PartialEq)]
pub struct Proved {
    /// The document with its proof.
    pub document: Value,
    /// SHA-256 over the canonical form of the proof without its value.
    pub config_hash: Digest,
    /// SHA-256 over the canonical form of the document without its proof.
    pub document_hash: Digest,
    /// The signature over the two hashes, the proof's first.
    pub signature: Vec<u8>,
}

/// A document whose proof holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// What was signed: without the proof, and with the contexts that were signed.
    pub document: Value,
    /// Who says to have issued it.
    pub issuer: Option<String>,
    /// The key that signed.
    pub key: PublicKey,
    /// That key's DID.
    pub signer: String,
    /// When the proof says it was made.
    pub created: Option<String>,
    /// From when it is in force, UTC milliseconds.
    pub valid_from_ms: Option<i64>,
    /// Until when, UTC milliseconds; none for ever.
    pub valid_until_ms: Option<i64>,
}

impl Verified {
    /// Whether the issuer is the key that signed. Otherwise whether that key may speak for the issuer is unknown here.
    pub fn is_issued_by_its_signer(&self) -> bool {
        self.issuer.as_deref() == Some(self.signer.as_str())
    }

    /// Whether it is in force at that instant, by its own dates alone.
    pub fn in_force(&self, at_ms: i64) -> bool {
        self.valid_from_ms.is_none_or(|from| from <= at_ms)
            && self.valid_until_ms.is_none_or(|until| at_ms <= until)
    }

    /// Whether it says of itself that it comes from a demonstration.
    pub fn is_demo(&self) -> bool {
        let tags = self.document.pointer("/credentialSubject/achievement/tag").and_then(Value::as_array);
        tags.is_some_and(|tags| tags.iter().any(|tag| tag == crate::badge::DEMO))
    }
}

/// The two hashes a signature is over.
fn hashes(document: &Value, config: &Value) -> Result<(Digest, Digest), CredentialError> {
    Ok((sha256(&canonical(config)?), sha256(&canonical(document)?)))
}

/// Adds a proof to a document that has none.
pub fn prove(document: Value, created: &str, key: &SigningKey) -> Result<Proved, CredentialError> {
    let Value::Object(mut fields) = document else {
        return Err(CredentialError::NotJson("not an object".to_owned()));
    };
    let mut config = Map::from_iter([
        ("type".to_owned(), json!("DataIntegrityProof")),
        ("cryptosuite".to_owned(), json!(SUITE)),
        ("created".to_owned(), json!(created)),
        ("verificationMethod".to_owned(), json!(method(&key.public()))),
        ("proofPurpose".to_owned(), json!("assertionMethod")),
    ]);
    if let Some(context) = fields.get("@context") {
        config.insert("@context".to_owned(), context.clone());
    }
    let (config_hash, document_hash) =
        hashes(&Value::Object(fields.clone()), &Value::Object(config.clone()))?;
    let signature = key.sign(&[config_hash.0, document_hash.0].concat());
    config.insert("proofValue".to_owned(), Value::String(multibase(&signature)));
    fields.insert("proof".to_owned(), Value::Object(config));
    Ok(Proved { document: Value::Object(fields), config_hash, document_hash, signature })
}

/// Verifies a document's `eddsa-jcs-2022` proof. Needs no network: the key is in the verification method.
pub fn verify(bytes: &[u8]) -> Result<Verified, CredentialError> {
    let Value::Object(mut fields) = read(bytes)? else {
        return Err(CredentialError::NotJson("not an object".to_owned()));
    };
    let mut proof = the_proof(fields.remove("proof"))?;
    let value = match proof.remove("proofValue") {
        Some(Value::String(value)) => from_multibase(&value),
        _ => None,
    };
    let signature = value.ok_or(CredentialError::BadProof("proofValue"))?;
    let text = |name: &'static str| {
        proof.get(name).and_then(Value::as_str).ok_or(CredentialError::BadProof(name)).map(str::to_owned)
    };
    for (name, wanted) in [("type", "DataIntegrityProof"), ("proofPurpose", "assertionMethod")] {
        if text(name)? != wanted {
            return Err(CredentialError::BadProof(name));
        }
    }
    let method = text("verificationMethod")?;
    let key = key_of_did(&method).ok_or_else(|| CredentialError::UnknownMethod(method.clone()))?;
    if let Some(signed) = proof.get("@context") {
        // Whoever holds the document may add contexts after those that were signed; what was signed is what counts.
        if !begins_with(fields.get("@context").unwrap_or(&Value::Null), signed) {
            return Err(CredentialError::OtherContext);
        }
        fields.insert("@context".to_owned(), signed.clone());
    }
    let created = proof.get("created").and_then(Value::as_str).map(str::to_owned);
    let (document, config) = (Value::Object(fields), Value::Object(proof));
    let (config_hash, document_hash) = hashes(&document, &config)?;
    if !key.verifies(&[config_hash.0, document_hash.0].concat(), &signature) {
        return Err(CredentialError::BadSignature);
    }
    let signer = did_key(&key);
    let issuer = issuer(&document);
    if let Some(issuer) =
        issuer.as_ref().filter(|issuer| issuer.starts_with("did:key:") && **issuer != signer)
    {
        return Err(CredentialError::OtherIssuer { issuer: issuer.clone(), method });
    }
    Ok(Verified {
        issuer,
        key,
        signer,
        created,
        valid_from_ms: date(&document, "validFrom")?,
        valid_until_ms: date(&document, "validUntil")?,
        document,
    })
}

/// The proof of our suite: the only one, or the first of that suite in a set.
fn the_proof(proof: Option<Value>) -> Result<Map<String, Value>, CredentialError> {
    let ours = |proof: Value| match proof {
        Value::Object(proof) => {
            (proof.get("cryptosuite").and_then(Value::as_str) == Some(SUITE)).then_some(proof)
        }
        _ => None,
    };
    match proof {
        Some(Value::Array(set)) => set.into_iter().find_map(ours),
        Some(proof) => ours(proof),
        None => None,
    }
    .ok_or(CredentialError::NoProof)
}

/// Whether the document's contexts are the signed ones, in their order, with or without others after them.
fn begins_with(context: &Value, signed: &Value) -> bool {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    list(context).starts_with(&list(signed))
}

fn issuer(document: &Value) -> Option<String> {
    let issuer = document.get("issuer")?;
    issuer.as_str().or_else(|| issuer.get("id")?.as_str()).map(str::to_owned)
}

fn date(document: &Value, name: &str) -> Result<Option<i64>, CredentialError> {
    let Some(text) = document.get(name) else { return Ok(None) };
    let read = text.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    read.map(|at| Some(at.as_millisecond())).ok_or_else(|| CredentialError::BadDate(text.to_string()))
}
