import {
  bitsAt,
  DASHES,
  END,
  isQuote,
  kindAt,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import { CLAUSE, CONNECTIVE } from "../engine/words.ts";

/** Whether a token is one of these words, in lower case. */
export const isWord = (tokens: Tokens, at: number, ...words: readonly string[]): boolean =>
  kindAt(tokens, at) === WORD && words.includes(textAt(tokens, at));

/** Whether a statement is over before token `at`: the end, ";", a comment, a quote, a clause. */
export const isOver = (tokens: Tokens, at: number): boolean => {
  const kind = kindAt(tokens, at);
  if (kind === END || kind === 59 || kind === DASHES || kind === 35 || isQuote(kind)) return true;
  return kind === 41 || kind === 40 || (bitsAt(tokens, at) & (CLAUSE | CONNECTIVE)) !== 0;
};

/** Behind "name", "[name]" or "owner.name" at a token; -1 where there is none. */
export const nameEnd = (tokens: Tokens, at: number): number => {
  let end = at;
  const isQuoted = kindAt(tokens, end) === 91 || kindAt(tokens, end) === 96;
  if (isQuoted) end += 1;
  if (kindAt(tokens, end) !== WORD) return -1;
  end += 1;
  while (kindAt(tokens, end) === 46 && end < at + 10) end += 2;
  return isQuoted ? end + 1 : end;
};

/** Whether a token is a word of which the dictionary says one of these. */
export const isNamed = (tokens: Tokens, at: number, bits: number): boolean =>
  kindAt(tokens, at) === WORD && (bitsAt(tokens, at) & bits) !== 0;

/** Whether a quote before a statement is closed right behind it: a phrase that somebody quotes. */
export const isQuoted = (tokens: Tokens, at: number, end: number): boolean =>
  isQuote(kindAt(tokens, at - 1)) &&
  kindAt(tokens, end) === kindAt(tokens, at - 1) &&
  kindAt(tokens, end + 1) === WORD;
