import { idText } from "#policy";
import type { JsonSchema } from "./operations.ts";

/** A schema in words: what a reader wants to know of one value. */
export interface SchemaWords {
  /** Such as "text", "whole number", "list of text", "one of: a, b". */
  readonly type: string;
  /** Such as "1 to 500 characters". */
  readonly rules: readonly string[];
  readonly description: string | undefined;
  readonly members: readonly Member[];
  /** True where members that are not named are refused. */
  readonly isClosed: boolean;
}

/** A named member of an object; "*" stands for any other name, "[ ]" for the items of a list. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly value: SchemaWords;
}

/** Deep enough for any reader; schemas that refer to themselves end here. */
const MAX_DEPTH = 8;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  object: "object",
  null: "null",
};

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const schemasIn = (value: unknown): readonly JsonSchema[] =>
  Array.isArray(value) ? value.filter(isSchema) : [];

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** "1 to 500 characters", "at least 1 item", "at most 5". */
const range = (low: unknown, high: unknown, unit: string): readonly string[] => {
  const tail = unit === "" ? "" : ` ${unit}`;
  const from = typeof low === "number" && !(unit !== "" && low === 0) ? low : undefined;
  const to = typeof high === "number" ? high : undefined;
  if (from !== undefined && to !== undefined) {
    return [from === to ? `exactly ${from}${tail}` : `${from} to ${to}${tail}`];
  }
  if (from !== undefined) return [`at least ${from}${tail}`];
  return to === undefined ? [] : [`at most ${to}${tail}`];
};

/** Identifiers are everywhere; their pattern says less than their name. */
const UUID_PATTERN = (idText() as { readonly pattern?: unknown }).pattern;

const isUuid = (schema: JsonSchema): boolean =>
  schema["pattern"] !== undefined && schema["pattern"] === UUID_PATTERN;

const rulesOf = (schema: JsonSchema): readonly string[] =>
  isUuid(schema) ? [] : constraintsOf(schema);

const constraintsOf = (schema: JsonSchema): readonly string[] => [
  ...range(schema["minLength"], schema["maxLength"], "characters"),
  ...range(schema["minItems"], schema["maxItems"], "items"),
  ...range(schema["minimum"], schema["maximum"], ""),
  ...(typeof schema["exclusiveMinimum"] === "number"
    ? [`above ${schema["exclusiveMinimum"]}`]
    : []),
  ...(typeof schema["exclusiveMaximum"] === "number"
    ? [`below ${schema["exclusiveMaximum"]}`]
    : []),
  ...(typeof schema["multipleOf"] === "number" ? [`in steps of ${schema["multipleOf"]}`] : []),
  ...(schema["uniqueItems"] === true ? ["no item twice"] : []),
  ...(typeof schema["format"] === "string" ? [`format ${schema["format"]}`] : []),
  ...(typeof schema["pattern"] === "string" ? [`matches ${schema["pattern"]}`] : []),
  ...("default" in schema ? [`default ${textOf(schema["default"])}`] : []),
];

/** Rules of a list's items stand with the list, because plain items have no line of their own. */
const itemRulesOf = (schema: JsonSchema): readonly string[] =>
  isSchema(schema["items"]) ? rulesOf(schema["items"]).map((rule) => `each ${rule}`) : [];

const alternativesOf = (schema: JsonSchema): readonly JsonSchema[] =>
  schemasIn(schema["anyOf"] ?? schema["oneOf"]);

const typeOf = (schema: JsonSchema, depth: number): string => {
  if (Array.isArray(schema["enum"])) return `one of: ${schema["enum"].map(textOf).join(", ")}`;
  if (isUuid(schema)) return "UUID";
  if ("const" in schema) return `exactly ${textOf(schema["const"])}`;
  if (typeof schema["$ref"] === "string") return schema["$ref"].split("/").at(-1) ?? "object";
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 0) {
    const words = alternatives.map((entry) => (depth > MAX_DEPTH ? "…" : typeOf(entry, depth + 1)));
    return [...new Set(words)].join(" or ");
  }
  if (schema["type"] === "array") {
    const items = schema["items"];
    return isSchema(items) && depth <= MAX_DEPTH ? `list of ${typeOf(items, depth + 1)}` : "list";
  }
  const types = [schema["type"]].flat().filter((type) => typeof type === "string");
  if (types.length === 0) return isSchema(schema["properties"]) ? "object" : "anything";
  return types.map((type) => TYPE_WORDS[type] ?? type).join(" or ");
};

const openMembers = (schema: JsonSchema, depth: number): readonly Member[] => {
  const patterns = isSchema(schema["patternProperties"])
    ? Object.values(schema["patternProperties"])
    : [];
  return [schema["additionalProperties"], ...patterns].filter(isSchema).map((value) => ({
    name: "*",
    required: false,
    value: describe(value, depth + 1),
  }));
};

const membersOf = (schema: JsonSchema, depth: number): readonly Member[] => {
  if (depth > MAX_DEPTH) return [];
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const properties = isSchema(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  const named = properties.map(([name, value]) => ({
    name,
    required: required.includes(name),
    value: describe(isSchema(value) ? value : {}, depth + 1),
  }));
  const items = schema["items"];
  // A list of objects shows what its objects have; a list of plain values says all in its type.
  const inItems = isSchema(items) ? describe(items, depth + 1).members : [];
  const inAlternatives = alternativesOf(schema).flatMap(
    (entry) => describe(entry, depth + 1).members,
  );
  return [...named, ...openMembers(schema, depth), ...inItems, ...inAlternatives];
};

const describe = (schema: JsonSchema, depth: number): SchemaWords => ({
  type: typeOf(schema, depth),
  rules: [...rulesOf(schema), ...itemRulesOf(schema)],
  description: typeof schema["description"] === "string" ? schema["description"] : undefined,
  members: membersOf(schema, depth),
  isClosed: schema["additionalProperties"] === false,
});

/** Puts a schema into words. */
export const schemaWords = (schema: JsonSchema): SchemaWords => describe(schema, 0);
