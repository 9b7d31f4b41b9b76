import { expect, test } from "vitest";
import { loadMicronutrients, sumMicronutrients } from "./micronutrients.ts";

test("P-113: micronutrients add up, and a value nobody measured makes a lower bound", async () => {
  const table = await loadMicronutrients();
  const sums = sumMicronutrients(
    [
      { food: "egg", grams: 50 },
      { food: "spinach", grams: 200 },
    ],
    table,
  );
  const iron = sums.find((s) => s.nutrient === "ironMg");
  expect(iron).toEqual({ nutrient: "ironMg", amount: 0.875 + 5.42, atLeast: false });
  const gappy = Object.entries(table.foods).find(([, row]) => row[0] === null)?.[0] ?? "";
  expect(sumMicronutrients([{ food: gappy, grams: 10 }], table)[0]).toMatchObject({
    amount: 0,
    atLeast: true,
  });
  expect(() => sumMicronutrients([{ food: "unicorn", grams: 1 }], table)).toThrow(/unicorn/);
});
