//! A question's parts as they are drawn: the text before an answer belongs to it, and its last paragraphs name it.

import type { BlockWire, InlineWire, PartWire, WordingWire } from "../generated/desk";

export interface Stem {
  lang: string;
  rtl: boolean;
  before: BlockWire[];
  /** What the group of options, or the field, is called. */
  legend: InlineWire[][];
  after: BlockWire[];
}
export type AnswerPart = Exclude<PartWire, { is: "text" }>;
export type Segment = { is: "text"; wording: WordingWire } | { is: "answer"; part: AnswerPart; stem: Stem | null };

/** The question is usually the last thing that is said, before or after a listing: "Consider this. [code] What happens?" */
export function stemOf(wording: WordingWire): Stem {
  const { lang, rtl, blocks } = wording;
  const last = blocks.findLastIndex((block) => block.is === "paragraph");
  if (last < 0) return { lang, rtl, before: blocks, legend: [], after: [] };
  let first = last;
  while (blocks[first - 1]?.is === "paragraph") first -= 1;
  const legend = blocks.slice(first, last + 1).flatMap((block) => (block.is === "paragraph" ? [block.inlines] : []));
  return { lang, rtl, before: blocks.slice(0, first), legend, after: blocks.slice(last + 1) };
}

export function segments(parts: PartWire[]): Segment[] {
  const drawn: Segment[] = [];
  for (const part of parts) {
    if (part.is === "text") {
      drawn.push({ is: "text", wording: part.wording });
      continue;
    }
    const above = drawn.at(-1);
    if (above?.is === "text") drawn.pop();
    drawn.push({ is: "answer", part, stem: above?.is === "text" ? stemOf(above.wording) : null });
  }
  return drawn;
}
