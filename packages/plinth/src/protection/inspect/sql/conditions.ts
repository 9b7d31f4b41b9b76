import type { Analysis } from "../engine/finding.ts";
import {
  bitsAt,
  END,
  isGlued,
  isQuote,
  isSpaced,
  isTextAt,
  kindAt,
  NUMBER,
  nextOfKind,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import { CLAUSE, CONNECTIVE, CONSTANT, RELATION } from "../engine/words.ts";
import type { RuleId } from "../rules/index.ts";
import { afterAt, beforeAt, closesBracket } from "./context.ts";
import {
  type Comparison,
  type Reading,
  readComparison,
  skipOperand,
  startReading,
} from "./grammar.ts";
import { isInShownQuery } from "./shown.ts";

/** Evidence from which a condition counts as an attack. */
const ENOUGH = 3;

const beforeWeight = (tokens: Tokens, index: number): number => {
  const before = beforeAt(tokens, index);
  // "where (a or b) and c": a bracket that was opened as well leaves nothing.
  if (before === "bracket") return closesBracket(tokens, index - 1) ? 1 : 2;
  if (before === "quote") return 2;
  // ", and 7 = 14 / 2": a comma joins sentences, and leaves nothing.
  if (before === "comma") return -1;
  return before === "start" || before === "number" || before === "separator" ? 1 : 0;
};

const afterWeight = (tokens: Tokens, at: number, index: number, reading: Reading): number => {
  if (reading.isOpen) return 2;
  const after = afterAt(tokens, index);
  // "WHERE sku = 7 -- is this slow?": a dash, and a sentence.
  if (after === "comment") return goesOn(tokens, index) && beforeWeight(tokens, at) === 0 ? 0 : 2;
  return after === "word" ? -1 : 0;
};

/** "or (exists)", "and exists(select …)", "or not exists". */
const isExists = (tokens: Tokens, index: number): boolean => {
  let at = index;
  while (kindAt(tokens, at) === 40 || isTextAt(tokens, at, "not")) at += 1;
  const follows = kindAt(tokens, at + 1);
  return isTextAt(tokens, at, "exists") && (follows === 40 || follows === 41 || follows === END);
};

/** Whether what stands behind "' or true" ends the query, or belongs to it. */
const cutsOff = (tokens: Tokens, at: number, end: number, isConstant: boolean): boolean => {
  if (isConstant && endsInClause(tokens, end)) return true;
  const isString = isQuote(kindAt(tokens, at + 1));
  const after = afterAt(tokens, end);
  // "'A' or 'D' -- is that half a mark": a dash between words.
  if (after === "comment") {
    return !(isString && isQuotedTwice(tokens, at) && goesOn(tokens, end));
  }
  const isLast = after === "end" || (isConstant && kindAt(tokens, end) === 59);
  return isLast && !isString && !isQuotedTwice(tokens, at);
};

/** "or true", "or 1", "or 'x'": no comparison, but always true; only where the rest is cut off. */
const isAlwaysTrue = (tokens: Tokens, at: number, end: number): boolean => {
  const before = beforeAt(tokens, at);
  if (before === "word" || before === "other") return false;
  if (before === "bracket" && closesBracket(tokens, at - 1)) return false;
  // "or not false".
  const isTurned = kindAt(tokens, at + 1) === 33 || isTextAt(tokens, at + 1, "not");
  const value = isTurned ? at + 2 : at + 1;
  const first = kindAt(tokens, value);
  const isConstant = (bitsAt(tokens, value) & CONSTANT) !== 0;
  if (first !== NUMBER && !isConstant && !isQuote(first)) return false;
  const after = afterAt(tokens, end);
  const word = kindAt(tokens, at) === WORD ? textAt(tokens, at) : "or";
  if (word !== "or" && word !== "and" && word !== "xor") return false;
  if (before === "quote" || before === "bracket") {
    return cutsOff(tokens, at, end, isConstant);
  }
  // Without a quote only a whole value such as "or true" or "1 or 1#" is one.
  if (after === "comment") return isConstant || first === NUMBER;
  // "7 or true" and nothing else.
  const isAll = isBehindNumber(tokens, at) && tokens.length - at < 4;
  return after === "end" && (before === "start" || isAll) && isConstant;
};

/** Whether a dash at a place has blanks around it, and words behind it. */
const goesOn = (tokens: Tokens, dash: number): boolean =>
  isSpaced(tokens, dash) &&
  isSpaced(tokens, dash + 1) &&
  kindAt(tokens, dash + 1) === WORD &&
  kindAt(tokens, dash + 2) === WORD;

/** "… limit 1", "… order by 1", "… union select": how a query goes on behind its condition. */
const endsInClause = (tokens: Tokens, at: number): boolean => {
  if ((bitsAt(tokens, at) & CLAUSE) === 0) return false;
  if (isTextAt(tokens, at, "limit")) return kindAt(tokens, at + 1) === NUMBER;
  return isTextAt(tokens, at + 1, "by") || isTextAt(tokens, at + 1, "select");
};

/** Whether the quote before a connective ends a string that began: '"salt" and pepper'. */
const isQuotedTwice = (tokens: Tokens, at: number): boolean => {
  const quote = kindAt(tokens, at - 1);
  for (let index = at - 2; index > at - 12 && index >= 0; index -= 1) {
    if (kindAt(tokens, index) === quote) return true;
  }
  return false;
};

/** Whether nothing but a number, "7" or "-7", stands before, or nothing at all. */
const isBehindNumber = (tokens: Tokens, at: number): boolean =>
  at === 0 ||
  (kindAt(tokens, at - 1) === NUMBER && (at === 1 || (at === 2 && kindAt(tokens, 0) === 45)));

/** The rule of a comparison, by the evidence around it. */
const comparisonRule = (
  tokens: Tokens,
  at: number,
  comparison: Comparison,
  reading: Reading,
): RuleId | undefined => {
  if (reading.isRisky) return "sqli.delay-call";
  const weight = beforeWeight(tokens, at);
  const after = afterWeight(tokens, at, comparison.end, reading);
  const isCertain = comparison.isLiteral && comparison.isEquality;
  let score = weight + (isCertain ? Math.max(0, after) : after);
  if (comparison.isLiteral) score += comparison.isEquality ? 3 : 2;
  else if (comparison.isEquality) score += 1;
  // "1 or name like '%'" and nothing else.
  if (at > 0 && isBehindNumber(tokens, at) && comparison.end >= tokens.length) score += 1;
  // "' or price > 1": the quote of the query, a comparison, and nothing else.
  if (at === 1 && weight === 2 && comparison.end >= tokens.length) score += 1;
  if (reading.hasCall) score += 2;
  else if (comparison.asksServer && weight > 0) score += 1;
  if (score < ENOUGH) return undefined;
  if (comparison.isLiteral) return "sqli.tautology";
  // What cuts off the rest was never part of a query that is shown.
  const isShown = after <= 0 && isInShownQuery(tokens, at, reading.meter);
  return isShown ? undefined : "sqli.condition";
};

/** The rule that a condition behind a connective meets, if any. */
const conditionRule = (
  analysis: Analysis,
  tokens: Tokens,
  at: number,
  from: number,
): RuleId | undefined => {
  const reading = startReading(tokens, analysis.meter);
  const comparison = readComparison(reading, from);
  if (comparison !== undefined) return comparisonRule(tokens, at, comparison, reading);
  const end = skipOperand(reading, from);
  if (end < 0) return undefined;
  if (reading.isRisky) return "sqli.delay-call";
  const asksServer = textAt(tokens, from).startsWith("@@");
  if ((reading.hasCall || asksServer) && beforeWeight(tokens, at) === 2) return "sqli.condition";
  // "1 and elt(7=7,1)" as a whole: a call says true or false by itself.
  const isWhole = isBehindNumber(tokens, at) && afterAt(tokens, end) !== "word";
  if (reading.hasCall && isWhole && kindAt(tokens, from + 2) === NUMBER) return "sqli.condition";
  return isAlwaysTrue(tokens, at, end) ? "sqli.always-true" : undefined;
};

/** Looks at a connective: "or", "and", "having", "where", "when", "&&", "||". */
export const analyseConnective = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const kind = kindAt(tokens, at);
  const isSymbol = kind !== WORD;
  let from = isSymbol ? at + 2 : at + 1;
  while ((bitsAt(tokens, from) & CONNECTIVE) !== 0 && from < at + 4) from += 1;
  if (isExists(tokens, from) && beforeAt(tokens, at) !== "word") {
    analysis.report.add("sqli.condition");
  }
  const rule = conditionRule(analysis, tokens, at, from);
  if (rule !== undefined) analysis.report.add(rule);
};

const COMPARING: readonly string[] = ["like", "rlike", "between", "regexp"];

/** "' = '", "' like '%": the string is left and compared, with nothing in between. */
export const analyseQuoteComparison = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (!isQuote(kindAt(tokens, at)) || (at > 0 && !isGlued(tokens, at))) return;
  if ((bitsAt(tokens, at + 1) & RELATION) === 0) return;
  if (!COMPARING.some((word) => isTextAt(tokens, at + 1, word))) return;
  const reading = startReading(tokens, analysis.meter);
  const end = skipOperand(reading, at + 2);
  // '"like"' is a quoted word: nothing stands behind the quote that follows.
  if (isQuote(kindAt(tokens, at + 2)) && at + 3 >= tokens.length) return;
  if (end >= 0 && (reading.isOpen || afterAt(tokens, end) === "comment")) {
    analysis.report.add("sqli.condition");
  }
};

const SOUP_LENGTH = 14;
const OPERATORS: ReadonlySet<number> = new Set([61, 43, 45, 42, 94, 38, 124, 60, 62, 37, 33, 47]);

const isOperator = (tokens: Tokens, at: number): boolean => {
  if (OPERATORS.has(kindAt(tokens, at))) return true;
  if ((bitsAt(tokens, at) & (CONNECTIVE | RELATION)) !== 0) return true;
  const word = textAt(tokens, at);
  return word === "mod" || word === "div" || word === "not";
};

/**
 * A short value of quotes, operators and connectives alone, such as "'-'" or "' or ''": what is
 * left of a condition once the surrounding quotes are put back.
 */
const isSoup = (tokens: Tokens): boolean => {
  if (tokens.length < 2 || tokens.length > SOUP_LENGTH) return false;
  if (!isQuote(kindAt(tokens, 0)) || !isQuote(kindAt(tokens, tokens.length - 1))) return false;
  let operators = 0;
  let weight = kindAt(tokens, 0) === 39 ? 1 : 0;
  for (let at = 0; at < tokens.length; at += 1) {
    const kind = kindAt(tokens, at);
    if (isOperator(tokens, at)) {
      operators += 1;
      if (kind === 61) weight += 1;
      if (kind === WORD && tokens.length > 3) weight += 1;
    } else if (!isQuote(kind) && kind !== NUMBER) return false;
  }
  return operators > 0 && weight > 0;
};

/** "x'|name!='": both quotes are glued to what they close, and the one that follows is the query's own. */
const isGluedPair = (tokens: Tokens, first: number, second: number): boolean =>
  first > 0 && isGlued(tokens, first) && (isGlued(tokens, second) || isGlued(tokens, first + 1));

/** "abc' = !!'0", "1'*id is null or '1": two quotes, and only an expression between them. */
const isPair = (tokens: Tokens, quote: number): boolean => {
  const first = nextOfKind(tokens, quote, 0);
  if (first < 0 || first > 3) return false;
  const second = nextOfKind(tokens, quote, first + 1);
  if (second < 0 || nextOfKind(tokens, quote, second + 1) >= 0) return false;
  const tail = tokens.length - second;
  if (second - first > SOUP_LENGTH || second - first < 2 || tail > 4) return false;
  if (tail < 2 && !isGluedPair(tokens, first, second)) return false;
  if (first > 0 && isSpaced(tokens, first) && quote === 34) return false;
  if (isSpaced(tokens, second + 1)) return false;
  if ([58, 44, 59, 41, 93, 125].includes(kindAt(tokens, second + 1))) return false;
  if (!isOperator(tokens, first + 1) || !isOperator(tokens, second - 1)) return false;
  return isExpression(tokens, first + 1, second);
};

/** Whether nothing but operators, numbers, brackets and at most two names stand between two places. */
const isExpression = (tokens: Tokens, from: number, to: number): boolean => {
  let words = 0;
  for (let at = from; at < to; at += 1) {
    const kind = kindAt(tokens, at);
    if (isOperator(tokens, at) || kind === NUMBER || kind === 40 || kind === 41) continue;
    // "\\N" is another name of null.
    if (kind === 92) continue;
    if (kind !== WORD) return false;
    words += 1;
  }
  return words <= 2;
};

/** Values that make sense only between the quotes of somebody else's query. */
export const analyseQuoteSoup = (analysis: Analysis, tokens: Tokens): void => {
  analysis.meter.steps += tokens.length;
  if (isSoup(tokens) || isPair(tokens, 39) || isPair(tokens, 34)) {
    analysis.report.add("sqli.quote-operator");
  }
};
