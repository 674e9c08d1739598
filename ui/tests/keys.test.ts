import { expect, test, vi } from "vitest";
import { nameOf, press } from "../src/exam/keys";

const key = (name: string, more: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more });

test.each([
  ["n", {}, "n"], ["N", { shiftKey: true }, "shift+n"], ["T", { shiftKey: true }, "shift+t"], ["+", { ctrlKey: true }, "ctrl++"], ["=", { ctrlKey: true }, "ctrl++"],
  ["-", { ctrlKey: true }, "ctrl+-"], ["?", { shiftKey: true }, "?"], ["F6", {}, "f6"], ["3", {}, "3"], ["ى", { code: "KeyN" }, "n"], ["٣", { code: "Digit3" }, "3"],
])("%s is read", (name, more, read) => {
  expect(nameOf(key(name, more))).toBe(read);
});

test("letters do nothing in a text field, nor when they are switched off; on a radio they do", () => {
  document.body.innerHTML = `<input type="text" /><textarea></textarea><input type="radio" />`;
  const run = vi.fn();
  const [text, area, radio] = [...document.body.children] as HTMLElement[];
  const at = (element: HTMLElement | undefined, letters = true) => {
    const event = key("n");
    element?.addEventListener("keydown", (heard) => press(heard, { n: run }, letters), { once: true });
    element?.dispatchEvent(event);
  };
  at(text);
  at(area);
  at(radio, false);
  expect(run).not.toHaveBeenCalled();
  at(radio);
  expect(run).toHaveBeenCalledTimes(1);
});

test("F6 and Ctrl work everywhere, letters or not", () => {
  document.body.innerHTML = `<input type="text" />`;
  const run = vi.fn();
  const field = document.querySelector("input");
  field?.addEventListener("keydown", (event) => press(event, { "f6": run, "ctrl++": run }, false));
  field?.dispatchEvent(key("F6"));
  field?.dispatchEvent(key("+", { ctrlKey: true }));
  expect(run).toHaveBeenCalledTimes(2);
});

test("behind an open dialog no letter is heard", () => {
  document.body.innerHTML = `<dialog open></dialog>`;
  const run = vi.fn();
  document.body.addEventListener("keydown", (event) => press(event, { n: run }, true), { once: true });
  document.body.dispatchEvent(key("n"));
  expect(run).not.toHaveBeenCalled();
});
