//! What a change of picture or clock is worth saying aloud.

import type { ClockFace, Sitting } from "../generated/desk";
import { sentenceOf } from "../parts/problem";
import type { Progress } from "../parts/trail";
import { stage } from "../stage.svelte";
import { shortly } from "../times";
import { t } from "../words.svelte";
import { announcer } from "./announce.svelte";
import { sayBreak, sayTime } from "./milestones";

type Kind = "fine" | "unreached" | "failing";

/** Listens to a sitting and speaks at its turns. To be called while a component is being made. */
export function speakOf(sitting: () => Sitting, clock: () => ClockFace, progress: () => Progress, hidden: () => boolean): void {
  let clockBefore: ClockFace | null = null;
  $effect(() => {
    const now = clock();
    const before = clockBefore;
    clockBefore = now;
    if (!before) return;
    const time = sayTime(before, now, hidden());
    if (time) announcer.show(time);
    const pause = sayBreak(before, now);
    if (pause) announcer.say(pause);
  });

  let phaseBefore: string | null = null;
  $effect(() => {
    const phase = sitting().phase.is;
    const before = phaseBefore;
    phaseBefore = phase;
    if (before === phase) return;
    const runs = () => t("clock-runs", { left: shortly(clock().left_ms) });
    if (phase === "held") announcer.interrupt(t("hold-said"));
    else if (phase === "break" && before) announcer.say(t("clock-stopped"));
    else if (phase === "running" && before === "held") {
      announcer.interrupt(`${t("resumed")} ${runs()}`);
      announcer.line = "";
    } else if (phase === "running" && before === "break") announcer.show(clock().break_left_ms === 0 ? `${t("break-over")} ${runs()}` : runs());
  });

  // Only a change of kind is said, not every save.
  let kindBefore: Kind = "fine";
  $effect(() => {
    const { saved, practice } = sitting();
    const kind: Kind = practice ? "fine" : progress() === "failing" ? "failing" : saved.reached === false && !saved.all_received ? "unreached" : "fine";
    if (progress() === "saving" || kind === kindBefore) return;
    kindBefore = kind;
    if (kind === "failing") announcer.say(`${t("trail-failing")}: ${t("trail-failing-line")}`);
    else if (kind === "unreached") announcer.say(`${t("trail-here")}: ${t("trail-unreached-line", { authority: saved.authority })}`);
    else announcer.say(saved.all_received ? t("trail-received", { authority: saved.authority }) : t("trail-here"));
  });

  let troubleBefore = "";
  $effect(() => {
    const { trouble } = sitting();
    const code = trouble?.code ?? "";
    if (code === troubleBefore) return;
    troubleBefore = code;
    announcer.say(trouble ? sentenceOf(trouble) : t("saving-again"));
  });

  $effect(() => {
    if (stage.problem) announcer.say(sentenceOf(stage.problem));
  });
}
