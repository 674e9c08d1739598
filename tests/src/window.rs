//! The real window, as a person before it has it: a display with a window manager, a session bus and a keyring of its
//! own, the built application, and hands. [`Screen`] is the machine, [`Window`] the application on it, [`Candidate`] the
//! person.
//!
//! Nothing here waits for time to pass. A condition is looked at again and again until it holds, and after
//! [`PATIENCE`] the test is told what did not come and what was on the screen instead.

mod axe;
pub mod bench;
mod candidate;
mod driver;
mod orca;
mod program;
mod screen;
mod shown;
mod tree;

pub use candidate::{Candidate, Hand};
pub use driver::{Key, Window};
pub use orca::Orca;
pub use program::{Build, Process, Running, desk, processes};
pub use screen::Screen;
pub use shown::screens;

use std::time::Duration;

/// How long a condition may take to hold before a test gives up, on a machine that does three other things.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is looked at.
const BEAT: Duration = Duration::from_millis(40);
