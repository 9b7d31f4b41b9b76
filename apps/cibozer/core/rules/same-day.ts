import { PROTEIN_SOURCES, type ProteinSource } from "./variety.ts";

/** Dishes in a day up to which the limits below are the strict ones. */
const DISHES_OF_A_COMMON_DAY = 6;

/** How often things may occur among the dishes of one day. */
export type SameDayLimits = {
  /** Dishes of one family: a second omelette is one too many. */
  readonly perFamily: number;
  /** Dishes whose protein comes mostly from one counted source: no chicken thrice. */
  readonly perSource: number;
};

/**
 * Limits of a day with that many dishes (MEAL-05). A day of up to six dishes has no family twice and
 * no counted source thrice; who eats more dishes gets one more of each for every further six.
 */
export const sameDayLimits = (dishes: number): SameDayLimits => {
  const rounds = Math.max(1, Math.ceil(dishes / DISHES_OF_A_COMMON_DAY));
  return { perFamily: rounds, perSource: 1 + rounds };
};

/** Sources that a person notices on the plate; pulses, grain, dairy and nuts run through any day. */
const COUNTED: readonly ProteinSource[] = [
  "poultry",
  "beef",
  "pork",
  "lamb",
  "game",
  "fish",
  "shellfish",
  "egg",
  "soy",
];

/** Whether a source counts, by its index in PROTEIN_SOURCES. */
export const COUNTED_SOURCES: readonly boolean[] = PROTEIN_SOURCES.map((s) => COUNTED.includes(s));
