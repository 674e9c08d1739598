//! The hub through its HTTP router, on a real store in a directory of its own.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod crashes;
mod desk;
mod endpoints;
mod envelopes;
mod line;
mod load;
mod setup;
mod starts;
mod time;
mod typed;
mod world;
