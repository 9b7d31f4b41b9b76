// A text may carry others: the values of a form, of the query of an address, of a header, the strings of a
// document, what is spelled in base64. Whoever takes it apart uses each as a value of its own, and so it is
// read: what only works from the first character on would be overlooked in the whole.

import { COLON, EQUALS, QUOTE } from "./flags.ts";

/** What is longer is a file. */
const LONGEST = 8_192;
/** Most parts of a text, and how often parts are taken apart again. */
const MOST = 64;
const DEEPEST = 3;

/** Base64 and base64url (RFC 4648) of a dozen bytes or more; three parts of it are a token (RFC 7515). */
const BASE64 = /^[\w+/-]{16,8192}={0,2}$/;
const TOKEN = /^([\w-]{8,4096})\.([\w-]{8,4096})\.[\w-]{0,1024}$/;
/** Nothing that was text before it was spelled so has other characters. */
const PRINTED = /^[\t\n\r\x20-\x7e\u00a0-\ud7ff]{8,}$/;

/** "GET /menu?a=b HTTP/1.1": the address that is asked for (RFC 9112, section 3). */
const REQUEST = /^[A-Z]{3,7} (\/[^ \n]{0,2048}) HTTP\/\d/;
/** A line of a header (RFC 9110, section 5); a cookie has pairs of its own. */
const HEADER =
  /^((?:[A-Za-z]{1,24}-[A-Za-z-]{1,40})|Authorization|Cookie|Referer|Host|Origin|Forwarded|From): ?(\S[^\n]{0,2048})$/;
const COOKIE = /^cookie$/i;
/** "Basic eW91", "data:text/plain;base64,eW91": what stands before a spelled value. */
const SPELLED = /^(?:Basic |Bearer |data:[\w/+.-]{0,40};base64,)(\S{16,8192})$/i;
/** "filename=\"menu.jpg\"": parameters of a header (RFC 9110, section 5.6.6). */
const QUOTED = /;\s?\w{2,12}="([^"\n]{1,512})"/g;

/** The query of an address, or a form as it is sent: pairs without a blank in their names. */
const PAIRS = /^(?:[^\s?#=]{0,512}\?)?[\w.[\]%$"'-]{1,96}=/;
const PAIR = /^[\w.[\]%$"'-]{1,96}=([\s\S]+)$/;

/** A letter, and a character that no plain word has: what may be more than a word or a number. */
const MAY_BE_MORE = /[^\w .,@-]|[\w+/]{16}/;

const spelled = (text: string): readonly string[] => {
  const token = TOKEN.exec(text);
  const parts = token === null ? [text.replace(/%3D/gi, "=")] : [token[1] ?? "", token[2] ?? ""];
  return parts
    .filter((part) => BASE64.test(part))
    .map((part) => Buffer.from(part, "base64").toString("utf8"))
    .filter((part) => PRINTED.test(part));
};

const unescaped = (value: string): string => {
  const spaced = value.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
};

const valuesOfPairs = (text: string): readonly string[] => {
  if (!PAIRS.test(text)) return [];
  const query = text.slice(text.indexOf("?") + 1);
  const source = PAIR.test(query.split("&", 1)[0] ?? "") ? query : text;
  return source
    .split(/&(?!&)/, MOST)
    .flatMap((pair) => PAIR.exec(pair)?.[1] ?? [])
    .map((value) => (/[%+]/.test(value) ? unescaped(value) : value));
};

const valuesOfLine = (line: string): readonly string[] => {
  const asked = REQUEST.exec(line)?.[1];
  if (asked !== undefined) return [asked];
  const header = HEADER.exec(line);
  if (header === null) return [];
  const [, name = "", value = ""] = header;
  if (COOKIE.test(name)) return value.split("; ", MOST);
  const quoted = Array.from(value.matchAll(QUOTED), ([, inner = ""]) => inner);
  return [value, ...quoted];
};

/** A string of a document that may leave one, or carry something itself. */
const MAY_LEAVE = /["`;%={[]|(?<![a-z])'|'(?![a-z])|[\w+/]{16}/i;

/** The strings of a document, those of documents in it too. */
const stringsOf = (value: unknown, found: string[]): readonly string[] => {
  if (found.length >= MOST) return found;
  if (typeof value === "string") {
    if (MAY_LEAVE.test(value)) found.push(value);
  } else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) stringsOf(inner, found);
  }
  return found;
};

const valuesOfDocument = (text: string): readonly string[] => {
  const first = text.trimStart().charCodeAt(0);
  if (first !== 123 && first !== 91) return [];
  try {
    return stringsOf(JSON.parse(text), []);
  } catch {
    return [];
  }
};

/** "GET /", "--boundary", "Cookie:": what lines of a request begin with. */
const BEGINS = /^(?:[A-Z]{3,7} \/|--\S|[A-Za-z]{2,24}(?:-[A-Za-z-]{1,40})?: ?\S)/;

const NOTHING: readonly string[] = [];

/** Whether a text may spell a document in base64 ("eyJ", "W3s"), or a token. */
export const mayBeSpelled = (text: string): boolean => {
  const first = text.charCodeAt(0);
  return (first === 101 && text.startsWith("eyJ")) || (first === 87 && text.startsWith("W3s"));
};

/** Whether a text may carry others, by its first letters and by the characters that it holds. */
const mayCarry = (text: string, flags: number): boolean => {
  if ((flags & (EQUALS | COLON | QUOTE)) === 0) return mayBeSpelled(text);
  if ((flags & EQUALS) !== 0) return true;
  const first = text.charCodeAt(0);
  // "{" and "[".
  if (first === 123 || first === 91 || first <= 32) return (flags & QUOTE) !== 0;
  return (flags & COLON) !== 0 && BEGINS.test(text);
};

const partsOnce = (text: string): readonly string[] => {
  const document = valuesOfDocument(text);
  if (document.length > 0) return document;
  const lines = BEGINS.test(text) ? text.split(/\r?\n/, MOST).flatMap(valuesOfLine) : [];
  if (lines.length > 0) return lines;
  const given = SPELLED.exec(text)?.[1];
  const plain = spelled(given ?? text);
  return plain.length > 0 ? plain : valuesOfPairs(text);
};

/**
 * The texts that a text carries, and those that they carry; none for ordinary ones. `flags` are the
 * characters that it holds. Never throws; what comes out is together no longer than what went in, times
 * the depth.
 */
export const partsOf = (text: string, flags = -1): readonly string[] => {
  if (!mayCarry(text, flags) || text.length > LONGEST) return NOTHING;
  const found: string[] = [];
  let layer: readonly string[] = [text];
  for (let depth = 0; depth < DEEPEST && layer.length > 0; depth += 1) {
    layer = layer.flatMap(partsOnce).filter((part) => part !== text && MAY_BE_MORE.test(part));
    found.push(...layer.slice(0, MOST - found.length));
    if (found.length >= MOST) break;
  }
  return found;
};
