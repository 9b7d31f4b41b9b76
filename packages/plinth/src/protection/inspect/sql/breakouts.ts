import type { Analysis } from "../engine/finding.ts";
import {
  bitsAt,
  DASHES,
  END,
  isGlued,
  isQuote,
  isTextAt,
  kindAt,
  NUMBER,
  OPEN_COMMENT,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import { CONSTANT, PREFIX, RELATION, RISKY_FUNCTION, SQL_FUNCTION } from "../engine/words.ts";
import { isTerminator } from "./context.ts";

/** How many tokens of a line are counted to see whether its quotes are balanced. */
const LINE = 64;

const isBalanced = (tokens: Tokens, at: number, quote: number): boolean => {
  let count = 0;
  for (let index = at; index >= 0 && index > at - LINE; index -= 1) {
    if (kindAt(tokens, index) === quote) count += 1;
  }
  return count % 2 === 0;
};

/** Hyphens, and a comment that is never closed: what cuts off the rest of a query. */
const CUTS: ReadonlySet<number> = new Set([DASHES, OPEN_COMMENT]);

/** What a string is compared or computed with. */
const OPERATORS: ReadonlySet<number> = new Set([61, 60, 62, 33, 94, 124, 38, 42, 47, 37, 43]);

/** "admin'-- and on": glued on both sides and free behind, as no sentence writes a dash. */
const isGluedCut = (tokens: Tokens, quote: number, cut: number): boolean =>
  CUTS.has(kindAt(tokens, cut)) &&
  isGlued(tokens, quote) &&
  kindAt(tokens, quote - 1) === WORD &&
  isGlued(tokens, cut) &&
  !isGlued(tokens, cut + 1) &&
  !isQuotedNearby(tokens, quote);

/** Whether the quote closes what the same quote opened a few tokens before. */
const isQuotedNearby = (tokens: Tokens, at: number): boolean => {
  const quote = kindAt(tokens, at);
  for (let index = at - 1; index > at - 10 && index >= 0; index -= 1) {
    if (kindAt(tokens, index) === quote) return true;
  }
  return false;
};

/** "admin'--", "x') #", "admin\"/*": a string is closed and the rest is cut off. */
const analyseCut = (analysis: Analysis, tokens: Tokens, at: number): void => {
  let next = at + 1;
  while (kindAt(tokens, next) === 41 || kindAt(tokens, next) === 59) next += 1;
  if (isGluedCut(tokens, at, next)) analysis.report.add("sqli.comment-terminator");
  if (!isTerminator(tokens, next)) return;
  analysis.meter.steps += LINE;
  const isDash = kindAt(tokens, next) === DASHES;
  const isWhole = kindAt(tokens, next + 1) === END;
  if (!isWhole && !(isDash && kindAt(tokens, next + 1) !== WORD)) return;
  if (!isBalanced(tokens, at, kindAt(tokens, at))) analysis.report.add("sqli.comment-terminator");
};

/** "'||(select", "'+char(", "\"-sleep(": a string is closed and an expression joined to it. */
const analyseJoin = (analysis: Analysis, tokens: Tokens, at: number): void => {
  let next = at + 1;
  while (kindAt(tokens, next) === 41 && next < at + 6) next += 1;
  const kind = kindAt(tokens, next);
  if (![43, 45, 42, 47, 124, 38, 94, 37].includes(kind)) return;
  next += kindAt(tokens, next + 1) === kind ? 2 : 1;
  const bits = bitsAt(tokens, next);
  const isCall = kindAt(tokens, next + 1) === 40;
  if (isCall && (bits & (SQL_FUNCTION | RISKY_FUNCTION)) !== 0) {
    analysis.report.add("sqli.concatenation");
  }
  if (kindAt(tokens, next) === 40 && isTextAt(tokens, next + 1, "select")) {
    analysis.report.add("sqli.concatenation");
  }
};

/** "x'=email--", "id' not like id#": a string is closed, compared or computed with, and cut off. */
const analyseOperator = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (tokens.length - at > 8 || (at > 0 && !isGlued(tokens, at))) return;
  let next = at + 1;
  const isOperator = (index: number): boolean =>
    OPERATORS.has(kindAt(tokens, index)) || (bitsAt(tokens, index) & (RELATION | PREFIX)) !== 0;
  while (isOperator(next) && next < at + 4) next += 1;
  if (next === at + 1) return;
  const operand = kindAt(tokens, next);
  if (operand === WORD || operand === NUMBER) next += 1;
  const isCut = CUTS.has(kindAt(tokens, next)) || kindAt(tokens, next) === 35;
  if (isCut && isTerminator(tokens, next) && !isBalanced(tokens, at, kindAt(tokens, at))) {
    analysis.report.add("sqli.quote-operator");
  }
};

/** "' || owner.run('x') || '": a call between two strings that somebody else's quotes will close. */
const analyseCallBetween = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const isJoint = (index: number): boolean =>
    kindAt(tokens, index) === 124 && kindAt(tokens, index + 1) === 124;
  const last = tokens.length - 1;
  if (!isJoint(at + 1) || kindAt(tokens, last) !== kindAt(tokens, at) || !isJoint(last - 2)) return;
  let name = at + 3;
  while (kindAt(tokens, name) === WORD && kindAt(tokens, name + 1) === 46 && name < at + 9) {
    name += 2;
  }
  const isCall = kindAt(tokens, name) === WORD && kindAt(tokens, name + 1) === 40;
  if (isCall && isGlued(tokens, name + 1) && kindAt(tokens, last - 3) === 41) {
    analysis.report.add("sqli.concatenation");
  }
};

/** "',NULL,NULL)--", "',1,1)#": the list of an INSERT is finished early. */
const analyseList = (analysis: Analysis, tokens: Tokens, at: number): void => {
  let next = at + 1;
  let items = 0;
  while (kindAt(tokens, next) === 44 && next < at + 24) {
    const isItem =
      kindAt(tokens, next + 1) === NUMBER || (bitsAt(tokens, next + 1) & CONSTANT) !== 0;
    if (!isItem) return;
    items += 1;
    next += 2;
  }
  if (items === 0 || kindAt(tokens, next) !== 41) return;
  const end = kindAt(tokens, next + 1);
  if (end === DASHES || end === OPEN_COMMENT || end === 35) {
    const isLeft = !isBalanced(tokens, at, kindAt(tokens, at));
    if (isLeft) analysis.report.add("sqli.insert-breakout");
  }
};

/** "(select 'b') --": a value in brackets, without a sentence in it, and the rest cut off. */
export const analyseBracketCut = (analysis: Analysis, tokens: Tokens): void => {
  const last = tokens.length - 1;
  if (last < 3 || last > LINE || kindAt(tokens, last - 1) !== 41) return;
  if (!isTerminator(tokens, last)) return;
  let known = 0;
  let plain = 0;
  for (let at = 0; at < last; at += 1) {
    analysis.meter.steps += 1;
    const isKnown = bitsAt(tokens, at) !== 0 || isQuote(kindAt(tokens, at));
    if (isKnown || textAt(tokens, at).startsWith("@")) known += 1;
    if (kindAt(tokens, at) !== WORD || isKnown) plain = 0;
    else plain += 1;
    if (plain > 1) return;
  }
  if (known > 0) analysis.report.add("sqli.comment-terminator");
};

/** What may follow a quote that leaves a string. */
export const analyseQuote = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (!isQuote(kindAt(tokens, at))) return;
  analysis.meter.steps += 1;
  analyseCut(analysis, tokens, at);
  analyseJoin(analysis, tokens, at);
  analyseOperator(analysis, tokens, at);
  analyseCallBetween(analysis, tokens, at);
  analyseList(analysis, tokens, at);
};

/** "char(88)+char(89)", "concat(0x7e,version())": text that is spelled in numbers. */
export const analyseSpelling = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const word = textAt(tokens, at);
  const isSpelling = word === "char" || word === "chr" || word === "nchar" || word === "concat";
  if (!isSpelling || kindAt(tokens, at + 1) !== 40 || kindAt(tokens, at + 2) !== NUMBER) return;
  if (word === "concat") {
    const number = textAt(tokens, at + 2);
    if (number.startsWith("0x")) analysis.report.add("sqli.spelled-text");
    return;
  }
  const isList = kindAt(tokens, at + 3) === 44 && kindAt(tokens, at + 4) === NUMBER;
  const join = kindAt(tokens, at + 4);
  const isJoined = kindAt(tokens, at + 3) === 41 && (join === 43 || join === 124);
  if (isList || isJoined) analysis.report.add("sqli.spelled-text");
};
