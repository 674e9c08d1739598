//! What can go wrong with a journal. Facts only; sentences for people are made elsewhere.

use std::io::ErrorKind;
use std::path::PathBuf;

use exam::docket::Head;
use thiserror::Error;

use crate::report::Reason;

const SQLITE_FULL: i32 = 13;

/// Why a journal did not do what it was asked.
#[derive(Debug, Error)]
pub enum JournalError {
    /// Another process, or another handle of this one, has the journal open.
    #[error("the journal in {dir} is in use")]
    Locked {
        /// The journal's directory.
        dir: PathBuf,
    },
    /// There is a journal already; nothing was changed.
    #[error("there is a journal in {dir} already")]
    Exists {
        /// The journal's directory.
        dir: PathBuf,
    },
    /// There is no journal: neither of its two files.
    #[error("there is no journal in {dir}")]
    Missing {
        /// The journal's directory.
        dir: PathBuf,
    },
    /// The journal was written by a later version of this program; nothing was changed.
    #[error("the journal is of format {found}, which this program does not know; a newer program may")]
    TooNew {
        /// The format's number in the file.
        found: u32,
    },
    /// The operating system refused something.
    #[error("{op} failed on {path}: {source}")]
    Io {
        /// What was tried: one of the labels of the write points, or `read`, `open` or `lock`.
        op: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// SQLite refused something that is no damage to its file: no space, no memory, no file handles.
    #[error("SQLite failed to {op}: {source}")]
    Sqlite {
        /// What was tried.
        op: &'static str,
        /// SQLite's extended result code, 0 where there is none.
        code: i32,
        /// What SQLite says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// SQLite did not take a setting without which nothing may be acknowledged.
    #[error("SQLite has `{setting}` at `{found}`; it must be `{expected}`")]
    UnsafeSetting {
        /// The setting.
        setting: &'static str,
        /// What it must be.
        expected: &'static str,
        /// What SQLite says it is.
        found: String,
    },
    /// The SQLite in this program is one that can damage its files.
    #[error("SQLite {found} is too old")]
    OldSqlite {
        /// Its version number, as 3051003 for 3.51.3.
        found: i32,
    },
    /// There is a different record at this place.
    #[error("there is another record at {segment}/{seq}")]
    Conflict {
        /// Its segment.
        segment: u32,
        /// Its number in the segment.
        seq: u64,
    },
    /// There is a different object of this name.
    #[error("there is another object named `{name}`")]
    ObjectConflict {
        /// The name.
        name: String,
    },
    /// The record does not continue the chain.
    #[error("record {segment}/{seq} does not follow the last one")]
    NotNext {
        /// The record's segment.
        segment: u32,
        /// The record's number in the segment.
        seq: u64,
        /// Where the journal stands; none if it has no record.
        after: Option<Head>,
    },
    /// The record belongs to another log, attempt or programme than the ones before it.
    #[error("record {segment}/{seq} belongs to another log or attempt")]
    Foreign {
        /// The record's segment.
        segment: u32,
        /// The record's number in the segment.
        seq: u64,
    },
    /// More bytes than there may be.
    #[error("{what}: {bytes} bytes, and {most} are allowed")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// How many there are.
        bytes: usize,
        /// How many there may be.
        most: usize,
    },
    /// An object's name is empty, too long, or not printable ASCII without spaces.
    #[error("`{name}` is no name for an object")]
    BadName {
        /// The name.
        name: String,
    },
    /// A write or a sync failed before. What is on disk is known again only after opening anew.
    #[error("a write failed before; the journal must be opened again")]
    Reopen,
    /// There are files, and neither of them still holds the key slots. Nothing was changed.
    #[error("both files of the journal are lost (SQLite: {sqlite:?}, twin: {twin:?})")]
    BothLost {
        /// What is wrong with SQLite's file.
        sqlite: Reason,
        /// What is wrong with the twin.
        twin: Reason,
    },
}

impl JournalError {
    /// Whether a write found no space, or no more than this user may have.
    pub fn is_full_disk(&self) -> bool {
        match self {
            Self::Io { source, .. } => {
                matches!(source.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
            }
            Self::Sqlite { code, .. } => code & 0xff == SQLITE_FULL,
            _ => false,
        }
    }

    /// Whether a write found no space. A sync that finds none has lost what was written, and is not meant.
    pub(crate) fn is_lack_of_space(&self) -> bool {
        self.is_full_disk() && !matches!(self, Self::Io { op, .. } if op.ends_with("sync"))
    }
}
