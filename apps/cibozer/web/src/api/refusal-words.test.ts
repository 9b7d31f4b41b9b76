import { english } from "@plinth/console";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPlanner, loadPlannerData, normaliseRequest } from "#core";
import type { Refusal, Wishes } from "./plan-types.ts";
import { describeRefusal } from "./refusal-words.ts";
import { plainWishes } from "./wishes.ts";

const wishes: Wishes = {
  ...plainWishes,
  diet: "vegan",
  kcal: 1500,
  maxMinutes: 10,
  budget: 2,
  dislikes: ["tofu"],
  excludeAllergens: ["nuts"],
};

const names = fc.constantFrom(
  "diet",
  "kcal",
  "dislikes",
  "pattern",
  "days",
  "budget",
  "maxMinutes",
  "cuisines",
  "locked",
  "otherMeals",
  "excludeAllergens:nuts",
  "excludeAllergens:unheard-of",
  "something new",
  "constructor",
);

describe("MEAL-07: a refusal in words", () => {
  test("MEAL-07: every conflict is named and no change touches an allergen", () => {
    const nearest = fc.dictionary(
      fc.constantFrom(
        ...["kcal", "maxMinutes", "budget", "days", "pattern", "dislike", "closestDay", "change"],
      ),
      fc.oneof(
        fc.anything(),
        fc.dictionary(
          fc.constantFrom("kcal", "budget", "cuisines", "dislikes", "excludeAllergens", "toString"),
          fc.anything(),
        ),
      ),
    );
    fc.assert(
      fc.property(fc.array(names, { maxLength: 6 }), nearest, (conflicts, near) => {
        const words = describeRefusal(english, { conflicts, nearest: near }, wishes);
        expect(words.conflicts).toHaveLength(conflicts.length);
        for (const text of words.conflicts) expect(text).not.toMatch(/undefined|NaN|object|:/);
        for (const way of [...words.ways, words.together ?? { label: "x", change: {} }]) {
          expect(Object.keys(way.change)).not.toContain("excludeAllergens");
          expect(way.label).not.toMatch(/undefined|NaN|object|\s$/);
        }
      }),
    );
  });

  test("MEAL-07: values the planner tried become buttons that change just that value", () => {
    const words = describeRefusal(
      english,
      {
        conflicts: ["kcal", "maxMinutes", "budget", "dislikes"],
        nearest: {
          kcal: { below: null, above: 1700 },
          maxMinutes: 25,
          budget: null,
          dislike: "tofu",
          days: 3,
        },
      },
      wishes,
    );
    expect(words.ways).toEqual([
      { label: "Plan 1,700 kcal a day", change: { kcal: 1700 } },
      { label: "Allow 25 minutes a recipe", change: { maxMinutes: 25 } },
      { label: "Drop the budget", change: { budget: null } },
      { label: "Plan 3 days", change: { days: 3 } },
      { label: "Allow tofu", change: { dislikes: [] } },
    ]);
    expect(words.together).toBeUndefined();
  });

  test("MEAL-07, STR-09: a food that may come back has the name that the reader's language has for it", () => {
    const nameOf = (food: string) => (food === "tofu" ? "Tofu, fest" : food);
    const offered = (near: Refusal["nearest"]) =>
      describeRefusal(english, { conflicts: ["dislikes"], nearest: near }, wishes, nameOf);
    expect(offered({ dislike: "tofu" }).ways[0]?.label).toBe("Allow Tofu, fest");
    expect(offered({ change: { dislikes: ["tofu"] } }).together?.label).toContain("Tofu, fest");
  });

  test("MEAL-07: the change offered for a real refusal makes the planner succeed", () => {
    const planner = createPlanner(loadPlannerData());
    const solve = (asked: Wishes) => {
      const request = normaliseRequest({ ...asked, startDate: "2026-01-05" });
      if (!request.ok) throw new Error("the test's wishes must be valid");
      return planner.planDay(request.request);
    };
    const asked: Wishes = { ...plainWishes, days: 1, diet: "vegan", maxMinutes: 5 };
    const result = solve(asked);
    if (result.ok) throw new Error("the test needs wishes that cannot be met");
    const words = describeRefusal(english, { ...result, nearest: { ...result.nearest } }, asked);
    const offered = [...words.ways, words.together].filter((way) => way !== undefined);
    expect(offered.length).toBeGreaterThan(0);
    for (const way of offered) expect(solve({ ...asked, ...way.change }).ok).toBe(true);
  });

  test("MEAL-07: several changes that were tried together are offered as they were tried, not given up whole", () => {
    const conflicts = ["budget", "maxMinutes", "cuisines"];
    const change = { budget: 6.5, maxMinutes: 20, cuisines: [] };
    const words = describeRefusal(english, { conflicts, nearest: { change } }, wishes);
    expect(words.together).toEqual({
      label: "Plan with $6.50 a day, 20 minutes a recipe, and every cuisine",
      change,
    });
    const unknown = { conflicts, nearest: { change: { ...change, unheardOf: 1 } } };
    expect(describeRefusal(english, unknown, wishes).together).toBeUndefined();
  });

  test("MEAL-07: a cuisine that has too few recipes is named, and every cuisine is offered", () => {
    const words = describeRefusal(
      english,
      { conflicts: ["cuisines"], nearest: { change: { cuisines: [] } } },
      { ...wishes, cuisines: ["thai", "west-african"] },
    );
    expect(words.conflicts).toEqual(["Only Thai and West African for lunch and dinner"]);
    expect(words.ways).toEqual([{ label: "Allow every cuisine", change: { cuisines: [] } }]);
  });

  test("MEAL-07: the wishes that take recipes away are counted down, one after the other", () => {
    const all = { B: 60, L: 150, D: 140, S: 80, A: 40, T: 40 };
    const fewer = { ...all, L: 30, D: 20 };
    const waterfall = [
      { constraint: "all recipes", left: all },
      { constraint: "diet", left: fewer },
      { constraint: "excludeAllergens:nuts", left: fewer },
      { constraint: "maxMinutes", left: { ...fewer, B: 0 } },
    ];
    const refusal = { conflicts: ["maxMinutes"], nearest: {}, waterfall };
    expect(describeRefusal(english, refusal, wishes).steps).toEqual([
      {
        label: "All recipes",
        left: "60 for breakfast, 150 for lunch, 140 for dinner, 80 between meals",
      },
      {
        label: "The vegan diet",
        left: "60 for breakfast, 30 for lunch, 20 for dinner, 80 between meals",
      },
      {
        label: "At most 10 minutes a recipe",
        left: "0 for breakfast, 30 for lunch, 20 for dinner, 80 between meals",
      },
    ]);
    const untouched = { ...refusal, waterfall: waterfall.slice(0, 1) };
    expect(describeRefusal(english, untouched, wishes).steps).toEqual([]);
  });

  test("MEAL-07: when only exclusions are in the way nothing is offered", () => {
    const words = describeRefusal(
      english,
      { conflicts: ["diet", "excludeAllergens:nuts"], nearest: {} },
      wishes,
    );
    expect(words).toMatchObject({ ways: [], together: undefined, isAboutAllergens: true });
  });
});
