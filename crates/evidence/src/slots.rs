//! A journal's own keys: the data key, wrapped twice, and the pulse under it.

use exam::docket::Head;
use exam::ledger::Moment;
use exam::{AttemptId, DeviceId, GrantId, ProgrammeId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::dsse::{ObjectError, from_json, to_json};
use crate::entropy::Entropy;
use crate::keys::{BoxError, Boxed, Purpose, SealingKey, SealingPublic, decrypt, encrypt, open_box, seal_to};
use crate::secret::{Bytes, Name, Secret};
use crate::v0::{HeadDoc, MomentDoc};

/// The header of a journal: who can open it. Readable without any key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySlots {
    /// 0.
    pub version: u32,
    /// The tenant.
    pub programme: Name<ProgrammeId>,
    /// The attempt.
    pub attempt: Name<AttemptId>,
    /// The device whose key opens `wrapped`.
    pub device: Name<DeviceId>,
    /// The data key under the device's key.
    pub wrapped: Bytes,
    /// The data key to the recovery key.
    pub recovery: Boxed,
}

/// Why a journal does not open.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SlotError {
    /// The header cannot be read.
    #[error("the journal's header cannot be read: {0}")]
    Unreadable(#[from] ObjectError),
    /// A later version.
    #[error("the journal is of version {0}, which this program does not know")]
    UnknownVersion(u32),
    /// Another device's key.
    #[error("the journal belongs to another device key")]
    OtherDevice,
    /// The recovery box.
    #[error(transparent)]
    Recovery(#[from] BoxError),
}

fn context(attempt: &AttemptId) -> Vec<u8> {
    [b"invigil/v0/data-key\0", attempt.as_bytes().as_slice()].concat()
}

impl KeySlots {
    /// Wraps a data key for a device and for recovery.
    pub fn new(
        (programme, attempt, device): (ProgrammeId, AttemptId, DeviceId),
        data_key: &Secret,
        device_key: &Secret,
        recovery: &SealingPublic,
        entropy: &mut impl Entropy,
    ) -> Result<Self, BoxError> {
        let context = context(&attempt);
        Ok(Self {
            version: 0,
            programme: Name(programme),
            attempt: Name(attempt),
            device: Name(device),
            wrapped: Bytes(encrypt(device_key, &context, data_key.expose(), entropy)),
            recovery: seal_to(recovery, Purpose::Recovery, &context, data_key.expose(), entropy)?,
        })
    }

    /// The bytes to store.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_json(self)
    }

    /// Reads stored bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, SlotError> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        match from_json::<Version>(bytes)?.version {
            0 => Ok(from_json(bytes)?),
            version => Err(SlotError::UnknownVersion(version)),
        }
    }

    /// The data key, by the device's key.
    pub fn open(&self, device_key: &Secret) -> Result<Secret, SlotError> {
        let key =
            decrypt(device_key, &context(&self.attempt), &self.wrapped.0).ok_or(SlotError::OtherDevice)?;
        Secret::from_slice(&key).ok_or(SlotError::OtherDevice)
    }

    /// The data key, by the recovery key.
    pub fn recover(&self, recovery: &SealingKey) -> Result<Secret, SlotError> {
        let key = open_box(recovery, Purpose::Recovery, &context(&self.attempt), &self.recovery)?;
        Secret::from_slice(&key).ok_or(SlotError::Recovery(BoxError::Altered))
    }
}

fn handover(attempt: &AttemptId, grant: &GrantId, device: &DeviceId) -> Vec<u8> {
    [attempt.as_bytes().as_slice(), grant.as_bytes(), device.as_bytes()].concat()
}

/// A journal's data key for the device that goes on with it, good in one grant only.
pub fn hand_over(
    data_key: &Secret,
    (attempt, grant, device): (&AttemptId, &GrantId, &DeviceId),
    to: &SealingPublic,
    entropy: &mut impl Entropy,
) -> Result<Boxed, BoxError> {
    seal_to(to, Purpose::Handover, &handover(attempt, grant, device), data_key.expose(), entropy)
}

/// Opens what [`hand_over`] made for that attempt, grant and device.
pub fn take_over(
    boxed: &Boxed,
    (attempt, grant, device): (&AttemptId, &GrantId, &DeviceId),
    key: &SealingKey,
) -> Result<Secret, BoxError> {
    let key = open_box(key, Purpose::Handover, &handover(attempt, grant, device), boxed)?;
    Secret::from_slice(&key).ok_or(BoxError::Altered)
}

/// The names of a journal's objects.
#[allow(missing_docs, reason = "each says what is kept under it")]
pub mod object {
    pub const TICKET: &str = "ticket";
    pub const TRUST: &str = "trust";
    pub const PROGRAMME: &str = "programme";
    pub const ENTITLEMENT: &str = "entitlement";
    pub const START_TOKEN: &str = "start-token";
    pub const CONTENT_KEYS: &str = "content-keys";
    pub const RELEASE: &str = "release";
    pub const CREDENTIAL: &str = "credential";

    pub fn envelope(seal_no: u32) -> String {
        format!("envelope/{seal_no}")
    }

    pub fn receipt(seal_no: u32) -> String {
        format!("receipt/{seal_no}")
    }

    pub fn docket(seq: u64) -> String {
        format!("docket/{seq}")
    }

    pub fn grant(id: &exam::GrantId) -> String {
        format!("grant/{id}")
    }

    pub fn statement(digest: &exam::Digest) -> String {
        format!("statement/{digest}")
    }
}

/// A named object of a journal, encrypted under its data key.
pub fn seal_object(data_key: &Secret, name: &str, plain: &[u8], entropy: &mut impl Entropy) -> Vec<u8> {
    encrypt(data_key, &[b"invigil/v0/object\0", name.as_bytes()].concat(), plain, entropy)
}

/// Opens what [`seal_object`] made under that name; none if anything differs.
pub fn open_object(data_key: &Secret, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    decrypt(data_key, &[b"invigil/v0/object\0", name.as_bytes()].concat(), sealed)
}

/// A sign of life, once a second: where the journal stood and what the clocks said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulse {
    /// The last record then.
    pub head: Head,
    /// The clocks then.
    pub at: Moment,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PulseDoc {
    head: HeadDoc,
    at: MomentDoc,
}

impl Pulse {
    /// Encrypts it under the data key.
    pub fn seal(&self, data_key: &Secret, entropy: &mut impl Entropy) -> Vec<u8> {
        encrypt(
            data_key,
            b"invigil/v0/pulse",
            &to_json(&PulseDoc { head: self.head.into(), at: self.at.into() }),
            entropy,
        )
    }

    /// Opens it; none if it is not one under this key.
    pub fn open(data_key: &Secret, sealed: &[u8]) -> Option<Self> {
        let doc: PulseDoc = from_json(&decrypt(data_key, b"invigil/v0/pulse", sealed)?).ok()?;
        Some(Self { head: doc.head.into(), at: doc.at.try_into().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsEntropy;

    #[test]
    fn a_journal_opens_by_its_device_and_by_recovery_and_by_nobody_else() {
        let (data, device, recovery) =
            (Secret::new([1; 32]), Secret::new([2; 32]), SealingKey::from_seed(Secret::new([3; 32])));
        let names = (ProgrammeId::mint(1, [1; 10]), AttemptId::mint(1, [2; 10]), DeviceId::mint(1, [3; 10]));
        let slots = KeySlots::new(names, &data, &device, &recovery.public(), &mut OsEntropy).unwrap();
        let read = KeySlots::parse(&slots.to_bytes()).unwrap();
        assert_eq!(read.open(&device).unwrap().expose(), data.expose());
        assert_eq!(read.recover(&recovery).unwrap().expose(), data.expose());
        assert_eq!(read.open(&Secret::new([4; 32])).unwrap_err(), SlotError::OtherDevice);
        assert!(read.recover(&SealingKey::from_seed(Secret::new([4; 32]))).is_err());
        let later = String::from_utf8(slots.to_bytes()).unwrap().replace("\"version\":0", "\"version\":1");
        assert_eq!(KeySlots::parse(later.as_bytes()).unwrap_err(), SlotError::UnknownVersion(1));
        assert!(KeySlots::parse(b"").is_err());
    }
}
