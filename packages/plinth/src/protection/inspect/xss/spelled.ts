import type { Analysis } from "../engine/finding.ts";
import { beginOf, isGlued, isQuote, kindAt, NUMBER, type Tokens, WORD } from "../engine/tokens.ts";

const PLUS = 43;
const BANG = 33;
const TILDE = 126;
const EQUALS = 61;

/** Letters that "[]()!+" stand for: programs of nothing but punctuation. */
const PUNCTUATION: ReadonlySet<number> = new Set([91, 93, 40, 41, BANG, PLUS]);
const LONG_ROW = 24;

/** "[]" or "{}" at a place, with nothing in between. */
const isEmpty = (tokens: Tokens, at: number): boolean => {
  const kind = kindAt(tokens, at);
  return (
    (kind === 91 || kind === 123) && kindAt(tokens, at + 1) === kind + 2 && isGlued(tokens, at + 1)
  );
};

/** "![]", "~[]", "[]+{}": an empty list or object made a text or a number, whose letters are taken. */
const isCoerced = (tokens: Tokens, sign: number, kind: number): boolean => {
  if (!isGlued(tokens, sign + 1)) return false;
  // "![](menu.png)" is a picture of Markdown.
  if (isEmpty(tokens, sign + 1)) return kindAt(tokens, sign + 3) !== 40;
  return kind === PLUS && kindAt(tokens, sign + 1) === BANG && isEmpty(tokens, sign - 2);
};

/** "1==1?", "(2!=3)?", "1==1&&'k'": a question that has one answer, and a text behind it. */
const isIdleQuestion = (tokens: Tokens, sign: number): boolean => {
  if (kindAt(tokens, sign + 1) !== EQUALS || kindAt(tokens, sign - 1) !== NUMBER) return false;
  if (kindAt(tokens, sign + 2) !== NUMBER) return false;
  const next = kindAt(tokens, sign + 3) === 46 ? sign + 4 : sign + 3;
  const behind = kindAt(tokens, next) === 41 ? next + 1 : next;
  const follows = kindAt(tokens, behind);
  return follows === 63 || (follows === 38 && kindAt(tokens, behind + 1) === 38);
};

/** "+k[7]" at its sign: the number that a letter is taken by; -1 for anything else. */
const letterAt = (tokens: Tokens, sign: number): number => {
  const isLetter =
    kindAt(tokens, sign - 1) === 93 &&
    kindAt(tokens, sign + 1) === WORD &&
    kindAt(tokens, sign + 2) === 91 &&
    kindAt(tokens, sign + 3) === NUMBER &&
    kindAt(tokens, sign + 4) === 93;
  return isLetter
    ? Number(tokens.text.slice(beginOf(tokens, sign + 3), beginOf(tokens, sign + 4)))
    : -1;
};

/** Letters out of order that make a word: a sum goes through its list from one end to the other. */
const MANY_LETTERS = 3;

interface Count {
  row: number;
  rowEnd: number;
  coerced: number;
  idle: number;
  letters: number;
  lastLetter: number;
  isUnordered: boolean;
  hasQuote: boolean;
  hasNegation: boolean;
}

const countRow = (count: Count, tokens: Tokens, at: number, kind: number): void => {
  const isRow = PUNCTUATION.has(kind) && isGlued(tokens, at);
  count.row = isRow ? (count.rowEnd === at - 1 ? count.row : 0) + 1 : 0;
  count.rowEnd = at;
};

const countLetter = (count: Count, tokens: Tokens, at: number): void => {
  const letter = letterAt(tokens, at);
  if (letter < 0) return;
  count.letters += 1;
  if (letter < count.lastLetter) count.isUnordered = true;
  count.lastLetter = letter;
};

const countSign = (count: Count, tokens: Tokens, at: number, kind: number): void => {
  countRow(count, tokens, at, kind);
  if (isQuote(kind)) count.hasQuote = true;
  if (kind === BANG || kind === TILDE) count.hasNegation = true;
  if (kind === EQUALS || kind === BANG) count.idle += isIdleQuestion(tokens, at) ? 1 : 0;
  if (kind === PLUS) countLetter(count, tokens, at);
  if (kind === PLUS || kind === BANG || kind === TILDE) {
    count.coerced += isCoerced(tokens, at, kind) ? 1 : 0;
  }
};

const isSpelled = (count: Count): boolean => {
  if (count.row === LONG_ROW || (count.coerced >= 2 && count.hasNegation)) return true;
  if (!count.hasQuote) return false;
  return count.idle >= 2 || (count.letters >= MANY_LETTERS && count.isUnordered);
};

/** Looks for code whose words are spelled by what a language makes of numbers and empty lists. */
export const analyseSpelled = (analysis: Analysis, tokens: Tokens): void => {
  const count: Count = {
    row: 0,
    rowEnd: -2,
    coerced: 0,
    idle: 0,
    letters: 0,
    lastLetter: -1,
    isUnordered: false,
    hasQuote: false,
    hasNegation: false,
  };
  for (let point = 0; point < tokens.pointCount; point += 1) {
    analysis.meter.steps += 1;
    const at = tokens.points[point] ?? 0;
    const kind = kindAt(tokens, at);
    if (kind === WORD) continue;
    countSign(count, tokens, at, kind);
    if (!isSpelled(count)) continue;
    analysis.report.add("xss.spelled-code");
    return;
  }
};
