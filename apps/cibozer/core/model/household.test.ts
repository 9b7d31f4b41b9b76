import fc from "fast-check";
import { expect, test } from "vitest";
import { eatersOf, type Member, portionFor, scaleOf, servingsFor, unsafeFor } from "./household.ts";

const ben: Member = { name: "Ben", kcal: 2500, allergens: ["milk"] };
const cleo: Member = { name: "Cleo", kcal: 1000, allergens: ["nuts", "egg"] };

test("MEAL-14: who must not eat what a plan does not leave out is named", () => {
  expect(unsafeFor([ben, cleo], ["nuts", "egg"])).toEqual([{ name: "Ben", allergens: ["milk"] }]);
});

test("MEAL-09: portions go by energy, in quarters; the list adds up what all eat", () => {
  expect(portionFor({ kcal: 2500 }, 2000, 1)).toBe(1.25);
  expect(portionFor({ kcal: 400 }, 6000, 0.5)).toBe(0.25);
  expect(scaleOf([ben, cleo], 2000)).toBe(2.75);
  expect(scaleOf([], 2000)).toBe(1);
  expect(servingsFor([ben], 2000, [{ portion: 1 }, { portion: 0.5 }])).toBe(3.5);
});

test("MEAL-09: nobody eats along who is not of the household, and nobody twice", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12)), (along) => {
      const eaters = eatersOf([ben, cleo], along);
      expect(eaters).toEqual([ben, cleo].filter((_, place) => along.includes(place)));
    }),
  );
});
