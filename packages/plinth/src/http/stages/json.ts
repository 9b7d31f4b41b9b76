const MAX_DEPTH = 32;
/** Members of one object, as many as validation takes; keys cost far more than other text. */
const MAX_KEYS = 1_000;
/** Keys of a whole text: the engine keeps one table of them, which chosen keys would slow down. */
const MAX_ALL_KEYS = 20_000;
/** A double has 17 digits; the rest is there to keep a parser busy, or to be read differently. */
const MAX_NUMBER = 64;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const COLON = 58;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** Why a JSON text is refused. */
export class JsonFault extends Error {}

const endOfString = (text: string, start: number): number => {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  throw new JsonFault("a string is not closed");
};

const nextIsColon = (text: string, from: number): boolean => {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return text.charCodeAt(at) === COLON;
};

const LINE_BREAK = /[\n\r\u2028\u2029]/;
const TOO_MANY = "there are too many members";

const addKey = (keys: Set<string>, literal: string): void => {
  // Before the key is looked at: the engine's cost is in keeping it.
  if (keys.size >= MAX_KEYS) throw new JsonFault(TOO_MANY);
  const key: unknown = literal.includes("\\") ? JSON.parse(literal) : literal.slice(1, -1);
  if (typeof key !== "string") throw new JsonFault("a key is not text");
  if (key === "__proto__" || key === "constructor" || key === "prototype") {
    throw new JsonFault("a key would change an object's prototype");
  }
  // Schemas of open objects match names by a pattern whose wildcard stops at a line break
  // (ECMA-262 section 22.2.2.7.1): what lies under such a name would be checked by nobody.
  if (LINE_BREAK.test(key)) throw new JsonFault("a key has a line break in it");
  if (keys.has(key)) throw new JsonFault("an object names one key twice");
  keys.add(key);
};

/** Notes a string that is a key of the object it stands in; gives back how many keys it was. */
const takeKey = (
  text: string,
  start: number,
  end: number,
  keys: Set<string> | null | undefined,
): 0 | 1 => {
  if (!keys || !nextIsColon(text, end + 1)) return 0;
  addKey(keys, text.slice(start, end + 1));
  return 1;
};

const beginsNumber = (code: number): boolean => (code >= ZERO && code <= NINE) || code === MINUS;
/** Plus, point and the two spellings of the exponent. */
const REST_OF_NUMBER = [43, 46, 69, 101];

/** Where a number ends; what programs would take for infinity, or for different numbers, is refused. */
const endOfNumber = (text: string, start: number): number => {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!beginsNumber(code) && !REST_OF_NUMBER.includes(code)) break;
  }
  const length = at - start;
  if (length > MAX_NUMBER) throw new JsonFault(`a number is longer than ${MAX_NUMBER} characters`);
  // No shorter one can be too large: 1e99 has four.
  if (length > 4 && Math.abs(Number(text.slice(start, at))) === Number.POSITIVE_INFINITY) {
    throw new JsonFault("a number is too large");
  }
  return at - 1;
};

/** An escape that may be half a character: the other half stands beside it, or nowhere. */
const SURROGATE = /\\u[dD][89a-fA-F]/;

/** Half a character cannot be kept: every store makes another text of it (RFC 7493, section 2.1). */
const refuseHalfCharacters = (text: string): void => {
  if (!SURROGATE.test(text)) return;
  for (let start = text.indexOf('"'); start !== -1; ) {
    const end = endOfString(text, start);
    const literal = text.slice(start, end + 1);
    if (SURROGATE.test(literal) && !String(JSON.parse(literal)).isWellFormed()) {
      throw new JsonFault("a text holds half a character");
    }
    start = text.indexOf('"', end + 1);
  }
};

/**
 * Walks the text once, in linear time, and refuses what JSON.parse would accept silently: duplicate
 * keys (the last would win), prototype keys, nesting deeper than 32, numbers beyond a double, and
 * more keys than anything here takes (VAL-04, P-100; RFC 8259 sections 4 and 6).
 */
const refuseUnsafeStructure = (text: string): void => {
  const open: (Set<string> | null)[] = [];
  let allKeys = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (open.length >= MAX_DEPTH) throw new JsonFault(`nested deeper than ${MAX_DEPTH} levels`);
      open.push(code === OPEN_OBJECT ? new Set() : null);
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      open.pop();
    } else if (code === QUOTE) {
      const end = endOfString(text, at);
      allKeys += takeKey(text, at, end, open.at(-1));
      if (allKeys > MAX_ALL_KEYS) throw new JsonFault(TOO_MANY);
      at = end;
    } else if (beginsNumber(code)) {
      at = endOfNumber(text, at);
    }
  }
};

/**
 * Parses JSON strictly.
 * @throws {JsonFault} when it is not JSON, nests too deep, holds duplicate or prototype keys, half a
 * character, a number that is no double, or more than 1,000 members in an object or 20,000 in all.
 */
export const parseStrictJson = (text: string): unknown => {
  try {
    refuseUnsafeStructure(text);
    refuseHalfCharacters(text);
    return JSON.parse(text);
  } catch (fault) {
    if (fault instanceof JsonFault) throw fault;
    // The engine's message quotes the input; ours does not.
    throw new JsonFault("the body is not valid JSON");
  }
};

/**
 * Whether a Content-Type names a JSON media type, with or without parameters (RFC 6839, P-008), or one
 * of `others`, which a route takes as JSON too.
 */
export const isJsonMediaType = (
  header: string | undefined,
  others: readonly string[] = [],
): boolean => {
  if (header === undefined) return false;
  const end = header.indexOf(";");
  const type = (end === -1 ? header : header.slice(0, end)).trim().toLowerCase();
  if (others.includes(type)) return true;
  return type === "application/json" || /^application\/[\w.!#$&^-]+\+json$/.test(type);
};
