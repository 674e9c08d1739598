import { fireEvent, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, test, vi } from "vitest";
import { base64Of, drawnSize, greyOf } from "../src/lobby/picture";
import { language } from "../src/words.svelte";
import { asked, expectOneHeading, faults, open, press, settled, text } from "./scenes/stage";

afterEach(() => language.use("en"));
const button = (name: RegExp | string) => screen.getByRole("button", { name });

describe("welcome", () => {
  const chooser = () => {
    const input = document.querySelector<HTMLInputElement>("input[type=file]");
    if (!input) throw new Error("no chooser");
    return input;
  };
  const choose = async (file: File) => {
    await fireEvent.change(chooser(), { target: { files: [file] } });
    await settled();
  };

  test("takes the text of a file, whatever the file is called", async () => {
    const desk = await open("welcome");
    await choose(new File(["the ticket"], "anything.dat"));
    expect(desk.calls).toEqual([{ command: "take_ticket", args: { text: "the ticket" } }]);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Is this your ticket?");
  });

  test("says that a picture is none and asks nothing", async () => {
    const desk = await open("welcome");
    await choose(new File(["no picture"], "code.png", { type: "image/png" }));
    expect(asked(desk)).toEqual([]);
    expect(screen.getByRole("alert").textContent).toContain("could not be opened as a picture");
  });

  test("sends a picture as grey values", async () => {
    const desk = await open("welcome");
    vi.stubGlobal("createImageBitmap", () => Promise.resolve({ width: 2, height: 1, close() {} }));
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue({
      drawImage() {}, getImageData: () => ({ data: new Uint8ClampedArray([0, 0, 0, 255, 255, 255, 255, 255]) }),
    } as unknown as CanvasRenderingContext2D);
    await choose(new File(["x"], "code.png", { type: "image/png" }));
    vi.unstubAllGlobals();
    expect(desk.calls).toEqual([{ command: "take_ticket_picture", args: { width: 2, height: 1, grey: "AP8=" } }]);
  });

  test("does not read a file no ticket can be", async () => {
    const desk = await open("welcome");
    await choose(new File([new Uint8Array(300 * 1024)], "film"));
    expect(asked(desk)).toEqual([]);
    expect(screen.getByRole("alert").textContent).toContain("larger than any ticket");
  });

  test("takes a dropped file, and pasted text", async () => {
    const desk = await open("welcome");
    const drop = Object.assign(new Event("drop", { bubbles: true, cancelable: true }), { dataTransfer: { files: [new File(["dropped"], "t")], getData: () => "" } });
    window.dispatchEvent(drop);
    await settled();
    expect(drop.defaultPrevented).toBe(true);
    expect(desk.calls).toEqual([{ command: "take_ticket", args: { text: "dropped" } }]);
    const again = await open("welcome");
    await fireEvent.input(screen.getByLabelText("The text of your ticket"), { target: { value: " typed\n" } });
    await fireEvent.click(button("Use this text"));
    expect(again.calls).toEqual([{ command: "take_ticket", args: { text: " typed\n" } }]);
  });

  test("without text it says so, at the field, and goes there", async () => {
    const desk = await open("welcome");
    await fireEvent.click(button("Use this text"));
    await settled();
    const field = screen.getByLabelText("The text of your ticket");
    expect(asked(desk)).toEqual([]);
    expect(document.activeElement).toBe(field);
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(field.getAttribute("aria-describedby")).toContain("ticket-text-wrong");
  });

  test("Ctrl+O and Enter open the chooser; a letter typed in the field does not", async () => {
    await open("welcome");
    const click = vi.spyOn(chooser(), "click");
    await press("o", { ctrlKey: true });
    await press("Enter");
    expect(click).toHaveBeenCalledTimes(2);
    screen.getByLabelText("The text of your ticket").focus();
    await press("Enter");
    expect(click).toHaveBeenCalledTimes(2);
  });

  test("a refusal stands in words with its code, and the next success takes it away", async () => {
    const desk = await open("welcome");
    desk.before = () => Promise.reject({ code: "not-a-ticket", args: {} });
    await choose(new File(["no"], "x"));
    expect(text()).toContain("This is not an Invigil ticket. Nothing has been used up.");
    expect(text()).toContain("not-a-ticket");
    expect(await faults()).toEqual([]);
    desk.before = () => Promise.resolve();
    await choose(new File(["yes"], "x"));
    expect(text()).not.toContain("This is not an Invigil ticket");
  });

  test("each mistake with an address and a code is said in words, with the address", async () => {
    const desk = await open("welcome");
    const field = screen.getByLabelText("The text of your ticket");
    expect(document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent).toContain("the address and the code");
    for (const [code, words] of [
      ["code-mistyped", "There is a slip somewhere in this code. Nothing was sent"],
      ["code-unknown", "There is no ticket under this code at hub.example"],
      ["code-answer", "What answered at hub.example"],
      ["address-unreached", "Nobody answers at hub.example"],
    ] as const) {
      desk.before = () => Promise.reject({ code, args: { address: "hub.example" } });
      await fireEvent.input(field, { target: { value: "hub.example 0123-4567-89AB-CDE4" } });
      await fireEvent.click(button("Use this text"));
      await settled();
      expect(text()).toContain(words);
      expect(text()).toContain("has been used up");
    }
  });

  test("practice and quitting are asked of the desk", async () => {
    const desk = await open("welcome");
    await fireEvent.click(button("Quit Invigil"));
    await fireEvent.click(button("Practise without a ticket"));
    expect(asked(desk)).toEqual(["quit", "practise"]);
  });
});

test("another language is used at once, and asked of the desk", async () => {
  const desk = await open("welcome");
  await fireEvent.change(screen.getByLabelText("Language"), { target: { value: "de" } });
  await settled();
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Geben Sie Ihr Ticket");
  expect(desk.calls).toEqual([{ command: "speak", args: { lang: "de" } }]);
  expect(document.documentElement.lang).toBe("de");
});

describe("my exams", () => {
  const show = async (more = {}) => {
    const desk = await open("welcome", more);
    await fireEvent.click(button("My exams"));
    await settled();
    return desk;
  };

  test("each line says how far its answers have got, in words", async () => {
    const desk = await show();
    expectOneHeading();
    expect(await faults()).toEqual([]);
    const lines = [...document.querySelectorAll("main ul.card > li")].map((line) => line.textContent?.replace(/\s+/g, " ") ?? "");
    expect(lines[0]).toContain("Begun, not sealed");
    expect(lines[1]).toContain("Not delivered yet, kept here");
    expect(lines[2]).toContain("Received by the station");
    expect(lines[2]).not.toContain("Received by the hub");
    expect(lines[3]).toContain("Result confirmed: passed");
    expect(lines[4]).toContain("Result confirmed: not passed");
    expect(lines[5]).toContain("Cannot be read by this computer now");
    expect(screen.getAllByRole("button", { name: "Open" })).toHaveLength(5);
    await fireEvent.click(screen.getAllByRole("button", { name: "Open" })[1] as HTMLElement);
    expect(desk.calls).toEqual([{ command: "open_attempt", args: { attempt: desk.picture.attempts[1]?.attempt } }]);
  });

  test("without any it says what would be here, and leads back", async () => {
    await show({ attempts: [] });
    expect(text()).toContain("No exam has been begun on this computer.");
    expect(await faults()).toEqual([]);
    await fireEvent.click(button("Back"));
    await settled();
    expectOneHeading();
    expect(document.title).toBe("Give your ticket · Invigil");
  });
});

test("a picture becomes grey values, over white where it is clear, and never larger than need be", () => {
  expect([...greyOf(new Uint8ClampedArray([0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 0, 255, 0, 0, 255]))]).toEqual([0, 255, 255, 76]);
  expect(base64Of(new Uint8Array([0, 127, 255]))).toBe("AH//");
  expect(base64Of(new Uint8Array(100_000)).length).toBe(Math.ceil(100_000 / 3) * 4);
  expect(drawnSize(4000, 2000)).toEqual({ width: 1600, height: 800 });
  expect(drawnSize(300, 200)).toEqual({ width: 300, height: 200 });
});
