import { fireEvent, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { UpdateWire } from "../src/generated/desk";
import { FakeDesk } from "../src/fake/desk";
import { language } from "../src/words.svelte";
import { asked, faults, open, settled, text } from "./scenes/stage";

/** What the desk answers when a newer program is asked for. */
let answer: () => Promise<UpdateWire>;
/** Whether the desk lets a newer program in. */
let install: () => Promise<boolean>;

beforeEach(() => {
  answer = () => Promise.resolve({ is: "off" });
  install = () => new Promise(() => {});
  const call = FakeDesk.prototype.call;
  vi.spyOn(FakeDesk.prototype, "call").mockImplementation(async function (this: FakeDesk, command, args) {
    const said = await call.call(this, command, args);
    if (command === "look_for_update") return answer();
    return command === "install_update" ? install() : said;
  });
});
afterEach(() => { vi.restoreAllMocks(); language.use("en"); });
const button = () => screen.queryByRole("button", { name: "Fetch it and start again" });

describe("a newer program", () => {
  test("is not spoken of by a build that never asks", async () => {
    await open("welcome");
    expect(text()).not.toContain("newest version");
    expect(button()).toBeNull();
  });

  test("that is not there is said in one soft line", async () => {
    answer = () => Promise.resolve({ is: "newest" });
    await open("welcome");
    expect(text()).toContain("This is the newest version of Invigil.");
    expect(button()).toBeNull();
    expect(await faults()).toEqual([]);
  });

  test("is offered with both versions, and fetched only when the person says so", async () => {
    answer = () => Promise.resolve({ is: "offered", version: "9.9.9" });
    const desk = await open("welcome");
    expect(text()).toContain("Version 9.9.9 of Invigil is there; this is 0.1.0.");
    expect(asked(desk)).toEqual([]);
    expect(await faults()).toEqual([]);
    await fireEvent.click(button() as HTMLElement);
    await settled();
    expect(desk.calls).toEqual([{ command: "install_update", args: { version: "9.9.9" } }]);
    expect(text()).toContain("is being fetched and checked");
    expect(button()).toBeNull();
  });

  test.each([
    ["update-not-genuine", "does not carry the signature"],
    ["update-not-fetched", "could not be fetched"],
    ["update-not-installed", "could not be put in place"],
  ])("that fails with %s is said in words, and is still offered", async (code, words) => {
    answer = () => Promise.resolve({ is: "offered", version: "9.9.9" });
    install = () => Promise.reject({ code, args: {} });
    await open("welcome");
    await fireEvent.click(button() as HTMLElement);
    await settled();
    expect(text()).toContain(words);
    expect(text()).toContain("Nothing has changed");
    expect(button()).not.toBeNull();
    expect(await faults()).toEqual([]);
  });

  test("nobody could be asked about is a calm sentence; during an exam of this computer there is none", async () => {
    answer = () => Promise.reject({ code: "update-unreachable", args: {} });
    await open("welcome");
    expect(text()).toContain("Whether there is a newer Invigil could not be asked. Nothing has changed");
    answer = () => Promise.reject({ code: "not-now", args: {} });
    await open("welcome");
    expect(text()).not.toContain("newer Invigil");
    expect(text()).not.toContain("not-now");
  });

  test.each(["ticket-one", "readiness-fine", "rules", "sealed-offline", "unusable-starting"])("is not asked for at %s", async (scene) => {
    const before = vi.mocked(FakeDesk.prototype.call);
    before.mockClear();
    await open(scene);
    expect(before.mock.calls.map(([command]) => command)).not.toContain("look_for_update");
  });

  test("is offered in German and Arabic", async () => {
    answer = () => Promise.resolve({ is: "offered", version: "9.9.9" });
    await open("welcome");
    language.use("de");
    await settled();
    expect(text()).toContain("Version 9.9.9 von Invigil ist da");
    language.use("ar");
    await settled();
    expect(text()).toContain("9.9.9");
  });
});
