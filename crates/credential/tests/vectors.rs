//! Published vectors: JCS (RFC 8785) and the W3C's for `eddsa-jcs-2022`, from `../shared/real-input`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::PathBuf;

use credential::{CredentialError, canonical, key_of_did, multibase, prove, read, verify};
use evidence::{Secret, SigningKey};
use serde_json::Value;

fn input(path: &str) -> Vec<u8> {
    let shared = std::env::var_os("INVIGIL_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = shared.join("real-input").join(path);
    fs::read(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; INVIGIL_SHARED names the directory that holds real-input", path.display())
    })
}

fn suite(file: &str) -> String {
    let path = format!("credentials/vc-di-eddsa/{file}");
    String::from_utf8(input(&path)).unwrap().trim_end().to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_canonical_form_is_rfc_8785() {
    for name in ["arrays", "french", "structures", "unicode", "values", "weird"] {
        let document = read(&input(&format!("jcs/input/{name}.json"))).unwrap();
        let expected = input(&format!("jcs/output/{name}.json"));
        assert_eq!(canonical(&document).unwrap(), expected, "{name}");
    }
}

/// The vectors' key: multicodec `ed25519-priv`, then the seed.
fn vector_key() -> SigningKey {
    let pair: Value = serde_json::from_str(&suite("keyPair.json")).unwrap();
    let private = pair["privateKeyMultibase"].as_str().unwrap();
    let bytes = bs58::decode(private.strip_prefix('z').unwrap()).into_vec().unwrap();
    let seed = bytes.strip_prefix(&[0x80, 0x26]).expect("an Ed25519 secret key");
    let key = SigningKey::from_seed(Secret::from_slice(seed).unwrap());
    let public = format!("did:key:{}", pair["publicKeyMultibase"].as_str().unwrap());
    assert_eq!(key_of_did(&public), Some(key.public()));
    key
}

#[test]
fn every_step_of_the_w3c_vectors_is_reproduced() {
    let unsigned = read(suite("unsigned.json").as_bytes()).unwrap();
    assert_eq!(canonical(&unsigned).unwrap(), suite("eddsa-jcs-2022/canonDocJCS.txt").as_bytes());
    let proved = prove(unsigned, "2023-02-24T23:36:38Z", &vector_key()).unwrap();

    let mut config = proved.document["proof"].clone();
    config.as_object_mut().unwrap().remove("proofValue");
    assert_eq!(config, read(suite("eddsa-jcs-2022/proofConfigJCS.json").as_bytes()).unwrap());
    assert_eq!(canonical(&config).unwrap(), suite("eddsa-jcs-2022/proofCanonJCS.txt").as_bytes());
    assert_eq!(proved.config_hash.to_string(), suite("eddsa-jcs-2022/proofHashJCS.txt"));
    assert_eq!(proved.document_hash.to_string(), suite("eddsa-jcs-2022/docHashJCS.txt"));
    let combined = format!("{}{}", proved.config_hash, proved.document_hash);
    assert_eq!(combined, suite("eddsa-jcs-2022/combinedHashJCS.txt"));
    assert_eq!(hex(&proved.signature), suite("eddsa-jcs-2022/sigHexJCS.txt"));
    assert_eq!(multibase(&proved.signature), suite("eddsa-jcs-2022/sigBTC58JCS.txt"));
    assert_eq!(proved.document, read(suite("eddsa-jcs-2022/signedJCS.json").as_bytes()).unwrap());
}

#[test]
fn the_signed_vector_verifies_and_names_its_key() {
    let verified = verify(suite("eddsa-jcs-2022/signedJCS.json").as_bytes()).unwrap();
    assert_eq!(verified.key, vector_key().public());
    assert_eq!(verified.issuer.as_deref(), Some("https://vc.example/issuers/5678"));
    assert!(!verified.is_issued_by_its_signer(), "whether that key may speak for that address is not known");
    assert_eq!(verified.valid_from_ms, Some(1_672_531_200_000));
}

fn signed_vector() -> Value {
    read(suite("eddsa-jcs-2022/signedJCS.json").as_bytes()).unwrap()
}

#[track_caller]
fn refused(document: &Value, expected: &CredentialError) {
    assert_eq!(&verify(document.to_string().as_bytes()).unwrap_err(), expected);
}

/// Verify proof, step 4: the document's contexts begin with the proof's, and what was signed is what counts.
#[test]
fn contexts_may_be_added_behind_and_nowhere_else() {
    let mut behind = signed_vector();
    behind["@context"].as_array_mut().unwrap().push("https://example.org/more".into());
    let verified = verify(behind.to_string().as_bytes()).unwrap();
    assert_eq!(verified.document["@context"].as_array().unwrap().len(), 2, "what was added was not signed");
    let mut before = signed_vector();
    before["@context"].as_array_mut().unwrap().insert(0, "https://example.org/more".into());
    refused(&before, &CredentialError::OtherContext);
    let mut fewer = signed_vector();
    fewer["@context"].as_array_mut().unwrap().pop();
    refused(&fewer, &CredentialError::OtherContext);
}

#[test]
fn what_is_wrong_with_a_proof_is_named() {
    let with = |path: &str, value: Value| {
        let mut document = signed_vector();
        *document.pointer_mut(path).unwrap() = value;
        document
    };
    for (path, value, expected) in [
        ("/proof/cryptosuite", "eddsa-rdfc-2022".into(), CredentialError::NoProof),
        ("/proof", Value::Null, CredentialError::NoProof),
        ("/proof/type", "Ed25519Signature2020".into(), CredentialError::BadProof("type")),
        ("/proof/proofPurpose", "authentication".into(), CredentialError::BadProof("proofPurpose")),
        ("/proof/proofValue", "u7".into(), CredentialError::BadProof("proofValue")),
        ("/proof/proofValue", "z7".into(), CredentialError::BadSignature),
        ("/proof/created", "2024-02-24T23:36:38Z".into(), CredentialError::BadSignature),
        (
            "/proof/verificationMethod",
            "https://example.org/key".into(),
            CredentialError::UnknownMethod("https://example.org/key".into()),
        ),
        ("/credentialSubject/alumniOf", "Another School".into(), CredentialError::BadSignature),
    ] {
        refused(&with(path, value), &expected);
    }
    let mut unsigned = signed_vector();
    unsigned.as_object_mut().unwrap().remove("proof");
    refused(&unsigned, &CredentialError::NoProof);
    assert!(matches!(verify(b"[]"), Err(CredentialError::NotJson(_))));
    assert!(matches!(verify(b""), Err(CredentialError::NotJson(_))));
}

#[test]
fn our_proof_is_found_in_a_set() {
    let mut document = signed_vector();
    let ours = document["proof"].clone();
    let other = serde_json::json!({ "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022" });
    document["proof"] = vec![other, ours].into();
    assert!(verify(document.to_string().as_bytes()).is_ok());
}
