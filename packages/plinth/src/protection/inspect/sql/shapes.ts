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
import { OBJECT_KIND } from "../engine/words.ts";
import type { RuleId } from "../rules/index.ts";
import { beforeAt } from "./context.ts";
import { isOver, isQuoted, isWord, nameEnd } from "./names.ts";
import { isAskedAbout, isCited } from "./shown.ts";

type Shape = (tokens: Tokens, at: number) => RuleId | undefined;

/** What follows the name of what is altered. */
const ALTERED: readonly string[] =
  "add alter drop modify change rename column set owner with identified enable disable convert engine default account password login no force superuser compile".split(
    " ",
  );

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
  // "drop table tennis from the programme".
  if (isWord(tokens, end, "from")) return undefined;
  // "ALTER TABLE locks are shorter": what is altered is said next.
  if (word === "alter" && !isOver(tokens, end) && !isWord(tokens, end, ...ALTERED))
    return undefined;
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
  // ";execute p;": what was prepared before, between two separators.
  const isPrepared = kindAt(tokens, at - 1) === 59 && kindAt(tokens, at + 1) === WORD;
  const isRun =
    kindAt(tokens, at + 1) === 40 ||
    text.startsWith("@") ||
    text === "immediate" ||
    (isPrepared && isGlued(tokens, at) && isOver(tokens, at + 2));
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
  const isRun = isWord(tokens, end + 1, "program");
  const isFile =
    isWord(tokens, end, "from", "to") && isQuote(kindAt(tokens, isRun ? end + 2 : end + 1));
  return end > 0 && isFile ? "sqli.file-access" : undefined;
};

/** ";handler users open": MySQL's way to read a table without a query. */
const handlerShape: Shape = (tokens, at) =>
  kindAt(tokens, at - 1) === 59 && isWord(tokens, nameEnd(tokens, at + 1), "open", "read", "close")
    ? "sqli.stacked-run"
    : undefined;

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
  ["handler", handlerShape],
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
  if (isCited(tokens, at, analysis.meter) || isAskedAbout(tokens, at, analysis.meter)) return;
  const before = beforeAt(tokens, at);
  const isLed =
    before === "start" || before === "quote" || before === "bracket" || before === "separator";
  if (isLed || rule === "sqli.procedure") analysis.report.add(rule);
};
