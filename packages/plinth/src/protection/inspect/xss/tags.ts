import type { Meter } from "../engine/finding.ts";

/** An attribute as a browser reads it; the value without its quotes. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly hasValue: boolean;
}

/** A tag, or what a browser could take for one. */
export interface Tag {
  /** Lower case; "" for declarations and processing instructions. */
  readonly name: string;
  /** "<" is followed by this: "/", "!", "?", "%" or "". */
  readonly mark: string;
  readonly attributes: readonly Attribute[];
  /** Behind the tag. */
  readonly end: number;
  readonly isClosed: boolean;
}

const MAX_ATTRIBUTES = 48;
/** Attribute names and values longer than this are cut: the beginning tells. */
const MAX_NAME = 64;
const MAX_VALUE = 512;

const isSpace = (code: number): boolean => code <= 32;
const isLetter = (code: number): boolean => {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
};

const MARKS = "/!?%";

const nameEnd = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && at < from + MAX_NAME) {
    const code = text.charCodeAt(at);
    const isName = isLetter(code) || (code >= 48 && code <= 57) || code === 45 || code === 58;
    if (!isName) break;
    at += 1;
  }
  return at;
};

interface Cursor {
  readonly text: string;
  readonly meter: Meter;
  at: number;
  /** Quotes known to have no partner further on, so that nobody looks for it twice. */
  readonly lonely: Set<string>;
}

const skipSpace = (cursor: Cursor): void => {
  const { text } = cursor;
  while (cursor.at < text.length && isSpace(text.charCodeAt(cursor.at))) cursor.at += 1;
};

const readQuoted = (cursor: Cursor, quote: string): string => {
  const from = cursor.at + 1;
  const close = cursor.lonely.has(quote) ? -1 : cursor.text.indexOf(quote, from);
  if (close < 0) {
    cursor.lonely.add(quote);
    return readBare(cursor);
  }
  cursor.meter.steps += (close - from) >> 4;
  cursor.at = close + 1;
  return cursor.text.slice(from, Math.min(close, from + MAX_VALUE));
};

const readBare = (cursor: Cursor): string => {
  const { text } = cursor;
  const from = cursor.at;
  while (cursor.at < text.length) {
    const code = text.charCodeAt(cursor.at);
    if (isSpace(code) || code === 62 || (code === 60 && cursor.at > from)) break;
    cursor.at += 1;
  }
  return text.slice(from, Math.min(cursor.at, from + MAX_VALUE));
};

const readValue = (cursor: Cursor): string => {
  skipSpace(cursor);
  const quote = cursor.text[cursor.at] ?? "";
  // Old browsers took the backtick for a quote as well.
  return quote === '"' || quote === "'" || quote === "`"
    ? readQuoted(cursor, quote)
    : readBare(cursor);
};

const readAttribute = (cursor: Cursor): Attribute | undefined => {
  const { text } = cursor;
  while (cursor.at < text.length) {
    const code = text.charCodeAt(cursor.at);
    if (!isSpace(code) && code !== 47 && code !== 34 && code !== 39) break;
    cursor.at += 1;
  }
  const from = cursor.at;
  while (cursor.at < text.length) {
    const code = text.charCodeAt(cursor.at);
    if (isSpace(code) || code === 62 || code === 60 || code === 47) break;
    if (code === 61 && cursor.at > from) break;
    cursor.at += 1;
  }
  if (cursor.at === from) return undefined;
  const name = text.slice(from, Math.min(cursor.at, from + MAX_NAME)).toLowerCase();
  skipSpace(cursor);
  if (text[cursor.at] !== "=") return { name, value: "", hasValue: false };
  cursor.at += 1;
  return { name, value: readValue(cursor), hasValue: true };
};

/**
 * Reads the tag that "<" at `at` opens, as leniently as browsers do; undefined where no browser
 * would see one. Another "<" outside quotes ends it: that one is read for itself.
 */
export const readTag = (
  text: string,
  at: number,
  meter: Meter,
  lonely: Set<string>,
): Tag | undefined => {
  const mark = MARKS.includes(text[at + 1] ?? " ") ? (text[at + 1] ?? "") : "";
  const from = at + 1 + mark.length;
  const first = text.charCodeAt(from);
  const isNamed = isLetter(first);
  if (!isNamed && mark === "") return undefined;
  const end = isNamed ? nameEnd(text, from) : from;
  const cursor: Cursor = { text, meter, at: end, lonely };
  const attributes: Attribute[] = [];
  while (cursor.at < text.length && attributes.length < MAX_ATTRIBUTES) {
    const code = text.charCodeAt(cursor.at);
    if (code === 62 || code === 60) break;
    const before = cursor.at;
    const attribute = readAttribute(cursor);
    if (attribute !== undefined) attributes.push(attribute);
    meter.steps += cursor.at - before + 1;
    if (cursor.at === before) cursor.at += 1;
  }
  const isClosed = text.charCodeAt(cursor.at) === 62;
  return {
    name: text.slice(from, end).toLowerCase(),
    mark,
    attributes,
    end: isClosed ? cursor.at + 1 : cursor.at,
    isClosed,
  };
};
