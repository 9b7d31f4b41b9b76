/** A day in milliseconds; days are counted from the epoch, by UTC. */
export const DAY_MS = 86_400_000;
/** Weeks of sign-ups that are followed, the one under way included. */
export const COHORT_WEEKS = 9;

const WEEK_DAYS = 7;
/** The epoch was a Thursday. */
const MONDAY_SHIFT = 3;

/** The day of an instant, since the epoch. */
export const dayOf = (instant: number): number => Math.floor(instant / DAY_MS);

/** The Monday on or before a day. */
export const weekStart = (day: number): number =>
  Math.floor((day + MONDAY_SHIFT) / WEEK_DAYS) * WEEK_DAYS - MONDAY_SHIFT;

/** "2026-01-31" */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** So many accounts, by the week of their sign-up and of their activity; weeks count from the first. */
export interface WeekCount {
  readonly cohort: number;
  readonly week: number;
  readonly accounts: number;
}

/** Those who signed up in one week. */
export interface Cohort {
  /** Its Monday, "2026-01-26". */
  readonly week: string;
  readonly accounts: number;
  /** Of these, how many were active in their first week, the second and so on, up to now. */
  readonly active: readonly number[];
}

/** Puts counts together, the oldest week first; `firstDay` is the Monday of the first. */
export const cohortsOf = (
  firstDay: number,
  signedUp: ReadonlyMap<number, number>,
  active: readonly WeekCount[],
): readonly Cohort[] => {
  const found = new Map(active.map((one) => [`${one.cohort} ${one.week}`, one.accounts]));
  return Array.from({ length: COHORT_WEEKS }, (_, cohort) => ({
    week: dayText(firstDay + cohort * WEEK_DAYS),
    accounts: signedUp.get(cohort) ?? 0,
    active: Array.from(
      { length: COHORT_WEEKS - cohort },
      (__, after) => found.get(`${cohort} ${cohort + after}`) ?? 0,
    ),
  }));
};

/**
 * Share of those who signed up that were active again so many weeks after the week of their sign-up:
 * of the newest week for which that week is over. Null where nobody signed up in it.
 */
export const retained = (cohorts: readonly Cohort[], weeks: number): number | null => {
  const cohort = cohorts.at(-2 - weeks);
  return cohort === undefined || cohort.accounts === 0
    ? null
    : (cohort.active[weeks] ?? 0) / cohort.accounts;
};
