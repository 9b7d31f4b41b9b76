import type { Interval } from "../tiers/tiers.ts";

/** Who of the payment service an account is, and what billing made of the account last. */
export interface CustomerRow {
  readonly account_id: string;
  readonly customer: string;
  /** The tier that billing set last; another one of the account was set by hand. */
  readonly applied_tier: string;
  /** What the account pays in a month. */
  readonly monthly: number;
  readonly created_at: number;
}

/** A subscription as the payment service had it when it was asked last. */
export interface SubscriptionRow {
  readonly id: string;
  readonly account_id: string;
  /** Null where its price is of no tier. */
  readonly tier: string | null;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly interval: Interval;
  readonly period_start: number;
  readonly period_end: number;
  /** 1 where it ends with its period. */
  readonly is_ending: number;
  readonly past_due_since: number | null;
  readonly started_at: number;
  readonly ended_at: number | null;
}

/** An invoice, paid or not. */
export interface PaymentRow {
  readonly id: string;
  /** Null once the account is erased: what was paid stays in the sums. */
  readonly account_id: string | null;
  readonly number: string | null;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly paid_at: number | null;
  /** By which refunds name it. */
  readonly payment: string | null;
  readonly url: string | null;
}

/** What was given back of a payment. */
export interface RefundRow {
  readonly id: string;
  readonly payment: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
  readonly at: number;
}

/** What became of an event. */
export type EventOutcome = "applied" | "unmatched" | "ignored";

/** An event that was answered. What it told of the object is not kept. */
export interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly object: string;
  readonly created_at: number;
  readonly received_at: number;
  readonly outcome: EventOutcome;
}

/** How often an object was asked for, and which of the answers holds. */
export interface ObjectRow {
  readonly id: string;
  readonly issued: number;
  readonly applied: number;
}

/** A change of what an account pays for. */
export interface ChangeRow {
  readonly id: string;
  readonly account_id: string | null;
  readonly at: number;
  readonly from_tier: string;
  readonly to_tier: string;
  readonly from_monthly: number;
  readonly to_monthly: number;
}

/** A comparison with the payment service. */
export interface RunRow {
  readonly id: string;
  readonly at: number;
  readonly checked: number;
  readonly repaired: number;
  /** JSON: a list of `Drift`. */
  readonly drifts: string;
}

/** The tables of this module, and what it reads and writes of accounts. */
export interface BillingTables {
  readonly billing_customers: CustomerRow;
  readonly billing_subscriptions: SubscriptionRow;
  readonly billing_payments: PaymentRow;
  readonly billing_refunds: RefundRow;
  readonly billing_events: EventRow;
  readonly billing_objects: ObjectRow;
  readonly billing_changes: ChangeRow;
  readonly billing_runs: RunRow;
  readonly accounts: {
    readonly id: string;
    readonly email: string;
    readonly tier: string;
    readonly language: string | null;
  };
}
