import type { Stripe } from "stripe";
import type { Secret } from "#core";
import type { Dependency } from "#resilience";
import { billingErrors } from "../errors.ts";
import type { BillingProvider } from "./contract.ts";
import { isMissing, toBillingError } from "./stripe-faults.ts";
import { toInvoice, toRefund, toSubscription } from "./stripe-objects.ts";
import { headersToSend, type Transport } from "./transport.ts";

/** What the provider is built from. */
export interface StripeParts {
  readonly key: Secret;
  /** Origin of the API. */
  readonly apiBase: string;
  readonly transport: Transport;
  /** The dependency "stripe": its time limit, retries and breaker are around every call. */
  readonly dependency: Dependency;
  /** Milliseconds for one attempt. */
  readonly limitMs: number;
}

const PAGE = 100;
/** More is not read in one go: a hundred thousand subscriptions. */
const MAX_LISTED = 100_000;

const NEW_API: Stripe.LatestApiVersion = "2026-10-28.endive";

/** The SDK's own way out is replaced: it knows neither our limits nor what must not leave. */
const httpClientOf = (transport: Transport, limitMs: number) => ({
  getClientName: () => "plinth",
  makeRequest: async (
    host: string,
    port: string,
    path: string,
    method: string,
    headers: Readonly<Record<string, unknown>>,
    body: string | null,
    protocol: string,
  ) => {
    const standard = protocol === "https" ? "443" : "80";
    const origin = `${protocol}://${host}${String(port) === standard ? "" : `:${port}`}`;
    const answer = await transport({
      url: origin + path,
      method: method === "POST" || method === "DELETE" ? method : "GET",
      headers: headersToSend(headers),
      body: body ?? "",
      timeoutMs: limitMs,
    });
    return {
      getStatusCode: () => answer.status,
      getHeaders: () => ({ ...answer.headers }),
      getRawResponse: () => answer,
      toStream: () => {
        throw new TypeError("nothing of billing is streamed");
      },
      toJSON: async (): Promise<unknown> => JSON.parse(answer.text),
    };
  },
});

const open = async (parts: StripeParts): Promise<Stripe> => {
  // 300 modules: loaded by who takes payments, when the first one is at hand.
  const { default: Sdk } = await import("stripe");
  const { protocol, hostname, port } = new URL(parts.apiBase);
  const isHttps = protocol === "https:";
  return new Sdk(parts.key.reveal(), {
    apiVersion: NEW_API,
    // Retries are ours: they know the deadline and the breaker.
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: parts.limitMs,
    host: hostname,
    port: port === "" ? (isHttps ? 443 : 80) : port,
    protocol: isHttps ? "https" : "http",
    httpClient: httpClientOf(parts.transport, parts.limitMs),
  });
};

/** Reads all pages of a list, up to a bound. */
const readAll = async <T extends { readonly id: string }>(
  page: (after: string | undefined) => Promise<{ readonly data: readonly T[]; has_more: boolean }>,
): Promise<readonly T[]> => {
  const found: T[] = [];
  let after: string | undefined;
  for (;;) {
    const { data, has_more: hasMore } = await page(after);
    found.push(...data);
    after = data.at(-1)?.id;
    if (!hasMore || after === undefined || found.length >= MAX_LISTED) return found;
  }
};

const afterOf = (after: string | undefined) =>
  after === undefined ? { limit: PAGE } : { limit: PAGE, starting_after: after };

type Ask = <T>(work: (stripe: Stripe) => Promise<T>) => Promise<T>;

const maybe = async <T>(pending: Promise<T>): Promise<T | undefined> => {
  try {
    return await pending;
  } catch (fault) {
    if (isMissing(fault)) return undefined;
    throw fault;
  }
};

/** The id of the price of a tier; refuses one that would cost something else than people were told. */
const priceIdOf = async (
  stripe: Stripe,
  { lookupKey, amount, currency }: { lookupKey: string; amount?: number; currency?: string },
): Promise<string> => {
  const { data } = await stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 2 });
  const [price] = data;
  if (price === undefined) {
    throw billingErrors.make.BILLING_UNAVAILABLE({
      cause: new Error(`Stripe has no active price with the lookup key ${lookupKey}`),
    });
  }
  const isSame =
    (amount ?? price.unit_amount) === price.unit_amount &&
    (currency ?? price.currency) === price.currency;
  if (!isSame) {
    throw billingErrors.make.BILLING_UNAVAILABLE({
      cause: new Error(`the price ${lookupKey} of Stripe is not the one that the tier declares`),
    });
  }
  return price.id;
};

const pages = (ask: Ask): Pick<BillingProvider, "createCheckout" | "createPortal"> => ({
  createCheckout: ({ customer, accountId, price, successUrl, cancelUrl, key }) =>
    ask(async (stripe) => {
      const session = await stripe.checkout.sessions.create(
        {
          mode: "subscription",
          customer,
          client_reference_id: accountId,
          line_items: [{ price: await priceIdOf(stripe, price), quantity: 1 }],
          subscription_data: { metadata: { account: accountId } },
          success_url: successUrl,
          cancel_url: cancelUrl,
        },
        { idempotencyKey: key },
      );
      return session.url ?? cancelUrl;
    }),
  createPortal: ({ customer, returnUrl, change, key }) =>
    ask(async (stripe) => {
      const flow = change === undefined ? {} : { flow_data: await confirmFlow(stripe, change) };
      const session = await stripe.billingPortal.sessions.create(
        { customer, return_url: returnUrl, ...flow },
        { idempotencyKey: key },
      );
      return session.url;
    }),
});

const confirmFlow = async (
  stripe: Stripe,
  { subscription, lookupKey }: { readonly subscription: string; readonly lookupKey: string },
): Promise<Stripe.BillingPortal.SessionCreateParams.FlowData> => {
  const { items } = await stripe.subscriptions.retrieve(subscription);
  const price = await priceIdOf(stripe, { lookupKey });
  return {
    type: "subscription_update_confirm",
    subscription_update_confirm: {
      subscription,
      items: [{ id: items.data[0]?.id ?? "", price, quantity: 1 }],
    },
  };
};

const reading = (
  ask: Ask,
): Pick<
  BillingProvider,
  | "getSubscription"
  | "listSubscriptions"
  | "getInvoice"
  | "listInvoices"
  | "listRefunds"
  | "listRefundsSince"
> => ({
  getSubscription: async (id) => {
    const found = await ask((stripe) => maybe(stripe.subscriptions.retrieve(id)));
    return found === undefined ? undefined : toSubscription(found);
  },
  listSubscriptions: async (customer) => {
    const who = customer === undefined ? {} : { customer };
    const found = await readAll((after) =>
      ask((stripe) => stripe.subscriptions.list({ ...who, status: "all", ...afterOf(after) })),
    );
    return found.map(toSubscription);
  },
  getInvoice: async (id) => {
    const found = await ask((stripe) =>
      maybe(stripe.invoices.retrieve(id, { expand: ["payments"] })),
    );
    return found === undefined ? undefined : toInvoice(found);
  },
  listInvoices: async (since) => {
    const created = { gte: Math.floor(since / 1_000) };
    const found = await readAll((after) =>
      ask((stripe) =>
        stripe.invoices.list({ created, expand: ["data.payments"], ...afterOf(after) }),
      ),
    );
    return found.map(toInvoice);
  },
  listRefunds: async (payment) => {
    const { data } = await ask((stripe) =>
      stripe.refunds.list({ payment_intent: payment, limit: PAGE }),
    );
    return data.flatMap((one) => toRefund(one) ?? []);
  },
  listRefundsSince: async (since) => {
    const created = { gte: Math.floor(since / 1_000) };
    const found = await readAll((after) =>
      ask((stripe) => stripe.refunds.list({ created, ...afterOf(after) })),
    );
    return found.flatMap((one) => toRefund(one) ?? []);
  },
});

/** Stripe behind our contract. The SDK is loaded for the first call. */
export const createStripeProvider = (parts: StripeParts): BillingProvider => {
  let opening: Promise<Stripe> | undefined;
  const ask: Ask = async (work) => {
    opening ??= open(parts);
    const stripe = await opening;
    try {
      // Reads change nothing, and writes carry a key under which they happen once.
      return await parts.dependency.call(() => work(stripe), { isIdempotent: true });
    } catch (fault) {
      throw toBillingError(fault);
    }
  };
  return {
    ...pages(ask),
    ...reading(ask),
    createCustomer: async ({ accountId, email }) => {
      const made = await ask((stripe) =>
        stripe.customers.create(
          { email, metadata: { account: accountId } },
          { idempotencyKey: `customer-${accountId}-${email}`.slice(0, 255) },
        ),
      );
      return made.id;
    },
    removeCustomer: async (customer) => {
      await ask((stripe) => maybe(stripe.customers.del(customer)));
    },
    setEnding: async (id, isEnding, key) =>
      toSubscription(
        await ask((stripe) =>
          stripe.subscriptions.update(
            id,
            { cancel_at_period_end: isEnding },
            { idempotencyKey: key },
          ),
        ),
      ),
    refund: async ({ payment, amount, key }) => {
      const made = await ask((stripe) =>
        stripe.refunds.create(
          { payment_intent: payment, ...(amount === undefined ? {} : { amount }) },
          { idempotencyKey: key },
        ),
      );
      const refund = toRefund(made);
      if (refund === undefined) throw billingErrors.make.PAYMENT_PROVIDER_FAILED();
      return refund;
    },
  };
};
