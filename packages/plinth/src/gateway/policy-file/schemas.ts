import { Format } from "#vendor/typebox-format";
import { isObject } from "./fields.ts";

type Check = (value: unknown) => boolean;

const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isText: Check = (value) => typeof value === "string";
const isFlag: Check = (value) => typeof value === "boolean";
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);

const TYPES = ["object", "array", "string", "number", "integer", "boolean", "null"];
const isType: Check = (value) =>
  Array.isArray(value)
    ? value.length > 0 && value.every((one) => TYPES.includes(one as string))
    : TYPES.includes(value as string);

const isPattern: Check = (value) => {
  try {
    return typeof value === "string" && new RegExp(value, "u") !== undefined;
  } catch {
    return false;
  }
};

/** Keywords whose values are plain; each is enforced or only a remark. */
const PLAIN: Readonly<Record<string, Check>> = {
  type: isType,
  enum: (value) => Array.isArray(value) && value.length > 0,
  const: () => true,
  required: isTexts,
  minProperties: isCount,
  maxProperties: isCount,
  minItems: isCount,
  maxItems: isCount,
  uniqueItems: isFlag,
  minLength: isCount,
  maxLength: isCount,
  pattern: isPattern,
  format: (value) => typeof value === "string" && Format.Has(value),
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
  default: () => true,
  title: isText,
  description: isText,
  examples: Array.isArray,
  $comment: isText,
  deprecated: isFlag,
  readOnly: isFlag,
  writeOnly: isFlag,
};

/** Keywords that hold one schema, a list of them, or schemas by name. */
const ONE = ["items", "additionalProperties", "not", "contains", "propertyNames"];
const LISTS = ["anyOf", "oneOf", "allOf"];
const MAPS = ["properties", "patternProperties"];

const keywordFaults = (name: string, value: unknown, at: string): string[] => {
  const here = `${at}.${name}`;
  if (ONE.includes(name)) return schemaFaults(value, here);
  if (LISTS.includes(name)) {
    if (!Array.isArray(value) || value.length === 0) return [`${here} must be a list of schemas`];
    return value.flatMap((one, index) => schemaFaults(one, `${here}[${index}]`));
  }
  if (MAPS.includes(name)) {
    if (!isObject(value)) return [`${here} must be schemas by name`];
    return Object.entries(value).flatMap(([key, one]) => schemaFaults(one, `${here}.${key}`));
  }
  const check = PLAIN[name];
  if (check === undefined) return [`${here} is a keyword that is not enforced here`];
  return check(value) ? [] : [`${here} has a value that JSON Schema does not give it`];
};

/**
 * Faults of a plain JSON Schema (2020-12, the part that is enforced): an unknown type or keyword
 * would otherwise accept everything without a word.
 */
export const schemaFaults = (schema: unknown, at: string): string[] => {
  if (typeof schema === "boolean") return [];
  if (!isObject(schema)) return [`${at} must be a JSON Schema`];
  return Object.entries(schema).flatMap(([name, value]) => keywordFaults(name, value, at));
};

/** Faults of a schema of path or query parameters, whose members are text. */
export const parameterFaults = (schema: unknown, at: string): string[] => {
  const faults = schemaFaults(schema, at);
  if (!isObject(schema) || schema["type"] !== "object" || !isObject(schema["properties"])) {
    faults.push(`${at} must be of type object, with properties`);
  }
  return faults;
};
