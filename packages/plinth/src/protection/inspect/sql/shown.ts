// A question and the whole query that answers it: "Which meals are warm? SELECT … FROM … WHERE …".
// Inside such a query conditions and subqueries belong to it: they were not broken into it.
// And a program that hands a query to a function.

import type { Meter } from "../engine/finding.ts";
import { asksAboutQuery } from "../engine/questions.ts";
import {
  beginOf,
  bitsAt,
  DASHES,
  endOf,
  isGlued,
  isQuote,
  isSpaced,
  isTextAt,
  kindAt,
  NUMBER,
  OPEN_COMMENT,
  type Tokens,
  WORD,
} from "../engine/tokens.ts";

/** How far back a query is read for its first word, in tokens. */
const REACH = 320;

/** Tokens before a query that can be what somebody says about it. */
const SAYING = 3;

/** Whether the quotes between two places are closed, both kinds. */
const isClosed = (tokens: Tokens, from: number, to: number): boolean => {
  let single = 0;
  let double = 0;
  for (let at = from; at < to; at += 1) {
    if (kindAt(tokens, at) === 39) single += 1;
    if (kindAt(tokens, at) === 34) double += 1;
  }
  return single % 2 === 0 && double % 2 === 0;
};

/** "…wednesday SELECT", "…2010\nSELECT", "…? -> SELECT": words stand before it, no value that was left. */
const isSaid = (tokens: Tokens, select: number): boolean => {
  if (select < SAYING) return false;
  const kind = kindAt(tokens, select - 1);
  if (kind === WORD) return bitsAt(tokens, select - 1) === 0;
  const between = tokens.text.slice(endOf(tokens, select - 1), beginOf(tokens, select));
  if (kind === NUMBER) return between.includes("\n");
  // A bracket is a subquery, and a quote, a semicolon or a comma is how a value is left.
  return !isQuote(kind) && ![40, 41, 44, 59].includes(kind) && between !== "";
};

/** What stands behind the tables of a query. */
const CLAUSES: readonly string[] = ["where", "group", "having"];

/** What cuts a query off from what stands before it. */
const CUTS: ReadonlySet<number> = new Set([59, 35, DASHES, OPEN_COMMENT]);

/** The first word of the query whose condition the place belongs to; -1 where there is none. */
const selectBefore = (tokens: Tokens, place: number, meter: Meter): number => {
  let hasClause = false;
  let hasFrom = false;
  for (let at = place; at >= 0 && at > place - REACH; at -= 1) {
    meter.steps += 1;
    if (CUTS.has(kindAt(tokens, at))) return -1;
    if (kindAt(tokens, at) !== WORD) continue;
    if (isTextAt(tokens, at, "union")) return -1;
    if (CLAUSES.some((word) => isTextAt(tokens, at, word))) hasClause = true;
    else if (isTextAt(tokens, at, "from")) hasFrom = hasClause && kindAt(tokens, at + 1) === WORD;
    else if (isTextAt(tokens, at, "select") && kindAt(tokens, at - 1) !== 40) {
      return hasFrom ? at : -1;
    }
  }
  return -1;
};

/** Whether the place lies in the condition of a whole query that somebody says something about. */
export const isInShownQuery = (tokens: Tokens, place: number, meter: Meter): boolean => {
  const select = selectBefore(tokens, place, meter);
  return select > 0 && isSaid(tokens, select) && isClosed(tokens, select, place);
};

/** How far a string is read for the quote that closes it, in tokens. */
const STRING = 64;

/** Where a citation begins at the earliest: something is said before it, and a quote opens it. */
const CITING = 3;

/** "a simple 'select * from menu;' test": in quotes of a sentence, a blank before and behind them. */
export const isCited = (tokens: Tokens, first: number, meter: Meter): boolean => {
  const quote = kindAt(tokens, first - 1);
  if (!isQuote(quote) || !isGlued(tokens, first)) return false;
  if (isGlued(tokens, first - 1) || first < CITING) return false;
  for (let at = first + 1; at < first + STRING && at < tokens.length; at += 1) {
    meter.steps += 1;
    if (kindAt(tokens, at) !== quote) continue;
    return at === tokens.length - 1 || kindAt(tokens, at + 1) !== WORD || !isGlued(tokens, at + 1);
  }
  return false;
};

/** 'psql -c "', "mysql -e '": what the shell of a database is given to run. */
const isOption = (tokens: Tokens, at: number): boolean =>
  kindAt(tokens, at - 1) === 45 &&
  (isTextAt(tokens, at, "c") || isTextAt(tokens, at, "e")) &&
  isTextAt(tokens, at - 2, isTextAt(tokens, at, "c") ? "psql" : "mysql");

/** "raw('select …')", "query(\"select …\", [7])": a string that is opened and closed in a call. */
export const isHandedQuery = (tokens: Tokens, select: number, meter: Meter): boolean => {
  const quote = kindAt(tokens, select - 1);
  if (!isQuote(quote) || !isGlued(tokens, select)) return false;
  if (isOption(tokens, select - 2)) return true;
  if (kindAt(tokens, select - 2) !== 40 || kindAt(tokens, select - 3) !== WORD) return false;
  // "Menu::select('select …')": a method may be called as anything.
  const before = kindAt(tokens, select - 4);
  const isMethod = before === 46 || before === 58 || before === 62;
  if (!isMethod && bitsAt(tokens, select - 3) !== 0) return false;
  for (let at = select + 1; at < select + STRING; at += 1) {
    meter.steps += 1;
    if (kindAt(tokens, at) !== quote) continue;
    return kindAt(tokens, at + 1) === 44 || kindAt(tokens, at + 1) === 41;
  }
  return false;
};

/** Words in a row that ask something. */
const QUESTION = 4;

/** A dash of prose: two hyphens with blanks around them, or one of typographers. */
const isDash = (tokens: Tokens, at: number): boolean =>
  isSpaced(tokens, at) &&
  isSpaced(tokens, at + 1) &&
  (kindAt(tokens, at) === DASHES || isTextAt(tokens, at, "–") || isTextAt(tokens, at, "—"));

/** ");\nThis is what I have; is it enough?": a sentence behind a statement, up to the end of the text. */
const SENTENCE = /[;)]\s{1,4}[A-Z][a-z']{0,20}(?: [\w',-]{1,24}){3}[\s\S]{0,200}[.?!]\s{0,4}$/;

/**
 * "insert into menu values (7) -- may I do that?": the text begins with it and goes on with words, or
 * ends with a question about whatever statements it shows.
 */
export const isAskedAbout = (tokens: Tokens, first: number, meter: Meter): boolean => {
  if (asksAboutQuery(tokens.text)) return true;
  if (first !== 0) return false;
  if (SENTENCE.test(tokens.text.slice(-REACH))) return true;
  let words = -1;
  for (let at = 1; at < tokens.length && words < QUESTION; at += 1) {
    meter.steps += 1;
    if (isDash(tokens, at)) words = 0;
    else if (words >= 0) words = kindAt(tokens, at) === WORD ? words + 1 : 0;
  }
  return words >= QUESTION;
};
