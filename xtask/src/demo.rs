//! `cargo xtask demo`: the whole line, from a bank to a verified result.

use crate::process::Stop;
use crate::setup::{self, Needs};

/// Runs the demo. Everything it makes lies under `target/demo/`.
pub(crate) fn run(_arguments: &[String]) -> Result<(), Stop> {
    setup::ensure(Needs::Build)?;
    Err(Stop::NotYet("the demo is not written yet; it comes with the `invigil` program (crates/cli)".into()))
}
