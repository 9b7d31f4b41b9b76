import type { BillingService, Clock } from "plinth";
import type { InsightRepository } from "./repository.ts";

const DAY_MS = 86_400_000;
/** The epoch was a Thursday: weeks are seven days from a Thursday on, by UTC. */
const WEEK_MS = 7 * DAY_MS;
/** Days and weeks that are shown, the present one included. */
const DAYS = 30;
const WEEKS = 8;

/** What those who run the planner see of its use. */
export interface InsightView {
  readonly days: readonly { readonly day: string; readonly plans: number }[];
  readonly weeks: readonly {
    readonly from: string;
    readonly plans: number;
    readonly people: number;
  }[];
  readonly month: { readonly plans: number; readonly shopped: number };
  readonly revenue: {
    readonly currency: string;
    /** In the smallest unit, as subscriptions are paid. */
    readonly mrr: number;
    readonly paying: number;
    readonly tiers: readonly {
      readonly tier: string;
      readonly title: string;
      readonly subscribers: number;
      /** In the smallest unit, at the price of the table. */
      readonly monthly: number;
    }[];
  };
}

/** Figures of the planner's use. */
export interface Insights {
  readonly view: () => Promise<InsightView>;
}

const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10);

const stretches = (now: number, lengthMs: number, count: number): readonly number[] => {
  const last = Math.floor(now / lengthMs);
  return Array.from({ length: count }, (_, index) => last - count + 1 + index);
};

/** Builds the service. */
export const createInsights = (parts: {
  readonly repository: InsightRepository;
  readonly billing: Pick<BillingService, "figures" | "tiers">;
  readonly clock: Clock;
}): Insights => {
  const { repository, billing, clock } = parts;
  const revenue = async (): Promise<InsightView["revenue"]> => {
    const { currency, mrr, paying, tiers } = await billing.figures();
    const table = billing.tiers().tiers;
    return {
      currency,
      mrr,
      paying,
      tiers: tiers.map(({ tier, subscribers }) => {
        const sold = table.find(({ id }) => id === tier);
        const { amount = 0, interval = "month" } = sold?.price ?? {};
        const monthly = interval === "year" ? Math.round(amount / 12) : amount;
        return { tier, title: sold?.title ?? tier, subscribers, monthly: monthly * subscribers };
      }),
    };
  };
  return {
    view: async () => {
      const now = clock.now();
      const days = stretches(now, DAY_MS, DAYS);
      const weeks = stretches(now, WEEK_MS, WEEKS);
      const since = (days[0] ?? 0) * DAY_MS;
      const [byDay, byWeek, shopped, money] = await Promise.all([
        repository.plansBy(since, now, DAY_MS),
        repository.plansBy((weeks[0] ?? 0) * WEEK_MS, now, WEEK_MS),
        repository.shopped(since, now),
        revenue(),
      ]);
      const ofDay = new Map(byDay.map((one) => [one.at, one]));
      const ofWeek = new Map(byWeek.map((one) => [one.at, one]));
      return {
        days: days.map((at) => ({ day: dayText(at * DAY_MS), plans: ofDay.get(at)?.plans ?? 0 })),
        weeks: weeks.map((at) => ({
          from: dayText(at * WEEK_MS),
          plans: ofWeek.get(at)?.plans ?? 0,
          people: ofWeek.get(at)?.people ?? 0,
        })),
        month: { plans: byDay.reduce((sum, { plans }) => sum + plans, 0), shopped },
        revenue: money,
      };
    },
  };
};
