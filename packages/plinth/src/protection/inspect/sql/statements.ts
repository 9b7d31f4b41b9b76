import type { Analysis } from "../engine/finding.ts";
import { asksAboutQuery } from "../engine/questions.ts";
import {
  bitsAt,
  DASHES,
  END,
  isGlued,
  isQuote,
  kindAt,
  NUMBER,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import { CATALOGUE, CONNECTIVE, SQL_FUNCTION } from "../engine/words.ts";
import { afterAt, beforeAt, closesBracket } from "./context.ts";
import { isNamed, isOver, isQuoted, isWord, nameEnd } from "./names.ts";
import { isAskedAbout, isCited, isHandedQuery, isInShownQuery } from "./shown.ts";

/** How far a statement is read for what gives it away, in tokens. */
const REACH = 48;

/** Words of a name in quotes. */
const QUOTED = 4;

/** 'select "Other" when you': a quoted name, and a sentence that goes on behind it. */
const isQuotedWord = (tokens: Tokens, open: number): boolean => {
  let close = open + 1;
  while (kindAt(tokens, close) === WORD && close < open + QUOTED) close += 1;
  if (close === open + 1 || kindAt(tokens, close) !== kindAt(tokens, open)) return false;
  const isOn = kindAt(tokens, close + 1) === WORD && kindAt(tokens, close + 2) === WORD;
  return isOn && !isWord(tokens, close + 1, "from", "as", "into", "union", "where", "limit");
};

/** Whether what follows "select" can be a list of columns: prose never gets this far. */
export const isSelectList = (tokens: Tokens, index: number): boolean => {
  let at = index;
  while (isWord(tokens, at, "distinct", "all", "top", "sql_calc_found_rows")) at += 1;
  const kind = kindAt(tokens, at);
  if (isQuote(kind) && isQuotedWord(tokens, at)) return false;
  // '"Select-a-size towels"', "; select-all skips them": one word with hyphens.
  if (kind === 45 && isGlued(tokens, at) && kindAt(tokens, at + 1) === WORD) {
    if (isGlued(tokens, at + 1)) return false;
  }
  if (kind === NUMBER || isQuote(kind) || kind === 42 || kind === 40 || kind === 45) return true;
  if (kind === 43) return kindAt(tokens, at + 1) === NUMBER;
  if (kind === 91) return isColumnList(tokens, at);
  if (kind !== WORD) return false;
  if (textAt(tokens, at).startsWith("@") || isWord(tokens, at, "null", "case", "cast")) return true;
  const next = kindAt(tokens, at + 1);
  if (next === 40 && isGlued(tokens, at + 1)) return true;
  if ((bitsAt(tokens, at) & SQL_FUNCTION) !== 0 && next === 40) return true;
  return isColumnList(tokens, at);
};

/** Behind "as x", "x" or '"x"' that gives a column another name. */
const aliasEnd = (tokens: Tokens, at: number): number => {
  if (isWord(tokens, at, "as") && kindAt(tokens, at + 1) === WORD) return at + 2;
  const isQuoted = isQuote(kindAt(tokens, at)) && kindAt(tokens, at + 2) === kindAt(tokens, at);
  return isQuoted ? at + 3 : at;
};

/** Behind one column: a name, a call, a number, a string; or -1. */
const columnEnd = (tokens: Tokens, at: number): number => {
  const kind = kindAt(tokens, at);
  if (kind === NUMBER || kind === 42) return at + 1;
  if (isQuote(kind)) {
    for (let end = at + 1; end < at + 6; end += 1) {
      if (kindAt(tokens, end) === kind) return end + 1;
    }
    return -1;
  }
  const name = nameEnd(tokens, at);
  if (name < 0 || kindAt(tokens, name) !== 40) return name;
  let depth = 0;
  for (let end = name; end < name + 16; end += 1) {
    if (kindAt(tokens, end) === 40) depth += 1;
    if (kindAt(tokens, end) === 41) depth -= 1;
    if (depth === 0 || kindAt(tokens, end + 1) === 44) return end + 1;
  }
  return -1;
};

/** "name, password from users": columns and commas up to "from" and a table. */
const isColumnList = (tokens: Tokens, index: number): boolean => {
  let at = index;
  for (let turn = 0; turn < 12; turn += 1) {
    const column = columnEnd(tokens, at);
    if (column < 0) return false;
    const end = aliasEnd(tokens, column);
    if (kindAt(tokens, end) === 44) {
      at = end + 1;
      continue;
    }
    if (!isWord(tokens, end, "from")) return false;
    const table = nameEnd(tokens, end + 1);
    return table > 0 && (isOver(tokens, table) || kindAt(tokens, table) === 44);
  }
  return false;
};

/** How far a list of columns is read for the catalogue that they come from. */
const LIST_REACH = 12;

/** "select name x from information_schema.tables". */
const asksCatalogue = (analysis: Analysis, tokens: Tokens, select: number): boolean => {
  for (let at = select + 1; at < select + LIST_REACH; at += 1) {
    analysis.meter.steps += 1;
    if (isWord(tokens, at, "from")) return (bitsAt(tokens, at + 1) & CATALOGUE) !== 0;
  }
  return false;
};

/** "union [all|distinct] [(] select …". */
export const analyseUnion = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (asksAboutQuery(tokens.text)) return;
  let next = at + 1;
  while (
    next < at + 8 &&
    (isWord(tokens, next, "all", "distinct", "distinctrow") || kindAt(tokens, next) === 40)
  ) {
    next += 1;
  }
  const glued = textAt(tokens, next);
  if (glued.startsWith("selectchar") || (glued === "values" && kindAt(tokens, next + 1) === 40)) {
    analysis.report.add("sqli.union-select");
  }
  const before = beforeAt(tokens, at);
  const isBroken = before === "quote" || before === "bracket" || before === "number";
  const isOpenEnd = kindAt(tokens, next) === DASHES || kindAt(tokens, next) === 35;
  if (isBroken && isOpenEnd) analysis.report.add("sqli.union-select");
  if (!isWord(tokens, next, "select") || isQuoted(tokens, at, next + 1)) return;
  const isCut = kindAt(tokens, next + 1) === END && (at === 0 || isBroken);
  // "1 union select name x from": behind a value it is one, whatever the columns look like.
  const isOpenList =
    (isBroken && kindAt(tokens, next + 1) !== END) || asksCatalogue(analysis, tokens, next);
  if (isCut || isOpenList || isSelectList(tokens, next + 1)) {
    analysis.report.add("sqli.union-select");
  }
};

/** Behind the columns that are sorted by, at `from`. */
const sortEnd = (analysis: Analysis, tokens: Tokens, from: number): number => {
  let end = from;
  for (let turn = 0; turn < 24; turn += 1) {
    analysis.meter.steps += 1;
    const kind = kindAt(tokens, end);
    if (kind !== NUMBER && kind !== WORD && kind !== 46) break;
    end += 1;
    if (kindAt(tokens, end) === 44) end += 1;
  }
  return end;
};

/** "order by 3--", "' group by x having". */
export const analyseOrder = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (!isWord(tokens, at + 1, "by")) return;
  const before = beforeAt(tokens, at);
  const isNumber = kindAt(tokens, at + 2) === NUMBER;
  const end = sortEnd(analysis, tokens, at + 2);
  if (end === at + 2) return;
  // "1 order by ifnull(null,id)": behind a value, by a call.
  const isCall = kindAt(tokens, end) === 40 && isNamed(tokens, end - 1, SQL_FUNCTION);
  if (isCall && before === "number") analysis.report.add("sqli.order-probe");
  const after = afterAt(tokens, end);
  const isBroken = before === "quote" || before === "bracket";
  const isProbe =
    (after === "comment" && (isNumber || isBroken)) ||
    (isBroken && isNumber) ||
    (after === "end" && isNumber && (before === "start" || before === "number")) ||
    (isBroken && isWord(tokens, at, "group") && after !== "word");
  if (isProbe && !isInShownQuery(tokens, at, analysis.meter)) {
    analysis.report.add("sqli.order-probe");
  }
};

/** '"select" verbs', '"Select all" marks them': the quotes close right behind it. */
const isNamedOnly = (tokens: Tokens, at: number): boolean => {
  const next = isWord(tokens, at + 1, "all", "distinct") ? at + 2 : at + 1;
  return isQuote(kindAt(tokens, at - 1)) && kindAt(tokens, next) === kindAt(tokens, at - 1);
};

/** "(select …" as an operand, "' select …", and statements about the catalogue. */
export const analyseSelect = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const before = beforeAt(tokens, at);
  if (isNamedOnly(tokens, at) || isCited(tokens, at, analysis.meter)) return;
  if (isAskedAbout(tokens, at, analysis.meter)) return;
  const isList = isSelectList(tokens, at + 1);
  if (!isList) {
    if (before === "quote" && isWord(tokens, at + 1, "top")) analysis.report.add("sqli.subquery");
    return;
  }
  const outer = beforeAt(tokens, at - 1);
  const isOperand = kindAt(tokens, at - 1) === 40 && outer !== "word";
  if (isOperand && !isInShownQuery(tokens, at - 2, analysis.meter)) {
    analysis.report.add("sqli.subquery");
  }
  if (before === "start" && isWholeQuery(tokens, at)) analysis.report.add("sqli.whole-query");
  if (kindAt(tokens, at - 1) === 40 && isNamed(tokens, at - 2, CONNECTIVE | SQL_FUNCTION)) {
    analysis.report.add("sqli.subquery");
  }
  const isBroken =
    before === "quote" ||
    before === "separator" ||
    (before === "bracket" && !closesBracket(tokens, at - 1));
  if (isBroken && !isHandedQuery(tokens, at, analysis.meter)) {
    analysis.report.add("sqli.stacked-query");
  }
  scanSelect(analysis, tokens, at);
};

/** A value that is a query and nothing else: "select … from …" up to the end. */
const isWholeQuery = (tokens: Tokens, at: number): boolean => {
  const to = Math.min(tokens.length, at + REACH);
  let from = -1;
  for (let index = at + 1; index < to && from < 0; index += 1) {
    if (isWord(tokens, index, "from")) from = index;
  }
  if (from < 0) {
    // "select char(77)": a call of something written out, and no more.
    const isCall = isNamed(tokens, at + 1, SQL_FUNCTION) && kindAt(tokens, at + 2) === 40;
    const isSpelled = isCall && kindAt(tokens, at + 3) === NUMBER && kindAt(tokens, to - 1) === 41;
    // "select 7*7 as k": what comes back shows that it ran.
    const isSum = kindAt(tokens, at + 1) === NUMBER && kindAt(tokens, at + 2) === 42;
    if (isSum && kindAt(tokens, at + 3) === NUMBER) return tokens.length - at < 8;
    return to === tokens.length && (isSpelled || kindAt(tokens, to - 1) === 59);
  }
  const table = nameEnd(tokens, from + 1);
  if (table < 0) return kindAt(tokens, from + 1) === 40;
  return isOver(tokens, table) || kindAt(tokens, table) === 44 || kindAt(tokens, table + 1) === END;
};

/** Whether a name is one of a catalogue: "mysql" is a product, "mysql.user" a table. */
const isCatalogue = (tokens: Tokens, at: number): boolean =>
  (bitsAt(tokens, at) & CATALOGUE) !== 0 &&
  (!isWord(tokens, at, "mysql", "domain") ||
    kindAt(tokens, at + 1) === 46 ||
    isWord(tokens, at - 1, "from"));

const scanSelect = (analysis: Analysis, tokens: Tokens, at: number): void => {
  let hasFrom = false;
  for (let index = at + 1; index < at + REACH && index < tokens.length; index += 1) {
    analysis.meter.steps += 1;
    if (isCatalogue(tokens, index)) analysis.report.add("sqli.system-catalog");
    if (textAt(tokens, index).startsWith("@@")) analysis.report.add("sqli.server-variable");
    if (isWord(tokens, index, "select")) return;
    if (isWord(tokens, index, "from")) hasFrom = true;
    const isCall = kindAt(tokens, index + 1) === 40 && kindAt(tokens, index + 2) === 41;
    if (isCall && isWord(tokens, index, ...SERVER_CALLS)) {
      analysis.report.add("sqli.server-variable");
    }
    const isCut = kindAt(tokens, index) === DASHES || kindAt(tokens, index) === 35;
    if (isCut && hasFrom && tokens.length - index <= 3) analysis.report.add("sqli.stacked-query");
    if (kindAt(tokens, index) === 59) return;
  }
};

const SERVER_CALLS = [
  "version",
  "database",
  "user",
  "current_user",
  "system_user",
  "session_user",
  "current_database",
  "sqlite_version",
  "db_name",
  "user_name",
] as const;

/** "into outfile '…'", "into dumpfile". */
export const analyseInto = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const isFile = isWord(tokens, at + 1, "outfile", "dumpfile");
  if (isFile) analysis.report.add("sqli.file-access");
  if (kindAt(tokens, at + 1) === WORD && textAt(tokens, at + 1).startsWith("@")) {
    if (beforeAt(tokens, at) !== "word") analysis.report.add("sqli.file-access");
  }
};
