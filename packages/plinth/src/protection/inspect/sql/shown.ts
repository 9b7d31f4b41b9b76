// A question and the whole query that answers it: "Which meals are warm? SELECT … FROM … WHERE …".
// Inside such a query conditions and subqueries belong to it: they were not broken into it.
// And a program that hands a query to a function.

import type { Meter } from "../engine/finding.ts";
import {
  beginOf,
  bitsAt,
  DASHES,
  endOf,
  isGlued,
  isQuote,
  isTextAt,
  kindAt,
  NUMBER,
  OPEN_COMMENT,
  type Tokens,
  WORD,
} from "../engine/tokens.ts";

/** How far back a query is read for its first word, in tokens. */
const REACH = 320;

/** Tokens before a query that can be what somebody says about it. */
const SAYING = 3;

/** Whether the quotes between two places are closed, both kinds. */
const isClosed = (tokens: Tokens, from: number, to: number): boolean => {
  let single = 0;
  let double = 0;
  for (let at = from; at < to; at += 1) {
    if (kindAt(tokens, at) === 39) single += 1;
    if (kindAt(tokens, at) === 34) double += 1;
  }
  return single % 2 === 0 && double % 2 === 0;
};

/** "…wednesday SELECT", "…2010\nSELECT", "…? -> SELECT": words stand before it, no value that was left. */
const isSaid = (tokens: Tokens, select: number): boolean => {
  if (select < SAYING) return false;
  const kind = kindAt(tokens, select - 1);
  if (kind === WORD) return bitsAt(tokens, select - 1) === 0;
  const between = tokens.text.slice(endOf(tokens, select - 1), beginOf(tokens, select));
  if (kind === NUMBER) return between.includes("\n");
  // A bracket is a subquery, and a quote, a semicolon or a comma is how a value is left.
  return !isQuote(kind) && ![40, 41, 44, 59].includes(kind) && between !== "";
};

/** The first word of the query whose condition the place belongs to; -1 where there is none. */
const selectBefore = (tokens: Tokens, place: number, meter: Meter): number => {
  let hasWhere = false;
  let hasFrom = false;
  for (let at = place; at >= 0 && at > place - REACH; at -= 1) {
    meter.steps += 1;
    const kind = kindAt(tokens, at);
    if (kind === 59 || kind === 35 || kind === DASHES || kind === OPEN_COMMENT) return -1;
    if (kind !== WORD) continue;
    if (isTextAt(tokens, at, "union")) return -1;
    if (isTextAt(tokens, at, "where")) hasWhere = true;
    else if (isTextAt(tokens, at, "from")) hasFrom = hasWhere && kindAt(tokens, at + 1) === WORD;
    else if (isTextAt(tokens, at, "select") && kindAt(tokens, at - 1) !== 40) {
      return hasFrom ? at : -1;
    }
  }
  return -1;
};

/** Whether the place lies in the condition of a whole query that somebody says something about. */
export const isInShownQuery = (tokens: Tokens, place: number, meter: Meter): boolean => {
  const select = selectBefore(tokens, place, meter);
  return select > 0 && isSaid(tokens, select) && isClosed(tokens, select, place);
};

/** How far a string is read for the quote that closes it, in tokens. */
const STRING = 64;

/** "raw('select …')", "query(\"select …\", [7])": a string that is opened and closed in a call. */
export const isHandedQuery = (tokens: Tokens, select: number, meter: Meter): boolean => {
  const quote = kindAt(tokens, select - 1);
  const isOpened = isQuote(quote) && isGlued(tokens, select) && kindAt(tokens, select - 2) === 40;
  if (!isOpened || kindAt(tokens, select - 3) !== WORD) return false;
  if (bitsAt(tokens, select - 3) !== 0) return false;
  for (let at = select + 1; at < select + STRING; at += 1) {
    meter.steps += 1;
    if (kindAt(tokens, at) !== quote) continue;
    return kindAt(tokens, at + 1) === 44 || kindAt(tokens, at + 1) === 41;
  }
  return false;
};
