import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["dist/", "dist-preview/", "node_modules/", "src/generated/"] },
  ...ts.configs.strict,
  ...svelte.configs["flat/recommended"],
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      "no-undef": "off",
      eqeqeq: "error",
      "no-eval": "error",
      "no-console": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      // Markup in a string would need an exception from the content security policy, and trust in its author.
      "svelte/no-at-html-tags": "error",
      // Style directives are set by script, which the policy allows; style attributes are refused by a test.
      "svelte/no-inline-styles": "off",
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  { files: ["checks/**"], rules: { "no-console": "off" } },
);
