import type { Analysis } from "../engine/finding.ts";
import { isOnNextLine } from "../engine/lines.ts";
import { talksAboutDocument } from "../engine/questions.ts";
import {
  bitsAt,
  isGlued,
  isQuote,
  isTextAt,
  kindAt,
  NUMBER,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import {
  CONNECTIVE,
  JS_MEMBER,
  JS_SCHEME,
  LOOP_WORD,
  NOSQL_OPERATOR,
  SCRIPT_WORD,
} from "../engine/words.ts";
import { findsEverything, leavesString, runsInServer } from "./breakout.ts";
import { analyseThis } from "./document.ts";
import { analyseKeptCode, closesFirst } from "./kept-code.ts";
import { hasOperatorKey } from "./notations.ts";
import { analyseOperator } from "./operators.ts";
import { analyseDatabase } from "./shell.ts";

/** "'; return true; var x='", "0;return(true)". */
const analyseReturn = (analysis: Analysis, tokens: Tokens, at: number): void => {
  // Programs have it at the beginning of a line.
  if (isOnNextLine(tokens, at)) return;
  const before = kindAt(tokens, at - 1);
  const outer = kindAt(tokens, at - 2);
  // Behind ";" only where a value or a string was left; code has "; return" everywhere.
  const isCalled = outer === 41 && isQuote(kindAt(tokens, at - 3));
  const isLeft = before === 59 && (isQuote(outer) || isCalled || outer === 125 || at <= 3);
  // 'onclick="return false"': the quote opens the value of an attribute.
  if (!isLeft && (!isQuote(before) || outer === 61)) return;
  let value = at + 1;
  while (kindAt(tokens, value) === 40 || kindAt(tokens, value) === 33) value += 1;
  const word = textAt(tokens, value);
  // "\\'; return \\'\\' == \\'": as it is written within a string.
  const quote = kindAt(tokens, value) === 92 ? value + 1 : value;
  // '"return":"7 May"': a key of a document.
  const isString = isQuote(kindAt(tokens, quote)) && kindAt(tokens, quote + 1) !== 58;
  const isValue = /^(?:true|false|this|1|0|db|key|obj|sleep)$/.test(word) || isString;
  if (isValue) analysis.report.add("nosql.script-return");
};

/** "while((this.a==7)&&d>new Date())", "while(Date.now()<d)": how many tokens the time is looked for in. */
const TIME = 20;

const asksTheTime = (tokens: Tokens, from: number): boolean => {
  for (let at = from; at < from + TIME; at += 1) {
    if (isTextAt(tokens, at, "date") || isTextAt(tokens, at, "isodate")) return true;
  }
  return false;
};

/** "';for(;;){}": a loop without an end, behind a string that was left. */
const analyseEndless = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const isEndless =
    kindAt(tokens, at + 1) === 40 && kindAt(tokens, at + 2) === 59 && kindAt(tokens, at + 3) === 59;
  if (!isEndless) return;
  const before = kindAt(tokens, at - 1);
  const isLeft = isQuote(before) || (before === 59 && isQuote(kindAt(tokens, at - 2)));
  if (isLeft || isQuote(kindAt(tokens, 0))) analysis.report.add("nosql.script-delay");
};

/** "';sleep(5000);", "while(true)", "do{…}while(": code that keeps the server busy. */
const analyseBusy = (analysis: Analysis, tokens: Tokens, at: number, word: string): void => {
  const before = kindAt(tokens, at - 1);
  // A program that is shown has its loops at the beginning of a line.
  if (isOnNextLine(tokens, at)) return;
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
    if (isForever || (isLed && asksTheTime(tokens, at + 2)))
      analysis.report.add("nosql.script-delay");
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
    // "and y % 400 == 0": what is compared has a name; the words of a string stand in quotes.
    const isString = isQuote(kindAt(tokens, index - 1)) || isQuote(kindAt(tokens, index + 1));
    if (kind === WORD && !isString) return;
  }
};

/** "*)(uid=*))(|(uid=*": a filter of a directory is closed and another one opened. */
const analyseFilter = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (kindAt(tokens, at + 1) !== 40 || !isGlued(tokens, at + 1)) return;
  const isTwice = kindAt(tokens, at + 2) === 40;
  const next = kindAt(tokens, isTwice ? at + 3 : at + 2);
  const follows = kindAt(tokens, isTwice ? at + 4 : at + 3);
  // ")(|(uid=*", ")((|(uid=*", ")(&)": "and" of nothing is true (RFC 4526).
  const isTrue = next === 38 && follows === 41;
  const isJoined = ((next === 124 || next === 38 || next === 33) && follows === 40) || isTrue;
  const isStar = kindAt(tokens, at - 1) === 42 && next === WORD && kindAt(tokens, at + 3) === 61;
  // "cook)(salt=2*": what was open before is closed, and another condition begins.
  const isNext = next === WORD && follows === 61 && closesFirst(tokens);
  if (isJoined || isStar || isNext) analysis.report.add("nosql.filter-breakout");
};

const analyseWord = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if ((bitsAt(tokens, at) & NOSQL_OPERATOR) !== 0) {
    analyseOperator(analysis, tokens, at);
    return;
  }
  if ((bitsAt(tokens, at) & LOOP_WORD) !== 0) analyseEndless(analysis, tokens, at);
  if ((bitsAt(tokens, at) & (JS_SCHEME | JS_MEMBER)) !== 0) analyseKeptCode(analysis, tokens, at);
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
  if (talksAboutDocument(tokens.text)) return;
  if (leavesString(tokens.text)) analysis.report.add("nosql.script-tautology");
  if (findsEverything(tokens.text)) analysis.report.add("nosql.match-all");
  if (runsInServer(tokens.text)) analysis.report.add("nosql.server-code");
  if (hasOperatorKey(tokens.text)) analysis.report.add("nosql.other-operator");
  for (let point = 0; point < tokens.pointCount; point += 1) {
    const at = tokens.points[point] ?? 0;
    analysis.meter.steps += 1;
    const kind = kindAt(tokens, at);
    if (kind === 61) analyseEquality(analysis, tokens, at);
    if (kind === 41) analyseFilter(analysis, tokens, at);
    if (kind === WORD) analyseWord(analysis, tokens, at);
  }
};
