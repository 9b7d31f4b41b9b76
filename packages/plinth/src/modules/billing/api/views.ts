import type { PaymentWithRefunds } from "../ledger/repository.ts";
import type { RunRow, SubscriptionRow } from "../ledger/rows.ts";
import type { BillingState } from "../service.ts";
import type { Drift } from "../sync/reconcile.ts";
import type { Tier, TierTable } from "../tiers/tiers.ts";

const iso = (time: number): string => new Date(time).toISOString();
const maybeIso = (time: number | null | undefined): string | null =>
  time === null || time === undefined ? null : iso(time);

const tierView = ({ id, title, summary, price, points, features }: Tier) => ({
  id,
  title,
  summary,
  price: price === undefined ? null : { amount: price.amount, interval: price.interval },
  points: [...points],
  features: [...features],
});

/** All tiers as everybody may see them. */
export const tiersView = ({ currency, tiers }: TierTable) => ({
  currency,
  tiers: tiers.map(tierView),
});

/** A payment as its payer sees it. */
export const paymentView = (row: PaymentWithRefunds) => ({
  id: row.id,
  number: row.number,
  status: row.status,
  amount: row.amount,
  refunded: row.refunded,
  currency: row.currency,
  paidAt: maybeIso(row.paid_at),
  url: row.url,
});

/** A payment as administrators see it. */
export const paidView = (row: PaymentWithRefunds) => ({
  ...paymentView(row),
  accountId: row.account_id,
});

/** What an account pays for, as its owner sees it. */
export const stateView = (state: BillingState, tier: string) => ({
  isOpen: state.isOpen,
  tier,
  subscription:
    state.subscription === undefined
      ? null
      : {
          tier: state.subscription.tier,
          status: state.subscription.status,
          amount: state.subscription.amount,
          currency: state.subscription.currency,
          interval: state.subscription.interval,
          periodStart: iso(state.subscription.period_start),
          periodEnd: iso(state.subscription.period_end),
          isEnding: state.subscription.is_ending === 1,
          graceEndsAt: maybeIso(state.graceEndsAt),
        },
  payments: state.payments.map(paymentView),
});

/** A subscription as administrators see it. */
export const subscriptionView = (row: SubscriptionRow & { readonly email: string | null }) => ({
  id: row.id,
  accountId: row.account_id,
  email: row.email,
  tier: row.tier,
  status: row.status,
  amount: row.amount,
  currency: row.currency,
  interval: row.interval,
  periodEnd: iso(row.period_end),
  isEnding: row.is_ending === 1,
});

/** A comparison as administrators see it. */
export const runView = ({ id, at, checked, repaired, drifts }: RunRow) => ({
  id,
  at: iso(at),
  checked,
  repaired,
  drifts: JSON.parse(drifts) as Drift[],
});
