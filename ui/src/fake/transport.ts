//! In place of ../transport.ts, for development and unit tests: everything is asked of a fake desk.
//!
//! In a browser the address says what to look at: `?at=sitting&theme=dark&text=larger&lang=ar&frozen&item=q5&phase=held&eventful&broken=choose&code=disk-full`.

import type { ClockFace, HoldWire, Picture, Stage, TextSizeWord, ThemeWord } from "../generated/desk";
import { FakeDesk } from "./desk";
import { eventful, outcome, picture, sitting } from "./pictures";

export const fake = { desk: fromAddress(new URLSearchParams(globalThis.location?.search ?? "")) };

export function call<T>(command: string, args: Record<string, unknown> = {}): Promise<T> {
  return fake.desk.call(command, structuredClone(args)) as Promise<T>;
}

export function hear(onPicture: (picture: Picture) => void, onClock: (clock: ClockFace) => void): Promise<() => void> {
  return Promise.resolve(fake.desk.hear(onPicture, onClock));
}

function fromAddress(asked: URLSearchParams): FakeDesk {
  // As in the shell: whatever patches Object.prototype fails here first.
  if (asked.has("frozen")) Object.freeze(Object.prototype);
  const at = (asked.get("at") ?? "welcome") as Stage["at"];
  let first = picture(at);
  if (at === "sitting") {
    const now = sitting();
    const phase = asked.get("phase");
    if (phase === "break") now.phase = { is: "break" };
    if (phase === "held") now.phase = { is: "held", cause: (asked.get("cause") ?? "sensor") as HoldWire, gone_ms: 360_000, since_ms: now.saved.here_at_ms + 240_000 };
    if (asked.has("eventful")) now.clock = eventful;
    const left = asked.get("left");
    if (left) now.clock = { ...now.clock, left_ms: Number(left) * 1000 };
    now.practice = asked.has("practice");
    first = picture({ at: "sitting", sitting: now });
  }
  if (at === "sealed" && asked.has("eventful")) first = picture({ at: "sealed", outcome: outcome({ clock: eventful }) });
  const display = { ...first.display, text: (asked.get("text") ?? "normal") as TextSizeWord, theme: (asked.get("theme") ?? "light") as ThemeWord, more_contrast: asked.has("contrast") };
  const desk = new FakeDesk({ ...first, display });
  const broken = asked.get("broken");
  if (broken) desk.before = (call) => (call.command === broken ? Promise.reject({ code: asked.get("code") ?? "disk-full", args: {} }) : Promise.resolve());
  const item = asked.get("item");
  if (item) void desk.call("go_to", { item });
  return desk;
}
