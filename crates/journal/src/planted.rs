//! Bugs on purpose. With the feature `planted`, which only the tests' own crate asks for, one of them can be chosen when a
//! program starts, by the variable `INVIGIL_PLANTED`: `lab mutants` shows for each that the campaigns catch it. Without the
//! feature there is nothing of this in a program; `tests/architecture.rs` shows that no package has it.

/// Whether this bug was chosen.
#[cfg(feature = "planted")]
pub fn planted(bug: &str) -> bool {
    chosen() == Some(bug)
}

/// Whether this bug was chosen: never.
#[cfg(not(feature = "planted"))]
pub const fn planted(_bug: &str) -> bool {
    false
}

/// Whether the step at this point is left out and reported as done.
#[cfg(feature = "planted")]
pub(crate) fn leaves_out(point: crate::Point) -> bool {
    chosen().and_then(|bug| bug.strip_prefix("without ")) == Some(point.label())
}

/// Whether the step at this point is left out: never.
#[cfg(not(feature = "planted"))]
pub(crate) const fn leaves_out(_point: crate::Point) -> bool {
    false
}

#[cfg(feature = "planted")]
fn chosen() -> Option<&'static str> {
    static CHOSEN: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    CHOSEN.get_or_init(|| std::env::var("INVIGIL_PLANTED").ok()).as_deref()
}
