import { matches } from "../opening/matches.ts";
import type { Target } from "../target.ts";

/** The part of JSON Schema that route schemas use. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
}

/** An id of the right form that nothing has. */
export const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";
/** A password that no sensible rule refuses. */
// plinth-audit-allow secret-in-source: of accounts that an audit makes
export const SAMPLE_PASSWORD = "Kebo7-Muwi2+Tadu9!Ropy";

const CANDIDATES = [
  UNKNOWN_ID,
  "sample",
  "Sample7",
  "7",
  "2026-01-31",
  "2026-01-31T12:00:00.000Z",
  "*",
];

const textOf = (schema: JsonSchema, name: string, target: Target): string => {
  if (/e-?mail/i.test(name)) return `${target.unique("audit")}@example.com`;
  if (/password/i.test(name)) return SAMPLE_PASSWORD;
  const { minLength = 1, maxLength = 64, pattern } = schema;
  if (pattern !== undefined) {
    return CANDIDATES.find((text) => matches(pattern, text)) ?? "sample";
  }
  return "sample".padEnd(minLength, "x").slice(0, Math.max(maxLength, minLength));
};

const objectOf = (schema: JsonSchema, target: Target): Record<string, unknown> =>
  Object.fromEntries(
    (schema.required ?? []).map((name) => [
      name,
      sampleOf(schema.properties?.[name] ?? {}, name, target),
    ]),
  );

/** A value that fits a schema, as small as may be; `name` is that of the member it is for. */
export const sampleOf = (schema: JsonSchema, name: string, target: Target): unknown => {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  const variant = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (variant !== undefined) return sampleOf(variant, name, target);
  const type = typeof schema.type === "string" ? schema.type : schema.type?.[0];
  switch (type) {
    case "object":
      return objectOf(schema, target);
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () =>
        sampleOf(schema.items ?? {}, name, target),
      );
    case "integer":
    case "number":
      return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1;
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return textOf(schema, name, target);
  }
};
