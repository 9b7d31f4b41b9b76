// Blocks of code as Markdown fences them in.

import type { Meter } from "./finding.ts";

/** Three backticks where a line begins. */
const FENCE = /(?:^|\n)[ \t]{0,8}$/;

/** Tells whether a place lies in a block of code that is fenced in at both ends; places ascend. */
export type Fences = (at: number) => boolean;

/** Looks for the blocks of a text when it is first asked, and goes over the text once. */
export const createFences = (text: string, meter: Meter): Fences => {
  let from = 0;
  let to = 0;
  const nextFence = (start: number): number => {
    let at = text.indexOf("```", start);
    while (at >= 0 && !FENCE.test(text.slice(Math.max(0, at - 9), at))) {
      meter.steps += 9;
      at = text.indexOf("```", at + 3);
    }
    meter.steps += (at < 0 ? text.length : at) - start;
    return at;
  };
  return (at) => {
    while (to <= at && to < text.length) {
      const open = nextFence(to === 0 ? 0 : to + 3);
      const close = open < 0 ? -1 : nextFence(open + 3);
      from = close < 0 ? text.length : open;
      to = close < 0 ? text.length : close;
    }
    return at >= from && at < to;
  };
};
