import type { Plan } from "../model/plan.ts";
import { fishPerWeek } from "./diet-check.ts";
import type { RawFood, VerifierTables } from "./tables.ts";

type Report = (rule: string, detail: string) => void;

/** Counts uses, cuisines, protein sources and fish (MEAL-05, MEAL-02) from the plan as written. */
export function checkVariety(plan: Plan, tables: VerifierTables, report: Report): void {
  for (const [i, day] of plan.days.entries()) {
    const ids = day.meals.map((m) => m.recipe.id);
    if (new Set(ids).size < ids.length) report("variety", `day ${i}: a recipe twice`);
    checkWindow(plan, i, report);
    const livers = plan.days.slice(i, i + 7).flatMap(({ meals }) => meals.filter(isLiver));
    if (livers.length > 1) report("variety", `liver ${livers.length} times from day ${i}`);
  }
  for (let first = 0; first < plan.days.length; first += 7) checkWeek(plan, first, tables, report);
}

/** Liver has as much vitamin A as anybody should have in a week. */
const isLiver = ({ ingredients }: Plan["days"][number]["meals"][number]): boolean =>
  ingredients.some(({ food, grams }) => /-liver$/.test(food) && grams > 0);

/** In the seven days from `start` a recipe occurs twice at most, thrice if only as breakfast. */
function checkWindow(plan: Plan, start: number, report: Report): void {
  const counts = new Map<string, { all: number; mornings: number }>();
  for (const day of plan.days.slice(start, start + 7)) {
    for (const meal of day.meals) {
      const seen = counts.get(meal.recipe.id) ?? { all: 0, mornings: 0 };
      seen.all += 1;
      if (meal.sitting === "breakfast") seen.mornings += 1;
      counts.set(meal.recipe.id, seen);
    }
  }
  for (const [id, { all, mornings }] of counts) {
    if (all > 3 || (all === 3 && mornings < 3))
      report("variety", `${id} ${all} times from day ${start}`);
  }
}

function checkWeek(plan: Plan, first: number, tables: VerifierTables, report: Report): void {
  const days = plan.days.slice(first, first + 7);
  const cuisines = new Set<string>();
  const sources = new Set<string>();
  let fish = 0;
  for (const meal of days.flatMap((d) => d.meals)) {
    const recipe = tables.recipes.get(meal.recipe.id);
    if (!recipe) continue;
    cuisines.add(recipe.cuisine);
    sources.add(leadingSource(meal.ingredients, tables));
    let fishGrams = 0;
    for (const { food, grams } of meal.ingredients) {
      if (tables.foods.get(food)?.kinds.includes("fish")) fishGrams += grams / meal.portion;
    }
    if (fishGrams >= 59.99) fish += 1;
  }
  const part = days.length / 7;
  const asked = plan.request.cuisines.length;
  const wanted = Math.min(Math.ceil(3 * part), asked === 0 ? 3 : asked);
  if (cuisines.size < wanted) report("variety", `${cuisines.size} cuisines from day ${first}`);
  if (sources.size < Math.ceil(4 * part)) report("variety", `${sources.size} protein sources`);
  const fishWanted = Math.round((fishPerWeek[plan.request.diet] ?? 0) * part);
  if (fish < fishWanted) report("fish", `${fish} fish dishes from day ${first}, not ${fishWanted}`);
}

/** The group of foods with most protein in a dish. */
export function leadingSource(
  parts: readonly { readonly food: string; readonly grams: number }[],
  tables: VerifierTables,
): string {
  const sums: Record<string, number> = {};
  for (const { food, grams } of parts) {
    const row = tables.foods.get(food);
    if (!row) continue;
    const group = groupOf(row);
    sums[group] = (sums[group] ?? 0) + (row.values[1] ?? 0) * grams;
  }
  return Object.entries(sums).sort((a, b) => b[1] - a[1])[0]?.[0] ?? "none";
}

function groupOf(food: RawFood): string {
  for (const kind of ["poultry", "beef", "pork", "lamb", "meat", "fish"]) {
    if (food.kinds.includes(kind)) return kind;
  }
  if (food.kinds.includes("crustacean") || food.kinds.includes("mollusc")) return "shellfish";
  if (food.kinds.includes("egg")) return "egg";
  if (food.kinds.includes("dairy")) return "dairy";
  if (food.aisle === "nuts" || food.aisle === "spreads") return "nuts";
  if (food.kinds.includes("legume")) return food.isSoy ? "soy" : "pulses";
  return food.kinds.includes("grain") ? "grain" : "plants";
}
