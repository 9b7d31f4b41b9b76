import {
  AMPERSAND,
  BACKSLASH,
  DOLLAR,
  GREATER,
  LESS,
  LINE,
  PIPE,
  SEMICOLON,
  TICK,
} from "../engine/flags.ts";

/** Characters that can separate commands, and the flags that say whether a text holds them. */
const JOINTS: readonly (readonly [string, number])[] = [
  [";", SEMICOLON],
  ["|", PIPE],
  ["&", AMPERSAND],
  ["`", TICK],
  ["\n", LINE],
  ["\r", LINE],
  ["$", DOLLAR],
  ["<", LESS],
  [">", GREATER],
  ["\\", BACKSLASH],
];

/** Flags of which a text with a joint holds one. */
export const MAY_JOIN = JOINTS.reduce((flags, [, flag]) => flags | flag, 0);

/**
 * Goes from joint to joint, and gives the length of the text behind the last. A search for each
 * character that the text holds is far faster than a look at all: prose holds one or two of them.
 */
export const createJointWalk = (text: string, flags: number): (() => number) => {
  const end = text.length;
  const signs: string[] = [];
  const nexts: number[] = [];
  for (const [sign, flag] of JOINTS) {
    const first = (flags & flag) === 0 ? -1 : text.indexOf(sign);
    if (first < 0) continue;
    signs.push(sign);
    nexts.push(first);
  }
  return () => {
    let nearest = end;
    let found = -1;
    for (let index = 0; index < nexts.length; index += 1) {
      const next = nexts[index] ?? end;
      if (next >= nearest) continue;
      nearest = next;
      found = index;
    }
    if (found < 0) return end;
    const next = text.indexOf(signs[found] ?? "", nearest + 1);
    nexts[found] = next < 0 ? end : next;
    return nearest;
  };
};
