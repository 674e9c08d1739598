//! `did:key` for Ed25519, and multibase base58btc.

use evidence::PublicKey;

/// Multicodec `ed25519-pub` as an unsigned varint.
const ED25519_PUB: [u8; 2] = [0xed, 0x01];

/// Multibase base58btc: `z` and the digits.
pub fn multibase(bytes: &[u8]) -> String {
    format!("z{}", bs58::encode(bytes).into_string())
}

/// Reads multibase base58btc.
pub(crate) fn from_multibase(text: &str) -> Option<Vec<u8>> {
    bs58::decode(text.strip_prefix('z')?).into_vec().ok()
}

/// The public key as a Multikey: `z6Mk...`.
fn multikey(key: &PublicKey) -> String {
    multibase(&[&ED25519_PUB, key.as_bytes()].concat())
}

/// The DID that is the key: `did:key:z6Mk...`.
pub fn did_key(key: &PublicKey) -> String {
    format!("did:key:{}", multikey(key))
}

/// The verification method of [`did_key`]: `did:key:z6Mk...#z6Mk...`.
pub(crate) fn method(key: &PublicKey) -> String {
    let multikey = multikey(key);
    format!("did:key:{multikey}#{multikey}")
}

/// The key of a `did:key`, or of its verification method.
pub fn key_of_did(did: &str) -> Option<PublicKey> {
    let (key, fragment) = match did.strip_prefix("did:key:")?.split_once('#') {
        Some((key, fragment)) => (key, Some(fragment)),
        None => (did.strip_prefix("did:key:")?, None),
    };
    if fragment.is_some_and(|fragment| fragment != key) {
        return None;
    }
    let bytes = from_multibase(key)?;
    let key: [u8; 32] = bytes.strip_prefix(&ED25519_PUB)?.try_into().ok()?;
    Some(PublicKey::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_did_and_its_method() {
        let key = PublicKey::new([7; 32]);
        assert_eq!(key_of_did(&did_key(&key)), Some(key.clone()));
        assert_eq!(key_of_did(&method(&key)), Some(key.clone()));
        let other = method(&PublicKey::new([8; 32]));
        let (_, fragment) = other.split_once('#').unwrap();
        assert_eq!(key_of_did(&format!("{}#{fragment}", did_key(&key))), None, "another key's fragment");
    }

    #[test]
    fn what_is_no_ed25519_did_key_is_none() {
        for did in ["", "did:key:", "did:web:example.org", "did:key:u7QE", "did:key:z6Mk0", "did:key:z"] {
            assert_eq!(key_of_did(did), None, "{did}");
        }
        let p256 = format!("did:key:{}", multibase(&[&[0x80, 0x24][..], &[2; 33]].concat()));
        assert_eq!(key_of_did(&p256), None, "another curve");
    }
}
