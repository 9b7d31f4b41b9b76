import type { LeftoverWish } from "./leftover-wish.ts";
import type { PlanDay } from "./plan.ts";
import type { Ingredient } from "./recipe.ts";

/** A meal of a plan: day counted from 0, and slot. */
type Place = { readonly day: number; readonly slot: string };

/** A meal that is not cooked on its day: it is what was left of an earlier one. */
export type Leftover = Place & { readonly from: Place };

/**
 * Days that what was cooked keeps in a refrigerator: two, and one for rice, whose spores outlive
 * cooking (Food Standards Agency, "How to chill, freeze and defrost food safely").
 */
const KEEPS_DAYS = 2;
const RICE_KEEPS_DAYS = 1;
const RICE: readonly string[] = ["rice-brown", "rice-white", "wild-rice"];

/** For how many days a dish may be left over. */
export const keepsDays = (ingredients: readonly Pick<Ingredient, "food">[]): number =>
  ingredients.some(({ food }) => RICE.includes(food)) ? RICE_KEEPS_DAYS : KEEPS_DAYS;

/**
 * The meals that are marked as left over, each with the one that it is left of: the last dish of the
 * same recipe that is cooked before and still keeps. A mark with no such dish says nothing: it was
 * swapped away, or moved.
 */
export const leftoversOf = (
  days: readonly Pick<PlanDay, "meals">[],
  marked: readonly Place[],
): readonly Leftover[] => {
  const isMarked = (day: number, slot: string) =>
    marked.some((place) => place.day === day && place.slot === slot);
  return marked.flatMap(({ day, slot }) => {
    const meal = days[day]?.meals.find((one) => one.slot === slot);
    if (meal === undefined) return [];
    for (let before = day - 1; before >= Math.max(0, day - keepsDays(meal.ingredients)); before--) {
      const cooked = days[before]?.meals.find(
        (one) => one.recipe.id === meal.recipe.id && !isMarked(before, one.slot),
      );
      if (cooked !== undefined) return [{ day, slot, from: { day: before, slot: cooked.slot } }];
    }
    return [];
  });
};

/**
 * The meals of a plan that a wish wants left over, by the slots of its days. Of a meal of several
 * dishes it is the first: what stands beside it is made fresh.
 */
export const wishedLeftovers = (
  wish: LeftoverWish,
  days: number,
  slots: readonly string[],
): readonly Leftover[] => {
  if (wish === "none") return [];
  const pairs = PAIRS[wish].filter((pair) => pair.every((slot) => slots.includes(slot)));
  return Array.from({ length: days }, (_, day) => day)
    .filter((day) => day > 0 && (wish === "lunch" || day % 2 === 1))
    .flatMap((day) =>
      pairs.map(([from, slot]) => ({ day, slot, from: { day: day - 1, slot: from } })),
    );
};

/** What is cooked, and what is left of it on the next day. */
const PAIRS = {
  lunch: [["dinner", "lunch"]],
  "every-other-day": [
    ["lunch", "lunch"],
    ["dinner", "dinner"],
  ],
} as const satisfies Record<Exclude<LeftoverWish, "none">, readonly (readonly [string, string])[]>;

/** The days of a plan as they are cooked and shopped for: what is left over stands where it is cooked. */
export const asCooked = <Day extends Pick<PlanDay, "meals">>(
  days: readonly Day[],
  leftovers: readonly Leftover[],
): readonly Day[] => {
  const isLeft = (day: number, slot: string) =>
    leftovers.some((left) => left.day === day && left.slot === slot);
  return days.map((day, index) => ({
    ...day,
    meals: [
      ...day.meals.filter(({ slot }) => !isLeft(index, slot)),
      ...leftovers
        .filter(({ from }) => from.day === index)
        .flatMap((left) => days[left.day]?.meals.filter(({ slot }) => slot === left.slot) ?? []),
    ],
  }));
};
