//! Keys of the screens around an exam: `Enter` is the primary button, single letters where they are switched on.

import { stage } from "../stage.svelte";

const WRITES = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const ANSWERS_ENTER = "a, button, summary, input, textarea, select, [contenteditable]";

/** Whether a key press is for the screen: no modifier, no dialog open, nothing else that would take it. */
function isFor(event: KeyboardEvent, taken: string): boolean {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (document.querySelector("dialog[open], [role=dialog]")) return false;
  return !(event.target instanceof Element && event.target.closest(taken));
}

/** Does what a key asks for. `keys`: by the letter in lower case, or `enter`. */
export function onKey(event: KeyboardEvent, keys: Record<string, () => unknown>): void {
  const key = event.key.toLowerCase();
  const action = keys[key];
  if (!action) return;
  const letter = key.length === 1;
  if (letter && (event.shiftKey || stage.picture?.display.no_letter_keys)) return;
  if (!isFor(event, letter ? WRITES : ANSWERS_ENTER)) return;
  event.preventDefault();
  action();
}
