//! Every write to the twin, the pulse and the directory, at labelled points where tests can interfere.
//!
//! In production this is a thin layer over [`std::fs`]. A test gives it [`Faults`], which sees every operation before
//! it happens and says what becomes of it.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use crate::error::JournalError;
use crate::planted::leaves_out;

macro_rules! points {
    ($($(#[$doc:meta])* $name:ident = $label:literal,)*) => {
        /// The places where a journal changes the disk.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Point { $($(#[$doc])* $name,)* }

        impl Point {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The label that errors carry.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }
    };
}

points! {
    /// The journal's directory is made.
    DirCreate = "dir.create",
    /// The directory above it is synced.
    ParentSync = "dir.parent-sync",
    /// The directory is synced before anything that was found in it is relied on.
    DirSync = "dir.sync",
    /// A new generation of the twin is written beside the old one.
    TwinWrite = "twin.write",
    /// It is synced.
    TwinWriteSync = "twin.write-sync",
    /// It takes the old one's place.
    TwinRename = "twin.rename",
    /// The directory is synced after that.
    TwinDirSync = "twin.dir-sync",
    /// Entries are appended to the twin.
    TwinAppend = "twin.append",
    /// The twin is synced.
    TwinSync = "twin.sync",
    /// An empty file for a new SQLite database is made.
    SqliteCreate = "sqlite.create",
    /// A new database is filled, beside the old one.
    SqliteFill = "sqlite.fill",
    /// It is synced.
    SqliteFillSync = "sqlite.fill-sync",
    /// What belonged to the old one, or was left from an earlier attempt to make a new one, is removed.
    SqliteRemove = "sqlite.remove",
    /// The directory is synced after that.
    SqliteRemoveSync = "sqlite.remove-sync",
    /// The new one takes the old one's place.
    SqliteRename = "sqlite.rename",
    /// The directory is synced after that.
    SqliteDirSync = "sqlite.dir-sync",
    /// A transaction is made and committed.
    SqliteCommit = "sqlite.commit",
    /// What is in the write-ahead log is brought into the database.
    SqliteCheckpoint = "sqlite.checkpoint",
    /// A new pulse file is written.
    PulseCreate = "pulse.create",
    /// It is synced.
    PulseCreateSync = "pulse.create-sync",
    /// It takes the old one's place.
    PulseRename = "pulse.rename",
    /// The directory is synced after that.
    PulseDirSync = "pulse.dir-sync",
    /// One of the two slots is written.
    PulseWrite = "pulse.write",
    /// The pulse file is synced.
    PulseSync = "pulse.sync",
    /// A file is copied aside.
    AsideWrite = "aside.write",
    /// The copy is synced.
    AsideWriteSync = "aside.write-sync",
    /// A file is moved aside, or its copy takes its name.
    AsideRename = "aside.rename",
    /// The directory is synced after that.
    AsideDirSync = "aside.dir-sync",
    /// The lock file says which files are no longer to be trusted.
    Mark = "lock.mark",
}

/// What is about to be done.
#[derive(Debug, Clone, Copy)]
pub enum Deed<'a> {
    /// Make a directory.
    MakeDir,
    /// Make a file of these bytes, in the place of any other of its name.
    Write(&'a [u8]),
    /// Append these bytes.
    Append(&'a [u8]),
    /// Write these bytes at this offset.
    WriteAt(u64, &'a [u8]),
    /// Sync a file's bytes.
    Sync,
    /// Sync a directory's entries.
    SyncDir,
    /// Give a file another name, in the place of any other of that name.
    Rename(&'a Path),
    /// Remove a file.
    Remove,
    /// Let SQLite work.
    Sqlite,
}

/// One operation on the disk.
#[derive(Debug, Clone, Copy)]
pub struct Op<'a> {
    /// Where in the program.
    pub point: Point,
    /// On which file.
    pub path: &'a Path,
    /// What.
    pub deed: Deed<'a>,
}

/// What becomes of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It is done.
    Go,
    /// It is not done, and fails.
    Fail,
    /// Of the bytes to be written only so many are, and it fails. Other operations just fail.
    Tear(usize),
    /// It is done, and fails all the same.
    DoAndFail,
    /// It is not done, and succeeds all the same.
    Lie,
}

/// Decides what becomes of each operation. For tests.
pub trait Faults: Send {
    /// Called before each operation.
    fn at(&mut self, op: Op<'_>) -> Act;
}

/// The disk, with or without faults.
#[derive(Default)]
pub struct Disk {
    faults: Option<Box<dyn Faults>>,
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.faults.is_some() { "Disk with faults" } else { "Disk" })
    }
}

impl Disk {
    /// A disk on which tests decide what happens.
    pub fn with(faults: Box<dyn Faults>) -> Self {
        Self { faults: Some(faults) }
    }

    /// Does `op` by `work`, which is told how many of the bytes to write; `usize::MAX` is all of them.
    fn run(
        &mut self,
        op: Op<'_>,
        work: impl FnOnce(usize) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let failed = || io_error(op.point.label(), op.path)(io::Error::other("a fault was injected"));
        let usual = if leaves_out(op.point) { Act::Lie } else { Act::Go };
        match self.faults.as_mut().map_or(usual, |faults| faults.at(op)) {
            Act::Go => work(usize::MAX),
            Act::Fail => Err(failed()),
            Act::Lie => Ok(()),
            Act::DoAndFail => work(usize::MAX).and_then(|()| Err(failed())),
            Act::Tear(length) => {
                if matches!(op.deed, Deed::Write(_) | Deed::Append(_) | Deed::WriteAt(..)) {
                    work(length)?;
                }
                Err(failed())
            }
        }
    }

    fn run_io(&mut self, op: Op<'_>, work: impl FnOnce(usize) -> io::Result<()>) -> Result<(), JournalError> {
        self.run(op, |length| work(length).map_err(io_error(op.point.label(), op.path)))
    }

    /// Makes a directory for its owner only; that it is there already is no failure.
    pub(crate) fn make_dir(&mut self, point: Point, path: &Path) -> Result<(), JournalError> {
        self.run_io(Op { point, path, deed: Deed::MakeDir }, |_| {
            let mut builder = DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            match builder.create(path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
                other => other,
            }
        })
    }

    /// Makes a file of these bytes and syncs it.
    pub(crate) fn write(
        &mut self,
        (write, sync): (Point, Point),
        path: &Path,
        bytes: &[u8],
    ) -> Result<(), JournalError> {
        self.run_io(Op { point: write, path, deed: Deed::Write(bytes) }, |length| {
            let mut file = private().write(true).create(true).truncate(true).open(path)?;
            file.write_all(&bytes[..bytes.len().min(length)])
        })?;
        self.sync_path(sync, path)
    }

    /// Makes an empty file for its owner only.
    pub(crate) fn create_empty(&mut self, point: Point, path: &Path) -> Result<(), JournalError> {
        self.run_io(Op { point, path, deed: Deed::Write(&[]) }, |_| {
            private().write(true).create(true).truncate(true).open(path).map(drop)
        })
    }

    /// Appends to a file that was opened for appending.
    pub(crate) fn append(
        &mut self,
        point: Point,
        path: &Path,
        mut file: &File,
        bytes: &[u8],
    ) -> Result<(), JournalError> {
        self.run_io(Op { point, path, deed: Deed::Append(bytes) }, |length| {
            file.write_all(&bytes[..bytes.len().min(length)])
        })
    }

    /// Writes at an offset.
    pub(crate) fn write_at(
        &mut self,
        point: Point,
        path: &Path,
        mut file: &File,
        (offset, bytes): (u64, &[u8]),
    ) -> Result<(), JournalError> {
        self.run_io(Op { point, path, deed: Deed::WriteAt(offset, bytes) }, |length| {
            io::Seek::seek(&mut file, io::SeekFrom::Start(offset))?;
            file.write_all(&bytes[..bytes.len().min(length)])
        })
    }

    /// Syncs a file's bytes.
    pub(crate) fn sync(&mut self, point: Point, path: &Path, file: &File) -> Result<(), JournalError> {
        self.run_io(Op { point, path, deed: Deed::Sync }, |_| file.sync_data())
    }

    /// Syncs a file that is not open.
    pub(crate) fn sync_path(&mut self, point: Point, path: &Path) -> Result<(), JournalError> {
        self.run_io(Op { point, path, deed: Deed::Sync }, |_| {
            OpenOptions::new().write(true).open(path)?.sync_all()
        })
    }

    /// Syncs a directory's entries. Windows does that by itself and offers no way to ask for it.
    pub(crate) fn sync_dir(&mut self, point: Point, path: &Path) -> Result<(), JournalError> {
        self.run_io(Op { point, path, deed: Deed::SyncDir }, |_| {
            if cfg!(windows) { Ok(()) } else { File::open(path)?.sync_all() }
        })
    }

    /// Renames a file over another.
    pub(crate) fn rename(&mut self, point: Point, from: &Path, to: &Path) -> Result<(), JournalError> {
        self.run_io(Op { point, path: from, deed: Deed::Rename(to) }, |_| std::fs::rename(from, to))
    }

    /// Removes a file; that it is not there is no failure.
    pub(crate) fn remove(&mut self, point: Point, path: &Path) -> Result<(), JournalError> {
        if !path.exists() {
            return Ok(());
        }
        self.run_io(Op { point, path, deed: Deed::Remove }, |_| std::fs::remove_file(path))
    }

    /// Lets SQLite work on its file.
    pub(crate) fn sqlite(
        &mut self,
        point: Point,
        path: &Path,
        work: impl FnOnce() -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        self.run(Op { point, path, deed: Deed::Sqlite }, |_| work())
    }
}

/// Options for a file that only its owner may read.
pub(crate) fn private() -> OpenOptions {
    #[allow(unused_mut, reason = "only unix has modes")]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Says what was tried, and on which file.
pub(crate) fn io_error(op: &'static str, path: &Path) -> impl FnOnce(io::Error) -> JournalError {
    move |source| JournalError::Io { op, path: path.to_owned(), source }
}

/// A file's bytes; none if it is not there.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, JournalError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error("read", path)(error)),
    }
}
