import { expect, test } from "vitest";
import { idText, list, oneOf, shortText, strictObject, type TSchema, Type } from "#policy";
import type { JsonSchema } from "./operations.ts";
import { schemaWords } from "./schema-words.ts";

const words = (schema: TSchema) => schemaWords(schema as unknown as JsonSchema);

test.each([
  ["text", Type.String(), "text", []],
  ["bounded text", shortText(), "text", ["1 to 500 characters"]],
  [
    "text of at most",
    Type.String({ minLength: 0, maxLength: 9 }),
    "text",
    ["at most 9 characters"],
  ],
  ["exact length", Type.String({ minLength: 4, maxLength: 4 }), "text", ["exactly 4 characters"]],
  ["identifier", idText(), "UUID", []],
  ["number", Type.Integer({ minimum: 0, maximum: 7 }), "whole number", ["0 to 7"]],
  ["floor", Type.Number({ minimum: 1 }), "number", ["at least 1"]],
  ["words", oneOf(["a", "b"]), "one of: a, b", []],
  [
    "list",
    list(shortText({ max: 40 }), { unique: true }),
    "list of text",
    ["at most 100 items", "no item twice", "each 1 to 40 characters"],
  ],
  ["union", Type.Union([Type.String(), Type.Null()]), "text or null", []],
  ["default", Type.Boolean({ default: false }), "true or false", ["default false"]],
  ["anything", Type.Unknown(), "anything", []],
] as const)("DOC-01: %s reads as people say it", (_, schema, type, rules) => {
  const { type: found, rules: foundRules } = words(schema);
  expect(found).toBe(type);
  expect(foundRules).toEqual(rules);
});

test("DOC-01: members are listed with what is required, through lists and choices", () => {
  const schema = strictObject({
    days: Type.Array(strictObject({ date: Type.String({ description: "ISO 8601" }) })),
    extra: Type.Optional(Type.Record(Type.String(), Type.Number())),
  });
  const { members, isClosed } = words(schema);
  expect(isClosed).toBe(true);
  expect(members.map(({ name, required }) => [name, required])).toEqual([
    ["days", true],
    ["extra", false],
  ]);
  expect(members[0]?.value.members[0]).toMatchObject({
    name: "date",
    required: true,
    value: { type: "text", description: "ISO 8601" },
  });
  expect(members[1]?.value.members[0]).toMatchObject({ name: "*", value: { type: "number" } });
});

test("DOC-01: a schema that is deeper than any reader ends", () => {
  const endless: Record<string, unknown> = { type: "object" };
  endless["properties"] = { again: endless };
  expect(schemaWords(endless).members).toHaveLength(1);
});
