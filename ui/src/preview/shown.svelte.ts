//! What the preview shows. The program that serves this page has the banks; what is answered here is kept here alone.

import type { QuestionWire } from "../generated/desk";
import type { PreviewItem, PreviewKey, PreviewState } from "../generated/preview";
import { language } from "../words.svelte";

type Ask =
  | { ask: "banks"; seen: number; lang: string }
  | { ask: "item"; bank: number; item: string; lang: string }
  | { ask: "key"; bank: number; item: string; lang: string; answer: Record<string, string[]> }
  | { ask: "media"; bank: number; digest: string };

export interface Place { bank: number; item: string }

class Shown {
  state = $state.raw<PreviewState | null>(null);
  place = $state.raw<Place | null>(null);
  item = $state<PreviewItem | null>(null);
  /** What is right, when it was asked for. */
  key = $state.raw<PreviewKey | null>(null);
  /** The program does not answer. */
  lost = $state(false);
}

export const shown = new Shown();

export async function ask<T>(question: Ask): Promise<T> {
  const reply = await fetch("ask", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(question) });
  if (!reply.ok) throw new Error(String(reply.status));
  return (await reply.json()) as T;
}

/** The answers of the item on the screen: interaction to names of options, or to one text. */
export function answerOf(question: QuestionWire): Record<string, string[]> {
  const answer: Record<string, string[]> = {};
  for (const part of question.parts) {
    if (part.is === "choice") {
      const chosen = part.options.filter((option) => option.chosen).map((option) => option.id);
      if (chosen.length) answer[part.interaction] = chosen;
    } else if (part.is === "text-entry" && part.text !== "") {
      answer[part.interaction] = [part.text];
    }
  }
  return answer;
}

/** What was done to a question, done to the same question after an edit. */
function carry(from: QuestionWire, to: QuestionWire): void {
  to.flagged = from.flagged;
  to.note = from.note;
  to.report = from.report;
  for (const part of to.parts) {
    if (part.is === "text") continue;
    const before = from.parts.find((other) => other.is !== "text" && other.interaction === part.interaction);
    if (part.is === "text-entry" && before?.is === "text-entry") part.text = before.text;
    if (part.is !== "choice" || before?.is !== "choice") continue;
    for (const option of part.options) {
      const old = before.options.find((other) => other.id === option.id);
      option.chosen = old?.chosen ?? false;
      option.struck = old?.struck ?? false;
    }
  }
}

const same = (one: Place | null, other: Place | null) => one?.bank === other?.bank && one?.item === other?.item;

/** Shows an item. The same one again, after an edit, keeps what was answered. */
export async function open(place: Place): Promise<void> {
  const again = same(place, shown.place);
  shown.place = place;
  if (!again) shown.key = null;
  const fresh = await ask<PreviewItem>({ ask: "item", ...place, lang: language.tag });
  if (!same(place, shown.place)) return;
  if (again && shown.item) carry(shown.item.question, fresh.question);
  shown.item = fresh;
}

/** Asks what is right, and what the answer on the screen would earn. */
export async function showKey(): Promise<void> {
  const { place, item } = shown;
  if (!place || !item) return;
  const key = await ask<PreviewKey>({ ask: "key", ...place, lang: language.tag, answer: answerOf(item.question) });
  if (same(place, shown.place)) shown.key = key;
}

/** The place in the address, so that a page that is loaded again shows the same item. */
export function placeOf(hash: string): Place | null {
  const [bank, item] = hash.replace(/^#/, "").split("/");
  return bank && item && /^\d+$/.test(bank) ? { bank: Number(bank), item: decodeURIComponent(item) } : null;
}

/** Where to go when the item on the screen is not there any more, or none is: the first there is. */
export function nearest(state: PreviewState, wanted: Place | null): Place | null {
  const has = (place: Place) => state.banks[place.bank]?.items.some((line) => line.item === place.item);
  if (wanted && has(wanted)) return wanted;
  const bank = state.banks.findIndex((each) => each.items.length > 0);
  const first = state.banks[bank]?.items[0];
  return first ? { bank, item: first.item } : null;
}
