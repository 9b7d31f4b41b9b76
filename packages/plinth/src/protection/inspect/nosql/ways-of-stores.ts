// Ways into queries of stores that have a language of their own: Cypher, AQL, Gremlin, CQL, N1QL, the
// conditions of DynamoDB, the queries of Lucene, the addresses of CouchDB and Firebase.

import type { Way } from "./way.ts";

export const WAYS_OF_STORES: readonly Way[] = [
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
    mark: "batch",
    pattern: /^[^;\n]{0,120};\s{0,3}begin\s{1,3}(?:unlogged\s{1,3}|counter\s{1,3})?batch\b/i,
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
    mark: "wildcard",
    pattern:
      /^\s{0,3}\{[^\n]{0,160}"wildcard"\s{0,2}:\s{0,2}\{\s{0,2}"[\w.]{1,40}"\s{0,2}:\s{0,2}(?:\{\s{0,2}"value"\s{0,2}:\s{0,2})?"\*"/i,
  },
  // A parser of Solr that opens what an entity names (CVE-2017-12629), fields of RediSearch.
  { rule: "nosql.match-all", mark: "{!xmlparser", pattern: /\{!xmlparser\b/i },
  { rule: "nosql.match-all", mark: "{!join", pattern: /\{!join\s[^}\n]{0,60}\bfromIndex=/i },
  { rule: "nosql.match-all", mark: "shards", pattern: /^[^&\n]{0,80}&shards=[\w.-]{1,60}:\d/i },
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
  // Unions of Cypher behind a number or a name, where no quote has to be left.
  {
    rule: "nosql.graph-query",
    mark: "union",
    pattern: /\bunion\s{1,3}(?:all\s{1,3})?(?:match\s?\(|call\s{1,3}(?:db|apoc|dbms)\.)/i,
  },
  // N1QL: what is there in every document, conditions over lists.
  {
    rule: "nosql.column-query",
    mark: "missing",
    pattern:
      /^[\w .@+'"-]{0,40}\b(?:or|and)\s{1,3}[\w.()`]{1,40}\s{1,3}is\s{1,3}(?:not\s{1,3})?missing\b/i,
  },
  {
    rule: "nosql.column-query",
    mark: "satisfies",
    pattern: /\b(?:or|and)\s{1,3}(?:any|every)\s{1,3}\w{1,24}\s{1,3}in\s[^\n]{1,80}\ssatisfies\s/i,
  },
  // A function of Cassandra in another language.
  {
    rule: "nosql.column-query",
    mark: "language",
    pattern:
      /\breturns\s[^\n]{1,80}\blanguage\s{1,3}(?:java|javascript)\s{1,3}as\s{1,3}(?:\$\$|')/i,
  },
  {
    rule: "nosql.condition-expression",
    mark: ":",
    pattern:
      /^:\w{1,20},\s{0,3}#?\w{1,30}\s?=\s?:\w{1,20}\s{1,3}(?:remove|add|delete|set)\s{1,3}#?\w/i,
  },
  // Lucene and Solr: everything but nothing, filters and bodies of another request.
  {
    rule: "nosql.match-all",
    mark: ":",
    pattern:
      /^[\w*]{1,24}\s{1,3}(?:or|and|\|\||&&)\s{1,3}(?:not\s{1,3})?(?:_exists_:|\w{1,30}:\*)/i,
  },
  {
    rule: "nosql.match-all",
    mark: "[* to *]",
    pattern: /\w:\s?\[\* to \*\]\s{1,3}(?:or|\|\|)\s|\s(?:or|and)\s{1,3}\w{1,40}:\s?\[\* to \*\]/i,
  },
  {
    rule: "nosql.match-all",
    mark: "&",
    pattern: /^[^&=\n]{0,60}&(?:fq=-\w|stream\.(?:body|url|file)=)/i,
  },
  {
    rule: "nosql.match-all",
    mark: "_by_query",
    pattern: /^[\w*,.-]{1,60}\/_(?:delete|update)_by_query\b/,
  },
  {
    rule: "nosql.match-all",
    mark: "requesthandler",
    pattern: /"(?:add|update)-requesthandler"\s{0,2}:/i,
  },
  // Lines of a bulk request (Elasticsearch), behind a document that was left.
  {
    rule: "nosql.store-line",
    mark: '\n{"',
    pattern: /\n\{"(?:delete|index|create|update)":\{"_i(?:ndex|d)":/,
  },
  // Rules of Firestore that allow everything, a key of Firebase that asks for it without rules.
  {
    rule: "nosql.document-breakout",
    mark: "allow",
    pattern: /\}\s{0,3}match\s\/\{?\w{1,40}[^\n]{0,80}\ballow\s/,
  },
  {
    rule: "nosql.document-breakout",
    mark: ".json?",
    pattern: /^[\w/.-]{1,80}\.json\?(?:auth=null|shallow=true|print=)/i,
  },
  // InfluxQL: every measurement into another one.
  { rule: "nosql.column-query", mark: "into", pattern: /^\/\.\*\/\s{1,3}into\s/i },
  // The name of a database that brings options of the connection.
  {
    rule: "nosql.document-breakout",
    mark: "auth",
    pattern: /^[\w-]{1,40}\?(?:[\w.]{1,40}=[\w.-]{1,60}&){0,4}auth(?:Source|Mechanism)=/i,
  },
];
