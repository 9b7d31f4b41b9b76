import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededNumbers } from "#core";
import type { Target } from "../../target.ts";
import type { Operation } from "../operations.ts";
import { fuzzCasesOf, shuffled } from "./cases.ts";

const target = { unique: (prefix: string) => `${prefix}-1` } as unknown as Target;
const operation = {
  name: "POST /things/{id}",
  method: "POST",
  path: "/things/{id}",
  policy: { access: { kind: "public" } },
  parameters: [
    {
      name: "id",
      in: "path",
      required: true,
      schema: { type: "string", pattern: "^[0-9a-f]{4}$" },
    },
    { name: "limit", in: "query", schema: { type: "integer", minimum: 1 } },
    { name: "free", in: "query", schema: { type: "string" } },
  ],
  body: {
    type: "object",
    required: ["name"],
    properties: { name: { type: "string", maxLength: 20 }, days: { type: "integer" } },
  },
  example: { name: "tulip", days: 3 },
} as unknown as Operation;

const casesOf = (seed: number) => fuzzCasesOf(operation, target, seededNumbers(seed));

describe("VAL-03: spoilt values", () => {
  it("VAL-03: cover path, query and body: refused texts, other types, what is missing", () => {
    expect(casesOf(1).map(({ name }) => name)).toEqual([
      "POST /things/{id} with path.id that is refused",
      "POST /things/{id} with query.limit that is refused",
      "POST /things/{id} with body.name of another type",
      "POST /things/{id} with body.name that is refused",
      "POST /things/{id} with body.days of another type",
      "POST /things/{id} with body.name missing",
    ]);
  });

  it("VAL-03: a seed determines them, and another one gives others", () => {
    expect(casesOf(7)).toEqual(casesOf(7));
    expect(casesOf(7)).not.toEqual(casesOf(8));
    const items = Array.from({ length: 40 }, (_, index) => index);
    expect(shuffled(items, seededNumbers(3))).toEqual(shuffled(items, seededNumbers(3)));
    expect(shuffled(items, seededNumbers(3))).not.toEqual(items);
  });

  it("VAL-03: whatever the seed, no value is one that the schema takes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const [id, limit, type, text, days, missing] = casesOf(seed);
        const body = (one: typeof id) => one?.ask.body as Record<string, unknown>;
        expect(decodeURIComponent(id?.path.split("/")[2] ?? "")).not.toMatch(/^[0-9a-f]{4}$/);
        expect(limit?.path).toMatch(/\?limit=x/);
        expect(typeof body(type)["name"]).not.toBe("string");
        expect([...String(body(text)["name"])].length).toBeGreaterThan(20);
        expect(Number.isInteger(body(days)["days"])).toBe(false);
        expect(Object.keys(body(missing))).toEqual(["days"]);
      }),
    );
  });
});
