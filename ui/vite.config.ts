import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The fake desk never reaches a candidate, nor does an author's preview: a build that contains any of it fails. */
const without = (...folders: string[]): Plugin => ({
  name: "without",
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue;
      const found = chunk.moduleIds.find((id) => folders.some((folder) => id.includes(`/src/${folder}/`)));
      if (found) this.error(`${found} is in the bundle`);
    }
  },
});

/** Every webview we run in reads woff2: the typesetter's other formats of the same fonts stay out. */
const oneFontFormat: Plugin = {
  name: "one-font-format",
  generateBundle(_options, bundle) {
    for (const name of Object.keys(bundle)) if (/\.(?:ttf|woff)$/.test(name)) Reflect.deleteProperty(bundle, name);
  },
};

export default defineConfig(({ mode }) => {
  const fake = mode === "fake" || mode === "test";
  const preview = mode === "preview";
  const instead = fake ? "src/fake/transport.ts" : preview ? "src/preview/transport.ts" : null;
  const absent = fake ? [] : [preview ? without("fake", "lobby") : without("fake", "preview")];
  return {
    plugins: [svelte(), oneFontFormat, ...absent, ...(mode === "test" ? [svelteTesting()] : [])],
    // What would talk to Tauri talks to src/fake instead, or in an author's preview to the program that serves it.
    resolve: { alias: instead ? [{ find: /^(?:\.\.?\/)+transport$/, replacement: here(instead) }] : [] },
    base: "./",
    build: {
      // The oldest webview we run in; an unsupported one would show a blank window.
      target: ["safari16.4", "chrome111"],
      // The content security policy allows no data: fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      emptyOutDir: true,
      outDir: preview ? "dist-preview" : "dist",
      rolldownOptions: { input: { [preview ? "preview" : "exam"]: here(preview ? "preview.html" : "index.html") } },
    },
    test: {
      environment: "jsdom",
      include: ["tests/**/*.test.ts"],
      setupFiles: ["tests/setup.ts"],
      restoreMocks: true,
      // axe on a whole screen, on a machine that builds something else meanwhile.
      testTimeout: 30_000,
      reporters: ["default", here("tests/closing-line.ts")],
    },
  };
});
