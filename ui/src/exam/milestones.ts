//! What is said about the time, and when: half, 15, 5 and 1 minute, and every change by something else than working.

import type { ClockFace } from "../generated/desk";
import { inMinutes, MINUTE, shortly } from "../times";
import { t } from "../words.svelte";

export type Milestone = "half" | "15" | "5" | "1";

/** The milestone that was passed between two looks at the clock; the last one where there were several. */
export function milestone(before: ClockFace, after: ClockFace): Milestone | null {
  if (after.entitled_ms !== before.entitled_ms || after.left_ms === 0) return null;
  const marks: Array<[Milestone, number]> = [["half", after.entitled_ms / 2], ["15", 15 * MINUTE], ["5", 5 * MINUTE], ["1", MINUTE]];
  const passed = marks.filter(([, mark]) => before.left_ms > mark && after.left_ms <= mark).sort(([, one], [, other]) => one - other);
  return passed[0]?.[0] ?? null;
}

/** The sentence for what happened to the clock, or null when nothing is to be said. While the time is hidden, nothing
    but the last 5 minutes and what somebody else changed is. */
export function sayTime(before: ClockFace, after: ClockFace, hidden: boolean): string | null {
  const granted = after.granted_ms - before.granted_ms;
  if (granted > 0) return t("time-granted", { added: inMinutes(granted), left: shortly(after.left_ms) });
  const passed = milestone(before, after);
  if (!passed || (hidden && (passed === "half" || passed === "15"))) return null;
  return passed === "half" ? t("time-half", { left: shortly(after.left_ms) }) : t("time-left", { left: shortly(after.left_ms) });
}
