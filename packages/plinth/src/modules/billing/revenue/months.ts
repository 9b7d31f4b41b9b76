import type { ChangeRow, PaymentRow, RefundRow } from "../ledger/rows.ts";

/** One month, by UTC; amounts in the smallest unit of the currency. */
export interface RevenueMonth {
  /** Such as "2026-03". */
  readonly month: string;
  readonly paid: number;
  readonly refunded: number;
  /** What all subscriptions bring in a month, at the end of this one, or now. */
  readonly mrr: number;
  /** Accounts that pay, at its end. */
  readonly paying: number;
  /** Changes from paying nothing to paying. */
  readonly conversions: number;
  /** Changes from paying to paying nothing. */
  readonly churned: number;
  /** Part of those who paid at its begin that stopped, in percent; null where nobody paid. */
  readonly churnPercent: number | null;
}

/** What a history is made of. */
export interface RevenueHistory {
  readonly currency: string;
  readonly payments: readonly Pick<PaymentRow, "amount" | "currency" | "paid_at">[];
  readonly refunds: readonly Pick<RefundRow, "amount" | "currency" | "at" | "status">[];
  /** How it stood before the first of them; nothing was paid if not given. */
  readonly before?: { readonly mrr: number; readonly paying: number };
  /** All since then, oldest first. */
  readonly changes: readonly Pick<ChangeRow, "at" | "from_monthly" | "to_monthly">[];
}

/** When a month began; `back` counts months before the one that holds `now`. */
export const monthStart = (now: number, back = 0): number => {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back, 1);
};

const isWithin = (time: number | null, from: number, to: number): boolean =>
  time !== null && time >= from && time < to;

const sumOf = (rows: readonly { readonly amount: number }[]): number =>
  rows.reduce((sum, { amount }) => sum + amount, 0);

const isLost = ({ status }: { readonly status: string }): boolean =>
  status === "failed" || status === "canceled";

const standingBefore = (
  { changes, before }: Pick<RevenueHistory, "changes" | "before">,
  time: number,
) => {
  let { mrr, paying } = before ?? { mrr: 0, paying: 0 };
  for (const { at, from_monthly: from, to_monthly: to } of changes) {
    if (at >= time) continue;
    mrr += to - from;
    paying += Number(to > 0) - Number(from > 0);
  }
  return { mrr, paying };
};

/** The last months, oldest first, the one that holds `now` last (OBS-06). */
export const revenueMonths = (
  history: RevenueHistory,
  now: number,
  count = 12,
): readonly RevenueMonth[] => {
  const { currency, payments, refunds, changes } = history;
  return Array.from({ length: count }, (_, index) => {
    const from = monthStart(now, count - 1 - index);
    const to = monthStart(now, count - 2 - index);
    const inMonth = changes.filter(({ at }) => isWithin(at, from, to));
    const end = standingBefore(history, to);
    const { paying: before } = standingBefore(history, from);
    const churned = inMonth.filter((one) => one.from_monthly > 0 && one.to_monthly === 0).length;
    return {
      month: new Date(from).toISOString().slice(0, 7),
      paid: sumOf(
        payments.filter((one) => one.currency === currency && isWithin(one.paid_at, from, to)),
      ),
      refunded: sumOf(
        refunds.filter(
          (one) => one.currency === currency && !isLost(one) && isWithin(one.at, from, to),
        ),
      ),
      mrr: end.mrr,
      paying: end.paying,
      conversions: inMonth.filter((one) => one.from_monthly === 0 && one.to_monthly > 0).length,
      churned,
      churnPercent: before === 0 ? null : Math.round((churned * 1_000) / before) / 10,
    };
  });
};
