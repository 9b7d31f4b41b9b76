import type { Analysis } from "../engine/finding.ts";
import { beginsLine } from "../engine/lines.ts";
import {
  bitsAt,
  END,
  isGlued,
  isQuote,
  kindAt,
  NUMBER,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import { CONNECTIVE, NOSQL_OPERATOR, SCRIPT_WORD } from "../engine/words.ts";
import type { RuleId } from "../rules/index.ts";

const LOGICAL: ReadonlySet<string> = new Set(["$or", "$and", "$nor", "$not"]);
const CODE: ReadonlySet<string> = new Set(["$where", "$function", "$accumulator", "$expr"]);
const PATTERNS: ReadonlySet<string> = new Set([
  "$regex",
  "$options",
  "$text",
  "$search",
  "$jsonschema",
]);
const UPDATES =
  /^\$(?:set|unset|inc|push|pull|addtoset|rename|mul|min|max|pop|setoninsert|currentdate|bit)/;
const STAGES = /^\$(?:lookup|out|merge|unionwith|graphlookup|group|project|match|facet)/;
const RANGES = /^\$(?:gt|gte|lt|lte)$/;

/** The rule of an operator; every operator is one of these. */
const operatorRule = (operator: string): RuleId => {
  const name = operator.toLowerCase();
  if (CODE.has(name)) return "nosql.code-operator";
  if (LOGICAL.has(name)) return "nosql.logical-operator";
  if (PATTERNS.has(name)) return "nosql.pattern-operator";
  if (name === "$ne" || name === "$nin") return "nosql.negation-operator";
  if (RANGES.test(name)) return "nosql.range-operator";
  if (name === "$exists" || name === "$type") return "nosql.existence-operator";
  if (name === "$in" || name === "$all" || name === "$eq") return "nosql.member-operator";
  if (STAGES.test(name)) return "nosql.pipeline-stage";
  return UPDATES.test(name) ? "nosql.update-operator" : "nosql.other-operator";
};

/** '{"$ne":', "{$ne:", "$where:" — an operator where a key stands. */
const analyseOperator = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const word = textAt(tokens, at);
  const before = kindAt(tokens, at - 1);
  let next = at + 1;
  const isQuoted = isQuote(before) && kindAt(tokens, next) === before;
  if (isQuoted) next += 1;
  const opener = kindAt(tokens, isQuoted ? at - 2 : at - 1);
  // "[$ne]=1": the way query strings write the same.
  if (before === 91 && kindAt(tokens, at + 1) === 93) {
    const value = kindAt(tokens, at + 2);
    if (value === 61 || value === 91 || value === END) analysis.report.add("nosql.bracket-key");
    return;
  }
  if (kindAt(tokens, next) === 58) {
    // In prose "$set: …" is a heading; a key opens a bracket, follows a comma, or begins the text.
    const isKey =
      (CODE.has(word) && isQuote(kindAt(tokens, next + 1))) ||
      opener === 123 ||
      opener === 44 ||
      opener === END ||
      isQuote(opener);
    if (isKey) analysis.report.add(operatorRule(word));
  }
};

/** "this.password.match(", "this.a==this.b", "this.name.length<5": code of $where. */
const analyseThis = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (kindAt(tokens, at + 1) !== 46 || kindAt(tokens, at + 2) !== WORD) return;
  let end = at + 3;
  while (kindAt(tokens, end) === 46 && end < at + 9) end += 2;
  const kind = kindAt(tokens, end);
  const before = kindAt(tokens, at - 1);
  const isLed =
    before === 38 || before === 124 || isQuote(before) || before === 59 || before === 58;
  const isCompared = (kind === 61 && kindAt(tokens, end + 1) === 61) || kind === 60 || kind === 62;
  const last = textAt(tokens, end - 1);
  const isMatch =
    kind === 40 &&
    /^(?:match|test|startswith|charat|charcodeat|substring|substr|indexof)$/.test(last);
  const isSame = isCompared && textAt(tokens, end + (kind === 61 ? 2 : 1)) === "this";
  if ((isLed && (isCompared || isMatch)) || isSame || (isMatch && at === 0))
    analysis.report.add("nosql.script-condition");
};

/** "'; return true; var x='", "0;return(true)". */
const analyseReturn = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const before = kindAt(tokens, at - 1);
  const outer = kindAt(tokens, at - 2);
  // Behind ";" only where a value or a string was left; code has "; return" everywhere.
  const isLeft = before === 59 && (isQuote(outer) || outer === 125 || at <= 3);
  if (!isLeft && !isQuote(before)) return;
  let value = at + 1;
  while (kindAt(tokens, value) === 40 || kindAt(tokens, value) === 33) value += 1;
  const word = textAt(tokens, value);
  const isValue =
    /^(?:true|false|this|1|0|db|key|obj|sleep)$/.test(word) || isQuote(kindAt(tokens, value));
  if (isValue) analysis.report.add("nosql.script-return");
};

/** "db.users.find({})", "db.getCollectionNames()". */
const analyseDatabase = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (kindAt(tokens, at + 1) !== 46) return;
  let end = at + 2;
  while (end < at + 8 && kindAt(tokens, end + 1) === 46) end += 2;
  const method = textAt(tokens, end);
  const isMethod =
    /^(?:insert|insertone|insertmany|remove|drop|dropdatabase|find|findone|update|updateone|deleteone|deletemany|getcollectionnames|version|eval|shutdownserver|adminCommand|runcommand|createuser|aggregate|mapreduce|getcollection|getname|stats|auth|hostinfo|loadserverscripts)$/.test(
      method,
    );
  if (isMethod && kindAt(tokens, end + 1) === 40) analysis.report.add("nosql.shell-call");
};

/** "';sleep(5000);", "while(true)", "do{…}while(": code that keeps the server busy. */
const analyseBusy = (analysis: Analysis, tokens: Tokens, at: number, word: string): void => {
  const before = kindAt(tokens, at - 1);
  // A program that is shown has its loops at the beginning of a line.
  if (beginsLine(tokens, at)) return;
  const isLed =
    before === 59 ||
    before === 123 ||
    before === 125 ||
    isQuote(before) ||
    before === 124 ||
    before === 38;
  const next = kindAt(tokens, at + 1);
  if (word === "sleep" && isLed && next === 40) analysis.report.add("nosql.script-delay");
  if (word === "while" && (isLed || at === 0) && next === 40) {
    const isForever = /^(?:true|1)$/.test(textAt(tokens, at + 2));
    if (isForever) analysis.report.add("nosql.script-delay");
  }
  if (word === "do" && isLed && next === 123) analysis.report.add("nosql.script-delay");
};

/** "|| 1==1", "' && '1'=='1": JavaScript's way to be always true. */
const analyseEquality = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (kindAt(tokens, at + 1) !== 61 || !isGlued(tokens, at + 1)) return;
  const right = kindAt(tokens, at + 2) === 61 ? at + 3 : at + 2;
  const isWritten = (index: number): boolean =>
    kindAt(tokens, index) === NUMBER || isQuote(kindAt(tokens, index));
  if (!isWritten(at - 1) || !isWritten(right)) return;
  // Back over the left side to the operator that joins it on.
  for (let index = at - 2; index >= at - 6 && index >= 0; index -= 1) {
    analysis.meter.steps += 1;
    const kind = kindAt(tokens, index);
    const isJoined = (kind === 124 || kind === 38) && kindAt(tokens, index - 1) === kind;
    if (isJoined || (bitsAt(tokens, index) & CONNECTIVE) !== 0) {
      analysis.report.add("nosql.script-tautology");
      return;
    }
  }
};

/** "*)(uid=*))(|(uid=*": a filter of a directory is closed and another one opened. */
const analyseFilter = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (kindAt(tokens, at + 1) !== 40 || !isGlued(tokens, at + 1)) return;
  const next = kindAt(tokens, at + 2);
  const isJoined = (next === 124 || next === 38 || next === 33) && kindAt(tokens, at + 3) === 40;
  const isStar = kindAt(tokens, at - 1) === 42 && next === WORD && kindAt(tokens, at + 3) === 61;
  if (isJoined || isStar) analysis.report.add("nosql.filter-breakout");
};

const analyseWord = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if ((bitsAt(tokens, at) & NOSQL_OPERATOR) !== 0) {
    analyseOperator(analysis, tokens, at);
    return;
  }
  if ((bitsAt(tokens, at) & SCRIPT_WORD) === 0) return;
  const word = textAt(tokens, at);
  if (word === "this") analyseThis(analysis, tokens, at);
  else if (word === "return") analyseReturn(analysis, tokens, at);
  else if (word === "db") analyseDatabase(analysis, tokens, at);
  else if (word === "sleep" || word === "while" || word === "do") {
    analyseBusy(analysis, tokens, at, word);
  }
};

/** Looks for operators of document stores in keys, and for the code that they run. */
export const analyseNosql = (analysis: Analysis, tokens: Tokens): void => {
  for (let point = 0; point < tokens.pointCount; point += 1) {
    const at = tokens.points[point] ?? 0;
    analysis.meter.steps += 1;
    const kind = kindAt(tokens, at);
    if (kind === 61) analyseEquality(analysis, tokens, at);
    if (kind === 41) analyseFilter(analysis, tokens, at);
    if (kind === WORD) analyseWord(analysis, tokens, at);
  }
};
