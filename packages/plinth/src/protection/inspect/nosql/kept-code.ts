import type { Analysis } from "../engine/finding.ts";
import { isQuote, isTextAt, kindAt, type Tokens, textAt, WORD } from "../engine/tokens.ts";

/** Keys whose value is code: of a search engine ("Scripting" of Elasticsearch), of a map and reduce. */
const CODE_KEYS: ReadonlySet<string> = new Set(["source", "inline", "script"]);
const FUNCTION_KEYS: ReadonlySet<string> = new Set(["map", "reduce", "finalize", "body", "init"]);
/** Languages of such scripts. */
const LANGUAGES: ReadonlySet<string> = new Set(["painless", "groovy", "mvel", "expression"]);
/** What code in them reads and runs with. */
const OBJECTS: ReadonlySet<string> = new Set(["doc", "ctx", "params", "java", "_source", "_value"]);

/** How many tokens of a script are read. */
const REACH = 24;

/** Whether '"name":' stands in front of a token, and which name. */
const keyBefore = (tokens: Tokens, at: number): string => {
  const isKey =
    kindAt(tokens, at - 1) === 58 &&
    isQuote(kindAt(tokens, at - 2)) &&
    kindAt(tokens, at - 3) === WORD &&
    kindAt(tokens, at - 4) === kindAt(tokens, at - 2);
  return isKey ? textAt(tokens, at - 3) : "";
};

/** Whether the string that opens at `at` reads the document: "doc['menu'].value", "ctx._source". */
const readsDocument = (tokens: Tokens, at: number): boolean => {
  if (!isQuote(kindAt(tokens, at))) return false;
  const close = kindAt(tokens, at);
  for (let index = at + 1; index < at + REACH && kindAt(tokens, index) !== close; index += 1) {
    const next = kindAt(tokens, index + 1);
    if ((next === 46 || next === 91) && OBJECTS.has(textAt(tokens, index))) return true;
  }
  return false;
};

/** '"script":"doc[…]"', '"script":{"source":"ctx._source…","lang":"painless"}'. */
const analyseScriptKey = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (!isQuote(kindAt(tokens, at - 1)) || kindAt(tokens, at + 1) !== kindAt(tokens, at - 1)) return;
  if (kindAt(tokens, at + 2) !== 58) return;
  const isObject = kindAt(tokens, at + 3) === 123;
  const until = isObject ? at + 3 + REACH : at + 3;
  for (let index = at + 3; index <= until; index += 1) {
    if (!isQuote(kindAt(tokens, index))) continue;
    const key = keyBefore(tokens, index);
    const isLanguage = key === "lang" && LANGUAGES.has(textAt(tokens, index + 1));
    if (isLanguage || (CODE_KEYS.has(key) && readsDocument(tokens, index))) {
      analysis.report.add("nosql.kept-code");
      return;
    }
  }
};

/** How many tokens of a text are read for its first bracket. */
const FIRST = 12;

/** Whether the first bracket of a text closes one that it never opened. */
export const closesFirst = (tokens: Tokens): boolean => {
  for (let index = 0; index < FIRST; index += 1) {
    const kind = kindAt(tokens, index);
    if (kind === 40 || kind === 91 || kind === 123) return false;
    if (kind === 41 || kind === 93 || kind === 125) return true;
  }
  return false;
};

/** Code that a store keeps or runs for a query: a script of a search engine, a map of its views. */
export const analyseKeptCode = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (isTextAt(tokens, at, "script")) analyseScriptKey(analysis, tokens, at);
  else if (isTextAt(tokens, at, "function")) {
    if (kindAt(tokens, at + 1) !== 40) return;
    const isValue = isQuote(kindAt(tokens, at - 1)) && FUNCTION_KEYS.has(keyBefore(tokens, at - 1));
    // "menu);},function(k,v){…": the function of a map is left, and the one of its reduce written anew.
    const isNext = kindAt(tokens, at - 1) === 44 && closesFirst(tokens);
    if (isValue || isNext) analysis.report.add("nosql.kept-code");
  }
};
