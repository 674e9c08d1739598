//! Newer programs, as a page speaks of them.

use serde::Serialize;
use ts_rs::TS;

/// What came of asking for a newer program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum UpdateWire {
    /// This program never asks: it was built without a place to ask and a key to check with.
    Off,
    /// There is none.
    Newest,
    /// There is one, as its publisher says. Nothing of it has been fetched and its signature has not been seen.
    Offered {
        /// Its version, three numbers.
        version: String,
    },
}
