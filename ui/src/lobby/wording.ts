//! Sentences of checks and protections, by what the desk found.

import type { Check, MeasureWire } from "../generated/desk";
import { has, language, t } from "../words.svelte";

/** What the small figure beside a check needs: without it, nothing stands there. */
const FIGURES: Record<string, string[]> = {
  disk: ["free"], authority: ["name"], screen: ["width", "height"], memory: ["free"], session: ["desktop"],
};

/** Arguments travel as text. Room is told in megabytes; a count chooses between sentences. */
function written(args: Check["args"]): Record<string, string | number> {
  const { free, count } = args;
  return { ...args, ...(free ? { free: sizeOf(Number(free)) } : {}), ...(count ? { count: Number(count) } : {}) };
}

/** "41 GB", "850 MB". */
function sizeOf(megabytes: number): string {
  const [amount, unit] = megabytes < 1000 ? [megabytes, "megabyte"] : [megabytes / 1000, "gigabyte"];
  return new Intl.NumberFormat(language.tag, { style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount);
}

/** The line of a check. */
export function checkLine(check: Check): string {
  if (!has(`check-${check.id}`)) return t("check-other", { id: check.id });
  const ending = check.state === "fine" ? "" : `-${check.state}`;
  return t(`check-${check.id}${ending}`, written(check.args));
}

/** What it means and what to do; nothing for one that is fine. */
export function checkAdvice(check: Check): string | null {
  if (check.state === "fine") return null;
  if (!has(`check-${check.id}`)) return t("check-other-do", { id: check.id });
  return t(`check-${check.id}-${check.state}-do`, written(check.args));
}

/** The small figure beside it. */
export function checkFigure(check: Check): string | null {
  const needed = FIGURES[check.id];
  if (check.state !== "fine" || !needed?.every((name) => check.args[name])) return null;
  return t(`check-${check.id}-detail`, written(check.args));
}

const isKnown = (measure: MeasureWire) => has(`measure-${measure.name}`);

/** What a protection is called while it works. */
export function measureName(measure: MeasureWire): string {
  return isKnown(measure) ? t(`measure-${measure.name}`) : measure.name;
}

/** What is missing, as something Invigil cannot do. */
export function measureLack(measure: MeasureWire): string {
  return isKnown(measure) ? t(`measure-${measure.name}-cannot`) : measure.name;
}

/** Why, and what follows from it or what to do. */
export function measureReason(measure: MeasureWire): string {
  const ending = measure.state === "failed" ? "failed" : "unavailable";
  return t(`measure-${isKnown(measure) ? measure.name : "other"}-${ending}`);
}
