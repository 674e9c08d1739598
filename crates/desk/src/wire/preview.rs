//! What an author's preview shows besides a question as a candidate has it. `ui/src/generated/preview.ts` is written
//! from it.

use serde::Serialize;
use ts_rs::TS;

use super::{QuestionWire, WordingWire};

/// All banks of a preview, as they were last read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PreviewState {
    /// Which reading this is: another number after each save.
    pub seen: u64,
    /// Whether keys are shown from the start.
    pub keys: bool,
    /// In order of their files.
    pub banks: Vec<PreviewBank>,
}

/// One bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PreviewBank {
    /// Its file, as the author named it.
    pub file: String,
    /// What people call it; empty where it cannot be read.
    pub title: String,
    /// Its items, in the order of the file; none where it cannot be read.
    pub items: Vec<PreviewLine>,
    /// What is wrong with the bank as a whole, or why it cannot be read.
    pub remarks: Vec<PreviewRemark>,
}

/// An item in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PreviewLine {
    /// The author's name for it.
    pub item: String,
    /// Its first words.
    pub words: String,
    /// The language of those words.
    pub lang: String,
    /// The worst that is said of it: `error`, `warning`, `note`; none for nothing.
    pub worst: Option<String>,
}

/// One item with everything that is said of it. Nothing here says what is right, unless a remark does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PreviewItem {
    /// The question, as a candidate has it.
    pub question: QuestionWire,
    /// How many items its bank has.
    pub of: u32,
    /// The bank's file.
    pub file: String,
    /// Where it begins in the file.
    pub line: u32,
    /// What its author says of it, by the name of the field.
    pub facts: Vec<PreviewFact>,
    /// What the linter says of it.
    pub remarks: Vec<PreviewRemark>,
}

/// A field of the source that candidates do not see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PreviewFact {
    /// Its name in the source.
    pub field: String,
    /// What it says.
    pub value: String,
}

/// Something the linter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PreviewRemark {
    /// The rule's name, a section of docs/lint.md; or a reader's code.
    pub rule: String,
    /// `error`, `warning` or `note`.
    pub level: String,
    /// File and line, as an editor takes it: `bank.yaml:12`.
    pub place: String,
    /// What is wrong: a sentence in English, as in every report.
    pub what: String,
    /// What to do: a sentence.
    pub hint: String,
    /// Why its authors accept it, where they do.
    pub silenced: Option<String>,
}

/// What is right, asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PreviewKey {
    /// The question with the author's answer and what is right, as a candidate may read it afterwards.
    pub explained: super::Explained,
    /// Other sets of options that are right as well: by interaction, what each set says.
    pub also: Vec<Vec<WordingWire>>,
}
