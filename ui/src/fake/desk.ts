//! A desk that keeps nothing: it answers as the real one would, well enough to look at screens and to test them.

import type { ClockFace, DisplayWire, PartWire, Picture, Problem, QuestionWire, Sitting, UpdateWire } from "../generated/desk";
import { cellOf, exam, outcome, picture, questionsAnswered, sitting, ticket } from "./pictures";
import { said } from "./writing";

type Args = Record<string, unknown>;
export interface Call { command: string; args: Args }

const DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

export class FakeDesk {
  picture: Picture;
  sheet: QuestionWire[] = questionsAnswered();
  seen = new Set(Array.from({ length: 12 }, (_, place) => `q${place + 1}`));
  calls: Call[] = [];
  update: UpdateWire = { is: "off" };
  /** Looked at before every call: reject here to refuse, wait here to be slow. */
  before: (call: Call) => Promise<void> = () => Promise.resolve();
  private hearing = new Set<(next: Picture) => void>();
  private ticking = new Set<(clock: ClockFace) => void>();

  constructor(first: Picture = picture()) {
    this.picture = first;
  }

  hear(onPicture: (next: Picture) => void, onClock: (clock: ClockFace) => void): () => void {
    this.hearing.add(onPicture);
    this.ticking.add(onClock);
    return () => { this.hearing.delete(onPicture); this.ticking.delete(onClock); };
  }

  /** The desk says something by itself. */
  say(next: Picture): void {
    this.picture = next;
    this.hearing.forEach((hears) => hears(next));
  }

  tick(clock: ClockFace): void {
    this.ticking.forEach((hears) => hears(clock));
  }

  async call(command: string, args: Args): Promise<unknown> {
    const call = { command, args };
    this.calls.push(call);
    await this.before(call);
    return this.answer(command, args);
  }

  get sitting(): Sitting {
    if (this.picture.stage.at !== "sitting") throw { code: "refused-not-running", args: {} } satisfies Problem;
    return this.picture.stage.sitting;
  }

  private answer(command: string, args: Args): unknown {
    switch (command) {
      case "adjust": return this.set({ display: args.display as DisplayWire });
      case "media": return DOT;
      case "reference": return { id: args.id, title: args.id === "errors" ? "Error codes" : "Make targets", wording: said("Every error has a code, a cause and a remedy.", { is: "code", language: null, code: "make server\nmake error" }) };
      case "explain": return [];
      case "quit": return false;
      case "look_for_update": return this.update;
      case "install_update": return true;
      case "save_receipt": case "save_evidence": case "save_checks": return { path: "/home/amara/Documents/invigil.html" };
      case "take_ticket": case "take_ticket_picture": return this.set({ stage: { at: "ticket", ticket } });
      case "forget_ticket": return this.set({ stage: { at: "welcome" } });
      case "check": return this.set({ stage: picture("readiness").stage });
      case "begin": return this.set({ stage: picture("rules").stage });
      case "practise": return this.set({ stage: { at: "sitting", sitting: sitting({ practice: true, candidate: "", exam: { ...exam, attempt: "", break_ms: 0, outage: { each_ms: 0, total_ms: 0, beyond: "charge" } } }) } });
      case "accept_rules": return this.set({ stage: { at: "sitting", sitting: sitting() } });
      case "open_attempt": return this.set({ stage: { at: "sealed", outcome: outcome() } });
      case "leave": return this.set({ stage: { at: "ticket", ticket } });
      case "seal": return this.set({ stage: { at: "sealed", outcome: outcome() } });
      case "picture": case "speak": case "try_again": case "deliver": return this.picture;
      default: return this.sit(command, args);
    }
  }

  private sit(command: string, args: Args): Picture {
    const question = this.sheet.find((found) => found.item === args.item);
    const part = question?.parts.find((found) => found.is !== "text" && found.interaction === args.interaction);
    const now: Partial<Sitting> = {};
    if (command === "take_break") now.phase = { is: "break" };
    if (command === "end_break") now.phase = { is: "running" };
    if (command === "ask_help") now.help_asked = true;
    if (question) this.mark(command, args, question, part);
    if (command === "go_to") this.seen.add(String(args.item));
    const shown = command === "go_to" ? question : this.sheet.find((found) => found.item === this.sitting.question?.item);
    return this.set({
      stage: {
        at: "sitting",
        sitting: {
          ...this.sitting, ...now, seq: this.sitting.seq + 1, saved: { ...this.sitting.saved, here_at_ms: Date.now(), received_at_ms: Date.now() },
          question: shown ? structuredClone(shown) : null, cells: this.sheet.map((each) => cellOf(each, this.seen.has(each.item))),
        },
      },
    });
  }

  private mark(command: string, args: Args, question: QuestionWire, part: PartWire | undefined): void {
    if (command === "flag") question.flagged = args.on === true;
    if (command === "note") question.note = String(args.text);
    if (command === "report") question.report = String(args.text);
    if (part?.is === "text-entry" && (command === "write" || command === "clear")) part.text = command === "write" ? String(args.text) : "";
    if (part?.is !== "choice") return;
    for (const option of part.options) {
      if (command === "choose") option.chosen = (args.options as string[]).includes(option.id);
      if (command === "clear") option.chosen = false;
      if (command === "strike" && option.id === args.option) option.struck = args.on === true;
    }
  }

  private set(part: Partial<Picture>): Picture {
    this.picture = { ...this.picture, ...part };
    return this.picture;
  }
}
