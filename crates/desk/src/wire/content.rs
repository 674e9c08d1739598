//! Texts and questions as a page draws them, node by node.

use serde::Serialize;
use ts_rs::TS;

/// A text in the language that was chosen for this reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WordingWire {
    /// BCP 47, for the screen reader.
    pub lang: String,
    /// Whether its language is written from right to left.
    pub rtl: bool,
    /// Top to bottom.
    pub blocks: Vec<BlockWire>,
}

/// See [`exam::text::Block`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is exam::text::Block's of the same name")]
pub enum BlockWire {
    Paragraph { inlines: Vec<InlineWire> },
    Heading { level: u8, inlines: Vec<InlineWire> },
    Code { language: Option<String>, code: String },
    List { start: Option<u32>, entries: Vec<Vec<BlockWire>> },
    Quote { blocks: Vec<BlockWire> },
    Table { head: Vec<Vec<InlineWire>>, rows: Vec<Vec<Vec<InlineWire>>> },
    Image { media: String, alt: String },
    Math { tex: String },
}

/// See [`exam::text::Inline`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is exam::text::Inline's of the same name")]
pub enum InlineWire {
    Text { words: String },
    Emphasis { inlines: Vec<InlineWire> },
    Strong { inlines: Vec<InlineWire> },
    Code { code: String },
    Math { tex: String },
    Break,
}

/// A question with what the candidate has done to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct QuestionWire {
    /// Its name.
    pub item: String,
    /// Its place in the form, from 1.
    pub number: u32,
    /// What it is worth, as a decimal number.
    pub points: String,
    /// Material that several questions share.
    pub stimulus: Option<WordingWire>,
    /// In reading order.
    pub parts: Vec<PartWire>,
    /// Marked to come back to.
    pub flagged: bool,
    /// The private note; empty for none.
    pub note: String,
    /// What the candidate said is wrong with it; empty for nothing.
    pub report: String,
}

/// A piece of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum PartWire {
    /// Something to read.
    Text {
        /// What it says.
        wording: WordingWire,
    },
    /// One or several of the options, in the order of the screen.
    Choice {
        /// Its name within the question.
        interaction: String,
        /// A line of instruction of its own.
        prompt: Option<WordingWire>,
        /// Fewest options of a complete answer.
        min: u32,
        /// Most options; 1 makes it a single choice.
        max: u32,
        /// The options.
        options: Vec<OptionWire>,
    },
    /// A short text.
    TextEntry {
        /// Its name within the question.
        interaction: String,
        /// A line of instruction of its own.
        prompt: Option<WordingWire>,
        /// Longest answer, in characters.
        max_chars: u32,
        /// What is written, as saved.
        text: String,
        /// What was accepted, where it may be shown.
        accepted: Option<Vec<String>>,
    },
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OptionWire {
    /// Its name.
    pub id: String,
    /// What it says.
    pub wording: WordingWire,
    /// Chosen, as saved.
    pub chosen: bool,
    /// Crossed out.
    pub struck: bool,
    /// Whether it was right, where that may be shown.
    pub right: Option<bool>,
}

/// A page of reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PageWire {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it says.
    pub wording: WordingWire,
}
