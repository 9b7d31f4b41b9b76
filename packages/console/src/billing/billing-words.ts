import { describeError, type ErrorWords } from "../client/index.ts";
import type { Messages, Texts } from "../texts/index.ts";
import type { BillingState, Payment, Subscription, Tier } from "./billing-api.ts";

/** "$9.99"; amounts are in hundredths. */
export const moneyWords = (t: Texts, amount: number, currency: string): string =>
  t.number(amount / 100, { style: "currency", currency: currency.toUpperCase() });

/** "Jan 31, 2026", by UTC. */
export const dayWords = (t: Texts, iso: string): string =>
  t.date(new Date(iso), { dateStyle: "medium", timeZone: "UTC" });

/** "$9.99 a month". */
const costWords = (
  t: Texts,
  price: { readonly amount: number; readonly interval: "month" | "year" },
  currency: string,
): string => {
  const money = moneyWords(t, price.amount, currency);
  return price.interval === "month"
    ? t("{money} a month", { money })
    : t("{money} a year", { money });
};

/** "$9.99 a month", "Nothing to pay". */
export const priceWords = (t: Texts, { price }: Pick<Tier, "price">, currency: string): string =>
  price === null ? t("Nothing to pay") : costWords(t, price, currency);

/** Where a subscription stands, in a sentence. */
export const standingWords = (t: Texts, subscription: Subscription): string => {
  const end = dayWords(t, subscription.periodEnd);
  const cost = costWords(t, subscription, subscription.currency);
  if (subscription.status === "past_due") {
    return t("{cost}. The last payment is missing.", { cost });
  }
  if (subscription.status !== "active" && subscription.status !== "trialing") {
    return t("It has ended. Nothing is charged any more.");
  }
  return subscription.isEnding
    ? t("It ends on {end}; nothing more is charged.", { end })
    : t("{cost}, renewed on {end}.", { cost, end });
};

/** Whether something is paid for that goes on. */
export const isRunning = (subscription: Subscription | null): subscription is Subscription =>
  subscription !== null && ["active", "trialing", "past_due"].includes(subscription.status);

/** "paid", "refunded", "$5.00 refunded", "not paid". */
export const paymentWords = (t: Texts, { paidAt, amount, refunded, currency }: Payment): string => {
  if (paidAt === null) return t("not paid");
  if (refunded === 0) return t("paid");
  if (refunded >= amount) return t("refunded");
  return t("{money} refunded", { money: moneyWords(t, refunded, currency) });
};

/** What the button of a tier says; undefined where there is nothing to press: it costs nothing, or is had. */
export const offerWords = (
  t: Texts,
  tier: Tier,
  tiers: readonly Tier[],
  { tier: had, subscription }: Pick<BillingState, "tier" | "subscription">,
): string | undefined => {
  // Whoever was given a tier has it without a subscription.
  if (tier.price === null || tier.id === had) return undefined;
  if (!isRunning(subscription)) return t("Choose {tier}", { tier: tier.title });
  if (subscription.tier === tier.id) return undefined;
  const present = tiers.findIndex(({ id }) => id === subscription.tier);
  return tiers.indexOf(tier) > present
    ? t("Upgrade to {tier}", { tier: tier.title })
    : t("Change to {tier}", { tier: tier.title });
};

const WORDS = {
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
} as const satisfies Messages;

/** Plain words for what can go wrong around payments. */
export const describeBillingError = (t: Texts, error: unknown): ErrorWords =>
  describeError(t, error, WORDS);
