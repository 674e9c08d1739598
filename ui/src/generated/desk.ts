// Written by a test of crates/desk from its table of commands. Do not edit.

import { call } from "../transport";

export type TextSizeWord = "normal" | "larger" | "largest";
export type ThemeWord = "system" | "light" | "dark";
export type MeasureWord = "active" | "unavailable-here" | "failed";
export type SealWord = "candidate" | "time-up" | "ended";
export type Supervision = "none" | "remote" | "room";
export type ExamState = "open" | "begun" | "sealed";
export type CheckState = "fine" | "look" | "stop";
export type HoldWire = "proctor" | "long-outage" | "fork" | "sensor";
export type Authorship = "hub" | "station";
export type Answered = "no" | "partly" | "fully";
export type StepName = "sealed" | "received-station" | "received-hub" | "graded" | "confirmed";
export type Verdict = "right" | "partly" | "wrong" | "not-answered" | "unscored" | "awaits-marking";
export type AttemptState = "begun" | "sealed" | "unreadable";

export type InlineWire =
  | { is: "text"; words: string }
  | { is: "emphasis"; inlines: Array<InlineWire> }
  | { is: "strong"; inlines: Array<InlineWire> }
  | { is: "code"; code: string }
  | { is: "math"; tex: string }
  | { is: "break" };

export type BlockWire =
  | { is: "paragraph"; inlines: Array<InlineWire> }
  | { is: "heading"; level: number; inlines: Array<InlineWire> }
  | { is: "code"; language: string | null; code: string }
  | { is: "list"; start: number | null; entries: Array<Array<BlockWire>> }
  | { is: "quote"; blocks: Array<BlockWire> }
  | { is: "table"; head: Array<Array<InlineWire>>; rows: Array<Array<Array<InlineWire>>> }
  | { is: "image"; media: string; alt: string }
  | { is: "math"; tex: string };

export type WordingWire = { lang: string; rtl: boolean; blocks: Array<BlockWire> };
export type OptionWire = { id: string; wording: WordingWire; chosen: boolean; struck: boolean; right: boolean | null };
export type PartWire =
  | { is: "text"; wording: WordingWire }
  | { is: "choice"; interaction: string; prompt: WordingWire | null; min: number; max: number; options: Array<OptionWire> }
  | { is: "text-entry"; interaction: string; prompt: WordingWire | null; max_chars: number; text: string; accepted: Array<string> | null };
export type QuestionWire = {
  item: string; number: number; points: string; stimulus: WordingWire | null; parts: Array<PartWire>;
  flagged: boolean; note: string; report: string;
};
export type PageWire = { id: string; title: string; wording: WordingWire };
export type PageName = { id: string; title: string };

export type Problem = { code: string; args: { [key in string]: string } };
export type DisplayWire = { text: TextSizeWord; theme: ThemeWord; more_contrast: boolean; hide_time: boolean; no_letter_keys: boolean };
export type ExamCard = {
  attempt: string; title: string; certification: string; place: number; of: number; attempt_no: number; items: number;
  unscored: number; pass_percent: string; working_ms: number; break_ms: number; supervision: Supervision; state: ExamState;
};
export type TicketCard = {
  registration: string; candidate: string; programme: string; issuer: string; certification: string; demo: boolean; exams: Array<ExamCard>;
};
export type Check = { id: string; state: CheckState; args: { [key in string]: string } };
export type MeasureWire = { name: string; state: MeasureWord };
export type ClockFace = {
  left_ms: number; entitled_ms: number; working_ms: number; held_ms: number; outage_ms: number; break_ms: number;
  break_left_ms: number; granted_ms: number;
};
export type Saved = {
  here_at_ms: number; all_received: boolean; received_at_ms: number | null; authority: Authorship; reached: boolean | null;
};
export type Cell = {
  item: string; number: number; words: string; lang: string; seen: boolean; answered: Answered; flagged: boolean; noted: boolean;
};
export type SittingPhase =
  | { is: "running" }
  | { is: "break" }
  | { is: "held"; cause: HoldWire; gone_ms: number; since_ms: number };
export type Sitting = {
  exam: ExamCard; candidate: string; practice: boolean; seq: number; phase: SittingPhase; clock: ClockFace; saved: Saved;
  cells: Array<Cell>; question: QuestionWire | null; references: Array<PageName>; help_asked: boolean;
};
export type Step = { step: StepName; done: boolean; at_ms: number | null };
export type ReadingCard = { title: string; at: string };
export type CompetencyCard = { title: string; points: string; max: string; share_bp: number; weak: boolean; reading: Array<ReadingCard> };
export type ResultCard = {
  provisional: boolean; passed: boolean; share: string; share_bp: number; pass_mark_bp: number; points: string; max: string;
  competencies: Array<CompetencyCard> | null; items: boolean; full: boolean;
};
export type Qr = { size: number; path: string };
export type ReceiptCard = { code: string; qr: Qr; at_ms: number };
export type Outcome = {
  exam: ExamCard; candidate: string; practice: boolean; cause: SealWord; answered: number; steps: Array<Step>; authority: Authorship;
  result: ResultCard | null; result_waits: boolean; receipt: ReceiptCard | null; certificate: boolean; clock: ClockFace;
  problem: Problem | null; next: ExamCard | null;
};
export type Explained = { question: QuestionWire; points: string; max: string; verdict: Verdict; explanation: WordingWire | null };
export type AttemptLine = {
  attempt: string; title: string; state: AttemptState; sealed_at_ms: number | null; received_station: boolean; received_hub: boolean;
  confirmed: boolean | null;
};
export type SavedFile = { path: string };
export type Stage =
  | { at: "unusable"; problem: Problem }
  | { at: "welcome" }
  | { at: "ticket"; ticket: TicketCard }
  | { at: "readiness"; ticket: TicketCard; exam: ExamCard; checks: Array<Check>; measures: Array<MeasureWire> }
  | { at: "rules"; exam: ExamCard; candidate: string; rules: WordingWire; measures: Array<MeasureWire> }
  | { at: "sitting"; sitting: Sitting }
  | { at: "sealed"; outcome: Outcome };
export type Picture = { version: string; display: DisplayWire; stage: Stage; attempts: Array<AttemptLine> };

export const desk = {
  picture: () => call<Picture>("picture", {}),
  tryAgain: () => call<Picture>("try_again", {}),
  takeTicket: (text: string) => call<Picture>("take_ticket", { text }),
  takeTicketPicture: (width: number, height: number, grey: string) => call<Picture>("take_ticket_picture", { width, height, grey }),
  forgetTicket: () => call<Picture>("forget_ticket", {}),
  practise: () => call<Picture>("practise", {}),
  check: (attempt: string) => call<Picture>("check", { attempt }),
  begin: () => call<Picture>("begin", {}),
  acceptRules: (op: string) => call<Picture>("accept_rules", { op }),
  goTo: (op: string, seen: number, item: string) => call<Picture>("go_to", { op, seen, item }),
  choose: (op: string, seen: number, item: string, interaction: string, options: Array<string>) =>
    call<Picture>("choose", { op, seen, item, interaction, options }),
  write: (op: string, seen: number, item: string, interaction: string, text: string) =>
    call<Picture>("write", { op, seen, item, interaction, text }),
  clear: (op: string, seen: number, item: string, interaction: string) => call<Picture>("clear", { op, seen, item, interaction }),
  flag: (op: string, seen: number, item: string, on: boolean) => call<Picture>("flag", { op, seen, item, on }),
  strike: (op: string, seen: number, item: string, interaction: string, option: string, on: boolean) =>
    call<Picture>("strike", { op, seen, item, interaction, option, on }),
  note: (op: string, seen: number, item: string, text: string) => call<Picture>("note", { op, seen, item, text }),
  report: (op: string, seen: number, item: string, text: string) => call<Picture>("report", { op, seen, item, text }),
  adjust: (display: DisplayWire) => call<Picture>("adjust", { display }),
  askHelp: (op: string, seen: number) => call<Picture>("ask_help", { op, seen }),
  takeBreak: (op: string, seen: number) => call<Picture>("take_break", { op, seen }),
  endBreak: (op: string, seen: number) => call<Picture>("end_break", { op, seen }),
  seal: (op: string, seen: number) => call<Picture>("seal", { op, seen }),
  media: (digest: string) => call<string>("media", { digest }),
  reference: (id: string) => call<PageWire>("reference", { id }),
  explain: () => call<Array<Explained>>("explain", {}),
  deliver: () => call<Picture>("deliver", {}),
  openAttempt: (attempt: string) => call<Picture>("open_attempt", { attempt }),
  leave: () => call<Picture>("leave", {}),
  saveReceipt: () => call<SavedFile>("save_receipt", {}),
  saveEvidence: () => call<SavedFile>("save_evidence", {}),
  saveChecks: () => call<SavedFile>("save_checks", {}),
  quit: () => call<boolean>("quit", {}),
};
