import { expect, test } from "vitest";
import type { Meal } from "../model/plan.ts";
import { createPlanner } from "./planner.ts";
import { planOf, requestOf, shippedData } from "./test-support.ts";

const planner = createPlanner(shippedData);
const seeds = [1, 2, 3, 4];

/** What a person calls the pulses of a dish, where a good part of its energy is from them. */
function pulsesOf({ ingredients, nutrition }: Meal): readonly string[] {
  const energies = new Map<string, number>();
  for (const { food, grams } of ingredients) {
    const name = /lentils|chickpeas|hummus|(black|kidney|pinto|white|butter)-beans/.exec(food)?.[0];
    if (name === undefined) continue;
    const called = name.endsWith("-beans") ? "beans" : name.replace("hummus", "chickpeas");
    const kcal = ((shippedData.foods.get(food)?.per100.energyKcal ?? 0) * grams) / 100;
    energies.set(called, (energies.get(called) ?? 0) + kcal);
  }
  const least = 0.2 * nutrition.energyKcal;
  return [...energies].filter(([, kcal]) => kcal >= least).map(([called]) => called);
}

test("MEAL-05: who eats no meat, milk or soy has other pulses in the evening than at noon", () => {
  for (const kcal of [2000, 2600]) {
    for (const seed of seeds) {
      const wish = { diet: "vegan", kcal, excludeAllergens: ["soy"], days: 7, seed } as const;
      for (const { date, meals } of planOf(planner.plan(requestOf(wish))).days) {
        const had = meals.flatMap(pulsesOf);
        expect(had, `${kcal}, seed ${seed}, ${date}`).toEqual([...new Set(had)]);
      }
    }
  }
});

test("MEAL-05: with twenty minutes to cook, hardly a main dish comes back on the next day", () => {
  let again = 0;
  let dishes = 0;
  for (const seed of seeds) {
    const { days } = planOf(planner.plan(requestOf({ days: 7, maxMinutes: 20, seed })));
    for (const [i, { meals }] of days.entries()) {
      const next = new Set(days[i + 1]?.meals.map(({ recipe }) => recipe.id));
      const mains = meals.filter(({ slot }) => slot === "lunch" || slot === "dinner");
      dishes += mains.length;
      again += mains.filter(({ recipe }) => next.has(recipe.id)).length;
    }
  }
  expect(again / dishes).toBeLessThan(0.05);
});
