//! The candidate's application without a window.
//!
//! [`Session`] is the only place a change is made: decide, append durably, evolve, reply with the new [`View`]. The
//! [`outbox`] carries what happened to the authority and what the authority says back; the candidate never waits for
//! it. [`recover`] lets another device, or a
//! new key, go on with an attempt. [`device`] holds the computer's keys, [`folder`] says what lies where on disk.

pub mod clock;
pub mod device;
pub mod enrol;
pub mod fault;
pub mod folder;
mod moves;
pub mod outbox;
pub mod preview;
pub mod recover;
pub mod reserve;
pub mod result;
pub mod session;
pub mod start;
mod swap;
pub mod typed;
pub mod view;
pub mod visit;
pub mod wire;

pub use clock::{BootClock, Clock};
pub use device::{Device, Keeping};
pub use enrol::Enrolment;
pub use fault::{Fault, KeyFault};
pub use folder::Folder;
pub use outbox::{Delivered, Outbox};
pub use session::{Reply, Session};
pub use view::View;
pub use visit::{Asked, Later, Shell, ThisComputer, Visit};
