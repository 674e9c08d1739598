//! After navigation the focus goes to the screen's heading.

import { tick } from "svelte";

export async function focusHeading(): Promise<void> {
  await tick();
  const heading = document.querySelector<HTMLElement>("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: false });
}
