import { expect, test } from "vitest";
import { schemaFault } from "./fits.ts";

const PERSON = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "string", pattern: "^[a-z]+$" },
    age: { anyOf: [{ type: "integer" }, { type: "null" }] },
    friends: { type: "array", items: { type: "object", required: ["id"] } },
  },
  additionalProperties: false,
};

test.each([
  [{ id: "ann", age: null, friends: [{ id: "bob" }] }, undefined],
  [{ id: "ann", passwordHash: "x" }, "has passwordHash, which nobody declared"],
  [{ age: 7 }, "has no id"],
  [{ id: "Ann" }, "member id: has another form"],
  [{ id: "ann", age: 1.5 }, "member age: fits no choice: is number, not integer"],
  [{ id: "ann", friends: [{}] }, "member friends: has no id"],
  [[], "is array, not object"],
])("TST-03: %j against its schema", (value, fault) => {
  expect(schemaFault(PERSON, value)).toBe(fault);
});
