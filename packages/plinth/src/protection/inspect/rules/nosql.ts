import type { Rule } from "./rule.ts";

/** Operators and code of document stores, and filters of directories (VAL-08). */
export const NOSQL_RULES = {
  "nosql.negation-operator": {
    title: "$ne, $nin: everything but",
    attack: '{"password":{"$ne":null}}',
    benign: '{"price":"$ne 4"}',
  },
  "nosql.range-operator": {
    title: "$gt, $gte, $lt, $lte",
    attack: '{"password":{"$gt":""}}',
    benign: "from $gt to $lt",
  },
  "nosql.member-operator": {
    title: "$in, $all, $eq",
    attack: '{"name":{"$in":["root"]}}',
    benign: "you pay $in cash",
  },
  "nosql.existence-operator": {
    title: "$exists, $type",
    attack: '{"token":{"$exists":false}}',
    benign: "it $exists",
  },
  "nosql.logical-operator": {
    title: "$or, $and, $nor, $not",
    attack: '{"$or":[{},{"a":1}]}',
    benign: "10 $or 12 €",
  },
  "nosql.pattern-operator": {
    title: "$regex, $text: reads a value letter by letter",
    attack: '{"password":{"$regex":"^a"}}',
    benign: "a $text field",
  },
  "nosql.code-operator": {
    title: "$where, $function, $expr: runs code",
    attack: '{"$where":"1"}',
    benign: "it says $where it is",
  },
  "nosql.update-operator": {
    title: "$set, $inc, $push: changes instead of reads",
    attack: '{"$set":{"admin":1}}',
    benign: "a $set of knives",
  },
  "nosql.pipeline-stage": {
    title: "$lookup, $out, $merge: reads or writes other collections",
    attack: '[{"$lookup":{"from":"members"}}]',
    benign: "a $group of friends",
  },
  "nosql.other-operator": {
    title: "any other operator where a key stands",
    attack: '{"a":{"$elemMatch":{}}}',
    benign: "a $size matter",
  },
  "nosql.bracket-key": {
    title: "an operator as query strings write keys",
    attack: "password[$ne]=1",
    benign: "items[0]=1&tags[]=soup",
  },
  "nosql.script-condition": {
    title: "a condition of $where over the document",
    attack: "x' && this.secret.match(/^a/) || '",
    benign: "this.that and the other",
  },
  "nosql.script-return": {
    title: "makes the code of $where return at once",
    attack: "'; return true; var x='",
    benign: "Send it back; return it within a week.",
  },
  "nosql.script-delay": {
    title: "keeps the code of $where busy",
    attack: "';while(true){}",
    benign: "wait a while (true story)",
  },
  "nosql.script-tautology": {
    title: "an equality of JavaScript that is always true",
    attack: "x' || '1'=='1",
    benign: "a == b || c",
  },
  "nosql.match-all": {
    title: "has a search engine find everything",
    attack: "menu) OR (*:*",
    benign: '"Action": "*:*" and more',
  },
  "nosql.graph-query": {
    title: "goes on in a clause of Cypher or AQL",
    attack: "soup'}) RETURN m.price //",
    benign: "MATCH (m:Menu) RETURN m.price is what I have; why is it slow?",
  },
  "nosql.column-query": {
    title: "goes on in CQL: rows without an index, several statements",
    attack: "soup' ALLOW FILTERING; --",
    benign: "Is ALLOW FILTERING a bad idea here?",
  },
  "nosql.condition-expression": {
    title: "adds a condition to an expression of DynamoDB",
    attack: ":soup OR attribute_exists(salt)",
    benign: "attribute_exists(salt) is true for every dish",
  },
  "nosql.document-breakout": {
    title: "leaves a string of a query in JSON and adds keys or parameters",
    attack: 'soup"}],"cook":[{"name":"x',
    benign: '{"name":"soup","cook":{"name":"Ines"}}',
  },
  "nosql.query-breakout": {
    title: "leaves a string or brackets of any query, and puts them right again",
    attack: "soup'] |> yield() //",
    benign: "'Where is the soup?' 'In the pot' (or it was)",
  },
  "nosql.secret-asked": {
    title: "compares a secret, sorts by it or wants it told",
    attack: "user__password__startswith=a",
    benign: '{"name":"Ines","password":"soup of the day"}',
  },
  "nosql.store-command": {
    title: "a command of a document store, or the type its driver is to take a value for",
    attack: '{"menu":{"_bsontype":"MinKey"}}',
    benign: '{"createUser":{"name":"Ines"}}',
  },
  "nosql.store-line": {
    title: "a line of Redis or memcached behind a key",
    attack: "soup:7\r\nRENAME soup:7 menu:7\r\n",
    benign: "soup\nSET the table\nand eat",
  },
  "nosql.server-code": {
    title: "code that only the process of the server could run",
    attack: "7;process.exit()",
    benign: "process.exit() ends the whole program",
  },
  "nosql.kept-code": {
    title: "a script of a search engine, a function of a map and reduce",
    attack: '{"script":{"source":"ctx._source.role=1"}}',
    benign: '{"script":"build.sh"}',
  },
  "nosql.shell-call": {
    title: "a call of the shell of a document store",
    attack: "x;db.members.drop()",
    benign: "the db.members folder",
  },
  "nosql.filter-breakout": {
    title: "closes a filter of a directory and opens another",
    attack: "*)(uid=*))(|(uid=*",
    benign: "(a) (b) or (c)",
  },
} as const satisfies Readonly<Record<string, Rule>>;
