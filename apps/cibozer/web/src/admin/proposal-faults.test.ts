import { describe, expect, it } from "vitest";
import type { Draft } from "../recipes/recipes-api.ts";
import { proposalFaults } from "./proposal-faults.ts";

const line = (text: string, food: string | null, grams: number | null) =>
  ({ text, food, grams, name: food, isPicked: false, hasGrams: false, suggestions: [] }) as const;
const soup = {
  title: "Crème of leek, “the best”",
  slots: ["L"],
  servings: 2,
  prepMinutes: 5,
  cookMinutes: 20,
  lines: [
    line("3 leeks", "leek", 450),
    line("some zorgle", null, null),
    line("milk", "milk-2", null),
  ],
  steps: ["Simmer."],
  obstacles: ["unknown-food"],
  nutrition: { atLeast: ["fibreG"] },
} as unknown as Draft;

describe("MEAL-08: what a reviewer is told of an offered recipe", () => {
  it("names the lines of no known food and no known amount, and what was never measured", () => {
    expect(proposalFaults(soup)).toEqual([
      "Not every food of it is known.",
      "No food is known for “some zorgle”.",
      "No amount is known for “milk”.",
      "Nobody measured all of its foods for: fibreG.",
    ]);
    const whole = { ...soup, lines: soup.lines.slice(0, 1), obstacles: [] };
    expect(proposalFaults({ ...whole, nutrition: { ...soup.nutrition, atLeast: [] } })).toEqual([]);
  });
});
