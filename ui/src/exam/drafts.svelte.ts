//! What is being typed. It is sent 400 ms after the last key, on leaving the field, and at least every 2 s; it stays in
//! the field, and counts as not saved, until the desk has replied to exactly that text.

import { desk, type Picture } from "../generated/desk";
import { queue, type Fate } from "./queue.svelte";

const REST_MS = 400;
const LONGEST_MS = 2000;
const SLOW_MS = 300;

export class Draft {
  text = $state("");
  /** The text in the field is not the one that the desk has kept. */
  dirty = $state(false);
  /** It has been so for more than 300 ms. */
  late = $state(false);
  /** The desk refused this text: it is offered again when it is changed, or when the attempt goes on. */
  refused = $state(false);

  private kept: string;
  private first: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lateness: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly subject: string, kept: string, private readonly send: (text: string, op: string, seen: number) => Promise<Picture>) {
    this.kept = kept;
    this.text = kept;
  }

  type(text: string): void {
    this.text = text;
    this.refused = false;
    if (text === this.kept && !queue.length) return this.clean();
    this.dirty = true;
    this.first ??= Date.now();
    this.lateness ??= setTimeout(() => (this.late = true), SLOW_MS);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.max(0, Math.min(REST_MS, this.first + LONGEST_MS - Date.now())));
  }

  /** Sends what is typed, now. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.dirty || this.first === null) return;
    this.first = null;
    const text = this.text;
    queue.add({ subject: this.subject, send: (op, seen) => this.send(text, op, seen), done: (fate) => this.answered(text, fate) });
  }

  /** What was refused is offered again. */
  retry(): void {
    if (!this.refused) return;
    this.refused = false;
    this.first = Date.now();
    this.flush();
  }

  /** The desk says what it has. A text that is being typed is not overwritten. */
  has(kept: string): void {
    this.kept = kept;
    if (!this.dirty) this.text = kept;
  }

  private answered(text: string, fate: Fate): void {
    if (fate === "replaced") return;
    if (fate === "refused") {
      this.refused = this.first === null;
      return;
    }
    this.kept = text;
    if (this.text === text) this.clean();
  }

  private clean(): void {
    clearTimeout(this.timer);
    clearTimeout(this.lateness);
    this.timer = undefined;
    this.lateness = undefined;
    this.first = null;
    this.dirty = false;
    this.late = false;
  }
}

class Drafts {
  private all = $state.raw<Draft[]>([]);
  private attempt = "";

  /** Some text has not been kept for more than 300 ms. */
  get late(): boolean {
    return this.all.some((draft) => draft.late);
  }

  /** Some text was refused, and is in its field only. */
  get refused(): boolean {
    return this.all.some((draft) => draft.refused);
  }

  /** The draft of a field; the same one as long as the attempt lasts, so that no screen in between loses a word. */
  of(attempt: string, subject: string, kept: string, send: (text: string, op: string, seen: number) => Promise<Picture>): Draft {
    if (attempt !== this.attempt) this.forget(attempt);
    const found = this.all.find((draft) => draft.subject === subject);
    if (found) return found;
    const draft = new Draft(subject, kept, send);
    this.all = [...this.all, draft];
    return draft;
  }

  flush(): void {
    this.all.forEach((draft) => draft.flush());
  }

  retry(): void {
    this.all.forEach((draft) => draft.retry());
  }

  forget(attempt = ""): void {
    this.attempt = attempt;
    this.all = [];
  }
}

export const drafts = new Drafts();

export const draftOf = {
  answer: (attempt: string, item: string, interaction: string, kept: string) => drafts.of(attempt, `answer ${item} ${interaction}`, kept,
    (text, op, seen) => (text === "" ? desk.clear(op, seen, item, interaction) : desk.write(op, seen, item, interaction, text))),
  note: (attempt: string, item: string, kept: string) =>
    drafts.of(attempt, `note ${item}`, kept, (text, op, seen) => desk.note(op, seen, item, text)),
  report: (attempt: string, item: string, kept: string) =>
    drafts.of(attempt, `report ${item}`, kept, (text, op, seen) => desk.report(op, seen, item, text)),
};
