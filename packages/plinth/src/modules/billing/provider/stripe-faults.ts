import { billingErrors } from "../errors.ts";

/** What we read of a fault of the SDK. */
interface SdkFault {
  /** Such as "StripeConnectionError". */
  readonly type?: unknown;
  readonly code?: unknown;
  readonly statusCode?: unknown;
}

const read = (fault: unknown): SdkFault => (fault ?? {}) as SdkFault;

const AGAINST_IT: readonly unknown[] = [
  "StripeConnectionError",
  "StripeAPIError",
  "StripeRateLimitError",
];

/** Whether a fault speaks against Stripe; a refusal of what we asked does not. */
export const isProviderFault = (fault: unknown): boolean => {
  const { type } = read(fault);
  return typeof type !== "string" || AGAINST_IT.includes(type);
};

/** Whether Stripe says that there is no such thing. */
export const isMissing = (fault: unknown): boolean => {
  const { code, statusCode } = read(fault);
  return code === "resource_missing" || statusCode === 404;
};

const NOT_REFUNDABLE: readonly unknown[] = ["charge_already_refunded", "amount_too_large"];

/** The error of our catalogue that a fault of the SDK becomes; others stay what they are. */
export const toBillingError = (fault: unknown): unknown => {
  const { type, code } = read(fault);
  if (typeof type !== "string" || !type.startsWith("Stripe")) return fault;
  const { make } = billingErrors;
  if (NOT_REFUNDABLE.includes(code)) return make.REFUND_REFUSED();
  // A key that is wrong is a fault of whoever set it: nothing can be paid until it is put right.
  if (type === "StripeAuthenticationError" || type === "StripePermissionError") {
    return make.BILLING_UNAVAILABLE({ cause: fault });
  }
  return make.PAYMENT_PROVIDER_FAILED({ cause: fault });
};
