//! Texts of the fake desk: a question a line, so that screens can be looked at. People and scores are invented.

import type { BlockWire, InlineWire, OptionWire, WordingWire } from "../generated/desk";

/** "`code`" and "**strong**" in a line become what they say. */
export function inlines(line: string): InlineWire[] {
  return line.split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter(Boolean).map((piece): InlineWire => {
    if (piece.startsWith("`")) return { is: "code", code: piece.slice(1, -1) };
    if (piece.startsWith("**")) return { is: "strong", inlines: [{ is: "text", words: piece.slice(2, -2) }] };
    return { is: "text", words: piece };
  });
}

export function said(...blocks: Array<string | BlockWire>): WordingWire {
  return {
    lang: "en", rtl: false,
    blocks: blocks.map((block) => (typeof block === "string" ? { is: "paragraph", inlines: inlines(block) } : block)),
  };
}

export const option = (id: string, line: string, more: Partial<OptionWire> = {}): OptionWire =>
  ({ id, wording: said(line), chosen: false, struck: false, right: null, ...more });

export const code = (language: string, source: string): BlockWire => ({ is: "code", language, code: source });
