//! A credential as issued: what stands in it, and that nothing in it can be changed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use credential::{Award, CredentialError, Evidence, TimeEvidence, did_key, issue, read, verify};
use evidence::v0::SupervisionDoc;
use evidence::{Secret, SigningKey};
use exam::programme::{Certification, Issuer, Named, Programme};
use exam::text::Text;
use exam::{CredentialId, Digest, ProgrammeId, Slug};
use serde_json::Value;

const AWARDED_MS: i64 = 1_795_428_900_123; // 2026-11-23T10:15:00.123Z

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

fn programme(demo: bool) -> Programme {
    let named = |id: &str| Named { id: slug(id), title: Text::plain("en", id) };
    Programme {
        id: ProgrammeId::mint(1_700_000_000_000, [1; 10]),
        title: Text::plain("en", "Meshery"),
        issuer: Issuer { name: "Layer5 “Academy”".into(), url: Some("https://layer5.io".into()) },
        demo,
        tracks: vec![named("developers")],
        tiers: vec![named("contributor")],
        certifications: vec![Certification {
            id: slug("cmc"),
            title: Text::plain("en", "Certified Meshery Contributor"),
            description: None,
            track: slug("developers"),
            tier: slug("contributor"),
            exams: vec![slug("server"), slug("cli")],
            audience: None,
            prerequisites: Vec::new(),
            price: None,
            cool_down_ms: 0,
            attempts: 2,
            valid_months: Some(24),
        }],
        exams: Vec::new(),
    }
}

fn key() -> SigningKey {
    SigningKey::from_seed(Secret::new([7; 32]))
}

fn issued(demo: bool) -> Vec<u8> {
    let programme = programme(demo);
    let evidence = |exam: &str, time| Evidence {
        exam: slug(exam),
        statement: Digest([exam.len() as u8; 32]),
        supervision: SupervisionDoc::None,
        time,
    };
    let award = Award {
        credential: CredentialId::mint(AWARDED_MS, [3; 10]),
        programme: &programme,
        certification: &slug("cmc"),
        evidence: vec![
            evidence("server", TimeEvidence::Anchored),
            evidence("cli", TimeEvidence::SelfAttested),
        ],
        awarded_at_ms: AWARDED_MS,
    };
    issue(&award, &key()).unwrap()
}

#[test]
fn an_issued_credential_verifies_as_its_issuers_own() {
    let verified = verify(&issued(false)).unwrap();
    assert_eq!(verified.key, key().public());
    assert!(verified.is_issued_by_its_signer() && !verified.is_demo());
    assert_eq!(verified.valid_from_ms, Some(AWARDED_MS - 123), "whole seconds");
    assert!(verified.in_force(AWARDED_MS));
    assert!(!verified.in_force(AWARDED_MS - 124) && !verified.in_force(AWARDED_MS + 731 * 86_400_000));
}

#[test]
fn it_says_what_was_earned_and_names_nobody() {
    let document = read(&issued(false)).unwrap();
    let at = |path: &str| document.pointer(path).unwrap_or(&Value::Null).clone();
    for (path, expected) in [
        ("/@context/0", "https://www.w3.org/ns/credentials/v2"),
        ("/@context/1", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"),
        ("/type/1", "OpenBadgeCredential"),
        ("/validFrom", "2026-11-23T10:15:00Z"),
        ("/validUntil", "2028-11-23T10:15:00Z"),
        ("/issuer/id", did_key(&key().public()).as_str()),
        ("/issuer/name", "Layer5 “Academy”"),
        ("/credentialSubject/achievement/name", "Certified Meshery Contributor"),
        ("/credentialSubject/achievement/description", "Certified Meshery Contributor"),
        ("/evidence/0/genre", "supervision=none; time=anchored"),
        ("/evidence/1/genre", "supervision=none; time=self-attested"),
        ("/evidence/0/id", &format!("nih:sha-256;{}", "06".repeat(32))),
    ] {
        assert_eq!(at(path), expected, "{path}");
    }
    let subject = document["credentialSubject"].as_object().unwrap();
    let fields: Vec<_> = subject.keys().map(String::as_str).collect();
    assert_eq!(fields, ["achievement", "id", "type"]);
    assert!(subject["id"].as_str().unwrap().starts_with("urn:uuid:"));
}

#[test]
fn a_demonstration_says_so() {
    let verified = verify(&issued(true)).unwrap();
    assert!(verified.is_demo());
    assert!(verified.document["name"].as_str().unwrap().ends_with("(demonstration)"));
    assert_eq!(verified.document["evidence"][0]["genre"], "supervision=none; time=anchored; demo=true");
}

#[test]
fn the_same_award_gives_the_same_bytes() {
    assert_eq!(issued(false), issued(false));
}

#[test]
fn another_issuer_in_a_key_is_refused() {
    let mut document = read(&issued(false)).unwrap();
    let proof = document.as_object_mut().unwrap().remove("proof").unwrap();
    let created = proof["created"].as_str().unwrap();
    let forged = credential::prove(document, created, &SigningKey::from_seed(Secret::new([8; 32]))).unwrap();
    let refused = verify(forged.document.to_string().as_bytes()).unwrap_err();
    assert!(matches!(refused, CredentialError::OtherIssuer { .. }), "{refused}");
}

#[test]
fn every_flipped_bit_is_rejected() {
    let good = issued(true);
    assert!(verify(&good).is_ok());
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            assert!(verify(&bad).is_err(), "byte {at} ({:?}), bit {bit}", good[at] as char);
        }
    }
}

#[test]
fn every_truncation_is_rejected() {
    let good = issued(true);
    for length in 0..good.len() {
        assert!(verify(&good[..length]).is_err(), "{length}");
    }
}

#[test]
fn what_the_programme_does_not_have_is_not_awarded() {
    let programme = programme(false);
    let award = Award {
        credential: CredentialId::mint(1, [3; 10]),
        programme: &programme,
        certification: &slug("cka"),
        evidence: Vec::new(),
        awarded_at_ms: AWARDED_MS,
    };
    assert_eq!(issue(&award, &key()), Err(CredentialError::UnknownCertification("cka".into())));
}
