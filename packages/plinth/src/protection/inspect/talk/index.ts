import type { RuleId } from "../rules/index.ts";
import { namesDirectories, showsCode, showsCommands } from "./commands.ts";
import { showsEmbeddedPage, showsHandler, showsOwnFiles } from "./pages.ts";
import { showsQuery, showsStoreQuery } from "./queries.ts";
import { countSaidWords } from "./words.ts";

/** What is longer is an essay. */
const LONGEST = 1_024;
/** How much is said about code by those who show it, in words. */
const FEWEST = 6;

/** Nobody who shows code to people spells it in codes. */
const ENCODED = /%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|&#|[\uff01-\uff5e\u02bc\u2032]/i;

/** Rules that code meets by what it is, and whether that of a text is such as one shows. */
const SHOWN: readonly (readonly [ReadonlySet<RuleId>, (text: string) => boolean])[] = [
  [
    new Set([
      "command.chain",
      "command.pipe",
      "command.background",
      "command.substitution",
      "command.interpreter",
    ]),
    showsCommands,
  ],
  [new Set(["command.code"]), showsCode],
  [new Set(["command.windows"]), namesDirectories],
  [
    new Set([
      "sqli.condition",
      "sqli.subquery",
      "sqli.order-probe",
      "sqli.stacked-schema",
      "sqli.stacked-change",
      "sqli.stacked-query",
      "sqli.whole-query",
    ]),
    showsQuery,
  ],
  [
    new Set([
      "nosql.pipeline-stage",
      "nosql.range-operator",
      "nosql.member-operator",
      "nosql.other-operator",
      "nosql.shell-call",
    ]),
    showsStoreQuery,
  ],
  [new Set(["xss.frame"]), showsEmbeddedPage],
  [new Set(["xss.link", "xss.script-source"]), showsOwnFiles],
  [new Set(["xss.event-fragment"]), showsHandler],
];

/**
 * Whether a text only talks about the code that met these rules: short, at least six words of it in sentences,
 * and all of the code such as people show each other (decision 98). Asked of texts that met a rule, which few do.
 */
export const isTalk = (text: string, rules: ReadonlySet<RuleId>): boolean => {
  if (text.length > LONGEST || ENCODED.test(text)) return false;
  for (const rule of rules) {
    const shown = SHOWN.find(([known]) => known.has(rule));
    if (shown === undefined || !shown[1](text)) return false;
  }
  return countSaidWords(text) >= FEWEST;
};
