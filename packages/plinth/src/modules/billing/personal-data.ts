import type { PersonalData } from "#modules/contract";
import type { BillingRepository } from "./ledger/repository.ts";
import { amountText } from "./tiers/money.ts";

const iso = (time: number): string => new Date(time).toISOString();

/**
 * What billing holds of a person. Erasure takes the person away from payments and changes; the amounts
 * stay, because the books have to be kept. `leave` also removes the customer at the payment service.
 */
export const billingPersonalData = (
  repository: BillingRepository,
  leave: (accountId: string) => Promise<void>,
): readonly PersonalData[] => [
  {
    table: "billing_customers",
    subject: "account_id",
    erase: leave,
    export: async (accountId) => {
      const row = await repository.customerOf(accountId);
      return row === undefined
        ? []
        : [{ customer: row.customer, tier: row.applied_tier, since: iso(row.created_at) }];
    },
  },
  {
    table: "billing_subscriptions",
    subject: "account_id",
    erase: repository.eraseSubscriptions,
    export: async (accountId) =>
      (await repository.subscriptionsOf(accountId)).map((row) => ({
        subscription: row.id,
        tier: row.tier,
        status: row.status,
        amount: `${amountText(row.amount)} ${row.currency}`,
        period: `${iso(row.period_start)} to ${iso(row.period_end)}`,
      })),
  },
  {
    table: "billing_payments",
    subject: "account_id",
    erase: repository.forgetPayer,
    export: async (accountId) =>
      (await repository.paymentsOf(accountId, 10_000)).map((row) => ({
        invoice: row.number ?? row.id,
        amount: `${amountText(row.amount)} ${row.currency}`,
        refunded: amountText(row.refunded),
        paidAt: row.paid_at === null ? null : iso(row.paid_at),
      })),
  },
  {
    table: "billing_changes",
    subject: "account_id",
    erase: repository.forgetChanger,
    export: async (accountId) =>
      (await repository.changesOf(accountId)).map((row) => ({
        at: iso(row.at),
        from: row.from_tier,
        to: row.to_tier,
      })),
  },
];
