import type { Page } from "../engine/scan.ts";
import { byteAt, isDigitByte, isQuoteByte, isWordByte } from "./page.ts";

/** How far a string or a bracket is left at most; see frame.ts. */
const FARTHEST = 48;
const TICK = 96;
/** What a short value has before that: " $*+,-./:@^". */
const MAY_STAND = new Set(Array.from(" $*+,-./:@^", (sign) => sign.charCodeAt(0)));

const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122;
/** ")", "]" and "}". */
const isCloser = (byte: number): boolean => byte === 41 || byte === 93 || byte === 125;

/** Whether a text may leave a string or brackets that it never opened, near its beginning. */
export const mayLeaveFrame = (page: Page): boolean => {
  let isQuoted = false;
  for (let at = 0; at < FARTHEST; at += 1) {
    const byte = byteAt(page, at);
    if (isCloser(byte)) return true;
    if (isQuoteByte(byte) || byte === TICK) {
      // A letter behind it makes it an apostrophe, or the first of a quotation.
      if (!isQuoted && !isLetter(byteAt(page, at + 1))) return true;
      isQuoted = true;
    } else if (!isWordByte(byte) && !isDigitByte(byte) && !MAY_STAND.has(byte)) return false;
  }
  return false;
};
