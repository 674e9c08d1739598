//! The sentence of a problem: `problem-CODE`, or the one for what has no words yet.

import type { Problem } from "../generated/desk";
import { has, t } from "../words.svelte";

export function sentenceOf(problem: Problem): string {
  return has(`problem-${problem.code}`) ? t(`problem-${problem.code}`, problem.args) : t("problem-unknown");
}
