import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FluentResource } from "@fluent/bundle";
import { expect, test } from "vitest";

const root = process.cwd();
const under = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(root, folder, name));

const sources = under("src").filter((path) => /\.(svelte|ts)$/.test(path) && !path.includes("/fake/") && !path.includes("/generated/"))
  .map((path) => readFileSync(path, "utf8"));
const catalogues = readdirSync(join(root, "words")).filter((name) => readdirSync(join(root, "words", name)).some((file) => file.endsWith(".ftl")));

/** Ids written out, and beginnings of ids that are put together: t(`problem-${code}`). */
function used(): { ids: Set<string>; beginnings: Set<string> } {
  const ids = new Set<string>();
  const beginnings = new Set<string>();
  for (const source of sources) {
    for (const [, id] of source.matchAll(/\bt\(\s*"([a-z0-9-]+)"/g)) if (id) ids.add(id);
    for (const [, id] of source.matchAll(/\bid: "([a-z0-9-]+)"/g)) if (id) ids.add(id);
    for (const [, start] of source.matchAll(/\bt\(\s*`([a-z0-9-]*)\$\{/g)) if (start) beginnings.add(start);
    // t(condition ? "one" : "other")
    for (const [, one, other] of source.matchAll(/\bt\([^()"`]*\?\s*"([a-z0-9-]+)"\s*:\s*"([a-z0-9-]+)"/g)) {
      if (one) ids.add(one);
      if (other) ids.add(other);
    }
  }
  return { ids, beginnings };
}

function messages(language: string): string[] {
  const ids: string[] = [];
  for (const name of readdirSync(join(root, "words", language)).filter((file) => file.endsWith(".ftl"))) {
    const source = readFileSync(join(root, "words", language, name), "utf8");
    const parsed = new FluentResource(source).body.map((entry) => entry.id);
    const written = [...source.matchAll(/^(-?[a-zA-Z][\w-]*) *=/gm)].map(([, id]) => id);
    expect(parsed, `${language}/${name} has a message that Fluent cannot read`).toEqual(written);
    ids.push(...parsed);
  }
  return ids;
}

test.each(catalogues)("every sentence that is asked for exists in %s, once", (language) => {
  const ids = messages(language);
  const { ids: asked, beginnings } = used();
  expect(asked.size).toBeGreaterThan(20);
  expect([...asked].filter((id) => !ids.includes(id))).toEqual([]);
  expect([...beginnings].filter((start) => !ids.some((id) => id.startsWith(start)))).toEqual([]);
  expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
});

test.each(catalogues)("%s has no sentence that nobody asks for", (language) => {
  const { ids: asked, beginnings } = used();
  const idle = messages(language).filter((id) => !id.startsWith("-") && !asked.has(id) && ![...beginnings].some((start) => id.startsWith(start)));
  expect(idle).toEqual([]);
});

test("no component says anything by itself", () => {
  const told: string[] = [];
  for (const path of under("src").filter((name) => name.endsWith(".svelte"))) {
    const markup = readFileSync(path, "utf8").replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, "");
    for (const [, name, words] of markup.matchAll(/\b(aria-label|title|alt|placeholder)="([^"{]*[a-z]{3}[^"]*)"/g)) told.push(`${path}: ${name}="${words}"`);
    if (/\splaceholder=/.test(markup)) told.push(`${path}: a placeholder is no label`);
  }
  expect(told).toEqual([]);
});

test("no sentence says what it may not", () => {
  const never = /cheat|tamper-proof|secure browser|suspicious|violation|\boops\b|successfully|\bplease\b|\bsimply\b|\binvalid\b|\billegal\b|\bsynced\b|\buploaded\b|backed up|!$/im;
  const said = readdirSync(join(root, "words/en")).flatMap((name) => readFileSync(join(root, "words/en", name), "utf8").split("\n"))
    .filter((line) => !line.startsWith("#"));
  expect(said.filter((line) => never.test(line))).toEqual([]);
});
