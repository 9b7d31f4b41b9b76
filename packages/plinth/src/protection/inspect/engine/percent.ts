import type { Meter } from "./finding.ts";

/** Value of a hexadecimal digit, or -1. */
export const hexDigit = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
};

/** Value of `count` hexadecimal digits at `at`, or -1. */
export const hexAt = (text: string, at: number, count: number): number => {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = index < text.length ? hexDigit(text.charCodeAt(index)) : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
};

const byteAt = (text: string, at: number): number =>
  text.charCodeAt(at) === 37 ? hexAt(text, at + 1, 2) : -1;

/** How many bytes a lead byte announces; also the long-forbidden forms of five and six. */
const announced = (lead: number): number => {
  if (lead >= 0xfc) return lead < 0xfe ? 6 : 1;
  if (lead >= 0xf8) return 5;
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
};

interface Decoded {
  readonly text: string;
  readonly end: number;
}

/**
 * One character of percent-encoded UTF-8, read as leniently as the worst server does: overlong
 * forms, and leads followed by what is no continuation.
 */
const decodeAt = (text: string, at: number, lead: number): Decoded => {
  const count = announced(lead);
  if (count === 1) return { text: String.fromCharCode(lead), end: at + 3 };
  let value = lead & (0x7f >> count);
  let end = at + 3;
  for (let index = 1; index < count; index += 1) {
    const byte = byteAt(text, end);
    if (byte < 0) return { text: String.fromCharCode(lead), end: at + 3 };
    // "%c0%2f": some servers drop the lead and keep the byte.
    if ((byte & 0xc0) !== 0x80) {
      if (lead <= 0xc1) return { text: String.fromCharCode(byte), end: end + 3 };
      return { text: String.fromCharCode(lead), end: at + 3 };
    }
    value = (value << 6) | (byte & 0x3f);
    end += 3;
  }
  return { text: value >= 0 && value <= 0x10ffff ? String.fromCodePoint(value) : "?", end };
};

/** "%%32%%66": both digits of a byte encoded by themselves, the sign before them as it is; or undefined. */
const decodeDigits = (text: string, at: number): Decoded | undefined => {
  if (text.charCodeAt(at + 1) !== 37 || text.charCodeAt(at + 4) !== 37) return undefined;
  const first = byteAt(text, at + 1);
  const second = byteAt(text, at + 5);
  if (hexDigit(first) < 0 || hexDigit(second) < 0) return undefined;
  return { text: `%${String.fromCharCode(first, second)}`, end: at + 8 };
};

/** Undoes one layer of percent encoding: "%3C", "%u003c", overlong UTF-8. Never throws. */
export const decodePercent = (text: string, meter: Meter): string => {
  let at = text.indexOf("%");
  if (at < 0) return text;
  const parts: string[] = [];
  let kept = 0;
  while (at >= 0 && at < text.length) {
    meter.steps += 1;
    const byte = hexAt(text, at + 1, 2);
    const wide = byte < 0 && (text.charCodeAt(at + 1) | 32) === 117 ? hexAt(text, at + 2, 4) : -1;
    const digits = byte < 0 && wide < 0 ? decodeDigits(text, at) : undefined;
    if (byte >= 0 || wide >= 0 || digits !== undefined) {
      const decoded =
        digits ??
        (byte >= 0 ? decodeAt(text, at, byte) : { text: String.fromCharCode(wide), end: at + 6 });
      parts.push(text.slice(kept, at), decoded.text);
      kept = decoded.end;
      at = text.indexOf("%", kept);
    } else {
      at = text.indexOf("%", at + 1);
    }
  }
  return kept === 0 ? text : parts.join("") + text.slice(kept);
};
