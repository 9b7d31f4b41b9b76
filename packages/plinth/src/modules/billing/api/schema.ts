import { list, oneOf, shortText, strictObject, Type } from "#policy";

const Amount = Type.Integer({ description: "in the smallest unit of the currency" });
const MaybeText = Type.Union([Type.String(), Type.Null()]);
const ISO = Type.String({ description: "ISO 8601" });
const MaybeTime = Type.Union([ISO, Type.Null()]);
const IntervalText = oneOf(["month", "year"]);

/** What the payment service calls things. */
const ProviderId = Type.String({ pattern: "^[\\w-]{1,255}$", maxLength: 255 });

const Subscription = strictObject({
  tier: MaybeText,
  status: Type.String(),
  amount: Amount,
  currency: Type.String(),
  interval: IntervalText,
  periodStart: ISO,
  periodEnd: ISO,
  isEnding: Type.Boolean({ description: "whether it ends with its period" }),
  graceEndsAt: MaybeTime,
});

const Payment = strictObject({
  id: Type.String(),
  number: MaybeText,
  status: Type.String(),
  amount: Amount,
  refunded: Amount,
  currency: Type.String(),
  paidAt: MaybeTime,
  url: MaybeText,
});

/** GET /api/v1/billing/tiers */
export const TiersReply = strictObject({
  currency: Type.String(),
  tiers: list(
    strictObject({
      id: Type.String(),
      title: Type.String(),
      summary: Type.String(),
      price: Type.Union([strictObject({ amount: Amount, interval: IntervalText }), Type.Null()]),
      points: list(Type.String()),
      features: list(Type.String()),
    }),
  ),
});

/** GET /api/v1/billing */
export const BillingReply = strictObject({
  isOpen: Type.Boolean({ description: "whether anything can be paid here at the moment" }),
  tier: Type.String(),
  subscription: Type.Union([Subscription, Type.Null()]),
  payments: list(Payment),
});

/** POST /api/v1/billing/checkout */
export const CheckoutBody = strictObject({ tier: shortText({ max: 31 }) });

/** Where to go on: a page of the payment service. */
export const AddressReply = strictObject({ url: Type.String() });

/** POST /api/v1/billing/cancel */
export const EndingBody = strictObject({
  isEnding: Type.Boolean({ description: "false lets it go on after all" }),
});

/** POST /api/v1/billing/webhook: an event of Stripe; only names are taken from what it tells. */
export const WebhookBody = Type.Object(
  {
    id: Type.String({ pattern: "^[\\w-]{1,255}$", maxLength: 255 }),
    type: Type.String({ pattern: "^[a-z0-9_.]{1,100}$", maxLength: 100 }),
    created: Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 }),
    data: Type.Object({ object: Type.Unknown() }, { additionalProperties: true }),
  },
  { additionalProperties: true },
);

/** What the sender reads; any 2xx means that the event was taken in. */
export const WebhookReply = strictObject({
  received: oneOf(["applied", "duplicate", "unmatched", "ignored"]),
});

const Month = strictObject({
  month: Type.String(),
  paid: Amount,
  refunded: Amount,
  mrr: Amount,
  paying: Type.Integer(),
  conversions: Type.Integer(),
  churned: Type.Integer(),
  churnPercent: Type.Union([Type.Number(), Type.Null()]),
});

/** GET /api/v1/admin/billing */
export const RevenueReply = strictObject({
  isOpen: Type.Boolean(),
  currency: Type.String(),
  mrr: Amount,
  paying: Type.Integer(),
  tiers: list(strictObject({ tier: Type.String(), subscribers: Type.Integer() })),
  months: list(Month),
  runs: list(
    strictObject({
      id: Type.String(),
      at: ISO,
      checked: Type.Integer(),
      repaired: Type.Integer(),
      drifts: list(
        strictObject({ kind: Type.String(), object: Type.String(), isRepaired: Type.Boolean() }),
        { max: 200 },
      ),
    }),
  ),
});

const subscriptionFilter = {
  status: Type.Optional(oneOf(["active", "trialing", "past_due", "canceled", "unpaid"])),
};

/** Query of GET /api/v1/admin/billing/subscriptions/export */
export const SubscriptionsExportQuery = strictObject(subscriptionFilter);

/** Query of GET /api/v1/admin/billing/subscriptions */
export const SubscriptionsQuery = strictObject({
  ...subscriptionFilter,
  after: Type.Optional(ProviderId),
});

/** GET /api/v1/admin/billing/subscriptions */
export const SubscriptionsReply = strictObject({
  subscriptions: list(
    strictObject({
      id: Type.String(),
      accountId: Type.String(),
      email: MaybeText,
      tier: MaybeText,
      status: Type.String(),
      amount: Amount,
      currency: Type.String(),
      interval: IntervalText,
      periodEnd: ISO,
      isEnding: Type.Boolean(),
    }),
  ),
  next: MaybeText,
});

/** GET /api/v1/admin/billing/payments */
export const PaymentsReply = strictObject({
  payments: list(
    strictObject({ ...Payment.properties, accountId: Type.Union([Type.String(), Type.Null()]) }),
  ),
});

/** POST /api/v1/admin/billing/refunds */
export const RefundBody = strictObject({
  payment: ProviderId,
  amount: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
});
