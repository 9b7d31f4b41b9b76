import { describe, expect, it } from "vitest";
import { acceptConstraints, addToReading, isConstraint } from "./accept.ts";
import type { FoundConstraint } from "./constraint.ts";
import { createSentenceReader } from "./reader.ts";

const reader = createSentenceReader();
const place = { start: 0, end: 1, source: "model" } as const;
const hostile = [
  { field: "kcal", value: 100 },
  { field: "kcal", value: "2000" },
  { field: "days", value: 1e9 },
  { field: "days", value: 1.5 },
  { field: "budget", value: Number.NaN },
  { field: "maxMinutes", value: 0 },
  { field: "diet", value: "__proto__" },
  { field: "pattern", value: "none" },
  { field: "allergen", value: "-peanut" },
  { field: "dislike", value: "<script>" },
  { field: "dislike", value: "mushroom ".repeat(20) },
  { field: "cuisine", value: "toString" },
  { field: "constructor", value: "x" },
];

describe("what a model says is judged as what rules say", () => {
  it.each(hostile)("MEAL-12: no plan can have $field $value", (one) => {
    expect(isConstraint(one, reader)).toBe(false);
    const claimed = [{ ...one, ...place }] as unknown as readonly FoundConstraint[];
    expect(acceptConstraints(claimed, reader)).toEqual([]);
  });

  it("MEAL-12: a model adds and never replaces", () => {
    const reading = reader.read("vegan, allergic to eggs, 2000 kcal, allergic to flurb");
    const more: readonly FoundConstraint[] = [
      { field: "diet", value: "carnivore", ...place },
      { field: "kcal", value: 6000, ...place },
      { field: "allergen", value: "egg", ...place },
      { field: "allergen", value: "milk", ...place },
    ];
    const { found, left } = addToReading(reading, more, reader);
    expect(found.slice(0, 3)).toEqual(reading.found);
    expect(found.slice(3)).toEqual([{ field: "allergen", value: "milk", ...place }]);
    // The warning of an allergy that no rule knows is nobody's to take away.
    expect(left).toEqual(reading.left);
  });
});
