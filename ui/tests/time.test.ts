import { describe, expect, test } from "vitest";
import { milestone, sayBreak, sayTime } from "../src/exam/milestones";
import { trailOf } from "../src/parts/trail";
import { eventful, sitting } from "../src/fake/pictures";
import { spent, sums } from "../src/parts/spent";
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
  expect(milestone(clock(before), clock(after), false)).toBe(mark);
});

test("while the time is hidden half time does not stand in the way of what is said then", () => {
  const short = { entitled_ms: 10 * MINUTE };
  expect(milestone(clock(5.1, short), clock(5, short), false)).toBe("half");
  expect(milestone(clock(5.1, short), clock(5, short), true)).toBe("5");
});

test("nothing is said every minute", () => {
  const said = Array.from({ length: 44 }, (_, minute) => sayTime(clock(45 - minute), clock(44 - minute), false)).filter(Boolean);
  expect(said).toHaveLength(4);
});

test("added time is said, and is no milestone", () => {
  const before = clock(18);
  const after = clock(23, { granted_ms: 5 * MINUTE, entitled_ms: before.entitled_ms + 5 * MINUTE });
  expect(sayTime(before, after, true)?.replaceAll("\u00a0", " ")).toBe("Your proctor added 5 min. 23 min left.");
  expect(milestone(before, after, false)).toBeNull();
});

test("after minutes were added, each milestone is passed at its own time again", () => {
  const heard = (from: number, to: number, more = {}) =>
    Array.from({ length: (from - to) * 10 }, (_, tick) => milestone(clock(from - tick / 10, more), clock(from - (tick + 1) / 10, more), false)).filter(Boolean);
  const more = { granted_ms: 5 * MINUTE, entitled_ms: 50 * MINUTE };
  expect(heard(45, 14)).toEqual(["half", "15"]);
  expect(milestone(clock(14), clock(19, more), false)).toBeNull();
  expect(heard(19, 0, more)).toEqual(["15", "5", "1"]);
  // Added before half time: the half is that of the new total.
  expect(heard(28, 20, more)).toEqual(["half"]);
});

test("time in which the exam did not run is said, with what is left", () => {
  const said = sayTime(clock(18, { outage_ms: 30_000 }), clock(16, { outage_ms: 102_000 }), true);
  expect(said?.replaceAll("\u00a0", " ")).toBe("Interrupted for 1 min 12 s, not charged. 16 min left.");
  expect(sayTime(clock(18, { outage_ms: 30_000 }), clock(18, { outage_ms: 30_400 }), false)).toBeNull();
});

test("a break says once, a minute before, that it ends by itself", () => {
  const left = (seconds: number) => clock(18, { break_left_ms: seconds * 1000 });
  expect(sayBreak(left(62), left(61))).toBeNull();
  expect(sayBreak(left(61), left(60))?.replaceAll("\u00a0", " ")).toBe("Break time left: 1 min. After that the clock runs again by itself.");
  expect(sayBreak(left(60), left(59))).toBeNull();
  expect(sayBreak(left(61), left(0))).toBeNull();
});

describe("the sums of the time", () => {
  const quiet = { ...eventful, held_ms: 0, outage_ms: 999, break_ms: 0, granted_ms: 0 };

  test("name only what happened", () => {
    expect(spent(quiet).map(({ kind }) => kind)).toEqual(["working"]);
    expect(spent(eventful).map(({ kind }) => kind)).toEqual(["working", "held", "outage", "break"]);
    expect(sums(quiet).map(({ words }) => words.replaceAll("\u00a0", " "))).toEqual(["Used 40 min 42 s of 50 min."]);
  });

  test("say what somebody added, though no stretch of the bar is that", () => {
    expect(sums(eventful).at(-1)).toEqual({ kind: null, words: "Your proctor added 5\u00a0min." });
  });
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
