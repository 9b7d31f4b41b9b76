import type { Analysis } from "../engine/finding.ts";
import {
  beginOf,
  END,
  isGlued,
  isQuote,
  kindAt,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import type { RuleId } from "../rules/index.ts";

const LOGICAL: ReadonlySet<string> = new Set(["$or", "$and", "$nor", "$not"]);
const CODE: ReadonlySet<string> = new Set([
  "$where",
  "$function",
  "$accumulator",
  "$expr",
  "$code",
]);
const PATTERNS: ReadonlySet<string> = new Set([
  "$regex",
  "$options",
  "$text",
  "$search",
  "$jsonschema",
]);
const UPDATES =
  /^\$(?:set|unset|inc|push|pull|addtoset|rename|mul|min|max|pop|setoninsert|currentdate|bit$)/;
const STAGES =
  /^\$(?:lookup|out|merge|unionwith|graphlookup|group|project|match|facet|bucket|redact|replacewith|changestream|collstats|currentop|indexstats)/;
const RANGES = /^\$(?:gt|gte|lt|lte)$/;

/** The rule of an operator; every operator is one of these. */
const operatorRule = (operator: string): RuleId => {
  const name = operator.toLowerCase();
  if (CODE.has(name)) return "nosql.code-operator";
  if (LOGICAL.has(name)) return "nosql.logical-operator";
  if (PATTERNS.has(name)) return "nosql.pattern-operator";
  if (name === "$ne" || name === "$nin") return "nosql.negation-operator";
  if (RANGES.test(name)) return "nosql.range-operator";
  if (name === "$exists" || name === "$type") return "nosql.existence-operator";
  if (name === "$in" || name === "$all" || name === "$eq") return "nosql.member-operator";
  if (STAGES.test(name)) return "nosql.pipeline-stage";
  return UPDATES.test(name) ? "nosql.update-operator" : "nosql.other-operator";
};

/** Names that variables of style sheets and queries have, too: these are keys in quotes only. */
const EVERYDAY: ReadonlySet<string> = new Set([
  "$any",
  "$between",
  "$concat",
  "$contains",
  "$documents",
  "$explain",
  "$filter",
  "$first",
  "$last",
  "$let",
  "$like",
  "$literal",
  "$orderby",
  "$overlap",
  "$switch",
]);

/** Parameters of honest queries over open data are called so, too (OData, SODA). */
const OPEN_DATA: ReadonlySet<string> = new Set([
  ...EVERYDAY,
  "$count",
  "$group",
  "$limit",
  "$search",
  "$skip",
  "$sort",
]);

/** How many tokens of brackets behind an operator are read. */
const LONGEST_INDEX = 12;
/** How far before a parameter an address is looked for. */
const ADDRESS = 256;

/** "?menu=1&$where=1": an operator that is the name of a parameter. */
const analyseParameter = (analysis: Analysis, tokens: Tokens, at: number, sign: number): void => {
  const word = textAt(tokens, at);
  const before = kindAt(tokens, at - 1);
  const isFirst = before === 63 || before === 38;
  if (!isFirst && at !== 0) return;
  if (OPEN_DATA.has(word) || !isGlued(tokens, sign) || kindAt(tokens, sign + 1) === 61) return;
  // "&$in = …" is a reference of PHP, and who cites a whole address cites no parameter of ours.
  if (isFirst && (!isGlued(tokens, at) || !isGlued(tokens, sign + 1))) return;
  const begin = beginOf(tokens, at);
  if (tokens.text.slice(Math.max(0, begin - ADDRESS), begin).includes("://")) return;
  if (sign + 1 < tokens.length) analysis.report.add(operatorRule(word));
};

/** "[$ne]=1": the way query strings write the same. */
const analyseBracketKey = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const value = kindAt(tokens, at + 2);
  const isKey = isQuote(value) && kindAt(tokens, at + 3) === 58;
  if (value === 61 || value === 91 || value === END || isKey) {
    analysis.report.add("nosql.bracket-key");
  }
};

/** Where the key around an operator begins and ends, in tokens. */
interface Key {
  readonly isQuoted: boolean;
  /** What opens it: a bracket, a comma, a quote of the sentence. */
  readonly opener: number;
  /** Behind it. */
  readonly next: number;
}

/** How deep strings of JSON are looked into: the third level of quotes has seven backslashes. */
const MOST_SLASHES = 7;

/** '{\\"$ne\\":': JSON within a string of JSON, or of a query of GraphQL; how many stand on each side. */
const slashesBefore = (tokens: Tokens, at: number): number => {
  let count = 0;
  while (
    count < MOST_SLASHES &&
    kindAt(tokens, at + 1 + count) === 92 &&
    kindAt(tokens, at - 2 - count) === 92
  ) {
    count += 1;
  }
  return count;
};

const keyAround = (tokens: Tokens, at: number): Key => {
  const slashes = slashesBefore(tokens, at);
  const quote = kindAt(tokens, at - 1);
  const isQuoted = isQuote(quote) && kindAt(tokens, at + 1 + slashes) === quote;
  return isQuoted
    ? { isQuoted, opener: at - 2 - slashes, next: at + 2 + slashes }
    : { isQuoted, opener: at - 1, next: at + 1 };
};

/** What "$type" of MongoDB is compared with; other documents tell types of their own by it. */
const BSON_TYPES: ReadonlySet<string> = new Set(
  "double string object array bindata undefined objectid bool date null regex dbpointer javascript symbol int timestamp long decimal minkey maxkey number".split(
    " ",
  ),
);

/** Keys of a schema (JSON Schema), of which a comment says something. */
const SCHEMA = /"(?:\$schema|type|oneOf|anyOf|allOf|properties)"\s{0,3}:/;

/** '"$type":"color","$value":…', '"$type":"Menu.Soup, Menu"': tokens of a design, objects of .NET, schemas. */
const isOwnKey = (word: string, tokens: Tokens, next: number): boolean => {
  const quote = kindAt(tokens, next + 1);
  if (!isQuote(quote)) return false;
  if (word === "$comment") return SCHEMA.test(tokens.text);
  const isAlias = BSON_TYPES.has(textAt(tokens, next + 2)) && kindAt(tokens, next + 3) === quote;
  return word === "$type" && (!isAlias || tokens.text.includes('"$value"'));
};

/** Whether an operator stands behind a dot in the name of a parameter, or as the last step of a key. */
const isLastStep = (tokens: Tokens, at: number): boolean => {
  if (kindAt(tokens, at - 1) !== 46) return false;
  // "menu.salt.$ne=1".
  const isDotted = kindAt(tokens, at - 2) === WORD && isGlued(tokens, at);
  if (isDotted && kindAt(tokens, at + 1) === 61 && isGlued(tokens, at + 2)) return true;
  // '{"menu.$ne":1}'.
  return isQuote(kindAt(tokens, at + 1)) && kindAt(tokens, at + 2) === 58;
};

/** '{"$ne":', "{$ne:", "$where:" — an operator where a key stands. */
export const analyseOperator = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const word = textAt(tokens, at);
  const before = kindAt(tokens, at - 1);
  if (before === 91 && kindAt(tokens, at + 1) === 93) {
    analyseBracketKey(analysis, tokens, at);
    return;
  }
  // "&$inc[price]=7", "$or[0][price]=7": fields in brackets behind it.
  let sign = at + 1;
  while (
    sign < at + LONGEST_INDEX &&
    kindAt(tokens, sign) === 91 &&
    kindAt(tokens, sign + 2) === 93
  ) {
    sign += 3;
  }
  if (kindAt(tokens, sign) === 61) analyseParameter(analysis, tokens, at, sign);
  const key = keyAround(tokens, at);
  if (!key.isQuoted && EVERYDAY.has(word)) return;
  if (isLastStep(tokens, at)) {
    analysis.report.add(operatorRule(word));
    return;
  }
  const opener = kindAt(tokens, key.opener);
  // "left as `{ $ne: true }`", "may I use {$gt: 7} on": in the backticks or words of a sentence.
  const behind = kindAt(tokens, key.opener - 1);
  const isSaid = !key.isQuoted && behind === WORD && !isGlued(tokens, key.opener);
  const isShown = opener === 123 && key.opener > 1 && (behind === 96 || isSaid);
  if (isShown || kindAt(tokens, key.next) !== 58) return;
  if (key.isQuoted && isOwnKey(word, tokens, key.next)) return;
  // In prose "$set: …" is a heading; a key opens a bracket, follows a comma, or begins the text.
  const isKey =
    (CODE.has(word) && isQuote(kindAt(tokens, key.next + 1))) ||
    opener === 123 ||
    opener === 44 ||
    opener === END ||
    isQuote(opener);
  if (isKey) analysis.report.add(operatorRule(word));
};
