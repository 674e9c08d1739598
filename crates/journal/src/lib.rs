//! Records on disk: SQLite, its twin, and the pulse.
//!
//! An attempt's journal lies in a directory of its own. `journal.sqlite` and `journal.twin` hold the same bytes, which
//! arrive here encoded and encrypted once; neither of the two is the truth. The truth is the longest valid chain in
//! their union, and [`Journal::open`] makes both agree on it before it returns. Chains are checked on header digests,
//! so none of this needs a key. `journal.pulse` holds the last sign of life in two alternating slots. The bytes are
//! described in `docs/formats/journal.md`.
//!
//! What [`Journal::append`] and [`Journal::put_object`] promise on returning `Ok`: the bytes are in the twin and
//! synced, and in SQLite and committed, in this order. After a failed write or sync a journal refuses everything with
//! [`JournalError::Reopen`]; opening it again rebuilds what cannot be trusted any more from the other file.

mod aside;
mod contents;
mod disk;
mod error;
mod journal;
mod lock;
mod open;
#[doc(hidden)]
pub mod planted;
mod pulse;
mod report;
mod sqlite;
mod truth;
mod twin;

#[doc(hidden)]
pub use disk::{Act, Deed, Disk, Faults, Op, Point};
pub use error::JournalError;
pub use journal::Journal;
pub use open::Opened;
pub use report::{Fork, Reason, Report, StoreState};

/// The longest key slots, in bytes.
pub const LONGEST_KEY_SLOTS: usize = 64 * 1024;

/// The longest name of an object, in bytes of printable ASCII without spaces.
pub const LONGEST_NAME: usize = 200;

/// The largest object, in bytes.
pub const LARGEST_OBJECT: usize = 16 * 1024 * 1024;

/// The longest pulse, in bytes.
pub const LONGEST_PULSE: usize = pulse::SLOT - pulse::OVERHEAD;
