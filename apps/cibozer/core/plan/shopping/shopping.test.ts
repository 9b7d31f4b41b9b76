import fc from "fast-check";
import { expect, test } from "vitest";
import { usualPack } from "../../rules/packs.ts";
import { createPlanner } from "../planner.ts";
import { planOf, requestOf, shippedData } from "../test-support.ts";
import { groceryList } from "./groceries.ts";
import { type ShoppingLine, shoppingList } from "./shopping.ts";

const plan = planOf(createPlanner(shippedData).plan(requestOf({ days: 4, seed: 12 })));
const linesOf = (list: { aisles: readonly { lines: readonly ShoppingLine[] }[] }) =>
  list.aisles.flatMap(({ lines }) => lines);

test("P-111, MEAL-09: for any days and people the list is the sum of what they eat", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1 }),
      fc.double({ min: 0.25, max: 12, noNaN: true }),
      (days, scale) => {
        const want = new Map<string, number>();
        for (const day of days) {
          for (const meal of plan.days[day]?.meals ?? []) {
            for (const { food, grams } of meal.ingredients) {
              want.set(food, (want.get(food) ?? 0) + grams * scale);
            }
          }
        }
        const lines = linesOf(shoppingList(plan, shippedData, { days, scale }));
        expect(new Set(lines.map(({ food }) => food))).toEqual(new Set(want.keys()));
        for (const { food, grams } of lines) {
          expect(Math.abs(grams - (want.get(food) ?? 0))).toBeLessThan(0.01);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("with nothing chosen it is the plan's own list", () => {
  const plain = shoppingList(plan, shippedData, {});
  expect(plain.aisles).toMatchObject(plan.groceries.aisles);
  expect(plain.costUsd).toBeCloseTo(plan.groceries.costUsd, 0);
});

test("what is at home is taken off what is bought, never off what is needed", () => {
  const [first, second, third] = linesOf(shoppingList(plan, shippedData, {}));
  if (!first || !second || !third) throw new Error("a short list");
  const list = shoppingList(plan, shippedData, {
    staples: [first.food],
    stock: [
      { food: second.food, grams: second.purchaseGrams / 2 },
      { food: third.food, grams: 100_000 },
    ],
  });
  const line = (food: string) => linesOf(list).find((one) => one.food === food);
  expect(line(first.food)).toMatchObject({ isStaple: true, buyGrams: 0, grams: first.grams });
  expect(line(second.food)?.buyGrams).toBeCloseTo(second.purchaseGrams / 2, 2);
  expect(line(third.food)).toMatchObject({ buyGrams: 0, purchaseGrams: third.purchaseGrams });
  expect(line(third.food)?.atHomeGrams).toBe(third.purchaseGrams);
  expect(list.costUsd).toBeLessThan(plan.groceries.costUsd);
});

test("packs hold at least what is bought, and less than one pack more", () => {
  for (const line of linesOf(shoppingList(plan, shippedData, {}))) {
    const aisle = shippedData.foods.get(line.food)?.aisle ?? "";
    const pack = usualPack(line.food, aisle);
    if (!pack) {
      expect(line.packs).toBeNull();
      continue;
    }
    const count = Number(line.packs?.split(" ")[0]);
    expect(count * pack.grams).toBeGreaterThanOrEqual(line.buyGrams * 0.998);
    expect((count - 1) * pack.grams).toBeLessThan(line.buyGrams);
  }
});

test("every food outside the counters has a pack, and eggs come in boxes", () => {
  const loose = new Set(["produce", "meat", "fish"]);
  for (const { id, aisle } of shippedData.foods.values()) {
    expect([id, usualPack(id, aisle) === null]).toEqual([id, loose.has(aisle) || id === "water"]);
  }
  expect(groceryList([], shippedData, "metric").aisles).toEqual([]);
});

test("MEAL-09: a tin of what is weighed drained holds less than its label says", () => {
  const drained = [...shippedData.foods.values()].filter(({ name }) => /, drained$/.test(name));
  expect(drained.length).toBeGreaterThan(5);
  for (const { id, aisle } of drained.filter((food) => food.aisle === "tins")) {
    const pack = usualPack(id, aisle);
    expect([id, (pack?.label ?? 0) > (pack?.grams ?? 0)]).toEqual([id, true]);
  }
  const [day] = plan.days;
  const [meal] = day?.meals ?? [];
  if (!day || !meal) throw new Error("the plan has meals");
  const ingredients = [{ food: "chickpeas", grams: 550 }];
  const chickpeas = { ...plan, days: [{ ...day, meals: [{ ...meal, ingredients }] }] };
  expect(linesOf(shoppingList(chickpeas, shippedData, {}))[0]?.packs).toBe("3 x 400 g");
});
