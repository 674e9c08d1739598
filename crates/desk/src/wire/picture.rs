//! Where everything stands, as a page draws it.

use std::collections::BTreeMap;

use exam::attempt::{Display, MeasureState, SealCause, TextSize, Theme};
use exam::programme::{Beyond, OutageAllowance};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::content::{Cell, QuestionWire};
use super::outcome::Outcome;

/// Everything a page needs to draw itself. Times are UTC milliseconds, durations milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Picture {
    /// This program's version.
    pub version: String,
    /// How the person at the desk wants to see it.
    pub display: DisplayWire,
    /// What is on.
    pub stage: Stage,
    /// The attempts this computer knows, newest first.
    pub attempts: Vec<AttemptLine>,
}

/// What is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "at", rename_all = "kebab-case")]
pub enum Stage {
    /// The desk cannot work here now, and why. Nothing is lost.
    Unusable {
        /// Why.
        problem: Problem,
    },
    /// Nothing yet.
    Welcome,
    /// A ticket, with the exams it is for.
    Ticket {
        /// The ticket.
        ticket: TicketCard,
    },
    /// What was found on this computer for an exam.
    Readiness {
        /// The ticket.
        ticket: TicketCard,
        /// The exam.
        exam: ExamCard,
        /// What was checked.
        checks: Vec<Check>,
        /// The honesty report: what is enforced, and what cannot be.
        measures: Vec<MeasureWire>,
    },
    /// The questions are here; the rules are to be accepted. No time runs.
    Rules {
        /// The exam.
        exam: ExamCard,
        /// The name as it will be printed.
        candidate: String,
        /// What is accepted.
        rules: super::WordingWire,
        /// The honesty report.
        measures: Vec<MeasureWire>,
    },
    /// The exam, running, held or on a break.
    Sitting {
        /// It.
        sitting: Box<Sitting>,
    },
    /// The answers are sealed.
    Sealed {
        /// What became of them.
        outcome: Box<Outcome>,
    },
}

/// Something that did not work: its words are the page's, `problem-CODE`, with these arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Problem {
    /// Which.
    pub code: String,
    /// What its sentence names.
    pub args: BTreeMap<String, String>,
}

/// See [`exam::attempt::Display`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, Default)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is exam::attempt::Display's of the same name")]
pub struct DisplayWire {
    pub text: TextSizeWord,
    pub theme: ThemeWord,
    pub more_contrast: bool,
    pub hide_time: bool,
    pub no_letter_keys: bool,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident = $domain:ty { $($variant:ident),* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "kebab-case")]
        #[allow(missing_docs, reason = "each word is the domain's of the same name")]
        pub enum $name { $($variant),* }

        impl From<$domain> for $name {
            fn from(word: $domain) -> Self {
                match word { $(<$domain>::$variant => Self::$variant),* }
            }
        }

        impl From<$name> for $domain {
            fn from(word: $name) -> Self {
                match word { $($name::$variant => Self::$variant),* }
            }
        }
    };
}

words! { /// See [`exam::attempt::TextSize`].
TextSizeWord = TextSize { Normal, Larger, Largest } }
words! { /// See [`exam::attempt::Theme`].
ThemeWord = Theme { System, Light, Dark } }
words! { /// See [`exam::attempt::MeasureState`].
MeasureWord = MeasureState { Active, UnavailableHere, Failed } }
words! { /// See [`exam::attempt::SealCause`].
SealWord = SealCause { Candidate, TimeUp, Ended } }

impl Default for TextSizeWord {
    fn default() -> Self {
        TextSize::default().into()
    }
}

impl Default for ThemeWord {
    fn default() -> Self {
        Theme::default().into()
    }
}

impl From<Display> for DisplayWire {
    fn from(display: Display) -> Self {
        Self {
            text: display.text.into(),
            theme: display.theme.into(),
            more_contrast: display.more_contrast,
            hide_time: display.hide_time,
            no_letter_keys: display.no_letter_keys,
        }
    }
}

impl From<DisplayWire> for Display {
    fn from(wire: DisplayWire) -> Self {
        Self {
            text: wire.text.into(),
            theme: wire.theme.into(),
            more_contrast: wire.more_contrast,
            hide_time: wire.hide_time,
            no_letter_keys: wire.no_letter_keys,
        }
    }
}

/// A ticket, after enrolling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TicketCard {
    /// The registration.
    pub registration: String,
    /// The candidate's name as it will be printed.
    pub candidate: String,
    /// What the programme is called.
    pub programme: String,
    /// Who issues.
    pub issuer: String,
    /// What can be earned.
    pub certification: String,
    /// A demonstration: its certificates say so.
    pub demo: bool,
    /// The exams, in the certification's order.
    pub exams: Vec<ExamCard>,
}

/// An exam of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ExamCard {
    /// The attempt; empty for practice.
    pub attempt: String,
    /// What it is called.
    pub title: String,
    /// The certification it counts for; empty for practice.
    pub certification: String,
    /// Its place among the certification's exams, from 1.
    pub place: u32,
    /// How many exams the certification has.
    pub of: u32,
    /// Which attempt at it this is, from 1.
    pub attempt_no: u32,
    /// How many questions.
    pub items: u32,
    /// How many of them earn nothing.
    pub unscored: u32,
    /// The pass mark in per cent, as a decimal number.
    pub pass_percent: String,
    /// Working time.
    pub working_ms: u64,
    /// Breaks that stop the clock, in all.
    pub break_ms: u64,
    /// What becomes of time in which the exam did not run.
    pub outage: OutageWire,
    /// Who watches.
    pub supervision: Supervision,
    /// How far it is.
    pub state: ExamState,
}

/// How much time in which the exam did not run costs nothing, and what happens beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct OutageWire {
    /// For one interruption.
    pub each_ms: u64,
    /// For all together.
    pub total_ms: u64,
    /// What happens beyond.
    pub beyond: BeyondWire,
}

/// What happens beyond the allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum BeyondWire {
    /// A proctor decides whether the exam goes on.
    Ask,
    /// It counts as working time, where it can be measured.
    Charge,
}

impl From<OutageAllowance> for OutageWire {
    fn from(allowance: OutageAllowance) -> Self {
        Self {
            each_ms: allowance.each_ms,
            total_ms: allowance.total_ms,
            beyond: match allowance.beyond {
                Beyond::Ask => BeyondWire::Ask,
                Beyond::Charge => BeyondWire::Charge,
            },
        }
    }
}

/// Who watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words of the format")]
pub enum Supervision {
    None,
    Remote,
    Room,
}

/// How far an exam of a ticket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ExamState {
    /// Not begun.
    Open,
    /// Begun on this computer and not sealed.
    Begun,
    /// Sealed on this computer.
    Sealed,
}

/// Something that was checked on this computer. Its words are the page's, `check-ID`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Check {
    /// `journal`, `disk`, `clock`, `keyring`, `authority`, `screen`, `memory`, `session`.
    pub id: String,
    /// What came of it.
    pub state: CheckState,
    /// What its sentence names.
    pub args: BTreeMap<String, String>,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CheckState {
    /// Good.
    Fine,
    /// A person should look; the exam can begin.
    Look,
    /// The exam cannot begin.
    Stop,
}

/// A protection and how it stands. Its words are the page's, `measure-NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MeasureWire {
    /// Which.
    pub name: String,
    /// How it stands.
    pub state: MeasureWord,
}

/// The exam as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Sitting {
    /// The exam.
    pub exam: ExamCard,
    /// The candidate's name; empty for practice.
    pub candidate: String,
    /// Practice: nothing is recorded and nothing is proved.
    pub practice: bool,
    /// The number of this picture: a command made from it carries it as `seen`.
    pub seq: u64,
    /// How it stands.
    pub phase: SittingPhase,
    /// The time.
    pub clock: ClockFace,
    /// How far the answers have got.
    pub saved: Saved,
    /// The questions, in the order of the form.
    pub cells: Vec<Cell>,
    /// The question on the screen.
    pub question: Option<QuestionWire>,
    /// Pages of reference that this exam permits.
    pub references: Vec<PageName>,
    /// Whether the candidate has called for a person in this attempt.
    pub help_asked: bool,
    /// Why nothing can be saved now, or only in the space that was kept aside for it.
    pub trouble: Option<Problem>,
}

/// How a sitting stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum SittingPhase {
    /// The candidate works.
    Running,
    /// A break that stops the clock.
    Break,
    /// The clock is stopped and only a proctor continues.
    Held {
        /// Why.
        cause: HoldWire,
        /// For how long the application was gone, where that is the cause; 0 otherwise.
        gone_ms: u64,
        /// Since when.
        since_ms: i64,
    },
}

/// Why an attempt is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is exam::attempt::HoldCause's of the same name")]
pub enum HoldWire {
    Proctor,
    LongOutage,
    Fork,
    Sensor,
}

/// The time ledger of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct ClockFace {
    /// Working time left.
    pub left_ms: u64,
    /// Working time in all, with what was granted.
    pub entitled_ms: u64,
    /// Worked.
    pub working_ms: u64,
    /// Held: costs nothing.
    pub held_ms: u64,
    /// In which the exam did not run, and which costs nothing.
    pub outage_ms: u64,
    /// On breaks: costs nothing within the allowance.
    pub break_ms: u64,
    /// Breaks that are left.
    pub break_left_ms: u64,
    /// Added by grants; part of what is entitled.
    pub granted_ms: u64,
    /// How often the wall clock was seen to be set. Nothing is counted by it.
    pub jumps: u32,
}

/// How far the answers have got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Saved {
    /// When the last record was made durable.
    pub here_at_ms: i64,
    /// Whether every record an answer depends on is held by the authority.
    pub all_received: bool,
    /// When the authority last confirmed.
    pub received_at_ms: Option<i64>,
    /// Who that is.
    pub authority: Authorship,
    /// Whether the last try to reach it worked; none before the first.
    pub reached: Option<bool>,
}

/// Which authority an attempt reports to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Authorship {
    /// The hub itself.
    Hub,
    /// A station in between.
    Station,
}

/// The name of a page of reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PageName {
    /// For `reference`.
    pub id: String,
    /// What it is called.
    pub title: String,
}

/// An attempt this computer knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AttemptLine {
    /// Which.
    pub attempt: String,
    /// The exam.
    pub title: String,
    /// How it stands.
    pub state: AttemptState,
    /// When it was sealed.
    pub sealed_at_ms: Option<i64>,
    /// Received by the station.
    pub received_station: bool,
    /// Received by the hub.
    pub received_hub: bool,
    /// Confirmed by the hub: passed or not.
    pub confirmed: Option<bool>,
}

/// How an attempt stands, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum AttemptState {
    /// Begun and not sealed.
    Begun,
    /// Sealed.
    Sealed,
    /// Its files cannot be read by this computer now.
    Unreadable,
}

/// Where something was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SavedFile {
    /// The file.
    pub path: String,
}
