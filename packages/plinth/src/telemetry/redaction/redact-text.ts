import { isSensitiveName, REDACTED } from "./sensitive.ts";

/** Longer texts are cut before they are searched: a log line is no place for a document. */
const MAX_TEXT = 8_192;

/** The head of a header line quoted in a message. */
const HEADER_HEAD = /\b(?:(?:proxy-)?authorization|(?:set-)?cookie)["']?\s{0,4}[:=]\s{0,4}/gi;
const SCHEME = /\b(Bearer|Basic|Token|ApiKey)\s{1,4}([A-Za-z0-9+/=_.~-]{4,})/gi;
/** So long no word of prose is. */
const LONG_WORD = 16;
/** Base64url of `{"`: the start of every JWT header. */
const JWT = /\beyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){0,4}/g;
const USERINFO = /([a-z0-9+.-]:\/\/)[^\s/?#"'<>@]+@/gi;
/**
 * The head of a pair: `name=`, `"name": `, `\"name\":` in JSON within JSON, and percent-encoded
 * within another parameter (`name%3D`, `name%253D`).
 */
const PAIR_HEAD =
  /(\\{0,7}["']?)([A-Za-z0-9_.[\]%-]{1,128}?)\1\s{0,4}(?:=|:(?!\/\/)|%(?:25){0,3}3D)\s{0,4}/gi;
/** Ends before the closing quote; an escaped quote inside does not close. */
const QUOTED_VALUE = /(\\{0,7}["'])(?:(?!(?<!\\)\1)[\s\S])*/y;
/** Rather too much than too little: an unquoted value ends at white space, `&` or `,"`. */
const BARE_VALUE = /(?:(?!,["'])[^\s&])+/y;
/** 13 to 19 digits that stand alone: parts of UUIDs, hex texts and decimal fractions do not count. */
const DIGITS = /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Luhn's check digit (ISO/IEC 7812-1 annex B): tells card numbers from other long numbers. */
const isCardNumber = (text: string): boolean => {
  const digits = text.replaceAll(/\D/g, "");
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - index));
    const value = index % 2 === 1 ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum > 0 && sum % 10 === 0;
};

/** `%2Freset%3Ftoken` is the parameter `token` of an encoded address. */
const lastName = (text: string): string => decoded(decoded(text)).split(/[/?&]/).at(-1) ?? text;

const valueEnd = (text: string, start: number): number => {
  for (const pattern of [QUOTED_VALUE, BARE_VALUE]) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match !== null) return start + match[0].length;
  }
  return start;
};

const hidePairs = (text: string): string => {
  let result = "";
  let written = 0;
  for (const match of text.matchAll(PAIR_HEAD)) {
    const start = match.index + match[0].length;
    // Heads inside a value that is already hidden go with it.
    if (match.index < written || !isSensitiveName(lastName(match[2] ?? ""))) continue;
    const end = valueEnd(text, start);
    const quote = /^\\{0,7}["']/.exec(text.slice(start, start + 8))?.[0] ?? "";
    if (end === start) continue;
    result += text.slice(written, start) + quote + REDACTED;
    written = end;
  }
  return result + text.slice(written);
};

/** Hides what stands behind a header's name; the rest of the line goes, for cookies hold many pairs. */
const hideHeaderLines = (text: string): string => {
  let result = "";
  let written = 0;
  for (const match of text.matchAll(HEADER_HEAD)) {
    if (match.index < written) continue;
    const start = match.index + match[0].length;
    const length = text.slice(start).search(/[\r\n]/);
    const end = length === -1 ? text.length : start + length;
    if (end === start) continue;
    result += text.slice(written, start) + REDACTED;
    written = end;
  }
  return result + text.slice(written);
};

/** Words of prose ("bearer token missing") are told from credentials by length or odd characters. */
const isCredential = (text: string): boolean => text.length >= LONG_WORD || /[0-9+/=_]/.test(text);

/**
 * Hides the secrets that can be told by their form in free text: header lines, bearer tokens, JWTs,
 * passwords in URLs, `name=value` pairs under a sensitive name, and card numbers. Text beyond 8,192
 * characters is cut. A secret that stands alone in prose cannot be seen; put it under a key instead.
 */
export const redactText = (text: string): string => {
  const cut =
    text.length > MAX_TEXT
      ? `${text.slice(0, MAX_TEXT)}… (${text.length - MAX_TEXT} more characters)`
      : text;
  let safe = cut;
  if (/[:=]|%(?:25){0,3}3D/i.test(safe)) {
    safe = hideHeaderLines(safe).replace(USERINFO, `$1${REDACTED}@`);
    safe = hidePairs(safe);
  }
  if (safe.length > 8) {
    safe = safe
      .replace(SCHEME, (whole, scheme: string, text: string) =>
        isCredential(text) ? `${scheme} ${REDACTED}` : whole,
      )
      .replace(JWT, REDACTED);
    safe = safe.replace(DIGITS, (number) => (isCardNumber(number) ? REDACTED : number));
  }
  return safe;
};
