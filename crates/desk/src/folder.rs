//! What lies where in the desk's folder.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use exam::{AttemptId, Digest, RegistrationId};
use journal::planted::planted;

use crate::fault::Fault;
use crate::moves;

/// The desk's folder.
///
/// - `device.json`: which device this is; `device.key`: its key, only where there is no keyring;
/// - `registrations/ID.enrolment`: a ticket and what enrolling gave, encrypted under the device's key;
/// - `banks/MANIFEST.bank`: sealed banks;
/// - `attempts/ID/`: one journal each;
/// - `recovery/`: a new key, until a recovery is granted: a folder like this one;
/// - `reserve`: space for an exam that finds the disk full;
/// - `aside/`: what recoveries replaced. Nothing in it is ever removed;
/// - `moves.json`: what is being moved, and must be moved whole.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Opens or makes the folder, readable by its owner only. What a crash left in the middle of moving is moved.
    pub fn open(root: &Path) -> Result<Self, Fault> {
        moves::finish(root)?;
        let folder = Self { root: root.to_owned() };
        for path in [root.to_owned(), root.join("registrations"), root.join("banks"), root.join("attempts")] {
            make_private(&path).map_err(|source| Fault::file("making", &path, source))?;
        }
        Ok(folder)
    }

    /// Keeps other windows and recoveries out of the folder for as long as it is held; none if another one is in it.
    pub(crate) fn lock(&self) -> Result<Option<File>, Fault> {
        let path = self.root.join("desk.lock");
        let lock = File::options().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(|source| Fault::file("opening", &path, source))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(lock)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(Fault::file("locking", &path, source)),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The sealed banks that are here, as they lie there.
    pub(crate) fn banks(&self) -> Result<Vec<Vec<u8>>, Fault> {
        let path = self.root.join("banks");
        let entries = fs::read_dir(&path).map_err(|source| Fault::file("reading", &path, source))?;
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let banks = paths.filter(|path| path.extension().is_some_and(|kind| kind == "bank"));
        banks.filter_map(|path| self.read(&path).transpose()).collect()
    }

    /// Where a new key is kept until it takes the place of the one that is lost.
    pub(crate) fn recovery(&self) -> Result<Self, Fault> {
        Self::open(&self.root.join("recovery"))
    }

    /// Where things go that something else takes the place of.
    pub(crate) fn aside(&self) -> PathBuf {
        self.root.join("aside")
    }

    /// The file that keeps space for a full disk.
    pub(crate) fn reserve(&self) -> PathBuf {
        self.root.join("reserve")
    }

    /// The folder of enrolments.
    pub(crate) fn enrolments(&self) -> PathBuf {
        self.root.join("registrations")
    }

    /// The file that names the device.
    pub fn device(&self) -> PathBuf {
        self.root.join("device.json")
    }

    /// The file that holds the device's key where there is no keyring.
    pub fn device_key(&self) -> PathBuf {
        self.root.join("device.key")
    }

    /// The file of an enrolment.
    pub fn enrolment(&self, registration: RegistrationId) -> PathBuf {
        self.root.join("registrations").join(format!("{registration}.enrolment"))
    }

    /// The file of a sealed bank.
    pub fn bank(&self, manifest: Digest) -> PathBuf {
        self.root.join("banks").join(format!("{manifest}.bank"))
    }

    /// The folder of an attempt's journal.
    pub fn attempt(&self, attempt: AttemptId) -> PathBuf {
        self.root.join("attempts").join(attempt.to_string())
    }

    /// The attempts that have a journal, oldest first.
    pub fn attempts(&self) -> Result<Vec<AttemptId>, Fault> {
        let path = self.root.join("attempts");
        let entries = fs::read_dir(&path).map_err(|source| Fault::file("reading", &path, source))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut attempts: Vec<_> = names.filter_map(|name| AttemptId::parse(&name).ok()).collect();
        attempts.retain(|attempt| journal::Journal::exists(&self.attempt(*attempt)));
        attempts.sort();
        Ok(attempts)
    }

    /// The registrations this computer is enrolled for, oldest first.
    pub fn registrations(&self) -> Result<Vec<RegistrationId>, Fault> {
        let path = self.root.join("registrations");
        let entries = fs::read_dir(&path).map_err(|source| Fault::file("reading", &path, source))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let ids = names.filter_map(|name| RegistrationId::parse(name.strip_suffix(".enrolment")?).ok());
        let mut ids: Vec<_> = ids.collect();
        ids.sort();
        Ok(ids)
    }

    /// Whether anything was ever kept here under a key.
    pub fn has_been_used(&self) -> Result<bool, Fault> {
        let holds = |path: PathBuf| match fs::read_dir(&path) {
            Ok(mut entries) => Ok(entries.next().is_some()),
            Err(source) => Err(Fault::file("reading", &path, source)),
        };
        Ok(holds(self.root.join("registrations"))? || holds(self.root.join("attempts"))?)
    }

    /// Removes a file, if it is there.
    pub fn remove(&self, path: &Path) -> Result<(), Fault> {
        match fs::remove_file(path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(Fault::file("removing", path, source))
            }
            _ => Ok(()),
        }
    }

    /// Reads a file, if it is there.
    pub fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, Fault> {
        match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Fault::file("reading", path, source)),
        }
    }

    /// Writes a file so that after a power cut either the old or the new one is there, whole.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Fault> {
        let in_place = planted("files written in place");
        let beside = if in_place { path.to_owned() } else { path.with_extension("new") };
        let write = || -> std::io::Result<()> {
            let mut file = private_file(&beside)?;
            file.write_all(bytes)?;
            if !planted("files unsynced") {
                file.sync_all()?;
            }
            fs::rename(&beside, path)?;
            File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
        };
        write().map_err(|source| Fault::file("writing", path, source))
    }

    /// Sees to it that a file that was found is found again after a power cut.
    pub(crate) fn keep_name(&self, path: &Path) -> Result<(), Fault> {
        let sync = || File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all();
        sync().map_err(|source| Fault::file("syncing", path, source))
    }
}

#[cfg(unix)]
pub(crate) fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
pub(crate) fn make_private(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)
}

pub(crate) fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
