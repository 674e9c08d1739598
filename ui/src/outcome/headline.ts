//! The title of an outcome and the sentences under it: never more than the desk says.

import type { Outcome } from "../generated/desk";
import { t } from "../words.svelte";

/** What it came to. */
export function titleOf(outcome: Outcome): string {
  const exam = outcome.exam.title;
  if (outcome.practice) return t("outcome-title-practice", { exam });
  if (outcome.result) return outcome.result.passed ? t("outcome-title-passed", { exam }) : t("outcome-title-failed", { exam });
  if (outcome.cause === "time-up") return t("outcome-title-time-up");
  if (outcome.cause === "ended") return t("outcome-title-ended");
  return t("outcome-title-sealed");
}

/** How sure that is, in a word; nothing while there is no result. */
export function tagOf(outcome: Outcome): "practice" | "provisional" | "confirmed" | null {
  if (outcome.practice) return "practice";
  if (!outcome.result) return null;
  return outcome.result.provisional ? "provisional" : "confirmed";
}

/** What it means, and what is next. */
export function leadsOf(outcome: Outcome): string[] {
  if (outcome.practice) return [...(outcome.cause === "time-up" ? [t("outcome-practice-time-up")] : []), t("outcome-lead-practice")];
  const leads: string[] = [];
  const result = outcome.result;
  if (result) {
    leads.push(t(result.provisional ? "outcome-lead-provisional" : "outcome-lead-confirmed"));
    if (!result.passed) {
      const reading = result.competencies?.some((competency) => competency.weak && competency.reading.length > 0);
      leads.push(reading ? `${t("outcome-lead-failed")} ${t("outcome-lead-read")}` : t("outcome-lead-failed"));
    }
  } else {
    if (outcome.cause === "time-up") leads.push(t("outcome-time-up"));
    if (outcome.cause === "ended") leads.push(t("outcome-ended"));
    leads.push(t(outcome.result_waits ? "outcome-lead-waits" : "outcome-lead-none"));
  }
  if (result && outcome.cause === "time-up") leads.push(t("outcome-time-up-then"));
  if (result && outcome.cause === "ended") leads.push(t("outcome-ended-then"));
  if (outcome.certificate) leads.push(t("outcome-certificate"));
  return leads;
}
