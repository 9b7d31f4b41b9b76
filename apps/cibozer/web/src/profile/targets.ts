import {
  ACTIVITY_LEVELS,
  ALLERGENS,
  type Allergen,
  type DailyTarget,
  dailyTarget,
  MAX_KCAL,
  MIN_KCAL,
} from "#core";
import type { Member, Profile } from "./profile-api.ts";

/** The target of a profile; undefined where something for it is missing, or it is of no adult. */
export const targetOf = (profile: Profile, year: number): DailyTarget | undefined => {
  const { sex, birthYear, heightCm, weightKg, activity, goal } = profile;
  const factor = ACTIVITY_LEVELS.find(({ id }) => id === activity)?.factor;
  if (sex === undefined || birthYear === undefined || heightCm === undefined) return undefined;
  if (weightKg === undefined || factor === undefined) return undefined;
  try {
    const person = { sex, ageYears: year - birthYear, heightCm, weightKg, activity: factor };
    return dailyTarget(person, goal ?? "keep");
  } catch {
    return undefined;
  }
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
