const WEEK_DAYS = 7;

/**
 * Week plans that a plan of so many days counts as: one for each week that it begins, so that a
 * program of 30 days is five. A single day counts as none.
 */
export const weekPlansIn = (days: number): number => (days > 1 ? Math.ceil(days / WEEK_DAYS) : 0);
