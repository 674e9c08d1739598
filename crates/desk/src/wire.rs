//! What crosses between the desk and its window: the only mapping from the domain to a page.
//!
//! [`commands!`] is the one table of what a page may ask. It is applied three times: here, to write the page's calls
//! (`ui/src/generated/desk.ts`, checked by a test), and in the shell, to register the commands and to write the
//! permission file. A page holds no truth: whatever it asks, the answer is the new [`Picture`].

pub(crate) mod content;
mod outcome;
mod picture;
mod preview;
mod typescript;
mod update;

pub use content::{
    Answered, BlockWire, Cell, InlineWire, OptionWire, PageWire, PartWire, QuestionWire, WordingWire,
};
pub use outcome::{
    CompetencyCard, Explained, Outcome, Qr, ReadingCard, ReceiptCard, ResultCard, Step, StepName, Verdict,
};
pub use picture::{
    AttemptLine, AttemptState, Authorship, BeyondWire, Check, CheckState, ClockFace, DisplayWire, ExamCard,
    ExamState, HoldWire, MeasureWire, MeasureWord, OutageWire, PageName, Picture, Problem, Saved, SavedFile,
    SealWord, Sitting, SittingPhase, Stage, Supervision, TextSizeWord, ThemeWord, TicketCard,
};
pub use preview::{
    PreviewBank, PreviewFact, PreviewItem, PreviewKey, PreviewLine, PreviewRemark, PreviewState,
};
pub use typescript::{permission, preview_typescript, typescript};
pub use update::UpdateWire;

/// The table of commands, in two sections.
///
/// - `exam { /// doc  name(argument: Type, ...) => Variant; ... }` is [`exam::attempt::Command`]'s variant with fields of
///   these names. To `op` and `seen`, which every one of them takes first, `op` names the click: a retry with the same one changes
///   nothing; and `seen` is the number of the picture that was on the screen. It answers with the new [`Picture`].
/// - `desk { /// doc  name(argument: Type, ...) -> Answer; ... }` is a method of [`crate::Visit`] of the same name.
///
/// Every command can also answer with a [`Problem`].
#[macro_export]
macro_rules! commands {
    ($apply:ident) => {
        $apply! {
            exam {
                /// Takes an answer back.
                clear(item: String, interaction: String) => Clear;
                /// Marks a question to come back to, or unmarks it.
                flag(item: String, on: bool) => Flag;
                /// Crosses an option out, or brings it back.
                strike(item: String, interaction: String, option: String, on: bool) => Strike;
                /// Keeps a private note beside a question; empty takes it away.
                note(item: String, text: String) => Note;
                /// Says what is wrong with a question; empty takes it back.
                report(item: String, text: String) => Report;
                /// Calls for a person.
                ask_help() => AskHelp;
                /// Stops the clock for a break.
                take_break() => TakeBreak;
                /// Goes on after a break.
                end_break() => EndBreak;
            }
            desk {
                /// Where everything stands. Asked by a page that has just been loaded.
                picture() -> Picture;
                /// Looks again at what made the desk unusable.
                try_again() -> Picture;
                /// Takes a ticket: the text of its file, pasted, dropped, or read from a code. Enrols this computer.
                take_ticket(text: String) -> Picture;
                /// Finds a QR code in a picture, given as `width * height` grey values in Base64, and takes it as a ticket.
                take_ticket_picture(width: u32, height: u32, grey: String) -> Picture;
                /// Puts the ticket away: it is somebody else's.
                forget_ticket() -> Picture;
                /// Begins the practice exam, which needs no ticket and proves nothing.
                practise() -> Picture;
                /// Chooses an exam of the ticket and checks this computer for it.
                check(attempt: String) -> Picture;
                /// Begins the attempt that was checked: fetches its questions. The clock does not run yet.
                begin() -> Picture;
                /// Accepts the rules. The clock runs from here.
                accept_rules(op: String) -> Picture;
                /// Shows a question.
                go_to(op: String, seen: u64, item: String) -> Picture;
                /// Chooses options.
                choose(op: String, seen: u64, item: String, interaction: String, options: Vec<String>) -> Picture;
                /// Writes a short answer.
                write(op: String, seen: u64, item: String, interaction: String, text: String) -> Picture;
                /// Shows everything in another size, light or contrast.
                adjust(display: DisplayWire) -> Picture;
                /// Chooses the reader's language, for texts that have several wordings.
                speak(lang: String) -> Picture;
                /// Seals the answers. There is no way back but a proctor's.
                seal(op: String, seen: u64) -> Picture;
                /// A picture that a question shows, as a data address.
                media(digest: String) -> String;
                /// A page of reference that this exam permits.
                reference(id: String) -> PageWire;
                /// What each question earned, as far as the policy lets the candidate read it.
                explain() -> Vec<Explained>;
                /// Delivers now what waits to be delivered.
                deliver() -> Picture;
                /// Opens an attempt of this computer.
                open_attempt(attempt: String) -> Picture;
                /// Leaves what is on the screen and goes back to the ticket, or to the welcome.
                leave() -> Picture;
                /// Saves the receipt as a slip to read or print.
                save_receipt() -> SavedFile;
                /// Saves everything that proves something, to be checked without us.
                save_evidence() -> SavedFile;
                /// Saves what was found on this computer.
                save_checks() -> SavedFile;
                /// Asks whether there is a newer program. Refused anywhere but on the welcome, and while an exam of this
                /// computer is not sealed and received.
                look_for_update() -> UpdateWire;
                /// Fetches that version, checks its signature, puts it in place and starts it. Refused like the look.
                install_update(version: String) -> bool;
                /// Ends the application. Refused while an exam runs.
                quit() -> bool;
            }
        }
    };
}
