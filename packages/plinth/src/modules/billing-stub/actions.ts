import type { StubObjects } from "./objects.ts";
import type {
  StubCheckout,
  StubCustomer,
  StubInvoice,
  StubRefund,
  StubState,
  StubSubscription,
} from "./state.ts";

const DAY_MS = 86_400_000;
/** After so long without a payment a subscription ends, as Stripe's usual rules have it. */
const GIVE_UP_MS = 21 * DAY_MS;

/** The same day of a later month, or its last where it has no such day. */
export const addPeriod = (from: number, interval: "month" | "year"): number => {
  const date = new Date(from);
  const months = interval === "year" ? 12 : 1;
  const target = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0);
  const day = Math.min(date.getUTCDate(), new Date(target).getUTCDate());
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, day) + (from % DAY_MS);
};

/** Bills, collects and announces. */
const createCashier = (state: StubState, objects: StubObjects) => {
  const announce = (type: string, object: Readonly<Record<string, unknown>>): void => {
    const created = Math.floor(state.now() / 1_000);
    // A picture of now: what a message tells may be old when it arrives.
    const picture = structuredClone(object);
    state.events.push({ id: state.nextId("evt"), type, created, data: { object: picture } });
  };
  const changed = (subscription: StubSubscription, what = "updated"): void =>
    announce(`customer.subscription.${what}`, objects.subscription(subscription));
  const customerOf = (id: string): StubCustomer => {
    const found = state.customers.get(id);
    if (found === undefined) throw new TypeError(`there is no customer ${id}`);
    return found;
  };

  const settle = (invoice: StubInvoice): boolean => {
    if (!customerOf(invoice.customer).isCardGood) {
      announce("invoice.payment_failed", objects.invoice(invoice));
      return false;
    }
    invoice.status = "paid";
    invoice.paidAt = state.now();
    invoice.payment = state.nextId("pi");
    announce("invoice.paid", objects.invoice(invoice));
    return true;
  };
  const bill = (subscription: StubSubscription, amount: number): boolean => {
    const invoice: StubInvoice = {
      id: state.nextId("in"),
      number: `STUB-${String(state.invoices.size + 1).padStart(4, "0")}`,
      customer: subscription.customer,
      subscription: subscription.id,
      amount,
      currency: objects.priceOf(subscription.price).currency,
      createdAt: state.now(),
      status: "open",
      paidAt: null,
      payment: null,
    };
    state.invoices.set(invoice.id, invoice);
    return settle(invoice);
  };
  const end = (subscription: StubSubscription): void => {
    subscription.status = "canceled";
    subscription.endedAt = state.now();
    subscription.isEnding = false;
    changed(subscription, "deleted");
  };
  const renew = (subscription: StubSubscription): void => {
    if (subscription.isEnding) {
      end(subscription);
      return;
    }
    const { amount, interval } = objects.priceOf(subscription.price);
    subscription.periodStart = subscription.periodEnd;
    subscription.periodEnd = addPeriod(subscription.periodEnd, interval);
    if (!bill(subscription, amount)) {
      subscription.status = "past_due";
      subscription.lateSince = state.now();
    }
    changed(subscription);
  };
  const openInvoicesOf = (subscription: StubSubscription): readonly StubInvoice[] =>
    [...state.invoices.values()].filter(
      ({ subscription: of, status }) => of === subscription.id && status === "open",
    );

  /** Does what became due; as many periods as went by. */
  const catchUp = (): void => {
    for (const subscription of state.subscriptions.values()) {
      while (subscription.status === "active" && state.now() >= subscription.periodEnd) {
        renew(subscription);
      }
      const { status, lateSince } = subscription;
      if (status === "past_due" && lateSince !== null && state.now() >= lateSince + GIVE_UP_MS) {
        end(subscription);
      }
    }
  };

  return { announce, changed, customerOf, settle, bill, end, openInvoicesOf, catchUp };
};

/** What people and time do to the stub; each announces what it changed. */
export const createActions = (state: StubState, objects: StubObjects) => {
  const cashier = createCashier(state, objects);
  const { announce, changed, customerOf, settle, bill, end, openInvoicesOf, catchUp } = cashier;
  return {
    catchUp,
    end,
    /** Somebody pays for what stands in a checkout; false where the card is refused. */
    pay: (checkout: StubCheckout): boolean => {
      if (checkout.status !== "open" || !customerOf(checkout.customer).isCardGood) return false;
      const now = state.now();
      const { amount, interval } = objects.priceOf(checkout.price);
      const subscription: StubSubscription = {
        id: state.nextId("sub"),
        item: `si_${checkout.id}`,
        customer: checkout.customer,
        account: checkout.account,
        createdAt: now,
        price: checkout.price,
        status: "active",
        periodStart: now,
        periodEnd: addPeriod(now, interval),
        isEnding: false,
        endedAt: null,
        lateSince: null,
      };
      state.subscriptions.set(subscription.id, subscription);
      checkout.status = "complete";
      changed(subscription, "created");
      bill(subscription, amount);
      announce("checkout.session.completed", objects.checkout(checkout));
      return true;
    },
    /** Another tier from now on; a dearer one costs the difference at once. */
    changePrice: (subscription: StubSubscription, price: string): void => {
      const difference = objects.priceOf(price).amount - objects.priceOf(subscription.price).amount;
      subscription.price = price;
      if (difference > 0) bill(subscription, difference);
      changed(subscription);
    },
    setEnding: (subscription: StubSubscription, isEnding: boolean): void => {
      subscription.isEnding = isEnding;
      changed(subscription);
    },
    /** A card that works pays what is open. */
    setCard: (customer: StubCustomer, isGood: boolean): void => {
      customer.isCardGood = isGood;
      if (!isGood) return;
      for (const subscription of state.subscriptions.values()) {
        if (subscription.customer !== customer.id || subscription.status !== "past_due") continue;
        for (const invoice of openInvoicesOf(subscription)) settle(invoice);
        subscription.status = "active";
        subscription.lateSince = null;
        changed(subscription);
      }
    },
    refund: (invoice: StubInvoice, amount: number): StubRefund => {
      const refund: StubRefund = {
        id: state.nextId("re"),
        payment: invoice.payment ?? "",
        customer: invoice.customer,
        amount,
        currency: invoice.currency,
        createdAt: state.now(),
      };
      state.refunds.set(refund.id, refund);
      announce("charge.refunded", objects.charge(invoice));
      return refund;
    },
    removeCustomer: (customer: StubCustomer): void => {
      customer.isGone = true;
      for (const subscription of state.subscriptions.values()) {
        if (subscription.customer === customer.id && subscription.endedAt === null) {
          end(subscription);
        }
      }
    },
    /** Moves the stub's clock, a day at a time, and does what becomes due. */
    advance: (ms: number): void => {
      for (let left = ms; left > 0; left -= DAY_MS) {
        state.advance(Math.min(left, DAY_MS));
        catchUp();
      }
    },
  };
};

/** What can be done to one stub. */
export type StubActions = ReturnType<typeof createActions>;
