import { defineErrors } from "#core";

/** What the billing module answers beyond the platform's codes. */
export const billingErrors = defineErrors({
  BILLING_CLOSED: {
    status: 404,
    title: "Nothing can be paid here",
    explanation:
      "This service takes no payments. What you have stays as it is. Operators who want it to set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.",
  },
  BILLING_UNAVAILABLE: {
    status: 503,
    title: "Nothing can be paid at the moment",
    explanation:
      "The payment service knows neither our key nor the price that was asked for, so nothing can be paid until an operator puts it right. What you have stays as it is.",
  },
  PAYMENT_PROVIDER_FAILED: {
    status: 502,
    title: "The payment service failed",
    explanation:
      "The payment service did not do what was asked. Nothing was charged by this call; try again later.",
  },
  WEBHOOK_REFUSED: {
    status: 400,
    title: "The message is not signed as it should be",
    explanation:
      "The header Stripe-Signature is missing, does not fit the body and the secret of this endpoint, or its time is more than five minutes away; where no secret is set, no message fits. Nothing was read of it.",
  },
  ALREADY_SUBSCRIBED: {
    status: 409,
    title: "Your account has this tier already",
    explanation: "The tier that was asked for is the one that is paid for. Nothing was changed.",
  },
  NO_SUBSCRIPTION: {
    status: 409,
    title: "There is nothing to cancel or to manage",
    explanation: "The account has no subscription that goes on.",
  },
  REFUND_REFUSED: {
    status: 409,
    title: "The payment cannot be refunded",
    explanation:
      "It is not paid, was refunded already, or less of it is left than was asked for. Nothing was refunded.",
  },
  TIER_TOO_LOW: {
    status: 403,
    title: "Your tier does not have this",
    explanation:
      "What was asked for belongs to a larger tier; `feature` names it. Your billing page tells what tiers there are.",
  },
});
