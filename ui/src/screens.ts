//! Every screen, dialog and panel there is. What is shown carries its name in `data-screen`, and the tests of the real
//! window visit each of this list.

export const screens = [
  "unusable", "welcome", "ticket", "readiness", "rules", "sealed",
  "question", "review", "sealing", "held", "break",
  "questions", "go-to", "keys", "ledger", "seal", "leave",
  "reference", "text-and-colours",
] as const;

export type Screen = (typeof screens)[number];

/** Notes on the document which screen is drawn; dialogs and panels carry their own names. */
export function shows(screen: Screen): void {
  document.documentElement.dataset.screen = screen;
}
