//! Version 0 of everything we write to disks and networks. A draft until CHANGELOG 0.1.0.
//!
//! Plain structures with one spelling each: integers only, unknown fields refused, `_at_ms` UTC milliseconds,
//! `_ms` durations in milliseconds. `content` maps the domain's programme, items and keys; `object` holds what is
//! signed; `event` maps the records of journal and docket.

pub mod content;
pub mod event;
pub mod object;
pub mod part;
pub mod programme;

pub use content::{ItemDoc, ItemKeyDoc, Malformed, ResponsesDoc, TextDoc};
pub use event::{DocketDoc, EffectDoc, HeadDoc, JournalDoc, MomentDoc};
pub use object::*;
pub use part::*;
pub use programme::{CompetencyDoc, ExamDoc, PageDoc, PolicyDoc, ProgrammeDoc};
