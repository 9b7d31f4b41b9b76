import type { Allergen } from "./food.ts";

/** Somebody else who eats; energy in kcal a day. */
export type Member = {
  readonly name: string;
  readonly kcal: number;
  readonly allergens: readonly Allergen[];
};

/** Those of a household who eat along, by their places; a place of nobody counts as nothing. */
export const eatersOf = (
  household: readonly Member[],
  along: readonly number[],
): readonly Member[] => household.filter((_, place) => along.includes(place));

const QUARTER = 0.25;

/** The portion of a member beside one of the plan's: by energy, to a quarter. */
export const portionFor = (member: Pick<Member, "kcal">, planKcal: number, portion: number) =>
  Math.max(QUARTER, Math.round(((portion * member.kcal) / planKcal) * 4) * QUARTER);

/** Servings of some meals of a plan for its owner and these members together. */
export const servingsFor = (
  members: readonly Pick<Member, "kcal">[],
  planKcal: number,
  meals: readonly { readonly portion: number }[],
): number =>
  meals
    .flatMap(({ portion }) => [
      portion,
      ...members.map((member) => portionFor(member, planKcal, portion)),
    ])
    .reduce((sum, portion) => sum + portion, 0);

/** How many times the plan's portions its owner and these members eat together. */
export const scaleOf = (members: readonly Pick<Member, "kcal">[], planKcal: number): number =>
  Math.round((1 + members.reduce((sum, { kcal }) => sum + kcal / planKcal, 0)) * 1000) / 1000;

/** Who must not eat what a plan does not leave out, such as "Ben: milk". */
export const unsafeFor = (
  members: readonly Member[],
  excluded: readonly string[],
): readonly { readonly name: string; readonly allergens: readonly Allergen[] }[] =>
  members
    .map(({ name, allergens }) => ({
      name,
      allergens: allergens.filter((one) => !excluded.includes(one)),
    }))
    .filter(({ allergens }) => allergens.length > 0);
