//! One owner at a time, and a note of what that owner could no longer trust.

use std::fs::{File, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::disk::{Disk, Point, io_error, private};
use crate::error::JournalError;

/// One of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Store {
    Sqlite,
    Twin,
}

/// The held lock. Its file has one byte for each store: `!` after a failed sync, `.` otherwise.
///
/// After a failed sync the bytes that can be read may be only in the memory of the operating system. A note that is
/// itself only in that memory is as good as one on the disk: both are gone together. So the note is written into a
/// file that has its full length already, and not synced.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
    marks: [u8; 2],
}

/// Locks a journal that is not opened; none if it was never locked, as a copy was not.
pub(crate) fn hold(dir: &Path) -> Result<Option<File>, JournalError> {
    let path = dir.join("lock");
    let file = match File::open(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(io_error("open", &path))?,
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(JournalError::Locked { dir: dir.to_owned() }),
        Err(TryLockError::Error(error)) => Err(io_error("lock", &path)(error)),
    }
}

const GOOD: u8 = b'.';
const SUSPECT: u8 = b'!';

impl Lock {
    pub(crate) fn take(dir: &Path, disk: &mut Disk) -> Result<Self, JournalError> {
        let path = dir.join("lock");
        let file = private()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io_error("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::Locked { dir: dir.to_owned() }),
            Err(TryLockError::Error(error)) => return Err(io_error("lock", &path)(error)),
        }
        let mut found = Vec::new();
        (&file).take(3).read_to_end(&mut found).map_err(io_error("read", &path))?;
        let mut lock = Self { file, path, marks: [GOOD; 2] };
        match <[u8; 2]>::try_from(found) {
            Ok(marks) => lock.marks = marks,
            Err(_) => lock.clear(disk)?,
        }
        Ok(lock)
    }

    /// Whether a sync of this store failed earlier.
    pub(crate) fn suspects(&self, store: Store) -> bool {
        self.marks[store as usize] != GOOD
    }

    /// Notes that these stores failed in a way after which what can be read from them may not be on the disk. What
    /// cannot be noted is noted nowhere.
    pub(crate) fn suspect(&mut self, stores: &[Store], error: &JournalError, disk: &mut Disk) {
        if error.is_lack_of_space() {
            return;
        }
        stores.iter().for_each(|store| self.marks[*store as usize] = SUSPECT);
        let _unwritable = disk.write_at(Point::Mark, &self.path, &self.file, (0, &self.marks));
    }

    /// Notes that both stores were written anew where that was needed.
    pub(crate) fn clear(&mut self, disk: &mut Disk) -> Result<(), JournalError> {
        self.marks = [GOOD; 2];
        disk.write_at(Point::Mark, &self.path, &self.file, (0, &self.marks))
    }
}
