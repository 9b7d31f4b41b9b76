import { describeError, type ErrorWords } from "../client/index.ts";
import type { Texts } from "../texts/index.ts";
import type { Payment, Subscription, Tier } from "./billing-api.ts";

const days = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

/** "$9.99"; amounts are in hundredths. */
export const moneyWords = (amount: number, currency: string): string =>
  new Intl.NumberFormat("en", { style: "currency", currency: currency.toUpperCase() }).format(
    amount / 100,
  );

/** "Jan 31, 2026", by UTC. */
export const dayWords = (iso: string): string => days.format(new Date(iso));

/** "$9.99 a month", "Nothing to pay". */
export const priceWords = ({ price }: Pick<Tier, "price">, currency: string): string =>
  price === null ? "Nothing to pay" : `${moneyWords(price.amount, currency)} a ${price.interval}`;

/** Where a subscription stands, in a sentence. */
export const standingWords = (subscription: Subscription): string => {
  const end = dayWords(subscription.periodEnd);
  const cost = `${moneyWords(subscription.amount, subscription.currency)} a ${subscription.interval}`;
  if (subscription.status === "past_due") return `${cost}. The last payment is missing.`;
  if (subscription.status !== "active" && subscription.status !== "trialing") {
    return "It has ended. Nothing is charged any more.";
  }
  return subscription.isEnding
    ? `It ends on ${end}; nothing more is charged.`
    : `${cost}, renewed on ${end}.`;
};

/** Whether something is paid for that goes on. */
export const isRunning = (subscription: Subscription | null): subscription is Subscription =>
  subscription !== null && ["active", "trialing", "past_due"].includes(subscription.status);

/** "paid", "refunded", "$5.00 refunded", "not paid". */
export const paymentWords = ({ paidAt, amount, refunded, currency }: Payment): string => {
  if (paidAt === null) return "not paid";
  if (refunded === 0) return "paid";
  return refunded >= amount ? "refunded" : `${moneyWords(refunded, currency)} refunded`;
};

/** What the button of a tier says; undefined where there is nothing to press. */
export const offerWords = (
  tier: Tier,
  tiers: readonly Tier[],
  subscription: Subscription | null,
): string | undefined => {
  if (tier.price === null) return undefined;
  if (!isRunning(subscription)) return `Choose ${tier.title}`;
  if (subscription.tier === tier.id) return undefined;
  const present = tiers.findIndex(({ id }) => id === subscription.tier);
  return tiers.indexOf(tier) > present ? `Upgrade to ${tier.title}` : `Change to ${tier.title}`;
};

const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  BILLING_CLOSED: ["Nothing can be paid here", "What you have stays as it is."],
  BILLING_UNAVAILABLE: [
    "Nothing can be paid at the moment",
    "What you have stays as it is. Try again later.",
  ],
  PAYMENT_PROVIDER_FAILED: [
    "The payment service failed",
    "Nothing was charged. Try again in a few minutes.",
  ],
  DEPENDENCY_UNAVAILABLE: [
    "The payment service is out of reach",
    "Nothing was charged. Try again in a few minutes.",
  ],
  DEPENDENCY_TIMEOUT: [
    "The payment service takes too long",
    "Nothing was charged. Try again in a few minutes.",
  ],
  ALREADY_SUBSCRIBED: ["You have this already", "Reload the page to see what you pay for."],
  NO_SUBSCRIPTION: ["There is nothing to change", "Reload the page to see what you pay for."],
  REFUND_REFUSED: [
    "It cannot be refunded",
    "It is not paid, was refunded already, or less of it is left.",
  ],
};

/** Plain words for what can go wrong around payments. */
export const describeBillingError = (t: Texts, error: unknown): ErrorWords =>
  describeError(t, error, WORDS);
