//! Identities. What a machine mints is a UUIDv7; what a person authors is a [`Slug`].

use std::fmt;

use uuid::Uuid;

/// Why a text is not an id or a slug. Carries the offending text, shortened to 80 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadName {
    /// What was being read: `attempt id`, `slug`, ...
    pub what: &'static str,
    /// The text that was found.
    pub found: String,
}

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a {}", self.found, self.what)
    }
}

impl std::error::Error for BadName {}

fn bad(what: &'static str, found: &str) -> BadName {
    BadName { what, found: found.chars().take(80).collect() }
}

macro_rules! minted {
    ($($(#[$doc:meta])* $name:ident = $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Mints an id for the instant `now_ms` (UTC, milliseconds) from 80 bits of randomness.
            pub fn mint(now_ms: i64, random: [u8; 10]) -> Self {
                let millis = u64::try_from(now_ms).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// Reads the hyphenated lower-case form of a version 7 UUID; nothing else is accepted.
            pub fn parse(text: &str) -> Result<Self, BadName> {
                match Uuid::try_parse(text) {
                    Ok(id) if id.get_version_num() == 7 && id.hyphenated().to_string() == text => Ok(Self(id)),
                    _ => Err(bad($what, text)),
                }
            }

            /// The sixteen bytes, for keys and associated data.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.hyphenated())
            }
        }
    )*};
}

minted! {
    /// A certification programme: the tenant in every key and address.
    ProgrammeId = "programme id";
    /// A sealed bank. A re-sealed bank is another bank.
    BankId = "bank id";
    /// What entitles a candidate to attempts.
    RegistrationId = "registration id";
    /// One sitting of one form.
    AttemptId = "attempt id";
    /// A candidate's computer, for as long as its device key lives.
    DeviceId = "device id";
    /// One signed permission.
    GrantId = "grant id";
    /// One command of one click: a retry carries the same.
    OpId = "operation id";
    /// One awarded credential.
    CredentialId = "credential id";
}

/// A name given by an author: letters, digits, `.`, `_` and `-`, starting with a letter or digit, at most 64.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// The longest slug, in characters.
    pub const LONGEST: usize = 64;

    /// Reads a slug; says what is wrong otherwise.
    pub fn parse(text: &str) -> Result<Self, BadName> {
        let fits = (1..=Self::LONGEST).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(bad("slug (letters, digits, `.`, `_`, `-`; at most 64)", text))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The digest of an object, a record header or a file: SHA-256. Computed in `evidence`, only carried here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Reads 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, BadName> {
        let digit = |b: u8| match b {
            b'0'..=b'9' => Some(b - b'0'),
            b'a'..=b'f' => Some(b - b'a' + 10),
            _ => None,
        };
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return Err(bad("digest", text));
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            match (digit(pair[0]), digit(pair[1])) {
                (Some(high), Some(low)) => *byte = high << 4 | low,
                _ => return Err(bad("digest", text)),
            }
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minted_ids_survive_their_text_and_refuse_other_versions() {
        let id = AttemptId::mint(1_774_000_000_000, [7; 10]);
        assert_eq!(AttemptId::parse(&id.to_string()), Ok(id));
        assert!(AttemptId::parse("f47ac10b-58cc-4372-a567-0e02b2c3d479").is_err(), "version 4");
        assert!(AttemptId::parse(&id.to_string().to_uppercase()).is_err(), "one spelling only");
        assert!(AttemptId::parse("").is_err());
    }

    #[test]
    fn slugs_at_their_limits() {
        for (text, fits) in [
            ("q1", true),
            ("Q.1_a-b", true),
            (&"a".repeat(64), true),
            (&"a".repeat(65), false),
            ("", false),
            ("-a", false),
            ("a b", false),
            ("é", false),
            ("../x", false),
        ] {
            assert_eq!(Slug::parse(text).is_ok(), fits, "{text:?}");
        }
    }

    #[test]
    fn digests_have_one_spelling() {
        let digest = Digest([0xab; 32]);
        assert_eq!(Digest::parse(&digest.to_string()), Ok(digest));
        assert!(Digest::parse(&digest.to_string().to_uppercase()).is_err());
        assert!(Digest::parse("ab").is_err());
        assert!(Digest::parse(&"é".repeat(32)).is_err());
    }
}
