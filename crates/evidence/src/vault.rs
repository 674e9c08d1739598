//! A bank's keys on their way to a hub.

use thiserror::Error;

use crate::dsse::{ObjectError, from_private_json, to_json};
use crate::entropy::Entropy;
use crate::keys::{BoxError, Purpose, SealingKey, SealingPublic, open_box, seal_to};
use crate::v0::{SealedVault, Vault};

const KIND: &str = "vault/v0";

/// Why a vault does not open.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VaultError {
    /// A later version, or another kind of file.
    #[error("this is `{0}`, and not a vault this program knows")]
    UnknownVersion(String),
    /// The encryption.
    #[error(transparent)]
    Box(#[from] BoxError),
    /// It opens and cannot be read.
    #[error(transparent)]
    Content(#[from] ObjectError),
    /// It opens, and the keys in it are another bank's.
    #[error("the keys in it are another bank's")]
    OtherBank,
}

impl SealedVault {
    /// Encrypts a bank's keys to a hub. The manifest's digest is the context.
    pub fn seal(vault: &Vault, to: &SealingPublic, entropy: &mut impl Entropy) -> Result<Self, BoxError> {
        let keys = seal_to(to, Purpose::Vault, &vault.manifest.0.0, &to_json(vault), entropy)?;
        Ok(Self { invigil: KIND.to_owned(), manifest: vault.manifest, keys })
    }

    /// Opens it with the hub's key.
    pub fn open(&self, key: &SealingKey) -> Result<Vault, VaultError> {
        if self.invigil != KIND {
            return Err(VaultError::UnknownVersion(self.invigil.clone()));
        }
        let vault: Vault =
            from_private_json(&open_box(key, Purpose::Vault, &self.manifest.0.0, &self.keys)?)?;
        if vault.manifest == self.manifest { Ok(vault) } else { Err(VaultError::OtherBank) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Name, OsEntropy, Secret};
    use exam::Digest;

    #[test]
    fn a_vault_opens_for_its_hub_and_its_bank() {
        let hub = SealingKey::from_seed(Secret::new([1; 32]));
        let vault = Vault {
            manifest: Name(Digest([2; 32])),
            content: [("item/q1".to_owned(), Secret::new([3; 32]))].into(),
            answers: Default::default(),
            options: Secret::new([4; 32]),
        };
        let sealed = SealedVault::seal(&vault, &hub.public(), &mut OsEntropy).unwrap();
        assert_eq!(sealed.open(&hub).unwrap().content["item/q1"].expose(), &[3; 32]);
        let other = SealingKey::from_seed(Secret::new([5; 32]));
        assert_eq!(sealed.open(&other).unwrap_err(), VaultError::Box(BoxError::OtherRecipient));
        let moved = SealedVault { manifest: Name(Digest([9; 32])), ..sealed.clone() };
        assert_eq!(moved.open(&hub).unwrap_err(), VaultError::Box(BoxError::Altered));
        let later = SealedVault { invigil: "vault/v1".into(), ..sealed };
        assert_eq!(later.open(&hub).unwrap_err(), VaultError::UnknownVersion("vault/v1".into()));
    }
}
