import type { Platform } from "#modules/contract";
import type { BillingProvider } from "./contract.ts";
import { createStripeProvider } from "./stripe.ts";
import { isProviderFault } from "./stripe-faults.ts";
import { createLoopbackTransport, createPublicTransport } from "./transport.ts";

const API = "https://api.stripe.com";
/** One attempt. Stripe itself gives writes 80 s, which nobody waits for in front of a page. */
const LIMIT_MS = 10_000;

/** Stripe as the settings name it; undefined where no key is set. The SDK is not loaded yet. */
export const connectProvider = ({
  config,
  dependencies,
  outbound,
}: Pick<Platform, "config" | "dependencies" | "outbound">): BillingProvider | undefined => {
  const { secretKey, apiBase } = config.billing;
  if (secretKey === undefined) return undefined;
  const dependency = dependencies.declare({
    name: "stripe",
    title: "Payments",
    limitMs: LIMIT_MS,
    concurrent: 10,
    isFailure: isProviderFault,
    whileDegraded: "Nothing can be paid or changed at the moment; your tier stays as it is.",
  });
  return createStripeProvider({
    key: secretKey,
    apiBase: apiBase ?? API,
    transport: apiBase === undefined ? createPublicTransport(outbound) : createLoopbackTransport(),
    dependency,
    limitMs: LIMIT_MS,
  });
};
