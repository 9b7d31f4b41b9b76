// Prose is full of quotes and semicolons. Where they stand tells the few that no sentence has from the
// others, at a fraction of what it costs to look at every word.

import type { Page } from "../engine/scan.ts";
import { byteAt, isQuoteByte } from "../near/page.ts";

const APOSTROPHE = 39;
const SEMICOLON = 59;

/** How far a quote in a word is from the next one: "w'h'oami", "foo'or'oof". */
const PART = 12;
/** Length of what is quoted at the beginning of a word: "'w'hoami". */
const HEAD = 3;

const isBlank = (byte: number): boolean => byte <= 32;

const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122;

/** Whether letters, at most so many, stand behind a quote and then another one inside of the word. */
const isQuotedTwice = (page: Page, quote: number, most: number): boolean => {
  let at = quote + 1;
  while (at <= quote + most && isLetter(byteAt(page, at))) at += 1;
  if (at === quote + 1 || !isQuoteByte(byteAt(page, at))) return false;
  // "O'Brien's".
  return isLetter(byteAt(page, at + 1)) && isLetter(byteAt(page, at + 2));
};

/** "x ' or", "x '; ", 'wh"oami', "w'h'oami": a quote that neither opens, closes nor leaves letters out. */
const isOddQuote = (page: Page, at: number): boolean => {
  const before = byteAt(page, at - 1);
  const after = byteAt(page, at + 1);
  if (isBlank(before)) {
    // ")", ";" and the end of the word.
    if (isBlank(after) || after === 41 || after === SEMICOLON) return true;
    return isQuotedTwice(page, at, HEAD);
  }
  if (!isLetter(before)) return false;
  if (byteAt(page, at) !== APOSTROPHE && isLetter(after)) return true;
  // 'wh""oami'.
  if (isQuoteByte(after)) return isLetter(byteAt(page, at + 2));
  return isQuotedTwice(page, at, PART);
};

/** Whether a quote or a semicolon stands where none does in prose. */
export const hasOddPlace = (page: Page): boolean => {
  for (let index = 0; index < page.count; index += 1) {
    if ((page.placeBits[index] ?? 0) !== 0) continue;
    const at = page.places[index] ?? 0;
    const byte = byteAt(page, at);
    if (isQuoteByte(byte)) {
      if (isOddQuote(page, at)) return true;
    } else if (byte === SEMICOLON && isBlank(byteAt(page, at - 1))) return true;
  }
  return false;
};
