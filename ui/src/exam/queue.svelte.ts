//! What was asked of the desk, one after the other, in the order of the clicks. Nothing is dropped before the desk has
//! either kept it or refused it: a call that fails is made again, under the same name, until it is answered.

import type { Picture, Problem } from "../generated/desk";
import { asProblem, draw, op, stage } from "../stage.svelte";
import { desk } from "../generated/desk";

export type Fate = "kept" | "refused" | "replaced";

export interface Errand {
  /** Of several errands of one subject that have not been sent, only the latest is. */
  subject?: string;
  /** How long to wait for a reply before asking again, in milliseconds. */
  patience?: number;
  send: (op: string, seen: number) => Promise<Picture>;
  done?: (fate: Fate, problem?: Problem) => void;
}

const SLOW_MS = 300;
const PATIENCE_MS = 10_000;
const PAUSES_MS = [500, 1000, 2000, 5000];

/** The desk's refusals: asking again would change nothing. Everything else is a fault, and faults pass. */
export const isRefusal = (problem: Problem): boolean => problem.code === "not-now" || problem.code.startsWith("refused-");

class Queue {
  /** Something has had no reply for more than 300 ms. */
  slow = $state(false);
  /** The last try failed, and the next one is coming. */
  failing = $state(false);
  /** How many errands wait for a reply. */
  length = $state(0);

  private waiting: Array<Errand & { op: string }> = [];
  private flying: Errand | null = null;
  private running = false;
  private tries = 0;
  private epoch = 0;
  private slowness: ReturnType<typeof setTimeout> | undefined;

  add(errand: Errand): void {
    const named = { ...errand, op: op() };
    const place = errand.subject === undefined ? -1
      : this.waiting.findIndex((other) => other.subject === errand.subject && other !== this.flying);
    if (place >= 0) {
      const [old] = this.waiting.splice(place, 1, named);
      old?.done?.("replaced");
    } else {
      this.waiting.push(named);
    }
    this.length = this.waiting.length;
    this.slowness ??= setTimeout(() => (this.slow = true), SLOW_MS);
    void this.run();
  }

  /** The attempt is over or another one is on: what was not answered has nowhere to go. */
  forget(): void {
    this.epoch += 1;
    this.waiting = [];
    this.flying = null;
    this.running = false;
    this.failing = false;
    this.tries = 0;
    this.settled();
  }

  private settled(): void {
    this.length = this.waiting.length;
    clearTimeout(this.slowness);
    this.slowness = undefined;
    this.slow = false;
    if (this.waiting.length) this.slowness = setTimeout(() => (this.slow = true), SLOW_MS);
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    const epoch = this.epoch;
    for (let errand = this.waiting[0]; errand; errand = this.waiting[0]) {
      this.flying = errand;
      let picture: Picture | null = null;
      let problem: Problem | null = null;
      try {
        picture = await within(errand.send(errand.op, seen()), errand.patience ?? PATIENCE_MS);
      } catch (thrown) {
        problem = asProblem(thrown);
      }
      if (epoch !== this.epoch) return;
      this.flying = null;
      if (problem && !isRefusal(problem)) {
        this.failing = true;
        if (problem.code !== "desk-silent") stage.problem = problem;
        await pause(PAUSES_MS[Math.min(this.tries, PAUSES_MS.length - 1)] ?? 0);
        if (epoch !== this.epoch) return;
        this.tries += 1;
        continue;
      }
      this.tries = 0;
      this.failing = false;
      this.waiting.shift();
      this.settled();
      stage.problem = problem;
      if (picture) draw(picture);
      errand.done?.(problem ? "refused" : "kept", problem ?? undefined);
      if (problem) await redraw();
      if (epoch !== this.epoch) return;
    }
    this.running = false;
  }
}

export const queue = new Queue();

/** The number of the picture on the screen. */
function seen(): number {
  const now = stage.picture?.stage;
  return now?.at === "sitting" ? now.sitting.seq : 0;
}

/** After a refusal the page draws what is, not what it believed. */
async function redraw(): Promise<void> {
  try {
    draw(await desk.picture(), true);
  } catch {
    // The next errand, or the desk itself, brings a picture.
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("no reply")), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
