import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { languages } from "../src/words.svelte";

const root = join(process.cwd(), "words");
const files = readdirSync(join(root, "en")).filter((name) => name.endsWith(".ftl"));

/** Every message of a file, as written. */
function messages(language: string, file: string): Map<string, string> {
  const source = readFileSync(join(root, language, file), "utf8").replace(/^#.*$/gm, "");
  const pieces = source.split(/^(?=-?[a-zA-Z][\w-]* *=)/m).filter((piece) => /^-?[a-zA-Z]/.test(piece));
  return new Map(pieces.map((piece) => [piece.slice(0, piece.indexOf("=")).trim(), piece.slice(piece.indexOf("=") + 1)]));
}
const named = (text: string) => [...new Set([...text.matchAll(/\$(\w+)/g)].map(([, name]) => name))].sort();
const others = languages.filter((language) => language !== "en");

test("there are translations", () => expect(others).toEqual(["ar", "de"]));

test.each(others.flatMap((language) => files.map((file) => [language, file] as const)))("%s/%s says what English says, with the same facts in it", (language, file) => {
  const english = messages("en", file);
  const theirs = messages(language, file);
  expect([...theirs.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [id, text] of english) expect([id, ...named(theirs.get(id) ?? "")]).toEqual([id, ...named(text)]);
  expect(readFileSync(join(root, language, file), "utf8").split("\n")[0]).toContain("not yet read by a native speaker");
});

test.each(others)("%s has the plurals that its language has", (language) => {
  const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories.map(String).sort();
  for (const file of files) {
    for (const [id, text] of messages(language, file)) {
      // A selector over a number: its variants are plural categories, and perhaps a number written out.
      for (const [, variants] of text.matchAll(/\$\w+ ->((?:\s*\*?\[[^\]]+\][^{}[\]]*(?:\{[^{}]*\}[^{}[\]]*)*)+)/g)) {
        const found = [...(variants ?? "").matchAll(/\[(\w[\w-]*)\]/g)].map(([, name]) => name ?? "");
        if (!found.includes("one") && !found.includes("few")) continue;
        expect([id, ...found.filter((name) => !/^\d/.test(name)).sort()]).toEqual([id, ...wanted]);
      }
    }
  }
});

test("no translation left a sentence in English", () => {
  for (const language of others) {
    for (const file of files) {
      const english = messages("en", file);
      const same = [...messages(language, file)].filter(([id, text]) => text.trim() === english.get(id)?.trim() && /[a-z]{4,} [a-z]{3,}/.test(text)).map(([id]) => id);
      expect(same.filter((id) => !["title", "check-session-detail"].includes(id))).toEqual([]);
    }
  }
});
