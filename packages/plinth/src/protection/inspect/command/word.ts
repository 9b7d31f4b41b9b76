import type { Meter } from "../engine/finding.ts";
import { HASH_BASIS, hashOfName, hashOn, nameOfHash } from "./vocabulary.ts";

/** A command as a shell would read it, without the tricks that hide it from filters. */
export interface CommandWord {
  /** Bare name in lower case, without path and ".exe": one of the vocabulary. */
  readonly name: string;
  /** Behind the word. */
  readonly end: number;
  /** It was written with a path: "/usr/bin/id". */
  readonly hasPath: boolean;
  /** Quotes, backslashes or empty expansions stood inside of it: "w'h'o\ami". */
  readonly isSplit: boolean;
  /** Where it begins, behind blanks. */
  readonly start: number;
}

const LONGEST = 40;

/** What names of programs end with on Windows, behind the dot. */
const EXTENSIONS: ReadonlySet<number> = new Set(["exe", "com", "bat", "cmd"].map(hashOfName));
const BLANKS: ReadonlySet<number> = new Set([32, 9, 43, 40, 123, 33, 34, 39, 36, 64]);

/** A character of a text; 0 outside: engines give up fast code for who asks beyond the end. */
const codeAt = (text: string, at: number): number =>
  at >= 0 && at < text.length ? text.charCodeAt(at) : 0;

const isWordCode = (code: number): boolean => {
  const letter = code | 32;
  if (letter >= 97 && letter <= 122) return true;
  return (code >= 48 && code <= 57) || code === 95 || code === 46 || code === 45;
};

/** Characters inside a word that a shell removes. */
const isDropped = (code: number): boolean =>
  code === 39 || code === 34 || code === 92 || code === 94 || code === 96;

/** Length of an empty expansion at `at`: "$@", "$*", "${x}", "$()", "$(u)", "<()"; "$u" is none. */
const expansionLength = (text: string, at: number): number => {
  const next = text[at + 1] ?? "";
  if (codeAt(text, at) !== 36) return next === "(" && text[at + 2] === ")" ? 3 : 0;
  if ("@*!#?-0123456789".includes(next) && next !== "") return 2;
  if (next === "(" && text[at + 2] === ")") return 3;
  // "$(u)": no program has a name of one letter.
  if (next === "(" && text[at + 3] === ")" && isWordCode(codeAt(text, at + 2))) return 4;
  if (next !== "{") return 0;
  const close = text.indexOf("}", at);
  return close > 0 && close - at < 16 ? close - at + 1 : 0;
};

/** Blanks, brackets and quotes before a command; a backtick only in "$(`". */
const isBlankAt = (text: string, at: number): boolean => {
  const code = codeAt(text, at);
  return BLANKS.has(code) || (code === 96 && codeAt(text, at - 1) === 40);
};

/** A word while it is read: hashes of its letters, because most words are no names of commands. */
interface Draft {
  /** Of the name without what was dropped; of nothing at the beginning of a segment. */
  hash: number;
  /** Of what stands before the last dot of the name; of nothing where there is none. */
  bareHash: number;
  /** Of what stands behind that dot. */
  extensionHash: number;
  at: number;
  hasPath: boolean;
  isSplit: boolean;
  /** Something was dropped since the last letter. */
  isPending: boolean;
}

/** Whether a "/" or, on a drive, a "\\" begins a new segment here. */
const isSegment = (text: string, start: number, draft: Draft): boolean => {
  const code = codeAt(text, draft.at);
  if (code === 47) return true;
  if (code === 58) return draft.at === start + 1;
  return code === 92 && draft.hasPath && text[start + 1] === ":";
};

const beginName = (draft: Draft): void => {
  draft.hash = HASH_BASIS;
  draft.bareHash = HASH_BASIS;
};

/** Adds a row of letters to the name. */
const readLetters = (text: string, end: number, draft: Draft): void => {
  let at = draft.at;
  for (let code = codeAt(text, at); at < end && isWordCode(code); code = codeAt(text, at)) {
    const lower = code >= 65 && code <= 90 ? code + 32 : code;
    draft.extensionHash = hashOn(draft.extensionHash, lower);
    if (code === 46) {
      draft.bareHash = draft.hash;
      draft.extensionHash = HASH_BASIS;
    }
    draft.hash = hashOn(draft.hash, lower);
    at += 1;
  }
  draft.at = at;
};

/** Reads a row of letters or one other sign into a word; false where the word is over. */
const readOn = (text: string, start: number, draft: Draft): boolean => {
  const code = codeAt(text, draft.at);
  if (isWordCode(code)) {
    if (draft.isPending && draft.hash !== HASH_BASIS) draft.isSplit = true;
    draft.isPending = false;
    readLetters(text, start + LONGEST, draft);
    return true;
  }
  if (isSegment(text, start, draft)) {
    draft.hasPath = true;
    beginName(draft);
    draft.at += 1;
    return true;
  }
  const isInside = draft.hash !== HASH_BASIS || draft.hasPath || code === 92;
  const dropped = isDropped(code) && isInside && closesInside(text, draft.at) ? 1 : 0;
  const mayExpand = code === 36 || (isInside && (code === 60 || code === 62));
  const length = mayExpand ? expansionLength(text, draft.at) : dropped;
  draft.isPending = length > 0;
  draft.at += length;
  return length > 0;
};

/** Reads the command that begins at `from`, behind blanks and brackets; undefined for other words. */
export const readCommand = (text: string, from: number, meter: Meter): CommandWord | undefined => {
  let start = from;
  while (start < from + 12 && isBlankAt(text, start)) start += 1;
  const draft: Draft = {
    hash: HASH_BASIS,
    bareHash: HASH_BASIS,
    extensionHash: HASH_BASIS,
    at: start,
    hasPath: false,
    isSplit: false,
    isPending: false,
  };
  const last = Math.min(text.length, start + LONGEST);
  let isOpen = true;
  while (isOpen && draft.at < last) isOpen = readOn(text, start, draft);
  meter.steps += draft.at - from + 1;
  const isProgram = draft.bareHash !== HASH_BASIS && EXTENSIONS.has(draft.extensionHash);
  const name = nameOfHash(isProgram ? draft.bareHash : draft.hash);
  if (name === undefined) return undefined;
  return { name, end: draft.at, hasPath: draft.hasPath, isSplit: draft.isSplit, start };
};

/** "id\\n": the line break of a log, not a backslash that hides a letter, as in "\\u\\n\\a\\m\\e". */
const isWrittenBreak = (text: string, at: number): boolean =>
  codeAt(text, at) === 92 &&
  /[nrt]/.test(text[at + 1] ?? "") &&
  !isWordCode(codeAt(text, at + 2)) &&
  !(codeAt(text, at - 2) === 92 && codeAt(text, at + 2) === 92);

/** Whether a word goes on behind a quote or backslash: a quote that ends a string is none. */
const closesInside = (text: string, at: number): boolean => {
  // A backtick alone ends what another one began: "k=`id`-x".
  const isBacktick = codeAt(text, at) === 96;
  if (isBacktick && codeAt(text, at + 1) !== 96 && codeAt(text, at - 1) !== 96) return false;
  if (isWrittenBreak(text, at)) return false;
  for (let next = at + 1; next < at + 3; next += 1) {
    const code = codeAt(text, next);
    if (isWordCode(code) && code !== 46) return true;
    if (!isDropped(code) && code !== 36 && code !== 64) return false;
  }
  return false;
};
