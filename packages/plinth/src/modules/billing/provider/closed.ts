import { billingErrors } from "../errors.ts";
import type { BillingProvider } from "./contract.ts";

const refuse = async (): Promise<never> => {
  throw billingErrors.make.BILLING_CLOSED();
};

/** What stands in the place of a payment service that is not set up: every call is refused. */
export const CLOSED_PROVIDER: BillingProvider = {
  createCustomer: refuse,
  removeCustomer: refuse,
  createCheckout: refuse,
  createPortal: refuse,
  getSubscription: refuse,
  listSubscriptions: refuse,
  setEnding: refuse,
  getInvoice: refuse,
  listInvoices: refuse,
  listRefunds: refuse,
  listRefundsSince: refuse,
  refund: refuse,
};
