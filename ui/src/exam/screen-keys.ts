//! Which key does what on which screen of a sitting: section 6 of the brief.

import type { DisplayWire, QuestionWire, TextSizeWord } from "../generated/desk";
import { t } from "../words.svelte";
import { announcer } from "./announce.svelte";
import { chosen, pick, strike, type ChoiceWire } from "./answers.svelte";
import { nextRegion, type KeyMap } from "./keys";

const SIZES: TextSizeWord[] = ["normal", "larger", "largest"];

export function screenKeys(does: {
  display: DisplayWire | undefined; adjust: (part: Partial<DisplayWire>) => void; ledger: () => void; help: () => void; hand: () => void; timed: boolean;
}): KeyMap {
  const resize = (by: number) => {
    const size = does.display && SIZES[SIZES.indexOf(does.display.text) + by];
    if (size) does.adjust({ text: size });
  };
  return {
    "ctrl++": () => resize(1),
    "ctrl+-": () => resize(-1),
    "f6": () => nextRegion(),
    "shift+f6": () => nextRegion(true),
    "?": does.help,
    "h": does.hand,
    "t": does.ledger,
    ...(does.timed ? { "shift+t": () => does.adjust({ hide_time: !does.display?.hide_time }) } : {}),
  };
}

export function reviewKeys(): KeyMap {
  return {
    u: () => {
      const open = [...document.querySelectorAll<HTMLElement>("[data-look]")];
      const here = open.findIndex((button) => button === document.activeElement);
      open[(here + 1) % open.length]?.focus();
    },
  };
}

/** `X`, and until the next key a digit crosses out. */
let striking = false;

export function questionKeys(does: {
  question: QuestionWire | null; step: (by: number) => void; flag: () => void; goTo: () => void; list: () => void;
}): KeyMap {
  const keys: KeyMap = {
    n: () => does.step(1),
    p: () => does.step(-1),
    f: does.flag,
    g: does.goTo,
    l: does.list,
  };
  for (const [name, run] of Object.entries(keys)) keys[name] = () => { striking = false; run(); };
  keys.x = () => {
    striking = true;
    announcer.show(t("strike-which"));
  };
  const { question } = does;
  for (let digit = 1; question && digit <= 9; digit += 1) {
    keys[String(digit)] = () => {
      const crossing = striking;
      striking = false;
      const choice = choiceInFocus(question);
      const option = choice?.options[digit - 1];
      if (!choice || !option) return;
      if (crossing) strike(question.item, choice, option);
      else if (!pick(question.item, choice, option) && chosen(question.item, choice).length >= choice.max) announcer.show(t("chosen-full", { max: choice.max }));
    };
  }
  return keys;
}

/** The choice that has the focus, or else the first of the question. */
function choiceInFocus(question: QuestionWire): ChoiceWire | undefined {
  const choices = question.parts.filter((part): part is ChoiceWire => part.is === "choice");
  const focused = document.activeElement?.closest<HTMLElement>("[data-interaction]")?.dataset.interaction;
  return choices.find((choice) => choice.interaction === focused) ?? choices[0];
}
