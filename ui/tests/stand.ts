//! A sitting on the screen, with a fake desk behind it.

import { render } from "@testing-library/svelte";
import axe from "axe-core";
import { tick } from "svelte";
import type { Sitting } from "../src/generated/desk";
import App from "../src/App.svelte";
import { FakeDesk, type Call } from "../src/fake/desk";
import { picture, sitting } from "../src/fake/pictures";
import { fake } from "../src/fake/transport";
import { stage } from "../src/stage.svelte";
import { language } from "../src/words.svelte";

export async function sit(more: Partial<Sitting> = {}): Promise<FakeDesk> {
  language.use("en");
  stage.problem = null;
  stage.picture = null;
  fake.desk = new FakeDesk(picture({ at: "sitting", sitting: sitting(more) }));
  render(App);
  await settled();
  fake.desk.calls = [];
  return fake.desk;
}

/** Lets promises and effects run that wait for nothing but each other. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 24; turn += 1) await Promise.resolve();
  await tick();
  for (let turn = 0; turn < 24; turn += 1) await Promise.resolve();
  await tick();
}

export const asked = (desk: FakeDesk): string[] => desk.calls.map((call) => call.command).filter((command) => command !== "picture" && command !== "speak");
export const last = (desk: FakeDesk, command: string): Call["args"] | undefined => desk.calls.findLast((call) => call.command === command)?.args;

/** What axe finds, by rule. jsdom has no layout, so contrast is checked elsewhere. */
export async function complaints(part: Document | Element = document): Promise<string[]> {
  const found = await axe.run(part, { rules: { "color-contrast": { enabled: false } } });
  return found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}
