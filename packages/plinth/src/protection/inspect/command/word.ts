import type { Meter } from "../engine/finding.ts";

/** A command as a shell would read it, without the tricks that hide it from filters. */
export interface CommandWord {
  /** Bare name in lower case: without path and ".exe". */
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
const BLANKS: ReadonlySet<number> = new Set([32, 9, 43, 40, 123, 33, 34, 39, 36, 64]);

const isWordCode = (code: number): boolean => {
  const letter = code | 32;
  if (letter >= 97 && letter <= 122) return true;
  return (code >= 48 && code <= 57) || code === 95 || code === 46 || code === 45;
};

/** Characters inside a word that a shell removes. */
const isDropped = (code: number): boolean =>
  code === 39 || code === 34 || code === 92 || code === 94 || code === 96;

/** Length of an empty expansion at `at`: "$@", "$*", "${x}", "$()", "<()", "$u" is none. */
const expansionLength = (text: string, at: number): number => {
  const next = text[at + 1] ?? "";
  if (text.charCodeAt(at) !== 36) return next === "(" && text[at + 2] === ")" ? 3 : 0;
  if ("@*!#?-0123456789".includes(next) && next !== "") return 2;
  if (next === "(" && text[at + 2] === ")") return 3;
  if (next !== "{") return 0;
  const close = text.indexOf("}", at);
  return close > 0 && close - at < 16 ? close - at + 1 : 0;
};

/** Blanks, brackets and quotes before a command; a backtick only in "$(`". */
const isBlankAt = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return BLANKS.has(code) || (code === 96 && text.charCodeAt(at - 1) === 40);
};

/** A word while it is read. */
interface Draft {
  name: string;
  at: number;
  hasPath: boolean;
  isSplit: boolean;
  /** Something was dropped since the last letter. */
  isPending: boolean;
}

/** Whether a "/" or, on a drive, a "\\" begins a new segment here. */
const isSegment = (text: string, start: number, draft: Draft): boolean => {
  const code = text.charCodeAt(draft.at);
  if (code === 47) return true;
  if (code === 58) return draft.at === start + 1;
  return code === 92 && draft.hasPath && text[start + 1] === ":";
};

/** Reads one character into a word; false where the word is over. */
const readOn = (text: string, start: number, draft: Draft): boolean => {
  const code = text.charCodeAt(draft.at);
  if (isWordCode(code)) {
    if (draft.isPending && draft.name !== "") draft.isSplit = true;
    draft.isPending = false;
    draft.name += text[draft.at];
    draft.at += 1;
    return true;
  }
  if (isSegment(text, start, draft)) {
    draft.hasPath = true;
    draft.name = "";
    draft.at += 1;
    return true;
  }
  const isInside = draft.name !== "" || draft.hasPath || code === 92;
  const dropped = isDropped(code) && isInside && closesInside(text, draft.at) ? 1 : 0;
  const mayExpand = code === 36 || (isInside && (code === 60 || code === 62));
  const length = mayExpand ? expansionLength(text, draft.at) : dropped;
  draft.isPending = length > 0;
  draft.at += length;
  return length > 0;
};

/** Reads the command that begins at `from`, behind blanks and brackets; or undefined. */
export const readCommand = (text: string, from: number, meter: Meter): CommandWord | undefined => {
  let start = from;
  while (start < from + 12 && isBlankAt(text, start)) start += 1;
  const draft: Draft = { name: "", at: start, hasPath: false, isSplit: false, isPending: false };
  while (draft.at < text.length && draft.at < start + LONGEST && readOn(text, start, draft)) {
    meter.steps += 1;
  }
  meter.steps += start - from + 1;
  if (draft.name === "") return undefined;
  const lower = draft.name.toLowerCase();
  const name = lower.includes(".") ? lower.replace(/\.(?:exe|com|bat|cmd)$/, "") : lower;
  return { name, end: draft.at, hasPath: draft.hasPath, isSplit: draft.isSplit, start };
};

/** "id\\n": the line break of a log, not a backslash that hides a letter. */
const isWrittenBreak = (text: string, at: number): boolean =>
  text.charCodeAt(at) === 92 &&
  /[nrt]/.test(text[at + 1] ?? "") &&
  !isWordCode(text.charCodeAt(at + 2));

/** Whether a word goes on behind a quote or backslash: a quote that ends a string is none. */
const closesInside = (text: string, at: number): boolean => {
  // A backtick alone ends what another one began: "k=`id`-x".
  const isBacktick = text.charCodeAt(at) === 96;
  if (isBacktick && text.charCodeAt(at + 1) !== 96 && text.charCodeAt(at - 1) !== 96) return false;
  if (isWrittenBreak(text, at)) return false;
  for (let next = at + 1; next < at + 3; next += 1) {
    const code = text.charCodeAt(next);
    if (isWordCode(code) && code !== 46) return true;
    if (!isDropped(code) && code !== 36 && code !== 64) return false;
  }
  return false;
};
