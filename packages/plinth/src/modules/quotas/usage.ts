import type { Clock } from "#core";
import { allowanceFor, type Meter } from "./meters.ts";
import { endAt, type PaidPeriod, PERIODS, type Period, startsAt } from "./periods.ts";
import type { QuotaRepository } from "./repository.ts";
import { shareOf } from "./warnings.ts";

/** Days of the chart, today included. */
const CHART_DAYS = 30;
const DAY_MS = 86_400_000;

/** One period of a meter as its owner sees it. */
export interface PeriodUsage {
  readonly period: Period;
  readonly used: number;
  readonly limit: number;
  /** ISO 8601, UTC. */
  readonly resetsAt: string;
  /** The share that is reached, in percent: 0, 75, 90 or 100. */
  readonly reached: 0 | 75 | 90 | 100;
}

/** One meter as its owner sees it. */
export interface MeterUsage {
  readonly meter: string;
  readonly unit: string;
  readonly periods: readonly PeriodUsage[];
  /** Days on which something was used, of the last 30, oldest first. */
  readonly days: readonly { readonly day: string; readonly used: number }[];
}

/** What an account used, and the tier that says what is left. */
export interface AccountUsage {
  readonly tier: string;
  readonly meters: readonly MeterUsage[];
}

const reachedAt = (used: number, limit: number): PeriodUsage["reached"] => {
  if (used >= limit) return 100;
  const share = shareOf(used, limit);
  return share === 90 ? 90 : share === 75 ? 75 : 0;
};

/** Builds what tells people how much they used, their API keys included. */
export const createUsage = (parts: {
  readonly repository: QuotaRepository;
  readonly clock: Clock;
  readonly meters: () => readonly Meter[];
  readonly paidPeriodOf: (accountId: string) => Promise<PaidPeriod | undefined>;
}) => {
  const { repository, clock } = parts;
  return async (accountId: string, tier: string): Promise<readonly MeterUsage[]> => {
    const now = clock.now();
    const isLimited = parts.meters().some((one) => allowanceFor(one, tier).period !== undefined);
    const paid = isLimited ? await parts.paidPeriodOf(accountId) : undefined;
    const starts = startsAt(now, paid);
    const since = starts.day - (CHART_DAYS - 1) * DAY_MS;
    const [counters, days] = await Promise.all([
      repository.countersOf(accountId),
      repository.daysOf(accountId, since),
    ]);
    return parts.meters().map((meter): MeterUsage => {
      const allowance = allowanceFor(meter, tier);
      const row = counters.find(
        ({ meter: of, subject }) => of === meter.name && subject === `user:${accountId}`,
      );
      const byDay = new Map<string, number>();
      for (const { meter: of, day_at, used } of days) {
        if (of !== meter.name) continue;
        const day = new Date(day_at).toISOString().slice(0, 10);
        byDay.set(day, (byDay.get(day) ?? 0) + used);
      }
      return {
        meter: meter.name,
        unit: meter.unit,
        periods: PERIODS.flatMap((period) => {
          const limit = allowance[period];
          if (limit === undefined) return [];
          const holds = row !== undefined && row[`${period}_at`] >= starts[period];
          const used = holds ? row[`${period}_used`] : 0;
          const resetsAt = new Date(endAt(period, starts)).toISOString();
          return [{ period, used, limit, resetsAt, reached: reachedAt(used, limit) }];
        }),
        days: [...byDay].map(([day, used]) => ({ day, used })),
      };
    });
  };
};

/** Builds what tells administrators how much an account used, by the tier that it has. */
export const createAccountUsage =
  (
    accounts: {
      readonly find: (id: string) => Promise<{ readonly tier: string } | undefined>;
    },
    usageOf: ReturnType<typeof createUsage>,
  ) =>
  async (accountId: string): Promise<AccountUsage | undefined> => {
    const account = await accounts.find(accountId);
    if (account === undefined) return undefined;
    return { tier: account.tier, meters: await usageOf(accountId, account.tier) };
  };
