import { expect, test } from "vitest";
import { MAX_KCAL, MIN_KCAL, normaliseRequest, type PlanRequestInput } from "./request.ts";

const startDate = "2026-02-27";
const fields = (input: Omit<PlanRequestInput, "startDate">) => {
  const result = normaliseRequest({ startDate, ...input });
  return result.ok ? [] : result.problems.map((p) => p.field);
};

test("MEAL-01: a request is filled with defaults, trimmed and freed of duplicates", () => {
  const result = normaliseRequest({
    startDate,
    dislikes: [" Olives ", "olives", ""],
    excludeAllergens: ["milk", "milk"],
    cuisines: ["Italian"],
    maxMinutes: undefined,
  });
  expect(result.ok && result.request).toEqual({
    days: 1,
    kcal: 2000,
    diet: "standard",
    excludeAllergens: ["milk"],
    dislikes: ["olives"],
    pattern: "three-meals",
    leftovers: "none",
    maxMinutes: null,
    never: [],
    ratings: {},
    recent: [],
    budget: null,
    cuisines: ["italian"],
    units: "metric",
    note: "",
    seed: 1,
    startDate,
  });
});

test("MEAL-14: nothing under the floor or over the ceiling, and no number that is none", () => {
  expect(fields({ kcal: MIN_KCAL })).toEqual([]);
  expect(fields({ kcal: MAX_KCAL })).toEqual([]);
  for (const kcal of [MIN_KCAL - 1, MAX_KCAL + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(fields({ kcal })).toEqual(["kcal"]);
  }
});

test("MEAL-01: every limit names its field", () => {
  expect(fields({ days: 0 })).toEqual(["days"]);
  expect(fields({ days: 31 })).toEqual(["days"]);
  expect(fields({ days: 1.5 })).toEqual(["days"]);
  expect(fields({ dislikes: Array.from({ length: 101 }, (_, i) => `x${i}`) })).toEqual([
    "dislikes",
  ]);
  expect(fields({ note: "x".repeat(501) })).toEqual(["note"]);
  expect(fields({ diet: "toast" as "keto", pattern: "never" as "16-8" })).toEqual([
    "diet",
    "pattern",
  ]);
  expect(fields({ excludeAllergens: ["cheese" as "milk"] })).toEqual(["excludeAllergens"]);
  expect(fields({ seed: -1, budget: 0, maxMinutes: 0 })).toEqual(["maxMinutes", "budget", "seed"]);
  const bad = normaliseRequest({ startDate: "2026-02-30" });
  expect(bad.ok ? [] : bad.problems.map((p) => p.field)).toEqual(["startDate"]);
});
