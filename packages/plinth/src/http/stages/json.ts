const MAX_DEPTH = 32;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const COLON = 58;

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

const addKey = (keys: Set<string>, literal: string): void => {
  const key: unknown = literal.includes("\\") ? JSON.parse(literal) : literal.slice(1, -1);
  if (typeof key !== "string") throw new JsonFault("a key is not text");
  if (key === "__proto__" || key === "constructor" || key === "prototype") {
    throw new JsonFault("a key would change an object's prototype");
  }
  if (keys.has(key)) throw new JsonFault("an object names one key twice");
  keys.add(key);
};

/**
 * Walks the text once, in linear time, and refuses what JSON.parse would accept silently: duplicate
 * keys (the last would win), prototype keys, and nesting deeper than 32 (VAL-04, P-100; RFC 8259
 * section 4 leaves duplicates undefined).
 */
const refuseUnsafeStructure = (text: string): void => {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      open.push(code === OPEN_OBJECT ? new Set() : null);
      if (open.length > MAX_DEPTH) throw new JsonFault(`nested deeper than ${MAX_DEPTH} levels`);
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      open.pop();
    } else if (code === QUOTE) {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys && nextIsColon(text, end + 1)) addKey(keys, text.slice(at, end + 1));
      at = end;
    }
  }
};

/**
 * Parses JSON strictly.
 * @throws {JsonFault} when it is not JSON, nests too deep, or holds duplicate or prototype keys.
 */
export const parseStrictJson = (text: string): unknown => {
  try {
    refuseUnsafeStructure(text);
    return JSON.parse(text);
  } catch (fault) {
    if (fault instanceof JsonFault) throw fault;
    // The engine's message quotes the input; ours does not.
    throw new JsonFault("the body is not valid JSON");
  }
};

/** Whether a Content-Type names a JSON media type, with or without parameters (RFC 6839, P-008). */
export const isJsonMediaType = (header: string | undefined): boolean => {
  if (header === undefined) return false;
  const end = header.indexOf(";");
  const type = (end === -1 ? header : header.slice(0, end)).trim().toLowerCase();
  return type === "application/json" || /^application\/[\w.!#$&^-]+\+json$/.test(type);
};
