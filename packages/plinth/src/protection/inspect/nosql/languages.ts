// Queries of stores that speak a language of their own: Cypher, AQL, CQL, the conditions of DynamoDB, the
// queries of Lucene. As with SQL it is not the language that tells an attack, which people show and ask
// about, but that a value is left for it.

import type { Analysis } from "../engine/finding.ts";
import { LONGEST_QUERY } from "../engine/gates.ts";
import { goesOnInClause } from "./clauses.ts";
import { hasStoreLine } from "./store-lines.ts";
import type { Way } from "./way.ts";
import { WAYS_OF_CODE } from "./ways-of-code.ts";
import { WAYS_OF_STORES } from "./ways-of-stores.ts";

const WAYS: readonly Way[] = [...WAYS_OF_STORES, ...WAYS_OF_CODE];

/** Looks for a value that is left for a query of such a store. */
export const analyseLanguages = ({ report, meter }: Analysis, text: string): void => {
  if (text.length > LONGEST_QUERY) return;
  const small = text.toLowerCase();
  for (const { rule, mark, pattern } of WAYS) {
    meter.steps += 1;
    if (!report.has(rule) && small.includes(mark) && pattern.test(text)) report.add(rule);
  }
  if (goesOnInClause(text)) report.add("nosql.graph-query");
  if (text.includes("\n") && hasStoreLine(text)) report.add("nosql.store-line");
};
