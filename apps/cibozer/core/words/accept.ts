import { DIET_IDS, PATTERN_IDS } from "../model/diet-ids.ts";
import { ALLERGENS } from "../model/food.ts";
import { LEFTOVER_WISHES } from "../model/leftover-wish.ts";
import { MAX_DAYS, MAX_KCAL, MIN_KCAL } from "../model/request.ts";
import {
  type Constraint,
  type ConstraintField,
  type FoundConstraint,
  type Reading,
  SINGLE_FIELDS,
} from "./constraint.ts";
import { FOOD_GROUPS } from "./lexicon/foods.ts";
import { isKnownCuisine } from "./lexicon/phrases.ts";
import type { SentenceReader } from "./reader.ts";

const isNumber = (value: unknown, low: number, high: number): boolean =>
  typeof value === "number" && value >= low && value <= high;
const isWhole = (value: unknown, low: number, high: number): boolean =>
  Number.isInteger(value) && isNumber(value, low, high);
const isOneOf = (value: unknown, choices: readonly string[]): boolean =>
  typeof value === "string" && choices.includes(value);

type Foods = Pick<SentenceReader, "foodNamed" | "hasDish">;

const isDish = (value: unknown, { hasDish }: Foods): boolean =>
  typeof value === "string" && hasDish(value);

/** Whether a value may stand in a field. A food is one that the reader knows, by its own name for it. */
const CHECKS: Readonly<Record<ConstraintField, (value: unknown, foods: Foods) => boolean>> = {
  days: (value) => isWhole(value, 1, MAX_DAYS),
  kcal: (value) => isWhole(value, MIN_KCAL, MAX_KCAL),
  maxMinutes: (value) => isWhole(value, 1, 1440),
  budget: (value) => isNumber(value, 0.5, 1000),
  diet: (value) => isOneOf(value, DIET_IDS),
  pattern: (value) => isOneOf(value, PATTERN_IDS),
  leftovers: (value) => isOneOf(value, LEFTOVER_WISHES),
  allergen: (value) => isOneOf(value, ALLERGENS),
  dislike: (value, foods) => typeof value === "string" && isFood(value, foods),
  cuisine: (value) => typeof value === "string" && isKnownCuisine(value),
  never: isDish,
  more: isDish,
};

/** Kinds of food that the planner knows and nobody says. */
const KINDS = ["crustacean", "mollusc", "fish", "dairy"];

const isFood = (value: string, { foodNamed }: Foods): boolean =>
  value.length <= 60 && (KINDS.includes(value) || foodNamed(value) !== undefined);

/** Whether a constraint, wherever it came from, is one that a plan can have. */
export const isConstraint = (
  one: { readonly field: string; readonly value: unknown },
  foods: Foods,
): one is Constraint =>
  Object.hasOwn(CHECKS, one.field) && CHECKS[one.field as ConstraintField](one.value, foods);

/** Drops what no plan can have, and what is said twice; of fields with one value the first stays. */
export const acceptConstraints = (
  constraints: readonly FoundConstraint[],
  foods: Foods,
): readonly FoundConstraint[] => {
  const seen = new Set<string>();
  return constraints.filter((one) => {
    const key = SINGLE_FIELDS.includes(one.field) ? one.field : `${one.field}:${one.value}`;
    if (!isConstraint(one, foods) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

/**
 * What the rules read, and what a model adds to it. The model can only add: what the rules found stays
 * as it is, its allergens before all, and a field that they filled keeps its value.
 */
export const addToReading = (
  { found, left }: Reading,
  more: readonly FoundConstraint[],
  foods: Foods,
): Reading => {
  const all = acceptConstraints([...found, ...more], foods);
  const added = all.filter((one) => one.source === "model");
  return {
    found: all,
    // What the model made something of is not left over any more; a warning of an allergy stays.
    left: left.filter(
      ({ start, end, reason }) =>
        reason !== "unknown" || !added.some((one) => one.start < end && one.end > start),
    ),
  };
};

/** What the planner is told of a disliked food: some words stand for several. */
export const dislikesOf = (food: string): readonly string[] => FOOD_GROUPS[food] ?? [food];
