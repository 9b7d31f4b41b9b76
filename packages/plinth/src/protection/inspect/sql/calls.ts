import type { Analysis } from "../engine/finding.ts";
import { beginsLine } from "../engine/lines.ts";
import {
  beginOf,
  bitsAt,
  DASHES,
  endOf,
  kindAt,
  NUMBER,
  OPEN_COMMENT,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import { CLAUSE, CONNECTIVE, STATEMENT } from "../engine/words.ts";
import type { RuleId } from "../rules/index.ts";

/** "waitfor delay '0:0:5'". */
export const analyseWait = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (/^(?:delay|time)$/.test(textAt(tokens, at + 1)) && kindAt(tokens, at + 2) !== WORD) {
    analysis.report.add("sqli.time-delay");
  }
};

const RISKY_RULES: readonly (readonly [RegExp, RuleId])[] = [
  [/^(?:xp_|sp_)/, "sqli.procedure"],
  [/^(?:benchmark|randomblob|zeroblob|generate_series)$/, "sqli.heavy-query"],
  [/sleep|^user_lock/, "sqli.delay-call"],
  [/^(?:utl_|dbms_|httpuri|open|dblink|ctxsys|get_host)/, "sqli.out-of-band"],
  [/^(?:load_|pg_read|pg_ls|lo_|fn_xe|readfile|writefile)/, "sqli.file-access"],
];

/** "sleep(9)=", "sleep(9)#": compared or cut off behind its bracket, as no sentence goes on. */
const isCutBehind = (analysis: Analysis, tokens: Tokens, open: number): boolean => {
  for (let at = open + 1; at < open + 8; at += 1) {
    analysis.meter.steps += 1;
    if (kindAt(tokens, at) !== 41) continue;
    return [61, 35, DASHES, OPEN_COMMENT].includes(kindAt(tokens, at + 1));
  }
  return false;
};

/** Functions that wait, burn, read files or call out, where a value has no business to call any. */
export const analyseRiskyCall = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const word = textAt(tokens, at);
  const isMember = kindAt(tokens, at + 1) === 46 && kindAt(tokens, at + 2) === WORD;
  const isCall =
    kindAt(tokens, at + 1) === 40 && kindAt(tokens, at + 2) !== 41 && !beginsLine(tokens, at + 1);
  const isProcedure = word.startsWith("xp_") || word.startsWith("sp_");
  if (!isCall && !isProcedure && !(isMember && isOutOfBand(word))) return;
  if (/^(?:read|write)File$/.test(tokens.text.slice(beginOf(tokens, at), endOf(tokens, at))))
    return;
  const before = kindAt(tokens, at - 1);
  const isPlain = word === "sleep" || word === "exp" || word === "polygon" || word === "linestring";
  // "time.sleep(5)" and "call sleep(5)" are programs and prose; "1-sleep(5)" is neither.
  const isSorted = /^(?:by|select|then|else|on)$/.test(textAt(tokens, at - 1));
  const isProse =
    !isSorted &&
    !isCutBehind(analysis, tokens, at + 1) &&
    before === WORD &&
    (bitsAt(tokens, at - 1) & (CONNECTIVE | CLAUSE)) === 0;
  // "sleep(over) guests": the rest of a word, not what a function is given.
  const isRest =
    kindAt(tokens, at + 2) === WORD &&
    bitsAt(tokens, at + 2) === 0 &&
    !textAt(tokens, at + 2).startsWith("@") &&
    kindAt(tokens, at + 3) === 41 &&
    kindAt(tokens, at + 4) === WORD;
  if (isPlain && (before === 46 || isProse || isRest)) return;
  if (isProcedure && !isCall && before === WORD && (bitsAt(tokens, at - 1) & STATEMENT) === 0)
    return;
  // "exp(0)=1": mathematics; what overflows is complemented, or large.
  if (word === "exp" && /^\d{1,2}$/.test(textAt(tokens, at + 2))) return;
  if (word === "benchmark" && kindAt(tokens, at + 2) !== NUMBER) return;
  const rule = RISKY_RULES.find(([pattern]) => pattern.test(word))?.[1] ?? "sqli.error-call";
  analysis.report.add(rule);
};

const OUTER =
  /^(?:ascii|ord|hex|length|len|char_length|conv|bin|substring|substr|mid|concat|unhex|cast|md5|lower|upper|left|right|if|iif|coalesce|instr|least)$/;
const INNER =
  /^(?:substring|substr|mid|version|database|user|current_user|session_user|system_user|hex|unhex|cast|char|chr|group_concat|schema|select|password|db_name)$/;

/** Functions that choose by a condition. */
const CHOOSING: ReadonlySet<string> = new Set(["if", "iif", "case", "elt", "make_set"]);

/** "(77=77)*8": a condition that is computed with, and nothing else; what tools put where a number was. */
export const analyseProduct = (analysis: Analysis, tokens: Tokens): void => {
  const isCondition =
    tokens.length === 7 &&
    kindAt(tokens, 0) === 40 &&
    kindAt(tokens, 1) === NUMBER &&
    kindAt(tokens, 2) === 61 &&
    kindAt(tokens, 3) === NUMBER &&
    kindAt(tokens, 4) === 41;
  if (isCondition && kindAt(tokens, 5) === 42 && kindAt(tokens, 6) === NUMBER) {
    analysis.report.add("sqli.guess");
  }
};

/** "ascii(substring(…", "if(1=1,…": expressions that guess a value letter by letter. */
export const analyseProbe = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (kindAt(tokens, at + 1) !== 40) return;
  const word = textAt(tokens, at);
  const inner = textAt(tokens, at + 2);
  const isNested = OUTER.test(word) && INNER.test(inner) && kindAt(tokens, at + 3) !== 44;
  if (isNested && (kindAt(tokens, at + 3) === 40 || inner === "select")) {
    analysis.report.add("sqli.guess");
  }
  if (inner.startsWith("@@")) analysis.report.add("sqli.server-variable");
  if (!CHOOSING.has(word)) return;
  const left = kindAt(tokens, at + 2);
  const isLiteral = left === NUMBER && kindAt(tokens, at + 4) === NUMBER;
  if (isLiteral && [61, 60, 62].includes(kindAt(tokens, at + 3))) {
    analysis.report.add("sqli.guess");
  }
};

const isOutOfBand = (word: string): boolean => /^(?:utl_|dbms_|ctxsys|user_lock)/.test(word);
