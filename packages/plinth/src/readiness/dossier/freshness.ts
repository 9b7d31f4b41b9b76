const DAY_MS = 86_400_000;

/** What may grow old: kinds of evidence, in the words of the report. */
export type Ageing =
  | "audit"
  | "tls"
  | "drill"
  | "restore drill"
  | "load"
  | "tests"
  | "advisories"
  | "deployed";

/**
 * How long evidence counts, in days (EVID-14): audit and advisories a month, performance a quarter,
 * tests and status a week, a restore drill 7 days, what was seen of certificates one.
 */
export const SHELF_LIFE_DAYS: Readonly<Record<Ageing, number>> = {
  audit: 31,
  tls: 1,
  drill: 31,
  "restore drill": 7,
  load: 92,
  tests: 7,
  advisories: 31,
  deployed: 7,
};

/** What kind of evidence a line of an audit or a drill is. */
export const ageingOf = (line: { readonly id: string; readonly depth: string }): Ageing => {
  if (line.depth === "drill")
    return /(?:^|-)(?:restore|backup)/.test(line.id) ? "restore drill" : "drill";
  return /^(?:tls|certificate)(?:-|$)/.test(line.id) ? "tls" : "audit";
};

/** How long a piece of evidence counts. */
export interface Freshness {
  /** ISO time after which it does not count any more. */
  readonly goodUntil: string;
  readonly isStale: boolean;
}

/**
 * Whether what was seen `at` an ISO time still counts `now` (milliseconds). What claims to come
 * from the future, by more than an hour of clocks apart, counts as little as what is too old. Evidence
 * may name a shorter life of its own, in days, and no longer one.
 */
export const freshnessOf = (
  kind: Ageing,
  at: string,
  now: number,
  ownDays = Number.POSITIVE_INFINITY,
): Freshness => {
  const seen = Date.parse(at);
  const until = seen + Math.min(ownDays, SHELF_LIFE_DAYS[kind]) * DAY_MS;
  const isKnown = Number.isFinite(until);
  return {
    goodUntil: isKnown ? new Date(until).toISOString() : "",
    isStale: !isKnown || until < now || seen > now + 3_600_000,
  };
};
