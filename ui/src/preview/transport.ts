//! In place of ../transport.ts in an author's preview: a click changes the item on the screen, and is kept nowhere.

import type { PartWire, Picture, QuestionWire } from "../generated/desk";
import { language } from "../words.svelte";
import { ask, shown } from "./shown.svelte";

type Args = Record<string, unknown>;

const looks = new URLSearchParams(globalThis.location?.search ?? "");
let picture: Picture = {
  version: "",
  display: { text: "normal", theme: looks.get("theme") === "dark" ? "dark" : looks.get("theme") === "light" ? "light" : "system", more_contrast: false, hide_time: false, no_letter_keys: false },
  stage: { at: "welcome" },
} as Picture;

export function call<T>(command: string, args: Args = {}): Promise<T> {
  if (command === "media") return ask<T>({ ask: "media", bank: shown.place?.bank ?? 0, digest: String(args.digest) });
  if (command === "adjust") picture = { ...picture, display: args.display as Picture["display"] };
  if (command === "speak") language.use(String(args.lang));
  const question = shown.item?.question;
  if (question && question.item === args.item) mark(question, command, args);
  return Promise.resolve(picture as T);
}

export function hear(): Promise<() => void> {
  return Promise.resolve(() => undefined);
}

function mark(question: QuestionWire, command: string, args: Args): void {
  if (command === "flag") question.flagged = args.on === true;
  if (command === "note") question.note = String(args.text);
  if (command === "report") question.report = String(args.text);
  const part = question.parts.find((found): found is Exclude<PartWire, { is: "text" }> => found.is !== "text" && found.interaction === args.interaction);
  if (part?.is === "text-entry" && (command === "write" || command === "clear")) part.text = command === "write" ? String(args.text) : "";
  if (part?.is !== "choice") return;
  for (const option of part.options) {
    if (command === "choose") option.chosen = (args.options as string[]).includes(option.id);
    if (command === "clear") option.chosen = false;
    if (command === "strike" && option.id === args.option) option.struck = args.on === true;
  }
}
