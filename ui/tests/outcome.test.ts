import { fireEvent, screen } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import type { FakeDesk } from "../src/fake/desk";
import { explained, result, scenes, sealed } from "./scenes/lobby";
import { asked, expectOneHeading, faults, open, press, settled, text } from "./scenes/stage";

const button = (name: RegExp | string) => screen.getByRole("button", { name });
const title = () => screen.getByRole("heading", { level: 1 }).textContent;
/** Opens the window on an outcome of its own. */
async function openWith(more: Parameters<typeof sealed>[0]): Promise<FakeDesk> {
  scenes["sealed-now"] = sealed(more);
  const desk = await open("sealed-now");
  delete scenes["sealed-now"];
  return desk;
}
const explains = (desk: FakeDesk, full: boolean) => {
  const answer = desk.call.bind(desk);
  desk.call = async (command, args) => (await answer(command, args), command === "explain" ? explained(full) : desk.picture);
};

describe("the result", () => {
  test("provisional says who graded and who confirms", async () => {
    await open("sealed-passed");
    expect(title()).toBe("You passed Meshery Server");
    expect(text()).toContain("Provisional");
    expect(text()).toContain("Graded on this computer from your sealed answers.");
    expect(text()).toContain("84.00 % 42 of 50 points. Pass mark: 70 %.");
    expect(screen.getByRole("img", { name: "84.00 per cent, pass mark 70 per cent" })).toBeTruthy();
    expect(text()).not.toContain("Confirmed");
  });

  test("confirmed says so, and that the certificate has come", async () => {
    await open("sealed-confirmed");
    expect(text()).toContain("Confirmed");
    expect(text()).not.toContain("Provisional");
    expect(text()).toContain("Your certificate has come.");
  });

  test("not passed: calm, with what to read next, and no attempts invented", async () => {
    await open("sealed-failed");
    expect(title()).toBe("Meshery Server: pass mark not reached");
    expect(text()).toContain("What to read next For Schema-driven development");
    expect(text()).toContain("docs.meshery.io/project/contributing/models");
    expect(document.querySelectorAll("main a[href]")).toHaveLength(0);
    expect(text()).not.toMatch(/attempts? left|sorry|unfortunately/i);
  });

  test("one that waits for the hub is not hinted at", async () => {
    await open("sealed-waits");
    expect(title()).toBe("Your answers are sealed");
    expect(text()).toContain("shown once the hub has confirmed them");
    expect(document.querySelector("[role=img][aria-label*='per cent']")).toBeNull();
  });

  test("time that ran out and an exam that was ended are said, whatever the result", async () => {
    await open("sealed-offline");
    expect(title()).toBe("Time is up. Your answers are sealed.");
    expect(text()).toContain("Nothing was lost. If time was taken from you by something else, raise your hand: a proctor can reopen.");
    await openWith({ cause: "time-up" });
    expect(text()).toContain("Your answers were sealed when your time was up.");
    await open("sealed-refused");
    expect(title()).toBe("Your exam was ended. Your answers are sealed.");
  });

  test("the title is heard with what it means: nobody asked for this screen when the time is up", async () => {
    await open("sealed-offline");
    const heading = screen.getByRole("heading", { level: 1 });
    expect(document.activeElement).toBe(heading);
    expect(document.getElementById(heading.getAttribute("aria-describedby") ?? "")?.textContent).toContain("Nothing was lost. If time was taken");
    await openWith({ practice: true, cause: "time-up", steps: [], receipt: null, next: null });
    expect(text()).toContain("Your time was up, so the practice ended by itself.");
  });

  test("practice proves nothing and says so; nothing is offered to keep", async () => {
    const desk = await open("sealed-practice");
    expect(text()).toContain("nothing was recorded and nothing is proved by it");
    expect(text()).not.toMatch(/Your receipt|Where your answers are|Provisional/);
    await press("s");
    expect(asked(desk)).toEqual([]);
    await fireEvent.click(button("Finish practising"));
    expect(asked(desk)).toEqual(["leave"]);
  });
});

describe("the way of the answers", () => {
  test("is said in order, with what is not done yet", async () => {
    await open("sealed-passed");
    const steps = [...document.querySelectorAll("main ol > li")].map((step) => step.textContent?.replace(/\s+/g, " ").trim());
    expect(steps).toEqual(["Sealed here, 10:58 Done. 25 of 25 answered", "Received by the station, 10:58 Done.", "Graded here, 10:58 Done.",
      "Received by the hub Not yet. The station delivers it. You need not wait.", "Result confirmed Not yet. The hub grades the same answers again"]);
  });

  test("without a grading here the hub will grade", async () => {
    await openWith({ authority: "hub", result: null, steps: [{ step: "sealed", done: true, at_ms: null }, { step: "received-hub", done: false, at_ms: null }, { step: "confirmed", done: false, at_ms: null }] });
    expect(text()).toContain("Sealed here Done.");
    expect(text()).toContain("Kept here until the hub is reached. You need not wait.");
    expect(text()).toContain("The hub will grade");
  });

  test("what stands in the way is said with what is safe, and can be tried again", async () => {
    const desk = await open("sealed-offline");
    expect(text()).toContain("Everything is kept. The station could not be reached at the last try.");
    await fireEvent.click(button("Try again now"));
    expect(asked(desk)).toEqual(["deliver"]);
    await open("sealed-refused");
    expect(text()).toContain("This exam has been withdrawn from your ticket.");
  });
});

describe("the receipt", () => {
  test("is a code, a QR code, a slip and a bundle; where each was saved is said", async () => {
    const desk = await open("sealed-passed");
    expect(text()).toContain("7A4D-42E1-9F0B-B6A3 70C1-8E1E-5A2F-1FC7 0011-2233-4455-6677 8899-AABB-CCDD-EEFF");
    const qr = screen.getByRole("img", { name: "The code of your receipt as a QR code" });
    expect(qr.getAttribute("viewBox")).toBe("-4 -4 33 33");
    await fireEvent.click(button("Save the slip"));
    await press("s");
    expect(asked(desk)).toEqual(["save_receipt", "save_evidence"]);
    expect(text()).toContain("Saved: /home/amara/Documents/invigil.html");
  });

  test("that has not come is not pretended", async () => {
    await open("sealed-offline");
    expect(text()).toContain("The receipt comes when your answers have been received.");
    expect(screen.queryByRole("button", { name: "Save the slip" })).toBeNull();
    expect(button("Save evidence bundle")).toBeTruthy();
  });
});

describe("the time", () => {
  test("is accounted for in one sentence, and in full on request", async () => {
    await open("sealed-passed");
    for (const sentence of ["Used 25 min 28 s of 30 min.", "On hold for 3 min 12 s, not charged."]) expect(text()).toContain(sentence);
    expect(text()).not.toContain("Interrupted for");
    const heard = screen.getByRole("img", { name: /^Used 25/ }).getAttribute("aria-label");
    expect(heard?.replaceAll("\u00a0", " ")).toBe("Used 25 min 28 s of 30 min. On hold for 3 min 12 s, not charged.");
    expect(screen.getByText(/^Used 25/).closest("[aria-hidden=true]")).toBeTruthy();
    await fireEvent.click(button("Time in full"));
    expect(screen.getByRole("dialog").textContent).toContain("4\u00A0min 32\u00A0s");
    expect(await faults()).toEqual([]);
  });

  test("shows every kind of time once it is over, and nothing that is left", async () => {
    await open("sealed-eventful");
    const strip = screen.getByRole("img", { name: /^Used 40/ });
    expect([...strip.children].map((piece) => piece.classList[1])).toEqual(["working", "held", "outage", "break"]);
    await fireEvent.click(button("Time in full"));
    const dialog = (screen.getByRole("dialog").textContent ?? "").replaceAll("\u00a0", " ");
    expect(dialog).toContain("Not used");
    expect(dialog).toContain("The clock of this computer was changed once");
    expect(dialog).not.toMatch(/Left|still to take/);
  });
});

describe("what is next", () => {
  test("the next exam comes with a pause and the only primary button", async () => {
    const desk = await open("sealed-passed");
    expect(text()).toContain("Next: Meshery CLI 25 questions, 45 min, pass mark 70 % Take a pause first if you like.");
    expect(document.querySelectorAll(".btn.primary")).toHaveLength(1);
    await fireEvent.click(button("Go to the next exam"));
    expect(asked(desk)).toEqual(["check"]);
    const last = await open("sealed-confirmed");
    await fireEvent.click(button("Finish"));
    expect(asked(last)).toEqual(["leave"]);
  });
});

describe("every question", () => {
  test("is explained with what was chosen and what was right", async () => {
    const desk = await open("sealed-passed");
    explains(desk, true);
    await press("e");
    expectOneHeading();
    expect(await faults()).toEqual([]);
    const cards = [...document.querySelectorAll("main ol > li")].map((card) => card.textContent?.replace(/\s+/g, " ") ?? "");
    expect(cards).toHaveLength(6);
    expect(cards[0]).toContain("Right, your choice");
    expect(cards[1]).toMatch(/Not right.*Right.*Your choice, not right/);
    for (const [place, words] of ["Right", "Not right", "Partly right", "Not answered", "Not scored", "A person marks this"].entries()) expect(cards[place]).toContain(words);
    expect(cards[4]).not.toContain("points");
    expect(text()).toContain("Accepted");
    expect(text()).toContain("A provider keeps what the server does not.");
    await fireEvent.click(screen.getAllByRole("button", { name: "Back to the result" })[0] as HTMLElement);
    await settled();
    expect(title()).toBe("You passed Meshery Server");
    expectOneHeading();
  });

  test("shows nothing of what was right where the exam does not", async () => {
    const desk = await openWith({ result: { ...result, full: false } });
    explains(desk, false);
    await fireEvent.click(button("Explain every question"));
    await settled();
    expect(text()).toContain("This exam does not show what was right.");
    expect(text()).not.toMatch(/Right, your choice|your choice, not right|Accepted|Why/i);
    expect(document.querySelectorAll("main .right, main .wrong")).toHaveLength(0);
    expect(text()).toContain("Your choice");
  });

  test("is not offered where the exam lets nobody read it", async () => {
    const desk = await open("sealed-bare");
    expect(screen.queryByRole("button", { name: "Explain every question" })).toBeNull();
    await press("e");
    expect(asked(desk)).toEqual([]);
  });
});
