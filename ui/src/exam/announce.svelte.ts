//! The two live regions of a sitting, and the line under the bar.

import { untrack } from "svelte";

const LINE_MS = 10_000;

class Announcer {
  polite = $state("");
  assertive = $state("");
  /** What stands under the bar for 10 s. */
  line = $state("");
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Said and shown. */
  show(sentence: string): void {
    this.say(sentence);
    this.line = sentence;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.line = ""), LINE_MS);
  }

  /** Said alone. */
  say(sentence: string): void {
    this.polite = again(untrack(() => this.polite), sentence);
  }

  /** For hold and resume alone. */
  interrupt(sentence: string): void {
    this.assertive = again(untrack(() => this.assertive), sentence);
  }

  silence(): void {
    clearTimeout(this.timer);
    this.polite = this.assertive = this.line = "";
  }
}

/** The same sentence twice is no change to a live region, unless something invisible differs. */
const again = (before: string, sentence: string) => (before === sentence ? `${sentence}\u00a0` : sentence);

export const announcer = new Announcer();
