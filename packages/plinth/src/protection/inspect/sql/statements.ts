import type { Analysis } from "../engine/finding.ts";
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
import { CATALOGUE, CLAUSE, CONNECTIVE, OBJECT_KIND, SQL_FUNCTION } from "../engine/words.ts";
import type { RuleId } from "../rules/index.ts";
import { afterAt, beforeAt } from "./context.ts";
import { isHandedQuery, isInShownQuery } from "./shown.ts";

/** How far a statement is read for what gives it away, in tokens. */
const REACH = 48;

const isWord = (tokens: Tokens, at: number, ...words: readonly string[]): boolean =>
  kindAt(tokens, at) === WORD && words.includes(textAt(tokens, at));

/** Whether a statement is over before token `at`: the end, ";", a comment, a quote, a clause. */
const isOver = (tokens: Tokens, at: number): boolean => {
  const kind = kindAt(tokens, at);
  if (kind === END || kind === 59 || kind === DASHES || kind === 35 || isQuote(kind)) return true;
  return kind === 41 || kind === 40 || (bitsAt(tokens, at) & (CLAUSE | CONNECTIVE)) !== 0;
};

const nameEnd = (tokens: Tokens, at: number): number => {
  let end = at;
  const isQuoted = kindAt(tokens, end) === 91 || kindAt(tokens, end) === 96;
  if (isQuoted) end += 1;
  if (kindAt(tokens, end) !== WORD) return -1;
  end += 1;
  while (kindAt(tokens, end) === 46 && end < at + 10) end += 2;
  return isQuoted ? end + 1 : end;
};

/** Whether what follows "select" can be a list of columns: prose never gets this far. */
export const isSelectList = (tokens: Tokens, index: number): boolean => {
  let at = index;
  while (isWord(tokens, at, "distinct", "all", "top", "sql_calc_found_rows")) at += 1;
  const kind = kindAt(tokens, at);
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

/** "order by 3--", "' group by x having". */
export const analyseOrder = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (!isWord(tokens, at + 1, "by")) return;
  const before = beforeAt(tokens, at);
  let end = at + 2;
  const isNumber = kindAt(tokens, end) === NUMBER;
  for (let turn = 0; turn < 24; turn += 1) {
    analysis.meter.steps += 1;
    const kind = kindAt(tokens, end);
    if (kind !== NUMBER && kind !== WORD && kind !== 46) break;
    end += 1;
    if (kindAt(tokens, end) === 44) end += 1;
  }
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
  if (isProbe) analysis.report.add("sqli.order-probe");
};

/** "(select …" as an operand, "' select …", and statements about the catalogue. */
export const analyseSelect = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const before = beforeAt(tokens, at);
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
  const isBroken = before === "quote" || before === "separator" || before === "bracket";
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

const isNamed = (tokens: Tokens, at: number, bits: number): boolean =>
  kindAt(tokens, at) === WORD && (bitsAt(tokens, at) & bits) !== 0;

const scanSelect = (analysis: Analysis, tokens: Tokens, at: number): void => {
  let hasFrom = false;
  for (let index = at + 1; index < at + REACH && index < tokens.length; index += 1) {
    analysis.meter.steps += 1;
    const bits = bitsAt(tokens, index);
    if ((bits & CATALOGUE) !== 0) analysis.report.add("sqli.system-catalog");
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

type Shape = (tokens: Tokens, at: number) => RuleId | undefined;

/** Whether a quote before a statement is closed right behind it: a phrase that somebody quotes. */
const isQuoted = (tokens: Tokens, at: number, end: number): boolean =>
  isQuote(kindAt(tokens, at - 1)) &&
  kindAt(tokens, end) === kindAt(tokens, at - 1) &&
  kindAt(tokens, end + 1) === WORD;

/** "drop table x", "create user y". */
const schemaShape: Shape = (tokens, at) => {
  const word = textAt(tokens, at);
  if (isWord(tokens, at + 1, "or") && isWord(tokens, at + 2, "replace")) {
    return (bitsAt(tokens, at + 3) & OBJECT_KIND) === 0 ? undefined : "sqli.stacked-schema";
  }
  if ((bitsAt(tokens, at + 1) & OBJECT_KIND) === 0) {
    const isCut = word === "drop" && kindAt(tokens, at - 1) === 59;
    return isCut && kindAt(tokens, at + 2) === DASHES ? "sqli.stacked-schema" : undefined;
  }
  let name = at + 2;
  while (isWord(tokens, name, "if", "not", "exists", "or")) name += 1;
  const end = nameEnd(tokens, name);
  const isLoose = word === "alter" || word === "create";
  if (isQuoted(tokens, at, end)) return undefined;
  return end > 0 && (isLoose || isOver(tokens, end)) ? "sqli.stacked-schema" : undefined;
};

const deleteShape: Shape = (tokens, at) => {
  let from = at + 1;
  if (isWord(tokens, from, "ignore", "quick", "low_priority")) from += 1;
  const end = isWord(tokens, from, "from") ? nameEnd(tokens, from + 1) : -1;
  if (isQuoted(tokens, at, end)) return undefined;
  return end > 0 && isOver(tokens, end) ? "sqli.stacked-change" : undefined;
};

const insertShape: Shape = (tokens, at) => {
  const end = isWord(tokens, at + 1, "into") ? nameEnd(tokens, at + 2) : -1;
  if (end < 0) return undefined;
  const isShape = kindAt(tokens, end) === 40 || isWord(tokens, end, "values", "select", "set");
  return isShape ? "sqli.stacked-change" : undefined;
};

const updateShape: Shape = (tokens, at) => {
  const end = nameEnd(tokens, at + 1);
  const column = end > 0 && isWord(tokens, end, "set") ? nameEnd(tokens, end + 1) : -1;
  return column > 0 && kindAt(tokens, column) === 61 ? "sqli.stacked-change" : undefined;
};

const executeShape: Shape = (tokens, at) => {
  const text = textAt(tokens, at + 1);
  if (/^(?:xp_|sp_|master)/.test(text)) return "sqli.procedure";
  const isOther = text === "as" && isWord(tokens, at + 2, "login", "user");
  if (isOther && isQuote(kindAt(tokens, at + 3))) return "sqli.stacked-run";
  const isRun = kindAt(tokens, at + 1) === 40 || text.startsWith("@") || text === "immediate";
  return isRun ? "sqli.stacked-run" : undefined;
};

const shutdownShape: Shape = (tokens, at) => {
  const kind = kindAt(tokens, at + 1);
  const isLast = kind === END || kind === 59 || kind === DASHES;
  return isLast || isWord(tokens, at + 1, "with") ? "sqli.stacked-run" : undefined;
};

/** Somebody is granted access to something by a sentence as well, where it begins a text. */
const grantShape: Shape = (tokens, at) =>
  isWord(tokens, at + 2, "on") || (at > 0 && isWord(tokens, at + 2, "to"))
    ? "sqli.stacked-run"
    : undefined;

const copyShape: Shape = (tokens, at) => {
  const end = kindAt(tokens, at + 1) === 40 ? at + 1 : nameEnd(tokens, at + 1);
  const isFile = isWord(tokens, end, "from", "to") && isQuote(kindAt(tokens, end + 1));
  return end > 0 && isFile ? "sqli.file-access" : undefined;
};

/** A statement of two fixed words. */
const twoWords =
  (rule: RuleId, ...words: readonly string[]): Shape =>
  (tokens, at) =>
    isWord(tokens, at + 1, ...words) ? rule : undefined;

/** What the rest of a statement looks like, by its first word. */
const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ["drop", schemaShape],
  ["alter", schemaShape],
  ["create", schemaShape],
  ["truncate", schemaShape],
  ["delete", deleteShape],
  ["insert", insertShape],
  ["update", updateShape],
  ["exec", executeShape],
  ["execute", executeShape],
  ["shutdown", shutdownShape],
  [
    "declare",
    (tokens, at) => (textAt(tokens, at + 1).startsWith("@") ? "sqli.stacked-run" : undefined),
  ],
  ["grant", grantShape],
  ["revoke", grantShape],
  ["backup", twoWords("sqli.stacked-run", "database", "log")],
  ["bulk", twoWords("sqli.stacked-run", "insert")],
  ["attach", twoWords("sqli.stacked-run", "database")],
  ["load", twoWords("sqli.file-access", "data")],
  ["copy", copyShape],
]);

/** "1;drop table users and on goes the sentence": glued to a value, the rest does not matter. */
const gluedRule = (tokens: Tokens, at: number): RuleId | undefined => {
  if (kindAt(tokens, at - 1) !== 59 || !isGlued(tokens, at - 1)) return undefined;
  const value = kindAt(tokens, at - 2);
  if (value !== NUMBER && value !== 41 && !isQuote(value)) return undefined;
  const word = textAt(tokens, at);
  const isObject = (bitsAt(tokens, at + 1) & OBJECT_KIND) !== 0;
  if (isObject && (word === "drop" || word === "truncate")) return "sqli.stacked-schema";
  return word === "delete" && isWord(tokens, at + 1, "from") ? "sqli.stacked-change" : undefined;
};

/** Statements that change or run something, behind ";", a quote, a bracket, or as the whole text. */
export const analyseStatement = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const shape = SHAPES.get(textAt(tokens, at));
  const rule = shape?.(tokens, at) ?? gluedRule(tokens, at);
  if (rule === undefined) return;
  const before = beforeAt(tokens, at);
  if (before !== "word" && before !== "other" && before !== "number") analysis.report.add(rule);
  else if (rule === "sqli.procedure") analysis.report.add(rule);
};

/** "into outfile '…'", "into dumpfile". */
export const analyseInto = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const isFile = isWord(tokens, at + 1, "outfile", "dumpfile");
  if (isFile) analysis.report.add("sqli.file-access");
  if (kindAt(tokens, at + 1) === WORD && textAt(tokens, at + 1).startsWith("@")) {
    if (beforeAt(tokens, at) !== "word") analysis.report.add("sqli.file-access");
  }
};
