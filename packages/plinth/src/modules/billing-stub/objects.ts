import type {
  StubCheckout,
  StubCustomer,
  StubInvoice,
  StubPortal,
  StubPrice,
  StubRefund,
  StubState,
  StubSubscription,
} from "./state.ts";

type Json = Readonly<Record<string, unknown>>;

const seconds = (ms: number): number => Math.floor(ms / 1_000);
const maybeSeconds = (ms: number | null): number | null => (ms === null ? null : seconds(ms));

/** A list as the API gives it. */
export const listObject = (data: readonly Json[], hasMore = false): Json => ({
  object: "list",
  data,
  has_more: hasMore,
  url: "/",
});

/** Prices, and what is paid for by them. */
const createPaidObjects = (state: StubState, base: () => string) => {
  const price = (of: StubPrice): Json => ({
    id: of.id,
    object: "price",
    active: true,
    lookup_key: of.lookupKey,
    unit_amount: of.amount,
    currency: of.currency,
    recurring: { interval: of.interval, interval_count: 1 },
  });
  const priceOf = (id: string): StubPrice => {
    const found = state.prices.find((one) => one.id === id);
    if (found === undefined) throw new TypeError(`there is no price ${id}`);
    return found;
  };
  const subscription = (of: StubSubscription): Json => ({
    id: of.id,
    object: "subscription",
    customer: of.customer,
    status: of.status,
    currency: priceOf(of.price).currency,
    created: seconds(of.createdAt),
    cancel_at_period_end: of.isEnding,
    cancel_at: of.isEnding ? seconds(of.periodEnd) : null,
    ended_at: maybeSeconds(of.endedAt),
    metadata: { account: of.account },
    items: listObject([
      {
        id: of.item,
        object: "subscription_item",
        price: price(priceOf(of.price)),
        quantity: 1,
        current_period_start: seconds(of.periodStart),
        current_period_end: seconds(of.periodEnd),
      },
    ]),
  });
  const invoice = (of: StubInvoice): Json => ({
    id: of.id,
    object: "invoice",
    number: of.number,
    customer: of.customer,
    status: of.status,
    amount_due: of.amount,
    amount_paid: of.paidAt === null ? 0 : of.amount,
    currency: of.currency,
    created: seconds(of.createdAt),
    hosted_invoice_url: `${base()}/invoice/${of.id}`,
    parent: {
      type: "subscription_details",
      subscription_details: { subscription: of.subscription },
    },
    status_transitions: { paid_at: maybeSeconds(of.paidAt) },
    payments: listObject(
      of.payment === null
        ? []
        : [
            {
              id: `inpay_${of.payment}`,
              object: "invoice_payment",
              status: "paid",
              payment: { type: "payment_intent", payment_intent: of.payment },
            },
          ],
    ),
  });
  return { price, priceOf, subscription, invoice };
};

/** The objects of the API, with the fields that are read of them. */
export const createObjects = (state: StubState, base: () => string) => ({
  ...createPaidObjects(state, base),
  customer: (of: StubCustomer): Json => ({
    id: of.id,
    object: "customer",
    email: of.email,
    metadata: { account: of.account },
  }),
  checkout: (of: StubCheckout): Json => ({
    id: of.id,
    object: "checkout.session",
    customer: of.customer,
    client_reference_id: of.account,
    mode: "subscription",
    status: of.status,
    url: `${base()}/pay/${of.id}`,
    subscription:
      [...state.subscriptions.values()].find((one) => one.item === `si_${of.id}`)?.id ?? null,
  }),
  portal: (of: StubPortal): Json => ({
    id: of.id,
    object: "billing_portal.session",
    customer: of.customer,
    url: `${base()}/portal/${of.id}`,
  }),
  refund: (of: StubRefund): Json => ({
    id: of.id,
    object: "refund",
    amount: of.amount,
    currency: of.currency,
    payment_intent: of.payment,
    customer: of.customer,
    status: "succeeded",
    created: seconds(of.createdAt),
  }),
  charge: (of: StubInvoice): Json => ({
    id: `ch_${of.payment}`,
    object: "charge",
    customer: of.customer,
    payment_intent: of.payment,
    amount: of.amount,
  }),
});

/** The objects of one stub. */
export type StubObjects = ReturnType<typeof createObjects>;
