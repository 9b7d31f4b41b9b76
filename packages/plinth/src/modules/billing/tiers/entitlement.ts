import { findTier, type Interval, type Tier, type TierTable } from "./tiers.ts";

/** What counts of a subscription for what its account may do; instants in milliseconds. */
export interface Standing {
  /** Undefined where its price is of no tier. */
  readonly tier: string | undefined;
  /** As the payment service says it: active, trialing, past_due, canceled, … */
  readonly status: string;
  /** Since when a payment is missing; undefined where none is. */
  readonly pastDueSince: number | undefined;
  readonly amount: number;
  readonly interval: Interval;
}

/** Whether a subscription gives its tier now: paid for, or a payment failed and the grace lasts. */
export const isEntitled = (
  { status, pastDueSince }: Pick<Standing, "status" | "pastDueSince">,
  now: number,
  graceMs: number,
): boolean => {
  if (status === "active" || status === "trialing") return true;
  return status === "past_due" && pastDueSince !== undefined && now < pastDueSince + graceMs;
};

/** What a subscription brings in a month, in the smallest unit; a year is spread over its months. */
export const monthlyAmount = ({
  amount,
  interval,
}: Pick<Standing, "amount" | "interval">): number =>
  interval === "year" ? Math.round(amount / 12) : amount;

/** What an account is entitled to. */
export interface Entitlement {
  readonly tier: Tier;
  /** What it pays in a month, all its subscriptions together. */
  readonly monthly: number;
}

/** The highest tier that is paid for, else the free one. The order of the subscriptions is no matter. */
export const entitlementOf = (
  table: TierTable,
  subscriptions: readonly Standing[],
  now: number,
): Entitlement => {
  const held = subscriptions.filter((one) => isEntitled(one, now, table.graceMs));
  const tiers = held.flatMap(({ tier }) => {
    const found = tier === undefined ? undefined : findTier(table, tier);
    return found === undefined ? [] : [found];
  });
  return {
    tier: tiers.reduce((best, tier) => (tier.rank > best.rank ? tier : best), table.free),
    monthly: held
      .filter(({ status }) => status !== "trialing")
      .reduce((sum, one) => sum + monthlyAmount(one), 0),
  };
};
