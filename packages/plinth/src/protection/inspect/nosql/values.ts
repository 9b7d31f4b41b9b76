import type { Analysis } from "../engine/finding.ts";
import { LONGEST_QUERY, LONGEST_VALUE } from "../engine/gates.ts";
import { commandsStore } from "./commands.ts";
import { leavesFrame } from "./frame.ts";
import { asksForSecret } from "./secrets.ts";
import { takeWays } from "./way.ts";
import { WAYS_OF_CODE } from "./ways-of-code.ts";

/** What holds the conditions of a request. */
const CONDITIONS = /where|filter|criteria|selector|_?query|\bq\b|\bor\b/i;
/**
 * "id":{"!=":null}, "id":{"gt":0}, id: {_is_null: false}, [id][not_equals]=0: every row has an identifier, so
 * such a condition asks for all of them, or changes all of them.
 */
const EVERY_ROW =
  /\b_?id["']?\]?\s{0,2}(?::\s{0,2}\{\s{0,2}["']?_?(?:(?:neq?|not(?:_?equals?)?|!=?|is_?not)["']?\s{0,2}:\s{0,2}(?:null\b|0\b|-1\b|"")|(?:gte?|>=?)["']?\s{0,2}:\s{0,2}(?:0|-1)\b|(?:nnull|exists)["']?\s{0,2}:\s{0,2}true\b|is_?null["']?\s{0,2}:\s{0,2}false\b)|\[(?:neq?|not(?:_?equals?)?)\]=(?:0|-1|null)?(?:&|$)|\[exists\]=true\b)/i;

const findsEveryRow = (text: string): boolean => {
  const at = text.length > LONGEST_VALUE ? -1 : text.search(EVERY_ROW);
  return at > 0 && CONDITIONS.test(text.slice(0, at));
};

/** What SQL has not, and code of $where and clauses of Cypher have. */
const IS_CODE =
  /\bthis\b|===|&&|=>|\btypeof\b|\bnew [A-Z]|\.from[A-Z]\w{2,16}\(|\beval\b|\bload csv\b|\bmatch\s?\(/i;

/** Looks at what only a short text as a whole can be, whatever store or language is behind it. */
export const analyseValue = (analysis: Analysis, text: string): void => {
  const { report } = analysis;
  if (text.length <= LONGEST_QUERY) takeWays(analysis, WAYS_OF_CODE, text);
  // What is known to be SQL leaves its string in the same way.
  if ((!report.hasAny() || IS_CODE.test(text)) && leavesFrame(text)) {
    report.add("nosql.query-breakout");
  }
  if (asksForSecret(text)) report.add("nosql.secret-asked");
  if (findsEveryRow(text)) report.add("nosql.match-all");
  if (commandsStore(text)) report.add("nosql.store-command");
};
