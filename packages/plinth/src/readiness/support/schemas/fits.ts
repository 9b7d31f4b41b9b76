import { matches } from "../../opening/matches.ts";

/** A schema as documents write it; only what is known here is looked at. */
export type Schema = Readonly<Record<string, unknown>>;

/** Nesting beyond which nothing is looked at, and items of a list that are. */
const MAX_DEPTH = 30;
const MAX_ITEMS = 50;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const typeOf = (value: unknown): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
};

const isOfType = (value: unknown, type: string): boolean =>
  type === typeOf(value) || (type === "integer" && Number.isInteger(value));

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const asSchema = (value: unknown): Schema => (isObject(value) ? value : {});

const typeFault = (schema: Schema, value: unknown): string | undefined => {
  const types = [schema["type"]].flat().filter((type) => typeof type === "string");
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) {
    return `is ${typeOf(value)}, not ${types.join(" or ")}`;
  }
  const {
    const: only,
    enum: some,
    pattern,
  } = schema as { const?: unknown; enum?: unknown; pattern?: unknown };
  if (only !== undefined && value !== only) return "is another value";
  if (Array.isArray(some) && !some.includes(value)) return "is none of its values";
  const isWrong =
    typeof value === "string" && typeof pattern === "string" && !matches(pattern, value);
  return isWrong ? "has another form" : undefined;
};

const memberFault = (
  schema: Schema,
  value: Record<string, unknown>,
  depth: number,
): string | undefined => {
  const missing = listOf(schema["required"]).find((name) => !Object.hasOwn(value, String(name)));
  if (missing !== undefined) return `has no ${String(missing)}`;
  const properties = asSchema(schema["properties"]);
  const patterns = Object.entries(asSchema(schema["patternProperties"]));
  for (const [name, member] of Object.entries(value)) {
    const shown = name.slice(0, 60);
    const own = Object.hasOwn(properties, name)
      ? properties[name]
      : patterns.find(([pattern]) => matches(pattern, name))?.[1];
    const others = schema["additionalProperties"];
    if (own === undefined && others === false) return `has ${shown}, which nobody declared`;
    const fault = schemaFault(asSchema(own ?? others), member, depth + 1);
    if (fault !== undefined) return `member ${shown}: ${fault}`;
  }
  return undefined;
};

/**
 * How a value does not fit a schema; undefined where it does. Knows types, members, items, values,
 * patterns and choices, which is what the schemas of answers are made of.
 */
export const schemaFault = (schema: Schema, value: unknown, depth = 0): string | undefined => {
  if (depth > MAX_DEPTH) return undefined;
  const choices = [...listOf(schema["anyOf"]), ...listOf(schema["oneOf"])].map(asSchema);
  if (choices.length > 0) {
    const faults = choices.map((choice) => schemaFault(choice, value, depth + 1));
    return faults.includes(undefined) ? undefined : `fits no choice: ${faults[0]}`;
  }
  const fault = typeFault(schema, value);
  if (fault !== undefined) return fault;
  if (Array.isArray(value)) {
    const items = asSchema(schema["items"]);
    return value
      .slice(0, MAX_ITEMS)
      .map((item) => schemaFault(items, item, depth + 1))
      .find((found) => found !== undefined);
  }
  return isObject(value) ? memberFault(schema, value, depth) : undefined;
};
