import { fireEvent, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, test } from "vitest";
import { has, language, languages } from "../src/words.svelte";
import { scenes, withState } from "./scenes/lobby";
import { asked, expectOneHeading, faults, open, press, settled, text } from "./scenes/stage";

afterEach(() => language.use("en"));
const later = () => new Promise((done) => setTimeout(done, 350)).then(settled);
const button = (name: RegExp | string) => screen.getByRole("button", { name });
describe.each(languages)("in %s", (tag) => {
  test.each(Object.keys(scenes))("%s: one heading with the focus, a title, no fault, nothing unsaid", async (name) => {
    language.use(tag);
    await open(name);
    if (name === "unusable-starting") await later();
    expectOneHeading();
    expect(document.title.replace(/[\u2068\u2069]/g, "")).toMatch(/. · Invigil$/);
    expect(document.documentElement.dir).toBe(tag === "ar" ? "rtl" : "ltr");
    expect(document.body.textContent).not.toMatch(/\{|\}|undefined|NaN|\b[a-z]+-[a-z]+-(?:hint|do|look|stop|detail|title)\b/);
    if (tag === "en") expect(await faults()).toEqual([]);
  });
});

describe("ticket", () => {
  test("of several exams the next one has the one primary button, and Enter is it", async () => {
    const desk = await open("ticket-next");
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Next: Meshery UI");
    expect(text()).toContain("2 of 5 exams are sealed. Take a pause first if you like: no clock runs.");
    expect(document.querySelectorAll(".btn.primary")).toHaveLength(1);
    await press("Enter");
    const stage = scenes["ticket-next"];
    expect(desk.calls).toEqual([{ command: "check", args: { attempt: stage?.at === "ticket" ? stage.ticket.exams[2]?.attempt : "" } }]);
  });

  test("a begun exam is gone on with, a sealed one looked at, all sealed leaves no primary button", async () => {
    const begun = await open("ticket-begun");
    await fireEvent.click(button("Go on with this exam"));
    expect(asked(begun)).toEqual(["open_attempt"]);
    const done = await open("ticket-done");
    expect(document.querySelectorAll(".btn.primary")).toHaveLength(0);
    expect(screen.getAllByRole("button", { name: "See what became of it" })).toHaveLength(5);
    await fireEvent.click(button("Put this ticket away"));
    expect(asked(done)).toEqual(["forget_ticket"]);
  });

  test("a ticket without an exam says what to do", async () => {
    await open("ticket-none");
    expect(text()).toContain("This ticket holds no exam. Nothing has been used up.");
    expect(button("No, this is not me")).toBeTruthy();
  });
});

describe("readiness", () => {
  test("what needs a person stands first, with what to do; fine ones fold away", async () => {
    await open("readiness-look");
    const first = document.querySelector(".list > li");
    expect(first?.textContent).toContain("Needs a look");
    expect(first?.textContent).toContain("tell your proctor before you begin");
    expect(text()).toContain("7 are fine. One needs a look before you start. Your time has not begun.");
    expect(document.querySelectorAll(".list > li")).toHaveLength(6);
    await fireEvent.click(button(/Show the other 2 checks/));
    expect(document.querySelectorAll(".list > li")).toHaveLength(8);
  });

  test("figures are written as the language writes them", async () => {
    await open("readiness-screens");
    expect(text()).toContain("2 screens are connected");
    expect(text()).toContain("Unplug the others");
    expect(text()).toContain("41 GB free");
    await fireEvent.click(button(/Show the other 2 checks/));
    expect(text()).toContain("850 MB free");
    language.use("de");
    await settled();
    expect(text()).toContain("41 GB frei");
  });

  test("what stops stands before what only needs a look", async () => {
    await open("readiness-both");
    const lines = [...document.querySelectorAll(".list > li")].map((line) => line.textContent ?? "");
    expect(lines[0]).toContain("Too little memory is free");
    expect(lines[1]).toContain("Saving an answer is slow here");
  });

  test("a stop keeps the rules shut, with the reason at the button", async () => {
    const desk = await open("readiness-stop");
    const rules = button("Read the rules") as HTMLButtonElement;
    expect(rules.disabled).toBe(true);
    const reason = document.getElementById(rules.getAttribute("aria-describedby") ?? "");
    expect(reason?.textContent).toContain("Not yet");
    await press("Enter");
    expect(asked(desk)).toEqual([]);
    expect(text()).toContain("What did not work");
  });

  test("R checks again, unless letters are switched off; Enter reads the rules", async () => {
    const desk = await open("readiness-look");
    await press("r");
    expect(asked(desk)).toEqual(["check"]);
    await press("Enter");
    expect(asked(desk)).toEqual(["check", "begin"]);
    const quiet = await open("readiness-look", { display: { text: "normal", theme: "light", more_contrast: false, hide_time: false, no_letter_keys: true } });
    await press("r");
    expect(asked(quiet)).toEqual([]);
  });

  test("what it cannot do has a heading as large as what it does", async () => {
    await open("readiness-fine");
    const headings = screen.getAllByRole("heading", { level: 2 }).map((heading) => heading.textContent);
    expect(headings).toContain("What Invigil does on this computer");
    expect(headings).toContain("What it cannot do here");
    expect(text()).toContain("See a second device on your desk");
  });

  test("a saved report says where it is; one that is not, why", async () => {
    const desk = await open("readiness-fine");
    await fireEvent.click(button("Save this report"));
    await settled();
    expect(text()).toContain("Saved: /home/amara/Documents/invigil.html");
    desk.before = () => Promise.reject({ code: "file-not-written", args: {} });
    await fireEvent.click(button("Save this report"));
    await settled();
    expect(text()).toContain("The file could not be written.");
    expect(text()).not.toContain("Saved: /home");
  });

  test("every check and every protection has all its words", () => {
    for (const check of withState("journal", "fine")) {
      for (const ending of ["", "-look", "-look-do", "-stop", "-stop-do"]) expect(has(`check-${check.id}${ending}`), check.id + ending).toBe(true);
    }
    for (const name of ["full-screen", "always-on-top", "shortcuts", "clipboard", "printing", "screens", "sleep", "screen-capture", "key-in-keyring", "second-device"]) {
      for (const ending of ["", "-cannot", "-unavailable", "-failed"]) expect(has(`measure-${name}${ending}`), name + ending).toBe(true);
    }
  });
});

describe("rules", () => {
  test("nothing begins without the tick, and the tick is shown", async () => {
    const desk = await open("rules");
    await fireEvent.click(button("Accept and begin"));
    await settled();
    expect(asked(desk)).toEqual([]);
    expect(document.activeElement).toBe(screen.getByRole("checkbox"));
    expect(text()).toContain("Tick the box first. Your time has not begun.");
    expect(await faults()).toEqual([]);
  });

  test("accepting says when the time begins, and a second try keeps the click's name", async () => {
    const desk = await open("rules");
    expect(text()).toContain("Your time of 45 min begins with this button.");
    await fireEvent.click(screen.getByRole("checkbox"));
    desk.before = () => Promise.reject({ code: "cannot-save", args: {} });
    await fireEvent.click(button("Accept and begin"));
    await settled();
    expect(text()).toContain("The last change could not be saved.");
    desk.before = () => Promise.resolve();
    await fireEvent.click(button("Accept and begin"));
    await settled();
    expect(asked(desk).slice(0, 2)).toEqual(["accept_rules", "accept_rules"]);
    expect(desk.calls[0]?.args.op).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(desk.calls[0]?.args.op).toBe(desk.calls[1]?.args.op);
  });

  test("what becomes of lost time is said before it begins", async () => {
    const said = async (name: string) => { await open(name); return text().replace(/.*If the exam is interrupted (.*?) What Invigil does.*/, "$1"); };
    expect(await said("rules")).toBe("While this computer is off or asleep, or Invigil does not run, up to 5 min at a time and 10 min in all cost you nothing. "
      + "Beyond that, the clock stays stopped until a proctor decides.");
    expect(await said("rules-charge")).toBe("While this computer is off or asleep, or Invigil does not run, up to 10 min in all cost you nothing. "
      + "Beyond that, time that can be measured counts as working time.");
    expect(await said("rules-no-outage")).toBe("After this computer was off or asleep, or Invigil did not run, the clock stays stopped until a proctor decides.");
  });

  test("the name stands as it will be printed, with what to do if it is wrong", async () => {
    const desk = await open("rules");
    expect(text()).toContain("Your name on the certificate Amara Osei If it is not right, you can still begin: the exam counts.");
    await fireEvent.click(button("Back"));
    expect(asked(desk)).toEqual(["leave"]);
  });
});

describe("unusable", () => {
  test.each(["already-open", "keyring-locked", "keyring-silent", "keyring-missing", "key-replaced", "folder-unusable", "journal-in-use", "web-page-failed"])("%s has its own words", (code) => {
    for (const part of ["title", "means", "do"]) expect(has(`unusable-${code}-${part}`)).toBe(true);
  });

  test("opening is not shown where it is over at once, and asks nothing of the reader", async () => {
    const desk = await open("unusable-starting");
    expect(text().trim()).toBe("");
    await later();
    expect(text()).toContain("Invigil is opening");
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
    await press("Enter");
    expect(asked(desk)).toEqual([]);
  });

  test("a code of tomorrow has calm words and is shown", async () => {
    const desk = await open("unusable-new");
    expect(text()).toContain("Your answers are safe.");
    expect(text()).toContain("never-heard-of");
    await press("Enter");
    expect(asked(desk)).toEqual(["try_again"]);
  });
});

test("every problem the desk can have has a sentence", () => {
  const codes = ["not-a-ticket", "ticket-unreadable", "no-qr-found", "unreachable", "busy", "refused", "other-authority", "ticket-used", "no-such-exam", "keyring-required",
    "keyring-locked", "keyring-silent", "keyring-missing", "key-replaced", "disk-full", "cannot-save", "journal-damaged", "lost-journal", "bank-unusable", "unusable", "refused-held",
    "refused-sealed", "refused-time-over", "refused-outdated", "refused-on-break", "refused-no-break-left", "refused-not-running", "refused-unfit", "refused-too-long", "not-now",
    "exam-running", "file-not-written", "internal", "already-open", "folder-unusable", "journal-in-use", "web-page-failed", "desk-silent", "ticket-unknown", "garbled", "not-ready", "unknown"];
  expect(codes.filter((code) => !has(`problem-${code}`))).toEqual([]);
});

test("the map of keys opens with ?, and F6 goes to the next region", async () => {
  await open("readiness-fine");
  await press("?");
  expect(screen.getByRole("dialog").textContent).toContain("Check again");
  expect(await faults()).toEqual([]);
  await fireEvent.click(button("Close"));
  await press("F6");
  expect(document.activeElement).not.toBe(document.body);
});
