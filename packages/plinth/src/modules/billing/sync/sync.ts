import type { Touched } from "../inbox/event.ts";
import type {
  Application,
  Applied,
  Fetched,
  SubscriptionFacts,
  TierChange,
} from "../ledger/apply-repository.ts";
import type { BillingRepository } from "../ledger/repository.ts";
import type { EventRow, PaymentRow, RefundRow } from "../ledger/rows.ts";
import type {
  BillingProvider,
  ProviderInvoice,
  ProviderSubscription,
} from "../provider/contract.ts";
import { type TierTable, tierOfPrice } from "../tiers/tiers.ts";

/** What brings our picture of subscriptions and payments in step with the payment service. */
export interface SyncParts {
  readonly provider: BillingProvider;
  readonly repository: Pick<BillingRepository, "accountOf">;
  readonly draw: (object: string) => Promise<number>;
  readonly apply: (application: Application) => Promise<Applied>;
  readonly tiers: () => TierTable;
  /** Told when something was written. */
  readonly onApplied: () => void;
  /** Told of each tier that changed, once it is durable. */
  readonly onChange: (change: TierChange) => void;
}

/** What is to be looked at. */
export interface Look {
  readonly touched: Touched;
  /** The event that told of it, if one did. */
  readonly event?: EventRow;
  readonly accounts?: readonly string[];
}

/** Brings in step. */
export interface Sync {
  /**
   * Asks the payment service for everything that was touched and writes what it says, with the event,
   * in one transaction. The payload of an event is never believed about the state, so that events may
   * come twice, late and in any order.
   */
  readonly look: (look: Look) => Promise<Applied>;
}

/** A subscription as we keep it. */
export const factsOf = (
  from: ProviderSubscription,
  account: string,
  table: TierTable,
): SubscriptionFacts => ({
  id: from.id,
  account_id: account,
  tier: tierOfPrice(table, from.lookupKey)?.id ?? null,
  status: from.status,
  amount: from.amount,
  currency: from.currency,
  interval: from.interval,
  period_start: from.periodStart,
  period_end: from.periodEnd,
  is_ending: from.isEnding ? 1 : 0,
  started_at: from.startedAt,
  ended_at: from.endedAt,
});

/** An invoice as we keep it. */
export const paymentOf = (from: ProviderInvoice, account: string): PaymentRow => ({
  id: from.id,
  account_id: account,
  number: from.number,
  status: from.status,
  amount: from.amount,
  currency: from.currency,
  paid_at: from.paidAt,
  payment: from.payment,
  url: from.url,
});

/** Nothing touched. */
export const NOTHING: Touched = { subscriptions: [], invoices: [], payments: [] };

/** Builds it. */
export const createSync = (parts: SyncParts): Sync => {
  const { provider, repository, draw, apply } = parts;

  const subscription = async (id: string): Promise<readonly Fetched<SubscriptionFacts>[]> => {
    const ticket = await draw(id);
    const found = await provider.getSubscription(id);
    if (found === undefined) return [{ object: id, ticket, row: undefined }];
    const account = await repository.accountOf(found.customer);
    if (account === undefined) return [];
    return [{ object: id, ticket, row: factsOf(found, account, parts.tiers()) }];
  };

  const invoice = async (id: string): Promise<readonly Fetched<PaymentRow>[]> => {
    const ticket = await draw(id);
    const found = await provider.getInvoice(id);
    if (found === undefined) return [];
    const account = await repository.accountOf(found.customer);
    return account === undefined ? [] : [{ object: id, ticket, row: paymentOf(found, account) }];
  };

  const refunds = async (payment: string): Promise<Fetched<readonly RefundRow[]>> => {
    const object = `refunds-${payment}`;
    const ticket = await draw(object);
    return { object, ticket, row: await provider.listRefunds(payment) };
  };

  return {
    look: async ({ touched, event, accounts = [] }) => {
      const applied = await apply({
        event,
        accounts,
        subscriptions: (await Promise.all(touched.subscriptions.map(subscription))).flat(),
        payments: (await Promise.all(touched.invoices.map(invoice))).flat(),
        refunds: await Promise.all(touched.payments.map(refunds)),
      });
      if (applied.isNew) parts.onApplied();
      for (const change of applied.changes) parts.onChange(change);
      return applied;
    },
  };
};
