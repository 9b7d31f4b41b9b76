import type { Analysis } from "../engine/finding.ts";
import { beginOf, isQuote, kindAt, type Tokens } from "../engine/tokens.ts";

const PLUS = 43;

/** Names that code hides by writing them in pieces; in one piece they are found elsewhere. */
const HIDDEN: readonly string[] = [
  "alert",
  "eval",
  "prompt",
  "confirm",
  "javascript",
  "location",
  "constructor",
  "document",
  "settimeout",
  "setinterval",
  "fromcharcode",
];

/** Longest literal that is taken for a piece of a name. */
const LONGEST_PIECE = 40;
/** Literals that one name may be written in, empty ones included. */
const MOST_PIECES = 12;

/** A text between two quotes, in lower case, and the tokens of its quotes. */
interface Piece {
  readonly text: string;
  readonly open: number;
  readonly close: number;
}

/** The text between a quote and the next one, if it may be a piece. */
const pieceAt = (tokens: Tokens, quotes: readonly number[], at: number): Piece | undefined => {
  const open = quotes[at] ?? 0;
  const close = quotes[at + 1] ?? 0;
  const from = beginOf(tokens, open) + 1;
  const to = beginOf(tokens, close);
  if (kindAt(tokens, open) !== kindAt(tokens, close) || to - from > LONGEST_PIECE) return undefined;
  return { text: tokens.text.slice(from, to).toLowerCase().trim(), open, close };
};

/** `"e": "val"` and `["e", "val"]` are data: nothing joins the two. */
const isListed = (tokens: Tokens, before: Piece, after: Piece): boolean => {
  if (after.open !== before.close + 2) return false;
  const between = kindAt(tokens, before.close + 1);
  return between === 44 || between === 58;
};

const LETTER = /[a-z0-9_]/;
const isLetter = (code: number): boolean => code >= 97 && code <= 122;

/** The letters that a piece ends with: "x:ale" goes on as "ale". */
const lastWord = (text: string): string => {
  let from = text.length;
  while (from > 0 && isLetter(text.charCodeAt(from - 1))) from -= 1;
  return text.slice(from);
};

/** Whether the pieces from one on spell a name, the first having its beginning and not all of it. */
const spells = (
  pieces: readonly (Piece | undefined)[],
  isApart: (before: Piece, after: Piece) => boolean,
  first: number,
  name: string,
  begun: string,
): boolean => {
  let spelled = begun;
  // The next piece begins two quotes further on.
  for (let index = first + 2; index < first + 2 * MOST_PIECES; index += 2) {
    const before = pieces[index - 2];
    const piece = pieces[index];
    if (before === undefined || piece === undefined || isApart(before, piece)) return false;
    spelled += piece.text;
    if (spelled.startsWith(name)) return !LETTER.test(spelled[name.length] ?? "");
    if (!name.startsWith(spelled)) return false;
  }
  return false;
};

const spellsHidden = (
  tokens: Tokens,
  pieces: readonly (Piece | undefined)[],
  first: number,
): boolean => {
  const begun = lastWord(pieces[first]?.text ?? "");
  if (begun === "") return false;
  const isApart = (before: Piece, after: Piece): boolean => isListed(tokens, before, after);
  return HIDDEN.some((name) => {
    const isBegun = name.length > begun.length && name.startsWith(begun);
    return isBegun && spells(pieces, isApart, first, name, begun);
  });
};

/**
 * "'al'+'ert'", "a='eva';b='l';c=a+b", "('ev')+new Array+'al'": the name of a function in literals of
 * which none holds it. Whatever stands between them, the pieces follow one another.
 */
export const analyseComposed = (analysis: Analysis, tokens: Tokens): void => {
  const quotes: number[] = [];
  let isJoined = false;
  let isCode = false;
  for (let point = 0; point < tokens.pointCount; point += 1) {
    const at = tokens.points[point] ?? 0;
    const kind = kindAt(tokens, at);
    if (isQuote(kind)) quotes.push(at);
    else if (kind === PLUS) isJoined = true;
    else if (kind === 61 || kind === 91) isCode = true;
  }
  analysis.meter.steps += tokens.pointCount;
  if (!isJoined || !isCode || quotes.length < 4) return;
  // From every quote on: an attack may begin by closing a quote of ours, and prose has apostrophes.
  const pieces = quotes.slice(1).map((_, at) => pieceAt(tokens, quotes, at));
  analysis.meter.steps += pieces.length * MOST_PIECES;
  if (pieces.some((_, at) => spellsHidden(tokens, pieces, at))) {
    analysis.report.add("xss.composed-name");
  }
};
