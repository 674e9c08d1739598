//! The computer's own keys: one secret, kept by the operating system where it can, and what is derived from it.

use std::sync::mpsc;
use std::time::Duration;

use evidence::dsse::from_private_json;
use evidence::keys::derive;
use evidence::{Bytes, Entropy, Name, PublicKey, SealingKey, SealingPublic, Secret, SigningKey};
use exam::DeviceId;
use exam::ledger::Moment;
use journal::planted::planted;
use serde::{Deserialize, Serialize};

use crate::fault::{Fault, KeyFault};
use crate::folder::Folder;

/// How long a keyring may take to answer before we say so: somebody may be typing a password.
const KEYRING_PATIENCE: Duration = Duration::from_secs(60);
const SERVICE: &str = "invigil";

/// Where a device's secret is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keeping {
    /// In the operating system's keyring.
    Keyring,
    /// In a file beside the journals. Lowers the evidence level.
    File,
}

/// A computer's identity.
#[derive(Debug, Clone)]
pub struct Device {
    /// Its name.
    pub id: DeviceId,
    /// Signs what it states.
    pub signing: SigningKey,
    /// Opens what is encrypted to it.
    pub sealing: SealingKey,
    /// Wraps journals' data keys and enrolments.
    pub wrap: Secret,
    /// Where the secret is, or will be.
    pub keeping: Keeping,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceFile {
    invigil: String,
    device: Name<DeviceId>,
    signing: PublicKey,
    sealing: SealingPublic,
    kept: Keeping,
}

/// Somewhere a secret can be kept under a name.
pub trait Keyring {
    /// The secret of that name; none if there is none, which may also mean that the keyring is locked.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyFault>;
    /// Keeps a secret.
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyFault>;
}

/// The operating system's keyring.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeyring;

impl Keyring for SystemKeyring {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyFault> {
        let name = name.to_owned();
        ask(move || match entry(&name)?.get_secret() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyFault> {
        let (name, secret) = (name.to_owned(), secret.to_vec());
        ask(move || entry(&name)?.set_secret(&secret))
    }
}

/// The secret of that name in the keyring that is there now: the client keeps its first connection, and a keyring that
/// came late or was started again does not know it.
fn entry(name: &str) -> keyring::Result<keyring_core::Entry> {
    #[cfg(target_os = "linux")]
    keyring_core::set_default_store(zbus_secret_service_keyring_store::Store::new()?);
    // The first call chooses this system's kind of keyring; if there is none, the next line says so.
    #[cfg(not(target_os = "linux"))]
    let _ = keyring::Entry::store_status();
    keyring_core::Entry::new(SERVICE, name)
}

/// Asks on a plain thread: the keyring's client must not run inside an asynchronous runtime, and it may not answer.
fn ask<T: Send + 'static>(
    question: impl FnOnce() -> keyring::Result<T> + Send + 'static,
) -> Result<T, KeyFault> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(question()));
    match receiver.recv_timeout(KEYRING_PATIENCE) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(keyring::Error::NoStorageAccess(_))) => Err(KeyFault::LockedOrEmptied),
        Ok(Err(error)) => Err(KeyFault::NoKeyring(error.to_string())),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(KeyFault::Silent),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(KeyFault::NoKeyring("it stopped working".to_owned()))
        }
    }
}

impl Device {
    /// The device of a secret.
    pub fn of(id: DeviceId, secret: &Secret, keeping: Keeping) -> Self {
        Self {
            id,
            signing: SigningKey::from_seed(derive(secret, b"device/signing")),
            sealing: SealingKey::from_seed(derive(secret, b"device/sealing")),
            wrap: derive(secret, b"device/wrap"),
            keeping,
        }
    }

    /// This computer's device; none if it has none yet. A locked or emptied keyring is a fault and never "none".
    pub fn load(folder: &Folder, keyring: &impl Keyring) -> Result<Option<Self>, Fault> {
        let path = folder.device();
        let Some(bytes) = folder.read(&path)? else { return Ok(None) };
        let file: DeviceFile = serde_json::from_slice(&bytes)
            .map_err(|error| KeyFault::BadFile(path.clone(), error.to_string()))?;
        let secret = match file.kept {
            Keeping::Keyring => match keyring.get(&file.device.to_string())? {
                None if planted("an emptied keyring is a new computer") => return Ok(None),
                secret => secret.ok_or(KeyFault::LockedOrEmptied)?,
            },
            Keeping::File => {
                let path = folder.device_key();
                let text =
                    folder.read(&path)?.ok_or(KeyFault::BadFile(path.clone(), "it is missing".to_owned()))?;
                from_private_json::<Bytes>(&text)
                    .map_err(|error| KeyFault::BadFile(path, error.to_string()))?
                    .0
            }
        };
        let place = if file.kept == Keeping::Keyring { "keyring" } else { "key file" };
        let secret = Secret::from_slice(&secret).ok_or(KeyFault::Replaced(place))?;
        let device = Self::of(file.device.0, &secret, file.kept);
        let other = device.signing.public() != file.signing || device.sealing.public() != file.sealing;
        if other && !planted("another key believed") {
            return Err(KeyFault::Replaced(place).into());
        }
        Ok(Some(device))
    }

    /// Makes a device and keeps it: in the keyring, or, where there is none and `file_allowed` says that the exam's
    /// policy permits it, in a file.
    pub fn create(
        folder: &Folder,
        keyring: &impl Keyring,
        file_allowed: bool,
        now: Moment,
        entropy: &mut impl Entropy,
    ) -> Result<Self, Fault> {
        let mut secret = Secret::draw(entropy);
        let id = DeviceId::mint(now.wall_ms, entropy.bytes());
        // Nothing is made over a key that was here: what it encrypted would be lost with it.
        if folder.has_been_used()? && !planted("an emptied keyring is a new computer") {
            return Err(KeyFault::BadFile(
                folder.device(),
                "it is missing, and this folder has been used".to_owned(),
            )
            .into());
        }
        // Reading back shows that it is really kept: some keyrings accept and forget.
        let kept = keyring.set(&id.to_string(), secret.expose()).and_then(|()| keyring.get(&id.to_string()));
        let keeping = match kept {
            Ok(Some(read)) if read == secret.expose() => Keeping::Keyring,
            // A locked or silent keyring is one all the same.
            Err(fault)
                if file_allowed
                    && (matches!(fault, KeyFault::NoKeyring(_))
                        || planted("a file where the keyring is locked")) =>
            {
                let path = folder.device_key();
                if let Some(text) = folder.read(&path)? {
                    // Made before a crash or a full disk, and nothing was ever done with it: it is used.
                    secret = from_private_json(&text)
                        .map_err(|error| KeyFault::BadFile(path, error.to_string()))?;
                } else {
                    let text = serde_json::to_vec(&secret)
                        .map_err(|error| Fault::unusable("the device key", error))?;
                    folder.write(&path, &text)?;
                }
                Keeping::File
            }
            Ok(_) => return Err(Fault::KeyringRequired("it does not keep what it is given".to_owned())),
            Err(fault @ KeyFault::NoKeyring(_)) => return Err(Fault::KeyringRequired(fault.to_string())),
            // Somebody can unlock it, or wait; then the same works.
            Err(fault) => return Err(fault.into()),
        };
        let device = Self::of(id, &secret, keeping);
        let file = DeviceFile {
            invigil: "device/v0".to_owned(),
            device: Name(id),
            signing: device.signing.public(),
            sealing: device.sealing.public(),
            kept: keeping,
        };
        let bytes =
            serde_json::to_vec_pretty(&file).map_err(|error| Fault::unusable("the device file", error))?;
        folder.write(&folder.device(), &bytes)?;
        Ok(device)
    }
}
