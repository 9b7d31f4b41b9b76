import type { Texts } from "@plinth/console";
import {
  ALLERGEN_LABELS,
  ALLERGENS,
  type Allergen,
  type Constraint,
  DIETS,
  type DietId,
  dislikesOf,
  type LeftoverWish,
  PATTERNS,
  type PatternId,
  recipeTitle,
} from "#core";
import { cuisineWords, leftoverWishWords } from "../api/plan-words.ts";

/** The part of the form that words fill; numbers are text while they are typed. */
export type WordValues = {
  readonly days: string;
  readonly kcal: string;
  readonly maxMinutes: string;
  readonly budget: string;
  readonly diet: DietId;
  readonly pattern: PatternId;
  readonly leftovers: LeftoverWish;
  readonly excludeAllergens: readonly Allergen[];
  readonly dislikes: readonly string[];
  readonly cuisines: readonly string[];
  /** Dishes by their ids: not to be planned again, and more often. */
  readonly never: readonly string[];
  readonly more: readonly string[];
};

/** A constraint as its chip says it. */
export const chipText = (t: Texts, one: Constraint): string => {
  switch (one.field) {
    case "days":
      return t.plural(one.value, "{n} day", "{n} days");
    case "kcal":
      return t("{kcal} kcal a day", { kcal: one.value });
    case "maxMinutes":
      return t.plural(one.value, "At most {n} minute", "At most {n} minutes");
    case "budget": {
      const money = t.number(one.value, { style: "currency", currency: "USD" });
      return t("At most {money} a day", { money });
    }
    case "diet": {
      const diet = DIETS.find(({ id }) => id === one.value)?.label ?? one.value;
      return t("Diet: {diet}", { diet: t.of(diet) });
    }
    case "pattern": {
      const pattern = PATTERNS.find(({ id }) => id === one.value)?.label ?? one.value;
      return t("Meals: {pattern}", { pattern: t.of(pattern) });
    }
    case "leftovers":
      return t("Leftovers: {wish}", { wish: leftoverWishWords(t, one.value) });
    case "allergen":
      return t("Must not contain: {allergen}", { allergen: t.of(ALLERGEN_LABELS[one.value]) });
    case "cuisine":
      return t("Cuisine: {cuisine}", { cuisine: cuisineWords(t, one.value) });
    case "dislike":
      return t("Leave out: {food}", { food: one.value });
    case "never":
      return t("Never again: {dish}", { dish: recipeTitle(t, { ...one, id: one.value }) });
    case "more":
      return t("More often: {dish}", { dish: recipeTitle(t, { ...one, id: one.value }) });
  }
};

const withMore = (list: readonly string[], more: readonly string[]): readonly string[] => [
  ...new Set([...list, ...more]),
];

/** The part of the form that a constraint fills. What excludes is added to, and never replaced. */
export const applyChip = (values: WordValues, one: Constraint): Partial<WordValues> => {
  switch (one.field) {
    case "diet":
      return { diet: one.value };
    case "pattern":
      return { pattern: one.value };
    case "leftovers":
      return { leftovers: one.value };
    case "allergen": {
      const excluded = new Set([...values.excludeAllergens, one.value]);
      return { excludeAllergens: ALLERGENS.filter((allergen) => excluded.has(allergen)) };
    }
    case "dislike":
      return { dislikes: withMore(values.dislikes, dislikesOf(one.value)) };
    case "cuisine":
      return { cuisines: withMore(values.cuisines, [one.value]) };
    case "never":
      return {
        never: withMore(values.never, [one.value]),
        more: values.more.filter((id) => id !== one.value),
      };
    case "more":
      return {
        more: withMore(values.more, [one.value]),
        never: values.never.filter((id) => id !== one.value),
      };
    default:
      return { [one.field]: String(one.value) };
  }
};

/** The form with all of the constraints. */
export const applyChips = (values: WordValues, chips: readonly Constraint[]): WordValues => {
  let filled = values;
  for (const one of chips) filled = { ...filled, ...applyChip(filled, one) };
  return filled;
};

/**
 * The form without a chip: what it held before the words were read comes back, and what it held then
 * stays, an allergen of the profile before all.
 */
export const removeChip = (
  values: WordValues,
  before: WordValues,
  one: Constraint,
  others: readonly Constraint[],
): WordValues => {
  const kept = <T extends string>(list: readonly T[], had: readonly T[], gone: readonly string[]) =>
    list.filter((value) => had.includes(value) || !gone.includes(value));
  switch (one.field) {
    case "allergen":
      return applyChips(
        {
          ...values,
          excludeAllergens: kept(values.excludeAllergens, before.excludeAllergens, [one.value]),
        },
        others,
      );
    case "dislike":
      return applyChips(
        { ...values, dislikes: kept(values.dislikes, before.dislikes, dislikesOf(one.value)) },
        others,
      );
    case "cuisine":
      return { ...values, cuisines: kept(values.cuisines, before.cuisines, [one.value]) };
    case "never":
    case "more":
      return { ...values, [one.field]: kept(values[one.field], before[one.field], [one.value]) };
    default:
      return { ...values, [one.field]: before[one.field] };
  }
};
