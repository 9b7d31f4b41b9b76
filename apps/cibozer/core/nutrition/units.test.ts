import { expect, test } from "vitest";
import { formatWeight, householdText } from "./units.ts";

test("MEAL-09: weights are written in grams and kilograms, or ounces and pounds, never capped", () => {
  const cases: readonly (readonly [number, string, string])[] = [
    [0.01, "under 0.1 g", "under 0.01 oz"],
    [2.25, "2.3 g", "0.08 oz"],
    [250, "250 g", "8.8 oz"],
    [453.59237, "454 g", "1 lb"],
    [999.6, "1000 g", "2 lb 3.3 oz"],
    [1234.4, "1.234 kg", "2 lb 11.5 oz"],
    [12_345, "12.345 kg", "27 lb 3.5 oz"],
  ];
  for (const [grams, metric, us] of cases) {
    expect(formatWeight(grams, "metric")).toBe(metric);
    expect(formatWeight(grams, "us")).toBe(us);
  }
});

test("MEAL-09: household measures count whole things first, then spoons and cups", () => {
  const egg = [
    { amount: 1, unit: "cup (4.86 large eggs)", grams: 243 },
    { amount: 1, unit: "large", grams: 50 },
    { amount: 1, unit: "jumbo", grams: 63 },
  ];
  expect(householdText(150, egg)).toBe("about 3 large");
  expect(householdText(100, [{ amount: 1, unit: "oz", grams: 28.35 }])).toBeNull();
  expect(householdText(27, [{ amount: 1, unit: "tablespoon", grams: 13.5 }])).toBe("about 2 tbsp");
  expect(householdText(61, [{ amount: 1, unit: `medium (7" long)`, grams: 122 }])).toBe(
    "about 1/2 medium",
  );
  expect(householdText(100, [{ amount: 1, unit: "cup", grams: 0 }])).toBeNull();
  // A household buys large eggs by the dozen, not fewer that no shop has.
  expect(householdText(1700, egg)).toBe("about 34 large");
  const avocado = [
    { amount: 1, unit: "cup, sliced", grams: 146 },
    { amount: 1, unit: "avocado, NS as to Florida or California", grams: 201 },
  ];
  // Of no kind that is sold: nobody knows how large one is.
  expect(householdText(402, avocado)).toBe("about 2 3/4 cup, sliced");
  expect(householdText(336, [{ amount: 1, unit: "fruit without refuse", grams: 336 }])).toBe(
    "about 1 fruit",
  );
  for (const unit of ["dash", 'pat (1" sq, 1/3" high)', "wedge (1.33 oz)"])
    expect(householdText(10, [{ amount: 1, unit, grams: 5 }])).toBeNull();
});
