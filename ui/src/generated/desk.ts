// Written by `cargo test -p invigil-desk --test wire` with INVIGIL_WRITE_GOLDEN=1. Do not edit.
import { call } from "../transport";

export type Picture = { 
/**
 * This program's version.
 */
version: string, 
/**
 * How the person at the desk wants to see it.
 */
display: DisplayWire, 
/**
 * What is on.
 */
stage: Stage, 
/**
 * The attempts this computer knows, newest first.
 */
attempts: Array<AttemptLine>, };
export type Stage = { "at": "unusable", 
/**
 * Why.
 */
problem: Problem, } | { "at": "welcome" } | { "at": "ticket", 
/**
 * The ticket.
 */
ticket: TicketCard, } | { "at": "readiness", 
/**
 * The ticket.
 */
ticket: TicketCard, 
/**
 * The exam.
 */
exam: ExamCard, 
/**
 * What was checked.
 */
checks: Array<Check>, 
/**
 * The honesty report: what is enforced, and what cannot be.
 */
measures: Array<MeasureWire>, } | { "at": "rules", 
/**
 * The exam.
 */
exam: ExamCard, 
/**
 * The name as it will be printed.
 */
candidate: string, 
/**
 * What is accepted.
 */
rules: WordingWire, 
/**
 * The honesty report.
 */
measures: Array<MeasureWire>, } | { "at": "sitting", 
/**
 * It.
 */
sitting: Sitting, } | { "at": "sealed", 
/**
 * What became of them.
 */
outcome: Outcome, };
export type Problem = { 
/**
 * Which.
 */
code: string, 
/**
 * What its sentence names.
 */
args: { [key in string]: string }, };
export type DisplayWire = { text: TextSizeWord, theme: ThemeWord, more_contrast: boolean, hide_time: boolean, no_letter_keys: boolean, };
export type TextSizeWord = "normal" | "larger" | "largest";
export type ThemeWord = "system" | "light" | "dark";
export type TicketCard = { 
/**
 * The registration.
 */
registration: string, 
/**
 * The candidate's name as it will be printed.
 */
candidate: string, 
/**
 * What the programme is called.
 */
programme: string, 
/**
 * Who issues.
 */
issuer: string, 
/**
 * What can be earned.
 */
certification: string, 
/**
 * A demonstration: its certificates say so.
 */
demo: boolean, 
/**
 * The exams, in the certification's order.
 */
exams: Array<ExamCard>, };
export type ExamCard = { 
/**
 * The attempt; empty for practice.
 */
attempt: string, 
/**
 * What it is called.
 */
title: string, 
/**
 * The certification it counts for; empty for practice.
 */
certification: string, 
/**
 * Its place among the certification's exams, from 1.
 */
place: number, 
/**
 * How many exams the certification has.
 */
of: number, 
/**
 * Which attempt at it this is, from 1.
 */
attempt_no: number, 
/**
 * How many questions.
 */
items: number, 
/**
 * How many of them earn nothing.
 */
unscored: number, 
/**
 * The pass mark in per cent, as a decimal number.
 */
pass_percent: string, 
/**
 * Working time.
 */
working_ms: number, 
/**
 * Breaks that stop the clock, in all.
 */
break_ms: number, 
/**
 * What becomes of time in which the exam did not run.
 */
outage: OutageWire, 
/**
 * Who watches.
 */
supervision: Supervision, 
/**
 * How far it is.
 */
state: ExamState, };
export type ExamState = "open" | "begun" | "sealed";
export type OutageWire = { 
/**
 * For one interruption.
 */
each_ms: number, 
/**
 * For all together.
 */
total_ms: number, 
/**
 * What happens beyond.
 */
beyond: BeyondWire, };
export type BeyondWire = "ask" | "charge";
export type Supervision = "none" | "remote" | "room";
export type Check = { 
/**
 * `journal`, `disk`, `clock`, `keyring`, `authority`, `screen`, `memory`, `session`.
 */
id: string, 
/**
 * What came of it.
 */
state: CheckState, 
/**
 * What its sentence names.
 */
args: { [key in string]: string }, };
export type CheckState = "fine" | "look" | "stop";
export type MeasureWire = { 
/**
 * Which.
 */
name: string, 
/**
 * How it stands.
 */
state: MeasureWord, };
export type MeasureWord = "active" | "unavailable-here" | "failed";
export type Sitting = { 
/**
 * The exam.
 */
exam: ExamCard, 
/**
 * The candidate's name; empty for practice.
 */
candidate: string, 
/**
 * Practice: nothing is recorded and nothing is proved.
 */
practice: boolean, 
/**
 * The number of this picture: a command made from it carries it as `seen`.
 */
seq: number, 
/**
 * How it stands.
 */
phase: SittingPhase, 
/**
 * The time.
 */
clock: ClockFace, 
/**
 * How far the answers have got.
 */
saved: Saved, 
/**
 * The questions, in the order of the form.
 */
cells: Array<Cell>, 
/**
 * The question on the screen.
 */
question: QuestionWire | null, 
/**
 * Pages of reference that this exam permits.
 */
references: Array<PageName>, 
/**
 * Whether the candidate has called for a person in this attempt.
 */
help_asked: boolean, 
/**
 * Why nothing can be saved now, or only in the space that was kept aside for it.
 */
trouble: Problem | null, };
export type SittingPhase = { "is": "running" } | { "is": "break" } | { "is": "held", 
/**
 * Why.
 */
cause: HoldWire, 
/**
 * For how long the application was gone, where that is the cause; 0 otherwise.
 */
gone_ms: number, 
/**
 * Since when.
 */
since_ms: number, };
export type HoldWire = "proctor" | "long-outage" | "fork" | "sensor";
export type ClockFace = { 
/**
 * Working time left.
 */
left_ms: number, 
/**
 * Working time in all, with what was granted.
 */
entitled_ms: number, 
/**
 * Worked.
 */
working_ms: number, 
/**
 * Held: costs nothing.
 */
held_ms: number, 
/**
 * In which the exam did not run, and which costs nothing.
 */
outage_ms: number, 
/**
 * On breaks: costs nothing within the allowance.
 */
break_ms: number, 
/**
 * Breaks that are left.
 */
break_left_ms: number, 
/**
 * Added by grants; part of what is entitled.
 */
granted_ms: number, 
/**
 * How often the wall clock was seen to be set. Nothing is counted by it.
 */
jumps: number, };
export type Saved = { 
/**
 * When the last record was made durable.
 */
here_at_ms: number, 
/**
 * Whether every record an answer depends on is held by the authority.
 */
all_received: boolean, 
/**
 * When the authority last confirmed.
 */
received_at_ms: number | null, 
/**
 * Who that is.
 */
authority: Authorship, 
/**
 * Whether the last try to reach it worked; none before the first.
 */
reached: boolean | null, };
export type Authorship = "hub" | "station";
export type Cell = { 
/**
 * Which.
 */
item: string, 
/**
 * Its place, from 1.
 */
number: number, 
/**
 * Its first words.
 */
words: string, 
/**
 * The language of those words.
 */
lang: string, 
/**
 * Whether it has been on the screen.
 */
seen: boolean, 
/**
 * Whether it is answered.
 */
answered: Answered, 
/**
 * Marked to come back to.
 */
flagged: boolean, 
/**
 * Has a private note.
 */
noted: boolean, };
export type Answered = "no" | "partly" | "fully";
export type PageName = { 
/**
 * For `reference`.
 */
id: string, 
/**
 * What it is called.
 */
title: string, };
export type Outcome = { 
/**
 * The exam.
 */
exam: ExamCard, 
/**
 * The candidate's name; empty for practice.
 */
candidate: string, 
/**
 * Practice: nothing is recorded and nothing is proved.
 */
practice: boolean, 
/**
 * Why it was sealed.
 */
cause: SealWord, 
/**
 * How many questions are answered, at least partly.
 */
answered: number, 
/**
 * The way of the answers, in order.
 */
steps: Array<Step>, 
/**
 * Who receives.
 */
authority: Authorship, 
/**
 * The result, as far as there is one and it may be read.
 */
result: ResultCard | null, 
/**
 * Whether the exam shows results only once they are confirmed, and this one is not.
 */
result_waits: boolean, 
/**
 * The receipt.
 */
receipt: ReceiptCard | null, 
/**
 * Whether the certificate has come.
 */
certificate: boolean, 
/**
 * The time.
 */
clock: ClockFace, 
/**
 * What stands in the way of the next step.
 */
problem: Problem | null, 
/**
 * The next exam of the ticket, if there is one to begin.
 */
next: ExamCard | null, };
export type SealWord = "candidate" | "time-up" | "ended";
export type Step = { 
/**
 * Which.
 */
step: StepName, 
/**
 * Whether it is done.
 */
done: boolean, 
/**
 * When, where that is known.
 */
at_ms: number | null, };
export type StepName = "sealed" | "received-station" | "received-hub" | "graded" | "confirmed";
export type ResultCard = { 
/**
 * Graded here and not confirmed yet.
 */
provisional: boolean, 
/**
 * Whether the pass mark is reached.
 */
passed: boolean, 
/**
 * The share earned in per cent, with two decimals.
 */
share: string, 
/**
 * The same in hundredths of a per cent, for the bar.
 */
share_bp: number, 
/**
 * The pass mark in hundredths of a per cent.
 */
pass_mark_bp: number, 
/**
 * Points earned, as a decimal number.
 */
points: string, 
/**
 * The form's own maximum.
 */
max: string, 
/**
 * By competency, where the policy lets the candidate read it.
 */
competencies: Array<CompetencyCard> | null, 
/**
 * Whether `explain` answers.
 */
items: boolean, 
/**
 * Whether `explain` shows what was right.
 */
full: boolean, };
export type CompetencyCard = { 
/**
 * What it is called.
 */
title: string, 
/**
 * Points earned.
 */
points: string, 
/**
 * Points there were.
 */
max: string, 
/**
 * The share, in hundredths of a per cent.
 */
share_bp: number, 
/**
 * Whether it is below the exam's pass mark: then `reading` says what to read next.
 */
weak: boolean, 
/**
 * What to read next.
 */
reading: Array<ReadingCard>, };
export type ReadingCard = { 
/**
 * What it is called.
 */
title: string, 
/**
 * Where it is, as an address to note down; the exam's window opens none.
 */
at: string, };
export type Explained = { 
/**
 * The question with the answer; `right` and `accepted` are set where the policy shows them.
 */
question: QuestionWire, 
/**
 * Points earned.
 */
points: string, 
/**
 * Points there were.
 */
max: string, 
/**
 * In a word.
 */
verdict: Verdict, 
/**
 * Why it was right, where the policy shows it.
 */
explanation: WordingWire | null, };
export type Verdict = "right" | "partly" | "wrong" | "not-answered" | "unscored" | "awaits-marking";
export type ReceiptCard = { 
/**
 * The digest of the receipt, in groups of four.
 */
code: string, 
/**
 * The same as a QR code.
 */
qr: Qr, 
/**
 * When it was noted.
 */
at_ms: number, };
export type Qr = { 
/**
 * Modules along one side, without the quiet zone.
 */
size: number, 
/**
 * An SVG path of the dark modules on a grid of `size` units.
 */
path: string, };
export type AttemptLine = { 
/**
 * Which.
 */
attempt: string, 
/**
 * The exam.
 */
title: string, 
/**
 * How it stands.
 */
state: AttemptState, 
/**
 * When it was sealed.
 */
sealed_at_ms: number | null, 
/**
 * Received by the station.
 */
received_station: boolean, 
/**
 * Received by the hub.
 */
received_hub: boolean, 
/**
 * Confirmed by the hub: passed or not.
 */
confirmed: boolean | null, };
export type AttemptState = "begun" | "sealed" | "unreadable";
export type SavedFile = { 
/**
 * The file.
 */
path: string, };
export type WordingWire = { 
/**
 * BCP 47, for the screen reader.
 */
lang: string, 
/**
 * Whether its language is written from right to left.
 */
rtl: boolean, 
/**
 * Top to bottom.
 */
blocks: Array<BlockWire>, };
export type BlockWire = { "is": "paragraph", inlines: Array<InlineWire>, } | { "is": "heading", level: number, inlines: Array<InlineWire>, } | { "is": "code", language: string | null, code: string, } | { "is": "list", start: number | null, entries: Array<Array<BlockWire>>, } | { "is": "quote", blocks: Array<BlockWire>, } | { "is": "table", head: Array<Array<InlineWire>>, rows: Array<Array<Array<InlineWire>>>, } | { "is": "image", media: string, alt: string, } | { "is": "math", tex: string, };
export type InlineWire = { "is": "text", words: string, } | { "is": "emphasis", inlines: Array<InlineWire>, } | { "is": "strong", inlines: Array<InlineWire>, } | { "is": "code", code: string, } | { "is": "math", tex: string, } | { "is": "break" };
export type QuestionWire = { 
/**
 * Its name.
 */
item: string, 
/**
 * Its place in the form, from 1.
 */
number: number, 
/**
 * What it is worth, as a decimal number.
 */
points: string, 
/**
 * Material that several questions share.
 */
stimulus: WordingWire | null, 
/**
 * In reading order.
 */
parts: Array<PartWire>, 
/**
 * Marked to come back to.
 */
flagged: boolean, 
/**
 * The private note; empty for none.
 */
note: string, 
/**
 * What the candidate said is wrong with it; empty for nothing.
 */
report: string, };
export type PartWire = { "is": "text", 
/**
 * What it says.
 */
wording: WordingWire, } | { "is": "choice", 
/**
 * Its name within the question.
 */
interaction: string, 
/**
 * A line of instruction of its own.
 */
prompt: WordingWire | null, 
/**
 * Fewest options of a complete answer.
 */
min: number, 
/**
 * Most options; 1 makes it a single choice.
 */
max: number, 
/**
 * The options.
 */
options: Array<OptionWire>, } | { "is": "text-entry", 
/**
 * Its name within the question.
 */
interaction: string, 
/**
 * A line of instruction of its own.
 */
prompt: WordingWire | null, 
/**
 * Longest answer, in characters.
 */
max_chars: number, 
/**
 * What is written, as saved.
 */
text: string, 
/**
 * What was accepted, where it may be shown.
 */
accepted: Array<string> | null, };
export type OptionWire = { 
/**
 * Its name.
 */
id: string, 
/**
 * What it says.
 */
wording: WordingWire, 
/**
 * Chosen, as saved.
 */
chosen: boolean, 
/**
 * Crossed out.
 */
struck: boolean, 
/**
 * Whether it was right, where that may be shown.
 */
right: boolean | null, };
export type PageWire = { 
/**
 * Its name.
 */
id: string, 
/**
 * What it is called.
 */
title: string, 
/**
 * What it says.
 */
wording: WordingWire, };
export type UpdateWire = { "is": "off" } | { "is": "newest" } | { "is": "offered", 
/**
 * Its version, three numbers.
 */
version: string, };

/** What the page may ask of the desk. Each call can reject with a Problem. */
export const desk = {
  /** Takes an answer back. */
  clear: (op: string, seen: number, item: string, interaction: string): Promise<Picture> => call("clear", { op, seen, item, interaction }),
  /** Marks a question to come back to, or unmarks it. */
  flag: (op: string, seen: number, item: string, on: boolean): Promise<Picture> => call("flag", { op, seen, item, on }),
  /** Crosses an option out, or brings it back. */
  strike: (op: string, seen: number, item: string, interaction: string, option: string, on: boolean): Promise<Picture> => call("strike", { op, seen, item, interaction, option, on }),
  /** Keeps a private note beside a question; empty takes it away. */
  note: (op: string, seen: number, item: string, text: string): Promise<Picture> => call("note", { op, seen, item, text }),
  /** Says what is wrong with a question; empty takes it back. */
  report: (op: string, seen: number, item: string, text: string): Promise<Picture> => call("report", { op, seen, item, text }),
  /** Calls for a person. */
  askHelp: (op: string, seen: number): Promise<Picture> => call("ask_help", { op, seen }),
  /** Stops the clock for a break. */
  takeBreak: (op: string, seen: number): Promise<Picture> => call("take_break", { op, seen }),
  /** Goes on after a break. */
  endBreak: (op: string, seen: number): Promise<Picture> => call("end_break", { op, seen }),
  /** Where everything stands. Asked by a page that has just been loaded. */
  picture: (): Promise<Picture> => call("picture"),
  /** Looks again at what made the desk unusable. */
  tryAgain: (): Promise<Picture> => call("try_again"),
  /** Takes a ticket: the text of its file, pasted, dropped, or read from a code. Enrols this computer. */
  takeTicket: (text: string): Promise<Picture> => call("take_ticket", { text }),
  /** Finds a QR code in a picture, given as `width * height` grey values in Base64, and takes it as a ticket. */
  takeTicketPicture: (width: number, height: number, grey: string): Promise<Picture> => call("take_ticket_picture", { width, height, grey }),
  /** Puts the ticket away: it is somebody else's. */
  forgetTicket: (): Promise<Picture> => call("forget_ticket"),
  /** Begins the practice exam, which needs no ticket and proves nothing. */
  practise: (): Promise<Picture> => call("practise"),
  /** Chooses an exam of the ticket and checks this computer for it. */
  check: (attempt: string): Promise<Picture> => call("check", { attempt }),
  /** Begins the attempt that was checked: fetches its questions. The clock does not run yet. */
  begin: (): Promise<Picture> => call("begin"),
  /** Accepts the rules. The clock runs from here. */
  acceptRules: (op: string): Promise<Picture> => call("accept_rules", { op }),
  /** Shows a question. */
  goTo: (op: string, seen: number, item: string): Promise<Picture> => call("go_to", { op, seen, item }),
  /** Chooses options. */
  choose: (op: string, seen: number, item: string, interaction: string, options: Array<string>): Promise<Picture> => call("choose", { op, seen, item, interaction, options }),
  /** Writes a short answer. */
  write: (op: string, seen: number, item: string, interaction: string, text: string): Promise<Picture> => call("write", { op, seen, item, interaction, text }),
  /** Shows everything in another size, light or contrast. */
  adjust: (display: DisplayWire): Promise<Picture> => call("adjust", { display }),
  /** Chooses the reader's language, for texts that have several wordings. */
  speak: (lang: string): Promise<Picture> => call("speak", { lang }),
  /** Seals the answers. There is no way back but a proctor's. */
  seal: (op: string, seen: number): Promise<Picture> => call("seal", { op, seen }),
  /** A picture that a question shows, as a data address. */
  media: (digest: string): Promise<string> => call("media", { digest }),
  /** A page of reference that this exam permits. */
  reference: (id: string): Promise<PageWire> => call("reference", { id }),
  /** What each question earned, as far as the policy lets the candidate read it. */
  explain: (): Promise<Array<Explained>> => call("explain"),
  /** Delivers now what waits to be delivered. */
  deliver: (): Promise<Picture> => call("deliver"),
  /** Opens an attempt of this computer. */
  openAttempt: (attempt: string): Promise<Picture> => call("open_attempt", { attempt }),
  /** Leaves what is on the screen and goes back to the ticket, or to the welcome. */
  leave: (): Promise<Picture> => call("leave"),
  /** Saves the receipt as a slip to read or print. */
  saveReceipt: (): Promise<SavedFile> => call("save_receipt"),
  /** Saves everything that proves something, to be checked without us. */
  saveEvidence: (): Promise<SavedFile> => call("save_evidence"),
  /** Saves what was found on this computer. */
  saveChecks: (): Promise<SavedFile> => call("save_checks"),
  /** Asks whether there is a newer program. Refused anywhere but on the welcome, and while an exam of this computer is not sealed and received. */
  lookForUpdate: (): Promise<UpdateWire> => call("look_for_update"),
  /** Fetches that version, checks its signature, puts it in place and starts it. Refused like the look. */
  installUpdate: (version: string): Promise<boolean> => call("install_update", { version }),
  /** Ends the application. Refused while an exam runs. */
  quit: (): Promise<boolean> => call("quit"),
};
