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

/** Quotes of the text, in pairs from one of them on: an attack may begin by closing a quote of ours. */
const piecesFrom = (tokens: Tokens, quotes: readonly number[], first: number): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (let index = first; index + 1 < quotes.length; index += 1) {
    const open = quotes[index] ?? 0;
    const close = quotes[index + 1] ?? 0;
    if (kindAt(tokens, open) !== kindAt(tokens, close)) continue;
    const from = beginOf(tokens, open) + 1;
    const to = beginOf(tokens, close);
    index += 1;
    if (to - from > LONGEST_PIECE) continue;
    pieces.push({ text: tokens.text.slice(from, to).toLowerCase().trim(), open, close });
  }
  return pieces;
};

/** `"e": "val"` and `["e", "val"]` are data: nothing joins the two. */
const isListed = (tokens: Tokens, before: Piece, after: Piece): boolean => {
  if (after.open !== before.close + 2) return false;
  const between = kindAt(tokens, before.close + 1);
  return between === 44 || between === 58;
};

const LETTER = /[a-z0-9_]/;
/** The letters that a piece ends with: "x:ale" goes on as "ale". */
const LAST_WORD = /[a-z]{1,40}$/;

/** Whether the pieces from one on spell a name, the first having its beginning and not all of it. */
const spells = (
  tokens: Tokens,
  pieces: readonly Piece[],
  first: number,
  name: string,
  begun: string,
): boolean => {
  let spelled = begun;
  for (let index = first + 1; index < first + MOST_PIECES && index < pieces.length; index += 1) {
    const before = pieces[index - 1];
    const piece = pieces[index];
    if (before === undefined || piece === undefined || isListed(tokens, before, piece))
      return false;
    spelled += piece.text;
    if (spelled.startsWith(name)) return !LETTER.test(spelled[name.length] ?? "");
    if (!name.startsWith(spelled)) return false;
  }
  return false;
};

const spellsHidden = (tokens: Tokens, pieces: readonly Piece[], first: number): boolean => {
  const begun = LAST_WORD.exec(pieces[first]?.text ?? "")?.[0];
  if (begun === undefined) return false;
  return HIDDEN.some(
    (name) =>
      name.length > begun.length &&
      name.startsWith(begun) &&
      spells(tokens, pieces, first, name, begun),
  );
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
  for (let first = 0; first < 2; first += 1) {
    const pieces = piecesFrom(tokens, quotes, first);
    analysis.meter.steps += pieces.length * MOST_PIECES;
    if (pieces.some((_, index) => spellsHidden(tokens, pieces, index))) {
      analysis.report.add("xss.composed-name");
      return;
    }
  }
};
