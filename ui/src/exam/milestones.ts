//! What is said about the time, and when: half, 15, 5 and 1 minute, and every change by something else than working.

import type { ClockFace } from "../generated/desk";
import { happened } from "../parts/spent";
import { exactly, inMinutes, MINUTE, shortly } from "../times";
import { t } from "../words.svelte";

export type Milestone = "half" | "15" | "5" | "1";

/** The milestone that was passed between two looks at the clock; the last one where there were several. While the time
    is hidden there are only those at which it is shown again. */
export function milestone(before: ClockFace, after: ClockFace, hidden: boolean): Milestone | null {
  if (after.entitled_ms !== before.entitled_ms || after.left_ms === 0) return null;
  const early: Array<[Milestone, number]> = [["half", after.entitled_ms / 2], ["15", 15 * MINUTE]];
  const marks: Array<[Milestone, number]> = [...(hidden ? [] : early), ["5", 5 * MINUTE], ["1", MINUTE]];
  const passed = marks.filter(([, mark]) => before.left_ms > mark && after.left_ms <= mark).sort(([, one], [, other]) => one - other);
  return passed[0]?.[0] ?? null;
}

/** The sentence for what happened to the clock, or null when nothing is to be said. While the time is hidden, nothing
    but the last 5 minutes and what somebody or something else changed is. */
export function sayTime(before: ClockFace, after: ClockFace, hidden: boolean): string | null {
  const left = shortly(after.left_ms);
  const granted = after.granted_ms - before.granted_ms;
  if (granted > 0) return t("time-granted", { added: inMinutes(granted), left });
  const missed = after.outage_ms - before.outage_ms;
  if (happened(missed)) return `${t("spent-outage", { time: exactly(missed) })} ${t("time-left", { left })}`;
  const passed = milestone(before, after, hidden);
  if (!passed) return null;
  return passed === "half" ? t("time-half", { left }) : t("time-left", { left });
}

/** The sentence for a break that ends by itself in a minute, once. */
export function sayBreak(before: ClockFace, after: ClockFace): string | null {
  if (before.break_left_ms <= MINUTE || after.break_left_ms > MINUTE || after.break_left_ms === 0) return null;
  return t("break-left", { left: shortly(after.break_left_ms) });
}
