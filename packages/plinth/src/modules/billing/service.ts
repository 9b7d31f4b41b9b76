import { type Clock, type Events, type IdGenerator, platformErrors } from "#core";
import { billingErrors } from "./errors.ts";
import type { BillingRepository, PaymentWithRefunds } from "./ledger/repository.ts";
import type { SubscriptionRow } from "./ledger/rows.ts";
import type { BillingProvider } from "./provider/contract.ts";
import { NOTHING, type Sync } from "./sync/sync.ts";
import { isEntitled } from "./tiers/entitlement.ts";
import { findTier, type Tier, type TierTable } from "./tiers/tiers.ts";

/** What an account pays for, and what it could. */
export interface BillingState {
  readonly isOpen: boolean;
  readonly subscription: SubscriptionRow | undefined;
  /** Until when the tier is kept although a payment is missing; undefined where none is. */
  readonly graceEndsAt: number | undefined;
  readonly payments: readonly PaymentWithRefunds[];
}

/** What people do with their subscription. */
export interface Billing {
  readonly stateOf: (accountId: string) => Promise<BillingState>;
  /**
   * The address of a page of the payment service where the tier is paid for, or where the change from
   * another tier is confirmed.
   * @throws {AppError} BILLING_CLOSED, ALREADY_SUBSCRIBED, VALIDATION_ERROR for a tier that is not
   * for sale.
   */
  readonly checkout: (accountId: string, tier: string) => Promise<string>;
  /** The address where cards and invoices are managed. @throws {AppError} NO_SUBSCRIPTION */
  readonly portal: (accountId: string) => Promise<string>;
  /** Lets the subscription end with its period, or go on. @throws {AppError} NO_SUBSCRIPTION */
  readonly setEnding: (accountId: string, isEnding: boolean) => Promise<void>;
  /** Asks the payment service how things stand: for whoever comes back from its pages. */
  readonly refresh: (accountId: string) => Promise<void>;
  /**
   * Gives back a part of a payment, or what is left of it.
   * @throws {AppError} NOT_FOUND, REFUND_REFUSED
   */
  readonly refund: (
    actor: { readonly userId: string; readonly requestId: string; readonly clientAddress: string },
    paymentId: string,
    amount: number | undefined,
  ) => Promise<void>;
}

/** What the service is built from. */
export interface BillingParts {
  readonly repository: BillingRepository;
  /** Undefined where no key is set. */
  readonly provider: BillingProvider | undefined;
  readonly sync: Sync;
  readonly tiers: () => TierTable;
  readonly emailOf: (accountId: string) => Promise<string | undefined>;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly events: Events;
  /** Base URL under which people reach the application. */
  readonly publicUrl: () => string;
}

const PAYMENTS = 24;

/** The subscription that people mean by theirs: one that goes on, else the one that ended last. */
export const currentOf = (rows: readonly SubscriptionRow[]): SubscriptionRow | undefined =>
  rows.toSorted(
    (a, b) =>
      Number(b.ended_at === null) - Number(a.ended_at === null) || b.started_at - a.started_at,
  )[0];

const isRunning = (row: SubscriptionRow | undefined): row is SubscriptionRow =>
  row !== undefined && ["active", "trialing", "past_due"].includes(row.status);

/** What all parts of the service ask first. */
const createRequirements = (parts: BillingParts) => {
  const { repository, clock } = parts;

  const requireProvider = (): BillingProvider => {
    if (parts.provider === undefined) throw billingErrors.make.BILLING_CLOSED();
    return parts.provider;
  };

  const requireForSale = (id: string): Tier & { readonly price: NonNullable<Tier["price"]> } => {
    const tier = findTier(parts.tiers(), id);
    if (tier?.price === undefined) {
      throw platformErrors.make.VALIDATION_ERROR({
        faults: [{ field: "body.tier", rule: "enum", message: "is no tier that is for sale" }],
      });
    }
    return { ...tier, price: tier.price };
  };

  const ensureCustomer = async (accountId: string): Promise<string> => {
    const known = await repository.customerOf(accountId);
    if (known !== undefined) return known.customer;
    const email = await parts.emailOf(accountId);
    if (email === undefined) throw platformErrors.make.NOT_FOUND();
    const customer = await requireProvider().createCustomer({ accountId, email });
    const row = await repository.saveCustomer({
      account_id: accountId,
      customer,
      applied_tier: parts.tiers().free.id,
      monthly: 0,
      created_at: clock.now(),
    });
    return row.customer;
  };

  const page = (): string => `${parts.publicUrl()}/account/billing`;
  const runningOf = async (accountId: string): Promise<SubscriptionRow | undefined> => {
    const current = currentOf(await repository.subscriptionsOf(accountId));
    return isRunning(current) ? current : undefined;
  };

  return { requireProvider, requireForSale, ensureCustomer, page, runningOf };
};

type Requirements = ReturnType<typeof createRequirements>;

const checkingOut = (parts: BillingParts, required: Requirements): Billing["checkout"] => {
  const { newId } = parts;
  const { requireProvider, requireForSale, ensureCustomer, page, runningOf } = required;
  return async (accountId, tierId) => {
    const provider = requireProvider();
    const { price } = requireForSale(tierId);
    const running = await runningOf(accountId);
    if (running?.tier === tierId && running.status !== "past_due") {
      throw billingErrors.make.ALREADY_SUBSCRIBED();
    }
    const customer = await ensureCustomer(accountId);
    if (running !== undefined) {
      // A second subscription would be paid for beside the first.
      const change =
        running.status === "past_due"
          ? {}
          : { change: { subscription: running.id, lookupKey: price.lookupKey } };
      return provider.createPortal({ customer, returnUrl: page(), ...change, key: newId() });
    }
    return provider.createCheckout({
      customer,
      accountId,
      price: { ...price, currency: parts.tiers().currency },
      successUrl: `${page()}?paid=${tierId}`,
      cancelUrl: page(),
      key: newId(),
    });
  };
};

const refunding = (parts: BillingParts, { requireProvider }: Requirements): Billing["refund"] => {
  const { repository, sync } = parts;
  return async (actor, paymentId, amount) => {
    const provider = requireProvider();
    const row = await repository.payment(paymentId);
    if (row === undefined) throw platformErrors.make.NOT_FOUND();
    const left = row.amount - row.refunded;
    if (row.payment === null || row.paid_at === null || (amount ?? 1) > left) {
      throw billingErrors.make.REFUND_REFUSED();
    }
    // The same refund asked for twice, by two people or two clicks, is one.
    const key = `refund-${row.payment}-${row.refunded}-${amount ?? "rest"}`;
    await provider.refund({ payment: row.payment, amount, key });
    await sync.look({ touched: { ...NOTHING, payments: [row.payment] } });
    const { userId: subject, requestId, clientAddress } = actor;
    parts.events.emit("security", {
      name: "billing.refunded",
      severity: "info",
      requestId,
      clientAddress,
      subject,
      data: { payment: paymentId, amount: amount ?? left },
    });
  };
};

/** Builds the service (QB-04). */
export const createBilling = (parts: BillingParts): Billing => {
  const { repository, sync, clock, newId } = parts;
  const required = createRequirements(parts);
  const { requireProvider, page, runningOf } = required;
  const refresh = async (accountId: string): Promise<void> => {
    const known = await repository.customerOf(accountId);
    if (known === undefined) return;
    const theirs = await requireProvider().listSubscriptions(known.customer);
    const subscriptions = theirs.map(({ id }) => id);
    await sync.look({ touched: { ...NOTHING, subscriptions }, accounts: [accountId] });
  };

  return {
    checkout: checkingOut(parts, required),
    refund: refunding(parts, required),
    refresh,
    stateOf: async (accountId) => {
      const rows = await repository.subscriptionsOf(accountId);
      const current = currentOf(rows);
      const since = current?.past_due_since ?? undefined;
      const { graceMs } = parts.tiers();
      const isKept =
        since !== undefined &&
        isEntitled({ status: current?.status ?? "", pastDueSince: since }, clock.now(), graceMs);
      return {
        isOpen: parts.provider !== undefined,
        subscription: current,
        graceEndsAt: isKept ? since + graceMs : undefined,
        payments: await repository.paymentsOf(accountId, PAYMENTS),
      };
    },
    portal: async (accountId) => {
      const provider = requireProvider();
      const known = await repository.customerOf(accountId);
      if (known === undefined) throw billingErrors.make.NO_SUBSCRIPTION();
      return provider.createPortal({
        customer: known.customer,
        returnUrl: page(),
        key: newId(),
      });
    },
    setEnding: async (accountId, isEnding) => {
      const provider = requireProvider();
      const running = await runningOf(accountId);
      if (running === undefined) throw billingErrors.make.NO_SUBSCRIPTION();
      await provider.setEnding(running.id, isEnding, newId());
      await sync.look({ touched: { ...NOTHING, subscriptions: [running.id] } });
    },
  };
};
