import { fromBase64 } from "./base64.ts";
import { trimBlanks } from "./blanks.ts";
import { SignatureFault } from "./fault.ts";
import type {
  BareItem,
  Dictionary,
  InnerList,
  Item,
  Member,
  Parameters,
} from "./structured-fields.ts";

/** Bounds below those that RFC 9651 asks of general parsers: the fields of signatures are small. */
const MAX_TEXT = 8_192;
const MAX_MEMBERS = 32;
const MAX_PARAMETERS = 16;

const KEY = /[a-z*][a-z0-9_\-.*]*/y;
const NUMBER = /-?(\d+)(?:\.(\d+))?/y;
const STRING = /"((?:[ !#-[\]-~]|\\["\\])*)"/y;
const TOKEN = /[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*/y;
const BYTES = /:([A-Za-z0-9+/=]*):/y;
const BOOLEAN = /\?([01])/y;
const DISPLAY = /%"((?:[ !#$&-~]|%[0-9a-f]{2})*)"/y;
const SPACES = / */y;
const OPTIONAL_WHITESPACE = /[ \t]*/y;

/** A place in a text. */
interface Cursor {
  readonly text: string;
  at: number;
}

const fault = (cursor: Cursor, wanted: string): SignatureFault =>
  new SignatureFault(`${wanted} expected at character ${cursor.at + 1}`);

/** Takes what a sticky pattern matches here. */
const take = (cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined => {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match === null) return undefined;
  cursor.at = pattern.lastIndex;
  return match;
};

const requireMatch = (cursor: Cursor, pattern: RegExp, wanted: string): RegExpExecArray => {
  const match = take(cursor, pattern);
  if (match === undefined) throw fault(cursor, wanted);
  return match;
};

const skip = (cursor: Cursor, char: string): boolean => {
  if (cursor.text[cursor.at] !== char) return false;
  cursor.at += 1;
  return true;
};

/** RFC 9651 section 4.2.4 */
const parseNumber = (cursor: Cursor): BareItem & { readonly value: number } => {
  const [text, whole = "", fraction] = requireMatch(cursor, NUMBER, "a number");
  if (fraction === undefined) {
    if (whole.length > 15) throw fault(cursor, "an integer of at most 15 digits");
    // Minus zero is zero.
    return { type: "integer", value: Number(text) + 0 };
  }
  if (whole.length > 12 || fraction.length > 3) throw fault(cursor, "a decimal of 12.3 digits");
  return { type: "decimal", value: Number(text) + 0 };
};

const parseDate = (cursor: Cursor): BareItem => {
  cursor.at += 1;
  const { type, value } = parseNumber(cursor);
  if (type !== "integer") throw fault(cursor, "whole seconds");
  return { type: "date", value };
};

const parseDisplayString = (cursor: Cursor): BareItem => {
  const raw = requireMatch(cursor, DISPLAY, "a display string")[1] ?? "";
  try {
    return { type: "display-string", value: decodeURIComponent(raw) };
  } catch {
    throw fault(cursor, "UTF-8");
  }
};

/** RFC 9651 section 4.2.3.1 */
const parseBareItem = (cursor: Cursor): BareItem => {
  const first = cursor.text[cursor.at] ?? "";
  if (first === '"') {
    const raw = requireMatch(cursor, STRING, "a string")[1] ?? "";
    return { type: "string", value: raw.replace(/\\(.)/g, "$1") };
  }
  if (first === ":") {
    return { type: "bytes", value: fromBase64(requireMatch(cursor, BYTES, "bytes")[1] ?? "") };
  }
  if (first === "?") {
    return { type: "boolean", value: requireMatch(cursor, BOOLEAN, "?0 or ?1")[1] === "1" };
  }
  if (first === "@") return parseDate(cursor);
  if (first === "%") return parseDisplayString(cursor);
  if (/[-0-9]/.test(first)) return parseNumber(cursor);
  return { type: "token", value: requireMatch(cursor, TOKEN, "a value")[0] };
};

const TRUE: BareItem = { type: "boolean", value: true };

const addOnce = <V>(map: Map<string, V>, key: string, value: V, limit: number): void => {
  // RFC 9651 lets the last of two win; a signature must not depend on which one a reader takes.
  if (map.has(key)) throw new SignatureFault(`${key} is there twice`);
  if (map.size >= limit) throw new SignatureFault(`more than ${limit} members`);
  map.set(key, value);
};

const parseParameters = (cursor: Cursor): Parameters => {
  const parameters = new Map<string, BareItem>();
  while (skip(cursor, ";")) {
    take(cursor, SPACES);
    const key = requireMatch(cursor, KEY, "a key")[0];
    addOnce(parameters, key, skip(cursor, "=") ? parseBareItem(cursor) : TRUE, MAX_PARAMETERS);
  }
  return parameters;
};

const parseOneItem = (cursor: Cursor): Item => {
  const item = parseBareItem(cursor);
  return { item, parameters: parseParameters(cursor) };
};

const parseInnerList = (cursor: Cursor): InnerList => {
  const items: Item[] = [];
  cursor.at += 1;
  take(cursor, SPACES);
  while (!skip(cursor, ")")) {
    items.push(parseOneItem(cursor));
    if (items.length > MAX_MEMBERS) throw new SignatureFault(`more than ${MAX_MEMBERS} members`);
    const next = cursor.text[cursor.at];
    if (next !== " " && next !== ")") throw fault(cursor, "a space or )");
    take(cursor, SPACES);
  }
  return { items, parameters: parseParameters(cursor) };
};

const parseMember = (cursor: Cursor): Member =>
  cursor.text[cursor.at] === "(" ? parseInnerList(cursor) : parseOneItem(cursor);

/** Opens a field value; outer spaces belong to nothing (RFC 9651 section 4.2). */
const open = (text: string): Cursor => {
  if (text.length > MAX_TEXT) throw new SignatureFault(`more than ${MAX_TEXT} characters`);
  return { text: trimBlanks(text, " "), at: 0 };
};

/**
 * Parses an item, strictly and bounded.
 * @throws {SignatureFault} for any other text, duplicate parameters included.
 */
export const parseItem = (text: string): Item => {
  const cursor = open(text);
  const item = parseOneItem(cursor);
  if (cursor.at < cursor.text.length) throw fault(cursor, "the end");
  return item;
};

/**
 * Parses a dictionary, strictly and bounded: at most 32 members.
 * @throws {SignatureFault} for any other text, duplicate keys included.
 */
export const parseDictionary = (text: string): Dictionary => {
  const cursor = open(text);
  const members = new Map<string, Member>();
  while (cursor.at < cursor.text.length) {
    const key = requireMatch(cursor, KEY, "a key")[0];
    const member = skip(cursor, "=")
      ? parseMember(cursor)
      : { item: TRUE, parameters: parseParameters(cursor) };
    addOnce(members, key, member, MAX_MEMBERS);
    take(cursor, OPTIONAL_WHITESPACE);
    if (cursor.at === cursor.text.length) return members;
    if (!skip(cursor, ",")) throw fault(cursor, "a comma");
    take(cursor, OPTIONAL_WHITESPACE);
    if (cursor.at === cursor.text.length) throw fault(cursor, "a member");
  }
  return members;
};
