import { type ApiClient, createRequestKeys } from "../client/index.ts";

/** A tier as it is sold; amounts are in the smallest unit of the currency. */
export interface Tier {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Null for the free one. */
  readonly price: { readonly amount: number; readonly interval: "month" | "year" } | null;
  readonly points: readonly string[];
}

/** What is sold. */
export interface TierList {
  readonly currency: string;
  readonly tiers: readonly Tier[];
}

/** What an account pays for; times are ISO 8601. */
export interface Subscription {
  /** Null where its price is of no tier. */
  readonly tier: string | null;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly interval: "month" | "year";
  readonly periodEnd: string;
  readonly isEnding: boolean;
  /** Until when the tier is kept although a payment is missing. */
  readonly graceEndsAt: string | null;
}

/** An invoice, and what was given back of it. */
export interface Payment {
  readonly id: string;
  readonly number: string | null;
  readonly status: string;
  readonly amount: number;
  readonly refunded: number;
  readonly currency: string;
  readonly paidAt: string | null;
  readonly url: string | null;
}

/** How an account stands. */
export interface BillingState {
  readonly isOpen: boolean;
  readonly tier: string;
  readonly subscription: Subscription | null;
  readonly payments: readonly Payment[];
}

const ROOT = "/api/v1/billing";
/** The payment service may take its time; our server gives up before this. */
const SLOW_MS = 35_000;

/** Names the calls about what an account pays for. */
export const createBillingApi = (client: ApiClient) => {
  const once = createRequestKeys();
  const slow = <T>(path: string, body?: unknown, key?: string): Promise<T> =>
    client.request<T>({
      ...{ method: "POST", path: `${ROOT}${path}`, body, timeoutMs: SLOW_MS },
      ...(key === undefined ? {} : { idempotencyKey: key }),
    });
  return {
    tiers: (signal?: AbortSignal): Promise<TierList> => client.get(`${ROOT}/tiers`, signal),
    state: (signal?: AbortSignal): Promise<BillingState> => client.get(ROOT, signal),
    /** Where to go on to pay for a tier, or to confirm a change. */
    checkout: (tier: string) => {
      const body = { tier };
      return once(body, (key) => slow<{ readonly url: string }>("/checkout", body, key));
    },
    portal: () => slow<{ readonly url: string }>("/portal"),
    setEnding: (isEnding: boolean) => slow<BillingState>("/cancel", { isEnding }),
    refresh: () => slow<undefined>("/refresh"),
  };
};
