//! What the desk last said. A page holds no truth of its own: it draws this, and asks for the next.

import { desk, type ClockFace, type Picture, type Problem } from "./generated/desk";
import { hear } from "./transport";

class Said {
  picture = $state.raw<Picture | null>(null);
  clock = $state.raw<ClockFace | null>(null);
  /** What did not work last; gone as soon as something works. */
  problem = $state.raw<Problem | null>(null);
  /** Something has been asked for more than 300 ms ago; under that a page shows nothing. */
  waiting = $state(false);
  /** Shows the map of the screen's keys, on a screen that has one. */
  showKeys = $state.raw<(() => void) | null>(null);
}

export const stage = new Said();

/** Draws a picture, unless one of the same attempt that is newer has been drawn: events and replies may cross. `asked`:
    it is the answer to "where does everything stand", and drawn whatever its number. */
export function draw(next: Picture, asked = false): void {
  const now = stage.picture?.stage;
  const then = next.stage;
  if (!asked && now?.at === "sitting" && then.at === "sitting" && now.sitting.exam.attempt === then.sitting.exam.attempt
    && then.sitting.seq < now.sitting.seq) return;
  stage.picture = next;
  if (then.at === "sitting") stage.clock = then.sitting.clock;
  else if (then.at === "sealed") stage.clock = then.outcome.clock;
  else stage.clock = null;
}

/** What a rejected call says. Anything but a problem means that the desk itself did not answer. */
export function asProblem(thrown: unknown): Problem {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && typeof thrown.code === "string") {
    const args = "args" in thrown && typeof thrown.args === "object" && thrown.args !== null ? thrown.args : {};
    return { code: thrown.code, args: args as Problem["args"] };
  }
  return { code: "desk-silent", args: {} };
}

let asked = 0;
let patience: ReturnType<typeof setTimeout> | undefined;

/** Draws what comes back, or says what did not work. True when it worked. */
export async function ask(promise: Promise<Picture>): Promise<boolean> {
  const result = await settle(promise);
  if (result && typeof result === "object") draw(result);
  return result !== null;
}

/** The same for a call whose answer is not a picture: the answer, or null after saying what did not work. */
export async function settle<T>(promise: Promise<T>): Promise<T | null> {
  asked += 1;
  patience ??= setTimeout(() => (stage.waiting = true), 300);
  try {
    const answer = await promise;
    stage.problem = null;
    return answer;
  } catch (thrown) {
    stage.problem = asProblem(thrown);
    return null;
  } finally {
    asked -= 1;
    if (asked === 0) {
      clearTimeout(patience);
      patience = undefined;
      stage.waiting = false;
    }
  }
}

/** Listens to the desk, then asks it where everything stands. Returns how to stop listening. */
export async function begin(): Promise<() => void> {
  const end = await hear(draw, (clock) => (stage.clock = clock));
  await ask(desk.picture());
  return end;
}

/** Names a click: a UUID of version 7. The same click tried again keeps its name. */
export function op(now = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 5, rest = now; place >= 0; place -= 1, rest = Math.floor(rest / 256)) bytes[place] = rest % 256;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
