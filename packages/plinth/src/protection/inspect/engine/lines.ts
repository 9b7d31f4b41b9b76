// Documents are made of lines: headings, lists, settings, commands that are shown. What stands on two
// lines there is hardly ever one statement, however well the end of one goes with the next.

import { beginOf, endOf, isSpaced, type Tokens } from "./tokens.ts";

/** What is shorter is a value, whatever breaks it: tools write a line break for every space. */
const SHORTEST = 768;
/** How far around a place its lines are counted. */
const REACH = 1_024;
/** Line breaks near by that make a document. */
const MANY = 8;

/** Whether the place lies among the lines of a document. */
export const isAmongLines = (text: string, at: number): boolean => {
  if (text.length < SHORTEST) return false;
  const near = text.slice(Math.max(0, at - REACH), at + REACH);
  let count = 0;
  // Dense breaks are counted after a few characters, and where they are rare few places ask.
  for (let from = near.indexOf("\n"); from >= 0 && count < MANY; ) {
    count += 1;
    from = near.indexOf("\n", from + 1);
  }
  return count >= MANY;
};

/** Whether a line break stands before a token. */
export const isOnNextLine = (tokens: Tokens, index: number): boolean =>
  index > 0 &&
  isSpaced(tokens, index) &&
  tokens.text.slice(endOf(tokens, index - 1), beginOf(tokens, index)).includes("\n");

/** Whether a token is the first of a line in a document. */
export const beginsLine = (tokens: Tokens, index: number): boolean =>
  isOnNextLine(tokens, index) && isAmongLines(tokens.text, beginOf(tokens, index));
