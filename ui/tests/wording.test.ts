import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import { segments, stemOf } from "../src/exam/stems";
import { FakeDesk } from "../src/fake/desk";
import { fake } from "../src/fake/transport";
import { code, option, said } from "../src/fake/writing";
import Wording from "../src/parts/Wording.svelte";
import { complaints, settled } from "./stand";

afterEach(cleanup);

test("every kind of block is drawn, and nothing in it is markup", async () => {
  fake.desk = new FakeDesk();
  const words = (text: string) => [{ is: "text" as const, words: text }];
  render(Wording, { wording: said(
    "A <b>line</b> with `x != y` and **weight**.",
    { is: "heading", level: 1, inlines: words("Under it") },
    code("go", "if a != b {\n\treturn\n}\n"),
    code("", "one"),
    { is: "list", start: 3, entries: [[{ is: "paragraph", inlines: words("third") }]] },
    { is: "quote", blocks: [{ is: "paragraph", inlines: words("quoted") }] },
    { is: "table", head: [words("Port")], rows: [[words("9081")]] },
    { is: "image", media: "digest", alt: "Two boxes and an arrow" },
  ) });
  await settled();
  expect(screen.getByText(/A <b>line<\/b> with/)).toBeTruthy();
  expect(screen.getByRole("heading", { level: 2, name: "Under it" })).toBeTruthy();
  const listing = screen.getByRole("group", { name: "Code, 3 lines of go" });
  expect([listing.tabIndex, listing.dir, listing.textContent]).toEqual([0, "ltr", "if a != b {\n\treturn\n}\n"]);
  expect(screen.getByRole("group", { name: "Code, 1 line" })).toBeTruthy();
  expect(screen.getByRole("list").getAttribute("start")).toBe("3");
  expect(screen.getByRole("columnheader", { name: "Port" })).toBeTruthy();
  expect((screen.getByRole("img", { name: "Two boxes and an arrow" }) as HTMLImageElement).src).toMatch(/^data:image/);
  expect(await complaints(screen.getByRole("list").parentElement as Element)).toEqual([]);
});

test("a picture that cannot be read says what it would have shown", async () => {
  fake.desk = new FakeDesk();
  fake.desk.before = () => Promise.reject({ code: "media", args: {} });
  render(Wording, { wording: said({ is: "image", media: "digest", alt: "Two boxes" }) });
  await settled();
  expect(screen.getByText("This picture cannot be shown: Two boxes")).toBeTruthy();
});

test("a text stands in its own language and direction", () => {
  const { container } = render(Wording, { wording: { ...said("سؤال", code("go", "x")), lang: "ar", rtl: true } });
  const root = container.querySelector("[lang=ar]");
  expect(root?.getAttribute("dir")).toBe("rtl");
  expect(root?.querySelector("pre")?.dir).toBe("ltr");
});

test("a formula is drawn with MathML beside it, and a hostile one stays text", async () => {
  const { typeset } = await import("../src/parts/typeset");
  const into = document.createElement("span");
  typeset(into, "\\frac{a}{b}", true);
  expect(into.querySelector("math mfrac")).not.toBeNull();
  typeset(into, "\\href{javascript:alert(1)}{x}", false);
  expect(into.querySelector("a")).toBeNull();
  typeset(into, "\\def\\a{\\a\\a}\\a", false);
  expect(into.innerHTML).toBe("<code>\\def\\a{\\a\\a}\\a</code>");
});

test("the last paragraphs before an answer name it, wherever the listing stands", () => {
  const names = (...blocks: Parameters<typeof said>) => {
    const stem = stemOf(said(...blocks));
    return [stem.before.length, stem.legend.length, stem.after.length];
  };
  expect(names("What happens?", code("go", "x"))).toEqual([0, 1, 1]);
  expect(names("Consider this.", code("go", "x"), "What happens?")).toEqual([2, 1, 0]);
  expect(names("One.", "Two?")).toEqual([0, 2, 0]);
  expect(names(code("go", "x"))).toEqual([1, 0, 0]);
});

test("a text belongs to the answer after it, and to no other", () => {
  const choice = { is: "choice" as const, interaction: "a", prompt: null, min: 1, max: 1, options: [option("o", "x")] };
  const drawn = segments([{ is: "text", wording: said("Intro") }, { is: "text", wording: said("Stem?") }, choice, choice]);
  expect(drawn.map((segment) => (segment.is === "text" ? "text" : segment.stem ? "named" : "unnamed"))).toEqual(["text", "named", "unnamed"]);
});
