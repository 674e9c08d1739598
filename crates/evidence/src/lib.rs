//! Everything signed or encrypted, and the bytes it is made of.
//!
//! Sign bytes, store those bytes, verify the received bytes, parse afterwards. The only user of `ring` and `hpke`;
//! the only place besides the window's contract where the domain becomes bytes ([`v0`]).
//!
//! - [`dsse`]: signed objects and their digests; [`trust`]: who may sign which.
//! - [`keys`]: key pairs, symmetric ciphers, HPKE boxes; [`secret`]: bytes that wipe themselves.
//! - [`record`]: journal and docket records, their chain and their encryption at rest.
//! - [`slots`]: the data key of a journal, and its pulse.
//! - [`bank`]: the sealed bank's container and cryptography.
//! - [`envelope`]: the sealed answers' body; [`vault`]: a bank's keys on their way to a hub.
//! - [`typed`]: the code that people type instead of giving a ticket.

pub mod bank;
mod distinct;
pub mod dsse;
pub mod entropy;
pub mod envelope;
pub mod keys;
pub mod record;
pub mod secret;
pub mod slots;
pub mod trust;
pub mod typed;
pub mod v0;
pub mod vault;

pub use dsse::{Object, ObjectError, Signed};
pub use entropy::{Entropy, OsEntropy};
pub use keys::{BoxError, Boxed, PublicKey, SealingKey, SealingPublic, SigningKey, sha256};
pub use secret::{Bytes, Name, Secret};
pub use trust::{Holder, Role, Trust, TrustError};
pub use typed::{Mistyped, TicketCode};
