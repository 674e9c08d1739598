//! What is asked of an attempt, what happens to it, and why not.

use crate::docket::Head;
use crate::id::{DeviceId, Digest, GrantId, Slug};
use crate::item::{Unfit, Value};
use crate::ledger::Moment;

/// Why an attempt is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldCause {
    /// A person with authority.
    Proctor,
    /// The application was gone for longer than it may resume by itself.
    LongOutage,
    /// Two different histories were found on disk.
    Fork,
    /// A sensor, under a policy that holds.
    Sensor(Slug),
}

/// Why answers were sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealCause {
    /// The candidate decided.
    Candidate,
    /// The working time was used up.
    TimeUp,
    /// A person with authority ended it.
    Ended,
}

/// What a grant does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Adds working time, in milliseconds.
    Minutes(u64),
    /// Stops the clock.
    Hold,
    /// Starts it again.
    Resume,
    /// Opens a sealed attempt again, with so much more working time, in milliseconds: without any, an attempt whose
    /// time was up would seal again at once.
    Reopen(u64),
    /// Seals what is there.
    End,
    /// Another device goes on with the attempt.
    Swap(Swap),
}

/// One device takes an attempt over from another, in a new segment of its journal. It may be the same computer, whose
/// key was lost, or another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swap {
    /// Who wrote the record that is continued.
    pub from: DeviceId,
    /// Who goes on.
    pub to: DeviceId,
    /// The record that is continued.
    pub after: Head,
}

/// How one protection of this computer stands, for the honesty report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Which protection.
    pub name: Slug,
    /// How it stands.
    pub state: MeasureState,
}

/// The three states a protection can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureState {
    /// Verified as active.
    Active,
    /// Not to be had on this computer, or in this build.
    UnavailableHere,
    /// Tried, and it did not hold.
    Failed,
}

/// The longest note or report, in characters.
pub const LONGEST_NOTE: usize = 2_000;

/// How the exam is shown: the candidate's own choice, kept in the attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Display {
    /// How large the text is.
    pub text: TextSize,
    /// Light or dark.
    pub theme: Theme,
    /// Stronger edges and text than the theme's own.
    pub more_contrast: bool,
    /// Whether the time left is out of sight; it comes back by itself near the end.
    pub hide_time: bool,
    /// Whether single letters do nothing.
    pub no_letter_keys: bool,
}

/// How large the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextSize {
    /// 100 %.
    #[default]
    Normal,
    /// 125 %.
    Larger,
    /// 150 %.
    Largest,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the computer is set.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// What a person or a policy asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open the attempt under the signed objects named.
    Open(Opening),
    /// Accept the rules whose text has this digest. Time runs from here.
    AcceptRules(Digest),
    /// Show an item.
    GoTo(Slug),
    /// Answer an interaction of an item.
    Answer {
        /// Which item.
        item: Slug,
        /// Which of its interactions.
        interaction: Slug,
        /// The answer.
        value: Value,
    },
    /// Take an answer back.
    Clear {
        /// Which item.
        item: Slug,
        /// Which of its interactions.
        interaction: Slug,
    },
    /// Mark an item to come back to, or unmark it.
    Flag {
        /// Which item.
        item: Slug,
        /// Marked or not.
        on: bool,
    },
    /// Cross an option out on the screen, or bring it back. Says nothing about the answer.
    Strike {
        /// Which item.
        item: Slug,
        /// Which of its interactions.
        interaction: Slug,
        /// Which option.
        option: Slug,
        /// Crossed out or not.
        on: bool,
    },
    /// Keep a note to oneself beside an item; empty takes it away. At most [`LONGEST_NOTE`] characters.
    Note {
        /// Which item.
        item: Slug,
        /// The note.
        text: String,
    },
    /// Say what is wrong with an item; empty takes it back. Goes to the authority with the sealed answers. At most
    /// [`LONGEST_NOTE`] characters.
    Report {
        /// Which item.
        item: Slug,
        /// What is wrong.
        text: String,
    },
    /// Show the exam in another way.
    Adjust(Display),
    /// Stop the clock for a break.
    TakeBreak,
    /// Go on after a break.
    EndBreak,
    /// Call for a person.
    AskHelp,
    /// Stop the clock for a cause found on this computer.
    Hold(HoldCause),
    /// Put a grant into effect.
    Apply {
        /// Which grant.
        grant: GrantId,
        /// The digest of its signed object.
        digest: Digest,
        /// What it does.
        effect: Effect,
    },
    /// Go on with an attempt that another device began: the first command of a new segment.
    TakeOver {
        /// The grant that says so.
        grant: GrantId,
        /// The digest of its signed object.
        digest: Digest,
        /// Who goes on from whom, and where.
        swap: Swap,
        /// The last sign of life before.
        last: Moment,
    },
    /// Note that the application was gone between two moments: from the last sign of life to now.
    NoteInterruption(Moment),
    /// Note that the wall clock was set, by so many milliseconds against the boot clock. Nothing is counted by it.
    NoteJump(i64),
    /// Note that the authority has countersigned the journal up to a record.
    NoteAnchor(Digest),
    /// Seal the answers.
    Seal(SealCause),
    /// Note a receipt for the sealed envelope.
    NoteReceipt {
        /// The envelope's digest.
        envelope: Digest,
        /// The receipt's digest.
        receipt: Digest,
    },
    /// Note that answer keys have been released to this desk.
    NoteRelease(Digest),
}

/// The signed objects and facts an attempt is opened under; they stand in its first record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The entitlement.
    pub entitlement: Digest,
    /// The start token.
    pub start_token: Digest,
    /// The exam's policy.
    pub policy: Digest,
    /// The honesty report.
    pub honesty: Vec<Measure>,
}

/// What happened: the payloads of a journal. Named as the commands are, in the past.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each field is the command's of the same name")]
pub enum Event {
    Opened(Opening),
    RulesAccepted(Digest),
    WentTo(Slug),
    Answered { item: Slug, interaction: Slug, value: Value },
    Cleared { item: Slug, interaction: Slug },
    Flagged { item: Slug, on: bool },
    Struck { item: Slug, interaction: Slug, option: Slug, on: bool },
    Noted { item: Slug, text: String },
    Reported { item: Slug, text: String },
    Adjusted(Display),
    BreakTaken,
    BreakEnded,
    HelpAsked,
    Held(HoldCause),
    GrantApplied { grant: GrantId, digest: Digest, effect: Effect },
    TakenOver { grant: GrantId, digest: Digest, swap: Swap, last: Moment },
    Interrupted(Moment),
    ClockJumped(i64),
    Anchored(Digest),
    Sealed { seal_no: u32, cause: SealCause },
    ReceiptNoted { envelope: Digest, receipt: Digest },
    ReleaseNoted(Digest),
}

/// Why a command makes nothing happen. Values of the domain, never faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The attempt was opened before.
    AlreadyOpen,
    /// The attempt has not been opened, or its rules not been accepted.
    NotRunning,
    /// The attempt is held.
    Held,
    /// The attempt is not held, so there is nothing to resume.
    NotHeld,
    /// The answers are sealed.
    Sealed,
    /// The answers are not sealed, so there is nothing to reopen or to note.
    NotSealed,
    /// The working time is used up.
    TimeOver,
    /// The rules that were accepted are not this exam's.
    OtherRules,
    /// The form has no such item.
    NoSuchItem,
    /// The answer does not fit the question.
    Unfit(Unfit),
    /// Something changed after the picture this command was made from: the sequence number of that change.
    Outdated(u64),
    /// The break allowance is used up.
    NoBreakLeft,
    /// The attempt is on a break; go on first.
    OnBreak,
    /// There is no break to end.
    NotOnBreak,
    /// The grant was applied before.
    GrantUsed,
    /// Answer keys are out: nothing can be reopened.
    Released,
    /// Another device goes on with the attempt.
    TakenOver,
}

/// What a command comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// This is to be recorded.
    Record(Event),
    /// The same operation was recorded before, at this sequence number: a retry.
    Already(u64),
}
