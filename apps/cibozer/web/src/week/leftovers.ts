import { keepsDays, type Leftover, type Meal } from "#core";
import type { MealPlace, SavedPlan } from "../api/plan-types.ts";

/** What of a plan says what is left over. */
export type LeftoverPlan = Pick<SavedPlan, "days" | "leftovers">;

const isAt =
  (place: MealPlace) =>
  ({ day, slot }: MealPlace): boolean =>
    day === place.day && slot === place.slot;

const mealAt = ({ days }: LeftoverPlan, { day, slot }: MealPlace): Meal | undefined =>
  days[day]?.meals.find((meal) => meal.slot === slot);

/** The meal that this one is left over from. */
export const leftFrom = (plan: LeftoverPlan, place: MealPlace): MealPlace | undefined =>
  plan.leftovers?.find(isAt(place))?.from;

/** The later meals that this one is cooked for as well. */
export const eatenLater = (plan: LeftoverPlan, place: MealPlace): readonly Leftover[] =>
  plan.leftovers?.filter(({ from }) => isAt(place)(from)) ?? [];

/** Servings that are cooked for a meal and for those that it leaves. */
export const cookedPortion = (plan: LeftoverPlan, place: MealPlace): number =>
  [place, ...eatenLater(plan, place)].reduce(
    (sum, one) => sum + (mealAt(plan, one)?.portion ?? 0),
    0,
  );

/** Main dishes may change between noon and evening; the other meals stay what they are. */
const MAINS: readonly string[] = ["lunch", "dinner"];

/** Where what is left of a meal could be eaten while it keeps. */
export const placesLater = (plan: LeftoverPlan, place: MealPlace): readonly MealPlace[] => {
  const meal = mealAt(plan, place);
  if (meal === undefined || leftFrom(plan, place) !== undefined) return [];
  const slots = MAINS.includes(place.slot) ? MAINS : [place.slot];
  const days = Array.from({ length: keepsDays(meal.ingredients) }, (_, i) => place.day + 1 + i);
  return days.flatMap((day) =>
    slots
      .map((slot) => ({ day, slot }))
      .filter((one) => mealAt(plan, one) !== undefined && leftFrom(plan, one) === undefined),
  );
};

/** An earlier meal of the same recipe that still keeps: the repeat need not be cooked. */
export const couldBeLeftFrom = (plan: LeftoverPlan, place: MealPlace): MealPlace | undefined => {
  const meal = mealAt(plan, place);
  if (meal === undefined || leftFrom(plan, place) !== undefined) return undefined;
  for (let day = place.day - 1; day >= place.day - keepsDays(meal.ingredients); day -= 1) {
    const slot = plan.days[day]?.meals.find(({ recipe }) => recipe.id === meal.recipe.id)?.slot;
    if (slot !== undefined && leftFrom(plan, { day, slot }) === undefined) return { day, slot };
  }
  return undefined;
};
