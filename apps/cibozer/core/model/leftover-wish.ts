/**
 * Whether a plan is to cook for two days at once: lunch is what the dinner before leaves, or lunch and
 * dinner of every second day are those of the day before.
 */
export const LEFTOVER_WISHES = ["none", "lunch", "every-other-day"] as const;
export type LeftoverWish = (typeof LEFTOVER_WISHES)[number];
