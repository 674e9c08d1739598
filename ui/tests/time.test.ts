import { expect, test } from "vitest";
import { milestone, sayTime } from "../src/exam/milestones";
import { trailOf } from "../src/parts/trail";
import { sitting } from "../src/fake/pictures";
import { exactly, MINUTE, shortly } from "../src/times";

const clock = (minutes: number, more = {}) => ({ ...sitting().clock, left_ms: minutes * MINUTE, ...more });

test.each([
  [18, "18 min"], [17.01, "18 min"], [17, "17 min"], [2.01, "3 min"], [2, "2 min"], [1.83, "1 min 50 s"], [1, "1 min"], [0.6, "40 s"], [0.01, "10 s"],
])("%d minutes are shown as %s", (minutes, words) => {
  expect(shortly(minutes * MINUTE).replaceAll("\u00a0", " ")).toBe(words);
  expect(shortly(minutes * MINUTE)).not.toContain(" min");
});

test("the ledger is exact to the second", () => {
  expect(exactly(17 * MINUTE + 42_900).replaceAll("\u00a0", " ")).toBe("17 min 42 s");
});

test.each([
  [22.6, 22.5, "half"], [15.1, 15, "15"], [5.1, 4.9, "5"], [1.1, 1, "1"], [15, 14.9, null], [22.4, 22.3, null], [16, 4, "5"], [0.5, 0, null],
])("from %d to %d minutes the milestone is %s", (before, after, mark) => {
  expect(milestone(clock(before), clock(after))).toBe(mark);
});

test("nothing is said every minute", () => {
  const said = Array.from({ length: 44 }, (_, minute) => sayTime(clock(45 - minute), clock(44 - minute), false)).filter(Boolean);
  expect(said).toHaveLength(4);
});

test("added time is said, and is no milestone", () => {
  const before = clock(18);
  const after = clock(23, { granted_ms: 5 * MINUTE, entitled_ms: before.entitled_ms + 5 * MINUTE });
  expect(sayTime(before, after, true)?.replaceAll("\u00a0", " ")).toBe("Your proctor added 5 min. 23 min left.");
  expect(milestone(before, after)).toBeNull();
});

test("while the time is hidden, only the last 5 minutes are said", () => {
  expect(sayTime(clock(15.1), clock(15), true)).toBeNull();
  expect(sayTime(clock(5.1), clock(5), true)).not.toBeNull();
});

test("the trail never says more than the desk has replied", () => {
  const saved = { ...sitting().saved };
  const of = (...args: Parameters<typeof trailOf>) => { const { head, line, dots } = trailOf(...args); return [head, line, dots.map((on) => (on ? "●" : "○")).join("")]; };
  expect(of(saved, "still", false)).toEqual(["Received by the station", "10:42, every answer so far", "●●○"]);
  expect(of({ ...saved, authority: "hub" }, "still", false)).toEqual(["Received by the hub", "10:42, every answer so far", "●●"]);
  expect(of({ ...saved, all_received: false }, "still", false)).toEqual(["Saved here", "10:42, every answer so far", "●○○"]);
  expect(of({ ...saved, all_received: false, reached: false }, "still", false)).toEqual(["Saved here", "station not reached, keep working", "●○○"]);
  expect(of(saved, "saving", false)).toEqual(["Saving", "keep this window open", "○○○"]);
  expect(of(saved, "failing", false)).toEqual(["Not saved yet", "trying again, raise your hand if this stays", "○○○"]);
  expect(of(saved, "still", true)[0]).toBe("Practice");
});
