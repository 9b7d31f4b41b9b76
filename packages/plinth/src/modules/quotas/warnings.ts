import type { AlsoWrite } from "#modules/accounts";
import type { Allowance, Meter } from "./meters.ts";
import { endOf, type Period } from "./periods.ts";
import type { CounterKey, CounterRow, QuotaRepository } from "./repository.ts";

/** Shares of a limit, in percent, at which people are warned, the highest first (QB-02). */
const SHARES = [90, 75] as const;

/** Periods that people are warned of: a minute is over before a mail arrives. */
const WARNED = ["day", "month", "period"] as const;

/** What is to be told, once each period and share. */
export interface QuotaWarning {
  readonly meter: string;
  readonly unit: string;
  readonly period: Exclude<Period, "minute">;
  /** 75 or 90. */
  readonly share: number;
  readonly used: number;
  readonly limit: number;
  /** Milliseconds since the epoch. */
  readonly resetsAt: number;
}

/** What is reached first. */
const FIRST = 75;

/**
 * The highest share that is reached, 0 for none. Three quarters of three are all of them: where one is
 * left, the first line counts as reached, so that no small limit ends without a word.
 */
export const shareOf = (used: number, limit: number): number => {
  const reached = SHARES.find((share) => limit > 0 && used * 100 >= limit * share) ?? 0;
  return reached === 0 && isLastLeft(used, limit) ? FIRST : reached;
};

/** Whether one is left of two or more. */
export const isLastLeft = (used: number, limit: number): boolean =>
  limit > 1 && used > 0 && limit - used === 1;

/**
 * What this call is the first to reach. Nobody else gets the same, on whatever node; calls below the
 * first line, and later ones above it, ask the store nothing. What `telling` gives is written with it.
 * Of a period that is over nobody is warned: work may end after the period that it is counted in.
 */
export const findWarnings = async (
  repository: Pick<QuotaRepository, "warn">,
  meter: Meter,
  allowance: Allowance,
  key: CounterKey,
  row: CounterRow,
  now: number,
  telling: (warning: QuotaWarning) => Promise<AlsoWrite | undefined>,
): Promise<readonly QuotaWarning[]> => {
  const found: QuotaWarning[] = [];
  for (const period of WARNED) {
    const limit = allowance[period];
    if (limit === undefined) continue;
    const used = row[`${period}_used`];
    const share = shareOf(used, limit);
    const start = row[`${period}_at`];
    if (share <= row[`${period}_warned`]) continue;
    const { name, unit } = meter;
    const resetsAt = period === "period" ? row.period_end : endOf(period, start);
    if (resetsAt <= now) continue;
    const warning: QuotaWarning = { meter: name, unit, period, share, used, limit, resetsAt };
    if (await repository.warn(key, period, start, share, await telling(warning))) {
      found.push(warning);
    }
  }
  return found;
};
