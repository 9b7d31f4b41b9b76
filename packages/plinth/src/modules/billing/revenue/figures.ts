import type { Clock } from "#core";
import type { Metrics } from "#telemetry";
import type { InboxOutcome } from "../inbox/inbox.ts";
import type { BillingRepository } from "../ledger/repository.ts";
import type { TierTable } from "../tiers/tiers.ts";
import { monthStart, type RevenueMonth, revenueMonths } from "./months.ts";

/** How many pay for a tier. */
export interface TierFigure {
  readonly tier: string;
  readonly subscribers: number;
}

/** What administrators see of revenue. */
export interface RevenueFigures {
  readonly currency: string;
  /** What all subscriptions bring in a month. */
  readonly mrr: number;
  readonly paying: number;
  readonly tiers: readonly TierFigure[];
  readonly months: readonly RevenueMonth[];
}

/** Reads figures, and shows them to the metrics. */
export interface Figures {
  readonly read: () => Promise<RevenueFigures>;
  /** Reads them for the metrics. */
  readonly refresh: () => Promise<void>;
}

/** What figures are made from. */
export interface FigureParts {
  readonly repository: Pick<
    BillingRepository,
    "paidSince" | "refundsSince" | "changesSince" | "standingBefore" | "liveSubscriptions"
  >;
  readonly tiers: () => TierTable;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

const MONTHS = 12;

/** Counts messages by what became of them. */
export const createWebhookCounter = (metrics: Metrics): ((outcome: InboxOutcome) => void) => {
  const family = metrics.counter({
    name: "billing_webhooks_total",
    help: "Messages of the payment service, by what became of them",
    labels: ["outcome"],
  });
  return (outcome) => family.child({ outcome }).inc();
};

const gaugesOf = (metrics: Metrics) => {
  const gauge = (name: string, help: string) => metrics.gauge({ name, help }).child();
  return {
    mrr: gauge(
      "billing_mrr_minor_units",
      "What all subscriptions bring in a month; every node tells the same",
    ),
    paying: gauge("billing_paying_accounts", "Accounts that pay; every node tells the same"),
    revenue: gauge(
      "billing_month_revenue_minor_units",
      "Paid in this month, less what was given back in it; every node tells the same",
    ),
    conversions: gauge(
      "billing_month_conversions",
      "Accounts that began to pay in this month; every node tells the same",
    ),
    churned: gauge(
      "billing_month_churned",
      "Accounts that stopped paying in this month; every node tells the same",
    ),
    subscribers: metrics.gauge({
      name: "billing_subscribers",
      help: "Subscriptions that go on, by tier; every node tells the same",
      labels: ["tier"],
    }),
  };
};

/** Builds it. */
export const createFigures = ({ repository, tiers, clock, metrics }: FigureParts): Figures => {
  const gauges = gaugesOf(metrics);
  const read = async (): Promise<RevenueFigures> => {
    const now = clock.now();
    const since = monthStart(now, MONTHS - 1);
    const table = tiers();
    const [payments, refunds, changes, before, live] = await Promise.all([
      repository.paidSince(since),
      repository.refundsSince(since),
      repository.changesSince(since),
      repository.standingBefore(since),
      repository.liveSubscriptions(),
    ]);
    const history = { currency: table.currency, payments, refunds, changes, before };
    const months = revenueMonths(history, now, MONTHS);
    const last = months.at(-1);
    return {
      currency: table.currency,
      mrr: last?.mrr ?? 0,
      paying: last?.paying ?? 0,
      tiers: table.tiers
        .filter(({ price }) => price !== undefined)
        .map(({ id }) => ({
          tier: id,
          subscribers: live.filter(({ tier }) => tier === id).length,
        })),
      months,
    };
  };
  return {
    read,
    refresh: async () => {
      const { mrr, paying, tiers: byTier, months } = await read();
      const month = months.at(-1);
      gauges.mrr.set(mrr);
      gauges.paying.set(paying);
      gauges.revenue.set((month?.paid ?? 0) - (month?.refunded ?? 0));
      gauges.conversions.set(month?.conversions ?? 0);
      gauges.churned.set(month?.churned ?? 0);
      for (const { tier, subscribers } of byTier)
        gauges.subscribers.child({ tier }).set(subscribers);
    },
  };
};
