import { cleanup, render } from "@testing-library/svelte";
import axe from "axe-core";
import { beforeEach, expect, test, vi } from "vitest";
import { questions } from "../src/fake/questions";
import { said } from "../src/fake/writing";
import type { QuestionWire } from "../src/generated/desk";
import type { PreviewItem, PreviewKey, PreviewState } from "../src/generated/preview";
import Preview from "../src/preview/Preview.svelte";
import { answerOf, nearest, open, placeOf, shown } from "../src/preview/shown.svelte";
import { language, t } from "../src/words.svelte";
import { settled } from "./scenes/stage";

type Asked = { ask: string; item?: string; seen?: number };

const remark = { rule: "missing-author", level: "warning", place: "banks/a.yaml:12", what: "It has no `author`.", hint: "Add `author: ...`.", silenced: null };
const first = structuredClone(questions[0]) as QuestionWire;
const second = structuredClone(questions[1]) as QuestionWire;

/** A program that serves two items, and whatever is pushed into it. */
class Program {
  state: PreviewState = {
    seen: 1, keys: false,
    banks: [{ file: "banks/a.yaml", title: "A bank", remarks: [], items: [first, second].map((question, place) => ({ item: question.item, words: "First words", lang: "en", worst: place ? null : "warning" })) }],
  };
  asked: Asked[] = [];
  words = "";
  private waiting: Array<() => void> = [];

  /** Somebody saves a file. */
  save(change: () => void): void {
    change();
    this.state = { ...this.state, seen: this.state.seen + 1 };
    this.waiting.splice(0).forEach((go) => go());
  }

  answer = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    const question = JSON.parse(String(init?.body)) as Asked;
    this.asked.push(question);
    if (question.ask === "banks" && question.seen === this.state.seen) await new Promise<void>((go) => this.waiting.push(go));
    return { ok: true, json: async () => structuredClone(this.reply(question)) } as Response;
  };

  private reply(question: Asked): unknown {
    if (question.ask === "banks") return this.state;
    const found = structuredClone(question.item === first.item ? first : second);
    if (this.words) found.parts[0] = { is: "text", wording: said(this.words) };
    if (question.ask === "item") return { question: found, of: 2, file: "banks/a.yaml", line: 12, facts: [{ field: "author", value: "Ann" }], remarks: found.item === first.item ? [remark] : [] } satisfies PreviewItem;
    return { explained: { question: found, points: "0", max: "2", verdict: "not-answered", explanation: said("Because it is so.") }, also: [] } satisfies PreviewKey;
  }
}

let program: Program;
const text = () => (document.body.textContent ?? "").replaceAll("\u00A0", " ").replace(/\s+/g, " ");
const button = (words: string) => [...document.querySelectorAll("button")].find((each) => each.textContent?.trim() === words) as HTMLButtonElement;

beforeEach(() => {
  cleanup();
  history.replaceState(null, "", "#");
  Object.assign(shown, { state: null, place: null, item: null, key: null, lost: false });
  language.use("en");
  program = new Program();
  vi.stubGlobal("fetch", program.answer);
});

test("an item is drawn with what is said of it, and nothing of what is right", async () => {
  render(Preview);
  await settled();
  expect(document.querySelector("h1")?.textContent).toContain("Question 1 of 2");
  expect(text()).toContain("banks/a.yaml:12");
  expect(text()).toContain("missing-author");
  expect(text()).toContain("Ann");
  expect(program.asked.map((asked) => asked.ask)).not.toContain("key");
  expect(text()).not.toContain("Because it is so.");
  const found = await axe.run(document, { rules: { "color-contrast": { enabled: false } }, resultTypes: ["violations"] });
  expect(found.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`)).toEqual([]);
});

test("what is right is shown when it is asked for, and hidden again on the next item", async () => {
  render(Preview);
  await settled();
  button(t("preview-show-key")).click();
  await settled();
  expect(text()).toContain("Because it is so.");
  button(t("next")).click();
  await settled();
  expect(document.querySelector("h1")?.textContent).toContain("Question 2 of 2");
  expect(text()).not.toContain("Because it is so.");
  expect(location.hash).toBe(`#0/${second.item}`);
});

test("with --keys it is shown from the start, wherever one begins", async () => {
  program.state.keys = true;
  history.replaceState(null, "", `#0/${second.item}`);
  render(Preview);
  await settled();
  expect(document.querySelector("h1")?.textContent).toContain("Question 2 of 2");
  expect(text()).toContain("Because it is so.");
});

test("a save draws the same item as it is now", async () => {
  render(Preview);
  await settled();
  program.save(() => (program.words = "It was said better."));
  await settled();
  expect(text()).toContain("It was said better.");
  expect(document.querySelector("h1")?.textContent).toContain("Question 1 of 2");
});

test("a file that cannot be read says where, and the item comes back when it can", async () => {
  render(Preview);
  await settled();
  const [bank] = program.state.banks;
  if (!bank) throw new Error("no bank");
  program.save(() => (program.state.banks = [{ ...bank, items: [], remarks: [{ ...remark, rule: "unreadable", level: "error", place: "banks/a.yaml:7" }] }]));
  await settled();
  expect(text()).toContain("banks/a.yaml:7");
  expect(document.querySelector("article")).toBeNull();
  program.save(() => (program.state.banks = [bank]));
  await settled();
  expect(document.querySelector("article")).not.toBeNull();
});

test("an answer survives an edit of its question", async () => {
  render(Preview);
  await settled();
  const part = shown.item?.question.parts.find((each) => each.is === "choice");
  if (part?.is !== "choice" || !part.options[1] || !shown.place || !shown.item) throw new Error("no choice");
  part.options[1].chosen = true;
  await open(shown.place);
  expect(answerOf(shown.item.question)).toEqual({ [part.interaction]: [part.options[1].id] });
});

test("an address names an item, and what is gone is not gone to", () => {
  expect(placeOf("#0/a%2Fb")).toEqual({ bank: 0, item: "a/b" });
  expect(["", "#", "#x/y", "#1"].map(placeOf)).toEqual([null, null, null, null]);
  expect(nearest(program.state, { bank: 0, item: second.item })).toEqual({ bank: 0, item: second.item });
  expect(nearest(program.state, { bank: 3, item: "gone" })).toEqual({ bank: 0, item: first.item });
  expect(nearest({ ...program.state, banks: [] }, null)).toBeNull();
});
