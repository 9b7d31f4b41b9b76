import fc from "fast-check";
import { expect, test } from "vitest";
import { CONTRIBUTED_PREFIX } from "../model/own-recipe.ts";
import { RECIPE_SLOTS } from "../model/recipe.ts";
import { createPlannerContext } from "./planner.ts";
import { requestOf, shippedData } from "./test-support.ts";
import { inTurn, TURN } from "./turns.ts";

const shipped = [...shippedData.recipes.values()];
/** As many recipes as people may have given to all, made of those that ship. */
const given = Array.from({ length: 500 }, (_, i) => {
  const recipe = shipped[i % shipped.length];
  if (!recipe) throw new Error("no recipe");
  return { ...recipe, id: `${CONTRIBUTED_PREFIX}${i}` };
});
const { facts } = createPlannerContext({
  ...shippedData,
  recipes: new Map([...shipped, ...given].map((recipe) => [recipe.id, recipe])),
});
const seeds = fc.nat();
const some = fc.subarray([...facts]);
const idsOf = (list: typeof facts) => list.map(({ recipe }) => recipe.id);

test("MEAL-04: what ships and what a person wrote is always chosen from, in its order", () => {
  fc.assert(
    fc.property(some, seeds, (allowed, seed) => {
      const chosen = inTurn(allowed, requestOf({ seed }));
      expect(allowed.filter((one) => chosen.includes(one))).toEqual(chosen);
      const ours = (list: typeof facts) =>
        idsOf(list).filter((id) => !id.startsWith(CONTRIBUTED_PREFIX));
      expect(ours(chosen)).toEqual(ours(allowed));
    }),
  );
});

test("MEAL-04: a meal chooses from a full turn of what others gave, and never from many more", () => {
  fc.assert(
    fc.property(some, seeds, (allowed, seed) => {
      const guests = (list: typeof facts) =>
        list.filter(({ recipe }) => recipe.id.startsWith(CONTRIBUTED_PREFIX));
      const chosen = guests(inTurn(allowed, requestOf({ seed })));
      for (const slot of RECIPE_SLOTS) {
        const of = (list: typeof facts) =>
          list.filter(({ recipe }) => recipe.slots.includes(slot)).length;
        expect(of(chosen)).toBeGreaterThanOrEqual(Math.min(TURN, of(guests(allowed))));
      }
      expect(chosen.length).toBeLessThanOrEqual(RECIPE_SLOTS.length * TURN);
    }),
  );
});

test("MEAL-04: the same seed gives the same turn, another another", () => {
  const turn = (seed: number) => idsOf(inTurn(facts, requestOf({ seed })));
  fc.assert(
    fc.property(seeds, (seed) => {
      expect(turn(seed)).toEqual(turn(seed));
      expect(turn(seed)).not.toEqual(turn(seed + 1));
    }),
    { numRuns: 20 },
  );
});

test("MEAL-04: what a person rated, and what stands in the plan, waits for no turn", () => {
  fc.assert(
    fc.property(fc.nat(499), fc.nat(499), seeds, (rated, standing, seed) => {
      const [one, other] = [`${CONTRIBUTED_PREFIX}${rated}`, `${CONTRIBUTED_PREFIX}${standing}`];
      const chosen = inTurn(facts, requestOf({ seed, ratings: { [one]: 4 } }), new Set([other]));
      expect(idsOf(chosen)).toEqual(expect.arrayContaining([one, other]));
    }),
  );
});

test("MEAL-04: over some weeks everything that was given has its turn", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 150; seed += 1) {
    for (const id of idsOf(inTurn(facts, requestOf({ seed })))) seen.add(id);
  }
  expect(seen.size).toBe(facts.length);
});
