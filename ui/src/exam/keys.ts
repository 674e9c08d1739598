//! The keys of a screen. Single letters work outside text fields only and can be switched off; none is needed.

export type KeyMap = Record<string, () => void>;

/** "n", "shift+t", "ctrl++", "f6", "?", "3". A layout without Latin letters is read by the place of the key. */
export function nameOf(event: KeyboardEvent): string {
  let key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key.length === 1 && key.charCodeAt(0) > 127) {
    key = /^(?:Key|Digit)(\w)$/.exec(event.code)?.[1]?.toLowerCase() ?? key;
  }
  if (event.ctrlKey || event.metaKey) return `ctrl+${key === "=" ? "+" : key.toLowerCase()}`;
  if (event.altKey) return `alt+${key.toLowerCase()}`;
  return /^[a-z]$/.test(key) && event.shiftKey ? `shift+${key}` : key.toLowerCase();
}

/** Whether what is typed now belongs to a field, a dialog or an open panel. */
function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]")) return true;
  if (!(target instanceof Element)) return false;
  if (target.closest("[role=dialog], [contenteditable=true], textarea, select")) return true;
  return target instanceof HTMLInputElement && !["radio", "checkbox", "button"].includes(target.type);
}

/** Runs what the map has for a key. `letters`: whether keys of a single character are on. */
export function press(event: KeyboardEvent, map: KeyMap, letters: boolean): boolean {
  if (event.defaultPrevented || event.isComposing || event.repeat) return false;
  const name = nameOf(event);
  const single = !name.startsWith("ctrl+") && !/^f\d/.test(name) && name !== "escape";
  if (single && (!letters || isTaken(event.target))) return false;
  const run = map[name];
  if (!run) return false;
  event.preventDefault();
  run();
  return true;
}

/** Moves the focus to the next region of the screen, in the order it is read. */
export function nextRegion(back = false): void {
  const regions = [...document.querySelectorAll<HTMLElement>("header, nav, main, aside, footer")].filter(isShown);
  if (!regions.length) return;
  const here = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next = regions.at((here + (back ? -1 : 1) + (here < 0 && back ? 1 : 0)) % regions.length);
  if (!next) return;
  const first = next.querySelector<HTMLElement>("h1, h2, button:not(:disabled), input:not(:disabled), [tabindex]");
  const place = first ?? next;
  if (!place.matches("button, input, [tabindex]")) place.tabIndex = -1;
  place.focus();
}

const isShown = (element: HTMLElement) => !element.closest("[hidden]") && getComputedStyle(element).display !== "none";
