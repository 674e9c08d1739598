import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The fake desk never reaches a candidate: a build that contains any of it fails. */
const noFake: Plugin = {
  name: "no-fake-desk",
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue;
      const fake = chunk.moduleIds.find((id) => id.includes("/src/fake/"));
      if (fake) this.error(`${fake} is in the bundle`);
    }
  },
};

/** Every webview we run in reads woff2: the typesetter's other formats of the same fonts stay out. */
const oneFontFormat: Plugin = {
  name: "one-font-format",
  generateBundle(_options, bundle) {
    for (const name of Object.keys(bundle)) if (/\.(?:ttf|woff)$/.test(name)) Reflect.deleteProperty(bundle, name);
  },
};

export default defineConfig(({ mode }) => {
  const fake = mode === "fake" || mode === "test";
  return {
    plugins: [svelte(), oneFontFormat, ...(fake ? [] : [noFake]), ...(mode === "test" ? [svelteTesting()] : [])],
    // With the fake desk, everything that would talk to Tauri talks to src/fake instead.
    resolve: { alias: fake ? [{ find: /^(?:\.\.?\/)+transport$/, replacement: here("src/fake/transport.ts") }] : [] },
    base: "./",
    build: {
      // The oldest webview we run in; an unsupported one would show a blank window.
      target: ["safari16.4", "chrome111"],
      // The content security policy allows no data: fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      emptyOutDir: true,
      rolldownOptions: { input: { exam: here("index.html") } },
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
