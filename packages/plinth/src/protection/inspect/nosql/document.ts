import type { Analysis } from "../engine/finding.ts";
import { isQuote, kindAt, NUMBER, type Tokens, textAt, WORD } from "../engine/tokens.ts";
import { closesFirst } from "./kept-code.ts";

/** Methods of strings that read a field letter by letter. */
const READS: ReadonlySet<string> = new Set(
  "match test search startswith endswith includes charat charcodeat codepointat at substring substr slice indexof lastindexof localecompare".split(
    " ",
  ),
);

/** Functions of an object that tell the names of its fields, or all of it. */
const TELLS: ReadonlySet<string> = new Set(
  "keys values entries getownpropertynames stringify tojson".split(" "),
);

/** How far the members of a document are followed. */
const LONGEST = 12;

/** Behind "[0]" or "['menu']" at `at`; `at` itself where there is none. */
const behindIndex = (tokens: Tokens, at: number): number => {
  if (kindAt(tokens, at) !== 91) return at;
  if (kindAt(tokens, at + 1) === NUMBER && kindAt(tokens, at + 2) === 93) return at + 3;
  const isNamed =
    isQuote(kindAt(tokens, at + 1)) &&
    kindAt(tokens, at + 2) === WORD &&
    kindAt(tokens, at + 4) === 93;
  return isNamed ? at + 5 : at;
};

/** Behind ".menu[0]['name'].length" at `from`. */
const behindMembers = (tokens: Tokens, from: number): number => {
  let end = from;
  while (end < from + LONGEST) {
    const isMember = kindAt(tokens, end) === 46 && kindAt(tokens, end + 1) === WORD;
    const next = isMember ? end + 2 : behindIndex(tokens, end);
    if (next === end) return end;
    end = next;
  }
  return end;
};

/** Whether what stands at `before` joins a condition on, or leaves a string. */
const isLedBy = (before: number): boolean =>
  before === 38 || before === 124 || isQuote(before) || before === 59 || before === 58;

/** "Object.keys(this)[0]", "tojson(this)": what a document holds, told by the code of $where. */
const analyseTold = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (kindAt(tokens, at - 1) !== 40 || kindAt(tokens, at + 1) !== 41) return;
  const name = textAt(tokens, at - 2);
  if (!TELLS.has(name)) return;
  const isMember = kindAt(tokens, at - 3) === 46;
  const before = kindAt(tokens, isMember ? at - 5 : at - 3);
  // "throw new Error(tojson(this))": the one that no program has but the code of a store.
  const isHandedOn = name === "tojson" && before === 40;
  // "throw JSON.stringify(this)": an error that tells it.
  // "/^s/.test(Object.keys(this)[1])": the name of one of its fields.
  const isIndexed = kindAt(tokens, at + 2) === 91 && kindAt(tokens, at + 3) === NUMBER;
  const isThrown = textAt(tokens, isMember ? at - 5 : at - 3) === "throw";
  const isCode =
    isThrown || (isIndexed && before === 40) || before === 43 || isHandedOn || isLedBy(before);
  if (isCode && (isMember || name === "tojson")) analysis.report.add("nosql.script-condition");
};

/** "this.password.match(", "this.a==this.b", "this['name'][0]=='a'": code of $where. */
export const analyseThis = (analysis: Analysis, tokens: Tokens, at: number): void => {
  // "menu);emit(this._id,this.price);}": the function of a map is left, and emits something else.
  const isEmitted = kindAt(tokens, at - 1) === 40 && textAt(tokens, at - 2) === "emit";
  if (isEmitted && closesFirst(tokens)) analysis.report.add("nosql.script-condition");
  const end = behindMembers(tokens, at + 1);
  if (end === at + 1) {
    analyseTold(analysis, tokens, at);
    return;
  }
  const kind = kindAt(tokens, end);
  const isLed = isLedBy(kindAt(tokens, at - 1));
  const isCompared =
    ((kind === 61 || kind === 33) && kindAt(tokens, end + 1) === 61) || kind === 60 || kind === 62;
  const isMatch =
    kind === 40 && kindAt(tokens, end - 1) === WORD && READS.has(textAt(tokens, end - 1));
  const isSame = isCompared && textAt(tokens, end + (kind === 61 ? 2 : 1)) === "this";
  if ((isLed && (isCompared || isMatch)) || isSame || (isMatch && at === 0)) {
    analysis.report.add("nosql.script-condition");
  }
};
