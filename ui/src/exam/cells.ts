//! The state of a question in words.

import type { Cell } from "../generated/desk";
import { t } from "../words.svelte";

/** "seen, not answered, flagged" */
export function stateOf(cell: Cell): string {
  const words = [t(`cell-${cell.answered === "fully" ? "answered" : cell.answered === "partly" ? "partly" : cell.seen ? "seen" : "unseen"}`)];
  if (cell.flagged) words.push(t("cell-flagged"));
  if (cell.noted) words.push(t("cell-noted"));
  return words.join(t("comma"));
}

/** "Question 11, seen, not answered, flagged" */
export const cellName = (cell: Cell): string => t("cell-name", { number: cell.number, state: stateOf(cell) });

export interface Sums { answered: number; partly: number; unanswered: number; seen: number; unseen: number; flagged: number }

export function sums(cells: Cell[]): Sums {
  const count = (wanted: (cell: Cell) => boolean) => cells.filter(wanted).length;
  return {
    answered: count((cell) => cell.answered === "fully"),
    partly: count((cell) => cell.answered === "partly"),
    unanswered: count((cell) => cell.answered === "no"),
    seen: count((cell) => cell.answered === "no" && cell.seen),
    unseen: count((cell) => cell.answered === "no" && !cell.seen),
    flagged: count((cell) => cell.flagged),
  };
}
