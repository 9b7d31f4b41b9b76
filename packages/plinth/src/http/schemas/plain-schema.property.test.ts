import fc from "fast-check";
import { expect, it } from "vitest";
import fastJsonStringify from "#vendor/fast-json-stringify";
import { isPlainSchema } from "./plain-schema.ts";

/** Values that suit a keyword, and values that suit none. */
const some = fc.constantFrom<unknown>(
  ...["string", "object", "array", "integer", "number", "null", "boolean", "nonsense", "(", "#/x"],
  ...[0, 1, -1, 1.5, true, false, null],
  ...[[], ["a"], ["a", "b"], ["a", "a"], [1], ["string", "null"], {}],
);

const KEYWORDS = [
  ...["type", "properties", "required", "additionalProperties", "items", "anyOf", "oneOf", "allOf"],
  ...["const", "enum", "title", "format", "pattern", "default", "examples", "minimum", "maximum"],
  ...["minLength", "maxItems", "uniqueItems", "$ref", "$id", "not", "if", "patternProperties"],
];

const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.dictionary(
    fc.constantFrom(...KEYWORDS),
    fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      some,
      tie("schema"),
      fc.array(tie("schema"), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom("a", "b", "__proto__x"), tie("schema"), { maxKeys: 2 }),
    ),
    { maxKeys: 3 },
  ),
}));

it("VAL-01: a schema whose serialiser waits for the first answer is one that it can be built of", () => {
  let plain = 0;
  fc.assert(
    fc.property(schema, (value) => {
      if (!isPlainSchema(value)) return;
      plain += 1;
      expect(() => fastJsonStringify(value as fastJsonStringify.Schema)).not.toThrow();
    }),
    { numRuns: 1_000 },
  );
  expect(plain).toBeGreaterThan(30);
});

it("VAL-01: what refers, combines or is wrong is built at the start", () => {
  for (const value of [
    { $ref: "#/nope" },
    { type: "nonsense" },
    { type: "object", properties: { a: { allOf: [{ type: "string" }] } } },
    { type: "array", items: 3 },
    { type: "string", pattern: "(" },
    { default: "a", anyOf: [{ default: "b" }] },
  ]) {
    expect(isPlainSchema(value)).toBe(false);
  }
  const plain = { type: "object", properties: { a: { type: "string", minLength: 1 } } };
  expect(isPlainSchema(plain)).toBe(true);
});
