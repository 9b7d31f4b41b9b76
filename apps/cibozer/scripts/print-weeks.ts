/**
 * Prints 50 generated weeks to be read by people: does each day read like one that somebody would
 * cook and eat? Fixed seeds, so that two prints before and after a change can be compared. Usage:
 * node print-weeks.ts [first] [last] [--summary] (weeks by number, from 1; --summary leaves the days out).
 */
import {
  createPlanner,
  loadPlannerData,
  loadVerifierTables,
  type Meal,
  normaliseRequest,
  type Plan,
  type PlanRequestInput,
  verifyPlan,
} from "../core/index.ts";

type Wish = Omit<PlanRequestInput, "startDate">;

/** What five people of each diet ask for: energies and patterns from one end to the other. */
const WISHES: readonly Wish[] = [
  { kcal: 2000 },
  { kcal: 1500, pattern: "three-plus-two" },
  { kcal: 2600, pattern: "16-8" },
  { kcal: 3200 },
  { kcal: 1800, pattern: "two-meals" },
];
/** Where the fifth person of a diet has a pattern, an allergy or a limit of their own. */
const FIFTH: Readonly<Record<string, Wish>> = {
  standard: { kcal: 2400, pattern: "five-even" },
  "high-protein": { kcal: 2800, pattern: "three-plus-two", maxMinutes: 30 },
  "low-carb": { kcal: 1700, excludeAllergens: ["milk"] },
  keto: { kcal: 1800, excludeAllergens: ["milk"] },
  paleo: { kcal: 2200, pattern: "five-even" },
  mediterranean: { kcal: 2000, pattern: "18-6" },
  vegetarian: { kcal: 2200, excludeAllergens: ["gluten"] },
  vegan: { kcal: 2200, excludeAllergens: ["nuts", "peanut"] },
  pescatarian: { kcal: 1900, budget: 14 },
  carnivore: { kcal: 2200, pattern: "one-meal" },
};
const DIETS = Object.keys(FIFTH) as readonly NonNullable<Wish["diet"]>[];

const print = (line: string) => process.stdout.write(`${line}\n`);
const planner = createPlanner(loadPlannerData());
const tables = loadVerifierTables();

/** Times an event was seen, most frequent first. */
const tally = (names: readonly string[]): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
};

const gramsOf = (meal: Meal) => meal.ingredients.reduce((sum, { grams }) => sum + grams, 0);
const familyOf = (meal: Meal) => tables.recipes.get(meal.recipe.id)?.family ?? "?";

function mealLine(meal: Meal): string {
  const times = meal.portion === 1 ? "" : ` ×${meal.portion}`;
  const { energyKcal } = meal.nutrition;
  const size = `${Math.round(energyKcal)} kcal, ${Math.round(gramsOf(meal))} g`;
  return `    ${meal.label.padEnd(24)} ${meal.recipe.title}${times} (${size}, ${familyOf(meal)})`;
}

function printDays({ days }: Plan): void {
  for (const { date, meals, totals } of days) {
    print(`  ${date}  ${Math.round(totals.energyKcal)} kcal, $${totals.costUsd.toFixed(2)}`);
    for (const meal of meals) print(mealLine(meal));
  }
}

/** What a reader would otherwise have to count: large and heavy dishes, and what comes too often. */
function printSummary(plan: Plan): void {
  const meals = plan.days.flatMap((day) => day.meals);
  const mains = meals.filter((m) => m.slot === "lunch" || m.slot === "dinner");
  const large = meals.filter((m) => m.portion >= 2).map((m) => `${m.recipe.title} ×${m.portion}`);
  const heavy = meals.filter((m) => gramsOf(m) > 900).map((m) => m.recipe.title);
  const often = (list: readonly Meal[], limit: number) =>
    tally(list.map(familyOf))
      .filter(([, times]) => times >= limit)
      .map(([name, times]) => `${name} ${times}`)
      .join(", ");
  print(`  mains by family: ${often(mains, 3) || "all different"}`);
  print(`  two portions and more: ${large.join(", ") || "none"}`);
  print(`  more than 900 g: ${heavy.join(", ") || "none"}`);
  const twice = tally(meals.map((m) => m.recipe.title)).filter(([, times]) => times > 1);
  print(`  eaten again: ${twice.map(([title, n]) => `${title} ${n}`).join(", ") || "none"}`);
}

function printWeek(number: number, wish: Wish): Plan | null {
  const asked = normaliseRequest({ ...wish, days: 7, seed: number, startDate: "2026-01-05" });
  if (!asked.ok) throw new Error(JSON.stringify(asked.problems));
  const { diet, kcal, pattern } = asked.request;
  print(`\n${number}. ${diet}, ${kcal} kcal, ${pattern}, ${JSON.stringify(wish)}`);
  const result = planner.plan(asked.request);
  if (!result.ok) {
    print(`  refused: ${result.conflicts.join(", ")}`);
    return null;
  }
  if (!process.argv.includes("--summary")) printDays(result.plan);
  printSummary(result.plan);
  const violations = verifyPlan(result.plan, tables);
  print(`  gap ${result.plan.gap}; ${violations.length} violations`);
  for (const { rule, detail } of violations) print(`    ${rule}: ${detail}`);
  return result.plan;
}

const weeks = DIETS.flatMap((diet) =>
  WISHES.map((wish, i): Wish => ({ diet, ...(i === 4 ? (FIFTH[diet] ?? wish) : wish) })),
);
const [first = 1, last = weeks.length] = process.argv
  .slice(2)
  .filter((word) => /^\d+$/.test(word))
  .map(Number);
const plans = weeks.flatMap((wish, i) => {
  const number = i + 1;
  return number >= first && number <= last ? (printWeek(number, wish) ?? []) : [];
});
const all = plans.flatMap((plan) => plan.days.flatMap((day) => day.meals));
print(`\n${plans.length} weeks, ${all.length} dishes`);
const favourites = tally(all.map((m) => m.recipe.title)).slice(0, 25);
print(`most frequent: ${favourites.map(([title, n]) => `${title} ${n}`).join(", ")}`);
