import {
  ACTIVITY_LEVELS,
  ADULT_YEARS,
  ALLERGENS,
  type Allergen,
  type DailyTarget,
  dailyTarget,
  MAX_KCAL,
  MIN_KCAL,
  type Person,
  restingEnergy,
} from "#core";
import type { Profile } from "./profile-api.ts";

/** The person of a profile; undefined where something for the formula is missing. */
const personOf = (profile: Profile, year: number): Person | undefined => {
  const { sex, birthYear, heightCm, weightKg, activity } = profile;
  const factor = ACTIVITY_LEVELS.find(({ id }) => id === activity)?.factor;
  if (sex === undefined || birthYear === undefined || heightCm === undefined) return undefined;
  if (weightKg === undefined || factor === undefined) return undefined;
  return { sex, ageYears: year - birthYear, heightCm, weightKg, activity: factor };
};

/** The target of a profile; undefined where something for it is missing, or it is of no adult. */
export const targetOf = (profile: Profile, year: number): DailyTarget | undefined => {
  const person = personOf(profile, year);
  if (person === undefined) return undefined;
  try {
    return dailyTarget(person, profile.goal ?? "keep");
  } catch {
    return undefined;
  }
};

/** Why there is no target: of no adult, of numbers that the formula was not made for, or not all said. */
export const missingTarget = (profile: Profile, year: number): "minor" | "range" | "unsaid" => {
  if (isMinor(profile, year)) return "minor";
  return personOf(profile, year) === undefined ? "unsaid" : "range";
};

const isMinor = ({ birthYear }: Profile, year: number): boolean =>
  birthYear !== undefined && year - birthYear < ADULT_YEARS;

/** What is to be said before so much energy a day is planned for somebody (MEAL-14). */
export type Caution = "minor" | "underweight" | "resting";

/** What to say; undefined where nothing speaks against it, or too little is known. */
export const cautionOf = (profile: Profile, year: number, kcal: number): Caution | undefined => {
  if (isMinor(profile, year)) return "minor";
  const person = personOf(profile, year);
  // Under the floor nothing is planned, and the field says so; of what is no number as well.
  if (!(kcal >= MIN_KCAL)) return undefined;
  // What losing weight would come to says whether somebody weighs little already.
  const losing = targetOf({ ...profile, goal: "lose" }, year);
  if (person === undefined || losing === undefined) return undefined;
  if (losing.held === "underweight" && kcal < losing.needKcal) return "underweight";
  return kcal < restingEnergy(person) ? "resting" : undefined;
};

/** What a plan for somebody and their household must not contain. */
export const allergensOf = (profile: Profile): readonly Allergen[] => {
  const all = new Set([
    ...(profile.allergens ?? []),
    ...(profile.household ?? []).flatMap(({ allergens }) => allergens),
  ]);
  return ALLERGENS.filter((one) => all.has(one));
};

/** Wishes that follow from a profile: its energy where it is known, and everybody's allergens. */
export const wishesOf = (
  profile: Profile,
  year: number,
): { readonly kcal?: number; readonly excludeAllergens: readonly Allergen[] } => {
  const kcal = targetOf(profile, year)?.kcal;
  return {
    ...(kcal === undefined ? {} : { kcal: Math.min(MAX_KCAL, Math.max(MIN_KCAL, kcal)) }),
    excludeAllergens: allergensOf(profile),
  };
};
