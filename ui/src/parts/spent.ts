//! Where the time went: the kinds of the ledger, and the sentence of their sums.

import type { ClockFace } from "../generated/desk";
import { exactly } from "../times";
import { t } from "../words.svelte";

/** What a stretch of time was. */
export type Passed = "working" | "held" | "outage" | "break";
/** What a strip shows: that, and what is left. */
export type Kind = Passed | "left";

const KINDS: Passed[] = ["working", "held", "outage", "break"];
/** What the ledger shows as 0 s did not happen. */
export const happened = (ms: number): boolean => ms >= 1000;

/** What has passed, by kind. Work always has its place, also before its first second. */
export function spent(clock: ClockFace): Array<{ kind: Passed; ms: number }> {
  return KINDS.map((kind) => ({ kind, ms: clock[`${kind}_ms`] })).filter(({ kind, ms }) => kind === "working" || happened(ms));
}

/** The sentence of the sums, by its parts; one about what was added has no place in a strip. */
export function sums(clock: ClockFace): Array<{ kind: Passed | null; words: string }> {
  const of = exactly(clock.entitled_ms);
  const parts = spent(clock).map(({ kind, ms }) => ({ kind: kind as Passed | null, words: t(`spent-${kind}`, { time: exactly(ms), of }) }));
  return happened(clock.granted_ms) ? [...parts, { kind: null, words: t("spent-granted", { time: exactly(clock.granted_ms) }) }] : parts;
}
