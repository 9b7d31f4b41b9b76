import type { Interval } from "../tiers/tiers.ts";

/** A subscription as the payment service has it now; instants in milliseconds since the epoch. */
export interface ProviderSubscription {
  readonly id: string;
  readonly customer: string;
  readonly status: string;
  /** Name of the price; null where it has none. */
  readonly lookupKey: string | null;
  /** In the smallest unit of the currency, for one interval. */
  readonly amount: number;
  readonly currency: string;
  readonly interval: Interval;
  readonly periodStart: number;
  readonly periodEnd: number;
  /** Whether it ends with its period. */
  readonly isEnding: boolean;
  readonly startedAt: number;
  /** Null while it goes on. */
  readonly endedAt: number | null;
}

/** An invoice as the payment service has it now. */
export interface ProviderInvoice {
  readonly id: string;
  readonly number: string | null;
  readonly customer: string;
  readonly subscription: string | null;
  readonly status: string;
  /** What was paid, or what is due where nothing was. */
  readonly amount: number;
  readonly currency: string;
  /** Null where it is not paid. */
  readonly paidAt: number | null;
  /** The payment, by which refunds name it. */
  readonly payment: string | null;
  /** Where its receipt is shown. */
  readonly url: string | null;
}

/** What was given back of a payment. */
export interface ProviderRefund {
  readonly id: string;
  readonly payment: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
  readonly at: number;
}

/** A change of tier that somebody is asked to confirm. */
export interface PortalChange {
  readonly subscription: string;
  readonly lookupKey: string;
}

/**
 * A payment service. Every call is under the policies of the dependency "stripe"; every one that
 * changes something carries a key under which it happens once, however often it is sent.
 * All reject with DEPENDENCY_… and BILLING errors of the catalogue.
 */
export interface BillingProvider {
  readonly createCustomer: (who: {
    readonly accountId: string;
    readonly email: string;
  }) => Promise<string>;
  /** Removes a customer with all that goes on for them. */
  readonly removeCustomer: (customer: string) => Promise<void>;
  /** The address of a page where a tier is paid for. */
  readonly createCheckout: (order: {
    readonly customer: string;
    readonly accountId: string;
    readonly price: {
      readonly lookupKey: string;
      readonly amount: number;
      readonly currency: string;
    };
    readonly successUrl: string;
    readonly cancelUrl: string;
    readonly key: string;
  }) => Promise<string>;
  /** The address of a page where people manage what they pay for. */
  readonly createPortal: (visit: {
    readonly customer: string;
    readonly returnUrl: string;
    readonly change?: PortalChange;
    readonly key: string;
  }) => Promise<string>;
  /** Undefined where there is none. */
  readonly getSubscription: (id: string) => Promise<ProviderSubscription | undefined>;
  /** All there are, also those that ended; of one customer or of everybody. */
  readonly listSubscriptions: (customer?: string) => Promise<readonly ProviderSubscription[]>;
  /** Lets it end with its period, or go on after all. */
  readonly setEnding: (id: string, isEnding: boolean, key: string) => Promise<ProviderSubscription>;
  readonly getInvoice: (id: string) => Promise<ProviderInvoice | undefined>;
  /** Invoices from an instant on. */
  readonly listInvoices: (since: number) => Promise<readonly ProviderInvoice[]>;
  readonly listRefunds: (payment: string) => Promise<readonly ProviderRefund[]>;
  /** Refunds from an instant on, of all payments. */
  readonly listRefundsSince: (since: number) => Promise<readonly ProviderRefund[]>;
  /** Gives back a part of a payment, or what is left of it. */
  readonly refund: (order: {
    readonly payment: string;
    readonly amount: number | undefined;
    readonly key: string;
  }) => Promise<ProviderRefund>;
}
