/** What an event may have changed: names to look up at the payment service, never the state itself. */
export interface Touched {
  readonly subscriptions: readonly string[];
  readonly invoices: readonly string[];
  /** Payments whose refunds changed. */
  readonly payments: readonly string[];
}

/** One event as far as it is read. Its picture of the object may be old: only names are taken. */
export interface BillingEvent {
  readonly id: string;
  readonly type: string;
  /** When it came about; milliseconds since the epoch. */
  readonly createdAt: number;
  readonly object: string;
  readonly customer: string | undefined;
  /** Undefined for events that mean nothing to us. */
  readonly touched: Touched | undefined;
}

type Json = Readonly<Record<string, unknown>>;

const NAME = /^[\w-]{1,255}$/;

const nameIn = (value: unknown): string | undefined => {
  const name = typeof value === "object" && value !== null ? (value as Json)["id"] : value;
  return typeof name === "string" && NAME.test(name) ? name : undefined;
};

const objectIn = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** The subscription of an invoice, wherever the API version puts it. */
const subscriptionOf = (invoice: Json): string | undefined =>
  nameIn(objectIn(objectIn(invoice["parent"])["subscription_details"])["subscription"]) ??
  nameIn(invoice["subscription"]);

const touchedBy = (type: string, object: Json): Touched | undefined => {
  const own = nameIn(object["id"]);
  const names = (...found: readonly (string | undefined)[]): readonly string[] =>
    found.filter((name) => name !== undefined);
  const none: Touched = { subscriptions: [], invoices: [], payments: [] };
  if (type.startsWith("customer.subscription.")) return { ...none, subscriptions: names(own) };
  if (type.startsWith("checkout.session.")) {
    return {
      ...none,
      subscriptions: names(nameIn(object["subscription"])),
      invoices: names(nameIn(object["invoice"])),
    };
  }
  if (type.startsWith("invoice.") && object["object"] === "invoice") {
    return { ...none, invoices: names(own), subscriptions: names(subscriptionOf(object)) };
  }
  if (type === "charge.refunded" || type.startsWith("refund.")) {
    return { ...none, payments: names(nameIn(object["payment_intent"])) };
  }
  return undefined;
};

/** Reads an event whose signature was believed. */
export const readEvent = (body: {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly data: { readonly object: unknown };
}): BillingEvent => {
  const object = objectIn(body.data.object);
  const isCustomer = object["object"] === "customer";
  return {
    id: body.id,
    type: body.type,
    createdAt: body.created * 1_000,
    object: nameIn(object["id"]) ?? "",
    customer: isCustomer ? nameIn(object["id"]) : nameIn(object["customer"]),
    touched: touchedBy(body.type, object),
  };
};
