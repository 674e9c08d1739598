//! A hub's keys, in one file that only its owner may read.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use evidence::v0::AuthorityDoc;
use evidence::{Entropy, SealingKey, Secret, SigningKey};
use protocol::Card;
use serde::{Deserialize, Serialize};

use crate::HubError;

const KIND: &str = "hub-identity/v0";

/// A hub's name and secret keys.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Its name, for people.
    pub name: String,
    /// It signs with this.
    pub signing: SigningKey,
    /// Things are encrypted to it with this.
    pub sealing: SealingKey,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IdentityDoc {
    invigil: String,
    name: String,
    signing: Secret,
    sealing: Secret,
}

/// The file's place.
pub fn file(data: &Path) -> PathBuf {
    data.join("identity.json")
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> HubError {
    move |error| HubError::File { path: path.to_owned(), error }
}

/// Makes the directory, for its owner alone.
pub(crate) fn directory(data: &Path) -> Result<(), HubError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data).map_err(at(data))
}

impl Identity {
    /// Draws new keys.
    pub fn draw(name: &str, entropy: &mut impl Entropy) -> Self {
        Self {
            name: name.to_owned(),
            signing: SigningKey::from_seed(Secret::draw(entropy)),
            sealing: SealingKey::from_seed(Secret::draw(entropy)),
        }
    }

    /// The public half.
    pub fn card(&self) -> Card {
        Card {
            invigil: "authority/v0".to_owned(),
            name: self.name.clone(),
            signing: self.signing.public(),
            sealing: self.sealing.public(),
        }
    }

    /// The public half, as entitlements name it.
    pub fn public(&self) -> AuthorityDoc {
        AuthorityDoc { signing: self.signing.public(), sealing: self.sealing.public() }
    }

    /// Writes the file, durably and for its owner alone. Refuses where there is one.
    pub fn create(&self, data: &Path) -> Result<(), HubError> {
        let path = file(data);
        let doc = IdentityDoc {
            invigil: KIND.to_owned(),
            name: self.name.clone(),
            signing: self.signing.seed().clone(),
            sealing: self.sealing.seed().clone(),
        };
        let bytes = serde_json::to_vec_pretty(&doc)
            .map_err(|error| HubError::Identity { path: path.clone(), why: error.to_string() })?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => HubError::AlreadyThere(data.to_owned()),
            _ => HubError::File { path: path.clone(), error },
        })?;
        out.write_all(&bytes).and_then(|()| out.sync_all()).map_err(at(&path))?;
        #[cfg(unix)]
        File::open(data).and_then(|directory| directory.sync_all()).map_err(at(data))?;
        Ok(())
    }

    /// Reads the file. Refuses one that others may read.
    pub fn read(data: &Path) -> Result<Self, HubError> {
        let path = file(data);
        let mut opened = File::open(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => HubError::NotThere(data.to_owned()),
            _ => HubError::File { path: path.clone(), error },
        })?;
        let wrong = |why: String| HubError::Identity { path: path.clone(), why };
        #[cfg(unix)]
        {
            let mode = opened.metadata().map_err(at(&path))?;
            if std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o077 != 0 {
                return Err(wrong("others may read it; `chmod 600` it".to_owned()));
            }
        }
        let mut bytes = Vec::new();
        opened.read_to_end(&mut bytes).map_err(at(&path))?;
        let doc: IdentityDoc = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
        if doc.invigil != KIND {
            return Err(wrong(format!("it is `{}`", doc.invigil)));
        }
        Ok(Self {
            name: doc.name,
            signing: SigningKey::from_seed(doc.signing),
            sealing: SealingKey::from_seed(doc.sealing),
        })
    }
}
