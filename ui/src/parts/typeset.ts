import "katex/dist/katex.min.css";
import katex from "katex";

/** Draws into an element by its nodes, so that no style attribute is ever parsed. What cannot be read stays as it was written. */
export function typeset(into: HTMLElement, tex: string, displayMode: boolean): void {
  try {
    katex.render(tex, into, { displayMode, output: "htmlAndMathml", trust: false, strict: "ignore", maxExpand: 200, maxSize: 20, throwOnError: true });
  } catch {
    const code = document.createElement("code");
    code.textContent = tex;
    into.replaceChildren(code);
  }
}
