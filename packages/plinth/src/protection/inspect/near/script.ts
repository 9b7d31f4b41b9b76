import type { Page } from "../engine/scan.ts";
import { JS_HOST, JS_MEMBER, JS_SCHEME, JS_SINK, LOOP_WORD, SCRIPT_WORD } from "../engine/words.ts";
import {
  backSpace,
  byteAt,
  hashBetween,
  hashesOf,
  hashOfWord,
  isQuoteByte,
  isWordByte,
  skipSpace,
  wordEndAt,
  wordStartAt,
} from "./page.ts";

/** Members that mean something without being called. */
const MEMBERS = hashesOf("cookie domain location constructor call apply bind");

/** "document.cookie", "top.x(": what follows a full stop goes on as code. */
const mayBeMember = (page: Page, dot: number): boolean => {
  const at = skipSpace(page, dot + 1);
  const end = wordEndAt(page, at);
  if (end === at) return false;
  return byteAt(page, skipSpace(page, end)) === 40 || MEMBERS.has(hashBetween(page, at, end));
};

const mayBeName = (page: Page, end: number, isSink: boolean): boolean => {
  const next = skipSpace(page, end);
  const byte = byteAt(page, next);
  const before = byteAt(page, backSpace(page, wordStartAt(page, end)));
  // "open (as always)" behind a word is prose.
  if (byte === 40) return next === end || !isSink || !isWordByte(before);
  if (before === 46) return true;
  // "Reflect.get(top,'alert')(7)".
  if (isQuoteByte(before)) return byte === before && byteAt(page, skipSpace(page, next + 1)) === 41;
  if (byte === 46) return mayBeMember(page, next);
  if (byte === 63) return byteAt(page, skipSpace(page, next + 1)) === 46;
  // "(0,alert)(1)", "(1?alert:0)(1)".
  const isOneOfSome = before === 44 || before === 63 || before === 58;
  if (isOneOfSome && (byte === 41 || byte === 58 || byte === 44)) return true;
  return before === 40 && (byte === 41 || byte === 44 || byte === 59 || byte === 93);
};

/**
 * Whether the word that ends at `end` may be JavaScript. Only for texts without "=", "{", "[", "`".
 */
export const mayBeScriptWord = (page: Page, end: number, bits: number): boolean => {
  if ((bits & JS_SCHEME) !== 0 && byteAt(page, end) === 58) return true;
  if ((bits & (JS_SINK | JS_HOST | JS_MEMBER)) === 0) return false;
  return mayBeName(page, end, (bits & (JS_HOST | JS_MEMBER)) === 0);
};

const THIS = hashOfWord("this");
const RETURN = hashOfWord("return");
const DB = hashOfWord("db");
const CALLS = hashesOf("while sleep");

/** Longest row of members that is followed. */
const LONGEST_ROW = 6;

/** "this.name.match(". */
const mayBeThis = (page: Page, from: number): boolean => {
  let at = from;
  for (let turn = 0; byteAt(page, at) === 46; turn += 1) {
    if (turn === LONGEST_ROW) return true;
    const part = skipSpace(page, at + 1);
    if (!isWordByte(byteAt(page, part))) return false;
    at = skipSpace(page, wordEndAt(page, part));
  }
  return byteAt(page, at) === 40 || byteAt(page, at) === 91;
};

/**
 * Whether the word that ends at `end` may be code of a document store. Only for texts without "=",
 * "<", ">", "{", "$".
 */
export const mayBeStoreWord = (page: Page, end: number, bits: number): boolean => {
  if ((bits & (SCRIPT_WORD | LOOP_WORD)) === 0) return false;
  const next = skipSpace(page, end);
  const byte = byteAt(page, next);
  // "for(;;)": an end of the loop stands in most of them.
  if ((bits & LOOP_WORD) !== 0) {
    return byte === 40 && byteAt(page, skipSpace(page, next + 1)) === 59;
  }
  // Code goes on with ".", "[", "(" or ")" behind all of them but "return".
  const goesOn = byte === 46 || byte === 91 || byte === 40 || byte === 41;
  if (!goesOn && (byteAt(page, end - 1) | 32) !== 110) return false;
  const start = wordStartAt(page, end);
  const hash = hashBetween(page, start, end);
  // "this['menu']" and "tojson(this)" are looked at; "this." in most texts ends a sentence.
  if (hash === THIS) return byte === 91 || byte === 41 || (byte === 46 && mayBeThis(page, next));
  if (hash === DB) return byte === 46 || byte === 91;
  if (CALLS.has(hash)) return byte === 40;
  if (hash !== RETURN) return false;
  const before = byteAt(page, backSpace(page, start));
  return before === 59 || isQuoteByte(before);
};
