//! What became of sealed answers, as a page draws it.

use serde::Serialize;
use ts_rs::TS;

use super::{Authorship, ClockFace, ExamCard, Problem, QuestionWire, SealWord, WordingWire};

/// What became of sealed answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Outcome {
    /// The exam.
    pub exam: ExamCard,
    /// The candidate's name; empty for practice.
    pub candidate: String,
    /// Practice: nothing is recorded and nothing is proved.
    pub practice: bool,
    /// Why it was sealed.
    pub cause: SealWord,
    /// How many questions are answered, at least partly.
    pub answered: u32,
    /// The way of the answers, in order.
    pub steps: Vec<Step>,
    /// Who receives.
    pub authority: Authorship,
    /// The result, as far as there is one and it may be read.
    pub result: Option<ResultCard>,
    /// Whether the exam shows results only once they are confirmed, and this one is not.
    pub result_waits: bool,
    /// The receipt.
    pub receipt: Option<ReceiptCard>,
    /// Whether the certificate has come.
    pub certificate: bool,
    /// The time.
    pub clock: ClockFace,
    /// What stands in the way of the next step.
    pub problem: Option<Problem>,
    /// The next exam of the ticket, if there is one to begin.
    pub next: Option<ExamCard>,
}

/// A step on the way of the answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Step {
    /// Which.
    pub step: StepName,
    /// Whether it is done.
    pub done: bool,
    /// When, where that is known.
    pub at_ms: Option<i64>,
}

/// The steps on the way of the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum StepName {
    /// Sealed on this computer.
    Sealed,
    /// Received by the station.
    ReceivedStation,
    /// Received by the hub.
    ReceivedHub,
    /// Graded on this computer.
    Graded,
    /// The hub's own grading agrees.
    Confirmed,
}

/// A result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ResultCard {
    /// Graded here and not confirmed yet.
    pub provisional: bool,
    /// Whether the pass mark is reached.
    pub passed: bool,
    /// The share earned in per cent, with two decimals.
    pub share: String,
    /// The same in hundredths of a per cent, for the bar.
    pub share_bp: u32,
    /// The pass mark in hundredths of a per cent.
    pub pass_mark_bp: u32,
    /// Points earned, as a decimal number.
    pub points: String,
    /// The form's own maximum.
    pub max: String,
    /// By competency, where the policy lets the candidate read it.
    pub competencies: Option<Vec<CompetencyCard>>,
    /// Whether `explain` answers.
    pub items: bool,
    /// Whether `explain` shows what was right.
    pub full: bool,
}

/// What a competency earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CompetencyCard {
    /// What it is called.
    pub title: String,
    /// Points earned.
    pub points: String,
    /// Points there were.
    pub max: String,
    /// The share, in hundredths of a per cent.
    pub share_bp: u32,
    /// Whether it is below the exam's pass mark: then `reading` says what to read next.
    pub weak: bool,
    /// What to read next.
    pub reading: Vec<ReadingCard>,
}

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReadingCard {
    /// What it is called.
    pub title: String,
    /// Where it is, as an address to note down; the exam's window opens none.
    pub at: String,
}

/// A question with what it earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Explained {
    /// The question with the answer; `right` and `accepted` are set where the policy shows them.
    pub question: QuestionWire,
    /// Points earned.
    pub points: String,
    /// Points there were.
    pub max: String,
    /// In a word.
    pub verdict: Verdict,
    /// Why it was right, where the policy shows it.
    pub explanation: Option<WordingWire>,
}

/// What a question earned, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Verdict {
    Right,
    Partly,
    Wrong,
    NotAnswered,
    Unscored,
    AwaitsMarking,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReceiptCard {
    /// The digest of the receipt, in groups of four.
    pub code: String,
    /// The same as a QR code.
    pub qr: Qr,
    /// When it was noted.
    pub at_ms: i64,
}

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Qr {
    /// Modules along one side, without the quiet zone.
    pub size: u32,
    /// An SVG path of the dark modules on a grid of `size` units.
    pub path: String,
}
