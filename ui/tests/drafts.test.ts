import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { draftOf, drafts, type Draft } from "../src/exam/drafts.svelte";
import { queue } from "../src/exam/queue.svelte";
import { FakeDesk } from "../src/fake/desk";
import { picture } from "../src/fake/pictures";
import { fake } from "../src/fake/transport";
import { begin } from "../src/stage.svelte";
import { settled } from "./stand";

let draft: Draft;
const sent = () => fake.desk.calls.filter((call) => call.command === "write").map((call) => call.args.text);

beforeEach(async () => {
  vi.useFakeTimers();
  fake.desk = new FakeDesk(picture("sitting"));
  await begin();
  fake.desk.calls = [];
  draft = draftOf.answer("attempt", "q5", "answer", "");
});
afterEach(() => {
  queue.forget();
  drafts.forget();
  vi.useRealTimers();
});

test("what is typed is sent 400 ms after the last key", async () => {
  draft.type("s");
  await vi.advanceTimersByTimeAsync(300);
  draft.type("se");
  await vi.advanceTimersByTimeAsync(399);
  expect(sent()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent()).toEqual(["se"]);
  expect(draft.dirty).toBe(false);
});

test("who types without a rest is saved at least every 2 s", async () => {
  for (let key = 1; key <= 25; key += 1) {
    draft.type("x".repeat(key));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(sent().length).toBe(1);
  expect(sent()[0]).toHaveLength(20);
  expect(draft.dirty).toBe(true);
});

test("leaving the field sends at once, and once", async () => {
  draft.type("server");
  draft.flush();
  await vi.advanceTimersByTimeAsync(5000);
  expect(sent()).toEqual(["server"]);
});

test("it is not saved before the desk has replied to exactly that text", async () => {
  let reply = () => {};
  fake.desk.before = () => new Promise((resolve) => { reply = resolve; });
  draft.type("a");
  await vi.advanceTimersByTimeAsync(400);
  expect([draft.dirty, draft.late]).toEqual([true, true]);
  draft.type("ab");
  reply();
  await settled();
  expect(draft.dirty).toBe(true);
  await vi.advanceTimersByTimeAsync(400);
  reply();
  await settled();
  expect([draft.dirty, draft.late, drafts.late]).toEqual([false, false, false]);
  expect(sent()).toEqual(["a", "ab"]);
});

test("a text that cannot be saved stays in the field and is sent when it can", async () => {
  let broken = true;
  fake.desk.before = () => (broken ? Promise.reject(new Error("gone")) : Promise.resolve());
  draft.type("kept");
  await vi.advanceTimersByTimeAsync(5000);
  expect([draft.text, draft.dirty, queue.failing]).toEqual(["kept", true, true]);
  broken = false;
  await vi.advanceTimersByTimeAsync(6000);
  expect([draft.text, draft.dirty, queue.failing]).toEqual(["kept", false, false]);
});

test("a text refused in a hold stays, and is offered again when the exam goes on", async () => {
  fake.desk.before = (call) => (call.command === "write" ? Promise.reject({ code: "refused-held", args: {} }) : Promise.resolve());
  draft.type("kept");
  await vi.advanceTimersByTimeAsync(1000);
  expect([draft.text, draft.refused, drafts.refused]).toEqual(["kept", true, true]);
  fake.desk.before = () => Promise.resolve();
  drafts.retry();
  await settled();
  expect([draft.text, draft.dirty, drafts.refused]).toEqual(["kept", false, false]);
});

test("an empty field takes the answer back", async () => {
  draft.has("server");
  draft.type("");
  draft.flush();
  await settled();
  expect(fake.desk.calls.map((call) => call.command)).toContain("clear");
});

test("a picture does not overwrite what is being typed, and a field keeps its draft over every screen", () => {
  draft.type("mine");
  draft.has("theirs");
  expect(draft.text).toBe("mine");
  expect(draftOf.answer("attempt", "q5", "answer", "theirs")).toBe(draft);
  expect(draftOf.answer("another", "q5", "answer", "theirs").text).toBe("theirs");
});
