/** What a person's own recipe may be planned as: the meals of a day, and what is eaten between. */
export const OWN_SLOTS = ["B", "L", "D", "S"] as const;
export type OwnSlot = (typeof OWN_SLOTS)[number];

/** Before the name of every own recipe, so that nothing takes it for one of the shipped. */
export const OWN_PREFIX = "own-";

/** Whether an id names a recipe of a person, not one of the shipped. */
export const isOwnId = (id: string): boolean => id.startsWith(OWN_PREFIX);

/** Before the name of every recipe that somebody gave to all who plan. */
export const CONTRIBUTED_PREFIX = "contributed-";

/** Whether an id names a recipe that somebody gave to all who plan. */
export const isContributedId = (id: string): boolean => id.startsWith(CONTRIBUTED_PREFIX);

/** Whether a person wrote a recipe, for themselves or for all: no file of ours has it. */
export const isWrittenId = (id: string): boolean => isOwnId(id) || isContributedId(id);

/**
 * An ingredient as it was written. `food` and `grams` are what a person chose; null = read from the
 * text. Neither nutrients nor allergens are ever part of it: those follow from the food.
 */
export type OwnLine = {
  readonly text: string;
  /** An id of the food table. */
  readonly food: string | null;
  /** Edible grams, for all servings. */
  readonly grams: number | null;
};

/** A recipe as a person wrote it; amounts are for all servings. */
export type OwnRecipe = {
  readonly id: string;
  readonly title: string;
  readonly slots: readonly OwnSlot[];
  readonly servings: number;
  readonly prepMinutes: number;
  readonly cookMinutes: number;
  readonly lines: readonly OwnLine[];
  readonly steps: readonly string[];
};
