//! What is done with an exam of a ticket.

import { desk, type ExamCard } from "../generated/desk";
import { ask } from "../stage.svelte";

/** Checks this computer for an exam that is not begun; opens one that is. */
export function takeUp(exam: ExamCard): Promise<boolean> {
  return ask(exam.state === "open" ? desk.check(exam.attempt) : desk.openAttempt(exam.attempt));
}
