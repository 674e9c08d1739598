//! The window as a candidate has it, with a fake desk behind it.

import { cleanup, render } from "@testing-library/svelte";
import axe from "axe-core";
import { tick } from "svelte";
import { expect } from "vitest";
import App from "../../src/App.svelte";
import { FakeDesk } from "../../src/fake/desk";
import { fake } from "../../src/fake/transport";
import type { Picture } from "../../src/generated/desk";
import { stage } from "../../src/stage.svelte";
import { scene } from "./lobby";

// What jsdom lacks.
Blob.prototype.text ??= function (this: Blob) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = fail;
    reader.readAsText(this);
  });
};

/** Opens the window on a scene; what is asked of the desk from then on is in `desk.calls`. */
export async function open(name: string, more: Partial<Picture> = {}): Promise<FakeDesk> {
  cleanup();
  stage.picture = null;
  stage.problem = null;
  const desk = new FakeDesk(scene(name, more));
  fake.desk = desk;
  render(App);
  await settled();
  desk.calls.length = 0;
  return desk;
}

/** Until everything that was asked has been drawn. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    await new Promise((done) => setTimeout(done, 0));
    await tick();
  }
}

export const asked = (desk: FakeDesk): string[] => desk.calls.map((call) => call.command);
export const text = (): string => (document.body.textContent ?? "").replaceAll("\u00A0", " ").replace(/\s+/g, " ");

/** A key, pressed where the focus is. */
export async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  await settled();
}

/** What axe finds, without what only a real window can judge. */
export async function faults(): Promise<string[]> {
  const found = await axe.run(document, { rules: { "color-contrast": { enabled: false } }, resultTypes: ["violations"] });
  return found.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}

export function expectOneHeading(): void {
  const headings = [...document.querySelectorAll("h1")];
  expect(headings.map((heading) => heading.textContent)).toHaveLength(1);
  expect(document.activeElement).toBe(headings[0]);
}
