// Recomputes every colour pair of src/tokens.css; exit 1 when a pair falls short.
import { readFileSync } from "node:fs";
const css = readFileSync(new URL("../src/tokens.css", import.meta.url), "utf8");
const block = (head) => {
  const body = css.slice(css.indexOf(head)).match(/\{([\s\S]*?)\n\}/)[1];
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gi)].map((m) => [m[1], m[2]]));
};
const themes = { light: block(':root, [data-theme="light"]'), dark: block('[data-theme="dark"]') };
const channel = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
const luminance = (hex) => {
  const [r, g, b] = [1, 3, 5].map((i) => channel(parseInt(hex.slice(i, i + 2), 16)));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (a, b) => {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (hi + 0.05) / (lo + 0.05);
};
const TEXT = 4.5, UI = 3;
const pairs = [
  ...["ink", "ink-2", "ink-3"].flatMap((f) => ["paper", "surface", "sunken", "raised"].map((b) => [f, b, TEXT])),
  ["ink", "night-soft", TEXT], ["ink", "lamp-soft", TEXT], ["ink", "urgent-soft", TEXT], ["ink", "sure-soft", TEXT],
  ["ink-2", "night-soft", TEXT], ["ink-2", "lamp-soft", TEXT], ["ink-2", "urgent-soft", TEXT], ["ink-2", "sure-soft", TEXT],
  ["on-night", "night", TEXT], ["on-night", "night-hover", TEXT],
  ["on-lamp", "lamp", TEXT], ["on-urgent", "urgent", TEXT], ["on-urgent", "urgent-hover", TEXT], ["on-sure", "sure", TEXT],
  ["night-ink", "surface", TEXT], ["night-ink", "paper", TEXT], ["night-ink", "night-soft", TEXT],
  ["lamp-ink", "surface", TEXT], ["lamp-ink", "paper", TEXT], ["lamp-ink", "lamp-soft", TEXT],
  ["urgent-ink", "surface", TEXT], ["urgent-ink", "paper", TEXT], ["urgent-ink", "urgent-soft", TEXT],
  ["sure-ink", "surface", TEXT], ["sure-ink", "paper", TEXT], ["sure-ink", "sure-soft", TEXT],
  ...["code-key", "code-str", "code-num", "code-com", "code-fn"].flatMap((f) => ["sunken", "surface", "code-line"].map((b) => [f, b, TEXT])),
  ...["line-strong", "focus", "night", "lamp-line", "urgent", "sure"].flatMap((f) => ["surface", "paper", "sunken"].map((b) => [f, b, UI])),
  ["line-strong", "night-soft", UI], ["line-strong", "raised", UI], ["plot-1", "raised", UI], ["lamp-line", "raised", UI], ["focus", "night-soft", UI], ["focus", "raised", UI],
  ["lamp-line", "lamp-soft", UI], ["urgent", "urgent-soft", UI], ["night", "night-soft", UI],
  ...["plot-1", "plot-2", "plot-3", "plot-4", "plot-axis"].map((f) => [f, "surface", UI]), ["plot-1", "plot-band", UI],
];
let bad = 0;
for (const [fg, bg, min] of pairs) {
  const got = Object.values(themes).map((t) => ratio(t[fg], t[bg]));
  const ok = got.every((v) => Math.floor(v * 100) / 100 >= min);
  if (!ok) bad++;
  const cell = (v) => (Math.floor(v * 100) / 100).toFixed(2).padStart(6);
  console.log(`${ok ? "ok  " : "LOW "} ${(fg + " on " + bg).padEnd(28)} light ${cell(got[0])}   dark ${cell(got[1])}   needs ${min}`);
}
console.log(`contrast: ${bad ? "FAIL" : "ok"} pairs=${pairs.length} themes=2 short=${bad}`);
process.exit(bad ? 1 : 0);
