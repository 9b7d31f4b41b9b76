import type { Meter } from "../engine/finding.ts";
import { BACKSLASH, PERCENT } from "../engine/flags.ts";

/** A NUL as it is, in percent or as an escape; decoding drops it, so it is looked for before. */
const NUL = /%(?:25){0,4}00|\0|\\x00|\\u0000/g;

/** How much of a text is searched for a NUL that may stand anywhere. */
const HEAD = 2_048;
/** How many are looked at in a longer text, and how far before each a path may begin. */
const MAX_NULS = 64;
const LONGEST_WORD = 160;

/** What is a path, whatever its separators are written in. */
const SEPARATOR = /[/\\]|%(?:25){0,4}(?:2f|5c)/i;

const mayHold = (flags: number): boolean => (flags & (PERCENT | BACKSLASH)) !== 0;

/** Whether a NUL stands in the head of an undecoded text. */
export const hasNul = (raw: string, flags: number): boolean =>
  mayHold(flags) && raw.slice(0, HEAD).search(NUL) >= 0;

/** Whether a word of an undecoded text is a path that a NUL ends: "see /etc/passwd%00 there". */
export const hasCutPath = (raw: string, flags: number, meter: Meter): boolean => {
  if (!mayHold(flags)) return false;
  let looked = 0;
  for (const { index } of raw.matchAll(NUL)) {
    if (looked >= MAX_NULS) return false;
    looked += 1;
    let from = index;
    while (from > 0 && index - from < LONGEST_WORD && raw.charCodeAt(from - 1) > 32) from -= 1;
    meter.steps += index - from + 1;
    if (SEPARATOR.test(raw.slice(from, index))) return true;
  }
  return false;
};
