// Queries of stores that speak a language of their own: Cypher, AQL, CQL, the conditions of DynamoDB, the
// queries of Lucene. As with SQL it is not the language that tells an attack, which people show and ask
// about, but that a value is left for it.

import type { Analysis } from "../engine/finding.ts";
import { LONGEST_QUERY } from "../engine/gates.ts";
import type { RuleId } from "../rules/index.ts";
import { goesOnInClause } from "./clauses.ts";
import { hasStoreLine } from "./store-lines.ts";

/** One way in, and what a text holds that may be it: looked for first, in lower case. */
interface Way {
  readonly rule: RuleId;
  readonly mark: string;
  readonly pattern: RegExp;
}

const WAYS: readonly Way[] = [
  // "7 DETACH DELETE n//": behind a number no quote has to be left.
  {
    rule: "nosql.graph-query",
    mark: "detach",
    pattern: /^\w{1,20}\s{1,3}detach\s{1,3}delete\s{1,3}\w{1,20}\s{0,3}(?:\/\/|$)/i,
  },
  {
    rule: "nosql.graph-query",
    mark: "exists",
    pattern: /^[\w .@+-]{0,40}['"]?\s{0,3}\b(?:or|and)\s{1,3}(?:not\s{1,3})?exists\s?\{\s?match\b/i,
  },
  {
    rule: "nosql.graph-query",
    mark: "return",
    pattern: /\|\|[^\n]{1,120}\breturn\s{1,3}(?:keep|unset|merge|attributes|document)\s?\(/i,
  },
  // CQL: a query that needs no index, and several statements in one.
  {
    rule: "nosql.column-query",
    mark: "filtering",
    pattern:
      /^[\w .@+-]{0,40}['")][^\n]{0,160}\ballow\s{1,3}filtering\s{0,3};?\s{0,3}(?:--|\/\/|\/\*|%00|\0)/i,
  },
  {
    rule: "nosql.column-query",
    mark: "filtering",
    pattern: /^[\w .@+-]{0,40}'\s{0,3}\/\*[^\n]{0,120}\*\/[^\n]{0,60}\ballow\s{1,3}filtering\b/i,
  },
  {
    rule: "nosql.column-query",
    mark: "keyspace",
    pattern: /^[\w .@+-]{0,40}['"]?\){0,2}\s{0,3};\s{0,3}(?:drop|create|alter)\s{1,3}keyspace\s/i,
  },
  {
    rule: "nosql.column-query",
    mark: "batch",
    pattern: /^[^;\n]{0,120};\s{0,3}begin\s{1,3}(?:unlogged\s{1,3}|counter\s{1,3})?batch\b/i,
  },
  {
    rule: "nosql.column-query",
    mark: "token(",
    pattern: /^[\w .@+-]{0,40}['"]?\s{0,3}(?:or|and)\s{1,3}token\(\w{1,30}\)\s?[<>]/i,
  },
  // DynamoDB: conditions of its expressions, and of the interface before them.
  {
    rule: "nosql.condition-expression",
    mark: "comparisonoperator",
    pattern: /^[^{}[\]]{0,40}[{}\]][^\n]{0,200}"comparisonoperator"\s{0,2}:/i,
  },
  {
    rule: "nosql.condition-expression",
    mark: "expression",
    pattern: /^\s{0,3}\{[^\n]{0,200}"(?:filter|keycondition|condition|update)expression"\s{0,2}:/i,
  },
  {
    rule: "nosql.condition-expression",
    mark: "(",
    pattern:
      /^[:\w .@+-]{0,40}['"]?\s{0,3}\b(?:or|and)\s{1,3}(?:not\s{1,3})?(?:attribute_(?:not_)?exists|attribute_type|begins_with)\s?\(/i,
  },
  {
    rule: "nosql.condition-expression",
    mark: ":",
    pattern: /^:\w{1,20}\s{1,3}(?:or|and)\s{1,3}(?:not\s{1,3})?(?:size|contains)\s?\(/i,
  },
  {
    rule: "nosql.condition-expression",
    mark: "= :",
    pattern:
      /=\s?:\w{1,20},\s{0,3}#?\w{1,30}\s?=\s?:\w{1,20}\s{1,3}(?:remove|add|delete|set)\s{1,3}#?\w/i,
  },
  // Elasticsearch and Solr: everything, another index, a bracket of the query that was left.
  {
    rule: "nosql.match-all",
    mark: "match_all",
    pattern:
      /^\s{0,3}\{\s{0,3}"query"\s{0,2}:\s{0,2}\{[^\n]{0,60}"match_all"\s{0,2}:\s{0,2}\{[^\n]{0,200}\}\s{0,3}$/i,
  },
  {
    rule: "nosql.match-all",
    mark: "query_string",
    pattern:
      /^\s{0,3}\{[^\n]{0,120}"query_string"\s{0,2}:\s{0,2}\{\s{0,2}"query"\s{0,2}:\s{0,2}"[^"\n]{0,60}\*[^\n]{0,200}\}\s{0,3}$/i,
  },
  {
    rule: "nosql.match-all",
    mark: "terms",
    pattern:
      /^\s{0,3}\{[^\n]{0,120}"terms"\s{0,2}:[^\n]{0,60}"index"\s{0,2}:[^\n]{0,80}"path"\s{0,2}:/i,
  },
  {
    rule: "nosql.match-all",
    mark: ") ",
    pattern:
      /^[^()\n]{0,60}\)\s{1,3}(?:or|and|not|\|\||&&)\s{1,3}\(\s{0,2}\w{1,40}:[^)\n]{0,120}$/i,
  },
  {
    rule: "nosql.match-all",
    mark: "wildcard",
    pattern:
      /^\s{0,3}\{[^\n]{0,160}"wildcard"\s{0,2}:\s{0,2}\{\s{0,2}"[\w.]{1,40}"\s{0,2}:\s{0,2}(?:\{\s{0,2}"value"\s{0,2}:\s{0,2})?"\*"/i,
  },
  {
    rule: "nosql.match-all",
    mark: "_exists_",
    pattern: /^[\w .@+-]{0,40}["')]\s{1,3}(?:or|and|not)\s{1,3}_exists_:/i,
  },
  {
    rule: "nosql.match-all",
    mark: "[*",
    pattern: /\b(?:or|and)\s{1,3}\w{1,40}:\s?\[\*\s{1,3}to\s{1,3}\*\]/i,
  },
  // A parser of Solr that opens what an entity names (CVE-2017-12629), fields of RediSearch.
  { rule: "nosql.match-all", mark: "{!xmlparser", pattern: /\{!xmlparser\b/i },
  { rule: "nosql.match-all", mark: "{!join", pattern: /\{!join\s[^}\n]{0,60}\bfromIndex=/i },
  { rule: "nosql.match-all", mark: "shards", pattern: /^[^&\n]{0,80}&shards=[\w.-]{1,60}:\d/i },
  {
    rule: "nosql.match-all",
    mark: "@",
    pattern: /^[^()\n]{0,40}\){1,3}\s?\|\s?\(?@\w{1,30}:/,
  },
  // A traversal of Gremlin, a query of RethinkDB.
  {
    rule: "nosql.graph-query",
    mark: ").",
    pattern: /^[\w .@+-]{0,40}['"]?\)\.[^\n]{0,160}(?:\bg\.[VE]\(|__\.\w|valueMap\(|\.drop\(\))/,
  },
  {
    rule: "nosql.shell-call",
    mark: "r.",
    pattern: /^[\w .@+-]{0,40}['"]\){0,3}\s?(?:\|\||&&|[+,;])\s?r\.(?:table|db|http|js|expr)\(/,
  },
  // A string and an object of JSON are left, another key is opened, and its string stays open.
  {
    rule: "nosql.document-breakout",
    mark: '"',
    pattern:
      /^[^"{}[\]\n]{0,60}"\s{0,3}[}\]][\s}\]]{0,8},\s{0,3}\{?\s{0,3}"[^\n]{1,300}:\s{0,3}(?:\[?\s{0,2}\{\s{0,2}"\w{1,20}"\s{0,2}:\s{0,2})?"[\w ]{0,20}$/,
  },
  {
    rule: "nosql.document-breakout",
    mark: '"_admin"',
    pattern: /"roles"\s{0,2}:\s{0,2}\[[^\]\n]{0,60}"_admin"/,
  },
  // CouchDB and Firebase: a value in quotes is left for more parameters of the query.
  {
    rule: "nosql.document-breakout",
    mark: '"&',
    pattern:
      /^"[^"&\n]{0,60}"&(?:startkey|endkey|start_key|end_key|include_docs|orderby|startat|endat|equalto|limittofirst)=/i,
  },
  {
    rule: "nosql.document-breakout",
    mark: "_all_d",
    pattern: /^\/?(?:[\w-]{1,40}\/)?_all_(?:docs|dbs)\b(?:\?|$)/,
  },
  // A field that is told in the place of another, and what follows of a value that ends a string.
  {
    rule: "nosql.other-operator",
    mark: '"$',
    pattern:
      /^\s{0,3}\{[^\n]{0,200}"(?!pass|secret|token|hash)\w{1,24}"\s{0,2}:\s{0,2}"\$(?:\w{1,20}\.)?(?:pass\w{0,12}|secret\w{0,8}|reset_?token|token|hash|salt|ssn)"/i,
  },
  {
    rule: "nosql.bracket-key",
    mark: "where",
    pattern:
      /(?:^|[?&[])where\]?\[\w{1,32}\]\[(?:regexp?|neq?|nin|n?like|n?ilike|gte?|lte?|inq|between|exists)\]=/i,
  },
  {
    rule: "nosql.bracket-key",
    mark: "[where][",
    pattern: /\[where\]\[(?:or|and)\]\[\d{1,2}\]\[/i,
  },
  {
    rule: "nosql.script-condition",
    mark: "this.",
    pattern:
      /^[\w .@+]{0,40}['"]\s{0,2}[-+*]\s{0,2}\(?\s?this\.\w{1,30}\s?=[^\n]{1,40}[-+*]\s{0,2}['"]$/i,
  },
  {
    rule: "nosql.script-tautology",
    mark: "\\",
    pattern: /^\w{0,32}\\['"]\s?(?:\|\||&&)\s?!{0,2}\w{1,12}\s?(?:\|\||&&)\s?\\['"]$/,
  },
  {
    rule: "nosql.script-condition",
    mark: "function",
    pattern:
      /^[\w .@+-]{0,40}['"]\)?\s{0,3}(?:\|\||&&|[-+;,])\s{0,3}(?:\(\s{0,2})?function\s?\w{0,20}\(/i,
  },
  {
    rule: "nosql.script-tautology",
    mark: "var",
    pattern:
      /^[\w .@+-]{0,40}['"][\s)}]{1,4}(?:(?:\|\||&&)\s{0,2}!{0,2}\w{1,12}\s{0,2})?;\s{0,2}(?:var|let|const)\s\w{1,20}\s?=\s?[{(]?['"\w]/i,
  },
  // The one text that tries every quote and bracket of such code at once ("NoSQL syntax injection").
  { rule: "nosql.script-condition", mark: "{", pattern: /^\w{0,20}'"`\{\s{0,3};\s?\$\w{1,12}\}/ },
  {
    rule: "nosql.script-condition",
    mark: "throw",
    pattern: /^[\w .@+-]{0,40}['"]\){0,3}\s{0,3};\s{0,3}throw\b/i,
  },
  {
    rule: "nosql.script-tautology",
    mark: "||",
    pattern: /^\w{1,16}\s{0,2}\|\|\s{0,2}(?:true|1\s?===?\s?1)\s{0,2}(?:;|\/\/)?$/i,
  },
  // Scripts of Redis that tell or change its settings.
  {
    rule: "nosql.store-line",
    mark: "redis.",
    pattern:
      /^(?:return|local\s\w{1,20}\s?=|EVAL\s"[^"\n]{0,20})\s[^\n]{0,160}redis\.p?call\(\s?['"](?:config|debug|eval|flush\w{2,3}|keys|migrate|module|slaveof)\b/i,
  },
  {
    rule: "nosql.store-line",
    mark: "redis.",
    pattern: /^[\w .@+-]{0,40}['"]\){0,3}\s{0,3};?\s{0,3}(?:return\s)?redis\.p?call\(/,
  },
  // Code that a store of functions keeps (CVE-2017-11467), and a function as a whole value.
  {
    rule: "nosql.kept-code",
    mark: '"language"',
    pattern:
      /"language"\s{0,2}:\s{0,2}"(?:groovy|javascript|ecmascript)"\s{0,2},\s{0,2}"code"\s{0,2}:/i,
  },
  {
    rule: "nosql.script-condition",
    mark: "this",
    pattern: /^\s{0,3}function\s?\(\)\s?\{\s?return\b[^\n]{0,120}\bthis\b[^\n]{0,120}\}[\s;]{0,3}$/,
  },
  // The document itself in the place of a value, a secret that is asked for letter by letter.
  { rule: "nosql.other-operator", mark: '"$$', pattern: /"\$\$(?:CURRENT|ROOT)\b/ },
  {
    rule: "nosql.pattern-operator",
    mark: ":{",
    pattern:
      /\b(?:pass(?:word|wd)?|secret|token|hash|salt)\w{0,12}\s?:\s?\{\s?_?(?:i?regexp?|i?like|neq?|gte?|startsWith|starts_with|contains)\s?:/i,
  },
  // What ends a string and, by a NUL, whatever follows it (PHP's driver of MongoDB).
  {
    rule: "nosql.script-tautology",
    mark: "'",
    pattern: /^[\w .@+-]{1,40}'(?:\0|%00)$/,
  },
];

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
