//! The open journal: appending to both files.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use evidence::keys::sha256;
use evidence::record::Frame;
use exam::Digest;

use crate::disk::{Disk, Point};
use crate::error::JournalError;
use crate::lock::{self, Lock, Store};
use crate::planted::planted;
use crate::pulse::Pulse;
use crate::sqlite::{self, Database, Meta};
use crate::truth::{Place, follows};
use crate::twin::{self, Twin};
use crate::{LARGEST_OBJECT, LONGEST_KEY_SLOTS, LONGEST_NAME, LONGEST_PULSE};

/// One attempt's journal, open for writing. There is one owner at a time, in all processes of the computer.
///
/// Dropping it brings SQLite's log into its database, unless a write failed before, and releases the lock.
#[derive(Debug)]
pub struct Journal {
    pub(crate) dir: PathBuf,
    pub(crate) disk: Disk,
    pub(crate) twin: Twin,
    pub(crate) database: Database,
    pub(crate) pulse: Pulse,
    pub(crate) records: BTreeMap<Place, Digest>,
    pub(crate) last: Option<Frame>,
    pub(crate) objects: BTreeMap<String, Digest>,
    pub(crate) poisoned: bool,
    /// Last: it is released after everything else is closed.
    pub(crate) lock: Lock,
}

impl Journal {
    /// Makes a journal in `dir`, which is made if it is not there (its parent must be). `key_slots` are stored in both
    /// files and can be read without any key. Durable on return, with the directory's own entry.
    ///
    /// Fails with [`JournalError::Exists`] if there is a journal or what is left of one.
    pub fn create(dir: &Path, key_slots: &[u8]) -> Result<Self, JournalError> {
        Self::create_with(dir, key_slots, Disk::default())
    }

    /// [`Journal::create`] on a disk with faults.
    #[doc(hidden)]
    pub fn create_with(dir: &Path, key_slots: &[u8], mut disk: Disk) -> Result<Self, JournalError> {
        sqlite::check_version()?;
        within("key slots", key_slots, LONGEST_KEY_SLOTS)?;
        disk.make_dir(Point::DirCreate, dir)?;
        if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            disk.sync_dir(Point::ParentSync, parent)?;
        }
        let lock = Lock::take(dir, &mut disk)?;
        if Self::exists(dir) {
            return Err(JournalError::Exists { dir: dir.to_owned() });
        }
        let twin = Twin::replace(dir, &twin::header(1, key_slots, &[]), &mut disk)?;
        let meta = Meta { key_slots, generation: 1, abandoned: &[] };
        build_database(dir, meta, &[], &BTreeMap::new(), &mut disk)?;
        Ok(Self {
            database: Database::open(&sqlite::path_in(dir))?,
            pulse: Pulse::open(dir).0,
            dir: dir.to_owned(),
            disk,
            twin,
            records: BTreeMap::new(),
            last: None,
            objects: BTreeMap::new(),
            poisoned: false,
            lock,
        })
    }

    /// Whether there is a journal in `dir`, or what is left of one: at least one of its two files.
    pub fn exists(dir: &Path) -> bool {
        sqlite::path_in(dir).exists() || Twin::path_in(dir).exists()
    }

    /// Keeps everybody from opening the journal in `dir` for as long as the answer lives, and changes nothing in it.
    /// Fails with [`JournalError::Locked`] where somebody has it open.
    pub fn hold(dir: &Path) -> Result<Option<File>, JournalError> {
        lock::hold(dir)
    }

    /// The journal's directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Appends a record: on return it is in both files, durably. The very bytes that stand at this place already are
    /// a retry and succeed; other bytes are a [`JournalError::Conflict`].
    ///
    /// The first record of a journal is number 1 of its segment; the first segment of all begins with zeros for the
    /// previous digest. After any other error than a refusal of the record itself the journal refuses everything.
    pub fn append(&mut self, frame: &Frame) -> Result<(), JournalError> {
        self.usable()?;
        let (segment, seq) = (frame.header().segment, frame.header().seq);
        let sum = sha256(frame.as_bytes());
        if let Some(known) = self.records.get(&(segment, seq)) {
            return if *known == sum { Ok(()) } else { Err(JournalError::Conflict { segment, seq }) };
        }
        if !follows(self.last.as_ref().map(|last| (last, last.digest())), frame) {
            return Err(self.refusal(frame));
        }
        let entry = twin::record_entry(frame.as_bytes());
        self.store(&entry, &[frame], &BTreeMap::new())?;
        self.records.insert((segment, seq), sum);
        self.last = Some(frame.clone());
        Ok(())
    }

    fn refusal(&self, frame: &Frame) -> JournalError {
        let header = frame.header();
        let (segment, seq) = (header.segment, header.seq);
        let of = |header: &evidence::record::Header| (header.log, header.attempt, header.programme);
        match &self.last {
            Some(last) if of(last.header()) != of(header) => JournalError::Foreign { segment, seq },
            last => JournalError::NotNext { segment, seq, after: last.as_ref().map(Frame::head) },
        }
    }

    /// Stores bytes under a name for ever, as durably as a record. The same bytes again succeed; other bytes are a
    /// [`JournalError::ObjectConflict`].
    ///
    /// A name is 1 to [`LONGEST_NAME`] characters of printable ASCII without spaces.
    pub fn put_object(&mut self, name: &str, sealed: &[u8]) -> Result<(), JournalError> {
        self.usable()?;
        if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(JournalError::BadName { name: name.to_owned() });
        }
        within("object", sealed, LARGEST_OBJECT)?;
        let sum = sha256(sealed);
        if let Some(known) = self.objects.get(name) {
            let same = *known == sum;
            return if same { Ok(()) } else { Err(JournalError::ObjectConflict { name: name.to_owned() }) };
        }
        let object = BTreeMap::from([(name.to_owned(), sealed.to_vec())]);
        let entry = twin::object_entry(name, sealed);
        self.store(if planted("objects not in the twin") { &[] } else { &entry }, &[], &object)?;
        self.objects.insert(name.to_owned(), sum);
        Ok(())
    }

    /// Writes a sign of life of at most [`LONGEST_PULSE`] bytes over the one before the last, synced.
    ///
    /// Nothing acknowledged rests on the pulse: its failure is reported and leaves the journal usable, and the next
    /// pulse starts a new file.
    pub fn pulse(&mut self, sealed: &[u8]) -> Result<(), JournalError> {
        self.usable()?;
        within("pulse", sealed, LONGEST_PULSE)?;
        self.pulse.write(sealed, &mut self.disk)
    }

    fn usable(&self) -> Result<(), JournalError> {
        if self.poisoned { Err(JournalError::Reopen) } else { Ok(()) }
    }

    /// Twin, sync, SQLite; whatever fails ends the use of this journal.
    fn store(
        &mut self,
        entry: &[u8],
        frames: &[&Frame],
        objects: &BTreeMap<String, Vec<u8>>,
    ) -> Result<(), JournalError> {
        self.poisoned = !planted("goes on after a failure");
        let mut result = self.twin.append(entry, &mut self.disk);
        if result.is_ok() {
            result = self.twin.sync(&mut self.disk);
            if planted("failed sync forgiven") {
                result = Ok(());
            }
        }
        result.inspect_err(|error| self.lock.suspect(&[Store::Twin], error, &mut self.disk))?;
        let (disk, database) = (&mut self.disk, &mut self.database);
        let result = disk.sqlite(Point::SqliteCommit, &sqlite::path_in(&self.dir), || {
            database.commit(None, frames.iter().copied(), objects.iter())
        });
        result.inspect_err(|error| {
            self.database.checkpoint_on_close(false);
            self.lock.suspect(&[Store::Sqlite], error, &mut self.disk);
        })?;
        self.poisoned = false;
        Ok(())
    }
}

fn within(what: &'static str, bytes: &[u8], most: usize) -> Result<(), JournalError> {
    let bytes = bytes.len();
    if bytes > most { Err(JournalError::TooLarge { what, bytes, most }) } else { Ok(()) }
}

/// Makes a database beside the old one, and puts it in its place.
pub(crate) fn build_database(
    dir: &Path,
    meta: Meta<'_>,
    frames: &[Frame],
    objects: &BTreeMap<String, Vec<u8>>,
    disk: &mut Disk,
) -> Result<(), JournalError> {
    let path = sqlite::path_in(dir);
    let beside = dir.join("journal.sqlite.new");
    for ending in ["", "-wal", "-shm", "-journal"] {
        disk.remove(Point::SqliteRemove, &sqlite::with_ending(&beside, ending))?;
    }
    disk.create_empty(Point::SqliteCreate, &beside)?;
    disk.sqlite(Point::SqliteFill, &beside, || sqlite::fill(&beside, meta, frames.iter(), objects.iter()))?;
    disk.sync_path(Point::SqliteFillSync, &beside)?;
    // The old log would be taken for the new database's. It goes first, and durably.
    for ending in ["-wal", "-shm", "-journal"] {
        disk.remove(Point::SqliteRemove, &sqlite::with_ending(&path, ending))?;
    }
    disk.sync_dir(Point::SqliteRemoveSync, dir)?;
    disk.rename(Point::SqliteRename, &beside, &path)?;
    disk.sync_dir(Point::SqliteDirSync, dir)
}
