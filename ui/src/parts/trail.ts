//! How far the answers have got, as exact words of the brief's section 2.1. Never more than the desk has replied.

import type { Saved } from "../generated/desk";
import { timeOfDay } from "../times";
import { t } from "../words.svelte";

/** `saving`: something was asked of the desk and has no reply yet. `failing`: it could not be saved and is tried again. */
export type Progress = "still" | "saving" | "failing";
export interface Trail { head: string; line: string; dots: boolean[] }

export function trailOf(saved: Saved, progress: Progress, practice: boolean): Trail {
  if (practice) return { head: t("trail-practice"), line: t("trail-practice-line"), dots: [] };
  const dots = (here: boolean, received: boolean) =>
    saved.authority === "station" ? [here, received, false] : [here, received];
  if (progress === "failing") return { head: t("trail-failing"), line: t("trail-failing-line"), dots: dots(false, false) };
  if (progress === "saving") return { head: t("trail-saving"), line: t("trail-saving-line"), dots: dots(false, false) };
  if (saved.all_received) {
    const line = t("trail-line", { time: timeOfDay(saved.received_at_ms ?? saved.here_at_ms) });
    return { head: t("trail-received", { authority: saved.authority }), line, dots: dots(true, true) };
  }
  const line = saved.reached === false
    ? t("trail-unreached-line", { authority: saved.authority })
    : t("trail-line", { time: timeOfDay(saved.here_at_ms) });
  return { head: t("trail-here"), line, dots: dots(true, false) };
}
