import { beginsLine } from "../engine/lines.ts";
import {
  beginOf,
  bitsAt,
  DASHES,
  END,
  endOf,
  isGlued,
  isQuote,
  isTextAt,
  kindAt,
  NUMBER,
  OPEN_COMMENT,
  type Tokens,
  WORD,
} from "../engine/tokens.ts";
import { CONNECTIVE, RELATION } from "../engine/words.ts";

/** What stands before a place: the clue to whether somebody left a string or wrote a sentence. */
export type Before =
  | "start"
  | "quote"
  | "bracket"
  | "number"
  | "separator"
  | "comma"
  | "word"
  | "other";

/** What stands before token `index`. */
export const beforeAt = (tokens: Tokens, index: number): Before => {
  const kind = kindAt(tokens, index - 1);
  if (index === 0) return "start";
  if (isQuote(kind)) return "quote";
  if (kind === 41) return "bracket";
  // "1.union": a dot that the number ends with.
  const isDotted = kind === 46 && kindAt(tokens, index - 2) === NUMBER && isGlued(tokens, index);
  if (kind === NUMBER || isDotted) return "number";
  if (kind === WORD) return "word";
  // It joins sentences, and leaves no value.
  if (kind === 44) return "comma";
  if (kind === 59 || kind === DASHES) return "separator";
  return "other";
};

/** How far a bracket is looked for that another one closes, in tokens. */
const BRACKET = 48;

/** Whether the bracket at a token closes one that was opened in the same text. */
export const closesBracket = (tokens: Tokens, close: number): boolean => {
  let depth = 0;
  for (let at = close; at >= 0 && at > close - BRACKET; at -= 1) {
    if (kindAt(tokens, at) === 41) depth += 1;
    if (kindAt(tokens, at) === 40) depth -= 1;
    if (depth === 0) return true;
  }
  return false;
};

/** What follows a place: nothing, a comment that cuts the rest off, or more. */
export type After = "end" | "comment" | "word" | "other";

/** Hyphens of which a ruler has at least so many. */
const RULER = 4;

/** "Salt\n-----": a line below a heading. */
const isRuler = (tokens: Tokens, at: number): boolean =>
  kindAt(tokens, at) === DASHES &&
  endOf(tokens, at) - beginOf(tokens, at) >= RULER &&
  tokens.text[beginOf(tokens, at) - 1] === "\n";

/** What follows an expression that ends before token `index`. */
export const afterAt = (tokens: Tokens, index: number): After => {
  let at = index;
  while (kindAt(tokens, at) === 41 || kindAt(tokens, at) === 59) at += 1;
  const kind = kindAt(tokens, at);
  if (kind === END) return "end";
  if (kind === DASHES || kind === OPEN_COMMENT || kind === 35) {
    // A heading, a ruler, a comment of a program: it cuts nothing off.
    return beginsLine(tokens, at) || isRuler(tokens, at) ? "other" : "comment";
  }
  if (kind === WORD && (bitsAt(tokens, at) & (CONNECTIVE | RELATION)) === 0) return "word";
  // "is fast": what is compared with nothing.
  if (isTextAt(tokens, at, "is") && bitsAt(tokens, at + 1) === 0) return "word";
  return "other";
};

/** Whether a comment that begins at `index` cuts off the rest: nothing worth reading follows. */
export const isTerminator = (tokens: Tokens, index: number): boolean => {
  const kind = kindAt(tokens, index);
  if (kind !== DASHES && kind !== OPEN_COMMENT && kind !== 35) return false;
  return tokens.length - index <= 3;
};
