//! What we issue: an Open Badges 3.0 achievement credential without a name in it.

use evidence::SigningKey;
use evidence::v0::SupervisionDoc;
use exam::programme::Programme;
use exam::text::Text;
use exam::{CredentialId, Digest, Slug};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value, json};

use crate::document::canonical;
use crate::proof::prove;
use crate::{CredentialError, did_key};

/// The contexts, by address. The second is numbered and does not change.
const CONTEXTS: [&str; 2] =
    ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];

/// The tag of an achievement of a demonstration.
pub(crate) const DEMO: &str = "demo";

/// What stands behind the times of a sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeEvidence {
    /// An authority countersigned in time.
    Anchored,
    /// Only the candidate's computer says so.
    SelfAttested,
}

/// One confirmed result the award rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The exam.
    pub exam: Slug,
    /// The digest of its signed result statement.
    pub statement: Digest,
    /// Who watched.
    pub supervision: SupervisionDoc,
    /// What stands behind its times.
    pub time: TimeEvidence,
}

/// What is to be awarded. Holds nobody's name.
#[derive(Debug, Clone)]
pub struct Award<'a> {
    /// The credential's id, and its subject's.
    pub credential: CredentialId,
    /// The programme.
    pub programme: &'a Programme,
    /// The certification.
    pub certification: &'a Slug,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// When, UTC milliseconds.
    pub awarded_at_ms: i64,
}

/// Makes a credential: canonical JSON with its proof, the same bytes for the same award and key.
pub fn issue(award: &Award<'_>, key: &SigningKey) -> Result<Vec<u8>, CredentialError> {
    let programme = award.programme;
    let certification = programme
        .certification(award.certification)
        .ok_or_else(|| CredentialError::UnknownCertification(award.certification.to_string()))?;
    let (from, until) = validity(award.awarded_at_ms, certification.valid_months)?;
    let title = plain(&certification.title);
    let name = if programme.demo { format!("{title} (demonstration)") } else { title };
    let description = certification.description.as_ref().map_or_else(|| name.clone(), plain);
    let mut issuer = Map::from_iter([
        ("id".to_owned(), json!(did_key(&key.public()))),
        ("type".to_owned(), json!(["Profile"])),
        ("name".to_owned(), json!(programme.issuer.name)),
    ]);
    if let Some(url) = &programme.issuer.url {
        issuer.insert("url".to_owned(), json!(url));
    }
    let exams: Vec<_> = certification.exams.iter().map(Slug::as_str).collect();
    let mut tags = vec![certification.track.to_string(), certification.tier.to_string()];
    if programme.demo {
        tags.push(DEMO.to_owned());
    }
    let id = format!("urn:uuid:{}", award.credential);
    let mut document = json!({
        "@context": CONTEXTS,
        "id": id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": issuer,
        "validFrom": from,
        "credentialSubject": {
            "id": id,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": format!("urn:uuid:{}#{}", programme.id, certification.id),
                "type": ["Achievement"],
                "achievementType": "Certification",
                "name": name,
                "description": description,
                "criteria": { "narrative": format!("Each of these exams, at its own pass mark: {}.", exams.join(", ")) },
                "tag": tags,
            },
        },
        "evidence": award.evidence.iter().map(|evidence| line(evidence, programme.demo)).collect::<Vec<_>>(),
    });
    if let (Some(until), Value::Object(fields)) = (until, &mut document) {
        fields.insert("validUntil".to_owned(), json!(until));
    }
    canonical(&prove(document, &from, key)?.document)
}

/// One result as evidence: the digest of its statement (RFC 6920), and how strong it is.
fn line(evidence: &Evidence, demo: bool) -> Value {
    let supervision = match evidence.supervision {
        SupervisionDoc::None => "none",
        SupervisionDoc::Remote => "remote",
        SupervisionDoc::Room => "room",
    };
    let time = match evidence.time {
        TimeEvidence::Anchored => "anchored",
        TimeEvidence::SelfAttested => "self-attested",
    };
    let demo = if demo { "; demo=true" } else { "" };
    json!({
        "id": format!("nih:sha-256;{}", evidence.statement),
        "type": ["Evidence"],
        "name": evidence.exam.as_str(),
        "genre": format!("supervision={supervision}; time={time}{demo}"),
    })
}

/// From when and until when: whole seconds, and calendar months after the same second.
fn validity(awarded_at_ms: i64, months: Option<u32>) -> Result<(String, Option<String>), CredentialError> {
    let bad = || CredentialError::BadDate(awarded_at_ms.to_string());
    let from = Timestamp::from_second(awarded_at_ms.div_euclid(1_000)).map_err(|_| bad())?;
    let until = match months {
        Some(months) => {
            let span = 0.months().try_months(i64::from(months)).map_err(|_| bad())?;
            let end = from.to_zoned_datetime(TimeZone::UTC).checked_add(span).map_err(|_| bad())?;
            Some(end.timestamp().to_string())
        }
        None => None,
    };
    Ok((from.to_string(), until))
}

/// The original wording as one line.
fn plain(text: &Text) -> String {
    text.variants().first().map(|original| original.words().trim().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_the_calendars() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        for (from, months, until) in [
            ("2026-11-23T10:00:00Z", Some(24), Some("2028-11-23T10:00:00Z")),
            ("2027-01-31T23:59:59Z", Some(1), Some("2027-02-28T23:59:59Z")),
            ("2028-01-31T00:00:00Z", Some(1), Some("2028-02-29T00:00:00Z")),
            ("2026-11-23T10:00:00Z", None, None),
        ] {
            let expected = (from.to_owned(), until.map(str::to_owned));
            assert_eq!(validity(at(from) + 999, months).unwrap(), expected, "{from} + {months:?}");
        }
        assert!(validity(i64::MAX, None).is_err());
        assert!(validity(at("2026-11-23T10:00:00Z"), Some(u32::MAX)).is_err());
    }
}
