//! A library to preload (`LD_PRELOAD`) into the real programs, in tests only: it writes down what a process does to the
//! files of one folder, in order, with what the process says on its standard output in between, and it can kill the
//! process at any such operation, or let it fail; and it can turn the clocks that the process reads. [`trace`] has the words
//! of all this, `docs/labs.md` what is done with them.
//!
//! Linux. Calls that do not go through the C library are not seen; the journal, the desk's folder and SQLite all do.

pub mod calls;
mod state;
pub mod trace;
