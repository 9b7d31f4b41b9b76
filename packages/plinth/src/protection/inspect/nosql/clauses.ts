/**
 * A short value whose quote is left, brackets closed and perhaps a condition joined on. As it is written
 * in JSON, too: "\\u0027".
 */
const LEFT =
  /^[\w .@+*-]{0,40}(?:['"`]|\\u0027)[\s)}\]]{0,8}(?:-{0,2}>?\(\w{0,20}\)\s)?(?:(?:\|\||&&|or|and)\s{0,2}\w{1,16}\s{1,3})?/i;

/** A clause that only leads to the one that matters. */
const LEADING = /^(?:with|return)\s[^'"`\n]{1,60}?\s(?=union|unwind|call|load|match|detach)/i;

/** The comment that hides the rest of the query, or the quote that is opened again. */
const REST = /\/[/*][^/\n]{0,24}$|['"`]\w{0,24}$/;

/** Clauses of Cypher (openCypher 9) and AQL that go on with anything. */
const OPEN: readonly RegExp[] = [
  /^(?:optional\s{1,3})?match\s{0,3}\(/i,
  /^union\s{1,3}(?:all\s{1,3})?match\s{0,3}\(/i,
  /^detach\s{1,3}delete\s{1,3}\w/i,
  /^unwind\s{1,3}[\w[(]/i,
  /^with\s{1,3}\w{1,20}\s{1,3}(?:as|match|call|where|return)\b/i,
  /^set\s{1,3}\w{1,20}\.\w{1,30}\s?=[^'"`\n]{1,80}\b(?:with|return|match)\b/i,
  /^(?:remove|insert|update|upsert|replace)\s{1,3}[^'"`\n]{1,60}\sin(?:to)?\s{1,3}\w{1,40}\b/i,
];

/** Those that nothing else begins with, or that end the query themselves. */
const WHOLE: readonly RegExp[] = [
  /^return\s{1,3}[^'"`\n]{1,120}\/[/*][^/\n]{0,24}$/i,
  /^call\s{1,3}(?:db|dbms|apoc|gds)\.[\w.]{1,60}\(/i,
  /^load\s{1,3}csv\b/i,
  /^let\s{1,3}\w{1,20}\s{0,3}=\s{0,3}\(\s{0,3}for\b/i,
  /^(?:detach\s{1,3})?delete\s{1,3}\w{1,20}\s{0,3}\/\//i,
  /^for\s{1,3}\w{1,20}\s{1,3}in\s{1,3}\w{1,40}\s[^'"`\n]{0,120}\breturn\b/i,
];

const begins = (patterns: readonly RegExp[], text: string): boolean =>
  patterns.some((pattern) => pattern.test(text));

/** Whether a value is left for a clause of a query of graphs or documents. */
export const goesOnInClause = (text: string): boolean => {
  const left = LEFT.exec(text)?.[0];
  if (left === undefined) return false;
  const rest = text.slice(left.length);
  return [rest, rest.replace(LEADING, "")].some(
    (behind) => begins(WHOLE, behind) || (begins(OPEN, behind) && REST.test(text)),
  );
};
