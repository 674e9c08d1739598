//! Bytes and names as they stand in JSON: base64 for bytes, one spelling for names.

use std::fmt;
use std::ops::Deref;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use exam::id::BadName;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroize;

/// Public bytes, in JSON as standard base64 with padding.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bytes(pub Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        STANDARD.decode(text.as_bytes()).map(Self).map_err(|_| de::Error::custom("expected standard base64"))
    }
}

/// 32 secret bytes: wiped when dropped, never shown, compared only through [`ring`].
#[derive(Clone)]
pub struct Secret(zeroize::Zeroizing<[u8; 32]>);

impl Secret {
    /// Takes 32 bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(zeroize::Zeroizing::new(bytes))
    }

    /// Draws 32 bytes.
    pub fn draw(entropy: &mut impl crate::Entropy) -> Self {
        Self::new(entropy.bytes())
    }

    /// The bytes, for a cipher.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::new)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = STANDARD.encode(self.0.as_slice());
        let result = serializer.serialize_str(&text);
        text.zeroize();
        result
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut bytes = Bytes::deserialize(deserializer)?;
        let secret = Self::from_slice(&bytes.0).ok_or_else(|| de::Error::custom("expected 32 bytes"));
        bytes.0.zeroize();
        secret
    }
}

/// An id, slug or digest of the domain, in JSON as its one spelling; also as the key of a map.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name<T>(pub T);

impl<T> Deref for Name<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Name<T> {
    fn from(name: T) -> Self {
        Self(name)
    }
}

impl<T: fmt::Debug> fmt::Debug for Name<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: fmt::Display> Serialize for Name<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: Spelled> Deserialize<'de> for Name<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        T::read(&text).map(Self).map_err(de::Error::custom)
    }
}

/// A domain name that has exactly one spelling.
pub trait Spelled: Sized {
    /// Reads it.
    fn read(text: &str) -> Result<Self, BadName>;
}

macro_rules! spelled {
    ($($name:ident)*) => {$(
        impl Spelled for exam::$name {
            fn read(text: &str) -> Result<Self, BadName> {
                Self::parse(text)
            }
        }
    )*};
}
spelled!(ProgrammeId BankId RegistrationId AttemptId DeviceId GrantId OpId CredentialId Slug Digest);
