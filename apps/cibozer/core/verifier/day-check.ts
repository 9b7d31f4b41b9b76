import type { Plan, PlanDay } from "../model/plan.ts";
import { dietSplit } from "./diet-check.ts";
import type { VerifierTables } from "./tables.ts";

type Report = (rule: string, detail: string) => void;

/** Sitting, clock time and share in hundredths, written down again from MEAL-03. */
const patternTable: Readonly<Record<string, readonly (readonly [string, string, number])[]>> = {
  "three-meals": [
    ["breakfast", "07:30", 25],
    ["lunch", "12:30", 40],
    ["dinner", "19:00", 35],
  ],
  "three-plus-two": [
    ["breakfast", "07:30", 20],
    ["morning-snack", "10:00", 10],
    ["lunch", "12:30", 30],
    ["afternoon-snack", "15:30", 10],
    ["dinner", "19:00", 30],
  ],
  "five-even": [
    ["breakfast", "07:00", 20],
    ["second-breakfast", "10:00", 20],
    ["lunch", "13:00", 20],
    ["afternoon-meal", "16:00", 20],
    ["dinner", "19:00", 20],
  ],
  "two-meals": [
    ["lunch", "12:00", 50],
    ["dinner", "19:00", 50],
  ],
  "one-meal": [["dinner", "18:00", 100]],
  "16-8": [
    ["lunch", "12:00", 40],
    ["snack", "16:00", 15],
    ["dinner", "19:30", 45],
  ],
  "18-6": [
    ["lunch", "13:00", 45],
    ["dinner", "18:30", 55],
  ],
};

/** kcal, protein, fat, carbohydrate, fibre and cost of a bag of ingredients. */
type Sums = {
  kcal: number;
  protein: number;
  fat: number;
  carb: number;
  fibre: number;
  usd: number;
};

/** Adds up raw rows; a value nobody measured adds nothing. */
function addUp(
  parts: readonly { readonly food: string; readonly grams: number }[],
  tables: VerifierTables,
): Sums {
  const sums: Sums = { kcal: 0, protein: 0, fat: 0, carb: 0, fibre: 0, usd: 0 };
  for (const { food, grams } of parts) {
    const row = tables.foods.get(food);
    if (!row) continue;
    const per = (column: number) => ((row.values[column] ?? 0) * grams) / 100;
    sums.kcal += per(0);
    sums.protein += per(1);
    sums.fat += per(2);
    sums.carb += per(3);
    sums.fibre += per(4);
    sums.usd += ((grams * 100) / (100 - row.inedible) / 1000) * row.price;
  }
  return sums;
}

/** Energy, macros, net carbohydrate, budget, pattern and stated numbers of one day (MEAL-03, -04). */
export function checkDay(plan: Plan, day: PlanDay, tables: VerifierTables, report: Report): void {
  const { request } = plan;
  const sums = addUp(
    day.meals.flatMap((m) => m.ingredients),
    tables,
  );
  const kcal = request.kcal;
  const far = (got: number, want: number, width: number) => Math.abs(got - want) > width + 1e-9;
  if (far(sums.kcal, kcal, Math.max(50, 0.03 * kcal))) report("kcal", `${day.date}: ${sums.kcal}`);
  const split = dietSplit[request.diet] ?? [0, 0, 0];
  const grams = [sums.protein, sums.fat, sums.carb];
  [4, 9, 4].forEach((factor, i) => {
    const want = ((split[i] ?? 0) / 100) * (kcal / factor);
    const width = Math.max((0.03 * kcal) / factor, want / 10);
    if (far(grams[i] ?? 0, want, width))
      report("macro", `${day.date}: ${i} ${grams[i]} for ${want}`);
  });
  if (request.diet === "keto" && sums.carb - sums.fibre > 20) {
    report("net-carbs", `${day.date}: ${sums.carb - sums.fibre}`);
  }
  if (request.budget !== null && sums.usd > request.budget + 1e-6) {
    report("budget", `${day.date}: ${sums.usd}`);
  }
  checkPattern(plan, day, tables, report);
  checkStated(day, sums, report);
}

function checkPattern(plan: Plan, day: PlanDay, tables: VerifierTables, report: Report): void {
  const rows = patternTable[plan.request.pattern] ?? [];
  for (const [sitting, time, share] of rows) {
    const meals = day.meals.filter((m) => m.sitting === sitting);
    const { kcal } = addUp(
      meals.flatMap((m) => m.ingredients),
      tables,
    );
    const points = (100 * kcal) / plan.request.kcal;
    if (meals.length === 0) report("pattern", `${day.date}: no ${sitting}`);
    if (Math.abs(points - share) > 5) report("pattern", `${day.date}: ${sitting} has ${points} %`);
    if (meals.some((m) => m.time !== time))
      report("pattern", `${day.date}: ${sitting} at another time`);
  }
  const known = rows.map(([sitting]) => sitting);
  if (day.meals.some((m) => !known.includes(m.sitting)))
    report("pattern", `${day.date}: extra meal`);
  if (new Set(day.meals.map((m) => m.slot)).size < day.meals.length)
    report("pattern", "slot twice");
}

/** What the plan says about a day must be what its ingredients say. */
function checkStated(day: PlanDay, sums: Sums, report: Report): void {
  const t = day.totals;
  const pairs: readonly (readonly [string, number, number])[] = [
    ["energyKcal", t.energyKcal, sums.kcal],
    ["proteinG", t.proteinG, sums.protein],
    ["fatG", t.fatG, sums.fat],
    ["carbG", t.carbG, sums.carb],
    ["fibreG", t.fibreG, sums.fibre],
    ["netCarbG", t.netCarbG, sums.carb - sums.fibre],
    ["costUsd", t.costUsd, sums.usd],
  ];
  for (const [name, stated, real] of pairs) {
    if (Math.abs(stated - real) > 0.02)
      report("stated", `${day.date}: ${name} ${stated}, is ${real}`);
  }
}
