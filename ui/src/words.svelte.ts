//! Every sentence of the pages: `t(id)`. One folder of Fluent files per language, in ui/words.

import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";

const files = import.meta.glob<string>("../words/*/*.ftl", { query: "?raw", import: "default", eager: true });
const RTL = ["ar", "fa", "he", "ps", "ur", "yi"];
const FIRST = "en";

function bundleOf(language: string): FluentBundle {
  // Isolating marks are of use only where a text is written from right to left.
  const bundle = new FluentBundle(language, { useIsolating: RTL.includes(base(language)) });
  for (const [path, source] of Object.entries(files)) {
    if (path.split("/").at(-2) === language) bundle.addResource(new FluentResource(source));
  }
  return bundle;
}

const base = (language: string) => language.toLowerCase().split("-")[0] ?? language;

/** The languages there are words in. */
export const languages = [...new Set(Object.keys(files).map((path) => path.split("/").at(-2) ?? FIRST))].sort();

class Chosen {
  tag = $state(FIRST);
  readonly rtl = $derived(RTL.includes(base(this.tag)));
  readonly bundles = $derived([...new Set([this.tag, base(this.tag), FIRST])].map(bundleOf));
}
const chosen = new Chosen();

export const language = {
  get tag() { return chosen.tag; },
  get direction(): "ltr" | "rtl" { return chosen.rtl ? "rtl" : "ltr"; },
  /** For this run only. A language without words of its own falls back to English. */
  use(tag: string) { chosen.tag = tag; },
  /** The first of the reader's languages that there are words in. */
  useOneOf(tags: readonly string[]) {
    chosen.tag = tags.map(base).find((tag) => languages.includes(tag)) ?? FIRST;
  },
  /** What a language calls itself. */
  nameOf: (tag: string) => new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag,
};

/** Whether there is a message of this name. */
export function has(id: string): boolean {
  return chosen.bundles.some((bundle) => bundle.hasMessage(id));
}

/** A message in the chosen language. A missing one shows its name: a test forbids it. */
export function t(id: string, args: Record<string, FluentVariable> = {}): string {
  for (const bundle of chosen.bundles) {
    const pattern = bundle.getMessage(id)?.value;
    if (pattern) return bundle.formatPattern(pattern, args, []);
  }
  return id;
}
