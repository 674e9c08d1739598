//! Authored questions: read, checked, and made into the items of the domain.
//!
//! Three doors lead in. [`source`] reads a bank source, the format people write and review
//! (`docs/formats/bank-source.md`). [`academy`] imports the exam pages of the Meshery Academy and can write
//! them out again as a bank source. [`programme`] reads a programme file (`docs/formats/programme.md`).
//!
//! Whatever is wrong comes back as a [`Finding`] with file, line, question and field. An *error* means the file
//! was refused; a *defect* means a question was kept but must not be sealed without being accepted; a *warning*
//! means somebody should look. Import never loses a question: what it cannot understand it keeps and marks.

pub mod academy;
pub mod diff;
pub mod export;
pub mod finding;
pub mod fit;
pub mod forms;
pub mod import;
pub mod limits;
pub mod lint;
pub mod media;
pub mod model;
pub mod programme;
pub mod review;
pub mod seal;
pub mod source;
pub mod update;
pub mod write;

mod aiken;
mod archive;
mod assemble;
mod draft;
mod fields;
mod foreign;
mod gift;
mod markdown;
mod markup;
mod moodle;
mod number;
mod qti;
mod rules;
mod words;
mod xml;
mod yaml;

pub use draft::Draft;
pub use finding::{Finding, Location, Refused, Severity};
pub use fit::check_draw;
pub use limits::Limits;
pub use media::{Folder, Media, MediaType, NoPictures, PictureProblem, Pictures};
pub use model::{Bank, ExamHints, Meta, Silence, Silences, SourceItem, State, Usage};
pub use write::write_source;

/// What reading needs from outside: how much is too much, how bytes are named, where pictures lie.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// How much is too much.
    pub limits: &'a Limits,
    /// SHA-256 of a picture's bytes. A parameter, because only `evidence` may compute digests.
    pub digest: &'a dyn Fn(&[u8]) -> exam::Digest,
    /// Where pictures lie.
    pub pictures: &'a dyn Pictures,
}
