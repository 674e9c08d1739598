//! Signed objects: DSSE over JSON written once.
//!
//! An object's bytes are made once, signed, stored and forwarded as they are. Its digest is SHA-256 over the DSSE
//! pre-authentication encoding of type and payload, so the wrapper (spacing, hints, further signatures) is not part
//! of its identity. <https://github.com/secure-systems-lab/dsse/blob/master/protocol.md>

use std::fmt;
use std::marker::PhantomData;

use exam::Digest;
use serde::de::{DeserializeOwned, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, de};
use thiserror::Error;

use crate::keys::{PublicKey, SigningKey, sha256_of};
use crate::secret::Bytes;

/// Something that is signed. One payload type per verb.
pub trait Object: Serialize + DeserializeOwned {
    /// The short name in its media type `application/vnd.invigil.NAME.v0+json`.
    const NAME: &'static str;

    /// The DSSE payload type.
    fn media_type() -> String {
        format!("application/vnd.invigil.{}.v0+json", Self::NAME)
    }
}

/// The largest wrapper taken, in bytes. A manifest of 2,000 items is the largest object there is.
pub const LARGEST: usize = 8 * 1024 * 1024;

/// The most signatures one wrapper may bear. Each costs a verification over the whole payload, and we write one.
pub const MOST_SIGNATURES: usize = 8;

/// Why bytes are not the object they should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ObjectError {
    /// More bytes than any object has.
    #[error("{0} bytes are more than an object may have")]
    TooLarge(usize),
    /// Not a DSSE wrapper.
    #[error("this is not a signed object: {0}")]
    NotSigned(String),
    /// A later version of a kind we know.
    #[error("this is `{0}`, a version this program does not know; a newer program may")]
    UnknownVersion(String),
    /// Another kind of object.
    #[error("expected `{expected}`, found `{found}`")]
    OtherType {
        /// What was asked for.
        expected: String,
        /// What is there.
        found: String,
    },
    /// No signature by the key in question.
    #[error("the signature does not fit: the object was changed, or another key signed it")]
    BadSignature,
    /// A signature fits, and what was signed cannot be read.
    #[error("the signed content cannot be read: {0}")]
    BadContent(String),
}

/// Signed bytes in their wrapper. Nothing is verified until [`Signed::open`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signed {
    payload_type: String,
    payload: Bytes,
    #[serde(deserialize_with = "few")]
    signatures: Vec<Signature>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    /// Only a hint.
    #[serde(default)]
    keyid: String,
    sig: Bytes,
}

/// Reads signatures, and stops at the first that is too many.
fn few<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Signature>, D::Error> {
    struct Few;

    impl<'de> Visitor<'de> for Few {
        type Value = Vec<Signature>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "at most {MOST_SIGNATURES} signatures")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut signatures = Vec::new();
            while let Some(signature) = access.next_element()? {
                if signatures.len() == MOST_SIGNATURES {
                    return Err(de::Error::invalid_length(MOST_SIGNATURES + 1, &self));
                }
                signatures.push(signature);
            }
            Ok(signatures)
        }
    }

    deserializer.deserialize_seq(Few)
}

impl Signed {
    /// Writes an object's bytes and signs them.
    pub fn new<T: Object>(object: &T, key: &SigningKey) -> Self {
        let payload = to_json(object);
        let payload_type = T::media_type();
        let sig = Bytes(key.sign(&pae(&payload_type, &payload)));
        Self {
            payload_type,
            payload: Bytes(payload),
            signatures: vec![Signature { keyid: key.public().id(), sig }],
        }
    }

    /// Reads a wrapper. Nothing is verified.
    pub fn parse(bytes: &[u8]) -> Result<Self, ObjectError> {
        if bytes.len() > LARGEST {
            return Err(ObjectError::TooLarge(bytes.len()));
        }
        serde_json::from_slice(bytes).map_err(|error| ObjectError::NotSigned(error.to_string()))
    }

    /// The wrapper as one line of JSON.
    pub fn to_json(&self) -> Vec<u8> {
        to_json(self)
    }

    /// The object's digest, whatever its wrapper.
    pub fn digest(&self) -> Digest {
        sha256_of(&[&pae(&self.payload_type, &self.payload.0)])
    }

    /// The payload type as it stands, unverified.
    pub fn payload_type(&self) -> &str {
        &self.payload_type
    }

    /// Whether the payload type is `T`'s. Unverified.
    pub fn is<T: Object>(&self) -> bool {
        self.payload_type == T::media_type()
    }

    /// The payload's bytes, unverified: for a look before the key to verify with is known.
    pub fn payload(&self) -> &[u8] {
        &self.payload.0
    }

    /// Whether one of the signatures is by `key`.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        let message = pae(&self.payload_type, &self.payload.0);
        self.signatures.iter().any(|signature| key.verifies(&message, &signature.sig.0))
    }

    /// Verifies type and signature, then reads the payload.
    pub fn open<T: Object>(&self, key: &PublicKey) -> Result<T, ObjectError> {
        self.expect::<T>()?;
        if !self.is_signed_by(key) {
            return Err(ObjectError::BadSignature);
        }
        self.read_unverified()
    }

    /// Reads the payload without any verification: to learn which key to verify with, and for nothing else.
    pub fn read_unverified<T: Object>(&self) -> Result<T, ObjectError> {
        self.expect::<T>()?;
        from_json(&self.payload.0)
    }

    fn expect<T: Object>(&self) -> Result<(), ObjectError> {
        let expected = T::media_type();
        if self.payload_type == expected {
            return Ok(());
        }
        let kin = format!("application/vnd.invigil.{}.v", T::NAME);
        Err(if self.payload_type.starts_with(&kin) {
            ObjectError::UnknownVersion(self.payload_type.clone())
        } else {
            ObjectError::OtherType { expected, found: self.payload_type.clone() }
        })
    }
}

/// An unsigned object's bytes, written once, known by their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T> {
    bytes: Vec<u8>,
    kind: PhantomData<T>,
}

impl<T: Object> Written<T> {
    /// Writes an object's bytes.
    pub fn new(object: &T) -> Self {
        Self { bytes: to_json(object), kind: PhantomData }
    }

    /// Takes bytes written elsewhere, with the object they hold.
    pub fn parse(bytes: Vec<u8>) -> Result<(Self, T), ObjectError> {
        let object = from_json(&bytes)?;
        Ok((Self { bytes, kind: PhantomData }, object))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Their digest, as for a signed object.
    pub fn digest(&self) -> Digest {
        sha256_of(&[&pae(&T::media_type(), &self.bytes)])
    }
}

/// DSSE's pre-authentication encoding.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    out.extend_from_slice(payload);
    out
}

/// Compact JSON of one of our own structures, which always has one.
pub(crate) fn to_json<T: Serialize>(object: &T) -> Vec<u8> {
    #[allow(clippy::expect_used, reason = "our structures have text keys and write to memory")]
    serde_json::to_vec(object).expect("our structures are JSON")
}

/// Reads JSON that was encrypted. Serde's own message quotes what it read, an answer or a key: the quotations are left
/// out.
pub fn from_private_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ObjectError> {
    serde_json::from_slice(bytes).map_err(|error| ObjectError::BadContent(unquoted(&error.to_string())))
}

/// A message without what stands in quotation marks or backticks, to the last of them.
fn unquoted(message: &str) -> String {
    let mark = |c| c == '"' || c == '`';
    match (message.find(mark), message.rfind(mark)) {
        (Some(first), Some(last)) => format!("{}…{}", &message[..first], &message[last + 1..]),
        _ => message.to_owned(),
    }
}

pub(crate) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ObjectError> {
    serde_json::from_slice(bytes).map_err(|error| ObjectError::BadContent(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Note {
        n: u64,
    }
    impl Object for Note {
        const NAME: &'static str = "note";
    }

    fn key(byte: u8) -> SigningKey {
        SigningKey::from_seed(Secret::new([byte; 32]))
    }

    /// The example of the DSSE specification.
    #[test]
    fn pae_is_the_specification_s() {
        assert_eq!(
            pae("http://example.com/HelloWorld", b"hello world"),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
    }

    #[test]
    fn what_was_encrypted_is_not_quoted() {
        let secret = br#"{"n":"pgvector"}"#;
        assert!(from_json::<Note>(secret).unwrap_err().to_string().contains("pgvector"), "serde quotes");
        let silent = from_private_json::<Note>(secret).unwrap_err().to_string();
        assert_eq!(
            silent,
            "the signed content cannot be read: invalid type: string …, expected u64 at line 1 column 15"
        );
    }

    #[test]
    fn the_wrapper_is_not_the_object() {
        let signed = Signed::new(&Note { n: 7 }, &key(1));
        let json = String::from_utf8(signed.to_json()).unwrap();
        let spaced = json.replace("\":", "\" : ").replace("\"keyid\" : \"", "\"keyid\" : \"other ");
        let other = Signed::parse(spaced.as_bytes()).unwrap();
        assert_ne!(other, signed);
        assert_eq!(other.digest(), signed.digest());
        assert_eq!(other.open::<Note>(&key(1).public()), Ok(Note { n: 7 }));
    }

    #[test]
    fn each_fault_has_its_own_error() {
        let signed = Signed::new(&Note { n: 7 }, &key(1));
        let public = key(1).public();
        let with = |change: fn(&mut Signed)| {
            let mut changed = signed.clone();
            change(&mut changed);
            changed.open::<Note>(&public).unwrap_err()
        };
        assert_eq!(with(|s| s.payload.0[3] ^= 1), ObjectError::BadSignature);
        assert_eq!(with(|s| s.signatures.clear()), ObjectError::BadSignature);
        assert!(matches!(
            with(|s| s.payload_type = "application/vnd.invigil.note.v1+json".into()),
            ObjectError::UnknownVersion(_)
        ));
        assert!(matches!(with(|s| s.payload_type = "text/plain".into()), ObjectError::OtherType { .. }));
        assert_eq!(signed.open::<Note>(&key(2).public()), Err(ObjectError::BadSignature));
        assert!(matches!(Signed::parse(b"{}"), Err(ObjectError::NotSigned(_))));
        assert!(matches!(Signed::parse(&vec![b' '; LARGEST + 1]), Err(ObjectError::TooLarge(_))));
        let json = String::from_utf8(signed.to_json()).unwrap();
        assert!(
            Signed::parse(json.replacen('{', "{\"extra\":1,", 1).as_bytes()).is_err(),
            "unknown fields are refused"
        );
    }

    #[test]
    fn signed_content_that_is_not_the_object_is_named() {
        let payload = br#"{"n":7,"m":8}"#.to_vec();
        let sig = Bytes(key(1).sign(&pae(&Note::media_type(), &payload)));
        let signed = Signed {
            payload_type: Note::media_type(),
            payload: Bytes(payload),
            signatures: vec![Signature { keyid: String::new(), sig }],
        };
        assert!(matches!(signed.open::<Note>(&key(1).public()), Err(ObjectError::BadContent(_))));
    }
}
