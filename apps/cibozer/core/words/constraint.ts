import type { DietId, PatternId } from "../model/diet-ids.ts";
import type { Allergen } from "../model/food.ts";
import type { LeftoverWish } from "../model/leftover-wish.ts";

/** One wish of a plan's request, as it can be read out of a sentence. */
export type Constraint =
  /** `kcal` and `budget` (US dollars) are of a day, `maxMinutes` of a recipe. */
  | { readonly field: "days" | "kcal" | "maxMinutes" | "budget"; readonly value: number }
  | { readonly field: "diet"; readonly value: DietId }
  | { readonly field: "pattern"; readonly value: PatternId }
  | { readonly field: "leftovers"; readonly value: LeftoverWish }
  | { readonly field: "allergen"; readonly value: Allergen }
  /** A food, by the name under which the reader knows it; or a cuisine of the recipes. */
  | { readonly field: "dislike" | "cuisine"; readonly value: string }
  /** A recipe that is not to come again, or more often: its id, and its title in English. */
  | { readonly field: "never" | "more"; readonly value: string; readonly title: string };

/** The names of fields. */
export type ConstraintField = Constraint["field"];

/** A place in the sentence: from `start` up to and without `end`, in UTF-16 units. */
export type Span = { readonly start: number; readonly end: number };

/** A constraint, the words it came from, and who read it out of them. */
export type FoundConstraint = Constraint & Span & { readonly source: "rules" | "model" };

/**
 * Why words came to nothing:
 * - `unknown`: no rule knows them;
 * - `unsupported`: understood, but a plan has no such wish;
 * - `out-of-range`: more or less than a plan can have;
 * - `negated`: said not to hold ("not allergic to nuts"), so nothing is added and nothing taken away;
 * - `mentioned`: a food that is neither wanted away nor can be asked for;
 * - `allergen-mentioned`: the same of a whole allergen, which may have been meant. To be told in plain sight;
 * - `conflict`: it contradicts something else in the sentence, which was taken;
 * - `unknown-allergy`: somebody is allergic to what no rule knows. To be told in plain sight.
 */
export const LEFT_REASONS = [
  "unknown",
  "unsupported",
  "out-of-range",
  "negated",
  "mentioned",
  "allergen-mentioned",
  "conflict",
  "unknown-allergy",
] as const;
export type LeftReason = (typeof LEFT_REASONS)[number];

/** Words that came to nothing. */
export type LeftOver = Span & { readonly reason: LeftReason };

/** What a sentence came to. */
export type Reading = {
  readonly found: readonly FoundConstraint[];
  readonly left: readonly LeftOver[];
};

/** Longest sentence, in UTF-16 units. */
export const MAX_WORDS_LENGTH = 500;

/** Fields of which a plan has one value. */
export const SINGLE_FIELDS: readonly ConstraintField[] = [
  "days",
  "kcal",
  "maxMinutes",
  "budget",
  "diet",
  "pattern",
  "leftovers",
];
