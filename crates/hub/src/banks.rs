//! Sealed banks: taken, kept open in memory, given.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use evidence::bank::{Bank, BankError, SealedBank};
use evidence::v0::{SealedVault, Vault};
use evidence::{Name, Trust};
use exam::{Digest, ProgrammeId};
use protocol::{Code, Failure};
use tracing::info;

use crate::{Hub, Store, distrust, internal};

/// How many open banks are kept. One more, and all are dropped and opened again as they are asked for.
const OPEN_AT_MOST: usize = 16;

/// A verified bank with the keys to it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) bank: Bank,
    pub(crate) vault: Vault,
}

/// Banks that have been opened. A bank never changes, so what is here is never wrong.
#[derive(Debug, Default)]
pub(crate) struct Banks(Mutex<BTreeMap<(ProgrammeId, Digest), Arc<Opened>>>);

impl Banks {
    fn get(&self, key: &(ProgrammeId, Digest)) -> Option<Arc<Opened>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn put(&self, key: (ProgrammeId, Digest), opened: &Arc<Opened>) {
        let mut banks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if banks.len() >= OPEN_AT_MOST {
            banks.clear();
        }
        banks.insert(key, opened.clone());
    }
}

/// Runs what takes long on a thread where it may.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| internal("thread", &error))?
}

fn refused(error: &BankError) -> Failure {
    match error {
        BankError::Trust(error) => distrust(error),
        BankError::UnknownVersion(_) => Failure::because(Code::UnknownVersion, error),
        _ => Failure::because(Code::Malformed, silent(error)),
    }
}

/// What is wrong with a bank in force: a fault of ours, since it was tried when its keys came.
pub(crate) fn broken(error: &BankError) -> Failure {
    internal("bank", &silent(error))
}

/// The error without what it read: that may be a question, or what is right.
fn silent(error: &BankError) -> String {
    match error {
        BankError::Unreadable(name, _) => format!("`{name}` opens and cannot be read"),
        error => error.to_string(),
    }
}

fn verified(file: Vec<u8>, trust: &Trust) -> Result<Bank, Failure> {
    SealedBank::parse(file).and_then(|bank| bank.verify(trust)).map_err(|error| refused(&error))
}

/// Whether the vault opens every part of the bank.
fn complete(opened: &Opened) -> Result<(), Failure> {
    let missing = |what: &str| Failure::because(Code::Malformed, format!("the vault has no key of `{what}`"));
    for entry in &opened.bank.manifest().entries {
        let key = opened.vault.content.get(&entry.entry).ok_or_else(|| missing(&entry.entry))?;
        opened.bank.entry(&entry.entry, key).map_err(|error| refused(&error))?;
    }
    for row in &opened.bank.manifest().items {
        let key = opened.vault.answers.get(&row.item).ok_or_else(|| missing(row.item.as_str()))?;
        opened.bank.key(&row.item, key).map_err(|error| refused(&error))?;
    }
    Ok(())
}

impl<S: Store> Hub<S> {
    pub(crate) async fn take_bank(
        &self,
        programme: ProgrammeId,
        manifest: Digest,
        file: Vec<u8>,
    ) -> Result<(), Failure> {
        let trust = self.trusted(programme).await?;
        let file = aside(move || {
            let bank = verified(file, &trust)?;
            if bank.digest() != manifest {
                return Err(Failure::because(Code::AddressMismatch, bank.digest()));
            }
            Ok(bank.as_bytes().to_vec())
        })
        .await?;
        self.store().put_bank(programme, manifest, file).await?;
        info!(%programme, %manifest, "bank taken");
        Ok(())
    }

    pub(crate) async fn take_vault(&self, programme: ProgrammeId, vault: SealedVault) -> Result<(), Failure> {
        let Name(manifest) = vault.manifest;
        self.served(programme).await?;
        let opened = self.open_bank(programme, manifest, Some(vault.clone())).await?;
        let exam = opened.bank.exam().id.clone();
        self.store().put_vault(programme, exam.clone(), vault).await?;
        info!(%programme, %manifest, %exam, "bank in force");
        Ok(())
    }

    /// A bank with its keys, from memory or from the store.
    pub(crate) async fn opened(
        &self,
        programme: ProgrammeId,
        manifest: Digest,
    ) -> Result<Arc<Opened>, Failure> {
        let key = (programme, manifest);
        if let Some(opened) = self.inner.banks.get(&key) {
            return Ok(opened);
        }
        let opened = self.open_bank(programme, manifest, None).await?;
        self.inner.banks.put(key, &opened);
        Ok(opened)
    }

    /// Opens a bank; with a vault that has just come, everything in it.
    async fn open_bank(
        &self,
        programme: ProgrammeId,
        manifest: Digest,
        new: Option<SealedVault>,
    ) -> Result<Arc<Opened>, Failure> {
        let trust = self.trusted(programme).await?;
        let file = self.store().bank(programme, manifest).await?;
        let file = file.ok_or_else(|| Failure::refused(Code::UnknownBank))?;
        let check = new.is_some();
        let vault = match new {
            Some(vault) => vault,
            None => {
                let kept = self.store().vault(programme, manifest).await?;
                kept.ok_or_else(|| Failure::because(Code::NotReady, "the bank has no keys here"))?
            }
        };
        let key = self.inner.identity.sealing.clone();
        aside(move || {
            let vault = vault.open(&key).map_err(|error| Failure::because(Code::Malformed, error))?;
            let opened = Opened { bank: verified(file, &trust)?, vault };
            if check {
                complete(&opened)?;
            }
            Ok(Arc::new(opened))
        })
        .await
    }
}
