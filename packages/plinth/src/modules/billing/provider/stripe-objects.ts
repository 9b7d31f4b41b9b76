import type { Stripe } from "stripe";
import type { ProviderInvoice, ProviderRefund, ProviderSubscription } from "./contract.ts";

const SECOND_MS = 1_000;

/** Stripe tells instants in seconds. */
const ms = (seconds: number): number => seconds * SECOND_MS;

/** What Stripe gives as an id, or as the whole object where it was expanded. */
const idOf = (value: string | { readonly id: string } | null | undefined): string | null => {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : value.id;
};

/** A subscription of Stripe in our words. Its periods stand with its items since API version 2025. */
export const toSubscription = (from: Stripe.Subscription): ProviderSubscription => {
  const item = from.items.data[0];
  const recurring = item?.price.recurring;
  const count = recurring?.interval_count ?? 1;
  const amount = ((item?.price.unit_amount ?? 0) * (item?.quantity ?? 1)) / count;
  return {
    id: from.id,
    customer: idOf(from.customer) ?? "",
    status: from.status,
    lookupKey: item?.price.lookup_key ?? null,
    amount: Math.round(amount),
    currency: from.currency,
    interval: recurring?.interval === "year" ? "year" : "month",
    periodStart: ms(item?.current_period_start ?? from.created),
    periodEnd: ms(item?.current_period_end ?? from.created),
    isEnding: from.cancel_at_period_end || from.cancel_at !== null,
    startedAt: ms(from.created),
    endedAt: from.ended_at === null ? null : ms(from.ended_at),
  };
};

/** An invoice of Stripe in our words. */
export const toInvoice = (from: Stripe.Invoice): ProviderInvoice => {
  const paidAt = from.status_transitions.paid_at;
  const payment = from.payments?.data.find(({ status }) => status === "paid")?.payment;
  return {
    id: from.id,
    number: from.number,
    customer: idOf(from.customer) ?? "",
    subscription: idOf(from.parent?.subscription_details?.subscription),
    status: from.status ?? "draft",
    amount: paidAt === null ? from.amount_due : from.amount_paid,
    currency: from.currency,
    paidAt: paidAt === null ? null : ms(paidAt),
    payment: idOf(payment?.payment_intent),
    url: from.hosted_invoice_url ?? null,
  };
};

/** A refund of Stripe in our words; undefined for one of no payment. */
export const toRefund = (from: Stripe.Refund): ProviderRefund | undefined => {
  const payment = idOf(from.payment_intent);
  if (payment === null) return undefined;
  const { id, amount, currency, created } = from;
  return { id, payment, amount, currency, status: from.status ?? "pending", at: ms(created) };
};
