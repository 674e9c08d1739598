//! A picture for every stage.

import type { Cell, Check, ClockFace, ExamCard, MeasureWire, Outcome, Picture, QuestionWire, Saved, Sitting, Stage, TicketCard } from "../generated/desk";
import { questions } from "./questions";
import { said } from "./writing";

const MINUTE = 60_000;
export const at1042 = new Date(2026, 10, 23, 10, 42).getTime();

export const exam: ExamCard = {
  attempt: "0198f1c2-6a3e-7b11-9c00-5e2d8a7f0b12", title: "Meshery Server", certification: "Certified Meshery Contributor", place: 1, of: 5,
  attempt_no: 1, items: 25, unscored: 2, pass_percent: "70", working_ms: 45 * MINUTE, break_ms: 10 * MINUTE,
  outage: { each_ms: 5 * MINUTE, total_ms: 10 * MINUTE, beyond: "ask" }, supervision: "room", state: "open",
};
const others = ["Meshery CLI", "Meshery UI", "Meshery Models", "Meshery Extensibility"].map((title, place): ExamCard =>
  ({ ...exam, attempt: exam.attempt.replace(/2$/, String(place + 3)), title, place: place + 2 }));

export const ticket: TicketCard = {
  registration: "0198f1c2-6a3e-7b11-9c00-000000000001", candidate: "Amara Osei", programme: "Meshery certification", issuer: "Meshery project",
  certification: "Certified Meshery Contributor", demo: true, exams: [exam, ...others],
};
const measures: MeasureWire[] = [
  { name: "one-window", state: "active" }, { name: "no-capture", state: "unavailable-here" }, { name: "second-display", state: "failed" },
];
const checks: Check[] = [
  { id: "journal", state: "fine", args: {} }, { id: "disk", state: "fine", args: { free: "41 GB" } }, { id: "clock", state: "look", args: { off: "3 min" } },
  { id: "keyring", state: "fine", args: {} }, { id: "authority", state: "fine", args: { name: "Station 2" } }, { id: "screen", state: "fine", args: {} },
];
const saved: Saved = { here_at_ms: at1042, all_received: true, received_at_ms: at1042, authority: "station", reached: true };

/** Everything that can happen to a time has happened to this one. */
export const eventful: ClockFace = {
  left_ms: 9 * MINUTE + 18_000, entitled_ms: 50 * MINUTE, working_ms: 40 * MINUTE + 42_000, held_ms: 6 * MINUTE + 5_000, outage_ms: 74_000,
  break_ms: 4 * MINUTE + 30_000, break_left_ms: 5 * MINUTE + 30_000, granted_ms: 5 * MINUTE, jumps: 1,
};

export function questionsAnswered(): QuestionWire[] {
  const sheet = structuredClone(questions);
  for (const question of sheet) {
    const part = question.parts.find((found) => found.is !== "text");
    if (question.number > 12 || [8, 11].includes(question.number)) continue;
    if (part?.is === "choice") part.options.slice(1, 1 + part.min).forEach((option) => (option.chosen = true));
    if (part?.is === "text-entry") part.text = question.number === 5 ? "server" : "4222";
  }
  for (const number of [4, 11]) (sheet[number - 1] as QuestionWire).flagged = true;
  const route = sheet[11]?.parts[1];
  if (route?.is === "choice" && route.options[2]) route.options[2].struck = true;
  return sheet;
}

export function cellOf(question: QuestionWire, seen: boolean): Cell {
  let full = 0;
  let some = 0;
  const parts = question.parts.filter((part) => part.is !== "text");
  for (const part of parts) {
    const count = part.is === "choice" ? part.options.filter((option) => option.chosen).length : part.text ? 1 : 0;
    const least = part.is === "choice" ? part.min : 1;
    if (count > 0) some += 1;
    if (count >= least) full += 1;
  }
  const stem = question.parts.find((part) => part.is === "text")?.wording.blocks[0];
  const words = stem?.is === "paragraph" ? stem.inlines.map((inline) => ("words" in inline ? inline.words : "code" in inline ? inline.code : "")).join("") : "";
  return {
    item: question.item, number: question.number, words, lang: "en", seen, flagged: question.flagged, noted: question.note !== "",
    answered: full === parts.length ? "fully" : some ? "partly" : "no",
  };
}

export function sitting(more: Partial<Sitting> = {}): Sitting {
  const sheet = questionsAnswered();
  return {
    exam: { ...exam, state: "begun" }, candidate: "Amara Osei", practice: false, seq: 31, phase: { is: "running" },
    clock: { left_ms: 18 * MINUTE - 20_000, entitled_ms: 45 * MINUTE, working_ms: 27 * MINUTE + 20_000, held_ms: 4 * MINUTE, outage_ms: 0, break_ms: 0, break_left_ms: 10 * MINUTE, granted_ms: 0, jumps: 0 },
    saved, cells: sheet.map((question) => cellOf(question, question.number <= 12)), question: sheet[11] ?? null,
    references: [{ id: "errors", title: "Error codes" }, { id: "make", title: "Make targets" }], help_asked: false, trouble: null, ...more,
  };
}

export function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    exam: { ...exam, state: "sealed" }, candidate: "Amara Osei", practice: false, cause: "candidate", answered: 25, authority: "station",
    steps: [
      { step: "sealed", done: true, at_ms: at1042 }, { step: "received-station", done: true, at_ms: at1042 }, { step: "graded", done: true, at_ms: at1042 },
      { step: "received-hub", done: false, at_ms: null }, { step: "confirmed", done: false, at_ms: null },
    ],
    result: {
      provisional: true, passed: true, share: "84.00", share_bp: 8400, pass_mark_bp: 7000, points: "26.88", max: "32", items: true, full: false,
      competencies: [
        { title: "Requests and handlers", points: "9", max: "10", share_bp: 9000, weak: false, reading: [] },
        { title: "Database and models", points: "5", max: "8", share_bp: 6250, weak: true, reading: [{ title: "The registry", at: "docs.meshery.io/concepts/registry" }] },
      ],
    },
    result_waits: false, receipt: { code: "7K3M 9QXT 2FHV 8ABC", qr: { size: 21, path: "M0 0h7v7h-7zM14 0h7v7h-7zM0 14h7v7h-7z" }, at_ms: at1042 },
    certificate: false, clock: sitting().clock, problem: null, next: others[0] ?? null, ...more,
  };
}

const stages: Record<Stage["at"], () => Stage> = {
  unusable: () => ({ at: "unusable", problem: { code: "disk-full", args: {} } }),
  welcome: () => ({ at: "welcome" }),
  ticket: () => ({ at: "ticket", ticket }),
  readiness: () => ({
    at: "readiness", ticket, exam, measures,
    checks,
  }),
  rules: () => ({
    at: "rules", exam, candidate: "Amara Osei", measures,
    rules: said("You work alone.", { is: "list", start: 1, entries: [[{ is: "paragraph", inlines: [{ is: "text", words: "No other device is used." }] }], [{ is: "paragraph", inlines: [{ is: "text", words: "Breaks stop the clock." }] }]] }),
  }),
  sitting: () => ({ at: "sitting", sitting: sitting() }),
  sealed: () => ({ at: "sealed", outcome: outcome() }),
};

export function picture(at: Stage["at"] | Stage = "welcome"): Picture {
  return {
    version: "0.1.0", display: { text: "normal", theme: "system", more_contrast: false, hide_time: false, no_letter_keys: false },
    stage: typeof at === "string" ? stages[at]() : at,
    attempts: [
      { attempt: exam.attempt, title: "Meshery CLI", state: "sealed", sealed_at_ms: at1042 - 86_400_000, received_station: true, received_hub: true, confirmed: true },
      { attempt: exam.attempt.replace(/2$/, "9"), title: "Meshery Server", state: "begun", sealed_at_ms: null, received_station: false, received_hub: false, confirmed: null },
    ],
  };
}
