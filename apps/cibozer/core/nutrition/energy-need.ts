import { MIN_KCAL } from "../model/request.ts";

/** Physical activity factors offered (MEAL-13). */
export const ACTIVITY_LEVELS = [
  { id: "sedentary", label: "Sitting most of the day", factor: 1.2 },
  { id: "light", label: "Light exercise 1-3 days a week", factor: 1.375 },
  { id: "moderate", label: "Exercise 3-5 days a week", factor: 1.55 },
  { id: "active", label: "Hard exercise 6-7 days a week", factor: 1.725 },
  { id: "very-active", label: "Physical work or training twice a day", factor: 1.9 },
] as const;

/** Years from which somebody is an adult here: the formula was made for them. */
export const ADULT_YEARS = 19;

/** An adult. Kilograms, centimetres, years; `activity` is the factor, 1.2-1.9. */
export type Person = {
  readonly sex: "female" | "male";
  readonly weightKg: number;
  readonly heightCm: number;
  readonly ageYears: number;
  readonly activity: number;
};

/** Resting energy in kcal a day: Mifflin-St Jeor (Am J Clin Nutr 1990;51:241-7). */
export function restingEnergy(person: Omit<Person, "activity">): number {
  const base = 10 * person.weightKg + 6.25 * person.heightCm - 5 * person.ageYears;
  return base + (person.sex === "male" ? 5 : -161);
}

/**
 * Suggested kcal a day, rounded to 10, never under the floor. Throws RangeError for anyone under
 * 19 or for numbers no adult has: the formula was not made for them.
 */
export function energyNeed(person: Person): number {
  const inRange = (value: number, low: number, high: number, what: string) => {
    if (!(value >= low && value <= high)) throw new RangeError(`${what} must be ${low} to ${high}`);
  };
  inRange(person.ageYears, ADULT_YEARS, 120, "age");
  inRange(person.weightKg, 30, 300, "weight in kg");
  inRange(person.heightCm, 120, 230, "height in cm");
  inRange(person.activity, 1.2, 1.9, "activity");
  const kcal = Math.round((restingEnergy(person) * person.activity) / 10) * 10;
  return Math.max(MIN_KCAL, kcal);
}
