import type { Clock } from "#core";

/** A price that the stub sells. */
export interface StubPrice {
  readonly id: string;
  readonly lookupKey: string;
  readonly title: string;
  /** In the smallest unit. */
  readonly amount: number;
  readonly currency: string;
  readonly interval: "month" | "year";
}

/** Somebody who pays; `isCardGood` decides whether the next payment goes through. */
export interface StubCustomer {
  readonly id: string;
  readonly email: string;
  readonly account: string;
  isCardGood: boolean;
  isGone: boolean;
}

/** A visit to the page where a tier is paid for. */
export interface StubCheckout {
  readonly id: string;
  readonly customer: string;
  readonly price: string;
  readonly account: string;
  readonly successUrl: string;
  readonly cancelUrl: string;
  status: "open" | "complete";
}

/** A visit to the page where people manage what they pay for. */
export interface StubPortal {
  readonly id: string;
  readonly customer: string;
  readonly returnUrl: string;
  /** A change that is to be confirmed. */
  readonly change: { readonly subscription: string; readonly price: string } | undefined;
}

/** A subscription; instants in milliseconds. */
export interface StubSubscription {
  readonly id: string;
  readonly item: string;
  readonly customer: string;
  readonly account: string;
  readonly createdAt: number;
  price: string;
  status: "active" | "past_due" | "canceled";
  periodStart: number;
  periodEnd: number;
  isEnding: boolean;
  endedAt: number | null;
  /** Since when a payment is missing. */
  lateSince: number | null;
}

/** An invoice. */
export interface StubInvoice {
  readonly id: string;
  readonly number: string;
  readonly customer: string;
  readonly subscription: string;
  readonly amount: number;
  readonly currency: string;
  readonly createdAt: number;
  status: "open" | "paid" | "void";
  paidAt: number | null;
  payment: string | null;
}

/** What was given back. */
export interface StubRefund {
  readonly id: string;
  readonly payment: string;
  readonly customer: string;
  readonly amount: number;
  readonly currency: string;
  readonly createdAt: number;
}

/** An event as it is sent. */
export interface StubEvent {
  readonly id: string;
  readonly type: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly data: { readonly object: Readonly<Record<string, unknown>> };
}

/** All that the stub knows; in memory, gone with its process. */
export interface StubState {
  readonly prices: readonly StubPrice[];
  readonly customers: Map<string, StubCustomer>;
  readonly checkouts: Map<string, StubCheckout>;
  readonly portals: Map<string, StubPortal>;
  readonly subscriptions: Map<string, StubSubscription>;
  readonly invoices: Map<string, StubInvoice>;
  readonly refunds: Map<string, StubRefund>;
  readonly events: StubEvent[];
  /** Answers to writes, by their idempotency key. */
  readonly answers: Map<string, { readonly status: number; readonly body: unknown }>;
  /** Another name each time, such as "sub_3f2a000001". */
  readonly nextId: (prefix: string) => string;
  /** The stub's own time, which can be moved. */
  readonly now: () => number;
  readonly advance: (ms: number) => void;
}

/** What the stub sells, as tests and the command say it. */
export type PriceOffer = Omit<StubPrice, "id">;

/** An empty stub; `run` keeps its names apart from those of another run with the same database. */
export const createStubState = (parts: {
  readonly clock: Clock;
  readonly run: string;
  readonly prices: readonly PriceOffer[];
}): StubState => {
  let made = 0;
  let offset = 0;
  const nextId = (prefix: string): string => {
    made += 1;
    return `${prefix}_${parts.run}${String(made).padStart(6, "0")}`;
  };
  return {
    prices: parts.prices.map((price) => ({ ...price, id: nextId("price") })),
    customers: new Map(),
    checkouts: new Map(),
    portals: new Map(),
    subscriptions: new Map(),
    invoices: new Map(),
    refunds: new Map(),
    events: [],
    answers: new Map(),
    nextId,
    now: () => parts.clock.now() + offset,
    advance: (ms) => {
      offset += ms;
    },
  };
};
