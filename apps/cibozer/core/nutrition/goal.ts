import { MAX_KCAL, MIN_KCAL } from "../model/request.ts";
import { energyNeed, type Person, restingEnergy } from "./energy-need.ts";

/** What somebody wants of their weight. */
export const GOALS = [
  { id: "lose", label: "Lose weight slowly" },
  { id: "keep", label: "Stay as I am" },
  { id: "gain", label: "Gain weight slowly" },
] as const;
export type GoalId = (typeof GOALS)[number]["id"];

/** Share of the need that is left out or added, and the most kcal of it a day. */
const SHARE = { lose: -0.15, keep: 0, gain: 0.1 } as const;
const MOST_KCAL = 500;
/** Under this body mass index nobody is helped to lose weight (WHO: underweight). */
const UNDERWEIGHT = 18.5;

/** A day's target; `held` says what kept it from what was asked for. */
export type DailyTarget = {
  readonly needKcal: number;
  readonly kcal: number;
  readonly held: "none" | "resting" | "floor" | "underweight" | "ceiling";
};

/**
 * The energy to plan for. Slowly: at most 15 % or 500 kcal under the need, never under what the body
 * spends at rest, nor under the floor of 1200 kcal (MEAL-14); who is underweight is not helped to
 * lose. Throws RangeError as `energyNeed` does.
 */
export function dailyTarget(person: Person, goal: GoalId): DailyTarget {
  const needKcal = energyNeed(person);
  const bmi = person.weightKg / (person.heightCm / 100) ** 2;
  if (goal === "lose" && bmi < UNDERWEIGHT)
    return { needKcal, kcal: needKcal, held: "underweight" };
  const change = Math.max(-MOST_KCAL, Math.min(MOST_KCAL, needKcal * SHARE[goal]));
  const wanted = Math.round((needKcal + change) / 10) * 10;
  const resting = Math.min(needKcal, Math.ceil(restingEnergy(person) / 10) * 10);
  if (wanted > MAX_KCAL) return { needKcal, kcal: MAX_KCAL, held: "ceiling" };
  const least = Math.max(MIN_KCAL, resting);
  if (wanted >= least) return { needKcal, kcal: wanted, held: "none" };
  return { needKcal, kcal: least, held: least === MIN_KCAL ? "floor" : "resting" };
}
