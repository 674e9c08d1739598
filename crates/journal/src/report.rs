//! What was found when a journal was opened, and what was done about it.

use std::path::PathBuf;

/// The account of one opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// SQLite's file.
    pub sqlite: StoreState,
    /// The twin.
    pub twin: StoreState,
    /// Two different histories, if the two files told two. Both are kept aside; the longer one goes on (SQLite's if
    /// they are equally long), and a person must look at it.
    pub fork: Option<Fork>,
    /// How many records and objects one of the two files lacked and got back from the other.
    pub recovered: u32,
    /// How many valid records were found that the returned chain does not contain: the other branch of a fork, or
    /// what stands behind a record that both files have lost. Zero otherwise. The files are kept aside.
    pub stranded: u32,
    /// Files kept aside in the journal's directory, by this opening and by earlier ones, in the order of their names.
    /// A fork of an earlier opening is not found again; its files still stand here.
    pub kept: Vec<PathBuf>,
}

/// How one of the two files was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreState {
    /// It held everything.
    Sound,
    /// It was in order and lacked so many records and objects, which were added.
    CaughtUp(u32),
    /// It was written anew.
    Rebuilt(Reason),
}

/// Why a file was written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It was not there.
    Missing,
    /// Some of its bytes are not what was written, or it cannot be read. What was there is kept aside.
    Damaged,
    /// The twin ended in the middle of an entry. The new generation names the bytes that were abandoned.
    TornTail {
        /// Where the abandoned bytes began, in bytes from the file's beginning.
        offset: u64,
        /// How many there were.
        length: u64,
    },
    /// The twin is of an earlier generation than the one SQLite knows of: a copy from before it was written anew.
    OlderCopy,
    /// It says that it was written by another version of this program, and the other file says otherwise.
    OtherVersion,
    /// An earlier write or sync failed, so what can be read from it may not be on the disk.
    WriteFailed,
    /// It holds records or objects that are not part of the history that goes on.
    OtherHistory,
}

/// Where two files tell different histories, each valid by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fork {
    /// Two different records stand at this place, and at none before it.
    Record {
        /// The segment.
        segment: u32,
        /// The number in the segment.
        seq: u64,
    },
    /// Two different objects have this name.
    Object {
        /// The name.
        name: String,
    },
    /// The files have different key slots.
    KeySlots,
}
