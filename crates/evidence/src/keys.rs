//! Keys and what is done with them. Ed25519 signs, AES-256-GCM encrypts, HPKE (RFC 9180: X25519, HKDF-SHA256,
//! AES-256-GCM) encrypts to a person or a machine, HKDF-SHA256 derives, HMAC-SHA256 commits.

use exam::Digest;
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use ring::{digest, hkdf, hmac};
use serde::{Deserialize, Deserializer, Serialize, de};
use thiserror::Error;

use crate::entropy::{Draw, Entropy};
use crate::secret::{Bytes, Secret};

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> Digest {
    sha256_of(&[bytes])
}

/// SHA-256 of the parts, one after the other. The caller sees to it that the cut between them is not ambiguous.
pub fn sha256_of(parts: &[&[u8]]) -> Digest {
    let mut context = digest::Context::new(&digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    Digest(out)
}

/// A public signing key (Ed25519).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicKey(#[serde(deserialize_with = "key_bytes")] Bytes);

impl PublicKey {
    /// Takes 32 bytes as they are; whether they are a point shows when they verify something.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Bytes(bytes.to_vec()))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.0
    }

    /// Sixteen hexadecimal digits that people can compare and data can hint with. Proves nothing by itself.
    pub fn id(&self) -> String {
        short_id(b"invigil/v0/signing-key", &self.0.0)
    }

    /// Whether `signature` is this key's over `message`.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0.0).verify(message, signature).is_ok()
    }
}

/// A secret signing key (Ed25519), kept as its seed.
#[derive(Debug, Clone)]
pub struct SigningKey {
    seed: Secret,
}

impl SigningKey {
    /// The key of that seed.
    pub fn from_seed(seed: Secret) -> Self {
        Self { seed }
    }

    /// The seed, to be stored.
    pub fn seed(&self) -> &Secret {
        &self.seed
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(Bytes(self.pair().public_key().as_ref().to_vec()))
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair().sign(message).as_ref().to_vec()
    }

    fn pair(&self) -> Ed25519KeyPair {
        #[allow(clippy::expect_used, reason = "every 32 bytes are an Ed25519 seed (RFC 8032, 5.1.5)")]
        Ed25519KeyPair::from_seed_unchecked(self.seed.expose()).expect("32 bytes are a seed")
    }
}

/// A public key that things are encrypted to (X25519).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealingPublic(#[serde(deserialize_with = "key_bytes")] Bytes);

impl SealingPublic {
    /// Sixteen hexadecimal digits that people can compare.
    pub fn id(&self) -> String {
        short_id(b"invigil/v0/sealing-key", &self.0.0)
    }
}

/// A secret key that opens what was encrypted to its public half (X25519).
#[derive(Debug, Clone)]
pub struct SealingKey {
    seed: Secret,
}

impl SealingKey {
    /// The key derived from that seed (RFC 9180, DeriveKeyPair).
    pub fn from_seed(seed: Secret) -> Self {
        Self { seed }
    }

    /// The seed, to be stored.
    pub fn seed(&self) -> &Secret {
        &self.seed
    }

    /// Its public half.
    pub fn public(&self) -> SealingPublic {
        SealingPublic(Bytes(self.pair().1.to_bytes().to_vec()))
    }

    fn pair(&self) -> (<X25519HkdfSha256 as Kem>::PrivateKey, <X25519HkdfSha256 as Kem>::PublicKey) {
        X25519HkdfSha256::derive_keypair(self.seed.expose())
    }
}

/// Reads a public key's bytes: 32 of them.
fn key_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    let bytes = Bytes::deserialize(deserializer)?;
    match bytes.0.len() {
        32 => Ok(bytes),
        other => Err(de::Error::custom(format_args!("a public key has 32 bytes, and not {other}"))),
    }
}

fn short_id(tag: &[u8], key: &[u8]) -> String {
    sha256_of(&[tag, key]).to_string()[..16].to_owned()
}

/// What a box is for. Part of what is authenticated, so that no box can be passed off as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A bank's keys, to the hub.
    Vault,
    /// A form and its items' content keys, to a device.
    ContentKeys,
    /// The key of an envelope's body, to the sealing authority and the hub.
    EnvelopeKey,
    /// A form's answer keys, to a device, bound to its envelope.
    AnswerKeys,
    /// A journal's data key, to the recovery key.
    Recovery,
    /// A journal's data key, to the device that goes on with it.
    Handover,
}

impl Purpose {
    fn info(self) -> &'static [u8] {
        match self {
            Self::Vault => b"invigil/v0/box/vault",
            Self::ContentKeys => b"invigil/v0/box/content-keys",
            Self::EnvelopeKey => b"invigil/v0/box/envelope-key",
            Self::AnswerKeys => b"invigil/v0/box/answer-keys",
            Self::Recovery => b"invigil/v0/box/recovery",
            Self::Handover => b"invigil/v0/box/handover",
        }
    }
}

/// Something encrypted to one public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boxed {
    /// The key it was encrypted to.
    pub to: SealingPublic,
    /// HPKE's encapsulated key.
    pub enc: Bytes,
    /// The encrypted bytes with their tag.
    pub ciphertext: Bytes,
}

/// Why something encrypted does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BoxError {
    /// It was encrypted to another key.
    #[error("this was encrypted to another key")]
    OtherRecipient,
    /// The recipient's public key is not a key.
    #[error("the recipient's public key is not a key")]
    BadKey,
    /// Bytes were changed, or it was made for another purpose or context.
    #[error("the encrypted bytes were changed, or made for something else")]
    Altered,
}

/// Encrypts to a public key, for a purpose and in a context that opening must repeat.
pub fn seal_to(
    to: &SealingPublic,
    purpose: Purpose,
    context: &[u8],
    plain: &[u8],
    entropy: &mut impl Entropy,
) -> Result<Boxed, BoxError> {
    let key = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&to.0.0).map_err(|_| BoxError::BadKey)?;
    let (enc, ciphertext) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &key,
        purpose.info(),
        plain,
        context,
        &mut Draw(entropy),
    )
    .map_err(|_| BoxError::BadKey)?;
    Ok(Boxed { to: to.clone(), enc: Bytes(enc.to_bytes().to_vec()), ciphertext: Bytes(ciphertext) })
}

/// Opens what [`seal_to`] made.
pub fn open_box(
    key: &SealingKey,
    purpose: Purpose,
    context: &[u8],
    boxed: &Boxed,
) -> Result<Vec<u8>, BoxError> {
    if key.public() != boxed.to {
        return Err(BoxError::OtherRecipient);
    }
    let enc =
        <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&boxed.enc.0).map_err(|_| BoxError::Altered)?;
    hpke::single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &key.pair().0,
        &enc,
        purpose.info(),
        &boxed.ciphertext.0,
        context,
    )
    .map_err(|_| BoxError::Altered)
}

/// AES-256-GCM with a random nonce in front of the ciphertext: for keys that encrypt more than once.
pub fn encrypt(key: &Secret, aad: &[u8], plain: &[u8], entropy: &mut impl Entropy) -> Vec<u8> {
    let nonce: [u8; 12] = entropy.bytes();
    let mut out = nonce.to_vec();
    out.extend(encrypt_with(key, nonce, aad, plain));
    out
}

/// Opens what [`encrypt`] made; none if anything differs.
pub fn decrypt(key: &Secret, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<12>()?;
    decrypt_with(key, *nonce, aad, sealed)
}

/// AES-256-GCM with nonce zero: only for keys that encrypt exactly one message in their life.
pub(crate) fn encrypt_once(key: &Secret, aad: &[u8], plain: &[u8]) -> Vec<u8> {
    encrypt_with(key, [0; 12], aad, plain)
}

/// Opens what [`encrypt_once`] made; none if anything differs.
pub(crate) fn decrypt_once(key: &Secret, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    decrypt_with(key, [0; 12], aad, sealed)
}

fn cipher(key: &Secret) -> LessSafeKey {
    #[allow(clippy::expect_used, reason = "a Secret is 32 bytes, which is what the cipher takes")]
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.expose()).expect("32 bytes are a key"))
}

fn encrypt_with(key: &Secret, nonce: [u8; 12], aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut out = plain.to_vec();
    #[allow(clippy::expect_used, reason = "fails only beyond 64 GiB, and every caller is bounded far below")]
    cipher(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut out)
        .expect("shorter than the cipher's limit");
    out
}

fn decrypt_with(key: &Secret, nonce: [u8; 12], aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let mut out = sealed.to_vec();
    let plain =
        cipher(key).open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut out).ok()?.len();
    out.truncate(plain);
    Some(out)
}

/// HKDF-SHA256: a key for `purpose` from a master secret.
pub fn derive(master: &Secret, purpose: &[u8]) -> Secret {
    struct Thirty2;
    impl hkdf::KeyType for Thirty2 {
        fn len(&self) -> usize {
            32
        }
    }
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"invigil/v0").extract(master.expose());
    let mut out = [0; 32];
    #[allow(clippy::expect_used, reason = "fails only beyond 255 times 32 bytes")]
    prk.expand(&[purpose], Thirty2).and_then(|okm| okm.fill(&mut out)).expect("32 bytes can be derived");
    Secret::new(out)
}

/// HMAC-SHA256.
pub fn mac(key: &Secret, message: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.expose()), message).as_ref());
    out
}

/// Whether `tag` is [`mac`] of the message, in constant time.
pub fn mac_verifies(key: &Secret, message: &[u8], tag: &[u8]) -> bool {
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, key.expose()), message, tag).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsEntropy;

    #[test]
    fn a_box_opens_only_for_its_key_purpose_context_and_bytes() {
        let (mine, other) =
            (SealingKey::from_seed(Secret::new([1; 32])), SealingKey::from_seed(Secret::new([2; 32])));
        let boxed = seal_to(&mine.public(), Purpose::Vault, b"here", b"keys", &mut OsEntropy).unwrap();
        assert_eq!(open_box(&mine, Purpose::Vault, b"here", &boxed).unwrap(), b"keys");
        assert_eq!(open_box(&other, Purpose::Vault, b"here", &boxed), Err(BoxError::OtherRecipient));
        assert_eq!(open_box(&mine, Purpose::Recovery, b"here", &boxed), Err(BoxError::Altered));
        assert_eq!(open_box(&mine, Purpose::Vault, b"there", &boxed), Err(BoxError::Altered));
        let mut flipped = boxed.clone();
        flipped.ciphertext.0[0] ^= 1;
        assert_eq!(open_box(&mine, Purpose::Vault, b"here", &flipped), Err(BoxError::Altered));
    }

    /// RFC 8032, 7.1, test 1.
    #[test]
    fn signatures_are_ed25519() {
        let seed = [
            0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
            0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
        ];
        let key = SigningKey::from_seed(Secret::new(seed));
        assert_eq!(key.public().as_bytes()[..4], [0xd7, 0x5a, 0x98, 0x01]);
        assert_eq!(key.sign(b"")[..4], [0xe5, 0x56, 0x43, 0x00]);
        assert!(key.public().verifies(b"", &key.sign(b"")));
        assert!(!key.public().verifies(b"x", &key.sign(b"")));
    }

    #[test]
    fn secrets_are_never_shown() {
        let key = SigningKey::from_seed(Secret::new([0x5a; 32]));
        assert!(!format!("{key:?}").contains("5a") && !format!("{key:?}").contains("90"));
    }
}
