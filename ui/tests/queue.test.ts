import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { queue, type Fate } from "../src/exam/queue.svelte";
import { FakeDesk } from "../src/fake/desk";
import { picture } from "../src/fake/pictures";
import { fake } from "../src/fake/transport";
import { desk } from "../src/generated/desk";
import { begin, op, stage } from "../src/stage.svelte";
import { last, settled } from "./stand";

const flag = (item: string, fates: Fate[] = []) =>
  queue.add({ send: (name, seen) => desk.flag(name, seen, item, true), done: (fate) => fates.push(fate) });

beforeEach(async () => {
  vi.useFakeTimers();
  fake.desk = new FakeDesk(picture("sitting"));
  await begin();
  fake.desk.calls = [];
});
afterEach(() => {
  queue.forget();
  vi.useRealTimers();
});

test("clicks are sent one after the other, each with the number of the picture before it", async () => {
  let replies: Array<() => void> = [];
  fake.desk.before = () => new Promise((resolve) => { replies.push(resolve); });
  flag("q1");
  flag("q2");
  await settled();
  expect(fake.desk.calls.map((call) => call.args.item)).toEqual(["q1"]);
  expect(fake.desk.calls[0]?.args.seen).toBe(31);
  replies.forEach((reply) => reply());
  replies = [];
  await settled();
  expect(fake.desk.calls.map((call) => call.args.item)).toEqual(["q1", "q2"]);
  expect(fake.desk.calls[1]?.args.seen).toBe(32);
});

test("a call that fails is made again under the same name, and says so until it is kept", async () => {
  let broken = true;
  fake.desk.before = () => (broken ? Promise.reject(new Error("the desk is gone")) : Promise.resolve());
  const fates: Fate[] = [];
  flag("q1", fates);
  await settled();
  expect(queue.failing).toBe(true);
  expect(fates).toEqual([]);
  await vi.advanceTimersByTimeAsync(600);
  broken = false;
  await vi.advanceTimersByTimeAsync(2000);
  const names = fake.desk.calls.map((call) => call.args.op);
  expect(names.length).toBeGreaterThan(2);
  expect(new Set(names).size).toBe(1);
  expect(queue.failing).toBe(false);
  expect(fates).toEqual(["kept"]);
});

test("a fault of the desk is told and tried again; nothing behind it overtakes", async () => {
  let broken = true;
  fake.desk.before = (call) => (broken && call.command === "flag" ? Promise.reject({ code: "disk-full", args: {} }) : Promise.resolve());
  flag("q1");
  flag("q2");
  await settled();
  expect(stage.problem?.code).toBe("disk-full");
  expect(new Set(fake.desk.calls.map((call) => call.args.item))).toEqual(new Set(["q1"]));
  broken = false;
  await vi.advanceTimersByTimeAsync(600);
  expect(fake.desk.calls.at(-1)?.args.item).toBe("q2");
  expect(stage.problem).toBeNull();
});

test("a call without a reply is slow after 300 ms, and made again after 10 s", async () => {
  fake.desk.before = (call) => (fake.desk.calls.length === 1 && call.command === "flag" ? new Promise(() => {}) : Promise.resolve());
  flag("q1");
  await vi.advanceTimersByTimeAsync(299);
  expect(queue.slow).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(queue.slow).toBe(true);
  await vi.advanceTimersByTimeAsync(10_500);
  expect(fake.desk.calls.filter((call) => call.command === "flag")).toHaveLength(2);
  expect(queue.slow).toBe(false);
});

test("a refusal is not tried again: it is told, and the page draws what is", async () => {
  fake.desk.before = (call) => (call.command === "flag" ? Promise.reject({ code: "refused-held", args: {} }) : Promise.resolve());
  const fates: Fate[] = [];
  flag("q1", fates);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(fates).toEqual(["refused"]);
  expect(fake.desk.calls.map((call) => call.command)).toEqual(["flag", "picture"]);
  expect(stage.problem?.code).toBe("refused-held");
});

test("of texts that wait for the same field only the latest is sent", async () => {
  let reply = () => {};
  fake.desk.before = () => new Promise((resolve) => { reply = resolve; });
  const write = (text: string) => queue.add({ subject: "note q1", send: (name, seen) => desk.note(name, seen, "q1", text) });
  write("a");
  await settled();
  write("ab");
  write("abc");
  reply();
  await settled();
  expect(fake.desk.calls.map((call) => call.args.text)).toEqual(["a", "abc"]);
  expect(last(fake.desk, "note")?.op).not.toBe(fake.desk.calls[0]?.args.op);
});

test("an older picture of the same attempt does not replace a newer one", async () => {
  const old = fake.desk.picture;
  flag("q1");
  await settled();
  const now = stage.picture;
  fake.desk.say(old);
  expect(stage.picture).toBe(now);
});

test("a click is named by a UUID of version 7", () => {
  const name = op(0x0198_f1c2_6a3e);
  expect(name).toMatch(/^0198f1c2-6a3e-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(op()).not.toBe(op());
});
