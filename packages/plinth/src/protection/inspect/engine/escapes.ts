import type { Meter } from "./finding.ts";
import { hexAt } from "./percent.ts";

interface Escape {
  readonly text: string;
  readonly end: number;
}

const isOctal = (code: number): boolean => code >= 48 && code <= 55;

/** "\74": three octal digits at most, and only where they write printable ASCII. */
const octal = (text: string, at: number): Escape | undefined => {
  let end = at;
  let value = 0;
  while (end < at + 3 && isOctal(text.charCodeAt(end))) {
    value = value * 8 + text.charCodeAt(end) - 48;
    end += 1;
  }
  const isPrintable = end - at >= 2 && value >= 32 && value < 127;
  return isPrintable ? { text: String.fromCharCode(value), end } : undefined;
};

/** Digits of "\u{…}" that are read: any number of zeros may stand before the six that count. */
const MOST_DIGITS = 12;

const braced = (text: string, at: number): Escape | undefined => {
  for (let digits = MOST_DIGITS; digits >= 1; digits -= 1) {
    const value = text[at + digits] === "}" ? hexAt(text, at, digits) : -1;
    if (value >= 0 && value <= 0x10ffff) {
      return { text: String.fromCodePoint(value), end: at + digits + 1 };
    }
  }
  return undefined;
};

const escapeAt = (text: string, at: number): Escape | undefined => {
  const kind = text[at + 1];
  if (kind === "x" || kind === "X") {
    const value = hexAt(text, at + 2, 2);
    return value < 0 ? undefined : { text: String.fromCharCode(value), end: at + 4 };
  }
  if (kind === "u" || kind === "U") {
    if (text[at + 2] === "{") return braced(text, at + 3);
    const value = hexAt(text, at + 2, 4);
    return value < 0 ? undefined : { text: String.fromCharCode(value), end: at + 6 };
  }
  return octal(text, at + 1);
};

/** Undoes one layer of the escapes of strings: "\x3c", "\u003c", "\u{3c}", "\74". */
export const decodeEscapes = (text: string, meter: Meter): string => {
  let at = text.indexOf("\\");
  if (at < 0) return text;
  const parts: string[] = [];
  let kept = 0;
  while (at >= 0) {
    meter.steps += 1;
    const found = escapeAt(text, at);
    if (found === undefined) {
      at = text.indexOf("\\", at + 1);
      continue;
    }
    parts.push(text.slice(kept, at), found.text);
    kept = found.end;
    at = text.indexOf("\\", kept);
  }
  return kept === 0 ? text : parts.join("") + text.slice(kept);
};
