import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(process.cwd(), "src");
const components = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".svelte"))
  .map((name) => ({ name, source: readFileSync(join(root, name), "utf8") }));
const lines = (wanted: RegExp, of: (source: string) => string = (source) => source) =>
  components.flatMap(({ name, source }) => of(source).split("\n").filter((line) => wanted.test(line)).map((line) => `${name}: ${line.trim()}`));
const styles = (source: string) => [...source.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style]) => style).join("\n");
const markup = (source: string) => source.replace(/<style>[\s\S]*?<\/style>/g, "");

test("no style attribute, which the content security policy would refuse", () => {
  expect(lines(/\sstyle=/, markup)).toEqual([]);
});

test("colours come from the tokens", () => {
  expect(lines(/#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(/i, (source) => styles(source).replace(/#[\w-]+(?=[^;{}]*\{)/g, ""))).toEqual([]);
});

test("every screen can be read from right to left: no left or right", () => {
  expect(lines(/(?:^|[\s{;])(?:margin|padding|border)-(?:left|right)|(?:^|[\s{;])(?:left|right)\s*:|text-align:\s*right|float:/, styles)).toEqual([]);
});

test("nothing moves: no animation, and transitions of colour and opacity alone", () => {
  expect(lines(/@keyframes|animation:|\btransition:(?!fade)(?![^;]*(?:background-color|opacity|color))|\b(?:in|out|transition|animate):(?:fly|slide|scale|flip)/)).toEqual([]);
});
