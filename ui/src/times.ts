//! Times and durations, in words.

import { language, t } from "./words.svelte";

// The English of the screens writes its dates the British way.
const locale = () => (language.tag === "en" ? "en-GB" : language.tag);
const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** "10:42": local, 24 hours. */
export function timeOfDay(ms: number): string {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

/** "21 March 2026": local. */
export function dayOf(ms: number): string {
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "long", year: "numeric" }).format(ms);
}

/** "18 min", rounded up; under 2 minutes in steps of 10 seconds: "1 min 50 s", "40 s". */
export function shortly(ms: number): string {
  if (ms > 2 * MINUTE) return t("time-min", { minutes: Math.ceil(ms / MINUTE) });
  return inParts(Math.ceil(ms / (10 * SECOND)) * 10);
}

/** "17 min 42 s", to the second below. */
export function exactly(ms: number): string {
  return inParts(Math.floor(ms / SECOND));
}

/** "18 min": a duration that is whole minutes by its nature, rounded to the nearest. */
export function inMinutes(ms: number): string {
  return t("time-min", { minutes: Math.round(ms / MINUTE) });
}

function inParts(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return t("time-s", { seconds: rest });
  if (rest === 0) return t("time-min", { minutes });
  return t("time-min-s", { minutes, seconds: rest });
}
