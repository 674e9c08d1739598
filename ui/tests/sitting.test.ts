import { cleanup, fireEvent, screen, within } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";
import { queue } from "../src/exam/queue.svelte";
import { eventful, picture, questionsAnswered, sitting } from "../src/fake/pictures";
import { fake } from "../src/fake/transport";
import { draw } from "../src/stage.svelte";
import { language } from "../src/words.svelte";
import { asked, complaints, last, settled, sit } from "./stand";

afterEach(() => {
  cleanup();
  queue.forget();
  language.use("en");
  vi.useRealTimers();
});

const question = (number: number) => ({ question: questionsAnswered()[number - 1] ?? null });
const press = async (key: string, more: KeyboardEventInit = {}) => {
  await fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });
  await settled();
};
const plain = (text: string | null | undefined) => (text ?? "").replaceAll("\u00a0", " ").replace(/\s+/g, " ").trim();

test("a single choice is radios in a group that the stem names", async () => {
  await sit();
  const group = screen.getByRole("group", { name: /^A contributor adds this route.*sees it\?$/ });
  expect(within(group).getAllByRole("radio")).toHaveLength(4);
  expect(within(group).getByRole("radio", { name: /^The provider is looked up/ })).toHaveProperty("checked", true);
  expect(screen.getByRole("group", { name: "Code, 6 lines of Go" }).tabIndex).toBe(0);
  expect(plain(screen.getByRole("heading", { level: 1 }).textContent)).toBe("Question 12 of 25 · choose one · 2 points");
  expect(document.title).toBe("Question 12 of 25 · Invigil");
});

test("a click shows at once what is chosen; saved is what the desk replies", async () => {
  const desk = await sit();
  let reply = () => {};
  desk.before = () => new Promise((resolve) => { reply = resolve; });
  const radio = () => screen.getByRole("radio", { name: /^The session is injected/ });
  await fireEvent.click(radio());
  await settled();
  expect(radio()).toHaveProperty("checked", true);
  expect(last(desk, "choose")).toMatchObject({ seen: 31, item: "q12", interaction: "answer", options: ["o1"] });
  expect(screen.queryByText("Saving")).toBeNull();
  await new Promise((resolve) => setTimeout(resolve, 320));
  expect(screen.getByText("Saving")).toBeTruthy();
  expect(screen.queryByText("Received by the station")).toBeNull();
  reply();
  await settled();
  expect(screen.getByText("Received by the station")).toBeTruthy();
  expect(radio()).toHaveProperty("checked", true);
});

test("what the desk refuses goes back to what is saved, and the reason stands in a banner", async () => {
  const desk = await sit();
  desk.before = (call) => (call.command === "choose" ? Promise.reject({ code: "refused-unfit", args: {} }) : Promise.resolve());
  await fireEvent.click(screen.getByRole("radio", { name: /^The session is injected/ }));
  await settled();
  expect(screen.getByRole("radio", { name: /^The session is injected/ })).toHaveProperty("checked", false);
  expect(screen.getByRole("radio", { name: /^The provider is looked up/ })).toHaveProperty("checked", true);
  expect(screen.getByText(/^Code of the error: refused-unfit$/)).toBeTruthy();
});

test("several options are checkboxes; more than asked for cannot be chosen", async () => {
  const desk = await sit(question(2));
  const boxes = () => screen.getAllByRole("checkbox");
  expect(plain(screen.getByRole("heading", { level: 1 }).textContent)).toBe("Question 2 of 25 · choose 2 · 2 points");
  expect(boxes().map((box) => (box as HTMLInputElement).checked)).toEqual([false, true, true, false, false]);
  await fireEvent.click(boxes()[0] as HTMLElement);
  await settled();
  expect(asked(desk)).toEqual([]);
  expect(boxes()[0]).toHaveProperty("checked", false);
  expect(screen.getAllByText("You have chosen 2. Take one back before you choose another.").length).toBeGreaterThan(0);
  await fireEvent.click(boxes()[1] as HTMLElement);
  await settled();
  await fireEvent.click(boxes()[0] as HTMLElement);
  await settled();
  expect(last(desk, "choose")).toMatchObject({ options: ["o1", "o3"] });
});

test("a crossed-out option says so and cannot be chosen before it is brought back", async () => {
  const desk = await sit();
  const struck = screen.getByRole("radio", { name: /Nothing: models\.ProviderAuth.*, crossed out$/ });
  expect(struck).toHaveProperty("disabled", true);
  await press("3");
  expect(asked(desk)).toEqual([]);
  await fireEvent.click(screen.getByRole("button", { name: "Bring back C" }));
  await settled();
  expect(last(desk, "strike")).toMatchObject({ option: "o3", on: false });
  expect(screen.getByRole("button", { name: "Cross out C" })).toBeTruthy();
  expect(screen.getByRole("button", { name: /^B is chosen/ })).toHaveProperty("disabled", true);
});

test("an answer can be taken back", async () => {
  const desk = await sit();
  await fireEvent.click(screen.getByRole("button", { name: "Take my answer back" }));
  await settled();
  expect(asked(desk)).toEqual(["clear"]);
  expect(screen.getAllByRole("radio").some((radio) => (radio as HTMLInputElement).checked)).toBe(false);
});

test("keys of the question", async () => {
  const desk = await sit();
  await press("1");
  await press("x");
  await press("4");
  await press("f");
  await press("h");
  expect(asked(desk)).toEqual(["choose", "strike", "flag", "ask_help"]);
  expect(last(desk, "strike")).toMatchObject({ option: "o4", on: true });
  expect(screen.getByRole("button", { name: "Flagged" }).getAttribute("aria-pressed")).toBe("true");
  await press("n");
  expect(document.title).toBe("Question 13 of 25 · Invigil");
  expect(document.activeElement?.tagName).toBe("H1");
  await press("p");
  expect(last(desk, "go_to")).toMatchObject({ item: "q12" });
  await press("t");
  expect(plain(screen.getByRole("dialog", { name: "Your time" }).textContent)).toContain("17 min 40 s");
  await fireEvent.click(screen.getByRole("button", { name: "Close" }));
  await press("T", { shiftKey: true });
  expect(last(desk, "adjust")).toMatchObject({ display: { hide_time: true } });
  expect(screen.getByText("Time hidden. Press T")).toBeTruthy();
  await press("+", { ctrlKey: true });
  expect(last(desk, "adjust")).toMatchObject({ display: { text: "larger" } });
  await press("?");
  expect(screen.getByRole("dialog", { name: "Keys of this screen" })).toBeTruthy();
});

test("letter keys can be switched off; Ctrl and F6 stay", async () => {
  const desk = await sit();
  fake.desk.picture = { ...fake.desk.picture, display: { ...fake.desk.picture.display, no_letter_keys: true } };
  desk.say(fake.desk.picture);
  await settled();
  for (const key of ["1", "f", "n", "?"]) await press(key);
  expect(asked(desk)).toEqual([]);
  await press("F6");
  expect(document.activeElement?.tagName).not.toBe("H1");
});

test("G, a number, Enter", async () => {
  const desk = await sit();
  await press("g");
  const field = screen.getByRole("textbox", { name: "Number of the question, 1 to 25" });
  expect(document.activeElement).toBe(field);
  await fireEvent.input(field, { target: { value: "99" } });
  await fireEvent.submit(field.closest("form") as HTMLFormElement);
  expect(screen.getByText("There is no question 99. The numbers go from 1 to 25.")).toBeTruthy();
  await fireEvent.input(field, { target: { value: "20" } });
  await fireEvent.submit(field.closest("form") as HTMLFormElement);
  await settled();
  expect(last(desk, "go_to")).toMatchObject({ item: "q20" });
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("the navigator names every state, and shows the same as a list", async () => {
  await sit();
  const nav = screen.getByRole("navigation", { name: "Questions" });
  const named = (name: string) => within(nav).getByRole("button", { name });
  expect(named("Question 4, answered, flagged")).toBeTruthy();
  expect(named("Question 11, seen, not answered, flagged")).toBeTruthy();
  expect(named("Question 13, not seen yet")).toBeTruthy();
  expect(named("Question 12, answered").getAttribute("aria-current")).toBe("step");
  await press("l");
  expect(within(nav).getByRole("button", { name: /^Question 8, seen, not answered: Which statement/ })).toBeTruthy();
  expect(document.activeElement?.getAttribute("aria-current")).toBe("step");
});

test("a sitting without a question asks for the first one, once", async () => {
  await sit();
  cleanup();
  const desk = await sit({ question: null });
  await settled();
  expect(document.title).toBe("Question 1 of 25 · Invigil");
  expect(asked(desk)).toEqual([]);
});

test("what is typed is sent before the next question is asked for", async () => {
  const desk = await sit(question(5));
  const field = screen.getByRole("textbox", { name: /^Write the make target.*The target alone, without make\.$/ });
  await fireEvent.input(field, { target: { value: "server-skip" } });
  await fireEvent.click(screen.getByRole("button", { name: "Next" }));
  await settled();
  expect(asked(desk).slice(0, 2)).toEqual(["write", "go_to"]);
  expect(last(desk, "write")).toMatchObject({ item: "q5", text: "server-skip" });
});

test("while nothing can be saved the text stays, and the bar and a banner say so", async () => {
  vi.useFakeTimers();
  const desk = await sit(question(5));
  let broken = true;
  desk.before = () => (broken ? Promise.reject(new Error("gone")) : Promise.resolve());
  const field = screen.getByRole("textbox", { name: /^Write the make target/ });
  await fireEvent.input(field, { target: { value: "mine" } });
  await vi.advanceTimersByTimeAsync(1500);
  await settled();
  expect(field).toHaveProperty("value", "mine");
  expect(screen.getAllByText("Not saved yet").length).toBe(2);
  expect(screen.getByText("Not saved yet.")).toBeTruthy();
  expect(screen.getByRole("status").textContent).toContain("Not saved yet");
  broken = false;
  await vi.advanceTimersByTimeAsync(5000);
  await settled();
  expect(screen.queryByText("Not saved yet.")).toBeNull();
  expect(last(desk, "write")).toMatchObject({ text: "mine" });
});

test("a private note and a report are saved as an answer is", async () => {
  const desk = await sit();
  for (const [name, command] of [["Private note", "note"], ["Report a problem with this question", "report"]] as const) {
    await fireEvent.click(screen.getByText(name));
    const field = screen.getByRole("textbox", { name, hidden: true });
    await fireEvent.input(field, { target: { value: `a ${command}` } });
    await fireEvent.blur(field);
    await settled();
    expect(last(desk, command)).toMatchObject({ item: "q12", text: `a ${command}` });
  }
});

test("review: figures, what is worth another look, and a question before the seal", async () => {
  const desk = await sit();
  await fireEvent.click(screen.getByRole("button", { name: "Review and seal" }));
  await settled();
  expect(screen.getByRole("heading", { level: 1, name: "Before you seal" })).toBe(document.activeElement);
  expect(screen.getByText("15 questions have no answer yet. A wrong answer costs no points, so a guess is worth a try.")).toBeTruthy();
  await press("u");
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Open question 8");
  await press("u");
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Open question 11");
  await fireEvent.click(screen.getByRole("button", { name: "Seal my answers…" }));
  const dialog = screen.getByRole("dialog", { name: "Seal your answers?" });
  expect(plain(dialog.textContent)).toContain("10 of 25 answered, 18 min left. After sealing nothing can be changed.");
  expect(document.activeElement).toBe(within(dialog).getByRole("button", { name: "Go back" }));
  expect(asked(desk)).toEqual([]);
  await fireEvent(dialog, new Event("cancel", { cancelable: true }));
  expect(screen.queryByRole("dialog")).toBeNull();
  await fireEvent.click(screen.getByRole("button", { name: "Seal my answers…" }));
  let reply = () => {};
  desk.before = () => new Promise((resolve) => { reply = resolve; });
  await fireEvent.click(screen.getByRole("button", { name: "Seal my answers" }));
  await settled();
  expect(screen.getByRole("heading", { level: 1, name: "Your answers are being sealed" })).toBeTruthy();
  reply();
  await settled();
  expect(screen.queryByRole("heading", { level: 1, name: "Your answers are being sealed" })).toBeNull();
  expect(asked(desk)).toEqual(["seal"]);
});

test.each([
  ["sensor", true, "Something changed on this computer at 10:46. Only a proctor can continue the exam, and yours has been told. You have done nothing that cannot be put right."],
  ["proctor", false, "Your proctor paused the exam at 10:46. Only a proctor can continue the exam. Raise your hand: your proctor cannot see this yet."],
  ["long-outage", null, "The exam did not run for 6 min, more than may pass without a proctor. Only a proctor can continue the exam. Raise your hand: your proctor cannot see this yet."],
] as const)("on hold for %s, reached %s", async (cause, reached, words) => {
  const since = new Date(2026, 10, 23, 10, 46).getTime();
  await sit({ phase: { is: "held", cause, gone_ms: 360_000, since_ms: since }, saved: { ...sitting().saved, reached } });
  expect(screen.getByRole("heading", { level: 1, name: "Your exam is on hold" })).toBe(document.activeElement);
  expect(screen.getByText(words, { normalizer: plain })).toBeTruthy();
  expect(screen.getByText("The clock is stopped. Waiting costs you nothing.")).toBeTruthy();
  expect(screen.queryByRole("radio")).toBeNull();
  expect(screen.getByText("Your exam is on hold. The clock is stopped.").getAttribute("aria-live")).toBe("assertive");
  expect(await complaints()).toEqual([]);
});

test("a hold closes what is open, and its end is said", async () => {
  const desk = await sit();
  await press("t");
  const held = { ...desk.sitting, seq: 40, phase: { is: "held" as const, cause: "proctor" as const, gone_ms: 0, since_ms: 0 } };
  desk.say({ ...desk.picture, stage: { at: "sitting", sitting: held } });
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  desk.say({ ...desk.picture, stage: { at: "sitting", sitting: { ...held, seq: 41, phase: { is: "running" } } } });
  await settled();
  expect(plain(document.querySelector("[aria-live=assertive]")?.textContent)).toBe("Your proctor has resumed your exam. The clock runs again. 18 min left.");
});

test("a milestone is shown and said once, and goes after 10 s", async () => {
  vi.useFakeTimers();
  const desk = await sit();
  const at = (seconds: number) => desk.tick({ ...desk.sitting.clock, left_ms: seconds * 1000 });
  at(901);
  await settled();
  expect(screen.getByRole("status").textContent).toBe("");
  at(900);
  await settled();
  expect(plain(screen.getByRole("status").textContent)).toBe("15 min left.");
  expect(screen.getAllByText("15 min left.", { normalizer: plain })).toHaveLength(2);
  at(880);
  await vi.advanceTimersByTimeAsync(10_000);
  await settled();
  expect(screen.getAllByText("15 min left.", { normalizer: plain })).toHaveLength(1);
});

test("a break hides the questions, and ends by its button", async () => {
  const desk = await sit();
  await fireEvent.click(screen.getByRole("button", { name: "Take a break" }));
  await settled();
  expect(screen.getByRole("heading", { level: 1, name: "You are on a break" })).toBeTruthy();
  expect(screen.queryByRole("radio")).toBeNull();
  await fireEvent.click(screen.getByRole("button", { name: "Go on with the exam" }));
  await settled();
  expect(asked(desk)).toEqual(["take_break", "end_break"]);
});

test("a break that ends by itself says so, a minute before and then", async () => {
  const desk = await sit();
  await fireEvent.click(screen.getByRole("button", { name: "Take a break" }));
  await settled();
  const status = () => plain(document.querySelector("[role=status]")?.textContent);
  const at = async (seconds: number) => { desk.tick({ ...desk.sitting.clock, break_left_ms: seconds * 1000 }); await settled(); };
  await at(61);
  expect(status()).toBe("The clock is stopped.");
  await at(60);
  expect(status()).toBe("Break time left: 1 min. After that the clock runs again by itself.");
  await at(1);
  const over = { ...desk.sitting, seq: 40, phase: { is: "running" as const }, clock: { ...desk.sitting.clock, break_left_ms: 0 } };
  desk.say({ ...desk.picture, stage: { at: "sitting", sitting: over } });
  await settled();
  expect(status()).toBe("Your breaks are used up. The clock runs again. 18 min left.");
  expect(screen.queryByRole("button", { name: "Take a break" })).toBeNull();
});

test("the ledger is a bar with a sentence of its sums, and figures of what happened", async () => {
  await sit({ clock: eventful });
  await press("t");
  const dialog = screen.getByRole("dialog", { name: "Your time" });
  const strip = within(dialog).getByRole("img");
  expect(plain(strip.getAttribute("aria-label"))).toBe("Used 40 min 42 s of 50 min. On hold for 6 min 5 s, not charged. "
    + "Interrupted for 1 min 14 s, not charged. On breaks for 4 min 30 s, not charged. Your proctor added 5 min. 9 min 18 s left.");
  const pieces = [...strip.children].map((piece) => piece as HTMLElement);
  expect(pieces.map((piece) => [piece.classList[1], Number(piece.style.flexGrow)])).toEqual(
    [["working", eventful.working_ms], ["held", eventful.held_ms], ["outage", eventful.outage_ms], ["break", eventful.break_ms], ["left", eventful.left_ms]]);
  expect([...dialog.querySelectorAll("dt")].map((term) => `${term.textContent}: ${plain(term.nextElementSibling?.textContent)}`)).toEqual([
    "Left: 9 min 18 s", "Worked: 40 min 42 s", "On hold, costs you nothing: 6 min 5 s", "Interrupted, costs you nothing: 1 min 14 s", "On breaks: 4 min 30 s",
    "Working time in all: 50 min", "Added by a proctor: 5 min", "Breaks still to take: 5 min 30 s"]);
  expect(await complaints()).toEqual([]);
});

test.each([[0, null], [1, "changed once while"], [3, "changed 3 times while"]])("a wall clock that was set %d times", async (jumps, words) => {
  await sit({ clock: { ...eventful, jumps } });
  await press("t");
  const line = screen.queryByText(/^The clock of this computer was changed/);
  if (words === null) expect(line).toBeNull();
  else expect(plain(line?.textContent)).toBe(`The clock of this computer was ${words} the exam was open. Your time is counted by another clock, so nothing of it was lost or gained.`);
});

test("a permitted page opens beside the question and closes again", async () => {
  await sit();
  await fireEvent.click(screen.getByRole("button", { name: "Error codes" }));
  await settled();
  const aside = screen.getByRole("complementary", { name: "Reference pages" });
  expect(within(aside).getByText("Every error has a code, a cause and a remedy.")).toBeTruthy();
  expect(await complaints()).toEqual([]);
  await fireEvent.click(within(aside).getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("complementary")).toBeNull();
});

test("practice calls nobody and claims nothing", async () => {
  const desk = await sit({ practice: true, candidate: "" });
  expect(screen.getByText("Practice")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Raise hand" })).toBeNull();
  await press("h");
  expect(asked(desk)).toEqual([]);
});

test.each([5, 6, 9, 12])("axe has nothing to say about question %d", async (number) => {
  await sit(question(number));
  expect(await complaints()).toEqual([]);
});

test("axe has nothing to say about review, and about what opens over a question", async () => {
  await sit();
  for (const key of ["t", "?", "g"]) {
    await press(key);
    expect(screen.getAllByRole("dialog")).toHaveLength(1);
    expect(await complaints()).toEqual([]);
    await fireEvent(screen.getByRole("dialog"), new Event("cancel", { cancelable: true }));
    await settled();
  }
  await fireEvent.click(screen.getByRole("button", { name: "Text and colours" }));
  await settled();
  expect(await complaints()).toEqual([]);
  await fireEvent.click(screen.getByRole("button", { name: "Review and seal" }));
  await settled();
  expect(await complaints()).toEqual([]);
});

test("exactly two live regions", async () => {
  await sit();
  expect([...document.querySelectorAll("[aria-live]")].map((region) => region.getAttribute("aria-live")).filter((live) => live !== "off").sort()).toEqual(["assertive", "polite"]);
});

test("a picture that comes while somebody types takes the focus from nobody", async () => {
  const desk = await sit();
  await fireEvent.click(screen.getByText("Private note"));
  const note = screen.getByRole("textbox", { name: "Private note" });
  note.focus();
  for (const all_received of [false, true]) {
    const next = sitting();
    draw(picture({ at: "sitting", sitting: { ...next, seq: next.seq + 1, saved: { ...next.saved, all_received } } }), true);
    await settled();
    expect(document.activeElement).toBe(note);
  }
  expect(asked(desk)).toEqual([]);
});

test("why nothing can be saved stands above the question and is said once, and so is that it works again", async () => {
  await sit();
  const status = () => plain(document.querySelector("[role=status]")?.textContent);
  for (const code of ["saving-stopped", "reserve-in-use"]) {
    draw(picture({ at: "sitting", sitting: sitting({ trouble: { code, args: {} } }) }));
    await settled();
    const sentence = code === "saving-stopped" ? /^Nothing can be saved on this computer now/ : /^The disk is full\. Your last answer is saved in the space/;
    expect(screen.getByText(sentence, { selector: "main p" })).toBeTruthy();
    expect(status()).toMatch(sentence);
  }
  draw(picture({ at: "sitting", sitting: sitting({ trouble: null }) }));
  await settled();
  expect(screen.queryByText(/raise your hand/i, { selector: "main p" })).toBeNull();
  expect(status()).toBe("Saving works again.");
});
