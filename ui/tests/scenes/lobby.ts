//! The states in which the screens around an exam are tested and looked at.

import { eventful, exam, outcome, picture, ticket } from "../../src/fake/pictures";
import { questions } from "../../src/fake/questions";
import { said } from "../../src/fake/writing";
import type { AttemptLine, Check, Explained, MeasureWire, Outcome, OutageWire, Picture, ResultCard, Stage } from "../../src/generated/desk";

const MINUTE = 60_000;
const at = new Date(2026, 10, 23, 10, 58, 40).getTime();

const measures: MeasureWire[] = [
  ...["full-screen", "always-on-top", "shortcuts", "clipboard", "printing", "screens", "sleep"].map((name): MeasureWire => ({ name, state: "active" })),
  { name: "screen-capture", state: "unavailable-here" }, { name: "key-in-keyring", state: "active" }, { name: "second-device", state: "unavailable-here" },
];
const fine: Check[] = [
  { id: "journal", state: "fine", args: {} }, { id: "disk", state: "fine", args: { free: "41200" } }, { id: "clock", state: "fine", args: {} },
  { id: "keyring", state: "fine", args: { kind: "keyring" } }, { id: "authority", state: "fine", args: { name: "Hall 1" } },
  { id: "screen", state: "fine", args: { count: "1", width: "1920", height: "1080" } }, { id: "memory", state: "fine", args: { free: "850" } },
  { id: "session", state: "fine", args: { desktop: "x11" } },
];
export const withState = (id: string, state: Check["state"]): Check[] => fine.map((check) => (check.id === id ? { ...check, state } : check));

export function readiness(checks: Check[], list: MeasureWire[] = measures): Stage {
  return { at: "readiness", ticket, exam, checks, measures: list };
}

export const result: ResultCard = {
  provisional: true, passed: true, share: "84.00", share_bp: 8400, pass_mark_bp: 7000, points: "42", max: "50", items: true, full: true,
  competencies: [
    { title: "Architecture and APIs", points: "10", max: "10", share_bp: 10000, weak: false, reading: [] },
    { title: "Providers and persistence", points: "6", max: "8", share_bp: 7500, weak: false, reading: [] },
    { title: "MeshKit errors", points: "8", max: "10", share_bp: 8000, weak: false, reading: [] },
    { title: "Schema-driven development", points: "4", max: "8", share_bp: 5000, weak: true, reading: [{ title: "Schema-driven development", at: "docs.meshery.io/project/contributing/models" }] },
  ],
};
const clock = { left_ms: 272_000, entitled_ms: 30 * MINUTE, working_ms: 1_528_000, held_ms: 192_000, outage_ms: 0, break_ms: 0, break_left_ms: 0, granted_ms: 0, jumps: 0 };
const next = ticket.exams[1] ?? null;

export function sealed(more: Partial<Outcome> = {}): Stage {
  return {
    at: "sealed",
    outcome: outcome({
      result, clock, next, answered: 25,
      steps: [
        { step: "sealed", done: true, at_ms: at }, { step: "received-station", done: true, at_ms: at + 1000 }, { step: "graded", done: true, at_ms: at + 2000 },
        { step: "received-hub", done: false, at_ms: null }, { step: "confirmed", done: false, at_ms: null },
      ],
      receipt: { code: "7A4D-42E1-9F0B-B6A3-70C1-8E1E-5A2F-1FC7-0011-2233-4455-6677-8899-AABB-CCDD-EEFF", qr, at_ms: at + 1000 },
      ...more,
    }),
  };
}
/** Nothing to scan: a picture of one. */
const qr = {
  size: 25,
  path: Array.from({ length: 25 * 25 }, (_, place) => ({ x: place % 25, y: Math.floor(place / 25) })).filter(({ x, y }) => (x * 7 + y * 13 + x * y) % 3 === 0)
    .map(({ x, y }) => `M${x} ${y}h1v1h-1z`).join("") + "M0 0h7v7h-7zM18 0h7v7h-7zM0 18h7v7h-7z",
};
const failed: ResultCard = { ...result, passed: false, share: "61.25", share_bp: 6125, points: "30.62" };
const steps = (done: number): Outcome["steps"] =>
  (["sealed", "received-station", "graded", "received-hub", "confirmed"] as const).map((step, place) => ({ step, done: place < done, at_ms: place < done ? at + place * 1000 : null }));

const attempt = (line: Partial<AttemptLine>): AttemptLine =>
  ({ attempt: crypto.randomUUID(), title: "Meshery Server", state: "sealed", sealed_at_ms: at, received_station: false, received_hub: false, confirmed: null, ...line });
export const attempts: AttemptLine[] = [
  attempt({ title: "Meshery UI", state: "begun", sealed_at_ms: null }), attempt({}), attempt({ title: "Meshery CLI", received_station: true }),
  attempt({ title: "Meshery Models", received_station: true, received_hub: true, confirmed: true }),
  attempt({ title: "Meshery Extensibility", received_hub: true, confirmed: false }), attempt({ title: "Meshery Server", state: "unreadable", sealed_at_ms: null }),
];

export function explained(full: boolean): Explained[] {
  const verdicts = ["right", "wrong", "partly", "not-answered", "unscored", "awaits-marking"] as const;
  return questions.slice(0, 6).map((question, place) => {
    const copy = structuredClone(question);
    for (const part of copy.parts) {
      if (part.is === "choice") part.options.forEach((option, row) => { option.chosen = row === place % 3; option.right = full ? row === 0 : null; });
      if (part.is === "text-entry") { part.text = "make server"; part.accepted = full ? ["make server", "make run"] : null; }
    }
    return { question: copy, points: place === 0 ? "2" : "0", max: "2", verdict: verdicts[place] ?? "right", explanation: full ? said("A provider keeps what the server does not.") : null };
  });
}

const exams = ticket.exams;
const states = (...said: ("open" | "begun" | "sealed")[]) => ({ ...ticket, exams: exams.map((each, place) => ({ ...each, state: said[place] ?? "open" })) });

function rules(outage: OutageWire = exam.outage): Stage {
  return {
    at: "rules", exam: { ...exam, outage }, candidate: "Amara Osei", measures,
    rules: said("You work alone, on this computer, without notes.", { is: "list", start: 1, entries: [[{ is: "paragraph", inlines: [{ is: "text", words: "No other device is used." }] }], [{ is: "paragraph", inlines: [{ is: "text", words: "Questions are not passed on." }] }]] }),
  };
}

/** Every state, by name. */
export const scenes: Record<string, Stage> = {
  "welcome": { at: "welcome" },
  "ticket-one": { at: "ticket", ticket: { ...ticket, demo: false, exams: [{ ...exam, working_ms: 30 * MINUTE }] } },
  "ticket-many": { at: "ticket", ticket },
  "ticket-none": { at: "ticket", ticket: { ...ticket, exams: [] } },
  "ticket-next": { at: "ticket", ticket: states("sealed", "sealed") },
  "ticket-begun": { at: "ticket", ticket: states("begun") },
  "ticket-done": { at: "ticket", ticket: states("sealed", "sealed", "sealed", "sealed", "sealed") },
  "readiness-fine": readiness(fine),
  "readiness-look": readiness(withState("session", "look")),
  "readiness-stop": readiness(withState("disk", "stop"), measures.map((measure) => ({ ...measure, state: measure.name === "sleep" ? "failed" : measure.state }))),
  "readiness-screens": readiness(fine.map((check) => (check.id === "screen" ? { ...check, state: "look", args: { count: "2", width: "1920", height: "1080" } } : check))),
  "readiness-both": readiness(withState("journal", "look").map((check) => (check.id === "memory" ? { ...check, state: "stop" } : check))),
  "readiness-nothing": readiness([], []),
  "rules": rules(),
  "rules-charge": rules({ each_ms: 10 * MINUTE, total_ms: 10 * MINUTE, beyond: "charge" }),
  "rules-no-outage": rules({ each_ms: 0, total_ms: 0, beyond: "ask" }),
  "sealed-passed": sealed(),
  "sealed-failed": sealed({ result: failed, next: null }),
  "sealed-confirmed": sealed({ result: { ...result, provisional: false }, certificate: true, steps: steps(5), next: null }),
  "sealed-waits": sealed({ result: null, result_waits: true, steps: steps(2) }),
  "sealed-offline": sealed({ result: null, receipt: null, steps: steps(1), cause: "time-up", problem: { code: "unreachable", args: {} } }),
  "sealed-refused": sealed({ result: null, receipt: null, steps: steps(1), cause: "ended", problem: { code: "refused", args: { code: "voided" } } }),
  "sealed-bare": sealed({ result: { ...result, competencies: null, items: false }, next: null }),
  "sealed-eventful": sealed({ clock: eventful }),
  "sealed-practice": sealed({ practice: true, candidate: "", receipt: null, next: null, steps: [], exam: { ...exam, attempt: "", certification: "" } }),
  "unusable-already-open": { at: "unusable", problem: { code: "already-open", args: {} } },
  "unusable-keyring-locked": { at: "unusable", problem: { code: "keyring-locked", args: {} } },
  "unusable-disk-full": { at: "unusable", problem: { code: "disk-full", args: {} } },
  "unusable-starting": { at: "unusable", problem: { code: "starting", args: {} } },
  "unusable-new": { at: "unusable", problem: { code: "never-heard-of", args: {} } },
};

export function scene(name: string, more: Partial<Picture> = {}): Picture {
  const stage = scenes[name];
  if (!stage) throw new Error(`no scene ${name}`);
  return { ...picture(stage), attempts, ...more };
}
