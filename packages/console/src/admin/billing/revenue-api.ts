import { type ApiClient, createRequestKeys, type SendOnce } from "../../client/index.ts";

/** One month, by UTC; amounts in the smallest unit of the currency. */
export interface RevenueMonth {
  /** Such as "2026-03". */
  readonly month: string;
  readonly paid: number;
  readonly refunded: number;
  readonly mrr: number;
  readonly paying: number;
  readonly conversions: number;
  readonly churned: number;
  readonly churnPercent: number | null;
}

/** A comparison with the payment service, and what it found. */
export interface ReconcileRun {
  readonly id: string;
  readonly at: string;
  readonly checked: number;
  readonly repaired: number;
  readonly drifts: readonly {
    readonly kind: string;
    readonly object: string;
    readonly isRepaired: boolean;
  }[];
}

/** Revenue as GET /api/v1/admin/billing tells it (OBS-06). */
export interface Revenue {
  readonly isOpen: boolean;
  readonly currency: string;
  readonly mrr: number;
  readonly paying: number;
  readonly tiers: readonly { readonly tier: string; readonly subscribers: number }[];
  readonly months: readonly RevenueMonth[];
  readonly runs: readonly ReconcileRun[];
}

/** A payment, and who paid; `accountId` is null once the account is erased. */
export interface AdminPayment {
  readonly id: string;
  readonly number: string | null;
  readonly amount: number;
  readonly refunded: number;
  readonly currency: string;
  readonly paidAt: string | null;
  readonly accountId: string | null;
}

/** A subscription, and whose it is. */
export interface AdminSubscription {
  readonly id: string;
  readonly accountId: string;
  readonly email: string | null;
  readonly tier: string | null;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly interval: string;
  readonly periodEnd: string;
  readonly isEnding: boolean;
}

const ROOT = "/api/v1/admin/billing";

/** Where all subscriptions, and all that was paid, lie as files. */
export const SUBSCRIPTIONS_FILE = `${ROOT}/subscriptions/export`;
export const PAYMENTS_FILE = `${ROOT}/payments/export`;

/** Names the calls about revenue. */
export const createRevenueApi = (client: ApiClient, once: SendOnce = createRequestKeys()) => ({
  revenue: (signal?: AbortSignal): Promise<Revenue> => client.get(ROOT, signal),
  payments: (signal?: AbortSignal): Promise<{ readonly payments: readonly AdminPayment[] }> =>
    client.get(`${ROOT}/payments`, signal),
  subscriptions: (
    after: string | undefined,
    signal?: AbortSignal,
  ): Promise<{
    readonly subscriptions: readonly AdminSubscription[];
    readonly next: string | null;
  }> => client.get(`${ROOT}/subscriptions${after === undefined ? "" : `?after=${after}`}`, signal),
  refund: (payment: string) => {
    const body = { payment };
    return once(body, (idempotencyKey) =>
      client.request<undefined>({ method: "POST", path: `${ROOT}/refunds`, body, idempotencyKey }),
    );
  },
  reconcile: () => client.post<undefined>(`${ROOT}/reconcile`),
});
