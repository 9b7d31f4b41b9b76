// Queries of stores that speak a language of their own: Cypher, AQL, CQL, the conditions of DynamoDB, the
// queries of Lucene. As with SQL it is not the language that tells an attack, which people show and ask
// about, but that a value is left for it.

import type { Analysis } from "../engine/finding.ts";
import { LONGEST_QUERY } from "../engine/gates.ts";
import { goesOnInClause } from "./clauses.ts";
import { hasStoreLine } from "./store-lines.ts";
import { takeWays } from "./way.ts";
import { WAYS_OF_STORES } from "./ways-of-stores.ts";

/** Looks for a value that is left for a query of such a store. */
export const analyseLanguages = (analysis: Analysis, text: string): void => {
  if (text.length > LONGEST_QUERY) return;
  takeWays(analysis, WAYS_OF_STORES, text);
  if (goesOnInClause(text)) analysis.report.add("nosql.graph-query");
  if (text.includes("\n") && hasStoreLine(text)) analysis.report.add("nosql.store-line");
};
