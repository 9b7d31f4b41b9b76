import { expect, test } from "vitest";
import type { Plan } from "../../model/plan.ts";
import { FAMILIES } from "../../model/recipe.ts";
import { loadVerifierTables, verifyPlan } from "../../verifier/index.ts";
import { createPlanner } from "../planner.ts";
import { planOf, requestOf, shippedData } from "../test-support.ts";
import { UnknownMealError } from "./swap.ts";

const planner = createPlanner(shippedData);
const tables = loadVerifierTables();
const week = planOf(planner.plan(requestOf({ days: 7, kcal: 2300, pattern: "three-plus-two" })));
const meal = (plan: Plan, day: number, slot: string) =>
  plan.days[day]?.meals.find((m) => m.slot === slot);

test("swap gives one meal another recipe and leaves the other days alone", () => {
  for (const slot of ["breakfast", "morning-snack", "lunch", "dinner"]) {
    const after = planOf(planner.swap(week, { day: 2, slot, seed: 9 }));
    expect(meal(after, 2, slot)?.recipe.id).not.toBe(meal(week, 2, slot)?.recipe.id);
    expect(verifyPlan(after, tables)).toEqual([]);
    week.days.forEach((day, i) => {
      if (i !== 2) expect(after.days[i]).toEqual(day);
    });
    const others = (plan: Plan) =>
      plan.days[2]?.meals.filter((m) => m.slot !== slot).map((m) => m.recipe.id);
    expect(others(after)).toEqual(others(week));
    expect(after.request).toEqual(week.request);
  }
});

test("swap keeps the portions of locked meals", () => {
  const locked = [
    { day: 2, slot: "breakfast" },
    { day: 2, slot: "lunch" },
  ];
  const result = planner.swap(week, { day: 2, slot: "dinner", seed: 3, locked });
  const after = planOf(result);
  for (const { day, slot } of locked) expect(meal(after, day, slot)).toEqual(meal(week, day, slot));
  expect(meal(after, 2, "dinner")?.recipe.id).not.toBe(meal(week, 2, "dinner")?.recipe.id);
  expect(verifyPlan(after, tables)).toEqual([]);
});

test("resolve keeps every locked meal exactly and changes the rest", () => {
  const locked = [
    { day: 0, slot: "dinner" },
    { day: 3, slot: "lunch" },
    { day: 3, slot: "breakfast" },
    { day: 6, slot: "afternoon-snack" },
  ];
  const after = planOf(planner.resolve(week, { locked, seed: 77 }));
  for (const { day, slot } of locked) expect(meal(after, day, slot)).toEqual(meal(week, day, slot));
  expect(verifyPlan(after, tables)).toEqual([]);
  const same = week.days.flatMap((d, i) =>
    d.meals.filter((m) => meal(after, i, m.slot)?.recipe.id === m.recipe.id),
  );
  expect(same.length).toBeLessThan(15);
});

test("everything locked is the same plan again, and a lock is never traded away", () => {
  const locked = week.days.flatMap((d, day) => d.meals.map(({ slot }) => ({ day, slot })));
  const after = planOf(planner.resolve(week, { locked, seed: 5 }));
  expect(after.days).toEqual(week.days);
});

test("a meal that is not in the plan is refused by name", () => {
  expect(() => planner.swap(week, { day: 2, slot: "brunch", seed: 1 })).toThrow(UnknownMealError);
  expect(() => planner.swap(week, { day: 9, slot: "lunch", seed: 1 })).toThrow(UnknownMealError);
  expect(() => planner.resolve(week, { locked: [{ day: -1, slot: "lunch" }], seed: 1 })).toThrow(
    UnknownMealError,
  );
});

test("P-110: a plan that was tampered with cannot smuggle an allergen through a lock", () => {
  const safe = planOf(planner.plan(requestOf({ days: 1, excludeAllergens: ["milk"] })));
  const first = safe.days[0];
  if (!first) throw new Error("no day");
  const cheese = shippedData.recipes.get("paneer-spinach");
  const meals = first.meals.map((m) =>
    m.slot === "dinner" ? { ...m, recipe: { id: cheese?.id ?? "", title: "x" } } : m,
  );
  const bad: Plan = { ...safe, days: [{ ...first, meals }] };
  const result = planner.resolve(bad, { locked: [{ day: 0, slot: "dinner" }], seed: 1 });
  expect(result.ok).toBe(false);
  expect(result.ok ? [] : result.conflicts).toEqual(["locked"]);
});

test("where no recipe fits beside the others, unlocked meals of that day give way, locked ones never", () => {
  const request = { days: 7, kcal: 2000, excludeAllergens: ["milk"], seed: 2263874330 } as const;
  const tight = planOf(planner.plan(requestOf(request)));
  const place = { day: 6, slot: "lunch", seed: 705743279 };
  const after = planOf(planner.swap(tight, place));
  expect(meal(after, 6, "lunch")?.recipe.id).not.toBe(meal(tight, 6, "lunch")?.recipe.id);
  expect(after.days.slice(0, 6)).toEqual(tight.days.slice(0, 6));
  expect(verifyPlan(after, tables)).toEqual([]);
  const locked = ["breakfast", "dinner"].map((slot) => ({ day: 6, slot }));
  const result = planner.swap(tight, { ...place, locked });
  if (result.ok) {
    for (const { slot } of locked) expect(meal(result.plan, 6, slot)).toEqual(meal(tight, 6, slot));
  } else expect(result.conflicts).toContain("otherMeals");
});

test("MEAL-05: a plan from before the same-day rule can be changed, and keeps the days it had", () => {
  const recipes = new Map(
    [...shippedData.recipes].map(([id, r], i) => [
      id,
      { ...r, family: FAMILIES[i % FAMILIES.length] ?? r.family },
    ]),
  );
  const before = createPlanner({ ...shippedData, recipes });
  const request = requestOf({ days: 7, diet: "keto", pattern: "five-even", seed: 1 });
  const old = planOf(before.plan(request));
  const broken = verifyPlan(old, tables).filter((v) => v.rule === "same-day");
  expect(broken.length).toBeGreaterThan(0);
  const bad = new Set(broken.map((v) => v.detail.slice(0, 10)));
  const day = old.days.findIndex((d) => !bad.has(d.date));
  const changed = day < 0 ? 0 : day;
  const after = planOf(planner.swap(old, { day: changed, slot: "dinner", seed: 4 }));
  old.days.forEach((d, i) => {
    if (i !== changed) expect(after.days[i]).toEqual(d);
  });
  const locked = old.days.flatMap((d, i) => d.meals.map(({ slot }) => ({ day: i, slot })));
  expect(planOf(planner.resolve(old, { locked, seed: 2 })).days).toEqual(old.days);
});

test("a plan from when a sitting had more dishes can be swapped and resolved in all of them", () => {
  const old = planOf(
    planner.plan(requestOf({ days: 2, kcal: 3252, pattern: "five-even", seed: 3 })),
  );
  const before: Plan = { ...old, request: { ...old.request, kcal: 3249 } };
  const slots = before.days[0]?.meals.map((m) => m.slot) ?? [];
  expect(slots).toContain("second-breakfast-2");
  const fresh = planOf(planner.plan(before.request)).days[0]?.meals.map((m) => m.slot);
  expect(fresh).not.toContain("second-breakfast-2");
  const place = { day: 0, slot: "second-breakfast-2" };
  const after = planOf(planner.swap(before, { ...place, seed: 8 }));
  expect(after.days[0]?.meals.map((m) => m.slot)).toEqual(slots);
  expect(meal(after, 0, place.slot)?.recipe.id).not.toBe(meal(before, 0, place.slot)?.recipe.id);
  const again = planOf(planner.resolve(before, { locked: [place], seed: 5 }));
  expect(meal(again, 0, place.slot)).toEqual(meal(before, 0, place.slot));
  expect(verifyPlan(again, tables)).toEqual([]);
});
