import type { Analysis } from "../engine/finding.ts";
import {
  bitsAt,
  isGlued,
  isQuote,
  isTextAt,
  kindAt,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import { CLAUSE, CONNECTIVE, RISKY_FUNCTION, SHAPED, SQL_FUNCTION } from "../engine/words.ts";
import type { RuleId } from "../rules/index.ts";
import { analyseBracketCut, analyseQuote, analyseSpelling } from "./breakouts.ts";
import { analyseProbe, analyseProduct, analyseRiskyCall, analyseWait } from "./calls.ts";
import { analyseConnective, analyseQuoteComparison, analyseQuoteSoup } from "./conditions.ts";
import { quotesInSentence } from "./quotations.ts";
import { analyseStatement } from "./shapes.ts";
import { analyseInto, analyseOrder, analyseSelect, analyseUnion } from "./statements.ts";

const analyseWord = (analysis: Analysis, tokens: Tokens, at: number, bits: number): void => {
  if ((bits & CONNECTIVE) !== 0) analyseConnective(analysis, tokens, at);
  if ((bits & CLAUSE) !== 0) {
    const word = textAt(tokens, at);
    if (word === "union") analyseUnion(analysis, tokens, at);
    else if (word === "order" || word === "group") analyseOrder(analysis, tokens, at);
    else if (word === "into") analyseInto(analysis, tokens, at);
    else if (word === "procedure" && isTextAt(tokens, at + 1, "analyse")) {
      analysis.report.add("sqli.error-call");
    }
  }
  if ((bits & SHAPED) !== 0) {
    const word = textAt(tokens, at);
    if (word === "select") analyseSelect(analysis, tokens, at);
    else if (word === "waitfor") analyseWait(analysis, tokens, at);
    else analyseStatement(analysis, tokens, at);
  }
  if ((bits & RISKY_FUNCTION) !== 0) analyseRiskyCall(analysis, tokens, at);
  if ((bits & SQL_FUNCTION) !== 0) {
    analyseSpelling(analysis, tokens, at);
    analyseProbe(analysis, tokens, at);
  }
};

/** Rules for what a sentence may do with the words that it quotes. */
const SAID: ReadonlySet<RuleId> = new Set([
  "sqli.condition",
  "sqli.tautology",
  "sqli.quote-operator",
  "sqli.comment-terminator",
]);

/** Reports none of these of a sentence that quotes; whether it is one is asked when something is found. */
const unlessQuoted = ({ meter, report }: Analysis, text: string): Analysis => {
  let isSentence: boolean | undefined;
  return {
    meter,
    report: {
      ...report,
      add: (rule) => {
        isSentence ??= SAID.has(rule) ? quotesInSentence(text) : undefined;
        if (isSentence !== true || !SAID.has(rule)) report.add(rule);
      },
    },
  };
};

/** Looks for SQL from every place where a string could have been left, not only from the start. */
export const analyseSql = (given: Analysis, tokens: Tokens): void => {
  const analysis = unlessQuoted(given, tokens.text);
  for (let point = 0; point < tokens.pointCount; point += 1) {
    const at = tokens.points[point] ?? 0;
    analysis.meter.steps += 1;
    const kind = kindAt(tokens, at);
    const bits = bitsAt(tokens, at);
    if (kind === WORD) {
      if (bits !== 0) analyseWord(analysis, tokens, at, bits);
    } else if (isQuote(kind)) {
      analyseQuote(analysis, tokens, at);
      analyseQuoteComparison(analysis, tokens, at);
    } else if ((kind === 124 || kind === 38) && kindAt(tokens, at + 1) === kind) {
      // The edges of a table, "|" at the end of one line and at the beginning of the next, are no "||".
      const isOne = isGlued(tokens, at + 1) && kindAt(tokens, at - 1) !== kind;
      if (isOne) analyseConnective(analysis, tokens, at);
    }
  }
  analyseQuoteSoup(analysis, tokens);
  analyseBracketCut(analysis, tokens);
  analyseProduct(analysis, tokens);
};
