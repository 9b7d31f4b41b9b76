import { expect, test } from "vitest";
import { loadMicronutrients } from "./micronutrients.ts";
import { referenceIntakes } from "./reference-intakes.ts";

const amountsOf = (sex: "female" | "male", ageYears: number): Record<string, number> =>
  Object.fromEntries(
    referenceIntakes({ sex, ageYears }).map(({ nutrient, amount }) => [nutrient, amount]),
  );

test("MEAL-13: references are by age and sex, as the National Academies print them", () => {
  expect(amountsOf("female", 30)).toMatchObject({ ironMg: 18, magnesiumMg: 310, calciumMg: 1000 });
  expect(amountsOf("female", 31)).toMatchObject({ ironMg: 18, magnesiumMg: 320, vitB6Mg: 1.3 });
  expect(amountsOf("female", 51)).toMatchObject({ ironMg: 8, calciumMg: 1200, vitB6Mg: 1.5 });
  expect(amountsOf("male", 51)).toMatchObject({ ironMg: 8, calciumMg: 1000, vitDUg: 15 });
  expect(amountsOf("male", 71)).toMatchObject({ calciumMg: 1200, vitDUg: 20, potassiumMg: 3400 });
  expect(() => referenceIntakes({ sex: "male", ageYears: 18 })).toThrow(RangeError);
});

test("MEAL-13: what is unknown of somebody is never taken for the lower need", () => {
  for (const { nutrient, amount } of referenceIntakes(undefined)) {
    for (const sex of ["female", "male"] as const) {
      expect(amountsOf(sex, 40)[nutrient], nutrient).toBeLessThanOrEqual(amount);
    }
  }
});

test("MEAL-13: every reference has a column in the table of foods, and the unit of its name", async () => {
  const { nutrients } = await loadMicronutrients();
  for (const { nutrient, unit } of referenceIntakes(undefined)) {
    expect(nutrients).toContain(nutrient);
    expect(nutrient.endsWith(unit === "mg" ? "Mg" : "Ug"), nutrient).toBe(true);
  }
});
