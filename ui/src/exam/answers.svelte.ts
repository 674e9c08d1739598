//! Choosing and crossing out. A click shows at once; what is saved is what the desk replies.

import { SvelteMap } from "svelte/reactivity";
import { desk, type OptionWire, type PartWire } from "../generated/desk";
import { drafts } from "./drafts.svelte";
import { queue } from "./queue.svelte";

export type ChoiceWire = Extract<PartWire, { is: "choice" }>;

/** What was clicked and has no reply yet. */
const clicked = new SvelteMap<string, string[]>();
const crossed = new SvelteMap<string, boolean>();
const nameOf = (item: string, choice: ChoiceWire) => `${item} ${choice.interaction}`;

/** The options that look chosen: the last click, until the desk has replied to it. */
export function chosen(item: string, choice: ChoiceWire): string[] {
  return clicked.get(nameOf(item, choice)) ?? choice.options.filter((option) => option.chosen).map((option) => option.id);
}

export function isStruck(item: string, choice: ChoiceWire, option: OptionWire): boolean {
  return crossed.get(`${nameOf(item, choice)} ${option.id}`) ?? option.struck;
}

/** Chooses an option, or takes it back where several can be chosen. False when nothing more can be chosen. */
export function pick(item: string, choice: ChoiceWire, option: OptionWire): boolean {
  if (isStruck(item, choice, option)) return false;
  const now = chosen(item, choice);
  if (now.includes(option.id)) {
    if (choice.max > 1) put(item, choice, now.filter((id) => id !== option.id));
    return true;
  }
  if (choice.max === 1) put(item, choice, [option.id]);
  else if (now.length < choice.max) put(item, choice, choice.options.map(({ id }) => id).filter((id) => id === option.id || now.includes(id)));
  else return false;
  return true;
}

/** Takes the answer back. */
export function takeBack(item: string, choice: ChoiceWire): void {
  put(item, choice, []);
}

function put(item: string, choice: ChoiceWire, options: string[]): void {
  const name = nameOf(item, choice);
  clicked.set(name, options);
  drafts.flush();
  queue.add({
    send: (op, seen) => options.length ? desk.choose(op, seen, item, choice.interaction, options) : desk.clear(op, seen, item, choice.interaction),
    done: () => { if (clicked.get(name) === options) clicked.delete(name); },
  });
}

/** Crosses an option out, or brings it back. One that is chosen cannot be crossed out. */
export function strike(item: string, choice: ChoiceWire, option: OptionWire): void {
  const on = !isStruck(item, choice, option);
  if (on && chosen(item, choice).includes(option.id)) return;
  const name = `${nameOf(item, choice)} ${option.id}`;
  crossed.set(name, on);
  queue.add({
    send: (op, seen) => desk.strike(op, seen, item, choice.interaction, option.id, on),
    done: () => { if (crossed.get(name) === on) crossed.delete(name); },
  });
}

export function forgetAnswers(): void {
  clicked.clear();
  crossed.clear();
}
