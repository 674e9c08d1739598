//! How somebody wants to see everything, put on the document: tokens.css reads it there.

import type { DisplayWire } from "../generated/desk";

/** A change of the text's size alone does not make every webview ask again what a small window is. */
function measureAgain(): void {
  const container = document.getElementById("desk");
  if (!container) return;
  container.style.containerType = "normal";
  void container.offsetWidth;
  container.style.containerType = "";
}

export function dress(display: DisplayWire, systemDark: boolean): void {
  const root = document.documentElement;
  if (root.dataset.text !== display.text) {
    root.dataset.text = display.text;
    measureAgain();
  }
  root.dataset.theme = display.theme === "system" ? (systemDark ? "dark" : "light") : display.theme;
  if (display.more_contrast) root.dataset.contrast = "more";
  else delete root.dataset.contrast;
}
